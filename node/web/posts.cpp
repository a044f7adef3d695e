#include "node/web/posts.hpp"

#include "node/replica/errc.hpp"
#include "node/web/moderation_pages.hpp"
#include "node/web/values.hpp"
#include "node/web/words.hpp"

#include <algorithm>

namespace praxis::web {
namespace {

using community::OpenDocument;

std::string short_of(const DocumentId& id) {
    return id.hex().substr(0, 16);
}

/// What an answer says, by its kind's own word for it; null while it is not here.
const community::ReadField* said_in(const OpenDocument& answer) {
    if (!answer.kind->answers) return nullptr;
    return community::find_field(answer.fields, answer.kind->answers->text);
}

Result<void> add_quote(Site& site, const Visit& visit, View& view, const std::string& digits) {
    const auto quoted = site.open(visit, digits);
    const auto* said = quoted ? said_in(quoted.value()) : nullptr;
    if (said == nullptr) {
        view.part("QUOTE_GONE");
        return success();
    }
    auto& part = view.part("QUOTE");
    TRY(auto author, site.person(quoted.value().author));
    part.set("AUTHOR", std::move(author)).set("SHORT", short_of(quoted.value().state->id));
    constexpr std::size_t lines = 6;
    auto paragraphs = paragraphs_of(beginning_of(said->value.text).first);
    const bool cut = paragraphs.size() > lines;
    if (cut) paragraphs.resize(lines);
    for (auto& paragraph : paragraphs)
        part.part("PARAGRAPH").set("TEXT", std::move(paragraph));
    if (cut) part.part("PARAGRAPH").set("TEXT", "…");
    return success();
}

/// What people cast about a post, added up, and where to cast one.
void add_ballots(View& line, const OpenDocument& post, bool may_cast) {
    for (const auto& field : post.kind->fields) {
        if (field.type != community::FieldType::ballot || !may_cast) continue;
        line.part("CAST").set("LABEL", field.label);
    }
    for (const auto& field : post.fields) {
        const auto counts = community::tally(field);
        if (counts.empty()) continue;
        std::string words;
        for (const auto& [value, count] : counts) {
            words += (words.empty() ? "" : ", ") + value_words(*field.place.field, value) + " " +
                     std::to_string(count);
        }
        line.part("BALLOTS").set("LABEL", label_of(field.place)).set("WORDS", words);
    }
}

Result<void> add_post(Site& site,
                      const Visit& visit,
                      View& view,
                      const OpenDocument& thread,
                      const OpenDocument& post) {
    auto& line = view.part("POST");
    TRY(auto author, site.person(post.author));
    line.set("ID", post.state->id.hex())
        .set("SHORT", short_of(post.state->id))
        .set("THREAD", thread.state->id.hex())
        .set("LABEL", post.kind->label)
        .set("AUTHOR", std::move(author))
        .set("WRITTEN", minute_words(post.written));
    const auto& quotes = post.kind->answers->quotes;
    const auto* quoted = quotes.empty() ? nullptr : community::find_field(post.fields, quotes);
    if (quoted != nullptr) {
        for (const auto& digits : quoted->elements) {
            TRY(add_quote(site, visit, line, digits));
        }
        line.part_if("QUOTE_GONE",
                     quoted->elements.empty() && quoted->lacking + quoted->unreadable > 0);
    }
    const auto* said = said_in(post);
    line.part_if("MISSING", said == nullptr || said->lacking > 0);
    if (said != nullptr) {
        const auto [text, whole] = beginning_of(said->value.text);
        add_paragraphs(line, text);
        line.part_if("MORE", !whole);
    }
    add_ballots(line, post, site.may_answer(visit, post));
    line.part_if("REPLY", !quotes.empty() && site.may_answer(visit, thread));
    line.part_if("HIDDEN", post.restraint.hidden && !thread.restraint.hidden);
    line.part_if("WAITS", post.restraint.waits && !thread.restraint.waits);
    line.part_if("MODERATE", site.may_moderate(visit, post));
    line.part_if("FLAG", !site.may_moderate(visit, post) && site.may_flag(visit, post));
    return success();
}

}  // namespace

Result<void> add_posts(Site& site, const Visit& visit, View& view, const OpenDocument& document) {
    const auto* kind = site.kinds.answering(*document.kind);
    if (kind == nullptr) return success();
    TRY(const auto all, site.catalogue.answers(document));
    constexpr auto a_page = limits::answers_shown_max;
    const auto pages = std::max<std::size_t>(1, (all.size() + a_page - 1) / a_page);
    const auto page = std::min(page_asked(visit.query), pages);
    auto& shown = view.piece("POSTS", "posts.tpl").part("SHOWN");
    shown.set("PLURAL", kind->plural).set("COUNT", all.size());
    shown.part_if("NONE", all.empty());
    for (auto at = (page - 1) * a_page; at < std::min(all.size(), page * a_page); ++at) {
        const auto post = site.open(visit, all[at].hex());
        if (!post && node::is_unmerged(post.error())) {
            shown.part("UNMERGED").set("ID", all[at].hex()).set("LABEL", kind->label);
        }
        if (!post && is_withheld(post.error())) {
            shown.part("WITHHELD")
                .set("ID", all[at].hex())
                .set("LABEL", kind->label)
                .set("WHY", std::string{withheld_words(post.error())});
        }
        if (!post) continue;
        TRY(add_post(site, visit, shown, document, post.value()));
    }
    add_page_links(
        shown, "/d/" + document.state->id.hex(), page, pages, {"Earlier", "Later"}, "#answers");
    shown.part_if("LOCKED", document.restraint.locked && !document.restraint.moved);
    if (site.may_answer(visit, document)) {
        TRY(add_reply_form(site, visit, shown, document, {}));
    }
    return success();
}

Result<void> add_reply_form(Site& site,
                            const Visit& visit,
                            View& view,
                            const OpenDocument& document,
                            const ReplyDraft& draft) {
    auto& form = view.piece("REPLY_FORM", "reply_form.tpl").part("FORM");
    const auto* kind = site.kinds.answering(*document.kind);
    TRY(const auto place, kind->place(kind->answers->text));
    form.set("ID", document.state->id.hex())
        .set("HEADING", draft.quote ? "Quote and reply" : "Reply")
        .set("LABEL", place.field->label)
        .set("TEXT", draft.text);
    add_hidden(form, visit, draft.token.empty() ? site.draw_token() : draft.token, {});
    form.part_if("QUOTE_GONE", draft.quote_gone);
    if (!draft.quote) return success();
    TRY(add_quote(site, visit, form, draft.quote->hex()));
    auto& hidden = form.part("QUOTE_INPUT");
    hidden.set("VALUE", draft.quote->hex());
    return success();
}

Result<bool> may_quote(Site& site,
                       const Visit& visit,
                       const OpenDocument& document,
                       const DocumentId& quote) {
    const auto* kind = site.kinds.answering(*document.kind);
    if (kind == nullptr || kind->answers->quotes.empty()) return false;
    TRY(const auto all, site.catalogue.answers(document));
    return std::ranges::find(all, quote) != all.end() && site.open(visit, quote.hex()).has_value();
}

Result<std::string> path_of_answer(Site& site,
                                   const OpenDocument& document,
                                   const DocumentId& answer) {
    TRY(const auto all, site.catalogue.answers(document));
    const auto at = std::ranges::find(all, answer) - all.begin();
    const auto page = static_cast<std::size_t>(at) / limits::answers_shown_max + 1;
    const auto path = "/d/" + document.state->id.hex();
    return path + (page > 1 ? "?page=" + std::to_string(page) : std::string{}) + "#d-" +
           short_of(answer);
}

}  // namespace praxis::web
