#include "protocol/wire/content.hpp"

#include "protocol/base/errc.hpp"
#include "protocol/wire/detail/protobuf.hpp"

#include <praxis/wire/v1/content.pb.h>

namespace praxis::wire {

Result<Bytes> encode_content(const std::vector<Bytes>& parts, Entropy& entropy) {
    if (parts.empty()) return Bytes{};
    if (parts.size() > limits::content_parts_max) return fail(Errc::out_of_range, "parts");
    v1::Content content;
    for (const auto& part : parts)
        content.add_part(part.data(), part.size());
    if (content.ByteSizeLong() + limits::content_salt_bytes > limits::payload_bytes_max) {
        return fail(Errc::out_of_range, "content above 16 KiB");
    }
    Bytes out(limits::content_salt_bytes);
    entropy.fill(out);
    append(out, detail::serialize(content));
    return out;
}

Result<std::vector<Bytes>> decode_content(ByteView content) {
    if (content.empty()) return std::vector<Bytes>{};
    if (content.size() > limits::payload_bytes_max) return fail(Errc::out_of_range, "content");
    if (content.size() < limits::content_salt_bytes) return fail(Errc::truncated, "content");
    v1::Content parsed;
    TRY(detail::parse(parsed, content.subspan(limits::content_salt_bytes)));
    if (parsed.part_size() > static_cast<int>(limits::content_parts_max)) {
        return fail(Errc::out_of_range, "parts");
    }
    std::vector<Bytes> parts;
    parts.reserve(static_cast<std::size_t>(parsed.part_size()));
    for (const auto& part : parsed.part())
        parts.push_back(copy(bytes_of(part)));
    return parts;
}

}  // namespace praxis::wire
