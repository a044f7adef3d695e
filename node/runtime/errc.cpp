#include "protocol/base/errc.hpp"

#include "node/runtime/coroutine.hpp"

namespace praxis::node {
namespace {

const char* words(int value) {
    switch (static_cast<RuntimeErrc>(value)) {
        case RuntimeErrc::timed_out:
            return "took too long";
        case RuntimeErrc::closed:
            return "the connection was closed";
        case RuntimeErrc::reset:
            return "the connection broke";
        case RuntimeErrc::refused:
            return "nobody listens there";
        case RuntimeErrc::unreachable:
            return "no such host, or no way to it";
        case RuntimeErrc::address_in_use:
            return "another program listens there";
        case RuntimeErrc::bad_endpoint:
            return "not of the form HOST:PORT";
        case RuntimeErrc::system:
            return "the operating system failed";
    }
    return "unknown error";
}

}  // namespace

const boost::system::error_category& runtime_category() noexcept {
    static const NamedCategory category{"praxis.runtime", words};
    return category;
}

boost::system::error_code make_error_code(RuntimeErrc code) noexcept {
    return {static_cast<int>(code), runtime_category()};
}

}  // namespace praxis::node
