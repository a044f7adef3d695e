#include "tests/sim/scenarios/page_reader.hpp"

#include "node/replica/errc.hpp"
#include "node/web/account_record.hpp"
#include "node/web/pages.hpp"
#include "tests/support/source_path.hpp"

#include <deque>

namespace praxis::sim {
namespace {

const web::Templates& templates() {
    static const auto loaded = web::Templates::load(test::source_path("node/web")).value();
    return loaded;
}

class NoAccounts final : public web::AccountFiles {
public:
    [[nodiscard]] Result<std::optional<Bytes>> read(const Hash& /*place*/) const override {
        return std::optional<Bytes>{};
    }
    [[nodiscard]] Result<void> add(const Hash& /*place*/, ByteView /*record*/) override {
        return fail(node::NodeErrc::not_allowed, "this node has no accounts");
    }
    [[nodiscard]] Result<void> replace(const Hash& place, ByteView record) override {
        return add(place, record);
    }
};

class PageReader {
public:
    PageReader(NodeMachine& machine, std::string_view unseen)
        : machine_{machine},
          unseen_{unseen},
          pages_{{machine.runtime(),
                  machine.replica(),
                  kinds(),
                  machine.node(),
                  templates(),
                  std::make_shared<NoAccounts>()}} {
        pages_.add_to(router_);
    }

    std::size_t read_all() {
        note("/");
        read_noted();
        const auto look = [&](const node::LogEntry& entry) -> Result<void> {
            if (!entry.document) return success();
            const auto page = "/d/" + entry.document->hex();
            note(page);
            note(page + "/history");
            note(page + "?version=" + entry.id.hex());
            note(page + "/diff?b=" + entry.id.hex());
            return success();
        };
        require(machine_.replica().log({}, look).has_value(),
                Invariant::service,
                "the log cannot be read");
        read_noted();
        require(read_ > 0, Invariant::service, "no page of a node can be read");
        return read_;
    }

private:
    void note(std::string path) {
        path = path.substr(0, path.find('#'));
        if (noted_.insert(path).second) open_.push_back(std::move(path));
    }
    void read_noted() {
        while (!open_.empty()) {
            const auto path = std::move(open_.front());
            open_.pop_front();
            const auto page = read(path);
            require(
                page.status < 500,
                Invariant::service,
                "machine " + std::to_string(machine_.index()) + " cannot make its page " + path);
            require(page.body.find(unseen_) == std::string::npos,
                    Invariant::authorisation,
                    "machine " + std::to_string(machine_.index()) +
                        " shows words that have no effect: " + path);
            if (page.status != 200) continue;
            ++read_;
            if (page.content_type.starts_with("text/html")) note_links(page.body);
        }
    }
    http::Response read(const std::string& path) {
        http::Request request;
        request.client = "a browser";
        request.head.method = http::Method::get;
        const auto mark = path.find('?');
        request.head.path = path.substr(0, mark);
        if (mark != std::string::npos) request.head.query = path.substr(mark + 1);
        auto match = router_.find(request.head);
        if (!match) return router_.page_for({match.error(), &request});
        request.params = match.value().params;
        http::Response out;
        machine_.run([&]() -> node::Task<Result<void>> {
            auto answering = match.value().route->handler(request);
            auto answer = co_await std::move(answering);
            out = answer ? std::move(answer).value() : router_.page_for({answer.error(), &request});
            co_return success();
        }());
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

    NodeMachine& machine_;
    std::string unseen_;
    web::Pages pages_;
    http::Router router_;
    std::size_t read_ = 0;
    std::set<std::string> noted_;
    std::deque<std::string> open_;
};

}  // namespace

std::size_t read_pages(NodeMachine& machine, std::string_view unseen) {
    return PageReader{machine, unseen}.read_all();
}

}  // namespace praxis::sim
