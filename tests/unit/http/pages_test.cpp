#include "node/http/error_page.hpp"
#include "node/http/html.hpp"
#include "protocol/base/errc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace praxis::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

TEST(Escaped, LeavesNoCharacterThatMeansSomething) {
    EXPECT_EQ(escaped("<a href=\"x\" b='y'>&amp;"),
              "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
    EXPECT_EQ(escaped("Žilina, กรุงเทพ\n\tx"), "Žilina, กรุงเทพ\n\tx");
    EXPECT_EQ(escaped(std::string{"\0\r\x1b\x7f", 4}),
              "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(ErrorPage, SaysWhatToDo) {
    const auto page = error_page({{make_error_code(HttpErrc::not_found), "/secret <b>"}});
    EXPECT_EQ(page.status, 404U);
    EXPECT_THAT(page.body, HasSubstr("<h1>No such page</h1>"));
    EXPECT_THAT(page.body, HasSubstr("Check the address"));
    EXPECT_THAT(page.body, HasSubstr("<a href=\"/\">Start page</a>"));
    EXPECT_THAT(page.body, Not(HasSubstr("secret")));
}

TEST(ErrorPage, SaysHowLongToWaitWhereThatIsKnown) {
    const Error error{make_error_code(HttpErrc::too_many_requests), {}};
    Request form;
    form.head.method = Method::post;
    const auto words = [&](const Request& request, std::optional<Duration> wait) {
        return error_words({error, &request, wait}).what_to_do;
    };
    EXPECT_EQ(words(form, 11'001ms),
              "Nothing was changed. Wait 12 seconds, go back, and send it again.");
    EXPECT_EQ(words({}, 200ms), "Wait 1 second, then open the page again.");
    EXPECT_EQ(words({}, std::nullopt), "Wait some seconds, then open the page again.");
}

TEST(ErrorPage, KeepsInnerErrorsInside) {
    const auto page = error_page({{make_error_code(Errc::bad_hex), "/var/lib/praxis/data.mdb"}});
    EXPECT_EQ(page.status, 500U);
    EXPECT_THAT(page.body, Not(HasSubstr("/var/lib")));
    EXPECT_THAT(page.body, HasSubstr("Try again"));
}

}  // namespace
}  // namespace praxis::http
