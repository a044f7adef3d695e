// Replays every recorded session and prints how long that took: into a text, one transaction at a
// time, reading its length after each so that nothing is put off; and into a document, every
// transaction an update, read at the end. Fails when one takes 10 s or a text comes out wrong; but
// in a document ids of updates break the ties, not agents, so there the git history may end
// otherwise.

#include "crdt/document.hpp"
#include "protocol/base/utf8.hpp"
#include "tests/support/traces.hpp"

#include <chrono>
#include <cstdio>
#include <functional>

namespace {

using namespace praxis;

const crdt::Address field{1, {}};

std::u32string through_text(const testing::Trace& trace) {
    crdt::Text text;
    for (const auto& transaction : trace.transactions) {
        if (!text.apply(transaction.name, transaction.parents, transaction.patches)) return {};
        (void)text.length();
    }
    return text.text();
}

UpdateId id_of(std::uint64_t number) {
    UpdateId id;
    for (std::size_t i = 0; i < sizeof number; ++i) {
        id.bytes[i] = static_cast<std::byte>(number >> (8 * i) & 0xFF);
    }
    return id;
}

/// The transaction that holds an event, by agent and first seq.
using Holders = std::map<crdt::EventName, std::uint64_t>;

crdt::Update update_of(const testing::Trace::Transaction& transaction,
                       std::uint64_t number,
                       const Holders& holders) {
    crdt::Update update;
    update.id = id_of(number);
    update.stands = true;
    for (const auto& parent : transaction.parents) {
        update.deps.push_back(id_of(std::prev(holders.upper_bound(parent))->second));
    }
    if (number > 1 && update.deps.empty()) update.deps.push_back(id_of(1));
    crdt::Skeleton skeleton;
    update.parts.emplace();
    for (const auto& patch : transaction.patches) {
        if (patch.removed > 0) {
            skeleton.operations.push_back(crdt::DeleteText{field, patch.position, patch.removed});
        }
        if (patch.inserted.empty()) continue;
        skeleton.operations.push_back(
            crdt::InsertText{field, patch.position, patch.inserted.size()});
        update.parts->push_back(copy(bytes_of(encode_utf8(patch.inserted))));
    }
    update.skeleton = std::move(skeleton);
    return update;
}

std::u32string through_document(const testing::Trace& trace) {
    crdt::Document document{same_bytes<DocumentId>(id_of(1))};
    Holders holders;
    std::uint64_t number = 0;
    for (const auto& transaction : trace.transactions) {
        ++number;
        auto update = update_of(transaction, number, holders);
        holders[transaction.name] = number;
        (void)document.apply(std::move(update));
    }
    return decode_utf8(document.now().text(field)).value();
}

bool replay(const std::string& name,
            const testing::Trace& trace,
            const char* door,
            const std::function<std::u32string(const testing::Trace&)>& through) {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    const auto result = through(trace);
    const std::chrono::duration<double> seconds = Clock::now() - begin;
    const bool equal = result == trace.end;
    std::printf("%-32s %-9s %8zu transactions %8.3f s  %8zu characters  %s\n",
                name.c_str(),
                door,
                trace.transactions.size(),
                seconds.count(),
                result.size(),
                equal ? "equal" : "differs");
    constexpr double seconds_max = 10;
    if (seconds.count() >= seconds_max) return false;
    return equal || (name == "concurrent-git-makefile" && door == std::string_view{"document"});
}

}  // namespace

int main() {
    bool ok = true;
    for (const auto& name : testing::trace_names()) {
        const auto trace = testing::read_trace(name);
        ok = replay(name, trace, "text", through_text) && ok;
        ok = replay(name, trace, "document", through_document) && ok;
    }
    return ok ? 0 : 1;
}
