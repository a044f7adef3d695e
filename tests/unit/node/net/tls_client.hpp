#pragma once

#include "node/runtime/network.hpp"

#include <array>
#include <memory>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string>

namespace praxis::tls_test {

template <auto free>
struct Freed {
    void operator()(auto* object) const { free(object); }
};

inline std::string text_of_bio(BIO* bio) {
    std::string out(BIO_ctrl_pending(bio), '\0');
    BIO_read(bio, out.data(), static_cast<int>(out.size()));
    return out;
}

/// A certificate that vouches for itself, and its key, as PEM.
struct Certified {
    std::string certificate;
    std::string key;
};

/// `names` as OpenSSL writes them ("DNS:pages.example.org,IP:192.0.2.1"); "" for none. RSA for
/// who wants the ciphers of old browsers.
inline Certified certify(const std::string& names, bool rsa = false) {
    const std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>> key{rsa ? EVP_RSA_gen(2048U)
                                                                  : EVP_EC_gen("P-256")};
    const std::unique_ptr<X509, Freed<X509_free>> certificate{X509_new()};
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3'600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3'600);
    X509_set_pubkey(certificate.get(), key.get());
    if (!names.empty()) {
        const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension{
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str())};
        X509_add_ext(certificate.get(), extension.get(), -1);
    }
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    const std::unique_ptr<BIO, Freed<BIO_free>> bio{BIO_new(BIO_s_mem())};
    Certified out;
    PEM_write_bio_X509(bio.get(), certificate.get());
    out.certificate = text_of_bio(bio.get());
    PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    out.key = text_of_bio(bio.get());
    return out;
}

/// The other end of TLS, for tests: everything OpenSSL lets a client do. Owns its stream.
class Client {
public:
    explicit Client(std::unique_ptr<node::Stream> stream) : stream_{std::move(stream)} {
        SSL_CTX_set_security_level(context_.get(), 0);  // whatever a test asks for
        SSL_CTX_set_verify(context_.get(), SSL_VERIFY_NONE, nullptr);
    }

    SSL_CTX* context() { return context_.get(); }
    SSL* ssl() {
        if (!ssl_) begin();
        return ssl_.get();
    }
    node::Stream& stream() { return *stream_; }

    /// Fails with OpenSSL's words in the detail when the server does not want this client.
    node::Task<Result<void>> handshake() {
        for (;;) {
            const int done = SSL_connect(ssl());
            CO_TRY(co_await flush());
            if (done == 1) co_return success();
            if (SSL_get_error(ssl(), done) != SSL_ERROR_WANT_READ) co_return fail(failure());
            CO_TRY(co_await receive());
        }
    }
    node::Task<Result<void>> write(std::string text) {
        SSL_write(ssl(), text.data(), static_cast<int>(text.size()));
        co_return co_await flush();
    }
    /// What is there, waiting for something; "" after the server's farewell.
    node::Task<Result<std::string>> read() {
        for (;;) {
            std::array<char, 5'000> into{};
            const int count = SSL_read(ssl(), into.data(), static_cast<int>(into.size()));
            if (count > 0) co_return std::string{into.data(), static_cast<std::size_t>(count)};
            const int why = SSL_get_error(ssl(), count);
            if (why == SSL_ERROR_ZERO_RETURN) co_return std::string{};
            if (why != SSL_ERROR_WANT_READ) co_return fail(failure());
            CO_TRY(co_await receive());
        }
    }
    node::Task<Result<void>> flush() {
        auto sealed = text_of_bio(out_);
        if (sealed.empty()) co_return success();
        co_return co_await stream_->write(bytes_of(sealed));
    }

private:
    void begin() {
        ssl_.reset(SSL_new(context_.get()));
        in_ = BIO_new(BIO_s_mem());
        out_ = BIO_new(BIO_s_mem());
        SSL_set_bio(ssl_.get(), in_, out_);
    }
    node::Task<Result<void>> receive() {
        auto reading = stream_->read_some(chunk_);
        CO_TRY(const auto count, co_await std::move(reading));
        BIO_write(in_, chunk_.data(), static_cast<int>(count));
        co_return success();
    }
    static Error failure() {
        std::array<char, 256> words{};
        ERR_error_string_n(ERR_get_error(), words.data(), words.size());
        ERR_clear_error();
        return {make_error_code(node::RuntimeErrc::system), words.data()};
    }

    std::unique_ptr<node::Stream> stream_;
    std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>> context_{SSL_CTX_new(TLS_client_method())};
    std::unique_ptr<SSL, Freed<SSL_free>> ssl_;
    BIO* in_ = nullptr;   // ssl's
    BIO* out_ = nullptr;  // ssl's
    std::array<std::byte, 3'000> chunk_{};
};

}  // namespace praxis::tls_test
