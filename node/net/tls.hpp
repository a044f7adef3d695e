#pragma once

#include "node/runtime/network.hpp"

#include <string>
#include <vector>

namespace praxis::node {

/// Why TLS does not begin.
enum class TlsErrc {
    bad_certificate = 1,  ///< not a certificate that browsers would take, or not PEM
    bad_key,              ///< not an unencrypted private key in PEM, or not the certificate's
    handshake_failed,     ///< the other side speaks nothing that we do; the detail has its words
};
[[nodiscard]] const boost::system::error_category& tls_category() noexcept;
[[nodiscard]] boost::system::error_code make_error_code(TlsErrc code) noexcept;

/// A stream that only its two ends can read, over another stream that it owns. As `Stream` says,
/// and: a stream that ends without TLS's own farewell has been cut, and fails with `reset`.
/// Bytes that TLS itself has to send go out with the next write; a client that brings about more
/// than `limits::tls_unsent_bytes_max` of them is cut off.
class TlsStream final : public Stream {
public:
    struct State;
    explicit TlsStream(std::shared_ptr<State> state);
    ~TlsStream() override;
    TlsStream(const TlsStream&) = delete;
    TlsStream& operator=(const TlsStream&) = delete;

    [[nodiscard]] Task<Result<std::size_t>> read_some(std::span<std::byte> into) override;
    [[nodiscard]] Task<Result<void>> write(ByteView bytes) override;
    /// Sends TLS's farewell, after which nothing is written: so the other side knows that it has
    /// all. Then close.
    [[nodiscard]] Task<Result<void>> finish();
    void close() noexcept override;
    [[nodiscard]] Endpoint peer() const override;

private:
    std::shared_ptr<State> state_;  // shared with the operations that wait
};

/// The server's side of TLS 1.3, and of 1.2 with ECDHE and authenticated ciphers for browsers that
/// have nothing newer. No renegotiation, no early data, no compression, no client certificates.
/// Sessions may be resumed while this process lives; nothing is sealed under a key that outlives
/// them. Works on memory alone, so over any Stream; randomness and certificate dates are OpenSSL's
/// own. Event-loop thread only.
class TlsServer {
public:
    /// `certificates`: PEM, the server's own first, then those up to the root; `key`: PEM, not
    /// encrypted. Fails with `bad_certificate` (also one without any name in subjectAltName) or
    /// `bad_key`.
    [[nodiscard]] static Result<std::shared_ptr<const TlsServer>> open(
        const std::string& certificates, const std::string& key);
    struct Context;
    explicit TlsServer(std::unique_ptr<Context> context);
    ~TlsServer();
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;

    /// Takes over a stream that was accepted, and shakes hands. Has no time limit of its own.
    /// Fails with `handshake_failed`, or as the stream does.
    [[nodiscard]] Task<Result<std::unique_ptr<TlsStream>>> accept(
        std::unique_ptr<Stream> plain) const;

    /// The names of the certificate as a browser writes them: DNS names in lower case, perhaps
    /// "*.example.org", and addresses, IPv6 in brackets.
    [[nodiscard]] const std::vector<std::string>& names() const;

private:
    std::unique_ptr<Context> context_;
};

}  // namespace praxis::node

template <>
struct boost::system::is_error_code_enum<praxis::node::TlsErrc> : std::true_type {};
