// What is a request, and what is refused. The bytes are written out, as a stranger would send them.
#include "protocol/base/entropy.hpp"
#include "tests/unit/http/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace praxis::http {
namespace {

const std::string get = "GET / HTTP/1.1\r\nHost: localhost:8080\r\n\r\n";

std::string with(const std::string& fields) {
    return "GET / HTTP/1.1\r\nHost: localhost:8080\r\n" + fields + "\r\n";
}
std::string chunked(const std::string& body) {
    return "POST / HTTP/1.1\r\nHost: localhost:8080\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
}

TEST(RequestReader, ReadsAHead) {
    const auto read =
        read_all("GET /a%2Fb?q=1?2 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nAccept: text/html\r\n\r\n");
    ASSERT_EQ(read.requests.size(), 1U) << read.why;
    const auto& head = read.requests[0].head;
    EXPECT_EQ(head.method, Method::get);
    EXPECT_EQ(head.path, "/a%2Fb");
    EXPECT_EQ(head.query, "q=1?2");
    EXPECT_TRUE(head.keep_alive);
    EXPECT_FALSE(head.has_body);
    EXPECT_FALSE(head.expects_continue);
    EXPECT_EQ(read.requests[0].body, "");
    EXPECT_EQ(read.refused, 0U);
}

TEST(RequestReader, GivesTheFieldsThatPagesRead) {
    const auto read = read_all(
        with("cookie: sid=a; b=c\r\nOrigin: null\r\nSEC-FETCH-SITE: none\r\nContent-Type:  a/b \r\n"
             "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 1.2.3.4, 192.0.2.2\r\n"));
    ASSERT_EQ(read.requests.size(), 1U) << read.why;
    const auto& head = read.requests[0].head;
    EXPECT_EQ(head.host, "localhost:8080");
    EXPECT_EQ(head.cookie, "sid=a; b=c");
    EXPECT_EQ(head.origin, "null");
    EXPECT_EQ(head.sec_fetch_site, "none");
    EXPECT_EQ(head.content_type, "a/b");
    EXPECT_EQ(head.forwarded_for, "1.2.3.4, 192.0.2.2");
    EXPECT_EQ(read_all(get).requests.at(0).head.cookie, "");
}

TEST(RequestReader, KnowsTheMethodsOfRoutes) {
    const auto method = [](const std::string& name) {
        const auto read = read_all(name + " / HTTP/1.1\r\nHost: localhost:8080\r\n\r\n");
        return read.requests.empty() ? std::optional<Method>{} : read.requests[0].head.method;
    };
    EXPECT_EQ(method("GET"), Method::get);
    EXPECT_EQ(method("HEAD"), Method::head);
    EXPECT_EQ(method("POST"), Method::post);
    for (const auto* name : {"PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW", "get"})
        EXPECT_EQ(method(name), Method::other) << name;
}

TEST(RequestReader, KeepsTheConnectionAsTheClientAsks) {
    EXPECT_TRUE(read_all(get).requests.at(0).head.keep_alive);
    EXPECT_FALSE(read_all(with("Connection: close\r\n")).requests.at(0).head.keep_alive);
    // What comes through an old proxy ends there.
    EXPECT_FALSE(
        read_all("GET / HTTP/1.0\r\nHost: localhost:8080\r\nConnection: keep-alive\r\n\r\n")
            .requests.at(0)
            .head.keep_alive);
}

TEST(RequestReader, ReadsBodiesByLengthAndByChunks) {
    const auto sized = read_all(
        "POST /x HTTP/1.1\r\nHost: localhost:8080\r\nContent-Length: 5\r\n\r\nhello" + get);
    ASSERT_EQ(sized.requests.size(), 2U) << sized.why;
    EXPECT_TRUE(sized.requests[0].head.has_body);
    EXPECT_EQ(sized.requests[0].body, "hello");
    EXPECT_EQ(sized.requests[1].body, "");

    const auto chunks = read_all(chunked("3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n") + get);
    ASSERT_EQ(chunks.requests.size(), 2U) << chunks.why;
    EXPECT_EQ(chunks.requests[0].body, "hello");
}

TEST(RequestReader, SaysWhetherTheClientWaitsFor100) {
    const std::string head = "POST / HTTP/1.1\r\nHost: localhost:8080\r\nContent-Length: 1\r\n";
    EXPECT_TRUE(
        read_all(head + "Expect: 100-Continue\r\n\r\nx").requests.at(0).head.expects_continue);
    EXPECT_EQ(read_all(head + "Expect: tea\r\n\r\nx").refused, 417U);
}

// Every way to cut the bytes gives the same requests. Beast's parser asserts when it is given the
// last chunk in the wrong pieces; nobody may end a node that way.
TEST(RequestReader, AnyPiecesGiveTheSameRequests) {
    const std::string all =
        get + "POST /x HTTP/1.1\r\nHost: localhost:8080\r\nContent-Length: 5\r\n\r\nhello" +
        chunked("0\r\n\r\n") + chunked("3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n") + get;
    for (std::size_t piece = 1; piece <= all.size(); ++piece) {
        const auto read = read_all(all, piece);
        ASSERT_EQ(read.requests.size(), 5U) << "pieces of " << piece << ": " << read.why;
        EXPECT_EQ(read.requests[1].body, "hello") << piece;
        EXPECT_EQ(read.requests[2].body, "") << piece;
        EXPECT_EQ(read.requests[3].body, "hello") << piece;
    }
    for (std::size_t at = 0; at <= all.size(); ++at) {
        const auto names = HostNames::loopback(8080);
        const auto whole = read_all(all.substr(0, at), 1);
        EXPECT_EQ(whole.refused, 0U) << "the first " << at << " bytes: " << whole.why;
    }
}

// Random damage to good requests: an answer or a refusal, never the end of the process, and the
// pieces in which it comes change nothing.
TEST(RequestReader, DamageIsReadTheSameInAnyPieces) {
    const std::string good = get + chunked("3\r\nhel\r\n0\r\n\r\n") +
                             with("Content-Length: 2\r\nCookie: a=b\r\n") + "okGET";
    for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
        SeededEntropy entropy{seed};
        auto bytes = good;
        constexpr std::string_view likely = "\r\n :0159afAF;,\t\0\x7f\xff";
        for (auto edits = 1 + entropy.below(3); edits > 0; --edits) {
            const auto at = entropy.below(bytes.size());
            const auto byte = likely[entropy.below(likely.size())];
            if (entropy.below(2) == 0)
                bytes[at] = byte;
            else
                bytes.insert(at, 1, byte);
        }
        const auto all = read_all(bytes);
        // In single bytes a fault of chunks may show a few bytes later.
        const auto one = read_all(all.refused == 0 ? bytes : bytes + "xxxxx", 1);
        ASSERT_EQ(one.requests.size(), all.requests.size()) << "PRAXIS_SEED=" << seed;
        ASSERT_EQ(one.refused, all.refused) << "PRAXIS_SEED=" << seed;
    }
}

