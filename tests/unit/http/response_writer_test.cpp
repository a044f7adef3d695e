#include "node/http/response_writer.hpp"

#include "protocol/wire/limits.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace praxis::http {
namespace {

// The text of RELIABILITY 6.1, byte by byte, but for HSTS, which is for TLS.
const std::string security_fields =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src "
    "'self'; media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri "
    "'none'; object-src 'none'; frame-src 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; report-uri /csp-report\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cross-Origin-Embedder-Policy: require-corp\r\n"
    "Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
    "browsing-topics=()\r\n"
    "Cache-Control: no-store\r\n"
    "Content-Type: text/html; charset=utf-8\r\n";

Response page(std::string body) {
    Response response;
    response.body = std::move(body);
    return response;
}

std::string text(const Response& response, const Delivery& delivery = {}) {
    return std::string{text_of(to_bytes(response, delivery))};
}

TEST(ResponseWriter, WritesEveryByteOfAnAnswer) {
    EXPECT_EQ(text(page("<p>x</p>")),
              "HTTP/1.1 200 OK\r\n" + security_fields + "Content-Length: 8\r\n\r\n<p>x</p>");
}

// The security fields, with HSTS in their midst; what has its hash in its path is kept for a year.
TEST(ResponseWriter, SaysOverTlsThatThereIsNothingElse) {
    const auto cache = security_fields.find("Cache-Control");
    EXPECT_EQ(text(page("x"), {true, false, true}),
              "HTTP/1.1 200 OK\r\n" + security_fields.substr(0, cache) +
                  "Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n" +
                  security_fields.substr(cache) + "Content-Length: 1\r\n\r\nx");
}

TEST(ResponseWriter, SaysWhatAnAssetIsAndThatItStays) {
    auto response = page("x");
    response.cache = Cache::immutable;
    response.content_type = "text/css";
    const auto cache = security_fields.find("Cache-Control");
    EXPECT_EQ(text(response),
              "HTTP/1.1 200 OK\r\n" + security_fields.substr(0, cache) +
                  "Cache-Control: public, max-age=31536000, immutable\r\n"
                  "Content-Type: text/css\r\nContent-Length: 1\r\n\r\nx");
    response.content_type = "text/css\r\nX: y";
    EXPECT_TRUE(text(response).starts_with("HTTP/1.1 500 "));
    response.content_type = "";
    EXPECT_TRUE(text(response).starts_with("HTTP/1.1 500 "));
}

TEST(ResponseWriter, SaysThatItCloses) {
    auto response = page("no");
    response.status = 404;
    response.fields = {{"Allow", "GET, HEAD"}};
    EXPECT_EQ(text(response, {true, true, false}),
              "HTTP/1.1 404 Not Found\r\n" + security_fields +
                  "Allow: GET, HEAD\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
}

TEST(ResponseWriter, HeadHasTheSameFieldsAndNoBody) {
    EXPECT_EQ(text(page("<p>x</p>"), {false, false, false}),
              "HTTP/1.1 200 OK\r\n" + security_fields + "Content-Length: 8\r\n\r\n");
}

TEST(ResponseWriter, AnEmptyBodyHasALength) {
    EXPECT_EQ(text(page("")),
              "HTTP/1.1 200 OK\r\n" + security_fields + "Content-Length: 0\r\n\r\n");
}

std::string with_field(std::string name, std::string value) {
    Response response{303};
    response.fields.push_back({std::move(name), std::move(value)});
    return text(response);
}

TEST(ResponseWriter, AFieldCannotSplitAnAnswer) {
    const auto plain =
        "HTTP/1.1 500 Internal Server Error\r\n" + security_fields + "Content-Length: 0\r\n\r\n";
    EXPECT_EQ(with_field("Location", "/a\r\nSet-Cookie: b"), plain);
    EXPECT_EQ(with_field("Location", "/\xc3\xa4"), plain);
    EXPECT_EQ(with_field("Loc ation", "/a"), plain);
    EXPECT_EQ(with_field("", "/a"), plain);
}

TEST(ResponseWriter, AnAnswerHasALimitOfBytes) {
    const std::string largest(limits::http_response_bytes_max, 'x');
    EXPECT_TRUE(text(page(largest)).starts_with("HTTP/1.1 200 "));
    EXPECT_TRUE(text(page(largest + "x")).starts_with("HTTP/1.1 500 "));

    auto whole_text = page(std::string(limits::http_text_response_bytes_max, 'x'));
    whole_text.bytes_max = limits::http_text_response_bytes_max;
    EXPECT_TRUE(text(whole_text).starts_with("HTTP/1.1 200 "));
    whole_text.body += "x";
    EXPECT_TRUE(text(whole_text).starts_with("HTTP/1.1 500 "));
    whole_text.bytes_max = whole_text.body.size();
    EXPECT_TRUE(text(whole_text).starts_with("HTTP/1.1 500 ")) << "no route has more";
}

}  // namespace
}  // namespace praxis::http
