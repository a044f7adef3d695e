#include "protocol/base/utf8.hpp"
#include "tests/support/oracle_parts.hpp"

// Texts and lists: what stands in an order.

namespace praxis::testing {

using crdt::Address;
using crdt::EventId;

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
