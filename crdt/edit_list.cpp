#include "crdt/edit.hpp"
#include "crdt/limits.hpp"
#include "protocol/base/fewest_moves.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace praxis::crdt {
namespace {

/// The items in their order, each where it stands first.
Result<std::vector<Bytes>> wanted_items(std::span<const Bytes> items) {
    std::vector<Bytes> out;
    std::set<Bytes> seen;
    for (const auto& item : items) {
        if (seen.insert(item).second) out.push_back(item);
    }
    if (out.size() <= limits::list_items_max) return out;
    return fail(
        Errc::field_too_long,
        std::to_string(out.size()) + " items, at most " + std::to_string(limits::list_items_max));
}

void delete_items(Edit& edit, const Address& at, std::span<const EventId> insertions) {
    for (const auto& insertion : insertions)
        edit.operations.push_back(DeleteItem{at, insertion});
}

void insert_item(Edit& edit, const Address& at, std::uint64_t position, const Bytes& item) {
    edit.operations.push_back(InsertItem{at, position});
    edit.parts.push_back(item);
}

}  // namespace

Result<Edit> edit_list(const View& base,
                       const Address& at,
                       std::span<const Bytes> items,
                       std::span<const Bytes> named) {
    TRY(const auto wanted, wanted_items(items));
    std::map<Bytes, Item> here;
    for (auto& item : base.items(at)) {
        if (item.content) here.emplace(*item.content, item);
    }
    std::vector<Placed> old;
    for (const auto& item : wanted) {
        const auto found = here.find(item);
        if (found == here.end()) continue;
        const bool picked = std::ranges::find(named, item) != named.end();
        old.push_back({found->second.position, picked ? 1 : wanted.size() + 1});
    }
    const auto stays = staying(old);

    Edit edit;
    // Groups of items that come behind one that stays, the last group first, so that no operation
    // moves the positions of a later one; in a group each right behind the one before.
    struct Placing {
        const Bytes* item;
        const Item* old;  // null: new
    };
    struct Group {
        std::uint64_t position = 0;
        std::vector<Placing> placings{};
    };
    std::vector<Group> groups(1);
    std::size_t number = 0;
    for (const auto& item : wanted) {
        const auto found = here.find(item);
        const auto* held = found == here.end() ? nullptr : &found->second;
        if (held != nullptr && stays[number++]) {
            groups.push_back({held->position + 1});
        } else {
            groups.back().placings.push_back({&item, held});
        }
    }
    for (auto group = groups.rbegin(); group != groups.rend(); ++group) {
        for (const auto& placing : group->placings) {
            const auto position = group->position++;
            if (placing.old == nullptr) {
                insert_item(edit, at, position, *placing.item);
                continue;
            }
            const std::span insertions{placing.old->insertions};
            edit.operations.push_back(MoveItem{at, insertions.front(), position});
            delete_items(edit, at, insertions.subspan(1));  // the same, inserted by somebody else
        }
    }
    const std::set<Bytes> kept{wanted.begin(), wanted.end()};
    for (const auto& [content, item] : here) {
        if (!kept.contains(content)) delete_items(edit, at, item.insertions);
    }
    return edit;
}

Result<Edit> first_list(const Address& at, std::span<const Bytes> items) {
    TRY(const auto wanted, wanted_items(items));
    Edit edit;
    for (const auto& item : wanted)
        insert_item(edit, at, edit.operations.size(), item);
    return edit;
}

}  // namespace praxis::crdt
