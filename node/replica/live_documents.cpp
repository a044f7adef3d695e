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
                         DocumentState& state,
                         const std::vector<UpdateId>& touched) {
    for (const auto& update : touched) {
        TRY(refresh(reader, state, update));
    }
    return success();
}

}  // namespace

Result<SharedDocument> LiveDocuments::get(const store::Reader& reader, const DocumentId& id) {
    auto found = entries_.find(id);
    if (found == entries_.end()) {
        TRY(auto loaded, load_document(reader, id));
        if (!loaded) return SharedDocument{};
        auto state = std::make_shared<DocumentState>(std::move(*loaded));
        found = entries_.emplace(id, Entry{std::move(state), 0, 0}).first;
        weigh(found->second);
    }
    auto& entry = found->second;
    by_use_.erase(entry.used);
    entry.used = ++uses_;
    by_use_.emplace(entry.used, id);
    SharedDocument out = entry.state;
    make_room();
    auto steps_left = merge_steps_max_;
    if (!out->document.merge(steps_left)) {
        return fail(NodeErrc::merging,
                    "document " + id.hex() + ", " + std::to_string(out->document.updates()) +
                        " updates, " + std::to_string(out->document.steps()) + " steps done");
    }
    return out;
}

void LiveDocuments::advance(const store::Reader& reader, const Touched& touched) {
    for (const auto& [id, updates] : touched) {
        const auto found = entries_.find(id);
        if (found == entries_.end()) continue;
        auto& entry = found->second;
        const bool keeps = updates.size() <= limits::touched_updates_max &&
                           entry.state.use_count() == 1 &&
                           refresh_all(reader, *entry.state, updates);
        if (keeps) {
            weigh(entry);
        } else {
            forget(found);
        }
    }
}

void LiveDocuments::for_each(const std::function<void(const DocumentState&)>& visit) const {
    for (const auto& [id, entry] : entries_)
        visit(*entry.state);
}

void LiveDocuments::weigh(Entry& entry) {
    const auto& document = entry.state->document;
    bytes_ -= entry.bytes;
    entry.bytes = document_bytes + document.updates() * update_bytes +
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
