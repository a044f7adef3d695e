#include "protocol/base/utf8.hpp"
#include "tests/support/crdt_oracle/fugue.hpp"
#include "tests/support/crdt_oracle/oracle.hpp"

#include <algorithm>

// Texts and lists: what stands in an order.

namespace praxis::testing::oracle {

const std::vector<Oracle::Character>& Oracle::characters(const Ids& version,
                                                         const Address& at) const {
    const auto found = texts_.find({version, at});
    if (found != texts_.end()) return found->second;
    return texts_.emplace(std::pair{version, at}, replay(version, at)).first->second;
}

std::vector<Oracle::Character> Oracle::replay(const Ids& version, const Address& at) const {
    Fugue fugue;
    std::map<EventId, Character> all;
    for (const auto& id : in_causal_order(version)) {
        const auto& past = past_and_self(id);
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
            if (placed.operation->at != at) continue;
            auto event = placed.event;
            const auto& op = *placed.operation;
            if (op.act == Act::insert_text) {
                std::u32string text;
                if (placed.part) text = decode_utf8(text_of(*placed.part)).value();
                const auto seen = visible();
                const auto position = std::min<std::uint64_t>(op.position, seen.size());
                std::optional<EventId> left;
                if (position > 0) left = seen[position - 1];
                for (std::uint64_t i = 0; i < op.events; ++i, ++event.index) {
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
            } else if (op.act == Act::delete_text) {
                const auto seen = visible();
                for (auto i = op.position; i < op.position + op.events; ++i) {
                    if (i < seen.size()) all[seen[i]].deleters.insert(event);
                    ++event.index;
                }
            } else if (op.act == Act::delete_characters) {
                for (std::uint64_t i = 0; i < op.events; ++i, ++event.index) {
                    const EventId target{op.target.update, op.target.index + i};
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
Oracle::List Oracle::list(const Ids& version, const Address& at) const {
    Fugue fugue;
    List out;
    for (const auto& id : in_causal_order(version)) {
        const auto& past = past_and_self(id);
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
            if (placed.operation->at != at) continue;
            const auto& event = placed.event;
            const auto& op = *placed.operation;
            if (op.act == Act::insert_item) {
                add_place(event, op.position);
                out.items.push_back({event, placed.part, {event}, {}});
            } else if (op.act == Act::move_item) {
                if (auto* item = item_of(op.target, event)) {
                    add_place(event, op.position);
                    item->placings.insert(event);
                }
            } else if (op.act == Act::delete_item) {
                if (auto* item = item_of(op.target, event)) item->deletions.insert(event);
            }
        }
    }
    out.places = fugue.order();
    return out;
}

/// The latest standing placing that nothing standing takes back; nullopt when there is none.
std::optional<EventId> Oracle::place_of(const ListItem& item) const {
    if (!stands(item.insertion.update)) return std::nullopt;
    std::optional<EventId> out;
    for (const auto& placing : item.placings) {
        const auto overrules = [&](const EventId& other) {
            return stands(other.update) && before(placing, other);
        };
        if (!stands(placing.update) || std::ranges::any_of(item.deletions, overrules)) continue;
        if (std::ranges::any_of(item.placings, overrules)) continue;
        const auto written = [&](const EventId& event) {
            return updates_.at(event.update).update.written;
        };
        if (!out || written(placing) > written(*out) ||
            (written(placing) == written(*out) && placing > *out)) {
            out = placing;
        }
    }
    return out;
}

std::vector<Item> Oracle::items(const Ids& version, const Address& at) const {
    const auto all = list(version, at);
    std::vector<Item> out;
    for (std::size_t position = 0; position < all.places.size(); ++position) {
        for (const auto& item : all.items) {
            if (place_of(item) != all.places[position]) continue;
            const auto same = std::ranges::find_if(
                out, [&](const Item& other) { return item.value && other.content == item.value; });
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

bool Oracle::is_shown(const Character& character) const {
    const bool deleted = std::ranges::any_of(
        character.deleters, [&](const EventId& event) { return stands(event.update); });
    return stands(character.id.update) && character.value && !deleted;
}

std::string Oracle::text(const Ids& version, const Address& at) const {
    std::u32string out;
    for (const auto& character : characters(version, at)) {
        if (is_shown(character)) out += *character.value;
    }
    return encode_utf8(out);
}

std::u32string Oracle::raw_text(const Ids& version, const Address& at) const {
    std::u32string out;
    for (const auto& character : characters(version, at)) {
        if (character.deleters.empty()) out += character.value.value_or(U'\xFFFD');
    }
    return out;
}

}  // namespace praxis::testing::oracle
