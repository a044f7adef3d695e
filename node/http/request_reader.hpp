#pragma once

#include "node/http/host_names.hpp"
#include "node/http/message.hpp"
#include "protocol/base/bytes.hpp"

#include <memory>
#include <optional>

namespace praxis::http {

/// Cuts the bytes of one connection into requests, and refuses every request that another program
/// on the way could have cut elsewhere (request smuggling; rules in node/http/README.md). Call
/// `head` until it gives one, perhaps `allow_body`, then `body` until it gives one, then `head`
/// again; `feed` whenever they give nothing. Knows no time and no stream. Holds at most one head,
/// one body and what was fed last. Not thread-safe; one per connection.
///
/// Every error is final: where the next request begins is then unknown. Answer with
/// `status_of(error)` and close.
class RequestReader {
public:
    /// `names` outlives the reader.
    explicit RequestReader(const HostNames& names);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    /// Appends what came; copies it. At most `limits::http_read_bytes`.
    void feed(ByteView received);

    /// Whether bytes have come that belong to a request not yet given.
    [[nodiscard]] bool begun() const { return !buffer_.empty(); }

    /// The head of the next request; nullopt until all of it has come. Fails with any HttpErrc of a
    /// request but `too_slow`, `not_found`, `method_not_allowed` and `internal`.
    [[nodiscard]] Result<std::optional<RequestHead>> head();

    /// Says how large the body may be of the request whose head was given last: at most
    /// `limits::http_text_body_bytes_max`, and `http_body_bytes_max` where nothing is said. Once
    /// a request, before `body`. Fails with `body_too_large` when the head told of more.
    [[nodiscard]] Result<void> allow_body(std::size_t most);

    /// The body of the request whose head was given last, empty when it has none; nullopt until all
    /// of it has come. Fails with `body_too_large` or `bad_request`.
    [[nodiscard]] Result<std::optional<std::string>> body();

private:
    struct Parser;
    [[nodiscard]] Result<void> parse_head(std::size_t size);
    [[nodiscard]] Result<void> parse_body();

    const HostNames& names_;
    std::string buffer_;              // from the first byte that nobody has parsed
    std::size_t searched_ = 0;        // the end of a head does not begin before here
    std::unique_ptr<Parser> parser_;  // from a head's end to its body's end
};

}  // namespace praxis::http
