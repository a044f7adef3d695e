#include "node/community/joining.hpp"

#include "node/community/acts.hpp"
#include "node/community/reasons.hpp"
#include "node/community/roles.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <map>

namespace praxis::community {
namespace {

namespace json = boost::json;

using ActKind = governance::RoleAct::What;

/// The acts by which requests and answers are made, each by its id.
Result<std::map<UpdateId, RoleChange>> acts_in(const node::Replica& replica, const SpaceId& space) {
    TRY(auto changes, Roles{replica}.changes(space));
    std::map<UpdateId, RoleChange> out;
    for (auto& change : changes) {
        const auto id = change.act.id;
        if (id == change.act.grant || change.act.what == ActKind::decline) {
            out.emplace(id, std::move(change));
        }
    }
    return out;
}

/// Of the acts that answer a request the newest.
std::optional<JoinAnswer> newest_answer(const governance::JoinRequestInfo& request,
                                        const std::map<UpdateId, RoleChange>& acts) {
    std::optional<JoinAnswer> out;
    for (const auto& id : request.answers) {
        const auto& change = acts.at(id);
        if (out && out->written > change.written) continue;
        const bool declines = change.act.what == ActKind::decline;
        out = JoinAnswer{id,
                         declines ? std::nullopt : std::optional{change.act.role},
                         change.by,
                         change.written,
                         change.reason};
    }
    return out;
}

std::optional<UpdateId> open_request_of(const governance::Governance& governance,
                                        const PersonId& person,
                                        const SpaceId& space) {
    for (const auto& request : governance.join_requests(space)) {
        if (request.open && request.person == person) return request.id;
    }
    return std::nullopt;
}

}  // namespace

std::string_view what_words(const JoinAnswer& answer) {
    return answer.role ? "taken in" : "declined";
}

std::vector<governance::Role> roles_to_take_in() {
    using governance::Role;
    return {Role::member, Role::reader, Role::observer, Role::reviewer, Role::expert};
}

Result<std::vector<JoinRequest>> Joining::requests(const SpaceId& space) const {
    std::vector<JoinRequest> out;
    auto infos = replica_.governance().join_requests(space);
    if (infos.empty()) return out;
    TRY(const auto acts, acts_in(replica_, space));
    for (auto& info : infos) {
        const auto& change = acts.at(info.id);
        auto answer = newest_answer(info, acts);
        out.push_back({std::move(info), change.written, change.reason, std::move(answer)});
    }
    std::ranges::stable_sort(out, {}, &JoinRequest::written);
    return out;
}

Result<std::optional<JoinRequest>> Joining::newest_of(const PersonId& person,
                                                      const SpaceId& space) const {
    TRY(auto all, requests(space));
    std::erase_if(all, [&](const JoinRequest& one) { return one.info.person != person; });
    if (all.empty()) return std::optional<JoinRequest>{};
    // One that waits, whatever the clocks of their devices say.
    const auto waiting = std::ranges::find_if(all, [](const auto& one) { return one.info.open; });
    return std::optional{std::move(waiting == all.end() ? all.back() : *waiting)};
}

std::optional<PersonId> Joining::writer(const Writing& writing) const {
    if (!writing.as) return replica_.person();
    return replica_.governance().person_of(writing.as->key());
}

Result<void> Joining::check_takes_requests(const SpaceId& space, const PersonId& person) const {
    const auto& governance = replica_.governance();
    const auto info = governance.space_info(space);
    if (!info) return fail(Errc::not_found, "no space " + space.hex() + " here");
    if (const auto role = governance.role_of(person, space)) {
        return fail(Errc::bad_request,
                    "you have a role in this space already: " +
                        std::string{governance::word_of(role->role)});
    }
    switch (info->policy) {
        case governance::JoinPolicy::approve:
            return success();
        case governance::JoinPolicy::open:
            return fail(Errc::bad_request,
                        "this space is open: everybody of the network reads and writes there "
                        "already, so there is nothing to ask for");
        case governance::JoinPolicy::invite:
            break;
    }
    return fail(Errc::bad_request,
                "this space takes in by invitation alone; ask a steward of it in another way, who "
                "gives a role with praxis role add --space " +
                    space.hex() + " --person " + person.hex() + " --as member");
}

node::Task<Result<Joining::Done>> Joining::ask(SpaceId space, std::string words, Writing writing) {
    const auto person = writer(writing);
    if (!person) co_return fail(Errc::not_found, "this node acts for nobody yet");
    CO_TRY(auto said, line_beside("words", words));
    CO_TRY(check_takes_requests(space, *person));
    node::Replica::Before before = [space, who = *person](const auto& governance) {
        return open_request_of(governance, who, space);
    };
    governance::Act act{governance::AskToJoin{space}};
    auto signing = sign_act(
        replica_, std::move(act), std::move(said), std::move(writing.as), std::move(before));
    co_return co_await std::move(signing);
}

Result<Joining::Answerable> Joining::answerable(const UpdateId& request,
                                                const Writing& writing) const {
    const auto& governance = replica_.governance();
    const auto info = governance.join_request(request);
    if (!info) {
        return fail(Errc::not_found,
                    "no request to join " + request.hex() +
                        " here; praxis space requests --space ID lists them");
    }
    const auto person = writer(writing);
    const auto under = person ? governance.answering_grant(*person, info->space) : std::nullopt;
    if (!under) {
        return fail(node::NodeErrc::not_allowed,
                    "only a steward, moderator, editor, desk officer or focal point of the whole "
                    "space answers requests to join it");
    }
    return Answerable{*info, *person, *under};
}

Result<std::optional<UpdateId>> Joining::answered_before(const Answerable& request,
                                                         bool declines) const {
    if (request.info.answers.empty()) return std::optional<UpdateId>{};
    TRY(const auto acts, acts_in(replica_, request.info.space));
    for (const auto& id : request.info.answers) {
        const auto& change = acts.at(id);
        const bool same = (change.act.what == ActKind::decline) == declines;
        if (same && change.by == request.by) return std::optional{id};
    }
    const auto answer = *newest_answer(request.info, acts);
    return fail(Errc::bad_request,
                "somebody answered that already: " +
                    (answer.role ? "the person was given the role " +
                                       std::string{governance::word_of(*answer.role)}
                                 : std::string{"it was declined"}) +
                    ", by update " + answer.act.hex());
}

node::Task<Result<Joining::Done>> Joining::answer(
    Answerable asked, bool declines, governance::Act act, std::string reason, Writing writing) {
    CO_TRY(const auto before, answered_before(asked, declines));
    if (before) co_return Done{*before, true};
    node::Replica::Before answered =
        [request = asked.info.id](const auto& governance) -> std::optional<UpdateId> {
        const auto now = governance.join_request(request);
        if (!now || now->answers.empty()) return std::nullopt;
        return now->answers.front();
    };
    auto signing = sign_act(
        replica_, std::move(act), std::move(reason), std::move(writing.as), std::move(answered));
    CO_TRY(const auto done, co_await std::move(signing));
    if (!done.before) co_return done;
    // Another answer came first, while this one waited to be written: theirs, or somebody else's.
    asked.info = *replica_.governance().join_request(asked.info.id);
    CO_TRY(const auto own, answered_before(asked, declines));
    co_return Done{own.value_or(done.act), true};
}

node::Task<Result<Joining::Done>> Joining::decline(UpdateId request,
                                                   std::string reason,
                                                   Writing writing) {
    CO_TRY(const auto asked, answerable(request, writing));
    CO_TRY(auto said, line_beside("reason", reason));
    if (said.empty()) {
        co_return fail(Errc::missing_value,
                       "to decline needs a reason, which whoever asked and everybody else reads");
    }
    governance::Act act{governance::Decline{asked.under, request}};
    auto answering = answer(asked, true, std::move(act), std::move(said), std::move(writing));
    co_return co_await std::move(answering);
}

node::Task<Result<Joining::Done>> Joining::take_in(UpdateId request,
                                                   governance::Role as,
                                                   Writing writing) {
    CO_TRY(const auto asked, answerable(request, writing));
    if (std::ranges::count(roles_to_take_in(), as) == 0) {
        co_return fail(Errc::bad_request,
                       "nobody is taken in as that; it is given by praxis role add");
    }
    governance::GrantRole role;
    role.under = asked.under;
    role.space = asked.info.space;
    role.role = as;
    role.holder = asked.info.person;
    auto answering = answer(asked, false, governance::Act{role}, {}, std::move(writing));
    co_return co_await std::move(answering);
}

Result<std::vector<json::object>> Joining::list(const Request& request) const {
    TRY(const auto space, request.id<SpaceId>("space"));
    if (!replica_.governance().space_info(space)) {
        return fail(Errc::not_found, "no space " + space.hex() + " here");
    }
    TRY(const auto all, requests(space));
    std::vector<json::object> out;
    for (const auto& one : all) {
        json::object line;
        line["request"] = one.info.id.hex();
        line["person"] = one.info.person.hex();
        line["words"] = one.words;
        line["written"] = to_millis(one.written);
        line["open"] = one.info.open;
        line["answer"] = nullptr;
        if (one.answer) {
            json::object answer;
            answer["act"] = one.answer->act.hex();
            answer["what"] = what_words(*one.answer);
            answer["role"] = nullptr;
            if (one.answer->role) answer["role"] = governance::word_of(*one.answer->role);
            answer["by"] = nullptr;
            if (one.answer->by) answer["by"] = one.answer->by->hex();
            answer["written"] = to_millis(one.answer->written);
            answer["reason"] = one.answer->reason;
            line["answer"] = std::move(answer);
        }
        out.push_back(std::move(line));
    }
    return out;
}

node::Task<Result<json::object>> Joining::ask(Request request) {
    CO_TRY(const auto space, request.id<SpaceId>("space"));
    CO_TRY(auto words, request.optional_text("words"));
    auto said = words.value_or("");
    Writing by_node;
    CO_TRY(const auto done, co_await ask(space, std::move(said), std::move(by_node)));
    co_return to_json(done);
}

node::Task<Result<json::object>> Joining::decline(Request request) {
    CO_TRY(const auto id, request.id<UpdateId>("request"));
    CO_TRY(auto reason, request.text("reason"));
    Writing by_node;
    CO_TRY(const auto done, co_await decline(id, std::move(reason), std::move(by_node)));
    co_return to_json(done);
}

}  // namespace praxis::community
