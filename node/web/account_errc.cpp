#include "node/web/account_errc.hpp"

namespace praxis::web {
namespace {

const char* words(int value) {
    switch (static_cast<AccountErrc>(value)) {
        case AccountErrc::refused:
            return "no account of that name with that password is here";
        case AccountErrc::too_often:
            return "too many attempts";
        case AccountErrc::busy:
            return "too many people sign in at once; try again in a moment";
        case AccountErrc::weak_password:
            return "that password is too easy to guess";
        case AccountErrc::bad_name:
            return "not a name to sign in with";
        case AccountErrc::name_taken:
            return "an account of that name is here already";
        case AccountErrc::ended:
            return "the centre has ended this account";
        case AccountErrc::damaged:
            return "an account's file is not what was written";
        case AccountErrc::changed:
            return "the account was changed meanwhile";
    }
    return "unknown error";
}

const boost::system::error_category& account_category() noexcept {
    static const NamedCategory category{"praxis.account", words};
    return category;
}

}  // namespace

boost::system::error_code make_error_code(AccountErrc code) noexcept {
    return {static_cast<int>(code), account_category()};
}

std::optional<unsigned> status_of(const Error& error) {
    if (error.code.category() != account_category()) return std::nullopt;
    switch (static_cast<AccountErrc>(error.code.value())) {
        case AccountErrc::refused:
            return 401;
        case AccountErrc::too_often:
            return 429;
        case AccountErrc::busy:
            return 503;
        case AccountErrc::weak_password:
        case AccountErrc::bad_name:
            return 422;
        case AccountErrc::name_taken:
        case AccountErrc::changed:
            return 409;
        case AccountErrc::ended:
            return 403;
        case AccountErrc::damaged:
            return 500;
    }
    return 500;
}

}  // namespace praxis::web
