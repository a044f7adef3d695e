#include "node/community/membership.hpp"

#include <algorithm>
#include <set>

namespace praxis::community {
namespace {

using governance::Act;

/// The act of an update of root; nullopt when it is not held whole or is none.
Result<std::optional<Act>> act_of(const node::Replica& replica, const UpdateId& id) {
    TRY(const auto update, replica.load(id));
    if (!update) return std::optional<Act>{};
    auto act = governance::decode_act(update->skeleton);
    if (!act) return std::optional<Act>{};
    return std::optional{std::move(act).value()};
}

/// What a node's right to act rests on.
struct Footing {
    std::set<UpdateId> grants;  ///< its certificate and every grant above it
    UpdateId invitation;        ///< the one that came to it by invitation; zero: none
};

/// The grants that one rests on directly, and whether it was given to an invitation key.
struct Above {
    std::vector<UpdateId> grants;
    bool by_invitation = false;
};

Above above(const Act& act) {
    if (const auto* device = std::get_if<governance::GrantDevice>(&act)) {
        return {{device->under, same_bytes<UpdateId>(device->person)}, false};
    }
    if (const auto* person = std::get_if<governance::GrantPerson>(&act)) {
        return {{person->under}, person->form == governance::Holder::invitation};
    }
    if (const auto* administrator = std::get_if<governance::GrantAdministrator>(&act)) {
        return {{administrator->under}, administrator->invitation};
    }
    return {};
}

Result<Footing> footing_of(const node::Replica& replica, const UpdateId& certificate) {
    Footing out;
    std::vector<UpdateId> todo{certificate};
    while (!todo.empty()) {
        const auto id = todo.back();
        todo.pop_back();
        if (id.is_zero() || !out.grants.insert(id).second) continue;
        TRY(const auto act, act_of(replica, id));
        if (!act) continue;
        const auto next = above(*act);
        // Upwards from the certificate, so the first is this node's own.
        if (next.by_invitation && out.invitation.is_zero()) out.invitation = id;
        todo.insert(todo.end(), next.grants.begin(), next.grants.end());
    }
    return out;
}

/// What took the right away, as far as it is one act.
struct Cause {
    bool own_invitation_twice = false;
    bool other_invitation_twice = false;  ///< of somebody above
    std::optional<UpdateId> revocation;
};

Result<Cause> cause_of(const node::Replica& replica, const Footing& footing) {
    Cause out;
    const auto& governance = replica.governance();
    for (const auto& id : governance.updates()) {
        const auto verdict = governance.verdict_of_root(id);
        const bool forked = verdict.reason == governance::Reason::fork_in_root;
        if (!verdict.stands() && !forked) continue;
        TRY(const auto act, act_of(replica, id));
        if (!act) continue;
        const auto* handover = std::get_if<governance::HandOver>(&*act);
        if (forked && handover != nullptr) {
            for (const auto& entry : handover->entries) {
                if (entry.grant == footing.invitation) out.own_invitation_twice = true;
                if (footing.grants.contains(entry.grant)) out.other_invitation_twice = true;
            }
        }
        const auto* revoke = std::get_if<governance::Revoke>(&*act);
        if (!forked && revoke != nullptr && footing.grants.contains(revoke->target)) {
            out.revocation = id;
        }
    }
    return out;
}

std::string happened(const Cause& cause, const governance::Verdict& verdict) {
    if (cause.own_invitation_twice) {
        return "its invitation was used twice, and then it counts for nobody";
    }
    if (cause.other_invitation_twice) {
        return "the invitation of a node above it was used twice, and then counts for nobody";
    }
    if (cause.revocation) {
        return "its certificate, or a right it rests on, was revoked (update " +
               cause.revocation->hex().substr(0, 10) + ")";
    }
    return "its certificate gives no right: it " + governance::text_of(verdict);
}

}  // namespace

Result<Membership> membership_of(const node::Replica& replica,
                                 const std::optional<std::string>& inviter) {
    const auto device = replica.governance().device_info(replica.node());
    if (!device) {
        return Membership{
            Membership::State::waiting,
            "this node waits for its certificate: where the person has a device, or is signed in, "
            "add the line that praxis device begin printed here; then sync"};
    }
    if (device->stands_now) return Membership{};
    TRY(const auto footing, footing_of(replica, device->certificate));
    TRY(const auto cause, cause_of(replica, footing));
    const auto verdict = replica.governance().verdict_of_root(device->certificate);
    return Membership{Membership::State::not_member,
                      "this node is not a member: " + happened(cause, verdict) + ". Ask " +
                          inviter.value_or("whoever invited you") +
                          " for a new invitation, then: praxis -C NEWDIR join TEXT --node NAME. "
                          "Nothing in this folder is deleted"};
}

std::string_view word_of(Membership::State state) {
    switch (state) {
        case Membership::State::member:
            return "yes";
        case Membership::State::waiting:
            return "waiting";
        case Membership::State::not_member:
            return "no";
    }
    return "waiting";
}

}  // namespace praxis::community
