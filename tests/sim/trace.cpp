#include "tests/sim/trace.hpp"

#include <algorithm>

namespace praxis::sim {
namespace {

constexpr std::uint64_t fnv_prime = 0x100000001b3;

}  // namespace

void Trace::mix(std::uint64_t value) {
    for (int byte = 0; byte < 8; ++byte) {
        hash_ = (hash_ ^ (value & 0xffU)) * fnv_prime;
        value >>= 8U;
    }
}

void Trace::tick(MonoTime now, std::uint64_t steps) {
    now_ = now;
    mix(static_cast<std::uint64_t>(now.time_since_epoch().count()));
    mix(steps);
}

void Trace::add(std::string_view name, std::initializer_list<std::uint64_t> numbers) {
    add(name, numbers, {});
}

void Trace::add(std::string_view name,
                std::initializer_list<std::uint64_t> numbers,
                ByteView bytes) {
    for (const char c : name)
        mix(static_cast<unsigned char>(c));
    for (const auto number : numbers)
        mix(number);
    for (const auto byte : bytes)
        hash_ = (hash_ ^ static_cast<std::uint64_t>(byte)) * fnv_prime;
    auto& line = lines_[events_++ % kept];
    line.when = now_;
    line.name = name;
    line.numbers.assign(numbers);
}

std::string Trace::tail() const {
    std::string out;
    const auto first = events_ - std::min<std::uint64_t>(events_, kept);
    for (auto event = first; event < events_; ++event) {
        const auto& line = lines_[event % kept];
        out += std::to_string(event) + " at " +
               std::to_string(line.when.time_since_epoch().count()) + " us: " + line.name;
        for (const auto number : line.numbers)
            out += ' ' + std::to_string(number);
        out += '\n';
    }
    return out;
}

}  // namespace praxis::sim
