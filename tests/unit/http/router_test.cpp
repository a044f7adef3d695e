#include "node/http/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace praxis::http {
namespace {

using ::testing::ElementsAre;

RequestHead asks(Method method, std::string path) {
    RequestHead head;
    head.method = method;
    head.path = std::move(path);
    return head;
}

node::Task<Result<Response>> nothing(const Request& /*request*/) {
    co_return Response{};
}

TEST(Router, FindsByMethodAndPath) {
    Router router;
    router.add({Method::get, "/", nothing});
    router.add({Method::get, "/form", nothing});
    router.add({Method::post, "/form", nothing});
    router.add({Method::post, "/only", nothing});
    ASSERT_EQ(router.routes().size(), 4U);
    EXPECT_EQ(router.find(asks(Method::get, "/")).value().route, &router.routes()[0]);
    EXPECT_EQ(router.find(asks(Method::head, "/form")).value().route, &router.routes()[1]);
    EXPECT_EQ(router.find(asks(Method::post, "/form")).value().route, &router.routes()[2]);
    const auto status = [&](Method method, const char* path) {
        return status_of(router.find(asks(method, path)).error());
    };
    EXPECT_EQ(status(Method::get, "/no"), 404U);
    EXPECT_EQ(status(Method::get, "//"), 404U);
    EXPECT_EQ(status(Method::post, "/"), 405U);
    EXPECT_EQ(status(Method::head, "/only"), 405U);
    EXPECT_EQ(status(Method::other, "/"), 405U);
    EXPECT_EQ(status(Method::other, "/no"), 405U);
    EXPECT_EQ(router.allowed("/"), "GET, HEAD");
    EXPECT_EQ(router.allowed("/form"), "GET, HEAD, POST");
    EXPECT_EQ(router.allowed("/only"), "POST");
    EXPECT_EQ(router.allowed("/no"), "GET, HEAD");
}

std::string found(const Router& router, Method method, const std::string& path) {
    const auto match = router.find(asks(method, path));
    if (!match) return std::to_string(status_of(match.error()));
    auto out = match.value().route->path;
    for (const auto& param : match.value().params)
        out += " " + param;
    return out;
}

TEST(Router, BracesStandForWholeSegments) {
    Router router;
    router.add({Method::get, "/d/{id}", nothing});
    router.add({Method::get, "/d/{id}/edit", nothing});
    router.add({Method::post, "/d/{id}/edit", nothing, Body::form});
    router.add({Method::get, "/s/{space}/{kind}", nothing});
    EXPECT_EQ(found(router, Method::get, "/d/7"), "/d/{id} 7");
    EXPECT_EQ(found(router, Method::head, "/d/7"), "/d/{id} 7");
    EXPECT_EQ(found(router, Method::get, "/d/a%2Fb%20"), "/d/{id} a%2Fb%20");
    EXPECT_EQ(found(router, Method::get, "/d/{id}"), "/d/{id} {id}");
    EXPECT_EQ(found(router, Method::get, "/d/../edit"), "/d/{id}/edit ..");
    EXPECT_EQ(found(router, Method::post, "/d/7/edit"), "/d/{id}/edit 7");
    EXPECT_EQ(found(router, Method::get, "/s/a/b"), "/s/{space}/{kind} a b");
    for (const auto* path :
         {"/d", "/d/", "/d//edit", "//7", "/d/7/", "/d/7/edit/", "/D/7", "/s/a/"})
        EXPECT_EQ(found(router, Method::get, path), "404") << path;
    EXPECT_EQ(found(router, Method::post, "/d/7"), "405");
    EXPECT_EQ(router.allowed("/d/7"), "GET, HEAD");
    EXPECT_EQ(router.allowed("/d/7/edit"), "GET, HEAD, POST");
}

TEST(Router, ALiteralSegmentWinsOverABrace) {
    Router router;
    router.add({Method::get, "/s/{space}/{kind}", nothing});
    router.add({Method::post, "/s/{space}/{kind}", nothing});
    router.add({Method::get, "/s/{space}/new", nothing});
    router.add({Method::get, "/s/open/{kind}", nothing});
    router.add({Method::get, "/{any}", nothing});
    router.add({Method::get, "/me", nothing});
    EXPECT_EQ(found(router, Method::get, "/s/a/b"), "/s/{space}/{kind} a b");
    EXPECT_EQ(found(router, Method::get, "/s/a/new"), "/s/{space}/new a");
    EXPECT_EQ(found(router, Method::get, "/s/open/new"), "/s/open/{kind} new");  // the first counts
    EXPECT_EQ(found(router, Method::get, "/me"), "/me");
    EXPECT_EQ(found(router, Method::get, "/you"), "/{any} you");
    // Whichever methods the nearest path has are all: no other path steps in.
    EXPECT_EQ(found(router, Method::post, "/s/a/new"), "405");
    EXPECT_EQ(router.allowed("/s/a/new"), "GET, HEAD");
}

TEST(RouterDeathTest, RefusesRoutesThatAreBugs) {
    Router router;
    router.add({Method::get, "/d/{id}", nothing});
    EXPECT_DEATH(router.add({Method::get, "/d/{other}", nothing}), "shape_of");
    EXPECT_DEATH(router.add({Method::get, "/d/x{id}", nothing}), "can_be_asked");
    EXPECT_DEATH(router.add({Method::get, "/d?x", nothing}), "can_be_asked");
    EXPECT_DEATH(router.add({Method::get, "d", nothing}), "can_be_asked");
    EXPECT_DEATH(router.add({Method::head, "/h", nothing}), "Method::get");
    EXPECT_DEATH(router.add({Method::get, "/g", nothing, Body::form}), "Body::none");
}

TEST(Router, LetsAnotherDrawItsErrors) {
    Router router;
    router.set_error_page([](const Failure& failure) {
        const auto* request = failure.request;
        Response response;
        response.status = 200;  // does not count
        response.body = std::string{error_words(failure).title} + (request ? " of " : "");
        if (request != nullptr) response.body += request->head.path;
        return response;
    });
    const Error error{make_error_code(HttpErrc::not_found), "secret"};
    Request request;
    request.head.path = "/x";
    EXPECT_EQ(router.page_for({error, &request}).status, 404U);
    EXPECT_EQ(router.page_for({error, &request}).body, "No such page of /x");
    EXPECT_EQ(router.page_for({error}).body, "No such page");
}

}  // namespace
}  // namespace praxis::http
