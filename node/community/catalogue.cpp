#include "node/community/catalogue.hpp"

#include "node/community/compose.hpp"
#include "node/replica/errc.hpp"
#include "protocol/base/utf8.hpp"
#include "protocol/wire/limits.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace praxis::community {
namespace {

/// Kinds that name what governance knows by keys alone; their files ship with every node.
constexpr std::string_view person_kind = "person";
constexpr std::string_view node_kind = "node";
constexpr std::string_view space_kind = "space";

std::string shortened(const DocumentId& id) {
    return id.hex().substr(0, 10);
}

/// The first line, cut at `limits::name_shown_max`.
std::string on_one_line(const std::string& text) {
    const auto line = text.substr(0, text.find('\n'));
    auto points = decode_utf8(line);
    if (!points) return {};
    if (points.value().size() <= limits::name_shown_max) return line;
    points.value().resize(limits::name_shown_max);
    return encode_utf8(points.value()) + "…";
}

std::string title_of(const Kind& kind, const std::vector<ReadField>& fields) {
    const auto* own = find_field(fields, kind.title);
    if (own != nullptr && !own->value.text.empty()) return on_one_line(own->value.text);
    const auto other = std::ranges::find_if(fields, [&](const ReadField& field) {
        return field.place.field->name == kind.title && !field.value.text.empty();
    });
    return other == fields.end() ? std::string{} : on_one_line(other->value.text);
}

/// Whether one of the values of a register at this place is what `update` wrote.
bool is_written_by(const crdt::View& view, const FieldPlace& place, const UpdateId& update) {
    const auto at = address_of(place);
    const auto last = view.last(at);
    if (last && last->update == update) return true;
    return std::ranges::any_of(view.multi(at),
                               [&](const crdt::Value& value) { return value.update == update; });
}

}  // namespace

AuthorOf author_of(const node::DocumentState& state, const governance::Governance& governance) {
    return [&state, &governance](const UpdateId& update) -> std::optional<PersonId> {
        const auto at = state.authorship.find(update);
        if (at == state.authorship.end()) return std::nullopt;
        if (at->second.person) return at->second.person;
        const auto device = governance.device_info(at->second.device);
        return device ? std::optional{device->person} : std::nullopt;
    };
}

Result<OpenDocument> Catalogue::open(const DocumentId& id,
                                     const std::vector<UpdateId>& version) const {
    auto state = replica_.document(id);
    if (!state && state.error().code == make_error_code(node::NodeErrc::not_found)) {
        return fail(Errc::not_found, "document " + shortened(id) + "... is not here");
    }
    TRY(auto held, std::move(state));
    const auto creation = same_bytes<UpdateId>(id);
    if (!held->document.stands(creation)) {
        return fail(
            Errc::not_standing,
            "document " + shortened(id) + "... is here, but its author had no right to make it");
    }
    const auto* kind = kinds_.by_number(held->kind);
    if (kind == nullptr) {
        return fail(Errc::unknown_kind,
                    "document " + shortened(id) + "... is of kind number " +
                        std::to_string(held->kind.value) +
                        ", which needs a newer version of this program");
    }
    OpenDocument out{std::move(held), kind, {}, {}, {}, {}, {}, {}};
    const auto author = author_of(*out.state, replica_.governance());
    auto view = out.state->document.now();
    if (!version.empty()) {
        auto older = out.state->document.at(version);
        if (!older) return fail(Errc::bad_request, "this version is not one of the document's");
        view = std::move(older.value());
    }
    out.version = view.version();
    out.fields = read_fields(*kind, view, author);
    out.title = title_of(*kind, out.fields);
    out.author = author(creation);
    out.written = out.state->authorship.at(creation).written;
    TRY(out.restraint, restraint_of(replica_, kinds_, *out.state));
    return out;
}

