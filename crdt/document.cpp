#include "crdt/document.hpp"

#include "crdt/detail/document_state.hpp"
#include "crdt/limits.hpp"
#include "protocol/base/check.hpp"
#include "protocol/base/utf8.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace praxis::crdt {
namespace {

FieldType field_type_of(const Operation& operation) {
    constexpr std::array types{FieldType::constant_id,
                               FieldType::constant,
                               FieldType::last_writer,
                               FieldType::multi_value,
                               FieldType::text,
                               FieldType::text,
                               FieldType::text,
                               FieldType::set,
                               FieldType::set,
                               FieldType::list,
                               FieldType::list,
                               FieldType::list,
                               FieldType::ballot,
                               FieldType::strict_set,
                               FieldType::strict_set,
                               FieldType::log};
    static_assert(types.size() == std::variant_size_v<Operation>);
    return types.at(operation.index());
}

}  // namespace

std::size_t Document::State::row_of(Lv event) const {
    const auto after = std::ranges::upper_bound(rows, event, {}, &Row::first);
    PRAXIS_CHECK(after != rows.begin());
    return static_cast<std::size_t>(std::distance(rows.begin(), after)) - 1;
}

EventId Document::State::name_of(Lv event) const {
    const auto& row = rows[row_of(event)];
    return {row.id, event - row.first};
}

bool Document::State::name_is_less(Lv a, Lv b) const {
    return name_of(a) < name_of(b);
}

const Document::State::Row* Document::State::find(const UpdateId& update) const {
    const auto found = row_by_id.find(update);
    return found == row_by_id.end() ? nullptr : &rows[found->second];
}

Document::State::Field* Document::State::field(FieldType type, const Address& at) const {
    const auto found = fields.find({type, at});
    return found == fields.end() ? nullptr : &found->second;
}

std::vector<FieldId> Document::State::fields_written(
    const std::function<bool(std::size_t)>& counts) const {
    std::vector<FieldId> out;
    for (const auto& [name, field] : fields) {
        const auto* person =
            name.type == FieldType::ballot ? std::get_if<Hash>(&name.at.key) : nullptr;
        const bool written = std::ranges::any_of(field.rows, [&](std::size_t row) {
            const bool is_theirs =
                person == nullptr || rows[row].person == same_bytes<PersonId>(*person);
            return is_theirs && counts(row);
        });
        if (written) out.push_back(name);
    }
    return out;
}

const Version& Document::State::heads() const {
    return standing_heads.of(graph, [this] {
        std::vector<Lv> standing;
        for (const auto& row : rows) {
            if (row.stands) standing.push_back(row.last());
        }
        return standing;
    });
}

std::size_t Document::State::deletion_runs() const {
    std::size_t out = 0;
    for (const auto& [name, field] : fields)
        out += field.walker ? field.walker->deletion_runs() : 0;
    return out;
}

Version Document::State::lines() const {
    auto out = heads();
    while (out.size() == 1) {
        auto parents = graph.parents(graph.line_begin(out.front()));
        if (parents.empty()) break;
        out = std::move(parents);
    }
    return out;
}

const Scope& Document::State::scope(const Version& version) const {
    if (version != scope_version || scope_events != graph.next()) {
        scope_version = version;
        scope_events = graph.next();
        scope_now = {RangeSet{graph.diff(graph.heads(), version).only_a}};
    }
    return scope_now;
}

Document::State::Field& Document::State::touch(FieldType type, const Address& at, std::size_t row) {
    auto& field = fields[{type, at}];
    if (field.rows.empty() || field.rows.back() != row) field.rows.push_back(row);
    if (told) told->touched.insert({type, at});
    const bool is_sequence = type == FieldType::text || type == FieldType::list;
    if (is_sequence && !field.walker) {
        field.walker = std::make_unique<TextWalker>(graph, *this);
    }
    return field;
}

void Document::State::add_operations(std::size_t row, const Skeleton& skeleton) {
    Lv event = rows[row].first;
    std::size_t part = 0;
    past.emplace(graph, std::array{rows[row].last()});
    for (const auto& operation : skeleton.operations) {
        add_operation(row, event, operation, part);
        event += events_of(operation);
        if (!has_part(operation)) continue;
        rows[row].part_is_text.push_back(std::holds_alternative<InsertText>(operation));
        ++part;
    }
    steps += 1 + skeleton.operations.size() + past->steps();
}

