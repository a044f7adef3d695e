#pragma once

#include "node/net/detail/openssl.hpp"
#include "node/net/tls.hpp"

#include <array>

namespace praxis::node {

/// TLS between two buffers: what came and was not opened, what is sealed and was not sent. Waits
/// for nothing.
struct TlsStream::State {
    /// Of the carrier, at once; also what one record holds, so that an answer shows piece by piece.
    static constexpr std::size_t slice_bytes = 4 * 1024;

    State(detail::Ssl session, std::unique_ptr<Stream> over);
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State();

    /// Takes everything that waits to be sent.
    [[nodiscard]] Bytes take_unsent();
    /// Adds what came.
    void feed(ByteView bytes);
    /// Goes on with the handshake; whether it is done. False: feed it.
    [[nodiscard]] Result<bool> shake_hands();
    /// Puts what the other side said into `into`; 0: feed it. Fails with `closed` after the other
    /// side's farewell, with `reset` when what came was no TLS.
    [[nodiscard]] Result<std::size_t> open_sealed(std::span<std::byte> into);
    [[nodiscard]] Result<void> seal(ByteView bytes);
    void say_farewell();

    detail::Ssl ssl;
    std::unique_ptr<Stream> carrier;
    BIO* received = nullptr;                     // ssl's
    BIO* unsent = nullptr;                       // ssl's
    bool failed = false;                         // ssl may not be used any more
    bool closed = false;                         // by this side
    std::array<std::byte, slice_bytes> chunk{};  // the reader's
};

namespace detail {

/// Until both sides have keys. Fails with `handshake_failed`, or as the carrier does.
[[nodiscard]] Task<Result<void>> shake_hands(std::shared_ptr<TlsStream::State> state);

}  // namespace detail
}  // namespace praxis::node