Result<std::vector<News>> Catalogue::news(std::optional<SpaceId> space,
                                          std::size_t count,
                                          const MayRead& may_read) {
    std::vector<News> out;
    std::map<DocumentId, std::optional<std::size_t>> place;  // in `out`; nullopt: not to be shown
    std::size_t looked_at = 0;
    const auto take = [&](const node::LogEntry& entry) -> Result<store::Scan> {
        if (++looked_at > limits::news_updates_max) return store::Scan::stop;
        if (entry.verdict != node::LogEntry::Verdict::standing || entry.joins) {
            return store::Scan::go_on;
        }
        if (!entry.document || !entry.kind) return store::Scan::go_on;  // of a newer version
        const auto* kind = kinds_.by_number(*entry.kind);
        if (kind == nullptr) return store::Scan::go_on;
        auto subject = *entry.document;
        const bool creates = entry.id == same_bytes<UpdateId>(subject);
        const bool answers = kind->answers.has_value();
        if (answers) {
            const auto opened = open(subject);
            if (!opened && node::is_unmerged(opened.error())) return store::Scan::go_on;
            if (!opened) return fail(opened.error());
            TRY(const auto target, answered(opened.value()));
            if (!target) return store::Scan::go_on;
            subject = *target;
            kind = kinds_.by_name(kind->answers->kind).value();
        }
        const auto known = place.find(subject);
        if (known == place.end()) {
            TRY(const bool shown, may_read(subject));
            if (shown && out.size() == count) return store::Scan::stop;
            place[subject] = shown ? std::optional{out.size()} : std::nullopt;
            if (shown) out.push_back({subject, entry.chain.space, kind});
        }
        const auto at = place.at(subject);
        if (!at) return store::Scan::go_on;
        auto& line = out[*at];
        if (answers && creates) ++line.answers;
        if (!answers && creates) line.is_new = true;
        if (!creates && !entry.continues && !entry.moderates) ++line.changes;
        return store::Scan::go_on;
    };
    TRY(replica_.log_back(space, take));
    return out;
}

Result<std::vector<DocumentId>> Catalogue::list(const SpaceId& space, const Kind& kind) const {
    TRY(auto found, replica_.documents(space, kind.number));
    std::erase_if(found, [](const node::DocumentSummary& each) { return !each.stands; });
    std::ranges::sort(found, std::ranges::greater{}, &node::DocumentSummary::arrival);
    std::vector<DocumentId> out;
    for (const auto& each : found)
        out.push_back(each.id);
    return out;
}

Result<std::map<KindNumber, std::size_t>> Catalogue::counts(const SpaceId& space) const {
    TRY(const auto found, replica_.documents(space, std::nullopt));
    std::map<KindNumber, std::size_t> out;
    for (const auto& each : found) {
        if (each.stands) ++out[each.kind];
    }
    return out;
}

Result<std::vector<DocumentId>> Catalogue::answers(const OpenDocument& document) {
    std::vector<DocumentId> out;
    const auto* answering = kinds_.answering(*document.kind);
    if (answering == nullptr) return out;
    TRY(const auto found,
        references_.naming(
            *answering, answering->answers->field, same_bytes<Hash>(document.state->id)));
    for (const auto& each : found) {
        if (each.space != document.state->space) continue;
        TRY(const bool stands, replica_.stands(each.from));
        if (stands) out.push_back(each.from);
    }
    return out;
}

Result<std::optional<DocumentId>> Catalogue::answered(const OpenDocument& document) const {
    if (!document.kind->answers) return std::optional<DocumentId>{};
    TRY(const auto place, document.kind->place(document.kind->answers->field));
    const auto id = document.state->document.now().constant_id(address_of(place));
    if (!id) return std::optional<DocumentId>{};
    return std::optional{same_bytes<DocumentId>(*id)};
}

