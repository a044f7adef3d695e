#include "node/net/tls.hpp"

#include "node/net/detail/openssl.hpp"
#include "node/net/detail/tls_state.hpp"
#include "protocol/base/errc.hpp"
#include "protocol/wire/limits.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace praxis::node {

struct TlsServer::Context {
    detail::SslContext ssl;
    std::vector<std::string> names;
};

namespace {

constexpr const char* ciphers_of_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";
/// At least 112 bits: RSA keys of 2048, no SHA-1.
constexpr int security_level = 2;

const char* words(int value) {
    switch (static_cast<TlsErrc>(value)) {
        case TlsErrc::bad_certificate:
            return "not a certificate for HTTPS";
        case TlsErrc::bad_key:
            return "not the private key of the certificate";
        case TlsErrc::handshake_failed:
            return "no TLS that both sides speak";
    }
    return "unknown error";
}

auto bad_certificate(const std::string& why) {
    return fail(TlsErrc::bad_certificate, why);
}

detail::Bio bio_of(const std::string& text) {
    return detail::Bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

/// An encrypted key would ask whoever sits at the terminal; there is nobody.
int no_password(char* /*into*/, int /*size*/, int /*writing*/, void* /*data*/) {
    return -1;
}

detail::Certificate next_certificate(BIO* from) {
    return detail::Certificate{PEM_read_bio_X509(from, nullptr, no_password, nullptr)};
}

std::string text_of_address(const ASN1_OCTET_STRING* octets) {
    const auto* const data = ASN1_STRING_get0_data(octets);
    const auto size = static_cast<std::size_t>(ASN1_STRING_length(octets));
    if (asio::ip::address_v4::bytes_type v4{}; size == v4.size()) {
        std::copy_n(data, size, v4.begin());
        return asio::ip::address_v4{v4}.to_string();
    }
    if (asio::ip::address_v6::bytes_type v6{}; size == v6.size()) {
        std::copy_n(data, size, v6.begin());
        return "[" + asio::ip::address_v6{v6}.to_string() + "]";
    }
    return {};
}

/// "" for a name that no browser writes as a host.
std::string host_of(const GENERAL_NAME* name) {
    int type = 0;
    const auto* const value = static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(name, &type));
    if (type == GEN_IPADD) return text_of_address(value);
    if (type != GEN_DNS) return {};
    const auto* const data = ASN1_STRING_get0_data(value);
    std::string out{data, data + ASN1_STRING_length(value)};
    for (char& c : out) {
        if (c <= 0x20 || c >= 0x7f) return {};
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

std::vector<std::string> names_of(const X509* certificate) {
    const detail::GeneralNames names{static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
    std::vector<std::string> out;
    const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
    for (int i = 0; i < count; ++i) {
        auto host = host_of(sk_GENERAL_NAME_value(names.get(), i));
        if (!host.empty()) out.push_back(std::move(host));
    }
    return out;
}

detail::SslContext make_context() {
    detail::SslContext context{SSL_CTX_new(TLS_server_method())};
    auto* const ssl = context.get();
    SSL_CTX_set_security_level(ssl, security_level);
    SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(ssl, TLS1_3_VERSION);
    SSL_CTX_set_cipher_list(ssl, ciphers_of_1_2);
    // Without tickets, sessions are kept here, and die with their memory.
    SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
    SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_max_early_data(ssl, 0);
    SSL_CTX_set_num_tickets(ssl, 1);
    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_SERVER);
    SSL_CTX_sess_set_cache_size(ssl, limits::tls_sessions_max);
    SSL_CTX_set_timeout(ssl, limits::tls_session_time_max.count());
    constexpr std::string_view name = "praxis";
    SSL_CTX_set_session_id_context(
        ssl, reinterpret_cast<const unsigned char*>(name.data()), name.size());
    return context;
}

Result<void> use_certificates(TlsServer::Context& context, const std::string& pem) {
    const auto from = bio_of(pem);
    auto own = next_certificate(from.get());
    if (!own || SSL_CTX_use_certificate(context.ssl.get(), own.get()) != 1) {
        return bad_certificate(detail::openssl_words());
    }
    context.names = names_of(own.get());
    if (context.names.empty()) {
        return bad_certificate("it names no host in subjectAltName, where browsers look");
    }
    while (const auto next = next_certificate(from.get())) {
        if (SSL_CTX_add1_chain_cert(context.ssl.get(), next.get()) != 1) {
            return bad_certificate(detail::openssl_words());
        }
    }
    ERR_clear_error();  // the end of the text
    return success();
}

Result<void> use_key(TlsServer::Context& context, const std::string& pem) {
    const auto from = bio_of(pem);
    const detail::PrivateKey key{
        PEM_read_bio_PrivateKey(from.get(), nullptr, no_password, nullptr)};
    if (!key || SSL_CTX_use_PrivateKey(context.ssl.get(), key.get()) != 1 ||
        SSL_CTX_check_private_key(context.ssl.get()) != 1) {
        return fail(TlsErrc::bad_key, detail::openssl_words());
    }
    return success();
}

}  // namespace

const boost::system::error_category& tls_category() noexcept {
    static const NamedCategory category{"praxis.tls", words};
    return category;
}

boost::system::error_code make_error_code(TlsErrc code) noexcept {
    return {static_cast<int>(code), tls_category()};
}

Result<std::shared_ptr<const TlsServer>> TlsServer::open(const std::string& certificates,
                                                         const std::string& key) {
    ERR_clear_error();
    auto context = std::make_unique<Context>();
    context->ssl = make_context();
    TRY(use_certificates(*context, certificates));
    TRY(use_key(*context, key));
    return std::make_shared<const TlsServer>(std::move(context));
}

TlsServer::TlsServer(std::unique_ptr<Context> context) : context_{std::move(context)} {}
TlsServer::~TlsServer() = default;

const std::vector<std::string>& TlsServer::names() const {
    return context_->names;
}

Task<Result<std::unique_ptr<TlsStream>>> TlsServer::accept(std::unique_ptr<Stream> plain) const {
    detail::Ssl session{SSL_new(context_->ssl.get())};
    auto state = std::make_shared<TlsStream::State>(std::move(session), std::move(plain));
    auto stream = std::make_unique<TlsStream>(state);
    CO_TRY(co_await detail::shake_hands(state));
    co_return stream;
}

}  // namespace praxis::node
