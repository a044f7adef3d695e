#include "node/web/guard.hpp"

#include "protocol/wire/limits.hpp"
#include "tests/unit/web/account_world.hpp"

#include <gmock/gmock.h>

// Routes of the guard, called as the server calls them, by browsers that keep their cookies. Pages
// are plain text, so that a test sees what each was given.

namespace praxis::web {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class PlainLooks final : public AccountLooks {
public:
    Result<std::string> sign_in(const Visit& visit, const SignInView& view) override {
        sign_in_view = view;
        return "sign in|" + view.problem + "|" + (visit.session ? "in" : "out");
    }
    Result<std::string> recover(const Visit&, const RecoverView& view) override {
        return "recover|" + view.name + "|" + view.problem;
    }
    Result<std::string> confirm(const Visit&, const ConfirmView& view) override {
        confirm_view = view;
        return "confirm";
    }
    Result<std::string> me(const Visit&, const MeView& view) override {
        me_view = view;
        return "me|" + view.name + "|" + view.problem + "|" + view.done;
    }
    Result<std::string> prove(const Visit&, const ProveView& view) override {
        prove_view = view;
        return "prove|" + view.name + "|" + view.problem;
    }
    SignInView sign_in_view;
    ConfirmView confirm_view;
    MeView me_view;
    ProveView prove_view;
};

using Fields = std::vector<std::pair<std::string, std::string>>;

class GuardTest : public AccountWorld {
public:
    /// A browser: its cookies, and whether it speaks TLS.
    struct Browser {
        std::map<std::string, std::string> cookies;
        bool secure = false;
    };

    GuardTest() {
        person = add("Desk officer", "correct horse battery");
        for (auto& route : guard.account_routes())
            router.add(std::move(route));
        router.add(
            guard.get("/open", Needs::nothing, [](const Visit& visit) { return echo(visit); }));
        router.add(
            guard.get("/own", Needs::session, [](const Visit& visit) { return echo(visit); }));
        router.add(guard.post("/write", Needs::session, [this](const Visit& visit) {
            written.emplace_back(visit.form.fields().begin(), visit.form.fields().end());
            return echo(visit);
        }));
        const auto gives = [](const http::Form& form) {
            const auto* act = form.first("act");
            return act != nullptr && *act == "give";
        };
        router.add(guard.post(
            "/act",
            Needs::session,
            [this](const Visit& visit) {
                written.emplace_back(visit.form.fields().begin(), visit.form.fields().end());
                return echo(visit);
            },
            Guard::Carry::typed,
            gives));
    }
    static node::Task<Result<http::Response>> echo(const Visit& visit) {
        http::Response response;
        response.body = visit.session ? "hello " + visit.session->name : "hello stranger";
        response.body += visit.csrf.empty() ? "" : "|" + visit.csrf;
        co_return response;
    }

