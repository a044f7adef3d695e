// Replays every recorded session one transaction at a time into a text, reading its length after
// each so that nothing is put off, and prints how long that took. Fails when a text comes out
// wrong; for the git history algorithms differ by design, so there only the length is printed.

#include "tests/support/traces.hpp"

#include <chrono>
#include <cstdio>

namespace {

bool replay(const std::string& name) {
    using Clock = std::chrono::steady_clock;
    const auto trace = praxis::testing::read_trace(name);
    const auto begin = Clock::now();
    praxis::crdt::Text text;
    for (const auto& transaction : trace.transactions) {
        if (!text.apply(transaction.name, transaction.parents, transaction.patches)) return false;
        (void)text.length();
    }
    const auto result = text.text();
    const std::chrono::duration<double> seconds = Clock::now() - begin;
    const bool agreed = name != "concurrent-git-makefile";
    const bool equal = result == trace.end;
    std::printf("%-32s %8zu transactions %8.3f s  %8zu characters  %s\n",
                name.c_str(),
                trace.transactions.size(),
                seconds.count(),
                result.size(),
                equal ? "equal" : "differs");
    return equal || !agreed;
}

}  // namespace

int main() {
    bool ok = true;
    for (const auto& name : praxis::testing::trace_names())
        ok = replay(name) && ok;
    return ok ? 0 : 1;
}
