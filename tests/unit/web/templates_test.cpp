#include "node/web/templates.hpp"

#include <gmock/gmock.h>

#include <fstream>

// What a template may not do, and what becomes of text in one.

namespace praxis::web {
namespace {

using testing::HasSubstr;

class TemplatesTest : public ::testing::Test {
public:
    TemplatesTest() {
        auto pattern = (std::filesystem::temp_directory_path() / "templates-XXXXXX").string();
        EXPECT_NE(mkdtemp(pattern.data()), nullptr);
        folder = pattern;
        std::filesystem::create_directories(folder / "templates");
        std::filesystem::create_directories(folder / "assets");
        std::ofstream{folder / "assets" / "praxis.css"} << "body {}\n";
    }
    ~TemplatesTest() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
    Result<Templates> with(const std::string& body, bool escaping = true) {
        std::ofstream{folder / "templates" / "one.tpl"}
            << (escaping ? "{{%AUTOESCAPE context=\"HTML\"}}\n" : "") << body;
        return Templates::load(folder);
    }
    std::string rendered(const std::string& body, const View& view) {
        auto templates = with(body);
        EXPECT_TRUE(templates);
        const auto out = templates.value().render("one.tpl", view);
        return out ? out.value() : out.error().text();
    }
    std::filesystem::path folder;
};

TEST_F(TemplatesTest, OneThatDoesNotEscapeIsRefused) {
    EXPECT_TRUE(with("<p>{{A}}</p>\n"));
    EXPECT_FALSE(with("<p>{{A}}</p>\n", false));
    EXPECT_FALSE(with("<p>{{A:none}}</p>\n"));
    EXPECT_FALSE(with("<p>{{A:h:none}}</p>\n"));
    EXPECT_FALSE(with("<p>{{A:x-own}}</p>\n"));
    EXPECT_FALSE(with("<p>{{>A:none}}</p>\n"));
    EXPECT_FALSE(with("{{=[ ]=}}<p>[A:none]</p>\n"));
    EXPECT_FALSE(with("<p>{{%AUTOESCAPE context=\"JSON\"}}</p>\n"));
    EXPECT_FALSE(with("<p>{{#A}}</p>\n"));
}

TEST_F(TemplatesTest, TextIsEscapedByItsPlace) {
    View view;
    view.set("A", "<b \"x\" 'y' & z>");
    EXPECT_THAT(rendered("<p>{{A}}</p>\n", view),
                HasSubstr("<p>&lt;b &quot;x&quot; &#39;y&#39; &amp; z&gt;</p>"));
    EXPECT_THAT(rendered("<p title=\"{{A}}\"></p>\n", view), HasSubstr("title=\"&lt;b &quot;x"));
    View link;
    link.set("A", "javascript:alert(1)");
    EXPECT_THAT(rendered("<a href=\"{{A}}\">x</a>\n", link), testing::Not(HasSubstr("javascript")));
}

TEST_F(TemplatesTest, LinesStayWhereTheTemplateAsks) {
    View view;
    view.set("A", "one\ntwo\t<");
    EXPECT_THAT(rendered("<p>{{A:pre_escape}}</p>\n", view), HasSubstr("one\ntwo\t&lt;"));
}

TEST_F(TemplatesTest, ControlCharactersAreShownAsWhatTheyAre) {
    View view;
    view.set("A", std::string{"a\0b\x1b\x7f", 5});
    EXPECT_THAT(rendered("<p>{{A}}</p>\n", view),
                HasSubstr("<p>a\xef\xbf\xbd"
                          "b\xef\xbf\xbd\xef\xbf\xbd</p>"));
}

TEST_F(TemplatesTest, PartsRepeatAndPiecesSeeOnlyTheirOwn) {
    std::ofstream{folder / "templates" / "piece.tpl"}
        << "{{%AUTOESCAPE context=\"HTML\"}}\n({{OUTER}}{{OWN}})";
    View view;
    view.set("OUTER", "o");
    for (const auto* each : {"1", "2"})
        view.part("LINE").set("N", each).piece("IN", "piece.tpl").set("OWN", each);
    EXPECT_THAT(rendered("{{#LINE}}{{OUTER}}{{N}}{{>IN}}{{/LINE}}{{#GONE}}x{{/GONE}}\n", view),
                HasSubstr("o1(1)o2(2)"));
}

TEST_F(TemplatesTest, AMissingTemplateIsAnError) {
    View view;
    view.piece("IN", "nowhere.tpl");
    auto templates = with("{{>IN}}\n");
    ASSERT_TRUE(templates);
    EXPECT_FALSE(templates.value().render("one.tpl", view));
    EXPECT_FALSE(templates.value().render("two.tpl", {}));
}

TEST_F(TemplatesTest, AnotherStyleHasAnotherPath) {
    const auto first = with("x\n").value().style_path();
    std::ofstream{folder / "assets" / "praxis.css"} << "p {}\n";
    EXPECT_NE(with("x\n").value().style_path(), first);
}

}  // namespace
}  // namespace praxis::web
