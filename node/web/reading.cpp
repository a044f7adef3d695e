#include "node/web/reading.hpp"

#include "node/community/compose.hpp"
#include "node/community/moderation.hpp"
#include "node/replica/errc.hpp"

#include <algorithm>

namespace praxis::web {
namespace {

constexpr std::size_t depth_max = 8;  ///< a post, its thread, and what that may belong to

bool says_public(const crdt::Value& value) {
    return value.content && (value.content->empty() || text_of(*value.content) == "public");
}

/// Whether every standing value of its visibility says that everybody may read.
bool is_public_itself(const community::Kind& kind, const crdt::View& view) {
    const auto place = kind.place("visibility");
    if (!place) return true;  // such a kind says nothing of it
    return std::ranges::all_of(view.multi(community::address_of(place.value())), says_public);
}

/// Whether an id names somebody or something of governance, and no document.
bool is_of_governance(const governance::Governance& governance, const Hash& id) {
    return governance.person_info(same_bytes<PersonId>(id)) ||
           governance.device_info(same_bytes<SigningKey>(id)) ||
           governance.space_info(same_bytes<SpaceId>(id));
}

}  // namespace

bool Reading::reads_all(const std::optional<PersonId>& reader, const SpaceId& space) const {
    const auto& governance = replica_.governance();
    if (!reader) return false;
    const auto person = governance.person_info(*reader);
    const auto info = governance.space_info(space);
    if (!person || !person->stands_now || !info) return false;
    return info->policy == governance::JoinPolicy::open ||
           has_role(*reader, space, [](const auto& role) { return !is_bound(role.scope); });
}

bool Reading::has_role(const PersonId& reader,
                       const SpaceId& space,
                       const std::function<bool(const governance::RoleInfo&)>& counts) const {
    const auto roles = replica_.governance().roles(space);
    return std::ranges::any_of(roles, [&](const governance::RoleInfo& role) {
        return role.person == reader && counts(role);
    });
}

bool Reading::may_enter(const std::optional<PersonId>& reader, const SpaceId& space) const {
    const auto info = replica_.governance().space_info(space);
    if (!info) return false;
    if (info->policy == governance::JoinPolicy::open || reads_all(reader, space)) return true;
    const auto person = reader ? replica_.governance().person_info(*reader) : std::nullopt;
    return person && person->stands_now &&
           has_role(*reader, space, [](const auto&) { return true; });
}

Result<bool> Reading::may_read(const std::optional<PersonId>& reader,
                               const DocumentId& document) const {
    TRY(const auto state, replica_.document(document));
    const auto* kind = kinds_.by_number(state->kind);
    if (kind != nullptr && !kind->calls_moderators_to.empty()) {
        return community::reads_hidden(replica_.governance(), *state, reader);
    }
    if (reads_all(reader, state->space)) return true;
    const auto person = reader ? replica_.governance().person_info(*reader) : std::nullopt;
    const bool is_bound_to_it =
        person && person->stands_now &&
        has_role(*reader, state->space, [&](const governance::RoleInfo& role) {
            return covers(role.scope, document, state->kind.value);
        });
    if (is_bound_to_it) return true;
    return is_public(document, 0);
}

Result<bool> Reading::is_public(const DocumentId& document, std::size_t depth) const {
    if (depth >= depth_max) return false;
    const auto state = replica_.document(document);
    if (!state && state.error().code == node::NodeErrc::not_found) return false;
    if (!state) return fail(state.error());
    const auto info = replica_.governance().space_info(state.value()->space);
    if (!info || info->policy != governance::JoinPolicy::open) return false;
    const auto* kind = kinds_.by_number(state.value()->kind);
    if (kind == nullptr || !kind->calls_moderators_to.empty()) return false;
    const auto view = state.value()->document.now();
    if (!is_public_itself(*kind, view)) return false;
    for (const auto& field : kind->fields) {
        if (field.type != community::FieldType::constant) continue;
        if (field.value != community::ValueType::id) continue;
        if (field.continues) continue;  // it names an act, and has all words itself
        const auto named = view.constant_id(community::address_of({&field, {}}));
        if (!named || is_of_governance(replica_.governance(), *named)) continue;
        TRY(const bool open, is_public(same_bytes<DocumentId>(*named), depth + 1));
        if (!open) return false;
    }
    return true;
}

}  // namespace praxis::web
