#include "node/peers/channel.hpp"

#include "protocol/sync/holdings.hpp"

namespace praxis::node {
namespace {

constexpr std::size_t read_bytes = 16 * 1024;

std::uint64_t* class_of(Traffic& traffic, const wire::Message& message) {
    if (std::holds_alternative<wire::Update>(message)) return &traffic.updates;
    if (std::holds_alternative<wire::Ack>(message) ||
        std::holds_alternative<wire::Progress>(message)) {
        return &traffic.acks;
    }
    if (std::holds_alternative<wire::Ping>(message) ||
        std::holds_alternative<wire::Pong>(message) || std::holds_alternative<wire::Bye>(message)) {
        return &traffic.other;
    }
    return &traffic.reconcile;
}

/// The body of the next frame of `stream`.
/// Counts what comes in `heard`.
Task<Result<Bytes>> read_frame(Stream& stream,
                               wire::FrameDecoder& decoder,
                               Bytes& buffer,
                               std::uint64_t& heard) {
    for (;;) {
        CO_TRY(auto body, decoder.next());
        if (body) co_return std::move(*body);
        buffer.resize(read_bytes);
        CO_TRY(const auto count, co_await stream.read_some(buffer));
        heard += count;
        decoder.feed(ByteView{buffer}.first(count));
    }
}

crypto::DhPair copy_of(const crypto::DhPair& pair) {
    return crypto::DhPair{pair.secret().duplicate()};
}

}  // namespace

Traffic& Traffic::operator+=(const Traffic& more) {
    handshake += more.handshake;
    reconcile += more.reconcile;
    updates += more.updates;
    acks += more.acks;
    other += more.other;
    return *this;
}

void count(Traffic& traffic, const std::vector<wire::Message>& messages, const SpaceId& root) {
    traffic.other += wire::frame_prefix_bytes + crypto::aead_tag_bytes;
    for (const auto& message : messages)
        *class_of(traffic, message) += wire::encoded_bytes(message, root);
}

Channel::Channel(std::unique_ptr<Stream> stream, handshake::Keys keys, wire::FrameDecoder decoder)
    : stream_{std::move(stream)}, keys_{std::move(keys)}, decoder_{std::move(decoder)} {
    decoder_.set_limit(limits::frame_bytes_max);
}

Task<Result<Bytes>> Channel::read() {
    CO_TRY(const auto body, co_await read_frame(*stream_, decoder_, buffer_, heard_));
    co_return keys_.receive.decrypt(body);
}

Task<Result<void>> Channel::write(Bytes plaintext) {
    CO_TRY(const auto body, keys_.send.encrypt(plaintext));
    const auto framed = wire::frame(body);
    co_return co_await stream_->write(framed);
}

Task<Result<Handshaken>> call(std::unique_ptr<Stream> stream,
                              const ReplicaPort& self,
                              Entropy& entropy,
                              DhKey peer_key,
                              wire::Hello hello) {
    const auto prologue = handshake::prologue(self.network());
    handshake::Initiator noise{
        prologue, copy_of(self.dh_pair()), peer_key, crypto::DhPair::draw(entropy)};
    CO_TRY(const auto first, noise.write_first(encode(hello)));
    const auto framed = wire::frame(first);
    CO_TRY(co_await stream->write(framed));

    wire::FrameDecoder decoder{limits::handshake_message_bytes_max};
    Bytes buffer;
    std::uint64_t heard = 0;  // counted as the handshake below
    CO_TRY(const auto second, co_await read_frame(*stream, decoder, buffer, heard));
    CO_TRY(auto answered, noise.read_second(second));
    CO_TRY(const auto said, wire::decode_answer(answered.payload));
    Handshaken out;
    out.peer_key = peer_key;
    if (const auto* farewell = std::get_if<wire::Farewell>(&said)) {
        out.farewell = *farewell;
        co_return out;
    }
    out.hello = std::get<wire::Hello>(said);
    out.initiator = true;
    out.sent.handshake = framed.size();
    out.received.handshake = wire::frame_prefix_bytes + second.size();
    out.channel =
        std::make_unique<Channel>(std::move(stream), std::move(answered.keys), std::move(decoder));
    co_return out;
}

Task<Result<Handshaken>> answer(std::unique_ptr<Stream> stream,
                                const ReplicaPort& self,
                                Entropy& entropy,
                                HelloTo hello_to) {
    wire::FrameDecoder decoder{limits::handshake_message_bytes_max};
    Bytes buffer;
    std::uint64_t heard = 0;  // counted as the handshake below
    CO_TRY(const auto first, co_await read_frame(*stream, decoder, buffer, heard));
    const auto prologue = handshake::prologue(self.network());
    handshake::Responder noise{prologue, copy_of(self.dh_pair()), crypto::DhPair::draw(entropy)};
    CO_TRY(const auto called, noise.read_first(first));
    CO_TRY(auto theirs, wire::decode_hello(called.payload));
    CO_TRY(const auto ours, hello_to(called.peer, theirs));
    CO_TRY(auto answered, noise.write_second(encode(ours)));
    const auto framed = wire::frame(answered.message);
    CO_TRY(co_await stream->write(framed));
    if (const auto* farewell = std::get_if<wire::Farewell>(&ours)) {
        co_return fail(sync::SyncErrc::revoked, farewell->revoked_by.hex());
    }
    Handshaken out;
    out.peer_key = called.peer;
    out.hello = theirs;
    out.sent.handshake = framed.size();
    out.received.handshake = wire::frame_prefix_bytes + first.size();
    out.channel =
        std::make_unique<Channel>(std::move(stream), std::move(answered.keys), std::move(decoder));
    co_return out;
}

}  // namespace praxis::node
