#pragma once

#include "node/http/request_reader.hpp"
#include "protocol/wire/limits.hpp"

#include <algorithm>

namespace praxis::http {

/// What a RequestReader makes of a whole connection's bytes.
struct Read {
    std::vector<Request> requests;
    unsigned refused = 0;  ///< the status that ended it; 0: it waits for more
    std::string why;
};

/// Feeds `bytes` in pieces of `piece` and takes what comes out.
inline Read read_all(std::string_view bytes, std::size_t piece = limits::http_read_bytes) {
    const auto names = HostNames::loopback(8080);
    RequestReader reader{names};
    Read out;
    const auto refuse = [&out](const Error& error) {
        out.refused = status_of(error);
        out.why = error.text();
    };
    std::optional<RequestHead> head;
    for (;;) {
        if (!head) {
            auto next = reader.head();
            if (!next) return refuse(next.error()), out;
            head = next.value();
        }
        if (head) {
            auto body = reader.body();
            if (!body) return refuse(body.error()), out;
            if (body.value()) {
                out.requests.push_back({*head, *body.value(), {}, {}, false});
                head.reset();
                continue;
            }
        }
        if (bytes.empty()) return out;
        const auto size = std::min({piece, bytes.size(), limits::http_read_bytes});
        reader.feed(bytes_of(bytes.substr(0, size)));
        bytes.remove_prefix(size);
    }
}

}  // namespace praxis::http
