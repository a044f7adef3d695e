#include "protocol/base/utf8.hpp"
#include "tests/support/oracle_parts.hpp"

namespace praxis::testing {
namespace {

using crdt::Address;
using crdt::EventId;

struct Shape {
    std::uint64_t events = 1;
    bool part = false;
};

Shape shape(const crdt::Operation& operation) {
    if (const auto* op = std::get_if<crdt::InsertText>(&operation)) return {op->length, true};
    if (const auto* op = std::get_if<crdt::DeleteText>(&operation)) return {op->length, false};
    if (const auto* op = std::get_if<crdt::DeleteCharacters>(&operation)) return {op->count, false};
    if (std::holds_alternative<crdt::SetConstantId>(operation)) return {1, false};
    if (std::holds_alternative<crdt::RemoveElements>(operation)) return {1, false};
    if (std::holds_alternative<crdt::MoveItem>(operation)) return {1, false};
    if (std::holds_alternative<crdt::DeleteItem>(operation)) return {1, false};
    if (std::holds_alternative<crdt::RemoveStrict>(operation)) return {1, false};
    return {1, true};
}

crdt::FieldType type_of(const crdt::Operation& operation) {
    using crdt::FieldType;
    constexpr FieldType types[] = {FieldType::constant_id,
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
    return types[operation.index()];
}

/// Adds of equal bytes are one element; without content each is one.
std::vector<crdt::Element> by_content(const std::map<EventId, std::optional<Bytes>>& adds) {
    std::map<Bytes, std::vector<EventId>> known;
    std::vector<crdt::Element> absent;
    for (const auto& [id, content] : adds) {
        if (content) {
            known[*content].push_back(id);
        } else {
            absent.push_back({std::nullopt, {id}});
        }
    }
    std::vector<crdt::Element> out;
    for (const auto& [content, ids] : known)
        out.push_back({content, ids});
    out.insert(out.end(), absent.begin(), absent.end());
    return out;
}

}  // namespace

CrdtOracle::Ids CrdtOracle::past_and_self(const UpdateId& id) const {
    return closure({id});
}

CrdtOracle::Ids CrdtOracle::closure(const std::vector<UpdateId>& version) const {
    Ids out;
    std::vector<UpdateId> open = version;
    while (!open.empty()) {
        const auto id = open.back();
        open.pop_back();
        if (!updates.contains(id) || !out.insert(id).second) continue;
        const auto& deps = updates.at(id).deps;
        open.insert(open.end(), deps.begin(), deps.end());
    }
    return out;
}

bool CrdtOracle::is_void_for_ever(const UpdateId& id) const {
    const auto& update = updates.at(id);
    const auto creation = same_bytes<UpdateId>(document_);
    if (!update.skeleton) return true;
    if (id == creation) return !update.deps.empty();
    for (const auto& dep : update.deps) {
        if (!updates.contains(dep)) return true;
    }
    return !past_and_self(id).contains(creation);
}

bool CrdtOracle::stands(const UpdateId& id) const {
    return updates.at(id).stands && !is_void_for_ever(id);
}

std::vector<UpdateId> CrdtOracle::heads(const Ids& version) const {
    std::vector<UpdateId> out;
    for (const auto& id : version) {
        const bool followed = std::ranges::any_of(version, [&](const UpdateId& other) {
            return other != id && past_and_self(other).contains(id);
        });
        if (!followed) out.push_back(id);
    }
    return out;
}

std::vector<UpdateId> CrdtOracle::current() const {
    Ids standing;
    for (const auto& [id, update] : updates) {
        if (stands(id)) standing.insert(id);
    }
    return heads(standing);
}

std::size_t CrdtOracle::merged_from() const {
    auto at = current();
    while (at.size() == 1) {
        const auto& deps = updates.at(at.front()).deps;
        Ids here;
        for (const auto& dep : deps) {
            if (updates.contains(dep)) here.insert(dep);
        }
        at = heads(here);
    }
    return std::max<std::size_t>(1, at.size());
}

bool CrdtOracle::before(const EventId& a, const EventId& b) const {
    if (a.update == b.update) return a.index < b.index;
    return past_and_self(b.update).contains(a.update);
}

std::vector<UpdateId> CrdtOracle::in_causal_order(const Ids& version) const {
    std::vector<UpdateId> out{version.begin(), version.end()};
    std::map<UpdateId, std::size_t> size;
    for (const auto& id : out)
        size[id] = past_and_self(id).size();
    std::ranges::stable_sort(out, {}, [&](const UpdateId& id) { return size[id]; });
    return out;
}

std::vector<CrdtOracle::Placed> CrdtOracle::operations(const UpdateId& id) const {
    if (is_void_for_ever(id)) return {};
    const auto& update = updates.at(id);
    std::size_t wanted = 0;
    bool good = update.parts.has_value();
    for (const auto& operation : update.skeleton->operations) {
        if (!shape(operation).part) continue;
        good = good && wanted < update.parts->size();
        if (const auto* insert = std::get_if<crdt::InsertText>(&operation); insert && good) {
            const auto text = decode_utf8(text_of((*update.parts)[wanted]));
            good = text && text.value().size() == insert->length;
        }
        ++wanted;
    }
    good = good && wanted == update.parts->size();
    std::vector<Placed> out;
    std::uint64_t index = 0;
    std::size_t part = 0;
    for (const auto& operation : update.skeleton->operations) {
        Placed placed{{id, index}, &operation, std::nullopt};
        if (shape(operation).part) {
            if (good) placed.part = (*update.parts)[part];
            ++part;
        }
        index += shape(operation).events;
        out.push_back(placed);
    }
    return out;
}

std::vector<crdt::FieldId> CrdtOracle::fields(const Ids& version) const {
    std::set<crdt::FieldId> out;
    for (const auto& id : version) {
        if (!stands(id)) continue;
        for (const auto& placed : operations(id)) {
            const auto type = type_of(*placed.operation);
            const bool constant =
                type == crdt::FieldType::constant_id || type == crdt::FieldType::constant;
            if (constant && id != same_bytes<UpdateId>(document_)) continue;
            if (type == crdt::FieldType::ballot && !is_theirs(placed)) continue;
            out.insert({type, address(*placed.operation)});
        }
    }
    return {out.begin(), out.end()};
}

template <class Operation>
std::vector<CrdtOracle::Placed> CrdtOracle::standing(const Ids& version, const Address& at) const {
    std::vector<Placed> out;
    for (const auto& id : version) {
        if (!stands(id)) continue;
        for (const auto& placed : operations(id)) {
            const bool here = address(*placed.operation) == at;
            if (here && std::holds_alternative<Operation>(*placed.operation)) out.push_back(placed);
        }
    }
    return out;
}

bool CrdtOracle::is_theirs(const Placed& ballot) const {
    const auto& person = updates.at(ballot.event.update).person;
    return person && std::get<Hash>(address(*ballot.operation).key).bytes == person->bytes;
}

std::vector<CrdtOracle::Placed> CrdtOracle::newest(const std::vector<Placed>& writes) const {
    std::vector<Placed> out;
    for (const auto& write : writes) {
        const bool superseded = std::ranges::any_of(
            writes, [&](const Placed& other) { return before(write.event, other.event); });
        if (!superseded) out.push_back(write);
    }
    return out;
}

crdt::Value CrdtOracle::value(const Placed& write) const {
    return {write.event.update, updates.at(write.event.update).written, write.part};
}

std::optional<crdt::Value> CrdtOracle::winner(const std::vector<Placed>& writes) const {
    std::optional<crdt::Value> out;
    for (const auto& write : newest(writes)) {
        const auto now = value(write);
        const bool wins = !out || now.written > out->written ||
                          (now.written == out->written && now.update > out->update);
        if (wins) out = now;
    }
    return out;
}

std::optional<crdt::Value> CrdtOracle::last(const Ids& version, const Address& at) const {
    return winner(standing<crdt::SetLast>(version, at));
}

std::optional<crdt::Value> CrdtOracle::ballot(const Ids& version, const Address& at) const {
    auto writes = standing<crdt::CastBallot>(version, at);
    std::erase_if(writes, [&](const Placed& one) { return !is_theirs(one); });
    return winner(writes);
}

std::vector<crdt::Value> CrdtOracle::multi(const Ids& version, const Address& at) const {
    std::map<UpdateId, crdt::Value> out;
    for (const auto& write : newest(standing<crdt::SetMulti>(version, at))) {
        out.emplace(write.event.update, value(write));
    }
    std::vector<crdt::Value> sorted;
    for (const auto& [id, one] : out)
        sorted.push_back(one);
    return sorted;
}

std::vector<crdt::Element> CrdtOracle::elements(const Ids& version, const Address& at) const {
    std::map<EventId, std::optional<Bytes>> adds;
    for (const auto& add : standing<crdt::AddElement>(version, at))
        adds[add.event] = add.part;
    for (const auto& removal : standing<crdt::RemoveElements>(version, at)) {
        for (const auto& add : std::get<crdt::RemoveElements>(*removal.operation).adds) {
            if (updates.contains(add.update) && before(add, removal.event)) adds.erase(add);
        }
    }
    return by_content(adds);
}

/// Adds one by one: an add shows unless a removal of its bytes, or of itself, is not known to it
/// or to another add of these bytes that came later than the removal.
std::vector<crdt::Element> CrdtOracle::strict_elements(const Ids& version,
                                                       const Address& at) const {
    const auto adds = standing<crdt::AddStrict>(version, at);
    const auto same = [](const Placed& a, const Placed& b) {
        return a.event == b.event || (a.part && b.part && *a.part == *b.part);
    };
    // What a removal names, standing or not.
    std::vector<Placed> named;
    for (const auto& [id, update] : updates) {
        for (const auto& placed : operations(id)) {
            const bool add = std::holds_alternative<crdt::AddStrict>(*placed.operation);
            if (add && address(*placed.operation) == at) named.push_back(placed);
        }
    }
    std::map<EventId, std::optional<Bytes>> shown;
    for (const auto& add : adds) {
        bool out = false;
        for (const auto& removal : standing<crdt::RemoveStrict>(version, at)) {
            const auto& names = std::get<crdt::RemoveStrict>(*removal.operation).adds;
            const bool is_meant = std::ranges::any_of(named, [&](const Placed& one) {
                return std::ranges::find(names, one.event) != names.end() &&
                       before(one.event, removal.event) && same(one, add);
            });
            const bool is_lifted = std::ranges::any_of(adds, [&](const Placed& later) {
                return same(later, add) && before(removal.event, later.event);
            });
            // A removal that a later one repeats is lifted with that one.
            out = out || (is_meant && !is_lifted);
        }
        if (!out) shown[add.event] = add.part;
    }
    return by_content(shown);
}

std::size_t CrdtOracle::longest_way_back(const UpdateId& id) const {
    std::map<UpdateId, std::size_t> length;
    for (const auto& at : in_causal_order(past_and_self(id))) {
        length[at] = 0;
        for (const auto& dep : updates.at(at).deps) {
            if (length.contains(dep)) length[at] = std::max(length[at], length[dep] + 1);
        }
    }
    return length[id];
}

std::vector<crdt::Entry> CrdtOracle::entries(const Ids& version, const Address& at) const {
    std::map<std::pair<std::size_t, EventId>, crdt::Entry> out;
    for (const auto& entry : standing<crdt::AppendEntry>(version, at)) {
        const auto& update = updates.at(entry.event.update);
        out[{longest_way_back(update.id), entry.event}] = {entry.event, update.written, entry.part};
    }
    std::vector<crdt::Entry> sorted;
    for (const auto& [key, one] : out)
        sorted.push_back(one);
    return sorted;
}

}  // namespace praxis::testing
