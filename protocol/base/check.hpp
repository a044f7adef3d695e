#pragma once

/// PRAXIS_CHECK(condition): a broken invariant is a bug. Prints the place and the condition and
/// aborts, in release builds too. Never for input: what a stranger sends is a `Result`.
#define PRAXIS_CHECK(condition)                                                   \
    do {                                                                          \
        if (!(condition)) ::praxis::check_failed(#condition, __FILE__, __LINE__); \
    } while (false)

namespace praxis {

/// Writes one line to standard error and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace praxis