    http::Response ask(Browser& browser, http::Request request) {
        request.secure = browser.secure;
        request.client = "client";
        for (const auto& [name, value] : browser.cookies)
            request.head.cookie += (request.head.cookie.empty() ? "" : "; ") + name + "=" + value;
        const auto match = router.find(request.head);
        EXPECT_TRUE(match) << request.head.path;
        auto response = await<http::Response>(match.value().route->handler(request));
        EXPECT_TRUE(response) << response.error().text();
        for (const auto& field : response.value().fields) {
            if (field.name == "Set-Cookie") keep_cookie(browser, field.value);
        }
        return std::move(response.value());
    }
    static void keep_cookie(Browser& browser, const std::string& text) {
        const auto equals = text.find('=');
        const auto end = text.find(';');
        const auto name = text.substr(0, equals);
        const auto value = text.substr(equals + 1, end - equals - 1);
        EXPECT_EQ(name.starts_with("__Host-"), browser.secure) << text;
        const auto* rest = value.empty() ? "; Path=/; Max-Age=0; " : "; Path=/; ";
        EXPECT_EQ(
            text.substr(end),
            std::string{rest} + (browser.secure ? "Secure; " : "") + "HttpOnly; SameSite=Lax");
        if (value.empty()) {
            browser.cookies.erase(name);
        } else {
            browser.cookies[name] = value;
        }
    }
    http::Response get(Browser& browser, const std::string& target) {
        http::Request request;
        request.head.method = http::Method::get;
        const auto mark = target.find('?');
        request.head.path = target.substr(0, mark);
        if (mark != std::string::npos) request.head.query = target.substr(mark + 1);
        return ask(browser, std::move(request));
    }
    http::Response post(Browser& browser, const std::string& path, const Fields& fields) {
        http::Request request;
        request.head.method = http::Method::post;
        request.head.path = path;
        for (const auto& [name, value] : fields) {
            if (!request.body.empty()) request.body += "&";
            request.body += http::percent_encoded(name) + "=" + http::percent_encoded(value);
        }
        return ask(browser, std::move(request));
    }
    static std::string location(const http::Response& response) {
        for (const auto& field : response.fields) {
            if (field.name == "Location") return field.value;
        }
        return {};
    }
    /// Opens the sign-in page and sends it.
    http::Response sign_in(Browser& browser,
                           const std::string& password = "correct horse battery",
                           Fields more = {}) {
        get(browser, "/sign-in");
        more.emplace_back("csrf", looks.sign_in_view.csrf);
        more.emplace_back("name", "desk officer");
        more.emplace_back("password", password);
        return post(browser, "/sign-in", more);
    }
    std::string csrf_of(Browser& browser) {
        get(browser, "/me");
        return looks.me_view.csrf;
    }

