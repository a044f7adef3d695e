#include "tests/link/line.hpp"

#include <algorithm>
#include <cmath>

namespace praxis::link {
namespace {

constexpr Nanoseconds slice_span = std::chrono::milliseconds{20};
constexpr Nanoseconds queue_span = std::chrono::milliseconds{250};
/// A pipe may always hold this much, so that a very slow line still moves whole small messages.
constexpr std::size_t held_min = 1024;
constexpr std::uint64_t nanoseconds_per_second = 1'000'000'000;

__extension__ using Wide = unsigned __int128;

std::uint64_t scale(std::uint64_t value, std::uint64_t times, std::uint64_t over) {
    return static_cast<std::uint64_t>(Wide{value} * times / over);
}

std::uint64_t count(Nanoseconds span) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(span.count(), 0));
}

}  // namespace

Line::Line(const LineOptions& options) : options_{options}, entropy_{options.seed} {
    draw_next_cut();
}

std::size_t Line::capacity(Nanoseconds span) const {
    return scale(count(span), options_.bits_per_second, 8 * nanoseconds_per_second);
}

Time Line::free_at() const {
    const auto busy = scale(busy_bytes_, 8 * nanoseconds_per_second, options_.bits_per_second);
    return busy_since_ + Nanoseconds{static_cast<std::int64_t>(busy)};
}

std::size_t Line::room(Time now) const {
    const auto queue_max = std::max<std::size_t>(capacity(queue_span), 1);
    const auto queued = capacity(free_at() - now);
    return queued < queue_max ? queue_max - queued : 0;
}

Time Line::room_at() const {
    return free_at() - queue_span / 2;
}

std::vector<Slice> Line::pass(Time now, std::size_t bytes) {
    if (now > free_at()) {
        busy_since_ = now;
        busy_bytes_ = 0;
    }
    const auto slice_max = std::max<std::size_t>(capacity(slice_span), 1);
    std::vector<Slice> slices;
    while (bytes > 0) {
        auto size = std::min(bytes, slice_max);
        const bool cut = next_cut_ != 0 && bytes_ + size >= next_cut_;
        if (cut) size = static_cast<std::size_t>(next_cut_ - bytes_);
        busy_bytes_ += size;
        bytes_ += size;
        bytes -= size;
        slices.push_back({size, free_at() + options_.delay, cut});
        if (cut) {
            draw_next_cut();
            break;
        }
    }
    return slices;
}

void Line::draw_next_cut() {
    if (options_.cut_every_bytes == 0) return;
    // Uniform in (0, 1], 53 bits: minus its logarithm is exponential with mean 1.
    const auto uniform = std::ldexp(static_cast<double>((entropy_.u64() >> 11) + 1), -53);
    const auto distance = -std::log(uniform) * static_cast<double>(options_.cut_every_bytes);
    next_cut_ = bytes_ + 1 + static_cast<std::uint64_t>(distance);
}

Pipe::Pipe(Line& line)
    : line_{line},
      held_max_{std::max(line.capacity(std::chrono::seconds{1} + line.delay()), held_min)} {}

std::size_t Pipe::room(Time now) const {
    if (held_ >= held_max_) return 0;
    return std::min(held_max_ - held_, line_.room(now));
}

void Pipe::offer(Time now, ByteView bytes) {
    for (const auto& slice : line_.pass(now, bytes.size())) {
        const auto part = bytes.first(slice.bytes);
        bytes = bytes.subspan(slice.bytes);
        parts_.push_back({copy(part), slice.arrives, slice.cut_after});
        held_ += slice.bytes;
    }
}

std::optional<Time> Pipe::next_arrival() const {
    if (parts_.empty()) return std::nullopt;
    return parts_.front().arrives;
}

Arrival Pipe::take(Time now) {
    Arrival arrival;
    while (!arrival.cut && !parts_.empty() && parts_.front().arrives <= now) {
        auto& part = parts_.front();
        arrival.bytes.insert(arrival.bytes.end(), part.bytes.begin(), part.bytes.end());
        arrival.cut = part.cut;
        held_ -= part.bytes.size();
        parts_.pop_front();
    }
    return arrival;
}

}  // namespace praxis::link
