#include "protocol/wire/frame.hpp"

#include "protocol/base/check.hpp"
#include "protocol/base/errc.hpp"

namespace praxis::wire {

Bytes frame(ByteView body) {
    PRAXIS_CHECK(!body.empty() && body.size() <= limits::frame_bytes_max);
    Bytes out;
    out.reserve(frame_prefix_bytes + body.size());
    out.push_back(static_cast<std::byte>(body.size() >> 8));
    out.push_back(static_cast<std::byte>(body.size() & 0xff));
    append(out, body);
    return out;
}

void FrameDecoder::feed(ByteView received) {
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
    begin_ = 0;
    append(buffer_, received);
}

Result<std::optional<Bytes>> FrameDecoder::next() {
    const auto rest = ByteView{buffer_}.subspan(begin_);
    if (rest.size() < frame_prefix_bytes) return std::nullopt;
    const auto length =
        std::to_integer<std::size_t>(rest[0]) << 8 | std::to_integer<std::size_t>(rest[1]);
    if (length == 0 || length > body_bytes_max_) {
        return fail(Errc::out_of_range, "frame of " + std::to_string(length) + " bytes");
    }
    if (rest.size() < frame_prefix_bytes + length) return std::nullopt;
    begin_ += frame_prefix_bytes + length;
    return copy(rest.subspan(frame_prefix_bytes, length));
}

}  // namespace praxis::wire
