#include "tests/support/crdt_oracle.hpp"

#include "protocol/base/utf8.hpp"

#include <algorithm>
#include <functional>

namespace praxis::testing {
namespace {

using crdt::Address;
using crdt::EventId;

const Address& address(const crdt::Operation& operation) {
    return std::visit([](const auto& op) -> const Address& { return op.at; }, operation);
}

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
                                   FieldType::list};
    return types[operation.index()];
}

/// The order of characters as a tree: a character hangs on the right of its left neighbour, or,
/// if the right neighbour already hangs below that one, on the left of the right neighbour.
class Fugue {
public:
    /// `left` and `right`: neighbours in what the author knew; nullopt at the ends.
    void insert(const EventId& id, std::optional<EventId> left, std::optional<EventId> right) {
        Node node;
        node.right_origin = right;
        if (right && hangs_below(*right, left)) {
            node.parent = right;
            nodes_[*right].left_children.push_back(id);
        } else {
            node.parent = left;
            (left ? nodes_[*left].right_children : root_children_).push_back(id);
        }
        nodes_[id] = node;
    }

    [[nodiscard]] std::vector<EventId> order() const {
        std::vector<EventId> out;
        const std::function<void(const EventId&)> visit = [&](const EventId& id) {
            const auto& node = nodes_.at(id);
            auto left = node.left_children;
            std::ranges::sort(left);
            for (const auto& child : left)
                visit(child);
            out.push_back(id);
            for (const auto& child : sorted_right(node.right_children))
                visit(child);
        };
        for (const auto& child : sorted_right(root_children_))
            visit(child);
        return out;
    }

private:
    struct Node {
        std::optional<EventId> parent;
        std::optional<EventId> right_origin;
        std::vector<EventId> left_children;
        std::vector<EventId> right_children;
    };

    [[nodiscard]] bool hangs_below(EventId id, const std::optional<EventId>& ancestor) const {
        for (std::optional<EventId> at = id; at;) {
            at = nodes_.at(*at).parent;
            if (at == ancestor) return true;
        }
        return false;
    }

    /// Right siblings: the one whose right origin stands further right comes first, then by id.
    [[nodiscard]] std::vector<EventId> sorted_right(std::vector<EventId> siblings) const {
        std::ranges::sort(siblings, [&](const EventId& a, const EventId& b) {
            const auto& left = nodes_.at(a).right_origin;
            const auto& right = nodes_.at(b).right_origin;
            if (left == right) return a < b;
            if (!left) return true;
            if (!right) return false;
            return comes_before(*right, *left);
        });
        return siblings;
    }

    [[nodiscard]] std::vector<EventId> path(EventId id) const {
        std::vector<EventId> out{id};
        while (nodes_.at(out.front()).parent)
            out.insert(out.begin(), *nodes_.at(out.front()).parent);
        return out;
    }

    [[nodiscard]] bool comes_before(const EventId& a, const EventId& b) const {
        const auto to_a = path(a);
        const auto to_b = path(b);
        std::size_t same = 0;
        while (same < to_a.size() && same < to_b.size() && to_a[same] == to_b[same])
            ++same;
        const auto side = [&](const EventId& parent, const EventId& child) {
            const auto& children = nodes_.at(parent).left_children;
            return std::ranges::find(children, child) != children.end() ? -1 : 1;
        };
        if (same == to_a.size()) return side(a, to_b[same]) > 0;
        if (same == to_b.size()) return side(b, to_a[same]) < 0;
        const auto& child_a = to_a[same];
        const auto& child_b = to_b[same];
        if (same > 0) {
            const int side_a = side(to_a[same - 1], child_a);
            const int side_b = side(to_a[same - 1], child_b);
            if (side_a != side_b) return side_a < side_b;
            if (side_a < 0) return child_a < child_b;
        }
        return sorted_right({child_a, child_b}).front() == child_a;
    }

    std::map<EventId, Node> nodes_;
    std::vector<EventId> root_children_;
};

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
            out.insert({type, address(*placed.operation)});
        }
    }
    return {out.begin(), out.end()};
}

