#include "node/community/erasing.hpp"

#include "node/community/show.hpp"
#include "node/replica/errc.hpp"
#include "protocol/wire/limits.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::community {
namespace {

namespace json = boost::json;

using node::LogEntry;
using Erasure = node::Replica::Erasure;

/// Of a damaged record nothing is known but that it is there.
bool is_readable(const LogEntry& entry) {
    return entry.seq.value > 0;
}

struct Reached {
    std::vector<UpdateId> updates;  // whose content is not erased yet
    bool all_read = true;           // whether every content that stands here is among them
};

Result<Reached> reach(const node::Replica& replica,
                      const node::DocumentState& state,
                      const UpdateId& erasure) {
    const std::array version{erasure};
    TRY(const auto seen, state.document.at(version));
    Reached out;
    const auto look = [&](const LogEntry& entry) -> Result<void> {
        if (entry.moderates || entry.erased || !is_readable(entry)) return success();
        if (seen.contains(entry.id)) {
            out.updates.push_back(entry.id);
        } else if (entry.verdict == LogEntry::Verdict::standing && !entry.joins) {
            out.all_read = out.all_read && !entry.content_here;
        }
        return success();
    };
    TRY(replica.log(state.id, look));
    return out;
}

/// Whether a document asks for an erasure, and that is not taken back.
bool is_in_force(const node::DocumentState& state, const UpdateId& target) {
    const auto nobody = [](const UpdateId&) { return std::optional<PersonId>{}; };
    const auto acts = moderation_of(state.document, nobody);
    return std::ranges::any_of(acts.entries, [&](const ModerationEntry& entry) {
        return entry.act == ModerationAct::erase && entry.update == target && !entry.taken_back;
    });
}

/// The document of an update of a space, while it can be shown; null: it is not here, or not now.
Result<node::SharedDocument> document_of(const node::Replica& replica,
                                         const SpaceId& space,
                                         const UpdateId& id) {
    TRY(const auto update, replica.load(id));
    if (!update) return node::SharedDocument{};
    const auto header = wire::decode_header(update->header);
    if (!header || header.value().space != space) return node::SharedDocument{};
    auto state = replica.document(header.value().document);
    if (!state &&
        (node::is_unmerged(state.error()) || state.error().code == node::NodeErrc::not_found)) {
        return node::SharedDocument{};
    }
    return state;
}

}  // namespace

Result<ErasureLook> look_at(const node::Replica& replica,
                            const governance::ErasureInfo& erasure,
                            WallTime now) {
    ErasureLook out;
    TRY(const auto state, document_of(replica, erasure.space, erasure.target));
    if (!state || !is_in_force(*state, erasure.target)) return out;
    TRY(auto reached, reach(replica, *state, erasure.target));
    TRY(const auto noted, replica.noted_erasure(erasure.target));
    out.is_done = noted && reached.updates.empty();
    const bool is_due = !noted || now >= noted->since + limits::erase_after;
    if (is_due && !out.is_done) {
        out.due = Erasure{erasure.target, state->id, std::move(reached.updates)};
    }
    return out;
}

Result<std::optional<Undone>> undone(const node::Replica& replica,
                                     const node::Replica::NotedErasure& noted) {
    const auto held = replica.document(noted.document);
    if (!held) return std::optional<Undone>{};  // not now
    const auto& state = *held.value();
    const auto& governance = replica.governance();
    const auto is_agreed = [&](const UpdateId& target) {
        return governance.erasure(state.space, target).agreed && is_in_force(state, target);
    };
    if (is_agreed(noted.target)) return std::optional<Undone>{};
    std::vector<crdt::View> others;  // what other erasures reach
    for (const auto& erasure : governance.agreed_erasures()) {
        if (erasure.space != state.space || !state.document.contains(erasure.target)) continue;
        if (!is_agreed(erasure.target)) continue;
        const std::array version{erasure.target};
        TRY(auto seen, state.document.at(version));
        others.push_back(std::move(seen));
    }
    Undone out{{noted.target, noted.document, {}}, state.space};
    const auto look = [&](const LogEntry& entry) -> Result<void> {
        const auto reaches = [&](const crdt::View& seen) { return seen.contains(entry.id); };
        if (entry.erased && std::ranges::none_of(others, reaches))
            out.what.updates.push_back(entry.id);
        return success();
    };
    TRY(replica.log(state.id, look));
    return std::optional{std::move(out)};
}

Result<std::vector<UpdateId>> unseen_void(const node::Replica& replica,
                                          const node::DocumentState& state,
                                          const std::vector<UpdateId>& base) {
    TRY(const auto seen, state.document.at(base));
    std::set<UpdateId> out;
    std::set<UpdateId> not_last;
    const auto look = [&](const LogEntry& entry) -> Result<void> {
        const bool is_void = entry.verdict == LogEntry::Verdict::void_;
        if (!is_void || seen.contains(entry.id) || !state.document.contains(entry.id)) {
            return success();
        }
        out.insert(entry.id);
        not_last.insert(entry.deps.begin(), entry.deps.end());
        return success();
    };
    TRY(replica.log(state.id, look));
    std::erase_if(out, [&](const UpdateId& id) { return not_last.contains(id); });
    return std::vector<UpdateId>{out.begin(), out.end()};
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
    const auto& governance = replica.governance();
    for (const auto& entry : moderation.entries) {
        if (entry.act != ModerationAct::erase || entry.taken_back) continue;
        if (governance.erasure(state.space, entry.update).agreed) asked = &entry;
    }
    const auto info = governance.erasure(state.space, asked->update);
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
        TRY(const auto noted, replica.noted_erasure(asked->update));
        if (noted) out["on"] = to_millis(noted->since + limits::erase_after);
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
