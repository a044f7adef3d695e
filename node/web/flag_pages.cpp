#include "node/replica/errc.hpp"
#include "node/web/forms.hpp"
#include "node/web/pages.hpp"
#include "node/web/words.hpp"

// How people call moderators to a document.

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

}  // namespace praxis::web
