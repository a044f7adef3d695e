#include "cli/above.hpp"
#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "cli/describe.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::cli {
namespace {

namespace json = boost::json;

Result<std::vector<json::object>> devices(Context& context,
                                          const std::optional<std::string>& person) {
    auto asked = request("root.devices");
    if (person) {
        TRY(const auto id, id_from<PersonId>("--person", *person));
        asked["person"] = id.hex();
    }
    return context.call(std::move(asked));
}

Result<void> list(Context& context, const Arguments& arguments) {
    TRY(const auto lines, devices(context, arguments.option("person")));
    for (const auto& line : lines)
        context.print(line, describe_device(line));
    return success();
}

Result<json::object> device_named(Context& context, const std::string& word) {
    TRY(const auto key, id_from<SigningKey>("--device", word));
    TRY(const auto lines, devices(context, {}));
    const auto named = std::ranges::find_if(lines, [&](const json::object& line) {
        return line.at("device").as_string() == key.hex();
    });
    if (named == lines.end()) {
        return fail(node::NodeErrc::not_found,
                    "no device with this key here; `praxis -C DIR device list` shows all");
    }
    return *named;
}

Result<KeyAbove> revoker_of(Context& context, const json::object& device) {
    TRY(auto found, key_above(context, device.at("above").as_array()));
    if (found) return std::move(*found);
    return fail(node::NodeErrc::key_missing,
                "no key in this folder certified that device, nor anything above it; run this "
                "where the administrator's key is that did, or the key of its person");
}

Result<void> revoke(Context& context, const Arguments& arguments) {
    const auto keep = arguments.option("keep").value_or("all");
    if (keep != "all" && keep != "nothing") {
        return fail(CliErrc::usage, "--keep is all or nothing, not " + keep);
    }
    TRY(auto device, device_named(context, arguments.required("device")));
    if (!device.at("in_force").as_bool()) {
        return fail(node::NodeErrc::not_found,
                    device.at("revoked_by").is_null()
                        ? "that device's certificate gives no right anyway"
                        : "that device is revoked already, by update " +
                              std::string{device.at("revoked_by").as_string()});
    }
    // It may have been certified more than once: each certificate is ended.
    while (device.at("in_force").as_bool()) {
        TRY(const auto revoker, revoker_of(context, device));
        TRY(const auto certificate, id_in<UpdateId>(device, "certificate"));
        std::vector<governance::Cut> cuts;
        if (keep == "all") {
            TRY(cuts, cuts_of(context, certificate, {}));
        }
        const governance::Revoke act{revoker.under, certificate, std::move(cuts)};
        TRY(const auto id,
            submit_act(context, revoker.key, act, arguments.option("reason").value_or("")));
        json::object line;
        line["update"] = id.hex();
        context.print(line, id.hex());
        TRY(device, device_named(context, arguments.required("device")));
    }
    context.say(keep == "all" ? "What it wrote until now, as far as this node has it, stays."
                              : "Nothing that it ever wrote counts any more.");
    return success();
}

}  // namespace

Command device_list_command() {
    return {"device list",
            "the devices of the network: whose, and whether they are in force",
            "praxis -C bratislava device list",
            {},
            {{"person", "ID", Option::Need::optional, "those of this person"}},
            list};
}

Command device_revoke_command() {
    return {
        "device revoke",
        "end the right of a lost or retired device, everywhere",
        "praxis -C bratislava device revoke --device KEY --reason 'lost on a journey'",
        {},
        {{"device", "KEY", Option::Need::required, "which, as `device list` names it"},
         {"keep",
          "all|nothing",
          Option::Need::optional,
          "what of it counts: all that it wrote until now (default), or nothing"},
         {"reason", "TEXT", Option::Need::optional, "why; everybody of the network can read it"}},
        revoke};
}

}  // namespace praxis::cli
