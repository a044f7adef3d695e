#include "node/web/moderation_pages.hpp"

#include "node/community/erasing.hpp"
#include "node/replica/errc.hpp"
#include "node/web/forms.hpp"
#include "node/web/moves.hpp"
#include "node/web/pages.hpp"
#include "node/web/signing.hpp"
#include "node/web/words.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

// What moderators did, for everybody to see; and the form by which they do it.

namespace praxis::web {
namespace {

using community::ModerationAct;
using community::ModerationEntry;
using community::OpenDocument;

/// A call for moderators is settled by locking it.
bool calls_moderators(const community::Kind* kind) {
    return kind != nullptr && !kind->calls_moderators_to.empty();
}

/// What was done: "Hidden".
std::string done_words(ModerationAct act, const community::Kind* kind) {
    const bool call = calls_moderators(kind);
    switch (act) {
        case ModerationAct::hide:
            return "Hidden";
        case ModerationAct::restore:
            return "Shown again";
        case ModerationAct::lock:
            return call ? "Settled" : "Locked";
        case ModerationAct::unlock:
            return call ? "Opened again" : "Unlocked";
        case ModerationAct::erase:
            return "Asked to be erased";
        case ModerationAct::approve:
            return "Approved";
        case ModerationAct::move:
            return "Moved";
        case ModerationAct::unmove:
            return "Move taken back";
        case ModerationAct::adopt:
            return "Adopted";
    }
    return {};
}

constexpr std::string_view agree_word = "agree";  // to an erasure; no act of the document itself

struct Choice {
    std::string word;
    std::string label;
    std::string means;
};

/// What else there is to do about a document than what its acts say.
struct Situation {
    bool may_agree = false;  ///< to an erasure
    bool waits = false;      ///< for an approval
    bool may_move = false;
};

/// What can be done about a document as it is.
std::vector<Choice> choices_for(const community::ModerationState& now,
                                const community::Kind* kind,
                                const Situation& situation) {
    const auto act = [](ModerationAct which) { return std::string{word_of(which)}; };
    if (calls_moderators(kind)) {
        if (now.locked) {
            return {{act(ModerationAct::unlock), "Open it again", "It waits in the queue."}};
        }
        return {
            {act(ModerationAct::lock), "Settle it", "It leaves the queue; its author reads why."}};
    }
    std::vector<Choice> out;
    if (situation.waits) {
        out.push_back({act(ModerationAct::approve),
                       "Approve it",
                       "What an author in quarantine wrote in it is shown, as you see it now. What "
                       "they write in it later waits again."});
    }
    if (kind != nullptr && kind->governs_space) {
        out.push_back({act(ModerationAct::adopt),
                       "Adopt it",
                       "The words as you have them before you are in force in this space, until "
                       "another version is adopted. What others write meanwhile is not."});
    }
    if (now.hidden) {
        out.push_back({act(ModerationAct::restore),
                       "Show it again",
                       now.erasure() != nullptr
                           ? "Everybody reads again what is not erased yet, and nothing more goes."
                           : "Everybody reads it again who could before."});
    } else {
        out.push_back({act(ModerationAct::hide),
                       "Hide it",
                       "Nobody reads it any more but its author and those who moderate here. "
                       "Nothing of it is lost."});
    }
    if (now.locked) {
        out.push_back(
            {act(ModerationAct::unlock), "Unlock it", "It can be changed and answered again."});
    } else {
        out.push_back({act(ModerationAct::lock),
                       "Lock it",
                       "Everybody reads it; only those who moderate here change or answer it."});
    }
    if (now.moved) {
        out.push_back({act(ModerationAct::unmove),
                       "Take the move back",
                       "It can be changed and answered again. The document that continues it stays "
                       "where it is."});
    } else if (situation.may_move) {
        out.push_back({act(ModerationAct::move),
                       "Move it to another space",
                       "It goes on there as a new document, signed by you, with the words as you "
                       "have them before you. This one stays, with its answers, says where it "
                       "went, and is locked."});
    }
    if (situation.may_agree) {
        out.push_back({std::string{agree_word},
                       "Agree to erase it",
                       "When two have agreed, of whom one is a steward here, its words go for "
                       "good: 14 days later, on every node."});
    }
    out.push_back({act(ModerationAct::erase),
                   "Erase it",
                   "It is hidden at once. When two have agreed, of whom one is a steward here, its "
                   "words go for good: 14 days later, on every node. Copies that were made before "
                   "cannot be recalled."});
    return out;
}

View& add_act(View& lines, const UpdateId& update, std::string by) {
    auto& line = lines.part("LINE");
    line.set("SHORT", update.hex().substr(0, update_digits)).set("BY", std::move(by));
    return line;
}

void add_reason(View& line, const std::optional<std::string>& reason) {
    if (reason) {
        line.part("REASON").set("TEXT", *reason);
    } else {
        line.part("NO_REASON");
    }
}

Result<View*> add_line(Site& site,
                       View& lines,
                       const ModerationEntry& entry,
                       const community::Kind* kind) {
    TRY(auto by, site.person(entry.by));
    auto& line = add_act(lines, entry.update, std::move(by));
    line.set("WHAT", done_words(entry.act, kind)).set("WRITTEN", minute_words(entry.written));
    add_reason(line, entry.reason);
    return &line;
}

/// The same of an act about an author, who is named.
Result<void> add_line(Site& site, View& lines, const community::QuarantineEntry& entry) {
    TRY(auto by, site.person(entry.by));
    auto& line = add_act(lines, entry.update, std::move(by));
    const bool begins = entry.what == community::QuarantineEntry::What::quarantine;
    line.set("WHAT", begins ? "Put in quarantine" : "Released from quarantine")
        .set("WRITTEN", minute_words(entry.written));
    add_reason(line, entry.reason.empty() ? std::nullopt : std::optional{entry.reason});
    TRY(auto name, site.person(entry.person));
    line.part("AUTHOR").set("NAME", std::move(name));
    return success();
}

/// What the log says of the document: its title and where it went, where this visitor reads it.
Result<void> add_subject(Site& site,
                         const Visit& visit,
                         View& line,
                         const DocumentId& document,
                         const std::optional<community::Continuation>& to) {
    const auto id = document.hex();
    const auto opened = site.open(visit, id);
    line.part("ABOUT").set("ID", id).set(
        "TITLE", opened ? Site::title_of(opened.value()) : "document " + id.substr(0, 10));
    if (!opened) return success();
    TRY(add_continuation(site, visit, line, to));
    return success();
}

/// One line of the log of a space.
Result<void> add_line(Site& site,
                      const Visit& visit,
                      View& lines,
                      const community::ModerationLog::Line& each) {
    using Log = community::ModerationLog;
    if (const auto* author = std::get_if<community::QuarantineEntry>(&each)) {
        return add_line(site, lines, *author);
    }
    if (const auto* agreement = std::get_if<Log::Agreement>(&each)) {
        std::string by = "a key above the space";
        if (agreement->by) {
            TRY(by, site.person(agreement->by));
        }
        auto& line = add_act(lines, agreement->update, std::move(by));
        line.set("WHAT", "Agreed to erase").set("WRITTEN", minute_words(agreement->written));
        if (!agreement->reason.empty()) line.part("REASON").set("TEXT", agreement->reason);
        return add_subject(site, visit, line, agreement->document, std::nullopt);
    }
    const auto& of = std::get<Log::OfDocument>(each);
    TRY(const auto state, site.replica.document(of.document));
    const auto* kind = site.kinds.by_number(state->kind);
    TRY(auto* line, add_line(site, lines, of.entry, kind));
    return add_subject(site, visit, *line, of.document, of.to);
}

/// The document a line of the log is about; null when it is about an author.
const DocumentId* subject_of(const community::ModerationLog::Line& each) {
    using Log = community::ModerationLog;
    if (const auto* of = std::get_if<Log::OfDocument>(&each)) return &of->document;
    if (const auto* agreement = std::get_if<Log::Agreement>(&each)) return &agreement->document;
    return nullptr;
}

Result<OpenDocument> open_to_moderate(const Site& site, const Visit& visit) {
    TRY(auto document, site.open(visit, visit.request.params.at(0)));
    if (site.may_moderate(visit, document)) return document;
    return fail(node::NodeErrc::not_allowed,
                "Only a moderator or a steward of its space may do this.");
}

/// Whether the visitor is a steward who may agree, and has not, to what is asked to be erased.
bool may_agree(const Site& site,
               const Visit& visit,
               const node::DocumentState& state,
               const community::ModerationState& now) {
    const auto person = visit.person();
    const auto* asked = now.erasure();
    const auto& governance = site.replica.governance();
    return person && asked != nullptr &&
           community::steward_grant(governance, *person, state.space) &&
           !governance.erasure(state.space, asked->update).stewards.contains(*person);
}

Result<http::Response> show_form(Site& site,
                                 const Visit& visit,
                                 const OpenDocument& document,
                                 const std::string& problem) {
    const auto& state = *document.state;
    const auto author = community::author_of(state, site.replica.governance());
    const auto now = community::moderation_of(state.document, author);
    View view;
    TRY(auto space, site.space_name(state.space));
    view.set("ID", state.id.hex())
        .set("SPACE", state.space.hex())
        .set("SPACE_NAME", std::move(space))
        .set("TITLE", Site::title_of(document));
    add_problem(view, problem);
    TRY(add_moderation(site, view, "MODERATION", now.entries, document.kind));
    const auto* token = visit.form.first("token");
    add_hidden(view, visit, token != nullptr ? *token : site.draw_token(), document.version);
    const auto* chosen = visit.form.first("act");
    Situation situation;
    situation.may_agree = may_agree(site, visit, state, now);
    situation.waits = !community::unapproved(site.replica.governance(), state).empty();
    if (!now.moved && !document.restraint.is_withheld()) {
        TRY(situation.may_move, add_destinations(site, visit, view, document));
    }
    for (const auto& choice : choices_for(now, document.kind, situation)) {
        auto& line = view.part("ACT");
        line.set("WORD", choice.word).set("LABEL", choice.label).set("MEANS", choice.means);
        line.part_if("CHOSEN", chosen != nullptr && *chosen == choice.word);
    }
    const auto* reason = visit.form.first("reason");
    view.set("REASON", reason != nullptr ? *reason : std::string{});
    Frame frame;
    frame.title = "Moderate " + Site::title_of(document);
    if (!problem.empty()) frame.status = 422;
    return site.page(visit, std::move(frame), "moderate.tpl", view);
}

/// Does what the form asks for about a document, and says where that is seen: fails as Documents.
node::Task<Result<std::string>> moderate_by_form(Site& site,
                                                 const Visit& visit,
                                                 DocumentId id,
                                                 ModerationAct act) {
    CO_TRY(auto base, ids_in(visit.form, "base"));
    CO_TRY(auto writing, writing_of(visit));
    const auto* typed = visit.form.first("reason");
    std::string reason = typed != nullptr ? *typed : std::string{};
    if (act != ModerationAct::move) {
        auto running = site.documents.moderate(
            id, act, std::move(reason), std::move(base), std::move(writing));
        CO_TRY(co_await std::move(running));
        co_return id.hex();
    }
    const auto* chosen = visit.form.first("to");
    const auto space = SpaceId::from_hex(chosen != nullptr ? *chosen : std::string{});
    if (!space) co_return fail(community::Errc::bad_request, "choose the space to move it to");
    const community::Destination to{space.value(), visit.form.first("wider") != nullptr};
    auto running =
        site.documents.move(id, to, std::move(reason), std::move(base), std::move(writing));
    CO_TRY(const auto written, co_await std::move(running));
    co_return std::string{written.at("id").as_string()};
}

}  // namespace

Result<void> add_moderation(Site& site,
                            View& view,
                            const std::string& name,
                            const std::vector<ModerationEntry>& entries,
                            const community::Kind* kind) {
    auto& piece = view.piece(name, "moderation_lines.tpl");
    if (entries.empty()) return success();
    auto& lines = piece.part("LINES");
    for (const auto& entry : entries) {
        TRY(add_line(site, lines, entry, kind));
    }
    return success();
}

bool is_withheld(const Error& error) {
    return error.code == make_error_code(community::Errc::hidden) ||
           error.code == make_error_code(community::Errc::waits);
}

std::string_view withheld_words(const community::Restraint& restraint) {
    return restraint.hidden ? "hidden by a moderator" : "that waits for a moderator";
}

std::string_view withheld_words(const Error& error) {
    community::Restraint restraint;
    restraint.hidden = error.code == make_error_code(community::Errc::hidden);
    return withheld_words(restraint);
}

Result<http::Response> withheld_page(Site& site, const Visit& visit, const DocumentId& id) {
    TRY(const auto state, site.replica.document(id));
    const auto* kind = site.kinds.by_number(state->kind);
    const auto label = kind != nullptr ? kind->label : std::string{"Document"};
    const auto author = community::author_of(*state, site.replica.governance());
    const auto own = community::moderation_of(state->document, author);
    TRY(const auto restraint, community::restraint_of(site.replica, site.kinds, *state));
    const std::string why{withheld_words(restraint)};
    View view;
    TRY(auto space, site.space_name(state->space));
    view.set("SPACE", state->space.hex())
        .set("SPACE_NAME", std::move(space))
        .set("LABEL", label)
        .set("WHY", why);
    view.part(restraint.hidden ? "HIDDEN" : "WAITS");
    if (!community::own_restraint(site.replica.governance(), *state).is_withheld()) {
        TRY(const auto document, site.catalogue.open(id));
        TRY(const auto answered, site.catalogue.answered(document));
        if (answered) view.part("ANSWERED").set("ID", answered->hex());
    }
    TRY(add_moderation(site, view, "MODERATION", own.entries, kind));
    Frame frame;
    frame.title = label + " " + why;
    return site.page(visit, std::move(frame), "withheld.tpl", view);
}

bool erases(const http::Form& form) {
    const auto* act = form.first("act");
    return act != nullptr && (*act == agree_word || *act == word_of(ModerationAct::erase));
}

Answer moderation_page(Site& site, const Visit& visit) {
    CO_TRY(const auto space, site.space(visit, visit.request.params.at(0)));
    CO_TRY(const auto log, site.moderation_log.read(space.id));
    std::vector<const community::ModerationLog::Line*> shown;
    for (const auto& line : log.lines) {
        const auto* document = subject_of(line);
        if (document == nullptr) {  // for everybody who enters the space
            shown.push_back(&line);
            continue;
        }
        const auto readable = site.reading.may_read(visit.person(), *document);
        if (!readable && !node::is_unmerged(readable.error())) co_return fail(readable.error());
        if (readable && readable.value()) shown.push_back(&line);
    }
    View view;
    CO_TRY(auto name, site.space_name(space.id));
    view.set("SPACE", space.id.hex())
        .set("NAME", name)
        .set("COUNT_WORDS", count_words(shown.size(), "act", "acts") + ".");
    constexpr auto a_page = limits::list_lines_max;
    const auto pages = std::max<std::size_t>(1, (shown.size() + a_page - 1) / a_page);
    const auto page = std::min(page_asked(visit.query), pages);
    auto& piece = view.piece("LOG", "moderation_lines.tpl");
    if (!shown.empty()) {
        auto& lines = piece.part("LINES");
        for (auto i = (page - 1) * a_page; i < std::min(shown.size(), page * a_page); ++i) {
            CO_TRY(add_line(site, visit, lines, *shown[i]));
        }
    }
    if (log.not_merged > 0 && site.reading.reads_all(visit.person(), space.id)) {
        view.part("NOT_MERGED")
            .set("WORDS",
                 count_words(log.not_merged, "document was", "documents were") +
                     " moderated too, and cannot be merged, or not yet.");
    }
    add_page_links(view, "/s/" + space.id.hex() + "/moderation", page, pages, {"Newer", "Older"});
    view.part_if("QUEUE", site.moderates_in(visit, space.id));
    view.part_if("QUARANTINE", site.may_quarantine(visit, space.id));
    Frame frame;
    frame.title = "What was moderated in " + name;
    frame.place = Place::spaces;
    co_return site.page(visit, std::move(frame), "moderation.tpl", view);
}

Answer moderate_form(Site& site, const Visit& visit) {
    CO_TRY(const auto document, open_to_moderate(site, visit));
    co_return show_form(site, visit, document, {});
}

Answer moderate_sent(Site& site, const Visit& visit) {
    CO_TRY(const auto document, open_to_moderate(site, visit));
    const auto* word = visit.form.first("act");
    if (word != nullptr && *word == agree_word) {
        CO_TRY(auto base, ids_in(visit.form, "base"));
        CO_TRY(auto writing, writing_of(visit));
        auto reason = field_of(visit.form, "reason");
        auto running = site.documents.agree_to_erase(
            document.state->id, std::move(base), std::move(reason), std::move(writing));
        const auto agreed = co_await std::move(running);
        if (agreed) co_return http::redirect("/d/" + document.state->id.hex());
        const bool in_vain = agreed.error().code == make_error_code(community::Errc::bad_request);
        const bool refused = agreed.error().code == make_error_code(node::NodeErrc::not_allowed);
        if (refused || (!in_vain && !is_about_form(agreed.error()))) {
            co_return fail(agreed.error());
        }
        co_return show_form(site, visit, document, sentence_of(node::words_of(agreed.error())));
    }
    const auto act = community::moderation_act_from(word != nullptr ? *word : std::string{});
    if (!act) co_return show_form(site, visit, document, "Choose what to do.");
    auto running = moderate_by_form(site, visit, document.state->id, *act);
    const auto written = co_await std::move(running);
    if (!written) {
        const bool in_vain = written.error().code == make_error_code(community::Errc::bad_request);
        if (!in_vain && !is_about_form(written.error())) co_return fail(written.error());
        co_return show_form(site, visit, document, sentence_of(node::words_of(written.error())));
    }
    co_return http::redirect("/d/" + written.value());
}

}  // namespace praxis::web
