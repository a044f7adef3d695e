#include "node/http/request_reader.hpp"

#include "node/http/detail/head_bytes.hpp"
#include "protocol/base/check.hpp"
#include "protocol/wire/limits.hpp"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/verb.hpp>

#include <array>
#include <functional>

namespace praxis::http {
namespace {

namespace beast_http = boost::beast::http;
using beast_http::field;
using boost::beast::error_code;
using BeastParser = beast_http::request_parser<beast_http::string_body>;
using Message = BeastParser::value_type;

constexpr std::string_view head_end = "\r\n\r\n";
/// The end of a chunked body. Beast's parser asserts, where it goes on in the last chunk, that it
/// is given at least this much, so it is never given less; no body can end with fewer bytes.
constexpr std::string_view chunks_end = "0\r\n\r\n";

/// Fields of which two programs may take one each.
constexpr std::array<std::string_view, 7> single_fields{"Host",
                                                        "Content-Length",
                                                        "Transfer-Encoding",
                                                        "Cookie",
                                                        "Origin",
                                                        "Content-Type",
                                                        "Sec-Fetch-Site"};

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

HttpErrc code_of(error_code error) {
    if (error == beast_http::error::body_limit) return HttpErrc::body_too_large;
    if (error == beast_http::error::header_limit) return HttpErrc::head_too_large;
    return HttpErrc::bad_request;
}

auto refused(error_code error) {
    return fail(code_of(error), error.message());
}

/// What Beast lets pass and others read in another way (RELIABILITY: measured on 1.81).
Result<void> check_framing(const Message& message) {
    for (const auto name : single_fields) {
        if (message.count({name.data(), name.size()}) <= 1) continue;
        return fail(HttpErrc::bad_request, "more than one " + std::string{name});
    }
    const auto encoding = message.find(field::transfer_encoding);
    if (encoding != message.end()) {
        if (view(encoding->value()) != "chunked") return fail(HttpErrc::not_implemented);
        if (message.version() < 11) {
            return fail(HttpErrc::bad_request, "chunks in HTTP/1.0, which has none");
        }
    }
    if (view(message[field::content_length]).find(',') != std::string_view::npos) {
        return fail(HttpErrc::bad_request, "a list as Content-Length");
    }
    return success();
}

Result<bool> expects_continue(const Message& message) {
    const auto expect = message.find(field::expect);
    if (expect == message.end() || message.version() < 11) return false;
    if (!boost::beast::iequals(expect->value(), "100-continue")) {
        return fail(HttpErrc::expectation_failed);
    }
    return true;
}

Method method_of(const Message& message) {
    switch (message.method()) {
        case beast_http::verb::get:
            return Method::get;
        case beast_http::verb::head:
            return Method::head;
        case beast_http::verb::post:
            return Method::post;
        default:
            return Method::other;
    }
}

/// The value of a field; of several the last, "" without one.
std::string last_of(const Message& message, boost::beast::string_view name) {
    const auto range = message.equal_range(name);
    if (range.first == range.second) return {};
    return std::string{view(std::prev(range.second)->value())};
}

bool may_begin_a_request(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

struct RequestReader::Parser {
    BeastParser beast;
    std::size_t fields = 0;  // of the head
    bool chunked = false;
    bool body_allowed = false;  // its size is bounded
    /// Extensions mean nothing to us, and programs disagree about where they end.
    std::function<void(std::uint64_t, boost::beast::string_view, error_code&)> on_chunk_header =
        [](std::uint64_t, boost::beast::string_view extensions, error_code& error) {
            if (!extensions.empty()) error = beast_http::error::bad_chunk_extension;
        };

    Parser() {
        beast.header_limit(limits::http_head_bytes_max);
        beast.body_limit(limits::http_text_body_bytes_max);
        beast.on_chunk_header(on_chunk_header);
    }
    [[nodiscard]] std::size_t count_fields() const {
        return static_cast<std::size_t>(std::distance(beast.get().begin(), beast.get().end()));
    }
    /// Gives it all of `bytes`; returns how many it took.
    Result<std::size_t> put(std::string_view bytes) {
        error_code error;
        const auto taken = beast.put(boost::asio::const_buffer{bytes.data(), bytes.size()}, error);
        if (error && error != beast_http::error::need_more) return refused(error);
        return taken;
    }
};

RequestReader::RequestReader(const HostNames& names) : names_{names} {}
RequestReader::~RequestReader() = default;

void RequestReader::feed(ByteView received) {
    PRAXIS_CHECK(received.size() <= limits::http_read_bytes);
    buffer_.append(text_of(received));
}

Result<std::optional<RequestHead>> RequestReader::head() {
    PRAXIS_CHECK(!parser_);
    if (buffer_.empty()) return std::nullopt;
    if (!may_begin_a_request(buffer_.front())) {
        return fail(HttpErrc::bad_request, "not HTTP");  // TLS, say: no need to wait for more
    }
    const auto found = buffer_.find(head_end, searched_);
    const auto size = found == std::string::npos ? buffer_.size() : found + head_end.size();
    if (size > limits::http_head_bytes_max) return fail(HttpErrc::head_too_large);
    if (found == std::string::npos) {
        searched_ = size < head_end.size() ? 0 : size - head_end.size() + 1;
        return std::nullopt;
    }
    TRY(parse_head(size));

    const auto& message = parser_->beast.get();
    RequestHead head;
    TRY(head.expects_continue, expects_continue(message));
    head.method = method_of(message);
    const auto target = view(message.target());
    const auto question = target.find('?');
    head.path = target.substr(0, question);
    if (question != std::string_view::npos) head.query = target.substr(question + 1);
    head.has_body = !parser_->beast.is_done();
    head.keep_alive = message.keep_alive() && message.version() >= 11;
    head.host = last_of(message, "Host");
    head.cookie = last_of(message, "Cookie");
    head.origin = last_of(message, "Origin");
    head.sec_fetch_site = last_of(message, "Sec-Fetch-Site");
    head.content_type = last_of(message, "Content-Type");
    head.forwarded_for = last_of(message, "X-Forwarded-For");
    return head;
}

Result<void> RequestReader::parse_head(std::size_t size) {
    const auto bytes = std::string_view{buffer_}.substr(0, size);
    TRY(detail::check_head_bytes(bytes));
    parser_ = std::make_unique<Parser>();
    TRY(const auto taken, parser_->put(bytes));
    if (taken != size || !parser_->beast.is_header_done()) {
        return fail(HttpErrc::bad_request, "a head that ends in two places");
    }
    const auto& message = parser_->beast.get();
    TRY(check_framing(message));
    if (message.count(field::host) == 0) return fail(HttpErrc::bad_request, "no Host");
    TRY(names_.check(view(message[field::host])));
    const auto target = view(message.target());
    if (!target.starts_with('/') || target.find('#') != std::string_view::npos) {
        return fail(HttpErrc::bad_request, "a target that is not a path");
    }
    parser_->fields = parser_->count_fields();
    parser_->chunked = parser_->beast.chunked();
    buffer_.erase(0, size);
    searched_ = 0;
    return success();
}

Result<void> RequestReader::allow_body(std::size_t most) {
    PRAXIS_CHECK(parser_ && !parser_->body_allowed && most <= limits::http_text_body_bytes_max);
    parser_->body_allowed = true;
    const auto told = parser_->beast.content_length();
    if (told && *told > most) return fail(HttpErrc::body_too_large);
    parser_->beast.body_limit(most);
    return success();
}

Result<std::optional<std::string>> RequestReader::body() {
    PRAXIS_CHECK(parser_);
    if (!parser_->body_allowed) {
        TRY(allow_body(limits::http_body_bytes_max));
    }
    TRY(parse_body());
    if (!parser_->beast.is_done()) return std::nullopt;
    if (parser_->count_fields() != parser_->fields) {
        return fail(HttpErrc::bad_request, "fields behind the body");
    }
    auto body = std::move(parser_->beast.get().body());
    parser_.reset();
    return body;
}

Result<void> RequestReader::parse_body() {
    auto& beast = parser_->beast;
    const std::size_t least = parser_->chunked ? chunks_end.size() : 1;
    beast.eager(true);
    while (!beast.is_done() && buffer_.size() >= least) {
        TRY(const auto taken, parser_->put(buffer_));
        buffer_.erase(0, taken);
        if (taken == 0) break;
    }
    if (!beast.is_done() && buffer_.size() > limits::http_head_bytes_max) {
        return fail(HttpErrc::bad_request, "a chunk that does not begin");
    }
    return success();
}

}  // namespace praxis::http
