#include "node/community/devices.hpp"

#include "node/community/acts.hpp"
#include "node/community/certifying.hpp"
#include "node/replica/errc.hpp"
#include "protocol/wire/header.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

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

}  // namespace

json::object Devices::line_of(const HeldDevice& device) const {
    json::object line;
    line["device"] = device.info.key.hex();
    line["person"] = device.info.person.hex();
    line["certificate"] = device.info.certificate.hex();
    line["node"] = word_of(device.info.node);
    line["hosted"] = device.info.hosted;
    line["own"] = device.info.key == replica_.node();
    line["since"] = to_millis(device.since);
    line["in_force"] = device.info.stands_now;
    line["revoked_by"] = nullptr;
    if (device.revoked_by) line["revoked_by"] = device.revoked_by->hex();
    line["why"] = device.why;
    line["above"] = to_json(replica_.governance().grants_above(device.info.certificate));
    return line;
}

Result<HeldDevice> Devices::describe(const governance::DeviceInfo& device) const {
    HeldDevice out{device, {}, {}, {}};
    TRY(const auto certificate, replica_.load(device.certificate));
    if (!certificate) {
        return fail(node::NodeErrc::not_found, "certificate " + device.certificate.hex());
    }
    TRY(const auto header, wire::decode_header(certificate->header));
    out.since = header.written;
    if (device.stands_now) return out;
    const auto& governance = replica_.governance();
    out.revoked_by = governance.revocation_of(device.key, device.dh);
    if (!out.revoked_by) {
        out.why = "its certificate " +
                  governance::text_of(governance.verdict_of_root(device.certificate));
        return out;
    }
    out.why = "it, or what it rests on, was revoked";
    TRY(const auto revocation, replica_.load(*out.revoked_by));
    const auto reason = revocation ? reason_of(*revocation) : std::string{};
    if (!reason.empty()) out.why += ": " + reason;
    return out;
}

Result<std::vector<HeldDevice>> Devices::of(const PersonId& person) const {
    std::vector<HeldDevice> out;
    for (const auto& device : replica_.governance().devices_of(person)) {
        TRY(auto described, describe(device));
        out.push_back(std::move(described));
    }
    std::stable_partition(
        out.begin(), out.end(), [](const HeldDevice& each) { return each.info.stands_now; });
    return out;
}

Result<PersonId> Devices::person_in(const Request& request) const {
    TRY(const auto person, request.optional_id<PersonId>("person"));
    if (person) return *person;
    const auto own = replica_.person();
    if (!own) return fail(node::NodeErrc::not_found, "this node acts for nobody yet");
    return *own;
}

Result<json::object> Devices::person_line(const Request& request) const {
    TRY(const auto person, person_in(request));
    TRY(auto address, request.optional_text("address"));
    TRY(const auto text, person_line_of(replica_, person, address.value_or("")));
    json::object out;
    out["line"] = text;
    return out;
}

Result<json::object> Devices::new_device(const Request& request) const {
    TRY(const auto person, person_in(request));
    TRY(const auto text, request.text("line"));
    TRY(const auto line, decode_device_line(text));
    TRY(check_new_device(replica_, line, person));
    json::object out;
    out["device"] = line.device.hex();
    out["person"] = line.person.hex();
    return out;
}

Result<std::vector<json::object>> Devices::list(const Request& request) const {
    TRY(const auto person, request.optional_id<PersonId>("person"));
    const auto& governance = replica_.governance();
    if (person && !governance.person_info(*person)) {
        return fail(node::NodeErrc::not_found, "person " + person->hex());
    }
    std::vector<json::object> out;
    for (const auto& info : governance.persons()) {
        if (person && info.id != *person) continue;
        for (const auto& device : governance.devices_of(info.id)) {
            TRY(const auto described, describe(device));
            out.push_back(line_of(described));
        }
    }
    return out;
}

}  // namespace praxis::community
