#include "node/http/response_writer.hpp"

#include "protocol/wire/limits.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <array>

namespace praxis::http {
namespace {

namespace beast_http = boost::beast::http;
using Message = beast_http::response<beast_http::string_body>;

/// On every answer, in this order. Server and Date are not said.
constexpr std::array<std::pair<const char*, const char*>, 8> fixed_fields{{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
     "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
     "object-src 'none'; frame-src 'none'; frame-ancestors 'none'; "
     "require-trusted-types-for 'script'; report-uri /csp-report"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cross-Origin-Embedder-Policy", "require-corp"},
    {"Permissions-Policy",
     "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"},
}};

/// Over TLS only: a name of this machine for itself has none.
constexpr const char* transport_security = "max-age=63072000; includeSubDomains";

const char* words_of(Cache cache) {
    return cache == Cache::immutable ? "public, max-age=31536000, immutable" : "no-store";
}

bool is_token(const std::string& name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-';
    });
}

bool is_well_formed(const Response& response) {
    const auto visible = [](char c) { return c >= 0x20 && c < 0x7f; };
    return response.body.size() <= response.bytes_max &&
           response.bytes_max <= limits::http_text_response_bytes_max &&
           !response.content_type.empty() && std::ranges::all_of(response.content_type, visible) &&
           std::ranges::all_of(response.fields, [visible](const HeaderField& field) {
               return is_token(field.name) && std::ranges::all_of(field.value, visible);
           });
}

Message message_of(const Response& response, const Delivery& delivery) {
    Message message{beast_http::int_to_status(response.status), 11};
    for (const auto& [name, value] : fixed_fields)
        message.set(name, value);
    if (delivery.secure)
        message.set(beast_http::field::strict_transport_security, transport_security);
    message.set(beast_http::field::cache_control, words_of(response.cache));
    message.set(beast_http::field::content_type, response.content_type);
    for (const auto& field : response.fields)
        message.insert(field.name, field.value);
    message.content_length(response.body.size());
    if (delivery.close) message.set(beast_http::field::connection, "close");
    if (delivery.with_body) message.body() = response.body;
    return message;
}

}  // namespace

Bytes to_bytes(const Response& response, const Delivery& delivery) {
    if (!is_well_formed(response)) return to_bytes(Response{500}, delivery);
    const auto message = message_of(response, delivery);
    beast_http::response_serializer<beast_http::string_body> serializer{message};
    serializer.split(true);
    Bytes out;
    while (!serializer.is_header_done()) {
        boost::beast::error_code error;  // none: everything is in memory
        serializer.next(error, [&](boost::beast::error_code&, const auto& buffers) {
            std::size_t size = 0;
            for (auto each = boost::asio::buffer_sequence_begin(buffers);
                 each != boost::asio::buffer_sequence_end(buffers);
                 ++each) {
                const boost::asio::const_buffer buffer = *each;
                append(out, {static_cast<const std::byte*>(buffer.data()), buffer.size()});
                size += buffer.size();
            }
            serializer.consume(size);
        });
    }
    append(out, bytes_of(message.body()));
    return out;
}

}  // namespace praxis::http
