#include "node/community/catalogue.hpp"
#include "node/community/compose.hpp"
#include "node/community/moderation.hpp"
#include "node/replica/errc.hpp"
#include "protocol/base/utf8.hpp"

#include <algorithm>

// The queue of those who moderate.

namespace praxis::community {
namespace {

/// Whether a document cannot be shown here, not yet or not at all.
bool is_lacking(const Error& error) {
    return node::is_unmerged(error) || error.code == node::NodeErrc::not_found;
}

/// The call a document makes; nullopt when it makes none that counts, or one that was answered.
Result<std::optional<OpenCall>> call_of(const node::Replica& replica,
                                        const Kind& kind,
                                        const node::DocumentState& state,
                                        const std::optional<PersonId>& moderator) {
    const auto author = author_of(state, replica.governance());
    const auto own = moderation_of(state.document, author);
    if (own.hidden || own.locked) return std::optional<OpenCall>{};
    const auto view = state.document.now();
    const auto about = view.constant_id(address_in(kind, kind.calls_moderators_to));
    if (!about) return std::optional<OpenCall>{};
    const auto target = replica.document(same_bytes<DocumentId>(*about));
    if (!target && is_lacking(target.error())) return std::optional<OpenCall>{};
    if (!target) return fail(target.error());
    const bool is_theirs = target.value()->space == state.space &&
                           may_moderate(replica.governance(), *target.value(), moderator) &&
                           may_moderate(replica.governance(), state, moderator);
    if (!is_theirs) return std::optional<OpenCall>{};
    const auto creation = same_bytes<UpdateId>(state.id);
    const auto reason = view.constant(address_in(kind, kind.title));
    const bool has_reason =
        reason && reason->content && decode_utf8(text_of(*reason->content)).has_value();
    return std::optional{OpenCall{state.id,
                                  same_bytes<DocumentId>(*about),
                                  state.space,
                                  has_reason ? std::string{text_of(*reason->content)} : "",
                                  author(creation),
                                  state.authorship.at(creation).written}};
}

}  // namespace

Result<std::vector<OpenCall>> open_calls(const node::Replica& replica,
                                         const Kinds& kinds,
                                         const std::optional<SpaceId>& space,
                                         const std::optional<PersonId>& moderator) {
    std::vector<OpenCall> out;
    const auto* kind = kinds.calling_moderators();
    if (kind == nullptr) return out;
    TRY(const auto summaries, replica.documents(space, kind->number));
    for (const auto& summary : summaries) {
        if (!summary.stands) continue;
        const auto held = replica.document(summary.id);
        if (!held && is_lacking(held.error())) continue;
        if (!held) return fail(held.error());
        TRY(auto call, call_of(replica, *kind, *held.value(), moderator));
        if (call) out.push_back(std::move(*call));
    }
    std::ranges::sort(out, {}, [](const OpenCall& call) {
        return std::pair{call.written, call.call};
    });
    return out;
}

}  // namespace praxis::community