    PersonId person;
    Hash roles{};  ///< of everybody
    PlainLooks looks;
    Sessions sessions{program.runtime.clock, entropy};
    Accounts accounts{program.runtime, files, person_of(), {}, cheap};
    Guard guard{program.runtime,
                sessions,
                person_of(),
                [this](const PersonId&) { return roles; },
                accounts,
                looks};
    http::Router router;
    std::vector<Fields> written;
};

TEST_F(GuardTest, StrangersReadOpenPagesWithoutACookieAndAreLedToSignInForTheirOwn) {
    Browser browser;
    EXPECT_EQ(get(browser, "/open").body, "hello stranger");
    EXPECT_THAT(browser.cookies, IsEmpty());
    const auto led = get(browser, "/own?a=1&b=%20");
    EXPECT_EQ(led.status, 303U);
    EXPECT_EQ(location(led), "/sign-in?next=%2Fown%3Fa%3D1%26b%3D%2520");
    EXPECT_EQ(get(browser, location(led)).status, 200U);
    EXPECT_EQ(looks.sign_in_view.next, "/own?a=1&b=%20");
}

TEST_F(GuardTest, SigningInLeadsBackAndTheCookieIsOfTheKindThatTheCarrierAsksFor) {
    for (const bool secure : {false, true}) {
        Browser browser;
        browser.secure = secure;
        const auto entered = sign_in(browser, "correct horse battery", {{"next", "/own?a=1"}});
        EXPECT_EQ(entered.status, 303U);
        EXPECT_EQ(location(entered), "/own?a=1");
        ASSERT_EQ(browser.cookies.size(), 1U) << "the one of the sign-in form is gone";
        EXPECT_EQ(browser.cookies.begin()->first, secure ? "__Host-sid" : "sid");
        EXPECT_THAT(get(browser, "/own").body, StartsWith("hello Desk officer|"));
        Browser other = browser;
        other.secure = !secure;
        EXPECT_EQ(get(other, "/own").status, 303U) << "a cookie of the other kind is none";
    }
}

TEST_F(GuardTest, NextLeadsNowhereElse) {
    for (const auto* away :
         {"//evil.example", "https://evil.example", "/\\evil.example", "x", ""}) {
        Browser browser;
        EXPECT_EQ(location(sign_in(browser, "correct horse battery", {{"next", away}})), "/")
            << away;
    }
}

TEST_F(GuardTest, EachSignInHasANewIdAndTheOldSessionOfTheBrowserEnds) {
    Browser browser;
    sign_in(browser);
    const auto before = browser.cookies.at("sid");
    get(browser, "/sign-in");
    const auto again = post(browser,
                            "/sign-in",
                            {{"csrf", looks.sign_in_view.csrf},
                             {"name", "Desk officer"},
                             {"password", "correct horse battery"}});
    EXPECT_EQ(again.status, 303U);
    EXPECT_NE(browser.cookies.at("sid"), before);
    EXPECT_EQ(sessions.size(), 1U);
    EXPECT_FALSE(sessions.find(before));
}

TEST_F(GuardTest, AWrongPasswordIs401WithTheNameAndTheWayKept) {
    Browser browser;
    const auto refused = sign_in(browser, "wrong", {{"next", "/own"}});
    EXPECT_EQ(refused.status, 401U);
    EXPECT_THAT(refused.body, HasSubstr("do not belong together"));
    EXPECT_EQ(looks.sign_in_view.name, "desk officer");
    EXPECT_EQ(looks.sign_in_view.next, "/own");
    EXPECT_EQ(sessions.size(), 0U);
    for (int i = 0; i < 4; ++i) {
        world.run_for(200ms);
        sign_in(browser, "wrong");
    }
    EXPECT_EQ(sign_in(browser).status, 429U);
}

TEST_F(GuardTest, ASignInFormOfAnotherBrowserOrRunIsNotTaken) {
    Browser browser;
    Browser other;
    get(other, "/sign-in");
    const auto foreign = looks.sign_in_view.csrf;
    get(browser, "/sign-in");
    const Fields right{{"name", "Desk officer"}, {"password", "correct horse battery"}};
    for (const auto& token : {foreign, std::string{}, std::string{"x"}}) {
        auto fields = right;
        fields.emplace_back("csrf", token);
        EXPECT_EQ(post(browser, "/sign-in", fields).status, 401U) << token;
    }
    EXPECT_EQ(post(browser, "/sign-in", right).status, 401U);
    EXPECT_EQ(sessions.size(), 0U);
}

TEST_F(GuardTest, APostWithoutItsSessionsTokenDoesNothing) {
    Browser browser;
    sign_in(browser);
    Browser other;
    sign_in(other);
    const auto foreign = csrf_of(other);
    for (const auto& token : {foreign, std::string{}, std::string{"x"}}) {
        const auto refused = post(browser, "/write", {{"body", "Words."}, {"csrf", token}});
        EXPECT_EQ(refused.status, 403U);
        EXPECT_EQ(refused.body, "confirm");
    }
    EXPECT_EQ(post(browser, "/write", {{"body", "Words."}}).status, 403U);
    for (const auto* path : {"/sign-out", "/me/password", "/me/end-session", "/sign-in"}) {
        EXPECT_EQ(post(browser, path, {{"old", "correct horse battery"}}).status, 403U) << path;
        Browser stranger;
        EXPECT_EQ(post(stranger, path, {}).status, 401U) << path;
    }
    EXPECT_THAT(written, IsEmpty());
    EXPECT_EQ(sessions.size(), 2U);
    const auto done = post(browser, "/write", {{"body", "Words."}, {"csrf", csrf_of(browser)}});
    EXPECT_EQ(done.status, 200U);
    EXPECT_EQ(written.size(), 1U);
}

TEST_F(GuardTest, ALostSessionLosesNoTypedText) {
    Browser browser;
    sign_in(browser);
    Fields typed{{"csrf", csrf_of(browser)},
                 {"title", "Úrad & <b>\"portal\"</b>"},
                 {"body", "One.\nTwo.\n"},
                 {"funding", "+loan"},
                 {"funding", "-fees"},
                 {"empty", ""}};
    const Fields words{typed.begin() + 1, typed.end()};
    sessions.end_all_of(person);  // a restart, or twelve hours
    const auto lost = post(browser, "/write", typed);
    EXPECT_EQ(lost.status, 401U);
    EXPECT_THAT(written, IsEmpty());
    EXPECT_EQ(looks.sign_in_view.kept.fields, words);

    // A mistyped password keeps it, too.
    auto inputs = hidden_inputs(looks.sign_in_view.kept);
    const auto send = [&](const std::string& password) {
        auto fields = inputs;
        fields.emplace_back("csrf", looks.sign_in_view.csrf);
        fields.emplace_back("name", "Desk officer");
        fields.emplace_back("password", password);
        return post(browser, "/sign-in", fields);
    };
    EXPECT_EQ(send("wrong").status, 401U);
    inputs = hidden_inputs(looks.sign_in_view.kept);
    const auto back = send("correct horse battery");
    EXPECT_EQ(back.status, 200U);
    EXPECT_EQ(back.body, "confirm");
    EXPECT_THAT(written, IsEmpty()) << "not before the person sends it again";
    EXPECT_EQ(looks.confirm_view.kept.path, "/write");
    EXPECT_EQ(looks.confirm_view.kept.fields, words);

    auto again = looks.confirm_view.kept.fields;
    again.emplace_back("csrf", looks.confirm_view.csrf);
    EXPECT_EQ(post(browser, looks.confirm_view.kept.path, again).status, 200U);
    ASSERT_EQ(written.size(), 1U);
    EXPECT_EQ(Fields(written[0].begin(), written[0].end() - 1), words);
}

TEST_F(GuardTest, AFormOfTheSessionBeforeIsConfirmedNotLost) {
    Browser browser;
    sign_in(browser);
    const Fields typed{{"csrf", csrf_of(browser)}, {"body", "Words."}};
    sign_in(browser);  // in another window: a new session
    EXPECT_EQ(post(browser, "/write", typed).status, 403U);
    EXPECT_EQ(looks.confirm_view.kept.fields, (Fields{{"body", "Words."}}));
    EXPECT_EQ(
        post(browser, "/write", {{"csrf", looks.confirm_view.csrf}, {"body", "Words."}}).status,
        200U);
}

TEST_F(GuardTest, WhatIsTooLongToCarryIsSaidAndNoSecretIsCarried) {
    Browser browser;
    const std::string quotes(60 * 1024, '"');  // six bytes each on a page
    const std::string lines(44 * 1024, '\n');  // six bytes each in a form
    for (const auto& text : {quotes, lines}) {
        EXPECT_EQ(post(browser, "/write", {{"body", text}}).status, 401U);
        EXPECT_TRUE(looks.sign_in_view.kept.too_large);
        EXPECT_THAT(looks.sign_in_view.problem, HasSubstr("too long to carry"));
        EXPECT_TRUE(hidden_inputs(looks.sign_in_view.kept).empty());
    }
    const std::string plain(64 * 1024, 'a');
    EXPECT_EQ(post(browser, "/write", {{"body", plain}}).status, 401U);
    EXPECT_FALSE(looks.sign_in_view.kept.too_large);
    post(browser, "/me/password", {{"old", "secret"}, {"new", "secret"}});
    EXPECT_THAT(looks.sign_in_view.kept.path, IsEmpty());
    EXPECT_THAT(looks.sign_in_view.kept.fields, IsEmpty());
}

TEST_F(GuardTest, AKeptFormLeadsNowhereElse) {
    Browser browser;
    for (const auto* away : {"//evil.example/write", "https://evil.example", "javascript:x"}) {
        const auto entered =
            sign_in(browser, "correct horse battery", {{"kept-path", away}, {"kept:body", "x"}});
        EXPECT_EQ(entered.status, 303U) << away;
        browser.cookies.clear();
    }
}

TEST_F(GuardTest, SigningOutEndsTheSessionOnTheServer) {
    Browser browser;
    sign_in(browser);
    const auto thief = browser;
    EXPECT_EQ(location(post(browser, "/sign-out", {{"csrf", csrf_of(browser)}})), "/");
    EXPECT_THAT(browser.cookies, IsEmpty());
    auto copy = thief;
    EXPECT_EQ(get(copy, "/own").status, 401U);
}

TEST_F(GuardTest, AChangedPasswordRenewsThisBrowserAndEndsTheOthers) {
    Browser browser;
    Browser other;
    sign_in(browser);
    sign_in(other);
    const auto before = browser.cookies.at("sid");
    const auto change = [&](const std::string& old,
                            const std::string& chosen,
                            const std::string& again) {
        return post(browser,
                    "/me/password",
                    {{"csrf", csrf_of(browser)}, {"old", old}, {"new", chosen}, {"again", again}});
    };
    EXPECT_EQ(change("wrong", "kfT9-x2qLm)v", "kfT9-x2qLm)v").status, 403U);
    EXPECT_EQ(change("correct horse battery", "kfT9-x2qLm)v", "kfT9").status, 422U);
    EXPECT_EQ(change("correct horse battery", "desk officer 1", "desk officer 1").status, 422U);
    EXPECT_TRUE(sessions.find(before));
    const auto done = change("correct horse battery", "kfT9-x2qLm)v", "kfT9-x2qLm)v");
    EXPECT_EQ(done.status, 303U);
    EXPECT_THAT(get(browser, location(done)).body, HasSubstr("Your password is changed"));
    EXPECT_NE(browser.cookies.at("sid"), before);
    EXPECT_FALSE(sessions.find(before));
    EXPECT_EQ(get(other, "/own").status, 401U);
    Browser fresh;
    EXPECT_EQ(sign_in(fresh).status, 401U);
    EXPECT_EQ(sign_in(fresh, "kfT9-x2qLm)v").status, 303U);
}

TEST_F(GuardTest, APersonSeesTheirSessionsAndEndsThem) {
    Browser browser;
    Browser other;
    sign_in(other);
    world.run_for(1s);
    sign_in(browser);
    const auto csrf = csrf_of(browser);
    ASSERT_EQ(looks.me_view.sessions.size(), 2U);
    EXPECT_TRUE(looks.me_view.sessions[0].is_this);
    EXPECT_FALSE(looks.me_view.sessions[1].is_this);
    const auto end = [&](const Hash& id) {
        return post(browser, "/me/end-session", {{"csrf", csrf}, {"session", id.hex()}});
    };
    EXPECT_EQ(location(end(looks.me_view.sessions[1].id)), "/me");
    EXPECT_EQ(get(other, "/own").status, 401U);
    EXPECT_EQ(location(end(looks.me_view.sessions[0].id)), "/");
    EXPECT_EQ(get(browser, "/own").status, 303U);
}

// RELIABILITY 6.3: an id of before the change opens nothing after it; open pages can still be sent.
TEST_F(GuardTest, AChangeOfRolesGivesTheSessionAnotherIdAndLeavesItsFormsAlone) {
    Browser browser;
    sign_in(browser);
    const auto csrf = csrf_of(browser);
    const auto before = browser.cookies.at("sid");
    get(browser, "/own");
    EXPECT_EQ(browser.cookies.at("sid"), before) << "nothing changed";

    roles.bytes[0] = std::byte{1};
    const auto thief = browser;
    EXPECT_THAT(get(browser, "/own").body, StartsWith("hello Desk officer"));
    const auto after = browser.cookies.at("sid");
    EXPECT_NE(after, before);
    EXPECT_EQ(sessions.size(), 1U);
    EXPECT_FALSE(sessions.find(before));
    auto copy = thief;
    EXPECT_EQ(get(copy, "/own").status, 401U) << "the old id is dead at once";
    EXPECT_EQ(post(browser, "/write", {{"csrf", csrf}, {"body", "x"}}).status, 200U);
    EXPECT_EQ(browser.cookies.at("sid"), after) << "once a change";
    EXPECT_EQ(written.size(), 1U);

    // By a form as well: it is dealt with, and the answer carries the new id.
    roles.bytes[0] = std::byte{2};
    EXPECT_EQ(post(browser, "/write", {{"csrf", csrf}, {"body", "y"}}).status, 200U);
    EXPECT_EQ(written.size(), 2U);
    EXPECT_NE(browser.cookies.at("sid"), after);
    EXPECT_FALSE(sessions.find(after));
}

TEST_F(GuardTest, AChangeOfRolesDoesNotKeepASessionAlive) {
    Browser browser;
    sign_in(browser);
    const auto csrf = csrf_of(browser);
    roles.bytes[0] = std::byte{1};
    EXPECT_EQ(location(post(browser, "/sign-out", {{"csrf", csrf}})), "/");
    EXPECT_THAT(browser.cookies, IsEmpty());
    EXPECT_EQ(sessions.size(), 0U);
}

TEST_F(GuardTest, WhoMustWaitIsToldForHowLong) {
    Browser browser;
    const auto told = [](const http::Response& response) -> std::string {
        for (const auto& field : response.fields) {
            if (field.name == "Retry-After") return field.value;
        }
        return {};
    };
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(told(sign_in(browser, "wrong")), "");
    const auto refused = sign_in(browser);
    EXPECT_EQ(refused.status, 429U);
    EXPECT_EQ(told(refused), "1");
    EXPECT_THAT(refused.body, HasSubstr("Try again in 1 s."));
    world.run_for(1s);
    EXPECT_EQ(sign_in(browser, "wrong").status, 401U);
    EXPECT_EQ(told(sign_in(browser)), "2");
    world.run_for(2s);
    EXPECT_EQ(sign_in(browser).status, 303U);

    const auto change = [&](const std::string& old) {
        return post(browser,
                    "/me/password",
                    {{"csrf", csrf_of(browser)}, {"old", old}, {"new", "x"}, {"again", "x"}});
    };
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(change("wrong").status, 403U);
    const auto slowed = change("correct horse battery");
    EXPECT_EQ(slowed.status, 429U);
    EXPECT_EQ(told(slowed), "1");
}

TEST_F(GuardTest, WhatIsSensitiveAsksForThePasswordAgainAndLosesNothingTyped) {
    Browser browser;
    sign_in(browser);
    const auto csrf = csrf_of(browser);
    const Fields typed{{"act", "give"}, {"reason", "Úrad & <b>"}};
    const auto send = [&](Fields fields, const std::string& password = {}) {
        fields.emplace_back("csrf", csrf);
        if (!password.empty()) fields.emplace_back("password", password);
        return post(browser, "/act", fields);
    };
    world.run_for(limits::proof_age_max - 1s);
    EXPECT_EQ(send(typed).status, 200U) << "given not long ago, at sign-in";
    world.run_for(1s);
    const auto before = browser.cookies.at("sid");
    const auto asked = send(typed);
    EXPECT_EQ(asked.status, 403U);
    EXPECT_EQ(asked.body, "prove|Desk officer|");
    EXPECT_EQ(looks.prove_view.kept.path, "/act");
    EXPECT_EQ(looks.prove_view.kept.fields, typed);
    EXPECT_EQ(looks.prove_view.csrf, csrf);
    EXPECT_EQ(written.size(), 1U);
    EXPECT_EQ(send({{"act", "hide"}}).status, 200U) << "not sensitive";
    EXPECT_EQ(written.size(), 2U);

    // As the page sends it.
    EXPECT_EQ(send(looks.prove_view.kept.fields, "correct horse battery").status, 200U);
    ASSERT_EQ(written.size(), 3U);
    EXPECT_EQ(Fields(written[2].begin(), written[2].begin() + 2), typed);
    EXPECT_NE(browser.cookies.at("sid"), before) << "a new id, since the password was given";
    EXPECT_FALSE(sessions.find(before));
    EXPECT_EQ(csrf_of(browser), csrf) << "forms of open pages still count";
    world.run_for(limits::proof_age_max - 1s);
    EXPECT_EQ(send(typed).status, 200U);
    world.run_for(1s);
    EXPECT_EQ(send(typed).status, 403U);
    EXPECT_EQ(sessions.size(), 1U);
}

TEST_F(GuardTest, AWrongPasswordDoesNothingSensitiveAndCountsAsAtSignIn) {
    Browser browser;
    sign_in(browser);
    const auto csrf = csrf_of(browser);
    const auto before = browser.cookies;
    const auto send = [&](const std::string& password) {
        return post(browser,
                    "/act",
                    {{"act", "give"}, {"reason", "Why."}, {"csrf", csrf}, {"password", password}});
    };
    for (int i = 0; i < 5; ++i) {
        const auto refused = send("wrong");
        EXPECT_EQ(refused.status, 403U) << "though the right one was given at sign-in";
        EXPECT_EQ(refused.body,
                  "prove|Desk officer|That is not your password. Nothing was signed.");
        EXPECT_EQ(looks.prove_view.kept.fields, (Fields{{"act", "give"}, {"reason", "Why."}}));
    }
    const auto slowed = send("correct horse battery");
    EXPECT_EQ(slowed.status, 429U);
    EXPECT_THAT(slowed.body, HasSubstr("Try again in 1 s."));
    ASSERT_FALSE(slowed.fields.empty());
    EXPECT_EQ(slowed.fields.back().name, "Retry-After");
    EXPECT_EQ(slowed.fields.back().value, "1");
    Browser other;
    EXPECT_EQ(sign_in(other).status, 429U) << "one count for both";
    EXPECT_THAT(written, IsEmpty());
    EXPECT_EQ(browser.cookies, before);
    world.run_for(1s);
    EXPECT_EQ(send("correct horse battery").status, 200U);
    EXPECT_EQ(written.size(), 1U);
}

TEST_F(GuardTest, NoPasswordIsTriedForAFormOfAnotherSession) {
    Browser browser;
    sign_in(browser);
    const Fields fields{{"act", "give"}, {"csrf", "x"}, {"password", "correct horse battery"}};
    EXPECT_EQ(post(browser, "/act", fields).status, 403U);
    EXPECT_EQ(looks.confirm_view.kept.fields, (Fields{{"act", "give"}})) << "no secret in a page";
    Browser stranger;
    EXPECT_EQ(post(stranger, "/act", fields).status, 401U);
    EXPECT_EQ(looks.sign_in_view.kept.fields, (Fields{{"act", "give"}}));
    EXPECT_THAT(written, IsEmpty());
}

TEST_F(GuardTest, WhoMayNotActAnyMoreIsOutAtTheNextRequest) {
    Browser browser;
    sign_in(browser);
    const auto csrf = csrf_of(browser);
    persons.clear();  // the centre revoked the grant
    EXPECT_EQ(post(browser, "/write", {{"csrf", csrf}, {"body", "x"}}).status, 401U);
    EXPECT_EQ(get(browser, "/own").status, 401U);
    EXPECT_EQ(get(browser, "/open").body, "hello stranger");
    EXPECT_EQ(sessions.size(), 0U);
}

TEST_F(GuardTest, SessionsAreCountedByWhatAStrangerCannotChoose) {
    Browser browser;
    sign_in(browser);
    http::RequestHead head;
    head.cookie = "other=1; sid=" + browser.cookies.at("sid");
    EXPECT_EQ(guard.session_name(head), sessions.find(browser.cookies.at("sid"))->id.hex());
    head.cookie = "sid=" + std::string(43, 'A');
    EXPECT_EQ(guard.session_name(head), std::nullopt);
}

}  // namespace
}  // namespace praxis::web
