#include "node/community/errc.hpp"

namespace praxis::community {
namespace {

const char* words(int value) {
    switch (static_cast<Errc>(value)) {
        case Errc::bad_kind_file:
            return "bad kind file";
        case Errc::unknown_kind:
            return "unknown kind";
        case Errc::unknown_field:
            return "unknown field";
        case Errc::bad_value:
            return "a value that the field cannot hold";
        case Errc::missing_value:
            return "a required field is missing";
        case Errc::unchangeable:
            return "a constant cannot be changed";
        case Errc::bad_request:
            return "bad request";
        case Errc::not_found:
            return "not found";
        case Errc::no_such_part:
            return "nothing of that name";
        case Errc::not_standing:
            return "not standing";
        case Errc::hidden:
            return "hidden by a moderator";
        case Errc::waits:
            return "waits for a moderator";
    }
    return "unknown error";
}

const NamedCategory category{"praxis.community", words};

}  // namespace

boost::system::error_code make_error_code(Errc code) noexcept {
    return {static_cast<int>(code), category};
}

}  // namespace praxis::community