Result<std::optional<OpenDocument>> Catalogue::describing(std::string_view kind_name,
                                                          std::string_view field,
                                                          const Hash& target,
                                                          const Rank& rank) {
    TRY(const auto* kind, kinds_.by_name(kind_name));
    TRY(const auto found, references_.naming(*kind, field, target));
    std::optional<OpenDocument> best;
    int best_rank = 0;
    for (const auto& each : found) {
        auto opened = open(each.from);
        if (!opened || opened.value().restraint.is_withheld()) continue;  // waiting, or void
        auto& document = opened.value();
        const auto& made_by = document.state->authorship.at(same_bytes<UpdateId>(each.from));
        const auto its_rank = rank(made_by, document.author);
        if (!its_rank || (best && best_rank <= *its_rank)) continue;
        best_rank = *its_rank;
        best = std::move(document);
    }
    if (best) best->title = counted_title(*best, rank);
    return best;
}

/// Whoever may write beside the document may change it; the names of others they do not.
std::string Catalogue::counted_title(const OpenDocument& document, const Rank& rank) const {
    const auto& state = *document.state;
    const auto author = author_of(state, replica_.governance());
    struct Write {
        int rank;
        WallTime written;
        UpdateId id;
    };
    std::vector<Write> writes;
    for (const auto& [id, by] : state.authorship) {
        const auto its_rank = rank(by, author(id));
        if (its_rank && state.document.stands(id)) writes.push_back({*its_rank, by.written, id});
    }
    std::ranges::sort(writes, [](const Write& one, const Write& other) {
        return std::tie(one.rank, other.written, other.id) <
               std::tie(other.rank, one.written, one.id);
    });
    const bool are_all_equal =
        writes.size() == state.authorship.size() && writes.front().rank == writes.back().rank;
    if (are_all_equal) return document.title;
    for (const auto& write : writes) {
        const std::array version{write.id};
        const auto view = state.document.at(version);
        if (!view) continue;
        auto fields = read_fields(*document.kind, view.value(), author);
        std::erase_if(fields, [&](const ReadField& field) {
            return field.place.field->name != document.kind->title ||
                   !is_written_by(view.value(), field.place, write.id);
        });
        auto title = title_of(*document.kind, fields);
        if (!title.empty()) return title;
    }
    return {};
}

Result<std::optional<std::string>> Catalogue::person_name(const PersonId& person) {
    const auto operates = [&](const PersonId& who) {
        return std::ranges::any_of(replica_.governance().nodes(),
                                   [&](const auto& node) { return node.person == who; });
    };
    TRY(const auto document,
        describing(person_kind,
                   person_kind,
                   same_bytes<Hash>(person),
                   [&](const node::Authorship&,
                       const std::optional<PersonId>& author) -> std::optional<int> {
                       if (author == person) return 0;
                       if (author && operates(*author)) return 1;
                       return std::nullopt;
                   }));
    if (!document || document->title.empty()) return std::optional<std::string>{};
    return std::optional{document->title};
}

Result<std::optional<std::string>> Catalogue::node_name(const NodeId& node) {
    TRY(const auto document,
        describing(node_kind,
                   node_kind,
                   same_bytes<Hash>(node),
                   [&](const node::Authorship& made_by,
                       const std::optional<PersonId>&) -> std::optional<int> {
                       return made_by.device == node ? std::optional{0} : std::nullopt;
                   }));
    if (!document || document->title.empty()) return std::optional<std::string>{};
    return std::optional{document->title};
}

Result<std::optional<OpenDocument>> Catalogue::describing_space(const SpaceId& space) {
    const auto info = replica_.governance().space_info(space);
    return describing(
        space_kind,
        space_kind,
        same_bytes<Hash>(space),
        [&](const node::Authorship&, const std::optional<PersonId>& author) -> std::optional<int> {
            const bool counts = info && author == info->steward;
            return counts ? std::optional{0} : std::nullopt;
        });
}

Result<std::optional<DocumentId>> Catalogue::space_document(const SpaceId& space) {
    TRY(const auto document, describing_space(space));
    if (!document) return std::optional<DocumentId>{};
    return std::optional{document->state->id};
}

Result<std::optional<std::string>> Catalogue::space_name(const SpaceId& space) {
    TRY(const auto document, describing_space(space));
    if (!document || document->title.empty()) return std::optional<std::string>{};
    return std::optional{document->title};
}

}  // namespace praxis::community
