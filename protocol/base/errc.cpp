#include "protocol/base/errc.hpp"

namespace praxis {
namespace {

const char* words(int value) {
    switch (static_cast<Errc>(value)) {
        case Errc::truncated:
            return "bytes end too early";
        case Errc::trailing_bytes:
            return "bytes after the end";
        case Errc::not_canonical:
            return "not in canonical form";
        case Errc::out_of_range:
            return "outside the limits";
        case Errc::unknown_version:
            return "a version this program does not know";
        case Errc::bad_hex:
            return "not lower-case hexadecimal of the right length";
        case Errc::bad_utf8:
            return "not UTF-8";
    }
    return "unknown error";
}

}  // namespace

const boost::system::error_category& base_category() noexcept {
    static const NamedCategory category{"praxis.bytes", words};
    return category;
}

boost::system::error_code make_error_code(Errc code) noexcept {
    return {static_cast<int>(code), base_category()};
}

}  // namespace praxis
