#include "tests/support/crdt_oracle/oracle.hpp"

#include "protocol/base/utf8.hpp"

#include <algorithm>

namespace praxis::testing::oracle {
namespace {

/// Adds of equal bytes are one element; without content each is one.
std::vector<Element> by_content(const std::map<EventId, std::optional<Bytes>>& adds) {
    std::map<Bytes, std::vector<EventId>> known;
    std::vector<Element> absent;
    for (const auto& [id, content] : adds) {
        if (content) {
            known[*content].push_back(id);
        } else {
            absent.push_back({std::nullopt, {id}});
        }
    }
    std::vector<Element> out;
    for (const auto& [content, ids] : known)
        out.push_back({content, ids});
    out.insert(out.end(), absent.begin(), absent.end());
    return out;
}

}  // namespace

void Oracle::add(Update update) {
    auto operations = update.skeleton ? read_skeleton(*update.skeleton) : std::nullopt;
    const auto id = update.id;
    updates_.try_emplace(id, Known{std::move(update), std::move(operations)});
    pasts_.clear();
    texts_.clear();
}

const Oracle::Ids& Oracle::past_and_self(const UpdateId& id) const {
    const auto found = pasts_.find(id);
    return found != pasts_.end() ? found->second : pasts_.emplace(id, closure({id})).first->second;
}

Oracle::Ids Oracle::closure(const std::vector<UpdateId>& version) const {
    Ids out;
    std::vector<UpdateId> open = version;
    while (!open.empty()) {
        const auto id = open.back();
        open.pop_back();
        if (!updates_.contains(id) || !out.insert(id).second) continue;
        const auto& deps = updates_.at(id).update.deps;
        open.insert(open.end(), deps.begin(), deps.end());
    }
    return out;
}

bool Oracle::is_void_for_ever(const UpdateId& id) const {
    const auto& [update, operations] = updates_.at(id);
    const auto creation = same_bytes<UpdateId>(document_);
    if (!operations) return true;
    if (id == creation) return !update.deps.empty();
    for (const auto& dep : update.deps) {
        if (!updates_.contains(dep)) return true;
    }
    return !past_and_self(id).contains(creation);
}

bool Oracle::stands(const UpdateId& id) const {
    return updates_.at(id).update.stands && !is_void_for_ever(id);
}

std::vector<UpdateId> Oracle::heads(const Ids& version) const {
    std::vector<UpdateId> out;
    for (const auto& id : version) {
        const bool followed = std::ranges::any_of(version, [&](const UpdateId& other) {
            return other != id && past_and_self(other).contains(id);
        });
        if (!followed) out.push_back(id);
    }
    return out;
}

std::vector<UpdateId> Oracle::current() const {
    Ids standing;
    for (const auto& [id, known] : updates_) {
        if (stands(id)) standing.insert(id);
    }
    return heads(standing);
}

std::vector<UpdateId> Oracle::lines() const {
    auto at = current();
    while (at.size() == 1) {
        const auto& deps = updates_.at(at.front()).update.deps;
        Ids here;
        for (const auto& dep : deps) {
            if (updates_.contains(dep)) here.insert(dep);
        }
        at = heads(here);
    }
    return at;
}

std::vector<FieldId> Oracle::merged_fields() const {
    std::map<UpdateId, std::size_t> lines_with;
    const auto all = lines();
    for (const auto& line : all) {
        for (const auto& id : past_and_self(line))
            ++lines_with[id];
    }
    Ids apart;
    for (const auto& [id, count] : lines_with) {
        if (count < all.size()) apart.insert(id);
    }
    return fields(apart);
}

bool Oracle::before(const EventId& a, const EventId& b) const {
    if (a.update == b.update) return a.index < b.index;
    return past_and_self(b.update).contains(a.update);
}

std::vector<UpdateId> Oracle::in_causal_order(const Ids& version) const {
    std::vector<UpdateId> out{version.begin(), version.end()};
    std::map<UpdateId, std::size_t> size;
    for (const auto& id : out)
        size[id] = past_and_self(id).size();
    std::ranges::stable_sort(out, {}, [&](const UpdateId& id) { return size[id]; });
    return out;
}

/// Whether the parts are those that the operations ask for.
bool Oracle::has_good_content(const Known& known) const {
    if (!known.update.parts) return false;
    const auto& parts = *known.update.parts;
    std::size_t part = 0;
    for (const auto& operation : *known.operations) {
        if (!has_part(operation.act)) continue;
        if (part == parts.size()) return false;
        if (operation.act == Act::insert_text) {
            const auto text = decode_utf8(text_of(parts[part]));
            if (!text || text.value().size() != operation.events) return false;
        }
        ++part;
    }
    return part == parts.size();
}

std::vector<Oracle::Placed> Oracle::operations(const UpdateId& id) const {
    if (is_void_for_ever(id)) return {};
    const auto& known = updates_.at(id);
    const bool good = has_good_content(known);
    std::vector<Placed> out;
    std::uint64_t index = 0;
    std::size_t part = 0;
    for (const auto& operation : *known.operations) {
        Placed placed{{id, index}, &operation, std::nullopt};
        if (has_part(operation.act)) {
            if (good) placed.part = (*known.update.parts)[part];
            ++part;
        }
        index += operation.events;
        out.push_back(placed);
    }
    return out;
}

std::vector<FieldId> Oracle::fields(const Ids& version) const {
    std::set<FieldId> out;
    for (const auto& id : version) {
        if (!stands(id)) continue;
        for (const auto& placed : operations(id)) {
            const auto type = type_of(placed.operation->act);
            const bool constant = type == FieldType::constant_id || type == FieldType::constant;
            if (constant && id != same_bytes<UpdateId>(document_)) continue;
            if (type == FieldType::ballot && !is_theirs(placed)) continue;
            out.insert({type, placed.operation->at});
        }
    }
    return {out.begin(), out.end()};
}

std::vector<Oracle::Placed> Oracle::standing(Act act, const Ids& version, const Address& at) const {
    std::vector<Placed> out;
    for (const auto& id : version) {
        if (!stands(id)) continue;
        for (const auto& placed : operations(id)) {
            if (placed.operation->at == at && placed.operation->act == act) out.push_back(placed);
        }
    }
    return out;
}

bool Oracle::is_theirs(const Placed& ballot) const {
    const auto& person = updates_.at(ballot.event.update).update.person;
    return person && std::get<Hash>(ballot.operation->at.key).bytes == person->bytes;
}

std::vector<Oracle::Placed> Oracle::newest(const std::vector<Placed>& writes) const {
    std::vector<Placed> out;
    for (const auto& write : writes) {
        const bool superseded = std::ranges::any_of(
            writes, [&](const Placed& other) { return before(write.event, other.event); });
        if (!superseded) out.push_back(write);
    }
    return out;
}

Value Oracle::value(const Placed& write) const {
    return {write.event.update, updates_.at(write.event.update).update.written, write.part};
}

std::optional<Value> Oracle::winner(const std::vector<Placed>& writes) const {
    std::optional<Value> out;
    for (const auto& write : newest(writes)) {
        const auto now = value(write);
        const bool wins = !out || now.written > out->written ||
                          (now.written == out->written && now.update > out->update);
        if (wins) out = now;
    }
    return out;
}

std::optional<Hash> Oracle::constant_id(const Ids& version, const Address& at) const {
    for (const auto& write : standing(Act::set_constant_id, version, at)) {
        if (write.event.update == same_bytes<UpdateId>(document_)) return write.operation->id;
    }
    return std::nullopt;
}

std::optional<Value> Oracle::constant(const Ids& version, const Address& at) const {
    for (const auto& write : standing(Act::set_constant, version, at)) {
        if (write.event.update == same_bytes<UpdateId>(document_)) return value(write);
    }
    return std::nullopt;
}

std::optional<Value> Oracle::last(const Ids& version, const Address& at) const {
    return winner(standing(Act::set_last, version, at));
}

std::optional<Value> Oracle::ballot(const Ids& version, const Address& at) const {
    auto writes = standing(Act::cast_ballot, version, at);
    std::erase_if(writes, [&](const Placed& one) { return !is_theirs(one); });
    return winner(writes);
}

std::vector<Value> Oracle::multi(const Ids& version, const Address& at) const {
    std::map<UpdateId, Value> out;
    for (const auto& write : newest(standing(Act::set_multi, version, at))) {
        out.emplace(write.event.update, value(write));
    }
    std::vector<Value> sorted;
    for (const auto& [id, one] : out)
        sorted.push_back(one);
    return sorted;
}

std::vector<Element> Oracle::elements(const Ids& version, const Address& at) const {
    std::map<EventId, std::optional<Bytes>> adds;
    for (const auto& add : standing(Act::add_element, version, at))
        adds[add.event] = add.part;
    for (const auto& removal : standing(Act::remove_elements, version, at)) {
        for (const auto& add : removal.operation->names) {
            if (updates_.contains(add.update) && before(add, removal.event)) adds.erase(add);
        }
    }
    return by_content(adds);
}

/// Adds one by one: an add shows unless a removal of its bytes, or of itself, is not known to it
/// or to another add of these bytes that came later than the removal.
std::vector<Element> Oracle::strict_elements(const Ids& version, const Address& at) const {
    const auto adds = standing(Act::add_strict, version, at);
    const auto same = [](const Placed& a, const Placed& b) {
        return a.event == b.event || (a.part && b.part && *a.part == *b.part);
    };
    // What a removal names, standing or not.
    std::vector<Placed> named;
    for (const auto& [id, known] : updates_) {
        for (const auto& placed : operations(id)) {
            const bool add = placed.operation->act == Act::add_strict;
            if (add && placed.operation->at == at) named.push_back(placed);
        }
    }
    std::map<EventId, std::optional<Bytes>> shown;
    for (const auto& add : adds) {
        bool out = false;
        for (const auto& removal : standing(Act::remove_strict, version, at)) {
            const auto& names = removal.operation->names;
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

std::size_t Oracle::longest_way_back(const UpdateId& id) const {
    std::map<UpdateId, std::size_t> length;
    for (const auto& at : in_causal_order(past_and_self(id))) {
        length[at] = 0;
        for (const auto& dep : updates_.at(at).update.deps) {
            if (length.contains(dep)) length[at] = std::max(length[at], length[dep] + 1);
        }
    }
    return length[id];
}

std::vector<Entry> Oracle::entries(const Ids& version, const Address& at) const {
    std::map<std::pair<std::size_t, EventId>, Entry> out;
    for (const auto& entry : standing(Act::append_entry, version, at)) {
        const auto& update = updates_.at(entry.event.update).update;
        out[{longest_way_back(update.id), entry.event}] = {entry.event, update.written, entry.part};
    }
    std::vector<Entry> sorted;
    for (const auto& [key, one] : out)
        sorted.push_back(one);
    return sorted;
}

}  // namespace praxis::testing::oracle
