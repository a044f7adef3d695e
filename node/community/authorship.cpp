#include "node/community/authorship.hpp"

#include "node/community/role_scope.hpp"
#include "protocol/wire/header.hpp"

#include <boost/json/array.hpp>

#include <set>
#include <tuple>

namespace praxis::community {
namespace {

/// Who signed a grant, and when. False: it is not here.
Result<bool> add_signer(Authored& out, const node::Replica& replica, const UpdateId& grant) {
    TRY(const auto update, replica.load(grant));
    if (!update) return false;
    TRY(const auto header, wire::decode_header(update->header));
    out.confirmed = header.written;
    const auto& governance = replica.governance();
    out.confirmed_by = governance.person_of(header.device);
    const auto by_own_key = governance.persons_by_key(header.device);
    if (!out.confirmed_by && !by_own_key.empty()) out.confirmed_by = by_own_key.front();
    return true;
}

Result<void> add_confirmation(Authored& out,
                              const node::Replica& replica,
                              const governance::DeviceInfo& device) {
    out.key_is_theirs_now = device.stands_now;
    TRY(const bool known, add_signer(out, replica, device.certificate));
    if (known && out.confirmed_by == device.person) {
        TRY(const bool taken_in, add_signer(out, replica, same_bytes<UpdateId>(device.person)));
        if (!taken_in) out.confirmed.reset();
    }
    return success();
}

/// The strongest role of a person that covers the document.
std::optional<governance::RoleInfo> role_for(const governance::Governance& governance,
                                             const PersonId& person,
                                             const node::DocumentState& state) {
    std::optional<governance::RoleInfo> best;
    const auto strength = [](const governance::RoleInfo& role) {
        return std::tuple{letter_of(role.role), role.role, role.grant};
    };
    for (const auto& role : governance.roles(state.space)) {
        if (role.person != person || !covers(role.scope, state.id, state.kind.value)) continue;
        if (!best || strength(role) < strength(*best)) best = role;
    }
    return best;
}

}  // namespace

Result<Authored> authored(const node::Replica& replica,
                          const node::DocumentState& state,
                          const crdt::View& version) {
    Authored out;
    const auto creation = same_bytes<UpdateId>(state.id);
    const auto author_of_update = author_of(state, replica.governance());
    out.author = author_of_update(creation);
    if (out.author) out.role = role_for(replica.governance(), *out.author, state);
    if (const auto signer = state.authorship.find(creation); signer != state.authorship.end()) {
        if (const auto device = replica.governance().device_info(signer->second.device)) {
            TRY(add_confirmation(out, replica, *device));
        }
    }
    std::set<UpdateId> moderated;
    for (const auto& entry : moderation_of(state.document, author_of_update).entries)
        moderated.insert(entry.update);
    std::set<PersonId> others;
    for (const auto& [id, signer] : state.authorship) {
        if (id == creation || !state.document.stands(id) || !version.contains(id)) continue;
        if (moderated.contains(id)) continue;  // says something of it, and changes nothing in it
        out.changed = true;
        const auto by = author_of_update(id);
        if (by && by != out.author) others.insert(*by);
    }
    out.changed_by.assign(others.begin(), others.end());
    return out;
}

boost::json::object to_json(const Authored& authored) {
    const auto person = [](const std::optional<PersonId>& id) {
        return id ? boost::json::value(id->hex()) : boost::json::value(nullptr);
    };
    boost::json::object out;
    out["person"] = person(authored.author);
    out["role"] = nullptr;
    if (authored.role) out["role"] = governance::word_of(authored.role->role);
    const auto scope = authored.role ? word_of(authored.role->scope) : std::string{};
    out["scope"] = nullptr;
    if (!scope.empty()) out["scope"] = scope;
    out["key_is_theirs_now"] = authored.key_is_theirs_now;
    out["confirmed_by"] = person(authored.confirmed_by);
    out["confirmed"] = nullptr;
    if (authored.confirmed) out["confirmed"] = to_millis(*authored.confirmed);
    out["changed"] = authored.changed;
    boost::json::array others;
    for (const auto& id : authored.changed_by)
        others.emplace_back(id.hex());
    out["changed_by"] = std::move(others);
    return out;
}

}  // namespace praxis::community
