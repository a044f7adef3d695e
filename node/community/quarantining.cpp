#include "node/community/quarantining.hpp"

#include "node/community/errc.hpp"
#include "node/community/reasons.hpp"
#include "node/replica/errc.hpp"

namespace praxis::community {
namespace {

namespace json = boost::json;

std::optional<governance::QuarantineInfo> quarantine_of(const governance::Governance& governance,
                                                        const UpdateId& id) {
    for (const auto& space : governance.spaces()) {
        for (auto& each : governance.quarantines(space.id)) {
            if (each.id == id) return std::move(each);
        }
    }
    return std::nullopt;
}

std::optional<UpdateId> in_force_of(const governance::Governance& governance,
                                    const PersonId& person,
                                    const SpaceId& space) {
    for (const auto& each : governance.quarantines(space)) {
        if (each.in_force() && each.person == person) return each.id;
    }
    return std::nullopt;
}

}  // namespace

std::optional<PersonId> Quarantines::person_in(const Writing& writing) const {
    return writing.as ? replica_.governance().person_of(writing.as->key()) : replica_.person();
}

Result<UpdateId> Quarantines::right_in(const SpaceId& space, const Writing& writing) const {
    const auto& governance = replica_.governance();
    if (!governance.space_info(space)) {
        return fail(Errc::not_found, "no space " + space.hex() + " here");
    }
    const auto person = person_in(writing);
    const auto under = person ? governance.quarantining_grant(*person, space) : std::nullopt;
    if (under) return *under;
    return fail(node::NodeErrc::not_allowed,
                "only a steward or moderator of the whole space puts authors in quarantine and "
                "releases them; the steward makes moderators, with praxis role add");
}

node::Task<Result<Quarantines::Done>> Quarantines::write(governance::Act act,
                                                         std::string reason,
                                                         Writing writing,
                                                         node::Replica::Before before) {
    CO_TRY(auto words, moderation_reason(reason));
    auto signing = sign_act(
        replica_, std::move(act), std::move(words), std::move(writing.as), std::move(before));
    co_return co_await std::move(signing);
}

node::Task<Result<Quarantines::Done>> Quarantines::quarantine(SpaceId space,
                                                              PersonId person,
                                                              std::string reason,
                                                              Writing writing) {
    CO_TRY(const auto under, right_in(space, writing));
    const auto info = replica_.governance().person_info(person);
    if (!info) {
        co_return fail(Errc::not_found, "no person " + person.hex() + " here");
    }
    node::Replica::Before before = [space, person](const auto& governance) {
        return in_force_of(governance, person, space);
    };
    governance::Act act{governance::Quarantine{under, person}};
    co_return co_await write(
        std::move(act), std::move(reason), std::move(writing), std::move(before));
}

node::Task<Result<Quarantines::Done>> Quarantines::release(UpdateId quarantine,
                                                           std::string reason,
                                                           Writing writing) {
    const auto info = quarantine_of(replica_.governance(), quarantine);
    if (!info) {
        co_return fail(Errc::not_found,
                       "no quarantine " + quarantine.hex() +
                           " here; praxis mod quarantined --space ID lists them");
    }
    CO_TRY(const auto under, right_in(info->space, writing));
    if (person_in(writing) == info->person) {
        co_return fail(node::NodeErrc::not_allowed,
                       "nobody ends their own quarantine: ask another moderator or a steward");
    }
    node::Replica::Before before =
        [quarantine](const governance::Governance& governance) -> std::optional<UpdateId> {
        const auto now = quarantine_of(governance, quarantine);
        if (!now || now->in_force()) return std::nullopt;
        return now->releases.front();
    };
    governance::Act act{governance::Release{under, quarantine}};
    co_return co_await write(
        std::move(act), std::move(reason), std::move(writing), std::move(before));
}

node::Task<Result<json::object>> Quarantines::quarantine(Request request) {
    CO_TRY(const auto space, request.id<SpaceId>("space"));
    CO_TRY(const auto person, request.id<PersonId>("person"));
    CO_TRY(auto reason, request.text("reason"));
    Writing own;
    auto doing = quarantine(space, person, std::move(reason), std::move(own));
    CO_TRY(const auto done, co_await std::move(doing));
    co_return to_json(done);
}

node::Task<Result<json::object>> Quarantines::release(Request request) {
    CO_TRY(const auto id, request.id<UpdateId>("quarantine"));
    CO_TRY(auto reason, request.text("reason"));
    Writing own;
    auto doing = release(id, std::move(reason), std::move(own));
    CO_TRY(const auto done, co_await std::move(doing));
    co_return to_json(done);
}

Result<std::vector<json::object>> Quarantines::list(const Request& request) const {
    TRY(const auto space, request.id<SpaceId>("space"));
    if (!replica_.governance().space_info(space)) {
        return fail(Errc::not_found, "no space " + space.hex() + " here");
    }
    TRY(const auto all, quarantine_entries(replica_, space));
    std::vector<json::object> out;
    for (const auto& entry : all) {
        if (entry.what == QuarantineEntry::What::quarantine && !entry.taken_back) {
            out.push_back(to_json(entry));
        }
    }
    return out;
}

}  // namespace praxis::community
