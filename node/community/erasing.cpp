#include "node/community/erasing.hpp"

#include "node/community/show.hpp"
#include "node/replica/errc.hpp"
#include "protocol/wire/limits.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::community {
namespace {

namespace json = boost::json;

struct Reached {
    std::vector<UpdateId> updates;  // whose content is not erased yet
    bool all_read = true;           // whether every content that is here is among them
};

Result<Reached> reach(const node::Replica& replica,
                      const node::DocumentState& state,
                      const UpdateId& erasure) {
    const std::array version{erasure};
    TRY(const auto seen, state.document.at(version));
    Reached out;
    const auto look = [&](const node::LogEntry& entry) -> Result<void> {
        if (entry.moderates || entry.joins || entry.erased) return success();
        if (!seen.contains(entry.id)) {
            out.all_read = out.all_read && !entry.content_here;
            return success();
        }
        out.updates.push_back(entry.id);
        return success();
    };
    TRY(replica.log(state.id, look));
    return out;
}

/// The document that a standing act asks to erase, while that is not taken back.
Result<node::SharedDocument> asked_by(const node::Replica& replica,
                                      const governance::ErasureInfo& erasure) {
    TRY(const auto update, replica.load(erasure.target));
    if (!update) return node::SharedDocument{};
    const auto header = wire::decode_header(update->header);
    if (!header || header.value().space != erasure.space) return node::SharedDocument{};
    auto state = replica.document(header.value().document);
    if (!state &&
        (node::is_unmerged(state.error()) || state.error().code == node::NodeErrc::not_found)) {
        return node::SharedDocument{};
    }
    if (!state) return fail(state.error());
    const auto nobody = [](const UpdateId&) { return std::optional<PersonId>{}; };
    const auto acts = moderation_of(state.value()->document, nobody);
    const bool is_asked = std::ranges::any_of(acts.entries, [&](const ModerationEntry& entry) {
        return entry.act == ModerationAct::erase && entry.update == erasure.target &&
               !entry.taken_back;
    });
    return is_asked ? std::move(state).value() : node::SharedDocument{};
}

}  // namespace

Result<std::vector<node::Replica::Erasure>> erasures_due(const node::Replica& replica,
                                                         WallTime now) {
    std::vector<node::Replica::Erasure> out;
    for (const auto& erasure : replica.governance().agreed_erasures()) {
        TRY(const auto state, asked_by(replica, erasure));
        if (!state) continue;
        TRY(auto reached, reach(replica, *state, erasure.target));
        if (reached.updates.empty()) continue;
        TRY(const auto noted, replica.erasure_noted(erasure.target));
        if (noted && now < *noted + limits::erase_after) continue;
        out.push_back({erasure.target, state->id, std::move(reached.updates)});
    }
    return out;
}

Result<bool> leaves_something(const node::Replica& replica,
                              const node::DocumentState& state,
                              const UpdateId& erasure) {
    TRY(const auto reached, reach(replica, state, erasure));
    return !reached.all_read;
}

Result<json::value> erasure_line(const node::Replica& replica,
                                 const node::DocumentState& state,
                                 const ModerationState& moderation) {
    const auto* asked = moderation.erasure();
    if (asked == nullptr) return json::value(nullptr);
    const auto info = replica.governance().erasure(state.space, asked->update);
    json::object out;
    out["update"] = asked->update.hex();
    out["by"] = nullptr;
    if (asked->by) out["by"] = asked->by->hex();
    out["agreed"] = info.agreed;
    auto& stewards = out["stewards"].emplace_array();
    for (const auto& person : info.stewards)
        stewards.emplace_back(person.hex());
    out["from_above"] = info.from_above;
    TRY(const auto reached, reach(replica, state, asked->update));
    out["done"] = reached.updates.empty();
    out["on"] = nullptr;
    if (info.agreed) {
        TRY(const auto noted, replica.erasure_noted(asked->update));
        if (noted) out["on"] = to_millis(*noted + limits::erase_after);
    }
    return json::value(std::move(out));
}

std::optional<UpdateId> steward_grant(const governance::Governance& governance,
                                      const PersonId& person,
                                      const SpaceId& space) {
    for (const auto& role : governance.roles(space)) {
        if (role.person == person && role.role == governance::Role::steward) return role.grant;
    }
    return std::nullopt;
}

}  // namespace praxis::community
