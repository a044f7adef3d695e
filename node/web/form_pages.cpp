#include "node/replica/errc.hpp"
#include "node/web/forms.hpp"
#include "node/web/pages.hpp"
#include "node/web/posts.hpp"
#include "node/web/values.hpp"
#include "node/web/words.hpp"
#include "protocol/base/utf8.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

// Pages on which people write: a new document, an edit, a choice among values, a reply. A form that
// cannot be saved comes back with what was typed.

namespace praxis::web {
namespace {

using community::FieldPlace;
using community::FieldType;
using community::OpenDocument;

/// What a form is filled with: at first what is there, later what was typed.
struct Draft {
    const http::Form* typed = nullptr;
    std::string problem{};
};

Result<void> check_may_write(const Site& site, const Visit& visit, const SpaceId& space) {
    if (site.may_write(visit, space)) return success();
    return fail(node::NodeErrc::not_allowed, "You may read this, but not write here.");
}

WordsOf words_for(Site& site, const Visit& visit) {
    return [&](const community::Field& field, const std::string& text) {
        return element_words(site, visit, field, text);
    };
}

std::string token_of(Site& site, const Draft& draft) {
    const auto* token = draft.typed != nullptr ? draft.typed->first("token") : nullptr;
    return token != nullptr ? *token : site.draw_token();
}

Frame frame_of(const std::string& title, const Draft& draft) {
    Frame out;
    out.title = title;
    if (!draft.problem.empty()) out.status = 422;
    out.bytes_max = limits::http_text_response_bytes_max;  // a whole text may be in it
    return out;
}

/// The id that an act gave back.
Result<DocumentId> written_id(const boost::json::object& answer) {
    return DocumentId::from_hex(std::string{answer.at("id").as_string()});
}

// --- a new document ---

struct NewPlace {
    governance::SpaceInfo space;
    const community::Kind* kind;
};

Result<NewPlace> new_place(const Site& site, const Visit& visit) {
    TRY(const auto space, site.space(visit, visit.request.params.at(0)));
    const auto kind = site.kinds.by_name(visit.request.params.at(1));
    if (!kind || !site.is_written_in(*kind.value(), space.id)) {
        return fail(community::Errc::no_such_part,
                    "Nothing of that kind is written in this space.");
    }
    if (!site.may_write_new(visit, *kind.value(), space.id)) {
        return fail(node::NodeErrc::not_allowed, "You may read this, but not write here.");
    }
    return NewPlace{space, kind.value()};
}

Result<http::Response> show_new(Site& site,
                                const Visit& visit,
                                const NewPlace& at,
                                const Draft& draft) {
    View view;
    TRY(auto name, site.space_name(at.space.id));
    view.set("SPACE", at.space.id.hex())
        .set("SPACE_NAME", std::move(name))
        .set("KIND_NAME", at.kind->name)
        .set("PLURAL", at.kind->plural)
        .set("LABEL", at.kind->label);
    add_problem(view, draft.problem);
    add_hidden(view, visit, token_of(site, draft), {});
    const auto add = [&](const community::Field& field) {
        add_input(view, FieldPlace{&field, {}}, nullptr, draft.typed, words_for(site, visit));
    };
    const auto title = at.kind->place(at.kind->title);
    if (title) add(*title.value().field);
    for (const auto prose : {true, false}) {
        for (const auto& field : at.kind->fields) {
            const bool is_prose = field.type == FieldType::text;
            if (field.continues) continue;  // a move writes it
            if (is_prose == prose && field.name != at.kind->title) add(field);
        }
    }
    return site.page(visit, frame_of("New: " + at.kind->label, draft), "new.tpl", view);
}

// --- an edit ---

/// What part of a document a form is about: its short fields, or one text; in one language.
struct EditScope {
    std::string field;     ///< of one text; empty: the short fields
    std::string language;  ///< empty: the document's own
};

EditScope scope_in(const http::Form& form) {
    EditScope out;
    if (const auto* field = form.first("field")) out.field = *field;
    if (const auto* lang = form.first("lang")) out.language = *lang;
    const bool is_section = !out.field.empty() && out.field.find(':') == std::string::npos;
    if (is_section && !out.language.empty()) out.field += ":" + out.language;
    return out;
}

/// What an author's words are called when they are merged into a field with several values.
std::string several_words(const OpenDocument& document) {
    std::vector<std::string> labels;
    for (const auto& field : document.fields) {
        if (!field.conflict.empty()) labels.push_back(label_of(field.place));
    }
    return labels.empty() ? std::string{} : "Several values stand for " + list_words(labels) + ".";
}

/// A field of ballots as whoever fills in the form sees it: what they cast.
community::ReadField own_ballot(const community::ReadField& field, const community::Voter& voter) {
    community::ReadField out{field.place, {}};
    if (voter) out.value.text = community::ballot_of(field, *voter);
    return out;
}

void add_short_fields(View& form,
                      const OpenDocument& document,
                      const std::string& language,
                      const http::Form* typed,
                      const WordsOf& words,
                      const community::Voter& voter) {
    for (const auto& field : document.kind->fields) {
        if (field.type == FieldType::text || field.type == FieldType::constant) continue;
        if (document.kind->answers && field.type != FieldType::ballot) continue;
        if (!language.empty() && !field.by_language) continue;
        const FieldPlace place{&field, language};
        const auto* held = community::find_field(document.fields, place.name());
        if (field.type == FieldType::ballot && held != nullptr) {
            const auto own = own_ballot(*held, voter);
            add_input(form, place, &own, typed, words);
        } else {
            add_input(form, place, held, typed, words);
        }
    }
}

void add_section_links(View& view, const OpenDocument& document, const std::string& language) {
    View* sections = nullptr;
    for (const auto& field : document.kind->fields) {
        if (field.type != FieldType::text) continue;
        if (!language.empty() && !field.by_language) continue;
        if (sections == nullptr) sections = &view.part("SECTIONS");
        const FieldPlace place{&field, language};
        const auto* read = community::find_field(document.fields, place.name());
        const auto length = read != nullptr ? count_utf8(read->value.text).value() : 0;
        sections->part("SECTION")
            .set("FIELD", place.name())
            .set("LABEL", label_of(place))
            .set("WORDS",
                 length == 0 ? std::string{"Nothing written yet"}
                             : count_words(length, "character", "characters"));
    }
}

Result<void> add_edit_head(Site& site, View& view, const OpenDocument& document) {
    TRY(auto space, site.space_name(document.state->space));
    view.set("ID", document.state->id.hex())
        .set("SPACE", document.state->space.hex())
        .set("SPACE_NAME", std::move(space))
        .set("TITLE", Site::title_of(document));
    return success();
}

void add_scope(View& form, const EditScope& scope) {
    auto& hidden = form.piece("HIDDEN", "hidden_scope.tpl");
    hidden.set("FIELD", scope.field).set("LANG", scope.language);
}

Result<http::Response> show_edit(Site& site,
                                 const Visit& visit,
                                 const OpenDocument& document,
                                 const EditScope& asked,
                                 const Draft& draft) {
    const bool is_answer = document.kind->answers.has_value();
    const auto scope = is_answer ? EditScope{} : asked;
    View view;
    TRY(add_edit_head(site, view, document));
    add_problem(view, draft.problem);
    const auto now = document.state->document.now().version();
    view.part_if("STALE", document.version != now);
    auto& form = view.part("FORM");
    add_hidden(form, visit, token_of(site, draft), document.version);
    add_scope(form, scope);
    auto heading = "Edit " + Site::title_of(document);
    if (!scope.field.empty()) {
        TRY(const auto place, document.kind->place(scope.field, community::Called::by_label));
        if (place.field->type != FieldType::text) {
            return fail(community::Errc::no_such_part, "This document has no such section.");
        }
        heading = "Edit: " + label_of(place);
        const auto* held = community::find_field(document.fields, scope.field);
        add_input(form, place, held, draft.typed, words_for(site, visit));
    } else {
        TRY(const auto title,
            document.kind->place(scope.language.empty()
                                     ? document.kind->title
                                     : document.kind->title + ":" + scope.language,
                                 community::Called::by_label));
        if (!scope.language.empty()) heading += " (" + title.language + ")";
        const auto several = several_words(document);
        if (!several.empty()) view.part("CONFLICT").set("WORDS", several);
        add_short_fields(
            form, document, scope.language, draft.typed, words_for(site, visit), visit.person());
        if (!is_answer) {
            add_section_links(view, document, scope.language);
            view.part("TRANSLATE").set("LANG", scope.language);
        }
    }
    view.set("HEADING", heading);
    auto frame = frame_of(heading, draft);
    TRY(frame.foot, site.foot_of(document));
    return site.page(visit, std::move(frame), "edit.tpl", view);
}

/// What was said stays: of an answer a form casts ballots alone.
Result<void> check_settings(const community::Kind& kind,
                            const std::vector<community::Setting>& settings) {
    for (const auto& setting : settings) {
        TRY(const auto place, kind.place(setting.name, community::Called::by_label));
        if (kind.answers && place.field->type != FieldType::ballot) {
            return fail(node::NodeErrc::not_allowed,
                        "What was said is not changed afterwards; reply.");
        }
    }
    return success();
}

/// A document that this visitor may change by a form, at the version the form was made from.
Result<OpenDocument> open_to_edit(const Site& site, const Visit& visit, const http::Form& from) {
    TRY(const auto base, ids_in(from, "base"));
    TRY(auto document, site.open(visit, visit.request.params.at(0), base));
    TRY(check_may_write(site, visit, document.state->space));
    TRY(site.check_not_locked(visit, document));
    if (document.kind->answers) {
        if (document.kind->has_ballots()) return document;
        return fail(node::NodeErrc::not_allowed, "What was said is not changed afterwards; reply.");
    }
    if (!site.may_edit(visit, document)) {
        return fail(node::NodeErrc::not_allowed,
                    "Only who wrote this first, or whom it is about, may change it.");
    }
    return document;
}

// --- a choice ---

Result<void> add_choices(Site& site,
                         const Visit& visit,
                         View& at,
                         const community::ReadField& field) {
    for (const auto& one : field.conflict) {
        auto& value = at.part("VALUE");
        TRY(auto author, site.person(one.person));
        value.set("UPDATE", one.update.hex())
            .set("AUTHOR", std::move(author))
            .set("WRITTEN", minute_words(one.written));
        TRY(fill_value(
            site, visit, value.piece("SHOWN", "value.tpl"), *field.place.field, one.value));
    }
    return success();
}

std::string who_chooses(const Visit& visit, const OpenDocument& document) {
    if (document.restraint.moved) return "It was moved: nothing here is changed any more.";
    if (document.kind->beside_root) return "Who wrote this first, or whom it is about, can choose.";
    return visit.session ? "Whoever may write in this space can choose."
                         : "Sign in as a member of this space to choose.";
}

Result<http::Response> show_conflicts(Site& site,
                                      const Visit& visit,
                                      const OpenDocument& document,
                                      const Draft& draft) {
    View view;
    TRY(add_edit_head(site, view, document));
    add_problem(view, draft.problem);
    const bool may_write = site.may_edit(visit, document);
    bool some = false;
    for (const auto& field : document.fields) {
        if (field.conflict.empty()) continue;
        some = true;
        auto& part = view.part("FIELD");
        part.set("NAME", field.place.name()).set("LABEL", label_of(field.place));
        auto& inner = part.part(may_write ? "FORM" : "READ_ONLY");
        if (may_write) {
            add_hidden(inner, visit, site.draw_token(), document.version);
            add_scope(inner, {field.place.name(), {}});
        } else {
            inner.set("WORDS", who_chooses(visit, document));
        }
        TRY(add_choices(site, visit, inner, field));
    }
    view.part(some ? "SOME" : "NONE");
    auto frame = frame_of("Choose among values", draft);
    TRY(frame.foot, site.foot_of(document));
    return site.page(visit, std::move(frame), "conflicts.tpl", view);
}

/// The value of the update that was chosen.
Result<community::Setting> chosen(const OpenDocument& document, const http::Form& form) {
    const auto* name = form.first("field");
    const auto* update = form.first("choose");
    const auto* field = name != nullptr ? community::find_field(document.fields, *name) : nullptr;
    if (field != nullptr && update != nullptr) {
        for (const auto& one : field->conflict) {
            if (one.update.hex() != *update) continue;
            if (one.value.state != community::ReadValue::State::shown) {
                return fail(community::Errc::bad_value,
                            "That value cannot be read here, so it cannot be chosen.");
            }
            return community::Setting{*name, one.value.text};
        }
    }
    return fail(community::Errc::bad_value, "Choose one of the values.");
}

// --- a reply ---

Result<OpenDocument> open_to_reply(const Site& site, const Visit& visit) {
    TRY(auto document, site.open(visit, visit.request.params.at(0)));
    if (site.kinds.answering(*document.kind) == nullptr) {
        return fail(community::Errc::no_such_part, "Nobody can reply to a document of this kind.");
    }
    TRY(check_may_write(site, visit, document.state->space));
    return document;
}

/// Takes what a form or an address asks to quote, unless it may not be.
Result<void> take_quote(ReplyDraft& reply,
                        Site& site,
                        const Visit& visit,
                        const OpenDocument& document,
                        const http::Form& form) {
    const auto* digits = form.first("quote");
    if (digits == nullptr || digits->empty()) return success();
    const auto id = DocumentId::from_hex(*digits);
    bool may = false;
    if (id) {
        TRY(may, may_quote(site, visit, document, id.value()));
    }
    if (may) reply.quote = id.value();
    reply.quote_gone = !may;
    return success();
}

Result<http::Response> show_reply(Site& site,
                                  const Visit& visit,
                                  const OpenDocument& document,
                                  const ReplyDraft& text,
                                  const Draft& draft) {
    View view;
    TRY(add_edit_head(site, view, document));
    add_problem(view, draft.problem);
    TRY(add_reply_form(site, visit, view, document, text));
    auto frame = frame_of("Reply to " + Site::title_of(document), draft);
    TRY(frame.foot, site.foot_of(document));
    return site.page(visit, std::move(frame), "reply.tpl", view);
}

}  // namespace

Answer new_form(Site& site, const Visit& visit) {
    CO_TRY(const auto at, new_place(site, visit));
    co_return show_new(site, visit, at, {});
}

Answer new_sent(Site& site, const Visit& visit) {
    CO_TRY(const auto at, new_place(site, visit));
    CO_TRY(auto settings, settings_in(*at.kind, visit.form));
    CO_TRY(auto writing, writing_of(visit));
    std::erase_if(settings, [](const auto& one) { return one.as_it_was || one.text.empty(); });
    auto kind = at.kind->name;
    auto act = site.documents.create(
        std::move(kind), at.space.id, std::move(settings), std::move(writing));
    const auto written = co_await std::move(act);
    if (!written) {
        if (!is_about_form(written.error())) co_return fail(written.error());
        const Draft draft{&visit.form, node::words_of(written.error())};
        co_return show_new(site, visit, at, draft);
    }
    CO_TRY(const auto id, written_id(written.value()));
    co_return http::redirect("/d/" + id.hex());
}

Answer edit_form(Site& site, const Visit& visit) {
    const http::Form nothing;
    CO_TRY(const auto document, open_to_edit(site, visit, nothing));
    co_return show_edit(site, visit, document, scope_in(visit.query), {});
}

Answer edit_sent(Site& site, const Visit& visit) {
    CO_TRY(const auto document, open_to_edit(site, visit, visit.form));
    CO_TRY(auto settings, settings_in(*document.kind, visit.form));
    CO_TRY(check_settings(*document.kind, settings));
    CO_TRY(auto writing, writing_of(visit));
    auto kind = document.kind->name;
    auto base = document.version;
    auto act = site.documents.edit(document.state->id,
                                   std::move(kind),
                                   std::move(settings),
                                   std::move(base),
                                   std::move(writing));
    const auto written = co_await std::move(act);
    if (!written) {
        if (!is_about_form(written.error())) co_return fail(written.error());
        const Draft draft{&visit.form, node::words_of(written.error())};
        co_return show_edit(site, visit, document, scope_in(visit.form), draft);
    }
    const auto scope = scope_in(visit.form);
    const auto language = scope.language.empty() ? scope.field.find(':') : std::string::npos;
    const auto tag = !scope.language.empty()         ? scope.language
                     : language != std::string::npos ? scope.field.substr(language + 1)
                                                     : std::string{};
    const auto query = tag.empty() ? std::string{} : "?lang=" + http::percent_encoded(tag);
    co_return http::redirect("/d/" + document.state->id.hex() + query);
}

Answer conflicts_form(Site& site, const Visit& visit) {
    CO_TRY(const auto document, site.open(visit, visit.request.params.at(0)));
    co_return show_conflicts(site, visit, document, {});
}

Answer conflicts_sent(Site& site, const Visit& visit) {
    CO_TRY(const auto document, open_to_edit(site, visit, visit.form));
    auto setting = chosen(document, visit.form);
    if (!setting) {
        CO_TRY(const auto now, site.open(visit, visit.request.params.at(0)));
        const Draft draft{nullptr, setting.error().detail};
        co_return show_conflicts(site, visit, now, draft);
    }
    CO_TRY(auto writing, writing_of(visit));
    std::vector<community::Setting> settings;
    settings.push_back(std::move(setting).value());
    CO_TRY(check_settings(*document.kind, settings));
    auto kind = document.kind->name;
    auto base = document.version;
    auto act = site.documents.edit(document.state->id,
                                   std::move(kind),
                                   std::move(settings),
                                   std::move(base),
                                   std::move(writing));
    CO_TRY(co_await std::move(act));
    co_return http::redirect("/d/" + document.state->id.hex());
}

Answer reply_form(Site& site, const Visit& visit) {
    CO_TRY(const auto document, open_to_reply(site, visit));
    CO_TRY(site.check_not_locked(visit, document));
    ReplyDraft text;
    CO_TRY(take_quote(text, site, visit, document, visit.query));
    co_return show_reply(site, visit, document, text, {});
}

Answer reply_sent(Site& site, const Visit& visit) {
    CO_TRY(const auto document, open_to_reply(site, visit));
    CO_TRY(auto writing, writing_of(visit));
    ReplyDraft text;
    CO_TRY(take_quote(text, site, visit, document, visit.form));
    if (const auto* typed = visit.form.first("text")) text.text = *typed;
    text.token = *writing.token;
    if (text.quote_gone) {
        const Draft draft{&visit.form, "Nothing was sent. Send it without the quote, or go back."};
        co_return show_reply(site, visit, document, text, draft);
    }
    auto said = text.text;
    auto act =
        site.documents.reply(document.state->id, std::move(said), text.quote, std::move(writing));
    const auto written = co_await std::move(act);
    if (!written) {
        if (!is_about_form(written.error())) co_return fail(written.error());
        const Draft draft{&visit.form, node::words_of(written.error())};
        co_return show_reply(site, visit, document, text, draft);
    }
    CO_TRY(const auto id, written_id(written.value()));
    CO_TRY(auto path, path_of_answer(site, document, id));
    co_return http::redirect(std::move(path));
}

}  // namespace praxis::web
