#include "node/http/error_page.hpp"
#include "node/http/html.hpp"
#include "node/http/status_page.hpp"
#include "protocol/base/errc.hpp"
#include "protocol/wire/limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace praxis::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

NodeId node_of(std::uint8_t byte) {
    std::array<std::byte, 32> bytes{};
    bytes.fill(std::byte{byte});
    return NodeId{bytes};
}

std::size_t count(const std::string& text, const std::string& word) {
    std::size_t found = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        ++found;
    return found;
}

TEST(Escaped, LeavesNoCharacterThatMeansSomething) {
    EXPECT_EQ(escaped("<a href=\"x\" b='y'>&amp;"),
              "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
    EXPECT_EQ(escaped("Žilina, กรุงเทพ\n\tx"), "Žilina, กรุงเทพ\n\tx");
    EXPECT_EQ(escaped(std::string{"\0\r\x1b\x7f", 4}),
              "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(StatusPage, SaysWhatTheStoreSays) {
    StatusView view{node_of(0xab)};
    view.node_name = "Bratislava";
    view.person = PersonId{node_of(0xcd).bytes};
    view.spaces = 3;
    view.documents = 41;
    view.updates = 592;
    view.state_words = "one two three four five six seven eight";
    view.peers.push_back({node_of(1), "Bangkok", from_millis(1'795'313'410'999)});
    view.peers.push_back({node_of(2)});
    const auto page = status_page(view);
    EXPECT_THAT(page, HasSubstr("<dt>Name</dt>\n<dd><bdi>Bratislava</bdi></dd>"));
    EXPECT_THAT(page, HasSubstr("<dt>Node</dt>\n<dd><bdi>" + node_of(0xab).hex() + "</bdi></dd>"));
    EXPECT_THAT(page,
                HasSubstr("<dt>Person</dt>\n<dd><bdi>" + node_of(0xcd).hex() + "</bdi></dd>"));
    EXPECT_THAT(page, HasSubstr("<dt>Spaces</dt>\n<dd><bdi>3</bdi></dd>"));
    EXPECT_THAT(page, HasSubstr("<dt>Documents</dt>\n<dd><bdi>41</bdi></dd>"));
    EXPECT_THAT(page, HasSubstr("<dt>Updates</dt>\n<dd><bdi>592</bdi></dd>"));
    EXPECT_THAT(page, HasSubstr("one two three four five six seven eight"));
    EXPECT_THAT(page,
                HasSubstr("<li><bdi>Bangkok</bdi> (node <code>" + node_of(1).hex() +
                          "</code>): last contact 2026-11-22 02:10 UTC</li>"));
    EXPECT_THAT(page,
                HasSubstr("<li><bdi>no name known here</bdi> (node <code>" + node_of(2).hex() +
                          "</code>): no contact recorded</li>"));
}

TEST(StatusPage, OfAnEmptyStoreClaimsNothing) {
    const auto page = status_page(StatusView{node_of(1)});
    EXPECT_THAT(page, HasSubstr("<dt>Name</dt>\n<dd><bdi>no name known here</bdi></dd>"));
    EXPECT_THAT(page, HasSubstr("none: no certificate of this node stands"));
    EXPECT_THAT(page, HasSubstr("This node knows of no other."));
    EXPECT_THAT(page, Not(HasSubstr("last contact")));
}

TEST(StatusPage, EscapesWhatPeopleWrote) {
    const std::string hostile = "</bdi><script>alert('x')</script>";
    StatusView view{node_of(1)};
    view.node_name = hostile;
    view.state_words = hostile;
    view.peers.push_back({node_of(2), hostile});
    const auto page = status_page(view);
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_EQ(count(page, "&lt;/bdi&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"), 3U);
}

TEST(StatusPage, HasNoScriptAndNoStyle) {
    const auto page = status_page(StatusView{node_of(1)});
    for (const auto* forbidden : {"<script", "<style", "style=", "http:", "https:", "javascript:"})
        EXPECT_EQ(page.find(forbidden), std::string::npos) << forbidden;
}

TEST(StatusPage, FitsAnAnswerWhateverTheStoreHolds) {
    StatusView view{node_of(1)};
    std::string name;
    for (int i = 0; i < 5'000; ++i)
        name += "\"";
    view.node_name = name;
    view.peers.assign(20'000, PeerView{node_of(2), name});
    const auto page = status_page(view);
    EXPECT_LE(page.size(), limits::http_response_bytes_max);
    EXPECT_EQ(count(page, "<li>"), limits::http_peers_shown_max);
    EXPECT_THAT(page, HasSubstr("<p>And 19800 more.</p>"));
    EXPECT_EQ(count(page, "&quot;"),
              limits::http_name_shown_max * (limits::http_peers_shown_max + 1));
    EXPECT_THAT(page, HasSubstr("&quot;…</bdi>"));
}

TEST(ErrorPage, SaysWhatToDo) {
    const auto page = error_page({make_error_code(HttpErrc::not_found), "/secret <b>"});
    EXPECT_EQ(page.status, 404U);
    EXPECT_THAT(page.body, HasSubstr("<h1>No such page</h1>"));
    EXPECT_THAT(page.body, HasSubstr("Check the address"));
    EXPECT_THAT(page.body, HasSubstr("<a href=\"/\">Start page</a>"));
    EXPECT_THAT(page.body, Not(HasSubstr("secret")));
}

TEST(ErrorPage, KeepsInnerErrorsInside) {
    const auto page = error_page({make_error_code(Errc::bad_hex), "/var/lib/praxis/data.mdb"});
    EXPECT_EQ(page.status, 500U);
    EXPECT_THAT(page.body, Not(HasSubstr("/var/lib")));
    EXPECT_THAT(page.body, HasSubstr("Try again"));
}

}  // namespace
}  // namespace praxis::http
