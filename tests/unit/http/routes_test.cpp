// No page is forgotten: what holds for every route, asked of every route.
#include "tests/support/route_walk.hpp"
#include "tests/unit/http/server_fixture.hpp"

namespace praxis::http {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RoutesTest : public ServerTest {
public:
    route_walk::Walk walk() {
        route_walk::Walk out;
        out.ask = [this](const std::string& request) {
            auto answer = ask(request);
            world.run_for(2s);
            return answer;
        };
        out.value = [](const std::string&) { return "x"; };
        return out;
    }
};

TEST_F(RoutesTest, EveryAnswerHasTheSecurityFields) {
    const auto routes = server().router().routes();
    ASSERT_FALSE(routes.empty());
    EXPECT_THAT(route_walk::wrong_fields(routes, walk()), IsEmpty());
}

TEST_F(RoutesTest, NoPostPassesThatAnotherSiteSent) {
    EXPECT_THAT(route_walk::unguarded_posts(server().router().routes()), IsEmpty());
}

// The walk itself notices: an answer without fields, one that may be kept though it has no hash,
// and one that must be and is not.
TEST_F(RoutesTest, TheWalkFindsWhatIsWrong) {
    const auto routes = server().router().routes().first(1);
    auto broken = walk();
    broken.ask = [](const std::string&) { return "HTTP/1.1 200 OK\r\n\r\n"; };
    EXPECT_THAT(route_walk::wrong_fields(routes, broken), SizeIs(2));

    broken = walk();
    broken.secure = true;
    EXPECT_THAT(route_walk::wrong_fields(routes, broken), SizeIs(2));

    Router router;
    router.add({Method::get, "/kept", kept});
    router.add({Method::get, "/assets/{hash}", kept});
    router.add({Method::get, "/{hash}/fresh", large});
    broken = walk();
    broken.ask = [this](const std::string& request) {
        const auto head =
            request.find("/fresh") == std::string::npos ? "GET /assets/1" : "GET /large";
        return ask(ServerTest::request(head));
    };
    const auto found = route_walk::wrong_fields(router.routes(), broken);
    ASSERT_THAT(found, SizeIs(4));
    EXPECT_THAT(found[0], HasSubstr("GET /kept: HTTP/1.1 200 OK: another Cache-Control"));
    EXPECT_THAT(found[2], HasSubstr("GET /x/fresh: "));
}

}  // namespace
}  // namespace praxis::http
