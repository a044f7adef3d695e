#pragma once

#include "protocol/base/bytes.hpp"

#include <array>
#include <string>

namespace praxis::sim {

/// What happened in a world, as one number and the last few lines: two runs of one seed have equal
/// numbers, and where they do not, something depends on more than the seed.
class Trace {
public:
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
    std::array<std::string, kept> lines_;
};

}  // namespace praxis::sim
