#include "node/community/ratifying.hpp"

#include "node/community/cuts.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::community {
namespace {

namespace json = boost::json;

using governance::Cut;

/// The cut that keeps an update and all before it in its chain.
Result<Cut> cut_at(const node::Replica& replica, const UpdateId& id) {
    TRY(const auto update, replica.load(id));
    if (!update) return fail(node::NodeErrc::not_found, "update " + id.hex());
    TRY(const auto prefix, wire::decode_prefix(update->header));
    return Cut{prefix.chain(), prefix.seq, id};
}

}  // namespace

Result<governance::Revoke> Ratifying::revocation(const UpdateId& id) const {
    const auto none = [&] {
        return fail(node::NodeErrc::not_found, "no revocation " + id.hex() + " here");
    };
    if (!replica_.governance().contains(id)) return none();
    TRY(const auto update, replica_.load(id));
    if (!update) return none();
    auto act = governance::decode_act(update->skeleton);
    if (!act || !std::holds_alternative<governance::Revoke>(act.value())) return none();
    return std::get<governance::Revoke>(std::move(act).value());
}

Result<std::vector<Cut>> Ratifying::left_out(const governance::Revoke& revocation,
                                             const std::optional<UpdateId>& up_to) const {
    TRY(auto out, cuts_now(replica_, revocation.target, every_space(replica_)));
    if (up_to) {
        TRY(const auto cut, cut_at(replica_, *up_to));
        const auto keys = replica_.governance().acting_keys(revocation.target);
        const bool is_theirs = std::ranges::find(keys, cut.chain.device) != keys.end();
        out = is_theirs ? std::vector{cut} : std::vector<Cut>{};
    }
    std::erase_if(out, [&](const Cut& cut) {
        return std::ranges::find(revocation.cuts, cut) != revocation.cuts.end();
    });
    return out;
}

std::optional<Ratifying::ByRole> Ratifying::by_role(const governance::Revoke& revocation,
                                                    const std::vector<Cut>& cuts) const {
    const auto& governance = replica_.governance();
    const auto person = replica_.person();
    if (!person) return std::nullopt;
    std::optional<ByRole> as_steward;
    for (const auto& space : governance.spaces()) {
        const auto acts = governance.role_acts(space.id);
        const auto maker =
            std::ranges::find_if(acts, [&](const auto& act) { return act.id == revocation.under; });
        for (const auto& own : governance.roles(space.id)) {
            if (own.person != *person || governance::is_bound(own.scope)) continue;
            const bool is_the_same =
                own.grant == revocation.under && revocation.target != revocation.under;
            const bool is_above = maker != acts.end() && governance::letter_of(own.role) <
                                                             governance::letter_of(maker->role);
            if (is_the_same || is_above) return ByRole{own.grant, std::nullopt};
            const auto in_space = [&](const Cut& cut) { return cut.chain.space == space.id; };
            if (own.role == governance::Role::steward && std::ranges::any_of(cuts, in_space)) {
                as_steward = ByRole{own.grant, space.id};
            }
        }
    }
    return as_steward;
}

Result<json::object> Ratifying::ways(const Request& request) const {
    TRY(const auto id, request.id<UpdateId>("revocation"));
    TRY(const auto up_to, request.optional_id<UpdateId>("up_to"));
    TRY(const auto act, revocation(id));
    TRY(const auto cuts, left_out(act, up_to));
    if (cuts.empty()) {
        return fail(node::NodeErrc::not_found,
                    up_to ? "that update is not of a chain that the revocation cuts off"
                          : "nothing is here that the revocation cuts off");
    }
    const auto role = by_role(act, cuts);
    json::object out;
    out["target"] = act.target.hex();
    out["under"] = act.under.hex();
    json::array above;
    for (const auto& grant : replica_.governance().grants_above(act.under))
        above.emplace_back(grant.hex());
    out["above"] = std::move(above);
    out["role"] = nullptr;
    out["role_space"] = nullptr;
    if (role) out["role"] = role->grant.hex();
    if (role && role->only_in) out["role_space"] = role->only_in->hex();
    json::array list;
    for (const auto& cut : cuts)
        list.emplace_back(to_json(cut));
    out["cuts"] = std::move(list);
    return out;
}

}  // namespace praxis::community
