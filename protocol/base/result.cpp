#include "protocol/base/result.hpp"

namespace praxis {

std::string Error::text() const {
    if (detail.empty()) return code.message();
    return detail + " (" + code.category().name() + ": " + code.message() + ")";
}

Error within(std::string context, Error error) {
    error.detail = error.detail.empty() ? std::move(context) : context + ": " + error.detail;
    return error;
}

}  // namespace praxis
