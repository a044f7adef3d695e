#pragma once

#include "protocol/base/entropy.hpp"
#include "protocol/base/time.hpp"

#include <algorithm>
#include <chrono>

namespace praxis::sim {

/// Shapes of chance, by integer arithmetic alone: every compiler and library draws the same.
/// (`std::*_distribution` may differ between libraries, and `double` between builds.)

/// True `percent` times of a hundred.
[[nodiscard]] inline bool chance(Entropy& entropy, std::uint64_t percent) {
    return entropy.below(100) < percent;
}

/// Between `min` (at least 1) and `max` (below 2^32), such that each doubling is as likely as any
/// other.
[[nodiscard]] inline std::uint64_t log_uniform(Entropy& entropy,
                                               std::uint64_t min,
                                               std::uint64_t max) {
    const auto root_of = [](std::uint64_t square) {
        std::uint64_t root = 0;
        for (std::uint64_t bit = 1ULL << 32U; bit != 0; bit >>= 1U) {
            if (const auto next = root + bit; next < (1ULL << 32U) && next * next <= square)
                root = next;
        }
        return root;
    };
    for (int halving = 0; halving < 12 && max - min > 1; ++halving) {
        const auto middle = root_of(min * max);
        if (chance(entropy, 50))
            max = std::max(min, middle);
        else
            min = middle;
    }
    return min + entropy.below(max - min + 1);
}

/// The same of durations between a millisecond and some weeks.
[[nodiscard]] inline Duration log_uniform(Entropy& entropy, Duration min, Duration max) {
    using std::chrono::milliseconds;
    const auto millis = [](Duration duration) {
        return static_cast<std::uint64_t>(std::chrono::floor<milliseconds>(duration).count());
    };
    const auto drawn = log_uniform(entropy, millis(min), millis(max));
    return milliseconds{static_cast<milliseconds::rep>(drawn)};
}

/// Log-normal about `median`, with a deviation of `sixteenths` of an octave. The sum of twelve
/// uniform numbers stands for a normal one, and powers of two between whole ones for straight
/// lines: both within a few parts in a hundred.
[[nodiscard]] inline Duration log_normal(Entropy& entropy,
                                         Duration median,
                                         std::int64_t sixteenths) {
    constexpr std::int64_t one = 1 << 16;
    std::int64_t deviations = -6 * one;
    for (int i = 0; i < 12; ++i)
        deviations += static_cast<std::int64_t>(entropy.below(one));
    const auto exponent = deviations * sixteenths / 16;  // in 1/65536
    const auto whole = exponent >= 0 ? exponent / one : -((-exponent + one - 1) / one);
    const auto part = exponent - whole * one;
    const auto scaled = median.count() + median.count() * part / one;
    return Duration{whole >= 0 ? scaled << std::min<std::int64_t>(whole, 12)
                               : scaled >> std::min<std::int64_t>(-whole, 40)};
}

}  // namespace praxis::sim
