#include "node/web/pages.hpp"

#include "node/http/error_page.hpp"
#include "node/web/join_pages.hpp"
#include "node/web/key_pages.hpp"
#include "node/web/looks.hpp"
#include "node/web/moderation_pages.hpp"

#include <array>

namespace praxis::web {
namespace {

using PageFunction = Answer (*)(Site&, const Visit&);

struct PageRoute {
    http::Method method;
    const char* path;
    Needs needs;
    PageFunction page;
    http::Body body = http::Body::form;    ///< of a POST
    Guard::Sensitive sensitive = nullptr;  ///< likewise
};

constexpr auto by_get = http::Method::get;
constexpr auto by_post = http::Method::post;
constexpr auto short_body = http::Body::form;
constexpr auto text_body = http::Body::text_form;

/// Of a form that does nothing else.
bool always(const http::Form&) {
    return true;
}

/// Every page but those of accounts and their keys, and the style sheet.
constexpr std::array page_routes{
    PageRoute{by_get, "/", Needs::nothing, home_page},
    PageRoute{by_get, "/spaces", Needs::nothing, spaces_page},
    PageRoute{by_get, "/board", Needs::nothing, board_page},
    PageRoute{by_get, "/s/{space}", Needs::nothing, space_page},
    PageRoute{by_get, "/s/{space}/who-does-what", Needs::nothing, roles_page},
    PageRoute{by_post, "/s/{space}/who-does-what", Needs::session, roles_sent, short_body, always},
    PageRoute{by_get, "/s/{space}/charter", Needs::nothing, charter_page},
    PageRoute{by_get, "/s/{space}/invite", Needs::session, invite_form},
    PageRoute{by_post, "/s/{space}/invite", Needs::session, invite_sent, short_body, always},
    PageRoute{by_get, "/s/{space}/join", Needs::session, join_form},
    PageRoute{by_post, "/s/{space}/join", Needs::session, join_sent},
    PageRoute{by_get, "/s/{space}/requests", Needs::session, requests_page},
    PageRoute{by_post, "/s/{space}/requests", Needs::session, requests_sent, short_body, takes_in},
    PageRoute{by_get, "/s/{space}/moderation", Needs::nothing, moderation_page},
    PageRoute{by_get, "/s/{space}/queue", Needs::session, queue_page},
    PageRoute{by_get, "/s/{space}/forks", Needs::nothing, forks_page},
    PageRoute{by_get, "/s/{space}/quarantine", Needs::session, quarantine_page},
    PageRoute{
        by_post, "/s/{space}/quarantine", Needs::session, quarantine_sent, short_body, always},
    PageRoute{by_get, "/s/{space}/held-back", Needs::session, space_held_back_page},
    PageRoute{
        by_post, "/s/{space}/held-back", Needs::session, space_held_back_sent, short_body, always},
    PageRoute{by_get, "/me/held-back", Needs::session, held_back_page},
    PageRoute{by_post, "/me/held-back", Needs::session, held_back_sent, short_body, always},
    PageRoute{by_get, "/me/devices", Needs::session, devices_page},
    PageRoute{by_get, "/me/devices/add", Needs::session, device_form},
    PageRoute{by_post, "/me/devices/add", Needs::session, device_added, short_body, always},
    PageRoute{by_post, "/me/devices/revoke", Needs::session, device_revoked, short_body, always},
    PageRoute{by_get, "/s/{space}/{kind}", Needs::nothing, kind_page},
    PageRoute{by_get, "/s/{space}/{kind}/new", Needs::session, new_form},
    PageRoute{by_post, "/s/{space}/{kind}/new", Needs::session, new_sent, text_body},
    PageRoute{by_get, "/d/{id}", Needs::nothing, document_page},
    PageRoute{by_get, "/d/{id}/edit", Needs::session, edit_form},
    PageRoute{by_post, "/d/{id}/edit", Needs::session, edit_sent, text_body},
    PageRoute{by_get, "/d/{id}/conflicts", Needs::nothing, conflicts_form},
    PageRoute{by_post, "/d/{id}/conflicts", Needs::session, conflicts_sent},
    PageRoute{by_get, "/d/{id}/reply", Needs::session, reply_form},
    PageRoute{by_post, "/d/{id}/reply", Needs::session, reply_sent, text_body},
    PageRoute{by_get, "/d/{id}/moderate", Needs::session, moderate_form},
    PageRoute{by_post, "/d/{id}/moderate", Needs::session, moderate_sent, short_body, erases},
    PageRoute{by_get, "/d/{id}/flag", Needs::session, flag_form},
    PageRoute{by_post, "/d/{id}/flag", Needs::session, flag_sent},
    PageRoute{by_get, "/d/{id}/history", Needs::nothing, history_page},
    PageRoute{by_get, "/d/{id}/diff", Needs::nothing, diff_page},
    PageRoute{by_get, "/d/{id}/status", Needs::nothing, status_page},
    PageRoute{by_get, "/sync", Needs::nothing, sync_page},
    PageRoute{by_get, "/sync/compare", Needs::nothing, compare_page},
};

Answer style_sheet(const Templates& templates) {
    http::Response out;
    out.body = templates.style();
    out.content_type = "text/css; charset=utf-8";
    out.cache = http::Cache::immutable;
    co_return out;
}

/// What a password must not be made of: what this place is called.
std::vector<std::string> names_of(Site& site) {
    std::vector<std::string> out{"Praxis"};
    const auto commons = site.replica.commons();
    auto network = commons ? site.space_name(*commons) : Result<std::string>{std::string{}};
    auto node = site.node(site.replica.node());
    if (network) out.push_back(std::move(network).value());
    if (node) out.push_back(std::move(node).value());
    return out;
}

/// Whether a form was too much, in bytes or in number, from somebody who is not signed in: most
/// often they were when they opened it, and their text is nowhere but in that form.
bool is_form_of_nobody(const Error& error, const Visit& visit) {
    const bool too_much = error.code == http::HttpErrc::body_too_large ||
                          error.code == http::HttpErrc::too_many_requests;
    return too_much && !visit.session && visit.request.head.method == http::Method::post &&
           visit.request.head.path != "/sign-in";
}

/// An error that no page answered, in the looks of the others; plain when even that fails.
http::Response error_look(Site& site, Guard& guard, const http::Failure& failure) {
    const auto* request = failure.request;
    const http::Request none;
    const http::Form nothing;
    const auto& asked = request != nullptr ? *request : none;
    const auto sent = http::Form::parse(asked.body);
    auto session = request != nullptr ? guard.session_of(asked) : nullptr;
    const auto csrf = session ? session->csrf : std::string{};
    const Visit visit{asked, nothing, sent ? sent.value() : nothing, std::move(session), csrf};
    const auto words = http::error_words(failure);
    View view;
    view.set("TITLE", std::string{words.title});
    if (is_form_of_nobody(failure.error, visit)) {
        auto& steps = view.part("SIGNED_OUT");
        if (failure.wait) steps.part("WAIT").set("WORDS", http::wait_words(*failure.wait));
    } else {
        view.set("WHAT_TO_DO", words.what_to_do);
    }
    add_typed(view, visit);
    Frame frame;
    frame.title = words.title;
    auto html = site.html(visit, frame, "error.tpl", view);
    if (!html) return http::error_page(failure);
    http::Response out;
    out.status = http::status_of(failure.error);
    out.body = std::move(html).value();
    out.bytes_max = limits::http_text_response_bytes_max;
    return out;
}

}  // namespace

Answer with_problems(Site& site, const Visit& visit, Answer running) {
    auto answer = co_await std::move(running);
    if (answer) co_return std::move(answer).value();
    CO_TRY(auto problem, site.problem_page(visit, answer.error()));
    if (problem) co_return std::move(*problem);
    co_return fail(std::move(answer).error());
}

struct Pages::State {
    explicit State(const Parts& parts)
        : site{parts.runtime, parts.replica, parts.kinds, parts.links, parts.templates},
          looks{site},
          sessions{parts.runtime.clock, parts.runtime.entropy},
          accounts{parts.runtime,
                   parts.accounts,
                   hosted_person_of(parts.replica),
                   [this] { return names_of(site); },
                   parts.seal_cost},
          guard{parts.runtime,
                sessions,
                hosted_person_of(parts.replica),
                roles_of(parts.replica),
                accounts,
                looks} {}

