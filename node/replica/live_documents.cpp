#include "node/replica/live_documents.hpp"

#include "node/replica/errc.hpp"
#include "protocol/wire/limits.hpp"

namespace praxis::node {
namespace {

// What memory one costs: fields and trees of a document; ids, deps, verdict and author of an
// update; a character in text, tree and table, or another operation.
constexpr std::size_t document_bytes = 16 * 1024;
constexpr std::size_t update_bytes = 768;
constexpr std::size_t event_bytes = 24;

Result<void> refresh_all(const store::Reader& reader,
                         Replay& replay,
                         const std::vector<UpdateId>& touched) {
    for (const auto& update : touched) {
        TRY(refresh(reader, replay, update));
    }
    return success();
}

/// What is said of a document that cannot be shown.
std::string progress(const Replay& replay) {
    const auto& document = replay.state.document;
    const auto updates = document.updates();
    return "document " + replay.state.id.hex() + ", " + std::to_string(updates) + " of " +
           std::to_string(updates + replay.waiting.size()) + " updates, " +
           std::to_string(document.steps()) + " steps done";
}

}  // namespace

Result<SharedDocument> LiveDocuments::get(const store::Reader& reader, const DocumentId& id) {
    auto found = entries_.find(id);
    if (found == entries_.end()) {
        TRY(auto begun, begin_replay(reader, id));
        if (!begun) return SharedDocument{};
        auto replay = std::make_shared<Replay>(std::move(*begun));
        found = entries_.emplace(id, Entry{std::move(replay), 0, 0}).first;
    }
    auto& entry = found->second;
    by_use_.erase(entry.used);
    entry.used = ++uses_;
    by_use_.emplace(entry.used, id);
    const auto replay = entry.replay;
    auto steps_left = merge_steps_max_;
    const bool whole = go_on(*replay, steps_left);
    weigh(entry);
    make_room();
    if (whole) return SharedDocument{replay, &replay->state};
    const bool in_shreds = replay->waiting.empty() && replay->state.document.is_in_shreds();
    return fail(in_shreds ? NodeErrc::in_shreds : NodeErrc::merging, progress(*replay));
}

void LiveDocuments::advance(const store::Reader& reader, const Touched& touched) {
    auto steps_left = merge_steps_max_;
    for (const auto& [id, updates] : touched) {
        const auto found = entries_.find(id);
        if (found == entries_.end()) continue;
        auto& entry = found->second;
        const bool keeps = updates.size() <= limits::touched_updates_max &&
                           entry.replay.use_count() == 1 &&
                           refresh_all(reader, *entry.replay, updates);
        if (keeps) {
            (void)take_in(*entry.replay, steps_left);  // the rest when it is asked for
            weigh(entry);
        } else {
            forget(found);
        }
    }
}

void LiveDocuments::for_each(const std::function<void(const DocumentState&)>& visit) const {
    for (const auto& [id, entry] : entries_) {
        if (entry.replay->waiting.empty()) visit(entry.replay->state);
    }
}

void LiveDocuments::weigh(Entry& entry) {
    const auto& document = entry.replay->state.document;
    const auto updates = document.updates() + entry.replay->waiting.size();
    bytes_ -= entry.bytes;
    entry.bytes = document_bytes + updates * update_bytes +
                  static_cast<std::size_t>(document.events()) * event_bytes;
    bytes_ += entry.bytes;
}

void LiveDocuments::forget(Entries::iterator entry) {
    bytes_ -= entry->second.bytes;
    by_use_.erase(entry->second.used);
    entries_.erase(entry);
}

void LiveDocuments::make_room() {
    while (entries_.size() > limits::live_documents_max ||
           (entries_.size() > 1 && bytes_ > limits::live_documents_bytes_max)) {
        forget(entries_.find(by_use_.begin()->second));
    }
}

}  // namespace praxis::node
