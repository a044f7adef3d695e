#include "node/community/adoption.hpp"
#include "node/community/authorship.hpp"
#include "node/community/documents.hpp"
#include "node/community/erasing.hpp"
#include "node/community/reasons.hpp"
#include "node/community/writing.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

// Acts of moderation, and what they keep people from.

namespace praxis::community {
Result<std::string> Documents::why_not_adopted(const node::DocumentState& state,
                                               const std::vector<UpdateId>& base) const {
    const auto* kind = kinds_.by_number(state.kind);
    if (kind == nullptr || !kind->governs_space) {
        return "only what says how its space is run is adopted; this is no such document";
    }
    TRY(const auto version, state.document.at(base));
    const auto adopted = adoption_of(state, author_of(state, replica_.governance()));
    if (!adopted) return "";
    const bool knows_all = std::ranges::all_of(
        adopted->version, [&](const UpdateId& act) { return version.contains(act); });
    if (!knows_all) {
        // Beside the other one it would bring nothing back: both were in force, merged.
        return "another version was adopted, which this one does not know; look at the document as "
               "it is now, write there what is to be otherwise, and adopt that";
    }
    TRY(const auto in_force, state.document.at(adopted->version));
    const bool is_another = adopted->acts.size() > 1 || brings_words(state, in_force, version);
    return is_another ? "" : "this version is adopted already";
}

Result<std::string> Documents::why_in_vain(ModerationAct act,
                                           const node::DocumentState& state,
                                           const std::vector<UpdateId>& base) const {
    const auto now = moderation_of(state.document, author_of(state, replica_.governance()));
    switch (act) {
        case ModerationAct::hide:
            return now.hidden ? "it is hidden already" : "";
        case ModerationAct::restore:
            return now.hidden ? "" : "it is not hidden";
        case ModerationAct::lock:
            return now.locked ? "it is locked already" : "";
        case ModerationAct::unlock:
            if (now.locked) return "";
            return now.moved ? "it is not locked but moved; praxis mod unmove takes that back"
                             : "it is not locked";
        case ModerationAct::move:
            return "a move says to which space: praxis mod move ID --to SPACE";
        case ModerationAct::unmove:
            return now.moved ? "" : "it was not moved";
        case ModerationAct::approve:
            return unapproved(replica_.governance(), state).empty()
                       ? "nothing in it waits for a moderator: nobody in quarantine wrote what no "
                         "moderator has approved"
                       : "";
        case ModerationAct::adopt:
            return why_not_adopted(state, base);
        case ModerationAct::erase:
            break;
    }
    const auto* asked = now.erasure();
    if (asked == nullptr) return "";
    TRY(const bool more, leaves_something(replica_, state, asked->update));
    return more ? ""
                : "that is asked for already, and a steward agrees to it with praxis mod agree " +
                      state.id.hex();
}

Result<void> Documents::check_open(const node::DocumentState& state, const Writing& writing) const {
    const auto person = voter(writing);
    const auto& governance = replica_.governance();
    TRY(const auto restraint, restraint_of(replica_, kinds_, state));
    if (restraint.is_withheld() && !reads_hidden(governance, state, person)) {
        return fail(node::NodeErrc::not_allowed,
                    restraint.hidden ? "it was hidden by a moderator"
                                     : "it waits for a moderator, and is not shown until then");
    }
    if (restraint.moved || (restraint.locked && !may_moderate(governance, state, person))) {
        return fail(node::NodeErrc::not_allowed,
                    std::string{"it was "} + (restraint.moved ? "moved" : "locked") +
                        " by a moderator: it can be read, and neither changed nor answered");
    }
    return success();
}

Result<void> Documents::check_answered(const Kind& kind,
                                       const std::vector<Setting>& settings,
                                       const Writing& writing) const {
    if (!kind.answers) return success();
    for (const auto& setting : settings) {
        if (setting.name != kind.answers->field) continue;
        const auto id = DocumentId::from_hex(setting.text);
        if (!id) continue;
        const auto answered = replica_.document(id.value());
        if (answered) return check_open(*answered.value(), writing);
        if (answered.error().code != node::NodeErrc::not_found) return fail(answered.error());
    }
    return success();
}

node::Task<Result<boost::json::object>> Documents::moderate(DocumentId id,
                                                            ModerationAct act,
                                                            std::string reason,
                                                            std::vector<UpdateId> base,
                                                            Writing writing) {
    CO_TRY(const auto words, moderation_reason(reason));
    node::Draft draft;
    draft.document = id;
    draft.edit = moderation_edit(act, words);
    FormDigest form{"moderate"};
    form.add(id).add(word_of(act)).add(words).add(base);
    draft.token = form.token(writing, replica_.node());
    draft.as = writing.as;
    if (draft.token) {
        CO_TRY(const auto before, replica_.answer_to(*draft.token));
        if (before) {
            auto out = written_line(before->document, before->version);
            co_return co_await with_agreement(std::move(out), id, act, std::move(writing));
        }
    }
    {
        CO_TRY(const auto opened, open(id));
        const auto& state = *opened.state;
        if (!may_moderate(replica_.governance(), state, voter(writing))) {
            co_return fail(node::NodeErrc::not_allowed,
                           "only a moderator or a steward of its space may do this; the steward "
                           "makes moderators, with praxis role add");
        }
        draft.space = state.space;
        draft.kind = state.kind;
        draft.base = base.empty() ? state.document.now().version() : std::move(base);
        CO_TRY(const auto why, why_in_vain(act, state, *draft.base));
        if (!why.empty()) co_return fail(Errc::bad_request, why);
        const auto waits = unapproved(replica_.governance(), state);
        const auto own = voter(writing);
        if (act == ModerationAct::approve && own && waits.size() == 1 && waits.contains(*own)) {
            co_return fail(node::NodeErrc::not_allowed,
                           "nobody approves what they wrote in quarantine: ask another moderator "
                           "or a steward");
        }
        if (act == ModerationAct::erase) {  // what counts for nothing goes, too
            CO_TRY(const auto more, unseen_void(replica_, state, *draft.base));
            for (const auto& each : more) {
                if (draft.base->size() < limits::deps_max) draft.base->push_back(each);
            }
        }
    }
    CO_TRY(auto out, co_await write(std::move(draft)));
    co_return co_await with_agreement(std::move(out), id, act, std::move(writing));
}

/// A steward who asks to erase agrees to it, once.
node::Task<Result<boost::json::object>> Documents::with_agreement(boost::json::object out,
                                                                  DocumentId id,
                                                                  ModerationAct act,
                                                                  Writing writing) {
    if (act != ModerationAct::erase) co_return out;
    std::vector<UpdateId> as_it_is;
    std::string said;  // in the act that asks
    const auto agreed =
        co_await sign_agreements(id, std::move(as_it_is), std::move(said), std::move(writing));
    if (agreed) {
        out["agreed"] = agreed.value().at("agreed");
        co_return out;
    }
    const auto& code = agreed.error().code;
    const bool is_no_matter =
        code == node::NodeErrc::not_allowed || code == make_error_code(Errc::bad_request);
    if (!is_no_matter) co_return fail(agreed.error());
    co_return out;
}

Result<std::vector<governance::AgreeErasure>> Documents::agreements(
    const DocumentId& id, const std::vector<UpdateId>& base, const Writing& writing) const {
    TRY(const auto opened, open(id));
    const auto& state = *opened.state;
    const auto& governance = replica_.governance();
    const auto acts = moderation_of(state.document, author_of(state, governance));
    if (acts.erasure() == nullptr) {
        return fail(Errc::bad_request,
                    "nobody asks to erase it; a moderator does that first, with praxis mod erase");
    }
    const auto person = voter(writing);
    const auto grant = person ? steward_grant(governance, *person, state.space) : std::nullopt;
    if (!grant) {
        return fail(node::NodeErrc::not_allowed,
                    "only a steward of its space agrees to that, or who is above the space, with "
                    "the key of a centre's administrator or of the board: praxis mod agree ID "
                    "--above");
    }
    auto seen = state.document.now();
    if (!base.empty()) {
        TRY(seen, state.document.at(base));
    }
    std::vector<governance::AgreeErasure> out;
    for (const auto& entry : acts.entries) {
        if (entry.act != ModerationAct::erase || entry.taken_back) continue;
        if (!seen.contains(entry.update)) continue;
        const auto known = governance.erasure(state.space, entry.update);
        if (!known.stewards.contains(*person)) out.push_back({*grant, state.space, entry.update});
    }
    if (out.empty()) return fail(Errc::bad_request, "you agreed to that before");
    return out;
}

node::Task<Result<boost::json::object>> Documents::agree_to_erase(DocumentId id,
                                                                  std::vector<UpdateId> base,
                                                                  std::string reason,
                                                                  Writing writing) {
    const auto may = agreements(id, base, writing);
    if (!may) co_return fail(may.error());
    CO_TRY(auto words, moderation_reason(reason));
    auto signing =
        sign_agreements(std::move(id), std::move(base), std::move(words), std::move(writing));
    co_return co_await std::move(signing);
}

node::Task<Result<boost::json::object>> Documents::sign_agreements(DocumentId id,
                                                                   std::vector<UpdateId> base,
                                                                   std::string reason,
                                                                   Writing writing) {
    CO_TRY(const auto acts, agreements(id, base, writing));
    boost::json::object out;
    out["id"] = id.hex();
    out["agreed"] = false;
    for (const auto& act : acts) {
        governance::Act said{act};
        auto why = reason;
        auto as = writing.as;
        CO_TRY(const auto update,
               co_await replica_.act(std::move(said), std::move(why), std::move(as)));
        out["update"] = update.hex();
        if (replica_.governance().erasure(act.space, act.target).agreed) out["agreed"] = true;
    }
    co_return out;
}

node::Task<Result<boost::json::object>> Documents::flag(DocumentId id,
                                                        std::string reason,
                                                        Writing writing) {
    const auto* kind = kinds_.calling_moderators();
    if (kind == nullptr) {
        co_return fail(Errc::unknown_kind, "no kind file here says how moderators are called");
    }
    SpaceId space;
    {
        CO_TRY(const auto opened, open(id));
        if (opened.kind == kind) {
            co_return fail(Errc::bad_request, "moderators were called to that already");
        }
        CO_TRY(const auto restraint, restraint_of(replica_, kinds_, *opened.state));
        if (restraint.hidden) co_return fail(Errc::bad_request, "it is hidden already");
        if (restraint.waits) {
            co_return fail(Errc::bad_request, "it waits for a moderator already");
        }
        space = opened.state->space;
    }
    std::vector<Setting> settings;
    settings.push_back({kind->calls_moderators_to, id.hex()});
    settings.push_back({kind->title, std::move(reason)});
    auto name = kind->name;
    co_return co_await create(std::move(name), space, std::move(settings), std::move(writing));
}

}  // namespace praxis::community
