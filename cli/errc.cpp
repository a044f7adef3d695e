#include "cli/errc.hpp"

namespace praxis::cli {
namespace {

const char* words(int value) {
    switch (static_cast<CliErrc>(value)) {
        case CliErrc::usage:
            return "wrong usage";
        case CliErrc::refused:
            return "the node refused";
        case CliErrc::no_file:
            return "a file cannot be read";
        case CliErrc::protocol:
            return "the running node answered something else";
    }
    return "unknown error";
}

const NamedCategory category{"praxis.cli", words};

}  // namespace

boost::system::error_code make_error_code(CliErrc code) noexcept {
    return {static_cast<int>(code), category};
}

}  // namespace praxis::cli
