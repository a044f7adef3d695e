#include "crdt/text.hpp"

#include <algorithm>

namespace praxis::crdt {
namespace {

std::uint64_t events_of(std::span<const Patch> patches) {
    std::uint64_t count = 0;
    for (const auto& patch : patches)
        count += patch.removed + patch.inserted.size();
    return count;
}

}  // namespace

Result<bool> Text::apply(const EventName& name,
                         std::span<const EventName> parents,
                         std::span<const Patch> patches) {
    const auto count = events_of(patches);
    std::uint64_t known = 0;
    while (known < count && names_.find({name.agent, name.seq + known}))
        ++known;
    if (known == count) return false;
    std::vector<Lv> version;
    for (const auto& parent : parents) {
        const auto event = names_.find(parent);
        if (!event) return fail(Errc::unknown_update, "parent of agent " + parent.agent);
        version.push_back(*event);
    }
    if (known > 0) version = {*names_.find({name.agent, name.seq + known - 1})};
    const auto first = graph_.add(count - known, version);
    names_.add(first, {name.agent, name.seq + known}, count - known);
    auto& next = next_seq_[name.agent];
    next = std::max(next, name.seq + count);
    add(first, known, patches);
    return true;
}

void Text::type(std::string_view agent, const Patch& patch) {
    const auto count = patch.removed + patch.inserted.size();
    if (count == 0) return;
    auto known = next_seq_.find(agent);
    if (known == next_seq_.end()) known = next_seq_.emplace(std::string{agent}, 0).first;
    const auto first = graph_.add(count, graph_.heads());
    names_.add(first, {known->first, known->second}, count);
    known->second += count;
    add(first, 0, {&patch, 1});
}

void Text::add(Lv first, std::uint64_t skip, std::span<const Patch> patches) {
    for (const auto& patch : patches) {
        const auto removed = patch.removed - std::min(skip, patch.removed);
        skip -= patch.removed - removed;
        if (removed > 0) walker_.add_deletion(first, patch.position, removed);
        first += removed;
        const auto begin = std::min<std::uint64_t>(skip, patch.inserted.size());
        skip -= begin;
        const auto rest = patch.inserted.substr(begin);
        if (!rest.empty()) insert(first, patch.position + begin, rest);
        first += rest.size();
    }
}

void Text::insert(Lv first, std::uint64_t position, std::u32string_view text) {
    walker_.add_insertion(first, position, text.size());
    const bool goes_on = !chunks_.empty() &&
                         chunks_.back().first + (inserted_.size() - chunks_.back().offset) == first;
    if (!goes_on) chunks_.push_back({first, inserted_.size()});
    inserted_ += text;
}

std::u32string Text::text() const {
    walker_.go_to(graph_.heads());
    std::u32string out;
    out.reserve(walker_.tree().length());
    walker_.tree().for_each([&](const TextItem& item) {
        // An item may span several chunks: deletions by others may lie between two insertions.
        for (Lv at = item.first; item.state == 1 && at < item.end();) {
            const auto after = std::ranges::upper_bound(chunks_, at, {}, &Chunk::first);
            const auto& chunk = *std::prev(after);
            const auto stop =
                after == chunks_.end() ? item.end() : std::min(item.end(), after->first);
            out.append(inserted_, chunk.offset + (at - chunk.first), stop - at);
            at = stop;
        }
    });
    return out;
}

std::uint64_t Text::length() const {
    walker_.go_to(graph_.heads());
    return walker_.tree().length();
}

}  // namespace praxis::crdt
