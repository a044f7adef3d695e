#include "node/community/recovering.hpp"

#include "node/community/certifying.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/value.hpp>

namespace praxis::community {

Result<boost::json::object> recovery_of(const node::Replica& replica, const Request& request) {
    TRY(const auto text, request.text("line"));
    TRY(const auto line, decode_device_line(text));
    TRY(check_new_device(replica, line, line.person));
    const auto& governance = replica.governance();
    const auto own = replica.person();
    if (!own) return fail(node::NodeErrc::not_allowed, "this node acts for nobody yet");
    const auto grants = governance.recovering_grants(*own, line.person);
    if (grants.empty()) {
        return fail(node::NodeErrc::not_allowed,
                    *own == line.person
                        ? "nobody lets themselves back in; a device of yours adds another with "
                          "praxis device add"
                        : "only a steward of a space that was founded by those above that person "
                          "may; ask one, or the centre of that person");
    }
    boost::json::object out;
    out["person"] = line.person.hex();
    out["device"] = line.device.hex();
    out["grant"] = grants.front().hex();
    out["vouched_by"] = nullptr;
    out["vouch"] = nullptr;
    bool vouched_already = false;
    for (const auto& vouch : governance.vouches_for(line.person)) {
        const bool is_it = vouch.holder == line.device && vouch.dh == line.dh &&
                           vouch.node == governance::NodeRole::replica;
        if (!is_it || vouch.stewards.empty()) continue;
        if (vouch.stewards.contains(*own)) {
            vouched_already = true;
            continue;
        }
        out["vouched_by"] = vouch.stewards.begin()->hex();
        out["vouch"] = vouch.id.hex();
    }
    if (vouched_already && out.at("vouch").is_null()) {
        return fail(node::NodeErrc::not_allowed,
                    "you vouched for that device already; another steward runs the same command");
    }
    return out;
}

}  // namespace praxis::community
