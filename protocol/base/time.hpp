#pragma once

#include <chrono>
#include <cstdint>

namespace praxis {

using Duration = std::chrono::microseconds;

/// A clock that never goes back; only differences mean something.
using MonoTime = std::chrono::time_point<std::chrono::steady_clock, Duration>;

/// Wall time, milliseconds since 1970-01-01 UTC. A claim for people to read; decides nothing but
/// the order between concurrent writes of a last-writer register.
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

[[nodiscard]] constexpr std::int64_t to_millis(WallTime time) {
    return time.time_since_epoch().count();
}
[[nodiscard]] constexpr WallTime from_millis(std::int64_t millis) {
    return WallTime{std::chrono::milliseconds{millis}};
}

}  // namespace praxis
