#include "tests/sim/scenarios/page_reader.hpp"

#include "node/http/form.hpp"
#include "node/web/pages.hpp"
#include "tests/support/source_path.hpp"

#include <algorithm>
#include <deque>

namespace praxis::sim {
namespace {

const web::Templates& templates() {
    static const auto loaded = web::Templates::load(test::source_path("node/web")).value();
    return loaded;
}

/// What somebody's browser keeps.
class Cookies {
public:
    [[nodiscard]] std::string sent() const {
        std::string out;
        for (const auto& [name, value] : values_)
            out += (out.empty() ? "" : "; ") + name + '=' + value;
        return out;
    }
    void take(const http::Response& answer) {
        for (const auto& field : answer.fields) {
            if (field.name != "Set-Cookie") continue;
            const auto equals = field.value.find('=');
            const auto name = field.value.substr(0, equals);
            auto value = field.value.substr(equals + 1, field.value.find(';') - equals - 1);
            if (value.empty()) {
                values_.erase(name);
            } else {
                values_[name] = std::move(value);
            }
        }
    }

private:
    std::map<std::string, std::string> values_;
};

class PageReader {
public:
    PageReader(const Member& member, std::string_view unseen)
        : machine_{member.home()},
          unseen_{unseen},
          pages_{{machine_.runtime(),
                  machine_.replica(),
                  kinds(),
                  machine_.node(),
                  templates(),
                  member.accounts(),
                  Member::cost}} {
        pages_.add_to(router_);
    }

    PagesRead read_twice() {
        PagesRead out;
        out.without_session = read_all("somebody without a session");
        sign_in();
        out.signed_in = read_all("a member");
        require(get("/me").status == 200, Invariant::service, here() + " signed a member out");
        return out;
    }

private:
    [[nodiscard]] std::string here() const { return "machine " + std::to_string(machine_.index()); }

    /// `reader`: who, in words.
    PagesRead::Walk read_all(const std::string& reader) {
        PagesRead::Walk out;
        noted_.clear();
        note("/");
        read_noted(reader, out);
        note_addresses();
        read_noted(reader, out);
        require(out.pages > 0, Invariant::service, here() + " has no page for " + reader);
        return out;
    }
    void note(std::string path) {
        path = path.substr(0, path.find('#'));
        if (noted_.insert(path).second) open_.push_back(std::move(path));
    }
    void read_noted(const std::string& reader, PagesRead::Walk& out) {
        while (!open_.empty()) {
            const auto path = std::move(open_.front());
            open_.pop_front();
            const auto page = get(path);
            require(
                page.status < 500, Invariant::service, here() + " cannot make its page " + path);
            if (page.body.find(unseen_) != std::string::npos && ++out.showing == 1) {
                out.first = here() + " shows words that have no effect to " + reader + ": " + path;
            }
            if (page.status != 200) continue;
            ++out.pages;
            if (page.content_type.starts_with("text/html")) note_links(page.body);
        }
    }

    // --- what can be asked ---

    /// By what each brace of a route can stand for.
    using Values = std::map<std::string, std::set<std::string>>;

    void note_addresses() {
        Values values{{"{space}", {}}, {"{kind}", {}}, {"{id}", {}}};
        for (const auto& kind : kinds().all())
            values["{kind}"].insert(kind.name);
        const auto look = [&](const node::LogEntry& entry) -> Result<void> {
            values["{space}"].insert(entry.chain.space.hex());
            if (!entry.document) return success();
            values["{id}"].insert(entry.document->hex());
            const auto page = "/d/" + entry.document->hex();
            note(page + "?version=" + entry.id.hex());
            note(page + "/diff?b=" + entry.id.hex());
            return success();
        };
        require(machine_.replica().log({}, look).has_value(),
                Invariant::service,
                "the log cannot be read");
        for (const auto& space : machine_.replica().governance().spaces())
            values["{space}"].insert(space.id.hex());
        for (const auto& route : router_.routes()) {
            if (route.method != http::Method::get) continue;
            for (auto& path : addresses(route.path, values))
                note(std::move(path));
        }
    }
    /// "/d/{id}/edit" with each value of each brace.
    static std::vector<std::string> addresses(const std::string& pattern, const Values& values) {
        std::vector<std::string> out{{}};
        for (std::size_t at = 0; at < pattern.size();) {
            const bool is_brace = pattern[at] == '{';
            const auto end = is_brace ? pattern.find('}', at) + 1
                                      : std::min(pattern.find('{', at), pattern.size());
            const auto piece = pattern.substr(at, end - at);
            const auto choices = is_brace ? values.at(piece) : std::set<std::string>{piece};
            std::vector<std::string> longer;
            for (const auto& begun : out) {
                for (const auto& choice : choices)
                    longer.push_back(begun + choice);
            }
            out = std::move(longer);
            at = end;
        }
        return out;
    }
    void note_links(const std::string& html) {
        constexpr std::string_view begin = "href=\"/";
        for (auto at = html.find(begin); at != std::string::npos; at = html.find(begin, at + 1)) {
            const auto from = at + begin.size() - 1;
            auto path = html.substr(from, html.find('"', from) - from);
            constexpr std::string_view ampersand = "&amp;";
            for (auto i = path.find(ampersand); i != std::string::npos; i = path.find(ampersand, i))
                path.replace(i++, ampersand.size(), "&");
            note(std::move(path));
        }
    }

    // --- how a browser asks ---

    http::Response get(const std::string& path) {
        http::Request request;
        request.head.method = http::Method::get;
        const auto mark = path.find('?');
        request.head.path = path.substr(0, mark);
        if (mark != std::string::npos) request.head.query = path.substr(mark + 1);
        return answer(std::move(request));
    }
    void sign_in() {
        const std::string path = "/sign-in";
        const auto form = get(path).body;
        constexpr std::string_view token = "name=\"csrf\" value=\"";
        const auto at = form.find(token);
        require(at != std::string::npos, Invariant::service, here() + " has no form to sign in");
        const auto from = at + token.size();
        http::Request request;
        request.head.method = http::Method::post;
        request.head.path = path;
        request.head.has_body = true;
        request.head.content_type = "application/x-www-form-urlencoded";
        request.body =
            "csrf=" + http::percent_encoded(form.substr(from, form.find('"', from) - from)) +
            "&name=" + http::percent_encoded(Member::name) +
            "&password=" + http::percent_encoded(Member::password);
        require(answer(std::move(request)).status == 303,
                Invariant::service,
                here() + " does not let a member sign in");
    }
    http::Response answer(http::Request request) {
        request.client = "a browser";
        request.head.cookie = cookies_.sent();
        auto match = router_.find(request.head);
        if (!match) return router_.page_for({match.error(), &request});
        request.params = match.value().params;
        http::Response out;
        machine_.run([&]() -> node::Task<Result<void>> {
            auto answering = match.value().route->handler(request);
            auto got = co_await std::move(answering);
            out = got ? std::move(got).value() : router_.page_for({got.error(), &request});
            co_return success();
        }());
        cookies_.take(out);
        return out;
    }

    NodeMachine& machine_;
    std::string unseen_;
    web::Pages pages_;
    http::Router router_;
    Cookies cookies_;
    std::set<std::string> noted_;
    std::deque<std::string> open_;
};

}  // namespace

PagesRead read_pages(const Member& member, std::string_view unseen) {
    return PageReader{member, unseen}.read_twice();
}

}  // namespace praxis::sim
