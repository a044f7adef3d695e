#include "node/web/guard.hpp"

#include "node/web/detail/cookies.hpp"
#include "protocol/base/base64url.hpp"
#include "protocol/base/check.hpp"
#include "protocol/crypto/hash.hpp"

namespace praxis::web {
namespace {

using detail::cookie_of;
using detail::form_cookie;
using detail::session_cookie;
using detail::set_cookie;
using node::Task;

constexpr std::string_view csrf_input = "csrf";
constexpr std::string_view password_input = "password";

/// Compares without telling by its time where they differ.
bool same(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned differs = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        differs |= static_cast<unsigned>(a[i] ^ b[i]);
    return differs == 0;
}

}  // namespace

Guard::Guard(node::Runtime& runtime,
             Sessions& sessions,
             PersonOf person_of,
             RolesOf roles_of,
             Accounts& accounts,
             AccountLooks& looks)
    : runtime_{runtime},
      sessions_{sessions},
      person_of_{std::move(person_of)},
      roles_of_{std::move(roles_of)},
      accounts_{accounts},
      looks_{looks},
      secret_{crypto::Secret32::draw(runtime.entropy)} {}

http::Route Guard::get(std::string path, Needs needs, Page page) {
    http::Route route;
    route.method = http::Method::get;
    route.path = std::move(path);
    route.handler = [this, needs, page = std::move(page)](const http::Request& request) {
        return with_present_id(request, answer_get(request, needs, page));
    };
    return route;
}

http::Route Guard::post(
    std::string path, Needs needs, Page page, Carry carry, Sensitive sensitive) {
    PRAXIS_CHECK(needs != Needs::nothing);
    PRAXIS_CHECK(sensitive == nullptr || needs == Needs::session);
    http::Route route;
    route.method = http::Method::post;
    route.path = std::move(path);
    route.handler =
        [this, needs, page = std::move(page), carry, sensitive](const http::Request& request) {
            return with_present_id(request, answer_post(request, needs, page, carry, sensitive));
        };
    route.body = http::Body::form;
    return route;
}

std::optional<std::string> Guard::session_name(const http::RequestHead& head) const {
    for (const bool secure : {true, false}) {
        const auto session = sessions_.peek(cookie_of(head, secure, session_cookie));
        if (session) return session->id.hex();
    }
    return std::nullopt;
}

std::shared_ptr<const Session> Guard::session_of(const http::Request& request) {
    auto session = sessions_.find(cookie_of(request.head, request.secure, session_cookie));
    if (!session || person_of_(session->acting->key()) == session->person) return session;
    sessions_.end_all_of(session->person);  // the person may not act any more
    return nullptr;
}

std::string Guard::token_of(std::string_view cookie) const {
    const auto token = crypto::hash("praxis/csrf/v1", {secret_.expose(), bytes_of(cookie)});
    return to_base64url(token.view());
}

/// Behind the page: an error sets no cookie, and must not sign anybody out.
Task<Guard::Answer> Guard::with_present_id(const http::Request& request, Task<Answer> answering) {
    CO_TRY(auto response, co_await std::move(answering));
    const auto cookie = cookie_of(request.head, request.secure, session_cookie);
    const auto session = sessions_.peek(cookie);  // none: the page itself ended or renewed it
    if (!session) co_return response;
    const auto roles = roles_of_(session->person);
    if (roles == session->roles && !session->proven_since) co_return response;
    const auto rotated = sessions_.rotate(session->id, roles);
    if (rotated) {
        response.fields.push_back(set_cookie(request.secure, session_cookie, rotated->cookie));
    }
    co_return response;
}

Task<Guard::Answer> Guard::answer_get(const http::Request& request, Needs needs, const Page& page) {
    CO_TRY(const auto query, http::Form::parse(request.head.query));
    const http::Form form;
    Visit visit{request, query, form, session_of(request), {}};
    if (visit.session) {
        visit.csrf = visit.session->csrf;
    } else if (needs == Needs::session) {
        auto here = request.head.path;
        if (!request.head.query.empty()) here += "?" + request.head.query;
        if (cookie_of(request.head, request.secure, session_cookie).empty()) {
            co_return http::redirect("/sign-in?next=" + http::percent_encoded(here));
        }
        SignInView view;
        view.next = std::move(here);
        view.problem = "You are not signed in any more. Sign in, and this page is shown.";
        co_return draw_sign_in(visit, view, 401);
    } else if (needs == Needs::form) {
        auto cookie = cookie_of(request.head, request.secure, form_cookie);
        const bool is_new = cookie.empty();
        if (is_new) cookie = drawn_text(runtime_.entropy);
        visit.csrf = token_of(cookie);
        CO_TRY(auto response, co_await page(visit));
        if (is_new) response.fields.push_back(set_cookie(request.secure, form_cookie, cookie));
        co_return response;
    }
    co_return co_await page(visit);
}

Task<Guard::Answer> Guard::answer_post(
    const http::Request& request, Needs needs, const Page& page, Carry carry, Sensitive sensitive) {
    CO_TRY(const auto form, http::Form::parse(request.body));
    const http::Form query;
    Visit visit{request, query, form, session_of(request), {}};
    const auto* given = form.first(csrf_input);
    if (visit.session) {
        visit.csrf = visit.session->csrf;
        if (given != nullptr && same(*given, visit.csrf)) {
            if (sensitive != nullptr && sensitive(form)) {
                CO_TRY(auto asked, co_await ask_to_prove(visit));
                if (asked) co_return std::move(*asked);
            }
            co_return co_await page(visit);
        }
        auto kept = carry == Carry::typed ? kept_of(request, form, Way::straight) : kept_in(form);
        if (!kept.path.empty()) co_return ask_to_confirm(visit, std::move(kept), 403);
        MeView view;
        view.problem = "That page had been open for too long; nothing was done.";
        co_return draw_me(visit, std::move(view), 403);
    }
    const auto cookie = cookie_of(request.head, request.secure, form_cookie);
    if (needs == Needs::form && !cookie.empty() && given != nullptr) {
        visit.csrf = token_of(cookie);
        if (same(*given, visit.csrf)) co_return co_await page(visit);
    }
    auto kept = carry == Carry::typed ? kept_of(request, form, Way::by_sign_in) : kept_in(form);
    co_return ask_to_sign_in(visit, std::move(kept));
}

Guard::Answer Guard::ask_to_sign_in(const Visit& visit, Kept kept) {
    SignInView view;
    view.kept = std::move(kept);
    view.problem = view.kept.path.empty()
                       ? "That page had been open for too long. Please sign in again."
                       : "You are not signed in any more. Sign in, and what you typed comes back.";
    if (view.kept.too_large) {
        view.problem =
            "You are not signed in any more, and what you typed is too long to carry along: sign "
            "in in another window, then go back to the page with your text and send it again.";
    }
    return draw_sign_in(visit, view, 401);
}

Guard::Answer Guard::ask_to_confirm(const Visit& visit, Kept kept, unsigned status) {
    const ConfirmView view{visit.csrf, std::move(kept)};
    http::Response response;
    response.status = status;
    response.bytes_max = limits::http_text_response_bytes_max;
    TRY(response.body, looks_.confirm(visit, view));
    return response;
}

Task<Result<std::optional<http::Response>>> Guard::ask_to_prove(Visit& visit) {
    ProveView view;
    view.kept = kept_of(visit.request, visit.form, Way::straight);
    const auto* typed = visit.form.first(password_input);
    if (typed == nullptr || typed->empty()) {
        if (sessions_.is_proven(*visit.session)) co_return std::nullopt;
        CO_TRY(auto asking, draw_prove(visit, std::move(view), 403));
        co_return std::optional{std::move(asking)};
    }
    const auto name = visit.session->name;
    auto trying = accounts_.sign_in(name, *typed, visit.request.client);
    const auto tried = co_await std::move(trying);
    if (!tried) {
        const auto status = status_of(tried.error());
        if (!status || *status == 500) co_return fail(tried.error());
        const bool refused = tried.error().code == AccountErrc::refused;
        view.problem =
            refused ? "That is not your password. Nothing was signed." : tried.error().detail;
        CO_TRY(auto response, draw_prove(visit, std::move(view), refused ? 403 : *status));
        const auto wait = accounts_.retry_after(tried.error(), name, visit.request.client);
        if (wait) response.fields.push_back(http::retry_after(*wait));
        co_return std::optional{std::move(response)};
    }
    const bool is_theirs = tried.value().person == visit.session->person;
    visit.session = is_theirs ? sessions_.prove(visit.session->id) : nullptr;
    if (visit.session) co_return std::nullopt;
    visit.csrf.clear();  // it ended while the password was tried
    CO_TRY(auto signing_in,
           ask_to_sign_in(visit, kept_of(visit.request, visit.form, Way::by_sign_in)));
    co_return std::optional{std::move(signing_in)};
}

Guard::Answer Guard::draw_prove(const Visit& visit, ProveView view, unsigned status) {
    view.csrf = visit.csrf;
    view.name = visit.session->name;
    http::Response response;
    response.status = status;
    response.bytes_max = limits::http_text_response_bytes_max;
    TRY(response.body, looks_.prove(visit, view));
    return response;
}

std::string Guard::token_for_stranger(const Visit& visit, http::Response& response) {
    if (!visit.csrf.empty()) return visit.csrf;
    const auto& request = visit.request;
    auto cookie = cookie_of(request.head, request.secure, form_cookie);
    if (cookie.empty()) {
        cookie = drawn_text(runtime_.entropy);
        response.fields.push_back(set_cookie(request.secure, form_cookie, cookie));
    }
    return token_of(cookie);
}

Guard::Answer Guard::draw_sign_in(const Visit& visit, const SignInView& view, unsigned status) {
    http::Response response;
    response.status = status;
    auto shown = view;
    shown.csrf = token_for_stranger(visit, response);
    TRY(response.body, looks_.sign_in(visit, shown));
    return response;
}

}  // namespace praxis::web
