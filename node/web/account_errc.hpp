#pragma once

#include "protocol/base/errc.hpp"

#include <optional>

namespace praxis::web {

/// What can go wrong with accounts and sessions; each detail is a sentence for whoever asked.
enum class AccountErrc {
    refused = 1,    ///< 401: no such account, or another password; never said which
    too_often,      ///< 429: too many attempts; the detail says how long to wait
    busy,           ///< 503: too many people sign in at once
    weak_password,  ///< 422: a new password that the rules do not take
    bad_name,       ///< 422: not a name to sign in with
    name_taken,     ///< 409: this centre has an account of that name
    ended,          ///< 403: the right password, but the centre has ended the person's account
    damaged,        ///< 500: an account's file is not what was written
    changed,        ///< 409: it was changed by another way meanwhile
};
[[nodiscard]] boost::system::error_code make_error_code(AccountErrc code) noexcept;

/// The HTTP status of an AccountErrc; nullopt for errors of others.
[[nodiscard]] std::optional<unsigned> status_of(const Error& error);

}  // namespace praxis::web

template <>
struct boost::system::is_error_code_enum<praxis::web::AccountErrc> : std::true_type {};