void Document::State::add_operation(std::size_t row,
                                    Lv event,
                                    const Operation& operation,
                                    std::size_t part) {
    const auto& at = address_of(operation);
    const bool creates = row_by_id.at(same_bytes<UpdateId>(id)) == row;
    const auto type = field_type_of(operation);
    const auto write = [&] { touch(type, at, row).writes.push_back({event, row, part}); };
    if (const auto* constant = std::get_if<SetConstantId>(&operation)) {
        if (creates) constant_ids.try_emplace(at, constant->id);
        if (creates) write();
    } else if (type == FieldType::constant) {
        if (creates) write();
    } else if (const auto* remove = std::get_if<RemoveElements>(&operation)) {
        add_removal(remove->adds, event, row, touch(type, at, row));
    } else if (const auto* strict = std::get_if<RemoveStrict>(&operation)) {
        add_removal(strict->adds, event, row, touch(type, at, row));
    } else if (type == FieldType::list) {
        add_list_operation(row, event, operation, part);
    } else if (type != FieldType::text) {
        write();
    } else {
        auto& walker = *touch(FieldType::text, at, row).walker;
        if (const auto* insert = std::get_if<InsertText>(&operation)) {
            rows[row].insertions.push_back({event, insert->length, part});
            walker.add_insertion(event, insert->position, insert->length);
        } else if (const auto* erase = std::get_if<DeleteText>(&operation)) {
            walker.add_deletion(event, erase->position, erase->length);
        } else {
            add_deletion_of(std::get<DeleteCharacters>(operation), event, walker);
        }
    }
}

void Document::State::add_deletion_of(const DeleteCharacters& op, Lv event, TextWalker& walker) {
    const auto* target = find(op.first.update);
    if (target == nullptr || op.first.index >= target->count) return;
    const Lv begin = target->first + op.first.index;
    const Lv end = std::min({begin + op.count, target->first + target->count, event});
    if (begin < end && past->contains(begin)) walker.add_deletion_of(event, begin, end - begin);
}

void Document::State::add_removal(const std::vector<EventId>& adds,
                                  Lv event,
                                  std::size_t row,
                                  Field& into) {
    Removal removal{event, row, {}};
    for (const auto& add : adds) {
        const auto added = write_before(event, add, into);
        if (added) removal.adds.push_back(*added);
    }
    std::ranges::sort(removal.adds);
    into.removals.push_back(std::move(removal));
}

std::optional<Lv> Document::State::write_before(Lv event, const EventId& name, const Field& of) {
    const auto* target = find(name.update);
    if (target == nullptr || name.index >= target->count) return std::nullopt;
    const Lv written = target->first + name.index;
    const bool is_write = std::ranges::binary_search(of.writes, written, {}, &Write::event);
    if (!is_write || written >= event || !past->contains(written)) return std::nullopt;
    return written;
}

/// A place is a character of the field's walker, named by the event that made it.
void Document::State::add_list_operation(std::size_t row,
                                         Lv event,
                                         const Operation& operation,
                                         std::size_t part) {
    auto& field = touch(FieldType::list, address_of(operation), row);
    if (const auto* insert = std::get_if<InsertItem>(&operation)) {
        field.writes.push_back({event, row, part});
        field.walker->add_insertion(event, insert->position, 1);
        return;
    }
    const auto* move = std::get_if<MoveItem>(&operation);
    const auto& named = move != nullptr ? move->item : std::get<DeleteItem>(operation).item;
    const auto item = write_before(event, named, field);
    if (!item) return;
    field.changes[*item].push_back({event, row, move == nullptr});
    if (move != nullptr) field.walker->add_insertion(event, move->position, 1);
}

void Document::State::set_parts(Row& row, std::optional<std::vector<Bytes>> parts) {
    row.has_content = false;
    row.parts.clear();
    row.texts.clear();
    if (!parts || parts->size() != row.part_is_text.size()) return;
    std::vector<std::u32string> texts(parts->size());
    for (const auto& insertion : row.insertions) {
        auto& part = (*parts)[insertion.part];
        auto text = decode_utf8(text_of(part));
        if (!text || text.value().size() != insertion.length) return;
        texts[insertion.part] = std::move(text).value();
        part = {};
    }
    row.has_content = true;
    row.parts = std::move(*parts);
    if (!row.insertions.empty()) row.texts = std::move(texts);
}

Skeleton Document::State::skeleton_of(std::size_t row) const {
    const auto begin = rows[row].skeleton;
    const auto end = row + 1 < rows.size() ? rows[row + 1].skeleton : skeletons.size();
    return std::move(parse_skeleton(ByteView{skeletons}.subspan(begin, end - begin)).value());
}

void Document::State::touch_fields_of(std::size_t row) {
    if (!told) return;
    for (const auto& operation : skeleton_of(row).operations)
        told->touched.insert({field_type_of(operation), address_of(operation)});
}

Document::Document(DocumentId id) : state_{std::make_unique<State>(id)} {}
Document::~Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;

