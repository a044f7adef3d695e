#include "node/community/devices.hpp"

#include "node/replica/errc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace praxis::community {
namespace {

namespace json = boost::json;

std::string_view word_of(governance::NodeRole role) {
    switch (role) {
        case governance::NodeRole::none:
            return "none";
        case governance::NodeRole::centre:
            return "centre";
        case governance::NodeRole::office:
            return "office";
        case governance::NodeRole::replica:
            return "replica";
    }
    return "none";
}

json::array to_json(const std::vector<UpdateId>& ids) {
    json::array out;
    for (const auto& id : ids)
        out.emplace_back(id.hex());
    return out;
}

json::object line_of(const node::Replica& replica, const governance::DeviceInfo& device) {
    const auto& governance = replica.governance();
    json::object line;
    line["device"] = device.key.hex();
    line["person"] = device.person.hex();
    line["certificate"] = device.certificate.hex();
    line["node"] = word_of(device.node);
    line["hosted"] = device.hosted;
    line["own"] = device.key == replica.node();
    line["in_force"] = device.stands_now;
    line["revoked_by"] = nullptr;
    if (const auto by = governance.revocation_of(device.dh)) line["revoked_by"] = by->hex();
    line["above"] = to_json(governance.grants_above(device.certificate));
    return line;
}

}  // namespace

Result<std::vector<json::object>> Devices::list(const Request& request) const {
    TRY(const auto person, request.optional_id<PersonId>("person"));
    const auto& governance = replica_.governance();
    if (person && !governance.person_info(*person)) {
        return fail(node::NodeErrc::not_found, "person " + person->hex());
    }
    std::vector<json::object> out;
    for (const auto& info : governance.persons()) {
        if (person && info.id != *person) continue;
        for (const auto& device : governance.devices_of(info.id))
            out.push_back(line_of(replica_, device));
    }
    return out;
}

}  // namespace praxis::community
