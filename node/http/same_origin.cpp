#include "node/http/same_origin.hpp"

#include <algorithm>

namespace praxis::http {
namespace {

/// Browsers write names in lower case.
std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

}  // namespace

Result<void> check_same_origin(const RequestHead& head, bool secure) {
    const auto ours = (secure ? "https://" : "http://") + lower(head.host);
    if (!head.origin.empty() && head.origin != "null" && head.origin != ours) {
        return fail(HttpErrc::cross_site, "another Origin");
    }
    if (head.sec_fetch_site == "same-origin" || head.sec_fetch_site == "none") return success();
    if (!head.sec_fetch_site.empty()) return fail(HttpErrc::cross_site, "another Sec-Fetch-Site");
    if (head.origin != ours) {
        return fail(HttpErrc::cross_site, "neither Sec-Fetch-Site nor our Origin");
    }
    return success();
}

}  // namespace praxis::http
