#pragma once

#include "node/web/account_folder.hpp"
#include "node/web/pages.hpp"
#include "tests/support/source_path.hpp"
#include "tests/unit/cli/desk.hpp"
#include "tests/unit/web/html.hpp"

#include <gmock/gmock.h>

namespace praxis::test {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// A page as a browser got it.
struct Got {
    unsigned status = 0;
    std::string location;  ///< of a redirect
    std::string body;
    Html html;
};

/// A node's pages over a real replica, asked as the server asks them, and people with browsers.
class PagesWorld : public ::testing::Test {
public:
    static constexpr const char* password = "seven green kettles sing";

    PagesWorld() { start(); }
    explicit PagesWorld(std::filesystem::path kinds) {
        desk.use_kinds(std::move(kinds));
        start();
    }

    /// A browser with its cookies.
    struct Browser {
        std::map<std::string, std::string> cookies;
    };

    Got get(Browser& browser, const std::string& path) {
        return taken(browser, path, answer_get(browser, path));
    }
    Got post(Browser& browser, const std::string& path, const Fields& fields) {
        return taken(browser, path, answer_post(browser, path, fields));
    }
    /// The same while something else happens: behind the request's arrival, before its answer.
    Got post_while(Browser& browser,
                   const std::string& path,
                   const Fields& fields,
                   const std::function<void()>& meanwhile) {
        return taken(browser, path, answer_post(browser, path, fields, meanwhile));
    }
    /// What the server would send, before a browser takes it.
    http::Response answer_get(const Browser& browser, const std::string& path) {
        http::Request request;
        request.head.method = http::Method::get;
        set_path(request, path);
        return answer(browser, std::move(request));
    }
    http::Response answer_post(const Browser& browser,
                               const std::string& path,
                               const Fields& fields,
                               const std::function<void()>& meanwhile = {}) {
        http::Request request;
        request.head.method = http::Method::post;
        request.head.has_body = true;
        request.head.content_type = "application/x-www-form-urlencoded";
        set_path(request, path);
        for (const auto& [name, value] : fields) {
            request.body += (request.body.empty() ? "" : "&") + http::percent_encoded(name) + "=" +
                            http::percent_encoded(value);
        }
        return answer(browser, std::move(request), meanwhile);
    }

    /// What a browser would send of the form of a page whose action is `action`, with `typed` in
    /// place of what stands in the inputs of that name.
    static Fields filled(const Got& page, const std::string& action, const Fields& typed = {}) {
        Fields out;
        bool inside = false;
        const auto value_for = [&](const std::string& name) -> const std::string* {
            for (const auto& [key, value] : typed) {
                if (key == name) return &value;
            }
            return nullptr;
        };
        std::string select;
        for (const auto& element : page.html.elements) {
            if (element.name == "form") inside = element.attribute("action") == action;
            if (!inside) continue;
            const auto name = element.attribute("name");
            if (element.name == "select") {
                select = name;
                if (const auto* value = value_for(name)) out.emplace_back(name, *value);
            }
            const bool chosen = element.name == "option" && element.attributes.contains("selected");
            if (chosen && value_for(select) == nullptr) {
                out.emplace_back(select, element.attribute("value"));
            }
            if (element.name != "input" && element.name != "textarea") continue;
            const auto type = element.attribute("type");
            if (type == "checkbox" || type == "radio") {
                const auto value = element.attribute("value");
                const auto* wanted = value_for(name);
                const bool checked =
                    wanted != nullptr ? *wanted == value : element.attributes.contains("checked");
                if (checked) out.emplace_back(name, value);
                continue;
            }
            const auto* value = type == "hidden" ? nullptr : value_for(name);
            auto held = element.attribute("value");
            if (element.name == "textarea") held = element.text.substr(1);
            out.emplace_back(name, value != nullptr ? *value : held);
        }
        EXPECT_FALSE(out.empty()) << "no form " << action << " on " << page.body;
        return out;
    }
    /// Opens a page, fills in its form and sends it to the page's own path.
    Got send(Browser& browser, const std::string& path, const Fields& typed) {
        const auto page = get(browser, path);
        const auto action = path.substr(0, path.find('?'));
        return post(browser, action, filled(page, action, typed));
    }

