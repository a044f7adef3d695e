#pragma once

#include "node/peers/replica_port.hpp"
#include "node/runtime/network.hpp"
#include "protocol/handshake/noise.hpp"
#include "protocol/wire/frame.hpp"
#include "protocol/wire/message.hpp"

#include <functional>

namespace praxis::node {

/// Bytes of one direction by what they are for; the sum is what the carrier was given.
struct Traffic {
    std::uint64_t handshake = 0;
    std::uint64_t reconcile = 0;  ///< cursors, frontiers, ready
    std::uint64_t updates = 0;
    std::uint64_t acks = 0;   ///< acks and progress
    std::uint64_t other = 0;  ///< framing, tags, ping, bye

    [[nodiscard]] std::uint64_t total() const {
        return handshake + reconcile + updates + acks + other;
    }
    Traffic& operator+=(const Traffic& more);
};

/// Adds the bytes of a frame's messages to their classes, its framing to `other`.
void count(Traffic& traffic, const std::vector<wire::Message>& messages, const SpaceId& root);

/// A finished handshake over a stream: whole messages both ways, encrypted, in order, or nothing.
/// One coroutine reads and one writes at any moment. Event-loop thread only.
class Channel {
public:
    Channel(std::unique_ptr<Stream> stream, handshake::Keys keys, wire::FrameDecoder decoder);

    /// The plaintext of the next frame. Any altered, missing or repeated byte fails, and every
    /// later read too. Cancelled inside a frame, it loses nothing: the next call goes on.
    [[nodiscard]] Task<Result<Bytes>> read();
    /// Encrypts and hands to the carrier; `plaintext` at most `limits::frame_plaintext_bytes_max`.
    [[nodiscard]] Task<Result<void>> write(Bytes plaintext);
    void close() noexcept { stream_->close(); }
    [[nodiscard]] Endpoint peer() const { return stream_->peer(); }
    /// Bytes that came so far, those of a frame that is not whole yet too.
    [[nodiscard]] std::uint64_t heard() const { return heard_; }

private:
    std::unique_ptr<Stream> stream_;
    std::uint64_t heard_ = 0;
    handshake::Keys keys_;
    wire::FrameDecoder decoder_;
    Bytes buffer_;
};

/// What both sides know after the two handshake messages.
struct Handshaken {
    std::unique_ptr<Channel> channel;  ///< null after a farewell
    DhKey peer_key;     ///< for a responder proven by the first frame, for an initiator already
    wire::Hello hello;  ///< theirs
    /// To an initiator, in place of the hello: its certificate gives no right there any more.
    std::optional<wire::Farewell> farewell;
    bool initiator = false;
    Traffic sent;
    Traffic received;
};

/// Dials: the handshake with the node that has `peer_key`. Fails with `CryptoErrc::not_authentic`
/// when somebody else answers, or one of another network.
[[nodiscard]] Task<Result<Handshaken>> call(std::unique_ptr<Stream> stream,
                                            const ReplicaPort& self,
                                            Entropy& entropy,
                                            DhKey peer_key,
                                            wire::Hello hello);

/// What to say to a caller with this key and hello; an Error sends it away.
using HelloTo = std::function<Result<wire::Answer>(const DhKey&, const wire::Hello&)>;

/// Accepts: the other side of `call`. Fails with `SyncErrc::revoked` after a farewell.
[[nodiscard]] Task<Result<Handshaken>> answer(std::unique_ptr<Stream> stream,
                                              const ReplicaPort& self,
                                              Entropy& entropy,
                                              HelloTo hello_to);

}  // namespace praxis::node