struct Refusal {
    const char* name;
    std::string bytes;
    unsigned status;
};

class Smuggling : public ::testing::TestWithParam<Refusal> {};

// Each of these is read in two ways by some pair of programs, or is a step towards it. All are
// refused, and what follows in the same bytes is never read as a request.
TEST_P(Smuggling, IsRefused) {
    for (const std::size_t piece : {std::size_t{1}, limits::http_read_bytes}) {
        const auto read = read_all(GetParam().bytes + get, piece);
        EXPECT_EQ(read.refused, GetParam().status) << read.why;
        EXPECT_TRUE(read.requests.empty());
    }
}

std::string post(const std::string& fields, const std::string& body = "") {
    return "POST / HTTP/1.1\r\nHost: localhost:8080\r\n" + fields + "\r\n" + body;
}
std::string first_line(const std::string& line) {
    return line + "\r\nHost: localhost:8080\r\n\r\n";
}
const std::string zero = "0\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(
    Framing,
    Smuggling,
    ::testing::Values(
        Refusal{"LengthThenChunked",
                post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", zero),
                400},
        Refusal{"ChunkedThenLength",
                post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", zero),
                400},
        Refusal{"TwoLengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), 400},
        Refusal{
            "TwoEqualLengths", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400},
        Refusal{"LengthList", post("Content-Length: 5, 5\r\n", "hello"), 400},
        Refusal{"LengthOfNothing", post("Content-Length: \r\n", "hello"), 400},
        Refusal{"LengthWithPlus", post("Content-Length: +5\r\n", "hello"), 400},
        Refusal{"LengthWithMinus", post("Content-Length: -5\r\n", "hello"), 400},
        Refusal{"LengthInHex", post("Content-Length: 0x5\r\n", "hello"), 400},
        Refusal{"LengthWithSpace", post("Content-Length: 1 5\r\n", "hello"), 400},
        Refusal{
            "LengthBeyond64Bits", post("Content-Length: 18446744073709551621\r\n", "hello"), 400},
        Refusal{"XChunked", post("Transfer-Encoding: xchunked\r\n", zero), 501},
        Refusal{"ChunkedIdentity", post("Transfer-Encoding: chunked, identity\r\n", zero), 501},
        Refusal{"GzipChunked", post("Transfer-Encoding: gzip, chunked\r\n", zero), 501},
        Refusal{"ChunkedChunked", post("Transfer-Encoding: chunked, chunked\r\n", zero), 501},
        Refusal{"Identity", post("Transfer-Encoding: identity\r\n", zero), 501},
        Refusal{"OtherLetterCase", post("Transfer-Encoding: Chunked\r\n", zero), 501},
        Refusal{"QuotedChunked", post("Transfer-Encoding: \"chunked\"\r\n", zero), 501},
        Refusal{"EmptyEncoding", post("Transfer-Encoding:\r\n", zero), 501},
        Refusal{"TwoEncodings",
                post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", zero),
                400},
        Refusal{"TwoEncodingsTheOtherWay",
                post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", zero),
                400},
        Refusal{"XChunkedWithLength",
                post("Content-Length: 5\r\nTransfer-Encoding: xchunked\r\n", zero),
                400},
        Refusal{
            "ChunkedInVersionOne",
            "POST / HTTP/1.0\r\nHost: localhost:8080\r\nTransfer-Encoding: chunked\r\n\r\n" + zero,
            400},
        Refusal{"SpaceBeforeColon", post("Content-Length : 5\r\n", "hello"), 400},
        Refusal{"SpaceBeforeName", post(" Content-Length: 5\r\n", "hello"), 400},
        Refusal{"FoldedField", post("Transfer-Encoding:\r\n chunked\r\n", zero), 400},
        Refusal{"FoldedByTab", post("X: a\r\n\tTransfer-Encoding: chunked\r\n", zero), 400},
        Refusal{"VerticalTab", post("Transfer-Encoding: \vchunked\r\n", zero), 400},
        Refusal{"NulInName", post(std::string{"Content\0Length: 5\r\n", 19}, "hello"), 400},
        Refusal{"NulInValue", post(std::string{"X: a\0b\r\n", 8}), 400},
        Refusal{"LineFeedAlone", post("X: a\nContent-Length: 5\r\n", "hello"), 400},
        Refusal{"CarriageReturnAlone", post("X: a\rContent-Length: 5\r\n", "hello"), 400},
        Refusal{
            "LineFeedsOnly", "GET / HTTP/1.1\nHost: localhost:8080\n\nGET / HTTP/1.1\r\n\r\n", 400},
        Refusal{"NoColon", post("Content-Length\r\n"), 400},
        Refusal{"NoName", post(": 5\r\n"), 400}),
    [](const auto& of) { return of.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Chunks,
    Smuggling,
    ::testing::Values(Refusal{"Extension", chunked("5;a=b\r\nhello\r\n" + zero), 400},
                      Refusal{"ExtensionOfTheLast", chunked("0;a\r\n\r\n"), 400},
                      Refusal{"Trailer", chunked("0\r\nHost: elsewhere\r\n\r\n"), 400},
                      Refusal{"SizeInOtherHex", chunked("0x5\r\nhello\r\n" + zero), 400},
                      Refusal{"NegativeSize", chunked("-1\r\nhello\r\n" + zero), 400},
                      Refusal{"SpaceBeforeSize", chunked(" 5\r\nhello\r\n" + zero), 400},
                      Refusal{"SizeBeyond64Bits", chunked("10000000000000005\r\nhello\r\n"), 400},
                      Refusal{"HugeSize", chunked("fffffffffffffff0\r\nhello\r\n"), 413},
                      Refusal{"LongerThanItsSize", chunked("3\r\nhello\r\n" + zero), 400},
                      Refusal{"LineFeedAlone", chunked("5\nhello\r\n" + zero), 400},
                      Refusal{"NoSize", chunked("\r\nhello\r\n" + zero), 400},
                      Refusal{"LongSize", chunked(std::string(20'000, '0')), 400}),
    [](const auto& of) { return of.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Twice,
    Smuggling,
    ::testing::Values(
        Refusal{"Host", with("Host: localhost:8080\r\n"), 400},
        Refusal{"HostOfAnother", with("hOST: elsewhere\r\n"), 400},
        Refusal{"Cookie", with("Cookie: a=1\r\nCookie: a=2\r\n"), 400},
        Refusal{"Origin", with("Origin: null\r\nX: y\r\norigin: http://localhost:8080\r\n"), 400},
        Refusal{"FetchSite",
                with("Sec-Fetch-Site: same-origin\r\nsec-fetch-site: cross-site\r\n"),
                400},
        Refusal{"ContentType",
                with("Content-Type: text/plain\r\nContent-Type: application/json\r\n"),
                400}),
    [](const auto& of) { return of.param.name; });

INSTANTIATE_TEST_SUITE_P(
    FirstLine,
    Smuggling,
    ::testing::Values(Refusal{"AbsoluteTarget", first_line("GET http://elsewhere/ HTTP/1.1"), 400},
                      Refusal{"AuthorityTarget", first_line("CONNECT elsewhere:443 HTTP/1.1"), 400},
                      Refusal{"StarTarget", first_line("OPTIONS * HTTP/1.1"), 400},
                      Refusal{"Fragment", first_line("GET /#x HTTP/1.1"), 400},
                      Refusal{"NoTarget", first_line("GET  HTTP/1.1"), 400},
                      Refusal{"SpaceInTarget", first_line("GET / x HTTP/1.1"), 400},
                      Refusal{"TabForSpace", first_line("GET\t/ HTTP/1.1"), 400},
                      Refusal{"EightBitTarget", first_line("GET /\xc3\xa4 HTTP/1.1"), 400},
                      Refusal{"NoVersion", first_line("GET /"), 400},
                      Refusal{"LowerCaseVersion", first_line("GET / http/1.1"), 400},
                      Refusal{"SpaceBehind", first_line("GET / HTTP/1.1 "), 400},
                      Refusal{"VersionTwo", first_line("PRI / HTTP/2.0"), 505},
                      Refusal{"VersionNought", first_line("GET / HTTP/0.9"), 505},
                      Refusal{"VersionOnePointTwo", first_line("GET / HTTP/1.2"), 505},
                      Refusal{"EmptyLineBefore", "\r\n" + get, 400},
                      Refusal{"Tls", "\x16\x03\x01\x02", 400}),
    [](const auto& of) { return of.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Hosts,
    Smuggling,
    ::testing::Values(
        Refusal{"None", "GET / HTTP/1.1\r\n\r\n", 400},
        Refusal{"NoneInVersionOne", "GET / HTTP/1.0\r\n\r\n", 400},
        Refusal{"Empty", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
        Refusal{"Another", "GET / HTTP/1.1\r\nHost: evil.example:8080\r\n\r\n", 421},
        Refusal{"AnotherPort", "GET / HTTP/1.1\r\nHost: localhost:80\r\n\r\n", 421},
        Refusal{"List", "GET / HTTP/1.1\r\nHost: localhost:8080, evil.example\r\n\r\n", 400}),
    [](const auto& of) { return of.param.name; });

TEST(RequestReader, AHeadHasALimitOfBytes) {
    const auto head_of = [](std::size_t size) {
        const std::string before = "GET / HTTP/1.1\r\nHost: localhost:8080\r\nX: ";
        return before + std::string(size - before.size() - 4, 'x') + "\r\n\r\n";
    };
    EXPECT_EQ(read_all(head_of(limits::http_head_bytes_max)).requests.size(), 1U);
    EXPECT_EQ(read_all(head_of(limits::http_head_bytes_max + 1)).refused, 431U);
    const auto endless = head_of(limits::http_head_bytes_max + 1);
    EXPECT_EQ(read_all(endless.substr(0, limits::http_head_bytes_max)).refused, 0U);
    EXPECT_EQ(read_all(endless.substr(0, limits::http_head_bytes_max + 1), 1).refused, 431U);
    // Also where one line alone is as long.
    EXPECT_EQ(read_all("GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\n\r\n").refused, 431U);
}

TEST(RequestReader, AHeadHasALimitOfFields) {
    const auto fields = [](std::size_t count) {
        std::string out;
        for (std::size_t i = 1; i < count; ++i)  // and Host
            out += "X: y\r\n";
        return with(out);
    };
    EXPECT_EQ(read_all(fields(limits::http_fields_max)).requests.size(), 1U);
    EXPECT_EQ(read_all(fields(limits::http_fields_max + 1)).refused, 431U);
}

TEST(RequestReader, ABodyHasALimitOfBytes) {
    constexpr auto max = limits::http_body_bytes_max;
    const auto sized = [](std::size_t size) {
        return post("Content-Length: " + std::to_string(size) + "\r\n", std::string(size, 'x'));
    };
    EXPECT_EQ(read_all(sized(max)).requests.at(0).body.size(), max);
    EXPECT_EQ(read_all(sized(max + 1)).refused, 413U);

    const std::string chunk = "1000\r\n" + std::string(0x1000, 'x') + "\r\n";
    std::string chunks;
    for (std::size_t size = 0; size < max; size += 0x1000)
        chunks += chunk;
    EXPECT_EQ(read_all(chunked(chunks + zero)).requests.at(0).body.size(), max);
    EXPECT_EQ(read_all(chunked(chunks + "1\r\nx\r\n" + zero)).refused, 413U);
}

TEST(RequestReader, AChunkMustBeginWithinTheLimitOfAHead) {
    const std::string endless(limits::http_head_bytes_max, '0');
    EXPECT_EQ(read_all(chunked(endless), 1).refused, 0U);
    EXPECT_EQ(read_all(chunked(endless + "0"), 1).refused, 400U);
}

}  // namespace
}  // namespace praxis::http