    Browser signed_in(const std::string& name = "officer") {
        Browser browser;
        const auto in = send(browser, "/sign-in", {{"name", name}, {"password", password}});
        EXPECT_EQ(in.status, 303U) << in.body;
        return browser;
    }
    std::string new_document(Browser& browser, const std::string& kind, const Fields& typed) {
        const auto path = "/s/" + space + "/" + kind + "/new";
        const auto done = send(browser, path, typed);
        EXPECT_EQ(done.status, 303U) << done.html.text();
        return done.location.substr(std::string{"/d/"}.size());
    }
    std::string version(const std::string& id) {
        const auto shown = desk.done("a", {"log", "--document", id}).lines();
        return std::string{shown.back().at("id").as_string()};
    }

    Desk desk;
    std::string space;
    std::string officer_person;  ///< the id of who signs in as "officer"
    std::unique_ptr<web::Templates> templates;
    std::unique_ptr<web::Pages> pages;
    http::Router router;

private:
    void start() {
        desk.done("a", {"init", "--network", "Net", "--node", "Bratislava", "--role", "centre"});
        space = desk.done("a", {"space", "new", "--name", "Practice"}).text("id");
        officer_person =
            desk.done("a",
                      {"account", "add", "officer", "--password-file", desk.file("pw", password)})
                .text("person");
        auto loaded = web::Templates::load(test::source_path("node/web"));
        ASSERT_TRUE(loaded) << loaded.error().text();
        templates = std::make_unique<web::Templates>(std::move(loaded).value());
        pages = std::make_unique<web::Pages>(
            web::Parts{desk.runtime(),
                       desk.replica("a"),
                       desk.kinds("a"),
                       desk.links("a"),
                       *templates,
                       std::make_shared<web::AccountFolder>(desk.folder("a")),
                       desk.seal_cost()});
        pages->add_to(router);
    }

    static void set_path(http::Request& request, const std::string& path) {
        const auto whole = path.substr(0, path.find('#'));
        const auto mark = whole.find('?');
        request.head.path = whole.substr(0, mark);
        if (mark != std::string::npos) request.head.query = whole.substr(mark + 1);
    }

    http::Response answer(const Browser& browser,
                          http::Request request,
                          const std::function<void()>& meanwhile = {}) {
        request.client = "client";
        for (const auto& [name, value] : browser.cookies)
            request.head.cookie += (request.head.cookie.empty() ? "" : "; ") + name + "=" + value;
        auto match = router.find(request.head);
        http::Response response;
        if (match) {
            request.params = match.value().params;
            auto answer = answered(match.value().route->handler(request), meanwhile);
            response =
                answer ? std::move(answer).value() : router.page_for({answer.error(), &request});
            if (!answer) problems.push_back(request.head.path + ": " + answer.error().text());
        } else {
            response = router.page_for({match.error(), &request});
        }
        return response;
    }
    Result<http::Response> answered(node::Task<Result<http::Response>> answering,
                                    const std::function<void()>& meanwhile) {
        if (!meanwhile) return desk.await<http::Response>(std::move(answering));
        node::TaskGroup tasks{desk.runtime().loop};
        std::optional<Result<http::Response>> out;
        tasks.spawn(keep_result(std::move(answering), out));
        meanwhile();
        desk.pass(std::chrono::seconds{1});
        return out.value();
    }
    static Got taken(Browser& browser, const std::string& path, const http::Response& response) {
        Got out;
        out.status = response.status;
        out.body = response.body;
        for (const auto& field : response.fields) {
            if (field.name == "Location") out.location = field.value;
            if (field.name == "Set-Cookie") keep_cookie(browser, field.value);
        }
        if (response.status != 303 && response.content_type.starts_with("text/html")) {
            out.html = Html::read(response.body);
            EXPECT_THAT(out.html.problems, testing::IsEmpty()) << path;
        }
        return out;
    }
    static void keep_cookie(Browser& browser, const std::string& field) {
        const auto equals = field.find('=');
        const auto value = field.substr(equals + 1, field.find(';') - equals - 1);
        if (value.empty()) {
            browser.cookies.erase(field.substr(0, equals));
        } else {
            browser.cookies[field.substr(0, equals)] = value;
        }
    }

public:
    /// Errors that no page was made for.
    std::vector<std::string> problems;
};

}  // namespace praxis::test
