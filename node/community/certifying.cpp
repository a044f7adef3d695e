#include "node/community/certifying.hpp"

#include "node/community/cuts.hpp"
#include "node/replica/errc.hpp"

namespace praxis::community {
namespace {

constexpr std::size_t short_id = 10;

template <class Id>
std::string shortened(const Id& id) {
    return id.hex().substr(0, short_id);
}

auto refused(std::string words) {
    return fail(node::NodeErrc::bad_request, std::move(words));
}

}  // namespace

Result<std::string> person_line_of(const node::Replica& replica,
                                   const PersonId& person,
                                   std::string address) {
    const auto& governance = replica.governance();
    const auto info = governance.person_info(person);
    if (!info) return fail(node::NodeErrc::not_found, "person " + person.hex());
    if (!info->stands_now) {
        return fail(node::NodeErrc::not_allowed,
                    "person " + shortened(person) +
                        " has no right any more, so no device of theirs would have one; they need "
                        "a new invitation");
    }
    const auto commons = replica.commons();
    if (!commons) return fail(node::NodeErrc::not_found, "the commons of this network");
    PersonLine line;
    line.genesis = governance.genesis();
    line.node = replica.node();
    line.node_dh = replica.dh_pair().key();
    line.address = std::move(address);
    line.commons = *commons;
    line.person = person;
    for (const auto& id : governance.updates()) {
        TRY(auto update, replica.load(id));
        if (!update) return fail(node::NodeErrc::not_found, "update " + id.hex() + " of root");
        line.root.push_back(std::move(*update));
    }
    return encode(line);
}

Result<void> check_new_device(const node::Replica& replica,
                              const DeviceLine& line,
                              const PersonId& person) {
    if (line.network != replica.network()) {
        return refused("this device's line is of network " + shortened(line.network) +
                       ", and this node is of " + shortened(replica.network()) +
                       "; begin the device with a person's line of this network");
    }
    if (line.person != person) {
        return refused("this device's line is for person " + shortened(line.person) +
                       ", and not for " + shortened(person) +
                       "; only a device of that person, or their key, can add it");
    }
    const auto& governance = replica.governance();
    if (governance.is_certificate_known(line.device)) {
        return refused("this device's line was used already: praxis device list shows device " +
                       shortened(line.device) + ". A further machine makes a line of its own");
    }
    if (governance.is_dh_key_known(line.dh)) {
        return refused(
            "another device has this one's key to connect; begin it anew in another "
            "folder: praxis -C NEWDIR device begin");
    }
    return success();
}

governance::GrantDevice certificate_of(const DeviceLine& line) {
    governance::GrantDevice out;
    out.under = same_bytes<UpdateId>(line.person);
    out.person = line.person;
    out.holder = line.device;
    out.dh = line.dh;
    out.node = governance::NodeRole::replica;
    out.possession = line.possession;
    return out;
}

Result<governance::Revoke> ending_of_device(const node::Replica& replica,
                                            const UpdateId& certificate,
                                            const UpdateId& under) {
    governance::Revoke out;
    out.under = under;
    out.target = certificate;
    TRY(out.cuts, cuts_now(replica, certificate, every_space(replica)));
    return out;
}

}  // namespace praxis::community
