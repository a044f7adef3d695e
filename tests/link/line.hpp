#pragma once

#include "protocol/base/bytes.hpp"
#include "protocol/base/entropy.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace praxis::link {

using Nanoseconds = std::chrono::nanoseconds;
/// Time since the link was started. Whoever drives the link owns the clock and never turns it back.
using Time = Nanoseconds;

struct LineOptions {
    std::uint64_t bits_per_second = 9600;
    Nanoseconds delay{0};
    /// Mean distance between two cuts, in bytes of this direction; 0: never cut.
    std::uint64_t cut_every_bytes = 0;
    std::uint64_t seed = 1;
};

/// `bytes` bytes that arrive together; when `cut_after`, the line breaks behind the last of them.
struct Slice {
    std::size_t bytes;
    Time arrives;
    bool cut_after;
};

/// One direction of the link, shared by all connections: a sender that puts `bits_per_second` on
/// the wire and a wire of length `delay`. Pure: no clock, no sockets. Not thread-safe.
///
/// The sender has no credit: an idle second is lost, so no stretch of time ever carries more than
/// the rate. Cuts stand at byte positions drawn from the seed alone, with exponential distances, so
/// the same bytes meet the same cuts whatever the clock does.
class Line {
public:
    explicit Line(const LineOptions& options);

    /// Bytes that may enter now. The sender's queue is a quarter of a second long, enough that a
    /// driver which wakes late loses nothing; it is at least one slice.
    [[nodiscard]] std::size_t room(Time now) const;
    /// When half of the sender's queue will be free, if nothing more enters.
    [[nodiscard]] Time room_at() const;

    /// `bytes` bytes enter now, behind those that entered before. The slices are in order, at most
    /// 20 ms of the line each, and sum to `bytes`, or to less when the last one is cut: what would
    /// follow the cut is lost and not counted.
    [[nodiscard]] std::vector<Slice> pass(Time now, std::size_t bytes);

    /// Bytes that entered since the start.
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    [[nodiscard]] Nanoseconds delay() const { return options_.delay; }
    /// What the line carries in `span`.
    [[nodiscard]] std::size_t capacity(Nanoseconds span) const;

private:
    [[nodiscard]] Time free_at() const;
    void draw_next_cut();

    LineOptions options_;
    SeededEntropy entropy_;
    /// The sender has been busy since `busy_since_` with `busy_bytes_` bytes: no rounding adds up.
    Time busy_since_{0};
    std::uint64_t busy_bytes_ = 0;
    std::uint64_t bytes_ = 0;
    std::uint64_t next_cut_ = 0;
};

/// What reached the far end.
struct Arrival {
    Bytes bytes;
    /// The line broke behind these bytes; nothing arrives after them.
    bool cut = false;
};

/// One direction of one connection: the bytes on their way through a Line. Pure, like the Line,
/// which outlives it.
class Pipe {
public:
    explicit Pipe(Line& line);

    /// Bytes that may be offered now; 0 while the line is busy or this pipe holds what the line
    /// carries in a second and one delay (a receiver that does not read stops its sender).
    [[nodiscard]] std::size_t room(Time now) const;
    /// `bytes` enter the line; copies them.
    void offer(Time now, ByteView bytes);

    /// When the next bytes arrive; nullopt when none are on their way.
    [[nodiscard]] std::optional<Time> next_arrival() const;
    /// Everything that has arrived by now and was not taken yet, up to the first cut.
    [[nodiscard]] Arrival take(Time now);

    [[nodiscard]] std::size_t held() const { return held_; }

private:
    struct Part {
        Bytes bytes;
        Time arrives;
        bool cut;
    };

    Line& line_;
    std::size_t held_max_;
    std::size_t held_ = 0;
    std::deque<Part> parts_;
};

}  // namespace praxis::link