Document::Applied Document::apply(Update update) {
    auto& state = *state_;
    const auto number = state.rows.size();
    if (!state.row_by_id.try_emplace(update.id, number).second) return Applied::duplicate;
    const bool creates = update.id == same_bytes<UpdateId>(state.id);
    bool whole = update.skeleton.has_value() && creates == update.deps.empty();
    bool reaches_creation = creates;
    bool deps_stand = true;
    std::uint64_t depth = 0;
    std::vector<Lv> parents;
    for (const auto& dep : update.deps) {
        const auto* row = dep == update.id ? nullptr : state.find(dep);
        whole = whole && row != nullptr;
        if (row == nullptr) state.outside[number].push_back(dep);
        if (row == nullptr) continue;
        parents.push_back(row->last());
        depth = std::max(depth, row->depth + 1);
        deps_stand = deps_stand && row->stands;
        reaches_creation = reaches_creation || row->reaches_creation;
    }
    whole = whole && reaches_creation;
    State::Row row;
    row.id = update.id;
    row.written = update.written;
    row.skeleton = state.skeletons.size();
    row.person = update.person;
    row.depth = depth;
    row.void_for_ever = !whole;
    row.reaches_creation = reaches_creation;
    row.stands = update.stands && whole;
    if (whole) row.count = std::max<std::uint64_t>(1, events_of(*update.skeleton));
    row.first = state.graph.add(row.count, parents);
    if (!row.stands) ++state.void_rows;
    if (row.stands) state.standing_heads.add(row.last(), parents, deps_stand);
    state.rows.push_back(std::move(row));
    if (update.skeleton) {
        append(state.skeletons, encode(*update.skeleton));
    } else {
        state.unread[number] = {std::move(update.unread), update.parts, update.stands};
    }
    if (whole) state.add_operations(number, *update.skeleton);
    state.set_parts(state.rows[number], std::move(update.parts));
    return Applied::merged;
}

void Document::set_standing(const UpdateId& id, bool stands) {
    const auto found = state_->row_by_id.find(id);
    if (found == state_->row_by_id.end()) return;
    const auto unread = state_->unread.find(found->second);
    if (unread != state_->unread.end()) unread->second.stands = stands;
    auto& row = state_->rows[found->second];
    if (row.void_for_ever || row.stands == stands) return;
    row.stands = stands;
    state_->touch_fields_of(found->second);
    stands ? --state_->void_rows : ++state_->void_rows;
    state_->standing_heads.forget();
}

void Document::set_person(const UpdateId& id, const std::optional<PersonId>& person) {
    const auto found = state_->row_by_id.find(id);
    if (found == state_->row_by_id.end()) return;
    state_->rows[found->second].person = person;
    state_->touch_fields_of(found->second);
}

void Document::set_parts(const UpdateId& id, std::optional<std::vector<Bytes>> parts) {
    const auto found = state_->row_by_id.find(id);
    if (found == state_->row_by_id.end()) return;
    const auto unread = state_->unread.find(found->second);
    if (unread != state_->unread.end()) unread->second.parts = parts;
    state_->set_parts(state_->rows[found->second], std::move(parts));
    state_->touch_fields_of(found->second);
}

bool Document::contains(const UpdateId& id) const {
    return state_->find(id) != nullptr;
}

bool Document::stands(const UpdateId& id) const {
    const auto* row = state_->find(id);
    return row != nullptr && row->stands;
}

bool Document::has_content(const UpdateId& id) const {
    const auto* row = state_->find(id);
    return row != nullptr && row->has_content;
}

std::size_t Document::updates() const {
    return state_->rows.size();
}

std::uint64_t Document::events() const {
    return state_->graph.next();
}

DocumentId Document::id() const {
    return state_->id;
}

bool Document::merge(std::uint64_t& steps_left) const {
    auto runs = state_->deletion_runs();
    for (const auto& [id, field] : state_->fields) {
        if (runs >= limits::deletion_runs_max) return false;
        if (!field.walker) continue;
        runs -= field.walker->deletion_runs();
        if (!field.walker->advance(state_->heads(), steps_left)) return false;
        runs += field.walker->deletion_runs();
    }
    return true;
}

bool Document::is_in_shreds() const {
    return state_->deletion_runs() >= limits::deletion_runs_max;
}

std::uint64_t Document::steps() const {
    std::uint64_t out = state_->steps + state_->graph.steps();
    for (const auto& [id, field] : state_->fields)
        out += field.walker ? field.walker->steps() : 0;
    return out;
}

View Document::now() const {
    return {*this, state_->heads()};
}

Result<View> Document::at(std::span<const UpdateId> version) const {
    std::vector<Lv> events;
    for (const auto& update : version) {
        const auto* row = state_->find(update);
        if (row == nullptr) return fail(Errc::unknown_update, update.hex());
        events.push_back(row->last());
    }
    return View{*this, state_->graph.dominators(std::move(events))};
}

std::size_t Document::merged_from() const {
    return std::max<std::size_t>(1, state_->lines().size());
}

std::vector<FieldId> Document::merged_fields() const {
    const auto lines = state_->lines();
    if (lines.size() > limits::merged_lines_max) return {};
    std::vector<LvRange> apart;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto diff = state_->graph.diff({&lines[i - 1], 1}, {&lines[i], 1});
        apart.insert(apart.end(), diff.only_a.begin(), diff.only_a.end());
        apart.insert(apart.end(), diff.only_b.begin(), diff.only_b.end());
    }
    const RangeSet made_apart{std::move(apart)};
    return state_->fields_written([&](std::size_t row) {
        return state_->rows[row].stands && made_apart.contains(state_->rows[row].first);
    });
}

}  // namespace praxis::crdt
