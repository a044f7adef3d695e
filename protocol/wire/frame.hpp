#pragma once

#include "protocol/base/bytes.hpp"
#include "protocol/wire/limits.hpp"

#include <optional>

namespace praxis::wire {

/// The bytes in front of a frame's body: its length, u16 big-endian. protocol/README.md, section 5.
inline constexpr std::size_t frame_prefix_bytes = 2;

/// Length and body. `body` has 1 to `limits::frame_bytes_max` bytes; anything else is a bug.
[[nodiscard]] Bytes frame(ByteView body);

/// Cuts a byte stream into frames. Not thread-safe; one per direction of a connection.
///
/// However the stream is split into pieces, the same frames come out. A stranger can make it hold
/// one maximal frame and one piece.
class FrameDecoder {
public:
    /// A decoder of frames whose body has at most `body_bytes_max` bytes.
    explicit FrameDecoder(std::size_t body_bytes_max = limits::frame_bytes_max)
        : body_bytes_max_{body_bytes_max} {}

    /// Raises or lowers the limit for frames not yet begun.
    void set_limit(std::size_t body_bytes_max) { body_bytes_max_ = body_bytes_max; }

    /// Appends received bytes; copies them.
    void feed(ByteView received);

    /// The body of the next whole frame, or nullopt until more bytes arrive. Fails with
    /// `Errc::out_of_range` on length 0 or above the limit, before any byte of the body is waited
    /// for; the stream has lost its framing then and must be closed.
    [[nodiscard]] Result<std::optional<Bytes>> next();

    /// Whether a frame has begun and is not complete.
    [[nodiscard]] bool inside() const { return begin_ != buffer_.size(); }

private:
    std::size_t body_bytes_max_;
    Bytes buffer_;
    std::size_t begin_ = 0;  // bytes of buffer_ that earlier frames used
};

}  // namespace praxis::wire
