#pragma once

#include "protocol/base/bytes.hpp"
#include "protocol/base/errc.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/message_lite.h>

namespace praxis::wire::detail {

/// Messages nest Frame, Message, Update: nothing honest is deeper, unknown groups included.
inline constexpr int recursion_max = 8;

inline Bytes serialize(const google::protobuf::MessageLite& message) {
    Bytes out(message.ByteSizeLong());
    message.SerializeWithCachedSizesToArray(reinterpret_cast<std::uint8_t*>(out.data()));
    return out;
}

/// Parses all of `bytes`; fails with `Errc::not_canonical` when they are not this message.
inline Result<void> parse(google::protobuf::MessageLite& message, ByteView bytes) {
    google::protobuf::io::CodedInputStream in{reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                              static_cast<int>(bytes.size())};
    in.SetRecursionLimit(recursion_max);
    if (!message.ParseFromCodedStream(&in) || !in.ConsumedEntireMessage()) {
        return fail(Errc::not_canonical, "not a message");
    }
    return success();
}

}  // namespace praxis::wire::detail
