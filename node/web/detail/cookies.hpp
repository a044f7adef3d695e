#pragma once

#include "node/http/message.hpp"

namespace praxis::web::detail {

inline constexpr std::string_view session_cookie = "sid";
inline constexpr std::string_view form_cookie = "form";  ///< of forms without a session

/// The value of one of our cookies; "" when it is not there or cannot be ours.
[[nodiscard]] std::string cookie_of(const http::RequestHead& head,
                                    bool secure,
                                    std::string_view name);
/// Sets one of our cookies until the browser is closed; an empty value takes it away.
[[nodiscard]] http::HeaderField set_cookie(bool secure,
                                           std::string_view name,
                                           std::string_view value);

}  // namespace praxis::web::detail
