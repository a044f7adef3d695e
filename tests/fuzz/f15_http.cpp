// F15: the bytes of a connection of a browser, cut into requests and led to a route. Input: how
// they come in pieces, then the bytes. No head reaches a route that a strict judge does not cut at
// the same bytes; pieces change nothing; the route is the one that a second reading of the rule
// finds.
#include "node/http/request_reader.hpp"
#include "node/http/router.hpp"
#include "protocol/wire/limits.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/http_judge.hpp"

#include <algorithm>

namespace praxis::fuzz {
namespace {

using http::Method;

struct Heard {
    std::vector<http::RequestHead> heads;
    std::vector<std::string> bodies;  // of all heads, but perhaps not the last
    unsigned refused = 0;
    friend bool operator==(const Heard& a, const Heard& b) {
        const auto same = [](const http::RequestHead& x, const http::RequestHead& y) {
            return x.method == y.method && x.path == y.path && x.query == y.query &&
                   x.has_body == y.has_body && x.keep_alive == y.keep_alive && x.host == y.host &&
                   x.cookie == y.cookie && x.origin == y.origin &&
                   x.content_type == y.content_type && x.forwarded_for == y.forwarded_for;
        };
        return std::ranges::equal(a.heads, b.heads, same) && a.bodies == b.bodies &&
               a.refused == b.refused;
    }
};

class Reading {
public:
    /// Takes what has come; false when the connection is refused.
    bool take() {
        for (;;) {
            if (heard_.bodies.size() == heard_.heads.size()) {
                auto head = reader_.head();
                if (!head) return refuse(head.error());
                if (!head.value()) return true;
                heard_.heads.push_back(*head.value());
            }
            auto body = reader_.body();
            if (!body) return refuse(body.error());
            if (!body.value()) return true;
            heard_.bodies.push_back(*body.value());
        }
    }
    void feed(ByteView piece) { reader_.feed(piece); }
    [[nodiscard]] const Heard& heard() const { return heard_; }

private:
    bool refuse(const Error& error) {
        heard_.refused = http::status_of(error);
        expect(heard_.refused >= 400 && heard_.refused <= 599, "a refusal has a status");
        return false;
    }
    http::HostNames names_ = http::HostNames::loopback(8080);
    http::RequestReader reader_{names_};
    Heard heard_;
};

/// `cuts` are sizes of pieces, then again from the first; none: as large as may be fed.
Heard hear(ByteView stream, ByteView cuts) {
    Reading reading;
    for (std::size_t piece = 0; !stream.empty(); ++piece) {
        auto size = limits::http_read_bytes;
        if (!cuts.empty()) size = 1 + std::to_integer<std::size_t>(cuts[piece % cuts.size()]);
        size = std::min(size, stream.size());
        reading.feed(stream.first(size));
        stream = stream.subspan(size);
        if (!reading.take()) break;
    }
    return reading.heard();
}

Method method_of(std::string_view word) {
    if (word == "GET") return Method::get;
    if (word == "HEAD") return Method::head;
    return word == "POST" ? Method::post : Method::other;
}

void expect_judged(const Heard& heard, const std::vector<JudgedRequest>& judged) {
    expect(heard.heads.size() <= judged.size(), "no head is taken that can be read in two ways");
    for (std::size_t i = 0; i < heard.heads.size(); ++i) {
        const auto& head = heard.heads[i];
        expect(head.method == method_of(judged[i].method), "the method is the first word");
        expect(head.path == judged[i].path && head.query == judged[i].query,
               "the target is the second word");
        expect(head.has_body == judged[i].has_body, "a head says whether a body follows");
    }
    for (std::size_t i = 0; i < heard.bodies.size(); ++i) {
        expect(judged[i].body == heard.bodies[i], "a body ends where its one length says");
        expect(heard.bodies[i].size() <= limits::http_body_bytes_max, "a body has at most 256 KiB");
    }
}

// --- routes ---

node::Task<Result<http::Response>> nothing(const http::Request& /*request*/) {
    co_return http::Response{};
}

struct Row {
    Method method;
    const char* path;
};
constexpr std::array<Row, 9> rows{{{Method::get, "/"},
                                   {Method::get, "/form"},
                                   {Method::post, "/form"},
                                   {Method::post, "/only"},
                                   {Method::get, "/{a}"},
                                   {Method::get, "/d/{id}"},
                                   {Method::get, "/d/new"},
                                   {Method::post, "/d/{id}/edit"},
                                   {Method::get, "/d/{id}/{part}"}}};

const http::Router& router() {
    static const auto made = [] {
        http::Router out;
        for (const auto& row : rows)
            out.add({row.method, row.path, nothing});
        return out;
    }();
    return made;
}

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> out;
    for (const char c : path) {
        if (c == '/') {
            out.emplace_back();
        } else {
            out.back() += c;
        }
    }
    return out;
}

/// Per segment '0' for a literal that fits and '1' for a brace that does: the smallest is nearest.
std::optional<std::string> fit(std::string_view pattern, std::string_view path) {
    const auto wanted = split(pattern);
    const auto given = split(path);
    if (wanted.size() != given.size()) return std::nullopt;
    std::string out;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const bool brace = wanted[i].starts_with('{');
        if (brace ? given[i].empty() : given[i] != wanted[i]) return std::nullopt;
        out += brace ? '1' : '0';
    }
    return out;
}

void expect_route(const http::RequestHead& head) {
    std::optional<std::string> nearest;
    for (const auto& row : rows) {
        const auto fits = fit(row.path, head.path);
        if (fits && (!nearest || *fits < *nearest)) nearest = fits;
    }
    const Row* wanted = nullptr;
    for (const auto& row : rows) {
        const auto method = head.method == Method::head ? Method::get : head.method;
        if (nearest && fit(row.path, head.path) == nearest && row.method == method) wanted = &row;
    }
    const auto found = router().find(head);
    expect(found.has_value() == (wanted != nullptr),
           "a route is found exactly when one is nearest");
    if (!found) {
        const auto status = head.method != Method::other && !nearest ? 404U : 405U;
        expect(http::status_of(found.error()) == status, "no path is 404, another method 405");
        return;
    }
    expect(
        found.value().route->path == wanted->path && found.value().route->method == wanted->method,
        "the nearest route is found");
    std::vector<std::string> params;
    const auto segments = split(head.path);
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if ((*nearest)[i] == '1') params.push_back(segments[i]);
    }
    expect(found.value().params == params, "braces hold what stands in their place");
}

}  // namespace

void one_input(ByteView input) {
    Choices choices{input};
    const auto cuts = choices.bytes(choices.below(8));
    const auto stream = choices.rest();
    const auto heard = hear(stream, {});
    expect_judged(heard, judge_requests(text_of(stream)));
    for (const auto& head : heard.heads)
        expect_route(head);
    if (cuts.empty()) return;
    auto in_pieces = hear(stream, cuts);
    if (in_pieces.refused == 0 && heard.refused != 0) {
        // What may be the end of all chunks is looked at once it can be whole: five bytes later.
        auto longer = copy(stream);
        append(longer, bytes_of("xxxxx"));
        in_pieces = hear(longer, cuts);
    }
    expect(in_pieces == heard, "pieces change nothing");
}

}  // namespace praxis::fuzz
