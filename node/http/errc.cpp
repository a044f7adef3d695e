#include "node/http/errc.hpp"

#include "protocol/base/errc.hpp"

namespace praxis::http {
namespace {

struct Entry {
    unsigned status;
    const char* words;
};

Entry entry_of(int value) {
    switch (static_cast<HttpErrc>(value)) {
        case HttpErrc::bad_request:
            return {400, "not a request that can be read in one way only"};
        case HttpErrc::not_found:
            return {404, "no such page"};
        case HttpErrc::method_not_allowed:
            return {405, "this page cannot be asked in that way"};
        case HttpErrc::too_slow:
            return {408, "the request took too long"};
        case HttpErrc::body_too_large:
            return {413, "the request is too large"};
        case HttpErrc::expectation_failed:
            return {417, "an expectation that cannot be met"};
        case HttpErrc::misdirected:
            return {421, "not the name of this server"};
        case HttpErrc::head_too_large:
            return {431, "the head of the request is too large"};
        case HttpErrc::internal:
            return {500, "the node failed"};
        case HttpErrc::not_implemented:
            return {501, "a transfer encoding that is not spoken here"};
        case HttpErrc::unknown_version:
            return {505, "neither HTTP/1.1 nor HTTP/1.0"};
        case HttpErrc::not_loopback:
            return {500, "pages are served to this machine only"};
        case HttpErrc::bad_form:
            return {400, "not a form that can be read"};
        case HttpErrc::forbidden:
            return {403, "not for whoever asks"};
        case HttpErrc::cross_site:
            return {403, "not sent from a page of this node"};
        case HttpErrc::unsupported_type:
            return {415, "not the type of body that this page takes"};
        case HttpErrc::too_many_requests:
            return {429, "too many requests in a short time"};
        case HttpErrc::busy:
            return {503, "too much to do at this moment"};
        case HttpErrc::bad_host:
            return {500, "not the name of a host"};
    }
    return {500, "unknown error"};
}

const char* words(int value) {
    return entry_of(value).words;
}

}  // namespace

const boost::system::error_category& http_category() noexcept {
    static const NamedCategory category{"praxis.http", words};
    return category;
}

boost::system::error_code make_error_code(HttpErrc code) noexcept {
    return {static_cast<int>(code), http_category()};
}

unsigned status_of(const Error& error) {
    if (error.code.category() != http_category()) return 500;
    return entry_of(error.code.value()).status;
}

}  // namespace praxis::http
