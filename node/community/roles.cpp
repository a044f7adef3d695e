#include "node/community/roles.hpp"

#include "node/community/acts.hpp"
#include "node/community/role_dates.hpp"
#include "node/community/role_scope.hpp"
#include "node/replica/errc.hpp"
#include "protocol/wire/header.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::community {
namespace {

namespace json = boost::json;

using What = governance::RoleAct::What;

json::value to_json(const std::optional<PersonId>& person) {
    return person ? json::value(person->hex()) : json::value(nullptr);
}

}  // namespace

std::string_view what_words(const RoleChange& change) {
    switch (change.act.what) {
        case What::founding:
            return "named at the founding";
        case What::grant:
            return "given";
        case What::handover:
            return "taken up";
        case What::request:
            return "asked for";
        case What::decline:
            return "declined";
        case What::vouch:
            return "vouched for a new device";
        case What::recovery:
            return "certified a new device";
        case What::revocation:
            break;
    }
    return change.by && change.by == change.act.holder ? "given up" : "taken back";
}

Result<RoleChange> Roles::describe(const governance::RoleAct& act) const {
    const auto& governance = replica_.governance();
    RoleChange out{act, act.verdict.person, false, {}, {}};
    if (!out.by) out.by = governance.person_of(act.signer);
    // Whoever takes a role up signs with the key of the invitation.
    if (!out.by && act.what == What::handover) out.by = act.holder;
    // An act that stands and is by no device is by those above the space; of one that does not,
    // only a key that holds a grant now is known to be theirs.
    const bool rightly_made = act.verdict.stands() && act.what != What::handover;
    out.by_administrator = !out.by && (rightly_made || governance.administrator(act.signer));
    TRY(const auto update, replica_.load(act.id));
    if (!update) return fail(node::NodeErrc::not_found, "update " + act.id.hex() + " of root");
    TRY(const auto header, wire::decode_header(update->header));
    out.written = header.written;
    out.reason = reason_of(*update);
    return out;
}

Result<std::vector<HeldRole>> Roles::held(const SpaceId& space) const {
    const auto acts = replica_.governance().role_acts(space);
    std::vector<HeldRole> out;
    for (const auto& info : replica_.governance().roles(space)) {
        const auto made =
            std::ranges::find_if(acts, [&](const auto& act) { return act.id == info.grant; });
        if (made == acts.end()) continue;
        TRY(const auto change, describe(*made));
        out.push_back({info, change.by, change.written});
    }
    return out;
}

Result<std::vector<RoleChange>> Roles::changes(const SpaceId& space) const {
    std::vector<RoleChange> out;
    for (const auto& act : replica_.governance().role_acts(space)) {
        TRY(auto change, describe(act));
        out.push_back(std::move(change));
    }
    std::ranges::stable_sort(out, std::ranges::greater{}, &RoleChange::written);
    return out;
}

Result<SpaceId> Roles::space_in(const Request& request) const {
    TRY(const auto space, request.id<SpaceId>("space"));
    if (!replica_.governance().space_info(space)) {
        return fail(Errc::not_found, "no space " + space.hex() + " here");
    }
    return space;
}

Result<std::vector<json::object>> Roles::list(const Request& request) const {
    TRY(const auto space, space_in(request));
    TRY(const auto roles, held(space));
    std::vector<json::object> out;
    for (const auto& role : roles) {
        json::object line;
        line["person"] = role.info.person.hex();
        line["role"] = governance::word_of(role.info.role);
        line["grant"] = role.info.grant.hex();
        line["only"] = word_of(role.info.scope);
        line["by"] = to_json(role.by);
        line["since"] = to_millis(role.since);
        line["until"] = nullptr;
        if (role.info.until) line["until"] = to_millis(passes_at(*role.info.until));
        out.push_back(std::move(line));
    }
    return out;
}

std::vector<json::object> Roles::overdue() const {
    std::vector<json::object> out;
    for (const auto& role : roles_overdue(replica_, replica_.now())) {
        json::object line;
        line["space"] = role.space.hex();
        line["person"] = role.person.hex();
        line["role"] = governance::word_of(role.role);
        line["grant"] = role.grant.hex();
        line["only"] = word_of(role.scope);
        line["until"] = to_millis(passes_at(*role.until));
        json::array above;
        for (const auto& grant : replica_.governance().grants_above(role.grant))
            above.emplace_back(grant.hex());
        line["above"] = std::move(above);
        out.push_back(std::move(line));
    }
    return out;
}

Result<std::vector<json::object>> Roles::log(const Request& request) const {
    TRY(const auto space, space_in(request));
    TRY(const auto all, changes(space));
    std::vector<json::object> out;
    for (const auto& change : all) {
        const auto& verdict = change.act.verdict;
        json::object line;
        line["id"] = change.act.id.hex();
        line["what"] = what_words(change);
        line["role"] = governance::word_of(change.act.role);
        line["person"] = to_json(change.act.holder);
        line["by"] = to_json(change.by);
        line["by_administrator"] = change.by_administrator;
        line["written"] = to_millis(change.written);
        line["reason"] = change.reason;
        line["verdict"] = verdict.stands() ? "standing" : "void";
        line["why"] = verdict.stands() ? std::string{} : governance::text_of(verdict);
        out.push_back(std::move(line));
    }
    return out;
}

}  // namespace praxis::community