template <class Operation>
std::vector<CrdtOracle::Placed> CrdtOracle::newest(const Ids& version, const Address& at) const {
    std::vector<Placed> writes;
    for (const auto& id : version) {
        if (!stands(id)) continue;
        for (const auto& placed : operations(id)) {
            const bool here = address(*placed.operation) == at;
            if (here && std::holds_alternative<Operation>(*placed.operation)) {
                writes.push_back(placed);
            }
        }
    }
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

std::optional<crdt::Value> CrdtOracle::last(const Ids& version, const Address& at) const {
    std::optional<crdt::Value> out;
    for (const auto& write : newest<crdt::SetLast>(version, at)) {
        const auto now = value(write);
        const bool wins = !out || now.written > out->written ||
                          (now.written == out->written && now.update > out->update);
        if (wins) out = now;
    }
    return out;
}

std::vector<crdt::Value> CrdtOracle::multi(const Ids& version, const Address& at) const {
    std::map<UpdateId, crdt::Value> out;
    for (const auto& write : newest<crdt::SetMulti>(version, at)) {
        out.emplace(write.event.update, value(write));
    }
    std::vector<crdt::Value> sorted;
    for (const auto& [id, one] : out)
        sorted.push_back(one);
    return sorted;
}

std::vector<crdt::Element> CrdtOracle::elements(const Ids& version, const Address& at) const {
    std::map<EventId, std::optional<Bytes>> adds;
    for (const auto& id : version) {
        if (!stands(id)) continue;
        for (const auto& placed : operations(id)) {
            const bool add = std::holds_alternative<crdt::AddElement>(*placed.operation);
            if (add && address(*placed.operation) == at) adds[placed.event] = placed.part;
        }
    }
    for (const auto& id : version) {
        if (!stands(id)) continue;
        for (const auto& placed : operations(id)) {
            const auto* remove = std::get_if<crdt::RemoveElements>(placed.operation);
            if (remove == nullptr || remove->at != at) continue;
            for (const auto& add : remove->adds) {
                if (updates.contains(add.update) && before(add, placed.event)) adds.erase(add);
            }
        }
    }
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

std::vector<CrdtOracle::Character> CrdtOracle::characters(const Ids& version,
                                                          const Address& at) const {
    Fugue fugue;
    std::map<EventId, Character> all;
    for (const auto& id : in_causal_order(version)) {
        const auto past = past_and_self(id);
        const auto known = [&](const EventId& event) { return past.contains(event.update); };
        const auto deleted = [&](const EventId& event) {
            return std::ranges::any_of(all.at(event).deleters, known);
        };
        const auto visible = [&] {
            std::vector<EventId> out;
            for (const auto& event : fugue.order()) {
                if (known(event) && !deleted(event)) out.push_back(event);
            }
            return out;
        };
        for (const auto& placed : operations(id)) {
            if (address(*placed.operation) != at) continue;
            auto event = placed.event;
            if (const auto* op = std::get_if<crdt::InsertText>(placed.operation)) {
                std::u32string text;
                if (placed.part) text = decode_utf8(text_of(*placed.part)).value();
                const auto seen = visible();
                const auto position = std::min<std::uint64_t>(op->position, seen.size());
                std::optional<EventId> left;
                if (position > 0) left = seen[position - 1];
                for (std::uint64_t i = 0; i < op->length; ++i, ++event.index) {
                    std::vector<EventId> list;
                    for (const auto& one : fugue.order()) {
                        if (known(one)) list.push_back(one);
                    }
                    auto next = list.begin();
                    if (left) next = std::next(std::ranges::find(list, *left));
                    std::optional<EventId> right;
                    if (next != list.end()) right = *next;
                    fugue.insert(event, left, right);
                    all[event] = {event, std::nullopt, {}};
                    if (placed.part) all[event].value = text[i];
                    left = event;
                }
            } else if (const auto* erase = std::get_if<crdt::DeleteText>(placed.operation)) {
                const auto seen = visible();
                for (auto i = erase->position; i < erase->position + erase->length; ++i) {
                    if (i < seen.size()) all[seen[i]].deleters.insert(event);
                    ++event.index;
                }
            } else if (const auto* ids = std::get_if<crdt::DeleteCharacters>(placed.operation)) {
                for (std::uint64_t i = 0; i < ids->count; ++i, ++event.index) {
                    const EventId target{ids->first.update, ids->first.index + i};
                    if (all.contains(target) && before(target, event)) {
                        all[target].deleters.insert(event);
                    }
                }
            }
        }
    }
    std::vector<Character> out;
    for (const auto& id : fugue.order())
        out.push_back(all.at(id));
    return out;
}

/// All places a list ever had: an insertion makes one, and a move of what its author knew.
CrdtOracle::List CrdtOracle::list(const Ids& version, const Address& at) const {
    Fugue fugue;
    List out;
    for (const auto& id : in_causal_order(version)) {
        const auto past = past_and_self(id);
        const auto add_place = [&](const EventId& event, std::uint64_t position) {
            std::vector<EventId> known;
            for (const auto& place : fugue.order()) {
                if (past.contains(place.update)) known.push_back(place);
            }
            position = std::min<std::uint64_t>(position, known.size());
            std::optional<EventId> left;
            if (position > 0) left = known[position - 1];
            std::optional<EventId> right;
            if (position < known.size()) right = known[position];
            fugue.insert(event, left, right);
        };
        const auto item_of = [&](const EventId& insertion, const EventId& event) {
            const auto found = std::ranges::find(out.items, insertion, &ListItem::insertion);
            return found != out.items.end() && before(insertion, event) ? &*found : nullptr;
        };
        for (const auto& placed : operations(id)) {
            if (address(*placed.operation) != at) continue;
            const auto& event = placed.event;
            if (const auto* insert = std::get_if<crdt::InsertItem>(placed.operation)) {
                add_place(event, insert->position);
                out.items.push_back({event, placed.part, {event}, {}});
            } else if (const auto* move = std::get_if<crdt::MoveItem>(placed.operation)) {
                if (auto* item = item_of(move->item, event)) {
                    add_place(event, move->position);
                    item->placings.insert(event);
                }
            } else if (const auto* gone = std::get_if<crdt::DeleteItem>(placed.operation)) {
                if (auto* item = item_of(gone->item, event)) item->deletions.insert(event);
            }
        }
    }
    out.places = fugue.order();
    return out;
}

/// The latest standing placing that nothing standing takes back; nullopt when there is none.
std::optional<EventId> CrdtOracle::place_of(const ListItem& item) const {
    if (!stands(item.insertion.update)) return std::nullopt;
    std::optional<EventId> out;
    for (const auto& placing : item.placings) {
        const auto overrules = [&](const EventId& other) {
            return stands(other.update) && before(placing, other);
        };
        if (!stands(placing.update) || std::ranges::any_of(item.deletions, overrules)) continue;
        if (std::ranges::any_of(item.placings, overrules)) continue;
        const auto written = [&](const EventId& event) { return updates.at(event.update).written; };
        if (!out || written(placing) > written(*out) ||
            (written(placing) == written(*out) && placing > *out)) {
            out = placing;
        }
    }
    return out;
}

std::vector<crdt::Item> CrdtOracle::items(const Ids& version, const Address& at) const {
    const auto all = list(version, at);
    std::vector<crdt::Item> out;
    for (std::size_t position = 0; position < all.places.size(); ++position) {
        for (const auto& item : all.items) {
            if (place_of(item) != all.places[position]) continue;
            const auto same = std::ranges::find_if(out, [&](const crdt::Item& other) {
                return item.value && other.content == item.value;
            });
            if (same == out.end()) {
                out.push_back({item.value, {item.insertion}, position});
            } else {
                same->insertions.push_back(item.insertion);
            }
        }
    }
    for (auto& item : out)
        std::ranges::sort(item.insertions.begin() + 1, item.insertions.end());
    return out;
}

std::string CrdtOracle::text(const Ids& version, const Address& at) const {
    std::u32string out;
    for (const auto& character : characters(version, at)) {
        const bool deleted = std::ranges::any_of(
            character.deleters, [&](const EventId& event) { return stands(event.update); });
        if (stands(character.id.update) && character.value && !deleted) out += *character.value;
    }
    return encode_utf8(out);
}

std::u32string CrdtOracle::raw_text(const Ids& version, const Address& at) const {
    std::u32string out;
    for (const auto& character : characters(version, at)) {
        if (character.deleters.empty()) out += character.value.value_or(U'\xFFFD');
    }
    return out;
}

}  // namespace praxis::testing
