#include "node/community/ratifying.hpp"

#include "node/community/cuts.hpp"
#include "node/community/reasons.hpp"
#include "node/community/signing.hpp"
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
    if (!out.empty()) return out;
    return fail(node::NodeErrc::not_found,
                up_to ? "that update is not of a chain that the revocation cuts off"
                      : "nothing is here that the revocation cuts off");
}

std::optional<Ratifying::Way> Ratifying::by_writer(const governance::Revoke& revocation,
                                                   const std::vector<Cut>& cuts,
                                                   const Writing& writing) const {
    const auto& governance = replica_.governance();
    if (!writing.as) {
        const auto person = replica_.person();
        return person ? by_role(revocation, cuts, *person) : std::nullopt;
    }
    // A hosted key acts as the person, too.
    const auto above = governance.grants_above(revocation.under);
    for (const auto& id : governance.persons_by_key(writing.as->key())) {
        const auto own = same_bytes<UpdateId>(id);
        const bool made_it = own == revocation.under && revocation.target != revocation.under;
        if (made_it || std::ranges::find(above, own) != above.end()) return Way{own, std::nullopt};
    }
    const auto person = governance.person_of(writing.as->key());
    return person ? by_role(revocation, cuts, *person) : std::nullopt;
}

std::optional<Ratifying::Way> Ratifying::by_role(const governance::Revoke& revocation,
                                                 const std::vector<Cut>& cuts,
                                                 const PersonId& person) const {
    const auto& governance = replica_.governance();
    std::optional<Way> as_steward;
    for (const auto& space : governance.spaces()) {
        const auto acts = governance.role_acts(space.id);
        const auto maker =
            std::ranges::find_if(acts, [&](const auto& act) { return act.id == revocation.under; });
        for (const auto& own : governance.roles(space.id)) {
            if (own.person != person || governance::is_bound(own.scope)) continue;
            const bool is_the_same =
                own.grant == revocation.under && revocation.target != revocation.under;
            const bool is_above = maker != acts.end() && governance::letter_of(own.role) <
                                                             governance::letter_of(maker->role);
            if (is_the_same || is_above) return Way{own.grant, std::nullopt};
            const auto in_space = [&](const Cut& cut) { return cut.chain.space == space.id; };
            if (own.role == governance::Role::steward && std::ranges::any_of(cuts, in_space)) {
                as_steward = Way{own.grant, space.id};
            }
        }
    }
    return as_steward;
}

Result<std::optional<Ratifying::Way>> Ratifying::way(const UpdateId& id,
                                                     const UpdateId& update,
                                                     const Writing& writing) const {
    TRY(const auto act, revocation(id));
    TRY(const auto cuts, left_out(act, update));
    return by_writer(act, cuts, writing);
}

node::Task<Result<Ratifying::Done>> Ratifying::ratify(UpdateId revoked_by,
                                                      std::optional<UpdateId> up_to,
                                                      std::string reason,
                                                      Writing writing) {
    CO_TRY(const auto revoked, revocation(revoked_by));
    CO_TRY(auto cuts, left_out(revoked, up_to));
    const auto way = by_writer(revoked, cuts, writing);
    if (!way) {
        co_return fail(node::NodeErrc::not_allowed,
                       "that is let count by whoever took the right away, whoever is above them, "
                       "and for a space its stewards");
    }
    CO_TRY(auto words, line_beside("reason", reason));
    if (way->only_in) {
        std::erase_if(cuts, [&](const Cut& cut) { return cut.chain.space != *way->only_in; });
    }
    governance::Ratify act;
    act.under = way->under;
    act.target = revoked_by;
    act.cuts = std::move(cuts);
    const auto chains = act.cuts.size();
    auto signing = sign_act(replica_, std::move(act), std::move(words), std::move(writing.as));
    CO_TRY(const auto done, co_await std::move(signing));
    co_return Done{done.act, chains};
}

node::Task<Result<json::object>> Ratifying::ratify(Request request) {
    CO_TRY(const auto revoked_by, request.id<UpdateId>("revocation"));
    CO_TRY(const auto up_to, request.optional_id<UpdateId>("up_to"));
    CO_TRY(auto reason, request.optional_text("reason"));
    auto words = reason.value_or("");
    Writing by_node;
    auto ratifying = ratify(revoked_by, up_to, std::move(words), std::move(by_node));
    CO_TRY(const auto done, co_await std::move(ratifying));
    json::object out;
    out["id"] = done.act.hex();
    out["chains"] = done.chains;
    co_return out;
}

Result<json::object> Ratifying::ways(const Request& request) const {
    TRY(const auto id, request.id<UpdateId>("revocation"));
    TRY(const auto up_to, request.optional_id<UpdateId>("up_to"));
    TRY(const auto act, revocation(id));
    TRY(const auto cuts, left_out(act, up_to));
    const auto person = replica_.person();
    const auto role = person ? by_role(act, cuts, *person) : std::nullopt;
    json::object out;
    out["target"] = act.target.hex();
    out["under"] = act.under.hex();
    json::array above;
    for (const auto& grant : replica_.governance().grants_above(act.under))
        above.emplace_back(grant.hex());
    out["above"] = std::move(above);
    out["role"] = nullptr;
    out["role_space"] = nullptr;
    if (role) out["role"] = role->under.hex();
    if (role && role->only_in) out["role_space"] = role->only_in->hex();
    json::array list;
    for (const auto& cut : cuts)
        list.emplace_back(to_json(cut));
    out["cuts"] = std::move(list);
    return out;
}

}  // namespace praxis::community
