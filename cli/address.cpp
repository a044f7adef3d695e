#include "cli/address.hpp"

#include "node/runtime/network.hpp"
#include "protocol/base/ids.hpp"

namespace praxis::cli {
namespace {

auto wrong(std::string_view what, std::string_view form, std::string_view typed, const char* why) {
    return fail(CliErrc::usage,
                std::string{what} + " takes " + std::string{form} + ", not \"" +
                    std::string{typed} + "\": " + why + "; for example centre.example:7400");
}

Result<void> check(std::string_view what,
                   std::string_view form,
                   std::string_view typed,
                   std::string_view address) {
    const auto colon = address.rfind(':');
    if (colon == std::string_view::npos) return wrong(what, form, typed, "the port is missing");
    const auto as_if = node::Endpoint::parse(std::string{address.substr(0, colon)} + ":1");
    if (!as_if) {
        return wrong(what,
                     form,
                     typed,
                     "before the last colon stands no host name or address (IPv6 in brackets)");
    }
    const auto endpoint = node::Endpoint::parse(address);
    if (!endpoint || endpoint.value().port == 0) {
        return wrong(what, form, typed, "the port is a number, 1 to 65535");
    }
    return success();
}

}  // namespace

Result<void> check_address(std::string_view what, std::string_view typed) {
    return check(what, "HOST:PORT", typed, typed);
}

Result<void> check_peer(std::string_view what, std::string_view typed) {
    constexpr std::string_view form = "[NODE@]HOST:PORT";
    const auto at = typed.find('@');
    if (at == std::string_view::npos) return check(what, form, typed, typed);
    if (!NodeId::from_hex(typed.substr(0, at))) {
        return wrong(
            what, form, typed, "the node before @ is an id of 64 lower-case hexadecimal digits");
    }
    return check(what, form, typed, typed.substr(at + 1));
}

}  // namespace praxis::cli
