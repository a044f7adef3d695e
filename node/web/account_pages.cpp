#include "node/web/detail/cookies.hpp"
#include "node/web/guard.hpp"

namespace praxis::web {
namespace {

using detail::form_cookie;
using detail::session_cookie;
using detail::set_cookie;
using node::Task;

std::string field(const http::Form& form, std::string_view name) {
    const auto* value = form.first(name);
    return value != nullptr ? *value : std::string{};
}

/// The path to go on to; "/" unless it is one of ours.
std::string next_of(const http::Form& form) {
    auto next = field(form, "next");
    return http::is_local_path(next) ? next : "/";
}

constexpr std::string_view password_changed = "password";
constexpr const char* typed_twice = "The new password was not typed the same way twice.";

}  // namespace

std::vector<http::Route> Guard::account_routes() {
    std::vector<http::Route> out;
    out.push_back(get("/sign-in", Needs::form, [this](const Visit& visit) -> Task<Answer> {
        SignInView view;
        view.next = next_of(visit.query);
        co_return draw_sign_in(visit, view, 200);
    }));
    out.push_back(post(
        "/sign-in",
        Needs::form,
        [this](const Visit& visit) { return sign_in(visit); },
        Carry::nothing));
    out.back().is_light = true;  // `Attempts` counts it
    out.push_back(get("/recover", Needs::form, [this](const Visit& visit) -> Task<Answer> {
        co_return draw_recover(visit, {}, 200);
    }));
    out.push_back(post(
        "/recover",
        Needs::form,
        [this](const Visit& visit) { return recover(visit); },
        Carry::nothing));
    out.back().is_light = true;  // `Attempts` counts it
    out.push_back(post(
        "/sign-out",
        Needs::session,
        [this](const Visit& visit) -> Task<Answer> { co_return sign_out(visit); },
        Carry::nothing));
    out.back().is_light = true;
    out.push_back(get("/me", Needs::session, [this](const Visit& visit) -> Task<Answer> {
        MeView view;
        if (field(visit.query, "done") == password_changed) {
            view.done = "Your password is changed. Other browsers are signed out.";
        }
        co_return draw_me(visit, std::move(view), 200);
    }));
    out.push_back(post(
        "/me/password",
        Needs::session,
        [this](const Visit& visit) { return change_password(visit); },
        Carry::nothing));
    out.push_back(post(
        "/me/end-session",
        Needs::session,
        [this](const Visit& visit) -> Task<Answer> { co_return end_session(visit); },
        Carry::nothing));
    return out;
}

Task<Guard::Answer> Guard::sign_in(const Visit& visit) {
    SignInView view;
    view.name = field(visit.form, "name");
    view.next = next_of(visit.form);
    view.kept = kept_in(visit.form);
    auto signed_in =
        co_await accounts_.sign_in(view.name, field(visit.form, "password"), visit.request.client);
    if (signed_in) co_return enter(visit, std::move(signed_in.value()));
    const auto status = status_of(signed_in.error());
    if (!status || *status == 500) co_return fail(std::move(signed_in).error());
    view.problem = signed_in.error().detail;
    CO_TRY(auto response, draw_sign_in(visit, view, *status));
    const auto wait = accounts_.retry_after(signed_in.error(), view.name, visit.request.client);
    if (wait) response.fields.push_back(http::retry_after(*wait));
    co_return response;
}

Guard::Answer Guard::draw_recover(const Visit& visit, RecoverView view, unsigned status) {
    http::Response response;
    response.status = status;
    view.csrf = token_for_stranger(visit, response);
    TRY(response.body, looks_.recover(visit, view));
    return response;
}

Task<Guard::Answer> Guard::recover(const Visit& visit) {
    RecoverView view;
    view.name = field(visit.form, "name");
    const auto chosen = field(visit.form, "new");
    if (chosen != field(visit.form, "again")) {
        view.problem = typed_twice;
        co_return draw_recover(visit, std::move(view), 422);
    }
    auto recovered = co_await accounts_.recover(
        view.name, field(visit.form, "code"), chosen, visit.request.client);
    if (recovered) {
        sessions_.end_others(recovered.value().person, {});
        co_return enter(visit, std::move(recovered.value()));
    }
    const auto status = status_of(recovered.error());
    if (!status || *status == 500) co_return fail(std::move(recovered).error());
    view.problem = recovered.error().detail;
    const auto wait = accounts_.retry_after(recovered.error(), view.name, visit.request.client);
    CO_TRY(auto response, draw_recover(visit, std::move(view), *status));
    if (wait) response.fields.push_back(http::retry_after(*wait));
    co_return response;
}

Guard::Answer Guard::enter(const Visit& visit, SignedIn who) {
    const bool secure = visit.request.secure;
    if (visit.session) sessions_.end(visit.session->id);
    const auto roles = roles_of_(who.person);
    const auto opened = sessions_.open(std::move(who), roles);
    auto kept = kept_in(visit.form);
    auto response = http::redirect(next_of(visit.form));
    if (!kept.path.empty()) {
        const Visit inside{
            visit.request, visit.query, visit.form, opened.session, opened.session->csrf};
        TRY(response, ask_to_confirm(inside, std::move(kept), 200));
    }
    response.fields.push_back(set_cookie(secure, session_cookie, opened.cookie));
    response.fields.push_back(set_cookie(secure, form_cookie, {}));
    return response;
}

Guard::Answer Guard::sign_out(const Visit& visit) {
    sessions_.end(visit.session->id);
    auto response = http::redirect("/");
    response.fields.push_back(set_cookie(visit.request.secure, session_cookie, {}));
    return response;
}

Guard::Answer Guard::draw_me(const Visit& visit, MeView view, unsigned status) {
    const auto& session = *visit.session;
    view.csrf = session.csrf;
    view.person = session.person;
    view.name = session.name;
    for (const auto& each : sessions_.of(session.person))
        view.sessions.push_back({each->id, each->since, each->last_seen, each->id == session.id});
    http::Response response;
    response.status = status;
    TRY(response.body, looks_.me(visit, view));
    return response;
}

Task<Guard::Answer> Guard::change_password(const Visit& visit) {
    const auto chosen = field(visit.form, "new");
    MeView view;
    if (chosen != field(visit.form, "again")) {
        view.problem = typed_twice;
        co_return draw_me(visit, std::move(view), 422);
    }
    const auto changed = co_await accounts_.change_password(
        visit.session->name, field(visit.form, "old"), chosen, visit.request.client);
    if (!changed) {
        const auto status = status_of(changed.error());
        if (!status || *status == 500) co_return fail(changed.error());
        const bool refused = changed.error().code == AccountErrc::refused;
        view.problem = refused ? "That is not your present password." : changed.error().detail;
        CO_TRY(auto response, draw_me(visit, std::move(view), refused ? 403 : *status));
        const auto wait =
            accounts_.retry_after(changed.error(), visit.session->name, visit.request.client);
        if (wait) response.fields.push_back(http::retry_after(*wait));
        co_return response;
    }
    auto response = http::redirect("/me?done=" + std::string{password_changed});
    const auto renewed = sessions_.renew(visit.session->id);
    sessions_.end_others(visit.session->person, renewed ? renewed->session->id : Hash{});
    if (renewed) {
        response.fields.push_back(
            set_cookie(visit.request.secure, session_cookie, renewed->cookie));
    }
    co_return response;
}

Guard::Answer Guard::end_session(const Visit& visit) {
    const auto id = Hash::from_hex(field(visit.form, "session"));
    if (!id) return fail(http::HttpErrc::bad_form, "session");
    if (id.value() == visit.session->id) return sign_out(visit);
    static_cast<void>(sessions_.end_of(visit.session->person, id.value()));
    return http::redirect("/me");
}

}  // namespace praxis::web
