#include "node/community/adoption.hpp"
#include "node/community/authorship.hpp"
#include "node/community/forks.hpp"
#include "node/web/moderation_pages.hpp"
#include "node/web/moves.hpp"
#include "node/web/pages.hpp"
#include "node/web/posts.hpp"
#include "node/web/role_pages.hpp"
#include "node/web/values.hpp"
#include "node/web/words.hpp"
#include "protocol/base/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <set>

// One document of any kind, as its kind file says.

namespace praxis::web {
namespace {

using community::FieldType;
using community::OpenDocument;
using community::ReadField;

/// What the address asks to see of a document.
struct Wanted {
    std::string language;  ///< empty: the document's own
    std::string field;     ///< one text alone; empty: everything
    std::size_t from = 0;  ///< code points of it to leave out
};

Wanted wanted_in(const http::Form& query) {
    Wanted out;
    if (const auto* lang = query.first("lang")) out.language = *lang;
    if (const auto* field = query.first("field")) out.field = *field;
    if (const auto* from = query.first("from"); from != nullptr && from->size() < 8) {
        std::from_chars(from->data(), from->data() + from->size(), out.from);
    }
    return out;
}

bool has_something(const ReadField& field) {
    return !field.value.text.empty() || !community::tally(field).empty() ||
           !field.elements.empty() || field.lacking + field.unreadable > 0 ||
           !field.conflict.empty() || field.value.state != community::ReadValue::State::shown;
}

/// The field to show for a place of the document's own language: the variant asked for, else its
/// own.
const ReadField* variant(const std::vector<ReadField>& fields,
                         const community::Field& field,
                         const std::string& language) {
    const auto* own = community::find_field(fields, field.name);
    if (language.empty()) return own;
    const auto* other = community::find_field(fields, field.name + ":" + language);
    return other != nullptr && has_something(*other) ? other : own;
}

/// The tag of the document's own language, where it says one.
std::string own_language(const OpenDocument& document) {
    for (const auto& field : document.fields) {
        const auto& form = *field.place.field;
        if (form.value == community::ValueType::language && form.type != FieldType::set) {
            return field.value.text;
        }
    }
    return {};
}

void add_language(View& view, const OpenDocument& document, const std::string& language) {
    const auto tag = language.empty() ? own_language(document) : language;
    if (!tag.empty()) view.part("LANG").set("TAG", tag);
}

void add_languages(View& view, const OpenDocument& document, const Wanted& wanted) {
    std::set<std::string> tags;
    for (const auto& field : document.fields) {
        if (has_something(field)) tags.insert(field.place.language);
    }
    tags.erase("");
    if (tags.empty()) return;
    const auto own = own_language(document);
    auto& list = view.part("LANGUAGES");
    auto& first = list.part("LANGUAGE");
    first.set("WORD", own.empty() ? "Original" : "Original (" + own + ")");
    first.part_if("THIS", wanted.language.empty());
    for (const auto& tag : tags) {
        auto& line = list.part("LANGUAGE");
        line.set("QUERY", "?lang=" + tag).set("WORD", tag);
        line.part_if("THIS", wanted.language == tag);
    }
}

Result<void> add_facts(Site& site,
                       const Visit& visit,
                       View& view,
                       const OpenDocument& document,
                       const Wanted& wanted) {
    const auto& kind = *document.kind;
    View* facts = nullptr;
    for (const auto& field : kind.fields) {
        if (field.type == FieldType::text || field.continues) continue;
        if (kind.answers && field.name == kind.answers->field) continue;
        const auto* read = variant(document.fields, field, wanted.language);
        if (read == nullptr || !has_something(*read)) continue;
        if (field.name == kind.title && read->conflict.empty()) continue;  // it is the heading
        if (facts == nullptr) facts = &view.part("FACTS");
        auto& fact = facts->part("FACT");
        fact.set("LABEL", field.label);
        TRY(fill_field(site, visit, fact.piece("VALUE", "value.tpl"), *read));
    }
    return success();
}

/// A stretch of a text that begins at `from` and ends at a line or word end.
struct Stretch {
    std::string text;
    std::size_t next = 0;  ///< where it goes on
    std::size_t left = 0;  ///< code points behind it
};

Stretch stretch_of(const std::string& text, std::size_t from, std::size_t most) {
    const auto decoded = decode_utf8(text);
    if (!decoded) return {};
    const std::u32string_view points = decoded.value();
    from = std::min(from, points.size());
    auto end = std::min(points.size(), from + most);
    if (end < points.size()) {
        const auto line = points.substr(from, end - from).rfind(U'\n');
        const auto word = points.substr(from, end - from).rfind(U' ');
        const auto cut = line != std::u32string_view::npos && line > most / 2 ? line : word;
        if (cut != std::u32string_view::npos && cut > 0) end = from + cut + 1;
    }
    return {encode_utf8(points.substr(from, end - from)), end, points.size() - end};
}

void add_section(const Site& site,
                 const Visit& visit,
                 View& view,
                 const OpenDocument& document,
                 const ReadField& field,
                 const Wanted& wanted) {
    const bool alone = !wanted.field.empty();
    auto& section = view.part("SECTION");
    section.set("NAME", field.place.name())
        .set("FIELD", field.place.name())
        .set("LABEL", label_of(field.place));
    section.part_if("EDIT", site.may_edit(visit, document));
    if (field.lacking > 0) {
        section.part("MISSING").set("WORDS",
                                    count_words(field.lacking, "character is", "characters are") +
                                        " not here: erased, or not arrived yet.");
    }
    if (!wanted.language.empty() && field.place.language.empty() &&
        field.place.field->by_language) {
        section.part("OTHER_LANGUAGE").set("WORDS", "Not translated yet; this is the original.");
    }
    add_language(section, document, field.place.language);
    const auto most = alone ? limits::text_page_max : limits::section_shown_max;
    const auto stretch = stretch_of(field.value.text, alone ? wanted.from : 0, most);
    add_paragraphs(section, stretch.text);
    if (stretch.left > 0) {
        section.part("MORE").set("FROM", stretch.next).set("LEFT", stretch.left);
    }
}

void add_sections(const Site& site,
                  const Visit& visit,
                  View& view,
                  const OpenDocument& document,
                  const Wanted& wanted) {
    for (const auto& field : document.kind->fields) {
        if (field.type != FieldType::text) continue;
        const auto* read = variant(document.fields, field, wanted.language);
        if (read != nullptr && has_something(*read)) {
            add_section(site, visit, view, document, *read, wanted);
        }
    }
}

void add_merge_notes(View& view, const OpenDocument& document) {
    const auto merged = document.state->document.merged_from();
    std::vector<std::string> labels;
    for (const auto& place : merged_places(*document.kind, document.state->document))
        labels.push_back(label_of(place));
    if (merged > 1) {
        auto& note = view.part("MERGED").set("COUNT", merged);
        if (!labels.empty()) note.part("FIELDS").set("LABELS", list_words(labels));
    }
    labels.clear();
    for (const auto& field : document.fields) {
        if (!field.conflict.empty()) {
            labels.push_back(label_of(field.place) + " has " +
                             std::to_string(field.conflict.size()) + " values");
        }
    }
    if (!labels.empty()) view.part("CONFLICT").set("WORDS", list_words(labels) + ".");
}

/// When the document last changed, by its authors' clocks. What moderators say of it is no change.
WallTime last_change(const OpenDocument& document) {
    const auto& state = *document.state;
    const auto nobody = [](const UpdateId&) { return std::optional<PersonId>{}; };
    std::set<UpdateId> said;
    for (const auto& entry : community::moderation_of(state.document, nobody).entries)
        said.insert(entry.update);
    const auto view = state.document.at(document.version);
    auto out = document.written;
    for (const auto& [id, by] : state.authorship) {
        const bool counts =
            view && view.value().contains(id) && state.document.stands(id) && !said.contains(id);
        if (counts) out = std::max(out, by.written);
    }
    return out;
}

Result<void> add_head(Site& site, const Visit& visit, View& view, const OpenDocument& document) {
    TRY(auto space, site.space_name(document.state->space));
    TRY(auto author, site.person(document.author));
    view.set("ID", document.state->id.hex())
        .set("SPACE", document.state->space.hex())
        .set("SPACE_NAME", std::move(space))
        .set("KIND_NAME", document.kind->name)
        .set("PLURAL", document.kind->plural)
        .set("KIND", document.kind->label)
        .set("AUTHOR", std::move(author))
        .set("WRITTEN", minute_words(document.written));
    const auto changed = last_change(document);
    if (changed != document.written) view.part("CHANGED").set("WHEN", minute_words(changed));
    TRY(const auto answered, site.catalogue.answered(document));
    if (answered) {
        const auto target = site.open(visit, answered->hex());
        if (target) {
            view.part("ANSWERED")
                .set("ID", answered->hex())
                .set("TITLE", Site::title_of(target.value()));
        }
    }
    view.part_if("STRANGER", !visit.session && !document.restraint.moved);
    return success();
}

/// Who signed it, who signed for their key, and whether anybody changed it.
Result<void> add_authorship(Site& site,
                            const Visit& visit,
                            View& view,
                            const OpenDocument& document) {
    TRY(const auto version, document.state->document.at(document.version));
    TRY(const auto known, community::authored(site.replica, *document.state, version));
    if (!known.author || !known.confirmed) return success();
    auto& line = view.part("AUTHORSHIP").set("DAY", day_words(*known.confirmed));
    TRY(auto author, site.person(known.author));
    line.set("AUTHOR", std::move(author));
    if (known.role) {
        TRY(auto scope, scope_words(site, visit, known.role->scope));
        auto& role = line.part("ROLE").set("ROLE_WORD", role_words(known.role->role));
        if (!scope.empty()) role.part("SCOPE").set("WORDS", std::move(scope));
    }
    TRY(auto by, site.signer(known.confirmed_by));
    line.set("BY", std::move(by));
    line.part_if("LOST", !known.key_is_theirs_now);
    std::vector<std::string> others;
    for (const auto& person : known.changed_by) {
        TRY(auto name, site.person(person));
        others.push_back(std::move(name));
    }
    line.part_if("UNCHANGED", !known.changed);
    line.part_if("OWN", known.changed && others.empty());
    if (!others.empty()) line.part("OTHERS").set("NAMES", list_words(others));
    TRY(const auto forked, community::Forks{site.replica}.open_in(document.state->space));
    std::set<PersonId> whose;
    for (const auto& [id, written] : document.state->authorship) {
        const bool shows = document.state->document.stands(id) && version.contains(id);
        if (!shows || !forked.contains(written.device)) continue;
        const auto person = site.replica.governance().person_of(written.device);
        if (!person || !whose.insert(*person).second) continue;
        TRY(auto name, site.person(person));
        line.part("FORKED").set("WHOSE", std::move(name)).set("SPACE", document.state->space.hex());
    }
    return success();
}

/// What moderators did, and what is in force of it.
Result<void> add_moderated(Site& site,
                           const Visit& visit,
                           View& view,
                           const OpenDocument& document) {
    const auto author = community::author_of(*document.state, site.replica.governance());
    const auto acts = community::moderation_of(document.state->document, author);
    if (document.kind->governs_space) {
        const auto adopted = community::adoption_of(*document.state, author);
        const auto* what = !adopted ? "PROPOSED" : adopted->changed_since ? "SINCE" : "ADOPTED";
        view.part("GOVERNS").part(what);
    }
    view.part_if("HIDDEN", document.restraint.hidden);
    view.part_if("LOCKED", document.restraint.locked && !document.restraint.moved);
    view.part_if("WAITS", document.restraint.waits);
    const auto& space = document.state->space;
    if (document.author && document.author != visit.person() && site.may_quarantine(visit, space) &&
        !site.replica.governance().is_in_quarantine(*document.author, space)) {
        view.part("QUARANTINE").set("PERSON", document.author->hex());
    }
    TRY(add_moves(site, visit, view, document, acts));
    view.part_if("MODERATE", site.may_moderate(visit, document));
    view.part_if("FLAG", site.may_flag(visit, document));
    return add_moderation(site, view, "MODERATION", acts.entries, document.kind);
}

/// Of an earlier version: what it is, and how to see what came since.
void add_age(View& view, const OpenDocument& document, const std::vector<UpdateId>& version) {
    std::string query;
    for (const auto& id : version)
        query += "a=" + id.hex() + "&";
    for (const auto& id : document.state->document.now().version())
        query += "b=" + id.hex() + "&";
    query.pop_back();
    view.part("OLD").set("WHEN", minute_words(last_change(document))).set("QUERY", query);
}

}  // namespace

Answer document_page(Site& site, const Visit& visit) {
    CO_TRY(const auto version, ids_in(visit.query, "version"));
    const auto opened = site.open(visit, visit.request.params.at(0), version);
    if (!opened && is_withheld(opened.error())) {
        CO_TRY(const auto id, DocumentId::from_hex(visit.request.params.at(0)));
        co_return withheld_page(site, visit, id);
    }
    if (!opened) co_return fail(opened.error());
    const auto& document = opened.value();
    const auto wanted = wanted_in(visit.query);
    View view;
    CO_TRY(add_head(site, visit, view, document));
    CO_TRY(add_authorship(site, visit, view, document));
    CO_TRY(add_moderated(site, visit, view, document));
    const auto* title = document.kind->place(document.kind->title)
                            ? variant(document.fields,
                                      *document.kind->place(document.kind->title).value().field,
                                      wanted.language)
                            : nullptr;
    const bool translated = title != nullptr && !title->place.language.empty();
    const auto heading = translated ? title->value.text : Site::title_of(document);
    view.set("TITLE", heading);
    add_language(view, document, translated ? wanted.language : std::string{});
    const bool is_now = document.version == document.state->document.now().version();
    if (!is_now) add_age(view, document, version);
    if (!wanted.field.empty()) {
        view.part("WHOLE");
        const auto* field = community::find_field(document.fields, wanted.field);
        if (field == nullptr || field->place.field->type != FieldType::text) {
            co_return fail(community::Errc::no_such_part, "This document has no such text.");
        }
        add_section(site, visit, view, document, *field, wanted);
    } else {
        if (is_now) {
            add_merge_notes(view, document);
            view.part_if("EDIT", site.may_edit(visit, document));
        }
        add_languages(view, document, wanted);
        CO_TRY(add_facts(site, visit, view, document, wanted));
        add_sections(site, visit, view, document, wanted);
        if (is_now) {
            CO_TRY(add_posts(site, visit, view, document));
        }
    }
    Frame frame;
    frame.title = heading;
    CO_TRY(frame.foot, site.foot_of(document));
    co_return site.page(visit, std::move(frame), "document.tpl", view);
}

}  // namespace praxis::web