    Site site;
    Looks looks;
    Sessions sessions;
    Accounts accounts;
    Guard guard;
};

Pages::Pages(const Parts& parts) : state_{std::make_unique<State>(parts)} {}
Pages::~Pages() = default;

void Pages::add_to(http::Router& router) {
    auto& state = *state_;
    for (const auto& route : page_routes) {
        Page page = [&site = state.site, function = route.page](const Visit& visit) {
            return with_problems(site, visit, function(site, visit));
        };
        if (route.method == by_get) {
            router.add(state.guard.get(route.path, route.needs, std::move(page)));
            continue;
        }
        auto taking = state.guard.post(
            route.path, route.needs, std::move(page), Guard::Carry::typed, route.sensitive);
        taking.body = route.body;
        router.add(std::move(taking));
    }
    for (auto& route : state.guard.account_routes())
        router.add(std::move(route));
    for (auto& route : key_routes(state.site, state.guard, state.accounts, state.sessions))
        router.add(std::move(route));
    const auto& templates = state.site.templates;
    router.add({by_get, templates.style_path(), [&templates](const http::Request&) {
                    return style_sheet(templates);
                }});
    router.set_error_page([&state](const http::Failure& failure) {
        return error_look(state.site, state.guard, failure);
    });
    router.set_session_name(
        [&guard = state.guard](const http::RequestHead& head) { return guard.session_name(head); });
}

}  // namespace praxis::web
