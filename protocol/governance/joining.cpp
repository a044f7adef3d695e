#include "protocol/governance/detail/state.hpp"

#include <algorithm>

// Who asked to join a space, and what answers that (rule 12).

namespace praxis::governance {
namespace {

using detail::State;

/// A decline of it that stands; a role that the person holds now, or that was given them after
/// they asked, though it was taken back since: who was shown out does not wait at the door.
std::vector<UpdateId> answers_to(const State& state, Lv request, Lv person) {
    std::vector<UpdateId> out;
    for (const auto lv : state.records[request].declines) {
        if (state.stands(lv)) out.push_back(state.records[lv].id);
    }
    for (const auto& [id, role] : state.roles.at(state.get<AskToJoin>(request)->space)) {
        if (!state.stands(role) || !state.holds_role(person, role, State::now())) continue;
        if (state.pasts.happened_before(request, role) || state.is_now(role)) out.push_back(id);
    }
    std::ranges::sort(out);
    return out;
}

struct Request {
    Lv lv = 0;
    JoinRequestInfo info;
};

std::vector<Request> requests_in(const State& state, const SpaceId& space) {
    std::vector<Request> out;
    const auto at = state.join_requests.find(space);
    if (at == state.join_requests.end()) return out;
    for (const auto& [id, lv] : at->second) {
        if (!state.stands(lv)) continue;
        const auto person = *state.verdicts[lv].person;
        const auto grant = *state.find(same_bytes<UpdateId>(person));
        auto answers = answers_to(state, lv, grant);
        const bool waits = answers.empty() && state.is_now(grant);
        out.push_back({lv, {id, space, person, std::move(answers), waits}});
    }
    return out;
}

/// Of those of one person that wait, one counts: of those that have no other in their past the one
/// with the smallest id.
void keep_one_open(const State& state, std::vector<Request>& requests) {
    std::map<PersonId, std::vector<Request*>> waiting;
    for (auto& request : requests) {
        if (request.info.open) waiting[request.info.person].push_back(&request);
    }
    for (const auto& of_one : waiting) {
        const auto& theirs = of_one.second;
        const auto first = std::ranges::find_if(theirs, [&](const Request* one) {
            return std::ranges::none_of(theirs, [&](const Request* other) {
                return state.pasts.happened_before(other->lv, one->lv);
            });
        });
        for (auto* request : theirs)
            request->info.open = request == *first;
    }
}

}  // namespace

bool detail::gives_membership(const RoleOf& role) {
    return letter_of(role.role) < letter_of(Role::member) && !is_bound(role.scope);
}

void detail::add_join_acts(const State& state, const SpaceId& space, std::vector<RoleAct>& to) {
    const auto at = state.join_requests.find(space);
    if (at == state.join_requests.end()) return;
    for (const auto& each : at->second) {
        const auto request = each.second;
        const auto add = [&](Lv lv, RoleAct::What what) {
            const auto& record = state.records[lv];
            to.push_back({record.id,
                          what,
                          state.records[request].id,
                          Role::member,
                          record.chain.device,
                          state.verdicts[request].person,
                          state.verdicts[lv]});
        };
        add(request, RoleAct::What::request);
        for (const auto decline : state.records[request].declines)
            add(decline, RoleAct::What::decline);
    }
}

std::vector<JoinRequestInfo> Governance::join_requests(const SpaceId& space) const {
    state_->refresh();
    auto requests = requests_in(*state_, space);
    keep_one_open(*state_, requests);
    std::vector<JoinRequestInfo> out;
    for (auto& request : requests)
        out.push_back(std::move(request.info));
    return out;
}

std::optional<JoinRequestInfo> Governance::join_request(const UpdateId& id) const {
    const auto lv = state_->find_as<AskToJoin>(id);
    if (!lv) return std::nullopt;
    for (auto& request : join_requests(state_->get<AskToJoin>(*lv)->space)) {
        if (request.id == id) return std::move(request);
    }
    return std::nullopt;
}

std::optional<UpdateId> Governance::answering_grant(const PersonId& person,
                                                    const SpaceId& space) const {
    for (const auto& info : roles(space)) {
        if (info.person != person) continue;
        if (detail::gives_membership({info.role, info.space, info.scope})) return info.grant;
    }
    return std::nullopt;
}

}  // namespace praxis::governance
