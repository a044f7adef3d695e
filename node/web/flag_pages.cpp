#include "node/replica/errc.hpp"
#include "node/web/forms.hpp"
#include "node/web/pages.hpp"
#include "node/web/words.hpp"

#include <algorithm>

// How people call moderators to a document, and the queue in which they find that.

namespace praxis::web {
namespace {

using community::OpenDocument;

Result<OpenDocument> open_to_flag(const Site& site, const Visit& visit) {
    TRY(auto document, site.open(visit, visit.request.params.at(0)));
    if (site.may_flag(visit, document)) return document;
    if (!site.may_write(visit, document.state->space)) {
        return fail(node::NodeErrc::not_allowed, "You may read this, but not write here.");
    }
    return fail(community::Errc::no_such_part, "Moderators know of this already.");
}

Result<http::Response> show_form(Site& site,
                                 const Visit& visit,
                                 const OpenDocument& document,
                                 const std::string& problem) {
    const auto& kind = *site.kinds.calling_moderators();
    View view;
    TRY(auto space, site.space_name(document.state->space));
    TRY(const auto place, kind.place(kind.title));
    const auto* reason = visit.form.first("reason");
    const auto* token = visit.form.first("token");
    view.set("ID", document.state->id.hex())
        .set("SPACE", document.state->space.hex())
        .set("SPACE_NAME", std::move(space))
        .set("TITLE", Site::title_of(document))
        .set("LABEL", place.field->label)
        .set("REASON", reason != nullptr ? *reason : std::string{});
    add_problem(view, problem);
    add_hidden(view, visit, token != nullptr ? *token : site.draw_token(), {});
    Frame frame;
    frame.title = "Call moderators to " + Site::title_of(document);
    if (!problem.empty()) frame.status = 422;
    return site.page(visit, std::move(frame), "flag.tpl", view);
}

}  // namespace

Answer flag_form(Site& site, const Visit& visit) {
    CO_TRY(const auto document, open_to_flag(site, visit));
    co_return show_form(site, visit, document, {});
}

Answer flag_sent(Site& site, const Visit& visit) {
    CO_TRY(const auto document, open_to_flag(site, visit));
    CO_TRY(auto writing, writing_of(visit));
    const auto* typed = visit.form.first("reason");
    auto running = site.documents.flag(
        document.state->id, typed != nullptr ? *typed : std::string{}, std::move(writing));
    const auto written = co_await std::move(running);
    if (!written) {
        if (!is_about_form(written.error())) co_return fail(written.error());
        co_return show_form(site, visit, document, sentence_of(node::words_of(written.error())));
    }
    co_return http::redirect("/d/" + std::string{written.value().at("id").as_string()});
}

Answer queue_page(Site& site, const Visit& visit) {
    CO_TRY(const auto space, site.space(visit, visit.request.params.at(0)));
    CO_TRY(auto calls, community::open_calls(site.replica, site.kinds, space.id, visit.person()));
    if (calls.empty() && !site.moderates_in(visit, space.id)) {
        co_return fail(node::NodeErrc::not_allowed,
                       "This is for moderators and stewards of the space.");
    }
    View view;
    CO_TRY(auto name, site.space_name(space.id));
    view.set("SPACE", space.id.hex())
        .set("NAME", name)
        .set("COUNT_WORDS", count_words(calls.size(), "flag waits.", "flags wait."));
    view.part_if("NONE", calls.empty());
    constexpr auto a_page = limits::list_lines_max;
    const auto pages = std::max<std::size_t>(1, (calls.size() + a_page - 1) / a_page);
    const auto page = std::min(page_asked(visit.query), pages);
    for (auto i = (page - 1) * a_page; i < std::min(calls.size(), page * a_page); ++i) {
        const auto& call = calls[i];
        const auto about = site.open(visit, call.about.hex());
        CO_TRY(auto by, site.person(call.by));
        view.part("CALL")
            .set("SHORT", call.call.hex().substr(0, update_digits))
            .set("CALL_ID", call.call.hex())
            .set("ABOUT", call.about.hex())
            .set("TITLE",
                 about ? Site::title_of(about.value()) : std::string{"A document not shown here"})
            .set("TEXT", call.reason)
            .set("BY", std::move(by))
            .set("WRITTEN", minute_words(call.written));
    }
    add_page_links(view, "/s/" + space.id.hex() + "/queue", page, pages, {"Earlier", "Later"});
    Frame frame;
    frame.title = "What waits for moderators of " + name;
    frame.place = Place::spaces;
    co_return site.page(visit, std::move(frame), "queue.tpl", view);
}

}  // namespace praxis::web
