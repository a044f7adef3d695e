#include "node/net/detail/tls_state.hpp"
#include "protocol/wire/limits.hpp"

#include <algorithm>

namespace praxis::node {
namespace {

using State = TlsStream::State;

/// Hands what TLS has to say to the carrier.
Task<Result<void>> flush(std::shared_ptr<State> state) {
    const auto bytes = state->take_unsent();
    if (bytes.empty()) co_return success();
    co_return co_await state->carrier->write(bytes);
}

/// Waits for bytes of the carrier and gives them to TLS.
Task<Result<void>> receive(std::shared_ptr<State> state) {
    auto reading = state->carrier->read_some(state->chunk);
    const auto count = co_await std::move(reading);
    if (count) {
        state->feed(ByteView{state->chunk}.first(count.value()));
        co_return success();
    }
    const bool cut = count.error().code == RuntimeErrc::closed && !state->closed;
    if (cut) co_return fail(RuntimeErrc::reset, "the connection ended without TLS's farewell");
    co_return fail(count.error());
}

Task<Result<std::size_t>> read_from(std::shared_ptr<State> state, std::span<std::byte> into) {
    for (;;) {
        CO_TRY(const auto count, state->open_sealed(into));
        if (count > 0) co_return count;
        CO_TRY(co_await receive(state));
    }
}

Task<Result<void>> write_to(std::shared_ptr<State> state, ByteView rest) {
    while (!rest.empty()) {
        const auto slice = rest.first(std::min(rest.size(), State::slice_bytes));
        CO_TRY(state->seal(slice));
        CO_TRY(co_await flush(state));
        rest = rest.subspan(slice.size());
    }
    co_return success();
}

Task<Result<void>> farewell(std::shared_ptr<State> state) {
    state->say_farewell();
    co_return co_await flush(state);
}

}  // namespace

TlsStream::State::State(detail::Ssl session, std::unique_ptr<Stream> over)
    : ssl{std::move(session)}, carrier{std::move(over)} {
    received = BIO_new(BIO_s_mem());
    unsent = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl.get(), received, unsent);  // now owns both
    SSL_set_accept_state(ssl.get());
}

TlsStream::State::~State() {
    // Browsers leave without a word; OpenSSL would forget the session for it.
    if (!failed) SSL_set_shutdown(ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

Bytes TlsStream::State::take_unsent() {
    Bytes out(BIO_ctrl_pending(unsent));
    std::size_t count = 0;
    if (!out.empty()) BIO_read_ex(unsent, out.data(), out.size(), &count);
    out.resize(count);
    return out;
}

void TlsStream::State::feed(ByteView bytes) {
    std::size_t count = 0;
    BIO_write_ex(received, bytes.data(), bytes.size(), &count);
}

Result<bool> TlsStream::State::shake_hands() {
    ERR_clear_error();
    const int done = SSL_do_handshake(ssl.get());
    if (done == 1) return true;
    if (SSL_get_error(ssl.get(), done) == SSL_ERROR_WANT_READ) return false;
    failed = true;
    return fail(TlsErrc::handshake_failed, detail::openssl_words());
}

Result<std::size_t> TlsStream::State::open_sealed(std::span<std::byte> into) {
    if (failed) return fail(RuntimeErrc::reset);
    ERR_clear_error();
    std::size_t count = 0;
    const int done = SSL_read_ex(ssl.get(), into.data(), into.size(), &count);
    if (BIO_ctrl_pending(unsent) > limits::tls_unsent_bytes_max) {
        failed = true;
        return fail(RuntimeErrc::reset, "a client that makes TLS talk to itself");
    }
    if (done == 1) return count;
    switch (SSL_get_error(ssl.get(), done)) {
        case SSL_ERROR_WANT_READ:
            return std::size_t{0};
        case SSL_ERROR_ZERO_RETURN:
            return fail(RuntimeErrc::closed);
        default:
            failed = true;
            return fail(RuntimeErrc::reset, detail::openssl_words());
    }
}

Result<void> TlsStream::State::seal(ByteView bytes) {
    if (failed) return fail(RuntimeErrc::reset);
    ERR_clear_error();
    std::size_t count = 0;
    if (SSL_write_ex(ssl.get(), bytes.data(), bytes.size(), &count) == 1) return success();
    failed = true;
    return fail(RuntimeErrc::reset, detail::openssl_words());
}

void TlsStream::State::say_farewell() {
    ERR_clear_error();
    if (!failed) SSL_shutdown(ssl.get());
}

TlsStream::TlsStream(std::shared_ptr<State> state) : state_{std::move(state)} {}

TlsStream::~TlsStream() {
    close();
}

Task<Result<std::size_t>> TlsStream::read_some(std::span<std::byte> into) {
    return read_from(state_, into);
}

Task<Result<void>> TlsStream::write(ByteView bytes) {
    return write_to(state_, bytes);
}

Task<Result<void>> TlsStream::finish() {
    return farewell(state_);
}

void TlsStream::close() noexcept {
    state_->closed = true;
    state_->carrier->close();
}

Endpoint TlsStream::peer() const {
    return state_->carrier->peer();
}

Task<Result<void>> detail::shake_hands(std::shared_ptr<TlsStream::State> state) {
    for (;;) {
        const auto done = state->shake_hands();
        const auto sent = co_await flush(state);  // an alert, too
        if (!done) co_return fail(done.error());
        if (!sent) co_return fail(sent.error());
        if (done.value()) co_return success();
        CO_TRY(co_await receive(state));
    }
}

}  // namespace praxis::node
