#include "node/community/queue.hpp"

#include "node/community/catalogue.hpp"
#include "node/community/compose.hpp"
#include "node/community/value.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::community {
namespace {

namespace json = boost::json;

/// What a document is about, and in which languages it is.
struct Marks {
    std::set<DocumentId> themes;
    std::set<std::string> languages;
};

/// The document, while it can be shown; null: it is not here, or not now.
Result<node::SharedDocument> shown(const node::Replica& replica, const DocumentId& id) {
    auto held = replica.document(id);
    if (held) return held;
    const bool is_lacking =
        node::is_unmerged(held.error()) || held.error().code == node::NodeErrc::not_found;
    if (is_lacking) return node::SharedDocument{};
    return fail(std::move(held).error());
}

void add_marks(Marks& to, const Kind& kind, const node::DocumentState& state) {
    const auto nobody = [](const UpdateId&) { return std::optional<PersonId>{}; };
    for (const auto& field : read_fields(kind, state.document.now(), nobody)) {
        const auto& form = *field.place.field;
        if (form.value == ValueType::language && !field.value.text.empty()) {
            to.languages.insert(field.value.text);
        }
        if (!form.themes) continue;
        for (const auto& element : field.elements) {
            if (const auto id = DocumentId::from_hex(element)) to.themes.insert(id.value());
        }
    }
}

Result<Marks> marks_of(const node::Replica& replica, const Kinds& kinds, const DocumentId& id) {
    Marks out;
    TRY(const auto state, shown(replica, id));
    const auto* kind = state ? kinds.by_number(state->kind) : nullptr;
    if (kind == nullptr) return out;
    add_marks(out, *kind, *state);
    if (!kind->answers) return out;
    const auto target = state->document.now().constant_id(address_in(*kind, kind->answers->field));
    if (!target) return out;
    TRY(const auto answered, shown(replica, same_bytes<DocumentId>(*target)));
    const auto* its_kind = answered ? kinds.by_number(answered->kind) : nullptr;
    if (its_kind != nullptr) add_marks(out, *its_kind, *answered);
    return out;
}

/// Takes out what is not asked for, and notes what there is to ask for.
template <class Waiting>
Result<void> keep_asked_for(std::vector<Waiting>& waiting,
                            Queue& queue,
                            const node::Replica& replica,
                            const Kinds& kinds,
                            const QueueFilter& filter) {
    std::vector<Waiting> kept;
    for (auto& each : waiting) {
        TRY(const auto marks, marks_of(replica, kinds, each.about));
        queue.themes.insert(marks.themes.begin(), marks.themes.end());
        queue.languages.insert(marks.languages.begin(), marks.languages.end());
        const bool fits = (!filter.theme || marks.themes.contains(*filter.theme)) &&
                          (filter.language.empty() || marks.languages.contains(filter.language));
        if (fits) kept.push_back(std::move(each));
    }
    waiting = std::move(kept);
    return success();
}

Result<void> add_unapproved(std::vector<Unapproved>& to,
                            const node::Replica& replica,
                            const Kinds& kinds,
                            const DocumentId& id,
                            const std::optional<PersonId>& moderator) {
    TRY(const auto state, shown(replica, id));
    const auto creation = same_bytes<UpdateId>(id);
    if (!state || !state->document.stands(creation)) return success();
    const auto& governance = replica.governance();
    if (!may_moderate(governance, *state, moderator)) return success();
    const auto* kind = kinds.by_number(state->kind);
    if (kind != nullptr && !kind->calls_moderators_to.empty()) return success();  // is for them
    if (own_restraint(governance, *state).hidden) return success();
    const auto author = author_of(*state, governance)(creation);
    for (const auto& [person, since] : unapproved(governance, *state))
        to.push_back({id, state->space, person, author == person, since});
    return success();
}

json::object line_of(std::string_view what,
                     const DocumentId& about,
                     const SpaceId& space,
                     const std::optional<PersonId>& by,
                     WallTime written) {
    json::object out;
    out["what"] = what;
    out["about"] = about.hex();
    out["space"] = space.hex();
    out["by"] = nullptr;
    if (by) out["by"] = by->hex();
    out["written"] = to_millis(written);
    return out;
}

}  // namespace

Result<std::vector<Unapproved>> all_unapproved(const node::Replica& replica,
                                               const Kinds& kinds,
                                               const std::optional<SpaceId>& space,
                                               const std::optional<PersonId>& moderator) {
    std::vector<Unapproved> out;
    for (const auto& info : replica.governance().spaces()) {
        if (space && info.id != *space) continue;
        TRY(const auto documents, written_in_quarantine(replica, info.id));
        for (const auto& id : documents) {
            TRY(add_unapproved(out, replica, kinds, id, moderator));
        }
    }
    std::ranges::sort(out, {}, [](const Unapproved& each) {
        return std::tuple{each.written, each.about, each.by};
    });
    return out;
}

Result<Queue> queue_of(const node::Replica& replica,
                       const Kinds& kinds,
                       const QueueFilter& filter,
                       const std::optional<PersonId>& moderator) {
    Queue out;
    TRY(out.calls, open_calls(replica, kinds, filter.space, moderator));
    TRY(out.unapproved, all_unapproved(replica, kinds, filter.space, moderator));
    TRY(keep_asked_for(out.calls, out, replica, kinds, filter));
    TRY(keep_asked_for(out.unapproved, out, replica, kinds, filter));
    return out;
}

Result<std::vector<json::object>> list_queue(const node::Replica& replica,
                                             const Kinds& kinds,
                                             const Request& request) {
    QueueFilter filter;
    TRY(filter.space, request.optional_id<SpaceId>("space"));
    TRY(filter.theme, request.optional_id<DocumentId>("theme"));
    TRY(auto language, request.optional_text("language"));
    filter.language = std::move(language).value_or("");
    if (filter.space && !replica.governance().space_info(*filter.space)) {
        return fail(Errc::not_found, "no space " + filter.space->hex() + " here");
    }
    if (!filter.language.empty() && !is_language(filter.language)) {
        return fail(Errc::bad_value,
                    "\"" + filter.language + "\" is no language; one is written as en or pt-br");
    }
    TRY(const auto queue, queue_of(replica, kinds, filter, replica.person()));
    std::vector<json::object> out;
    for (const auto& call : queue.calls) {
        auto line = line_of("flag", call.about, call.space, call.by, call.written);
        line["id"] = call.call.hex();
        line["reason"] = call.reason;
        out.push_back(std::move(line));
    }
    for (const auto& each : queue.unapproved) {
        auto line = line_of("approval", each.about, each.space, each.by, each.written);
        line["withheld"] = each.withheld;
        out.push_back(std::move(line));
    }
    return out;
}

}  // namespace praxis::community
