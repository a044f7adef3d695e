#include "node/community/documents.hpp"
#include "node/community/reasons.hpp"
#include "node/community/writing.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

// Moving a document: an act about the old one, and a new one that continues it.

namespace praxis::community {

Result<void> Documents::check_movable(const Opened& opened, const Destination& to) const {
    const auto& state = *opened.state;
    const auto& governance = replica_.governance();
    if (opened.kind->continuing() == nullptr) {
        return fail(Errc::bad_request,
                    opened.kind->answers ? "it stays with what it answers; move that"
                                         : "documents of its kind stay in their space");
    }
    if (!governance.space_info(to.space)) {
        return fail(Errc::not_found, "no space " + to.space.hex() + " here");
    }
    if (to.space == state.space) return fail(Errc::bad_request, "it is in that space already");
    TRY(const auto restraint, restraint_of(replica_, kinds_, state));
    if (restraint.moved) {
        return fail(Errc::bad_request,
                    "it was moved already; praxis mod unmove takes that back first");
    }
    if (restraint.hidden) {
        return fail(Errc::bad_request, "it is hidden, and a move would show it; restore it first");
    }
    if (restraint.waits) {
        return fail(Errc::bad_request,
                    "it waits for a moderator, and a move would show it; approve it first");
    }
    if (!to.wider && is_read_by_more(governance, state, to.space)) {
        return fail(Errc::bad_request,
                    "people may read that space who may not read this document here; if that is "
                    "meant, say so: --wider, or the box in the form");
    }
    return success();
}

Result<Documents::Moving> Documents::compose_move(const DocumentId& id,
                                                  const Destination& to,
                                                  std::string_view reason,
                                                  std::vector<UpdateId> base,
                                                  const Writing& writing) const {
    TRY(const auto opened, open_as(id, {}));
    const auto& state = *opened.state;
    const auto& kind = *opened.kind;
    if (!may_moderate(replica_.governance(), state, voter(writing))) {
        return fail(node::NodeErrc::not_allowed,
                    "only a moderator or a steward of its space may do this; the steward makes "
                    "moderators, with praxis role add");
    }
    TRY(check_movable(opened, to));
    if (base.empty()) base = state.document.now().version();
    const auto view = state.document.at(base);
    if (!view) {
        return fail(Errc::not_found,
                    "the base names an update that is not of this document, or not here");
    }
    if (differs_in_visibility(kind, view.value(), state.document.now())) {
        return fail(Errc::bad_request,
                    "who may read it was changed since you looked; look again, and move it then");
    }
    TRY(const auto carried, carried_over(kind, view.value()));
    Moving out;
    out.left_behind = to_json(carried.left_behind);
    out.names_act = address_of({kind.continuing(), {}});
    out.act.space = state.space;
    out.act.document = id;
    out.act.kind = kind.number;
    out.act.edit = moderation_edit(ModerationAct::move, reason);
    out.act.base = std::move(base);
    out.act.checked = state.document.now().version();
    out.act.as = writing.as;
    out.continuation.space = to.space;
    out.continuation.kind = kind.number;
    TRY(out.continuation.edit, compose_new(kind, carried.settings, writing.called));
    out.continuation.as = writing.as;
    return out;
}

Result<boost::json::array> Documents::left_behind_of(const DocumentId& id) const {
    TRY(const auto state, replica_.document(id));
    TRY(const auto continued, moves_.continued_by(*state));
    const auto* kind = kinds_.by_number(state->kind);
    if (!continued || kind == nullptr) return boost::json::array{};
    TRY(const auto old, replica_.document(continued->id));
    const std::array version{continued->act.update};
    TRY(const auto view, old->document.at(version));
    TRY(const auto carried, carried_over(*kind, view));
    return to_json(carried.left_behind);
}

node::Task<Result<boost::json::object>> Documents::move(DocumentId id,
                                                        Destination to,
                                                        std::string reason,
                                                        std::vector<UpdateId> base,
                                                        Writing writing) {
    CO_TRY(const auto words, moderation_reason(reason));
    FormDigest form{"move"};
    const auto token =
        form.add(id).add(to.space).add(words).add(base).token(writing, replica_.node());
    const auto line = [](const node::Written& written, boost::json::array left_behind) {
        auto out = written_line(written.document, written.version);
        out["left_behind"] = std::move(left_behind);
        return out;
    };
    if (token) {
        CO_TRY(const auto before, replica_.answer_to(*token));
        if (before) {
            auto left_behind = left_behind_of(before->document);
            co_return line(*before,
                           left_behind ? std::move(left_behind).value() : boost::json::array{});
        }
    }
    constexpr int tries = 8;  // each takes a commit in which somebody else changed it
    for (int left = tries; left > 0; --left) {
        CO_TRY(auto moving, compose_move(id, to, words, base, writing));
        moving.continuation.token = token;
        auto names_act = moving.names_act;
        const auto written = co_await replica_.author_both(
            std::move(moving.act), std::move(moving.continuation), std::move(names_act));
        if (written) co_return line(written.value(), std::move(moving.left_behind));
        const auto& code = written.error().code;
        if (code == node::NodeErrc::stale_position) continue;  // look at it again
        if (code == node::NodeErrc::not_allowed) {
            CO_TRY(writing.as ? explain_missing_right_of(writing.as->key(), to.space)
                              : explain_missing_right(to.space));
        }
        co_return fail(written.error());
    }
    co_return fail(node::NodeErrc::busy, "it is changed by many at once; move it again");
}

Result<void> Documents::add_moves(boost::json::object& to,
                                  const node::DocumentState& state,
                                  const ModerationState& acts,
                                  Unmerged how) const {
    TRY(const auto moves, moves_.of(state, acts));
    if (!moves.empty()) {
        boost::json::array lines;
        for (const auto& move : moves)
            lines.push_back(to_json(move));
        to["moved"] = std::move(lines);
    }
    const auto continued = moves_.continued_by(state);
    if (!continued && may_lack(continued.error(), how)) return success();
    if (!continued) return fail(continued.error());
    if (continued.value()) to["continues"] = to_json(*continued.value());
    return success();
}

}  // namespace praxis::community
