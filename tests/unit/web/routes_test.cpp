// No route of the pages is forgotten: what holds for each of them, asked of every one.
#include "node/http/response_writer.hpp"
#include "tests/support/route_walk.hpp"
#include "tests/unit/web/pages_world.hpp"

namespace praxis::test {
namespace {

using ::testing::IsEmpty;

class PageRoutes : public PagesWorld {
public:
    PageRoutes() {
        officer = signed_in();
        document = new_document(officer, "thread", {{"set:title", "Queues"}});
        const auto home = get(officer, "/").body;
        const auto at = home.find("/assets/") + std::string_view{"/assets/"}.size();
        hash = home.substr(at, home.find('/', at) - at);
    }

    std::string filled(const std::string& path) const {
        std::string out;
        for (std::size_t at = 0; at < path.size();) {
            const auto end = path[at] == '{' ? path.find('}', at) + 1 : at + 1;
            const auto piece = path.substr(at, end - at);
            out += piece.size() > 1 ? value(piece) : piece;
            at = end;
        }
        return out;
    }
    std::string value(const std::string& brace) const {
        if (brace == "{space}") return space;
        if (brace == "{kind}") return "thread";
        if (brace == "{hash}") return hash;
        return document;
    }
    std::string state() { return desk.done("a", {"state"}).text("state"); }

    Browser officer;
    std::string document;
    std::string hash;
};

TEST_F(PageRoutes, EveryAnswerHasTheSecurityFields) {
    route_walk::Walk walk;
    walk.value = [this](const std::string& brace) { return value(brace); };
    walk.ask = [this](const std::string& request) {
        const auto method_end = request.find(' ');
        const auto path_end = request.find(' ', method_end + 1);
        const auto method = request.substr(0, method_end);
        const auto path = request.substr(method_end + 1, path_end - method_end - 1);
        const auto response =
            method == "POST" ? answer_post(officer, path, {}) : answer_get(officer, path);
        return std::string{text_of(http::to_bytes(response, {.with_body = method != "HEAD"}))};
    };
    ASSERT_FALSE(router.routes().empty());
    EXPECT_THAT(route_walk::wrong_fields(router.routes(), walk), IsEmpty());
}

TEST_F(PageRoutes, NoPostPassesThatAnotherSiteSent) {
    EXPECT_THAT(route_walk::unguarded_posts(router.routes()), IsEmpty());
}

TEST_F(PageRoutes, NoPostDoesAnythingWithoutItsToken) {
    int posts = 0;
    for (const auto& route : router.routes()) {
        if (route.method != http::Method::post) continue;
        SCOPED_TRACE(route.path);
        ++posts;
        const auto before = state();
        const auto cookies = officer.cookies;
        for (const Fields& token : {Fields{}, Fields{{"csrf", "made up"}}}) {
            auto fields = token;
            fields.insert(fields.end(),
                          {{"set:title", "Taken"}, {"text", "Taken"}, {"old", password}});
            const auto got = post(officer, filled(route.path), fields);
            EXPECT_NE(got.status, 303U);
            EXPECT_EQ(state(), before);
            EXPECT_EQ(officer.cookies, cookies);
            EXPECT_EQ(get(officer, "/me").status, 200U);
        }
    }
    EXPECT_GE(posts, 8);
}

}  // namespace
}  // namespace praxis::test
