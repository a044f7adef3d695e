#pragma once

#include "protocol/base/bytes.hpp"
#include "protocol/base/time.hpp"

#include <array>
#include <initializer_list>
#include <string>

namespace praxis::sim {

/// What happened in a world, as one number and the last few lines: two runs of one seed have equal
/// numbers, and where they do not, something depends on more than the seed.
class Trace {
public:
    /// A step of the world: virtual time, and how many handlers ran so far. Hashed, not kept.
    void tick(MonoTime now, std::uint64_t steps);
    /// Adds an event: its name and the numbers that tell it from others.
    void add(std::string_view name, std::initializer_list<std::uint64_t> numbers);
    /// The same with bytes, of which only the hash is kept.
    void add(std::string_view name, std::initializer_list<std::uint64_t> numbers, ByteView bytes);

    [[nodiscard]] std::uint64_t hash() const { return hash_; }
    [[nodiscard]] std::uint64_t events() const { return events_; }
    /// The last events, oldest first, one a line.
    [[nodiscard]] std::string tail() const;

private:
    static constexpr std::size_t kept = 200;
    void mix(std::uint64_t value);
    std::uint64_t hash_ = 0xcbf29ce484222325;  // FNV-1a, 64 bits
    std::uint64_t events_ = 0;
    struct Line {
        MonoTime when;
        std::string name;
        std::vector<std::uint64_t> numbers;
    };
    std::array<Line, kept> lines_;
    MonoTime now_{};
};

}  // namespace praxis::sim
