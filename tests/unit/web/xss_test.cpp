#include "tests/unit/web/pages_world.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

// A hundred ways to break out of a text, in every field of every form, looked for on every page
// they reach. Oracle: a strict reader; a page with a vector has no element and no attribute that
// the same page with harmless words has not.

namespace praxis::test {
namespace {

const std::vector<std::string>& vectors() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> out{
            "<script>alert(1)</script>",
            "</title><script>alert(1)</script>",
            "</textarea><script>alert(1)</script>",
            "</option></select><script>alert(1)</script>",
            "\"><script>alert(1)</script>",
            "'><script>alert(1)</script>",
            "\" onmouseover=\"alert(1)",
            "' onmouseover='alert(1)",
            "\" autofocus onfocus=alert(1) x=\"",
            "` onerror=alert(1) `",
            "<img src=x onerror=alert(1)>",
            "<img src='x' onerror='alert(1)'>",
            "<IMG SRC=JaVaScRiPt:alert(1)>",
            "<svg onload=alert(1)>",
            "<svg><script>alert(1)</script></svg>",
            "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
            "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
            "<body onload=alert(1)>",
            "<iframe src=javascript:alert(1)></iframe>",
            "<iframe srcdoc=\"<script>alert(1)</script>\">",
            "<object data=javascript:alert(1)>",
            "<embed src=javascript:alert(1)>",
            "<a href=javascript:alert(1)>x</a>",
            "<a href=\"&#106;avascript:alert(1)\">x</a>",
            "<form action=javascript:alert(1)><button>x",
            "<button formaction=javascript:alert(1)>x",
            "<input autofocus onfocus=alert(1)>",
            "<details open ontoggle=alert(1)>",
            "<video><source onerror=alert(1)></video>",
            "<audio src=x onerror=alert(1)>",
            "<marquee onstart=alert(1)>",
            "<link rel=stylesheet href=//example.test/x.css>",
            "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
            "<base href=//example.test/>",
            "<style>@import '//example.test/x.css';</style>",
            "<style>body{background:url(javascript:alert(1))}</style>",
            "<div style=\"background:url(javascript:alert(1))\">",
            "<div style=\"width:expression(alert(1))\">",
            "<template><script>alert(1)</script></template>",
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
            "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
            "--><script>alert(1)</script>",
            "<![CDATA[<script>alert(1)</script>]]>",
            "<?xml version=\"1.0\"?><script>alert(1)</script>",
            "<%= 7*7 %>",
            "{{7*7}}",
            "{{TITLE:none}}",
            "{{>page.tpl}}",
            "{{%AUTOESCAPE context=\"JSON\"}}",
            "{{#NEWS}}{{/NEWS}}",
            "${7*7}",
            "#{7*7}",
            "javascript:alert(1)",
            "JAVASCRIPT:alert(1)",
            "java\tscript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:msgbox(1)",
            "//example.test/x",
            "/\\example.test",
            "https://example.test/\" onclick=\"alert(1)",
            "http://x'onclick='alert(1)",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "&#60;script&#62;alert(1)&#60;/script&#62;",
            "&#x3c;script&#x3e;",
            "&quot; onclick=&quot;alert(1)",
            "&amp;lt;script&amp;gt;",
            "&",
            "<",
            ">",
            "\"",
            "'",
            "<<script>alert(1)//<</script>",
            "<scr<script>ipt>alert(1)</scr</script>ipt>",
            "<script/src=//example.test/x.js></script>",
            "<script\n>alert(1)</script>",
            "<img/src=x/onerror=alert(1)>",
            "<img\tsrc=x\tonerror=alert(1)>",
            "<a/onmouseover=alert(1)>x",
            "<x onclick=alert(1)>x",
            "<xss autofocus tabindex=1 onfocus=alert(1)>",
            "</p><script>alert(1)</script><p>",
            "</main><main onclick=alert(1)>",
            "</form><form action=//example.test><input name=csrf>",
            "<input type=hidden name=csrf value=x>",
            "<h1>Not the title</h1>",
            "\xef\xbc\x9cscript\xef\xbc\x9e"
            "alert(1)",
            "\xc2\xbcscript\xc2\xbe"
            "alert(1)",
            "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
            "\xe2\x80\xae<script>alert(1)</script>",
            "\xe2\x80\xa8<script>alert(1)</script>",
            "\xef\xbb\xbf<script>alert(1)</script>",
            "a\\u003cscript\\u003e",
            "\\x3cscript\\x3e",
            "\\\"><script>alert(1)</script>",
            "';alert(1)//",
            "\";alert(1)//",
            "*/alert(1)/*",
            "]]>",
            "<a name=main>x</a>",
            "<a id=main>x</a>",
            "<img name=cookie>",
            "<p class=skip>x</p>",
            "<keygen autofocus onfocus=alert(1)>",
            "<isindex action=javascript:alert(1) type=image>",
            "<frameset onload=alert(1)>",
            "<plaintext>",
            "<xmp><script>alert(1)</script></xmp>",
            "<portal src=javascript:alert(1)>",
            "<dialog open onclose=alert(1)>",
        };
        return out;
    }();
    return all;
}

class Xss : public PagesWorld {
public:
    Xss() : officer{signed_in()} {}

    /// Every input of a form with this text.
    Fields all_with(const Got& page, const std::string& action, const std::string& text) {
        Fields typed;
        for (const auto& element : page.html.elements) {
            const auto name = element.attribute("name");
            const bool by_hand = element.name == "textarea" ||
                                 element.attribute("type") == "text" ||
                                 element.attribute("type") == "password";
            if (by_hand) typed.emplace_back(name, text);
        }
        return filled(page, action, typed);
    }

    /// Fills in every form that can be filled in, and fetches every page that shows it: shapes by
    /// page, ids left out of the names.
    std::map<std::string, std::set<std::string>> walk(const std::string& text) {
        std::map<std::string, std::set<std::string>> out;
        const auto keep = [&](const std::string& name, const Got& page) {
            const auto shapes = page.html.shapes();
            out[name].insert(shapes.begin(), shapes.end());
            for (const auto& element : page.html.elements) {
                for (const auto* key : {"href", "action", "src"}) {
                    const auto to = element.attribute(key);
                    const bool ours = to.empty() || (to[0] == '/' && to[1] != '/') ||
                                      to[0] == '#' || to.starts_with("https://") ||
                                      to.starts_with("http://");
                    EXPECT_TRUE(ours) << name << ": " << to;
                }
            }
        };
        auto line = text;  // what a field of one line takes
        std::ranges::replace_if(
            line, [](char c) { return c == '\n' || c == '\t'; }, ' ');
        // A space for each walk, so that no list grows into a second page.
        space = desk.done("a", {"space", "new", "--name", "Practice"}).text("id");
        desk.done("a",
                  {"role",
                   "add",
                   "--space",
                   space,
                   "--person",
                   officer_person,
                   "--as",
                   "expert",
                   "--reason=" + text});
        const auto make = [&](const std::string& kind, const Fields& typed) {
            const auto path = "/s/" + space + "/" + kind + "/new";
            const auto blank = get(officer, path);
            keep("refused " + kind, post(officer, path, all_with(blank, path, text)));
            return new_document(officer, kind, typed);
        };
        const auto id = make("case_study",
                             {{"set:title", line},
                              {"set:summary", text},
                              {"set:problem", text},
                              {"set:place", line},
                              {"set:source", line},
                              {"set:licence", line},
                              {"set:withdrawn", line},
                              {"set:template_version", line}});
        const auto base = version(id);
        desk.done("a", {"case", "edit", id, "--base", base, "--set", "place=" + line + "1"});
        desk.done("a", {"case", "edit", id, "--base", base, "--set", "place=" + line + "2"});
        send(officer, "/d/" + id + "/edit?lang=fr", {{"set:title:fr", line}});
        send(officer, "/d/" + id + "/edit?field=problem:fr", {{"set:problem:fr", text}});
        send(officer, "/d/" + id + "/edit?field=problem", {{"set:problem", text + " " + text}});
        const auto edit = "/d/" + id + "/edit";
        keep("refused edit", post(officer, edit, all_with(get(officer, edit), edit, text)));
        const auto thread = make("thread", {{"set:title", line}, {"set:topic", text}});
        const auto reply = "/d/" + thread + "/reply";
        send(officer, reply, {{"text", text}});
        const auto page = get(officer, "/d/" + thread);
        for (const auto* link : page.html.all("a")) {
            const auto to = link->attribute("href");
            if (to.find("?quote=") == std::string::npos) continue;
            keep("quote", get(officer, to));
            post(officer, reply, filled(get(officer, to), reply, {{"text", text}}));
            break;
        }
        Browser gone;
        keep("lost session", post(gone, reply, {{"text", text}, {"csrf", text}, {text, text}}));
        keep("sign in", post(gone, "/sign-in", {{"name", text}, {"password", text}}));
        for (const auto* tail : {"",
                                 "/edit",
                                 "/edit?field=problem",
                                 "/edit?lang=fr",
                                 "/edit?field=problem:fr",
                                 "/conflicts",
                                 "/history",
                                 "/diff",
                                 "/status",
                                 "?lang=fr",
                                 "?field=problem"}) {
            keep(std::string{"case"} + tail, get(officer, "/d/" + id + tail));
        }
        keep("diff of versions", get(officer, "/d/" + id + "/diff?a=" + base));
        keep("old", get(officer, "/d/" + id + "?version=" + base));
        for (const auto* tail : {"", "/reply", "/history", "/diff", "/status", "/edit"})
            keep(std::string{"thread"} + tail, get(officer, "/d/" + thread + tail));
        const auto asked = http::percent_encoded(text);
        const std::vector<std::pair<std::string, std::string>> others{
            {"home", "/"},
            {"spaces", "/spaces"},
            {"space", "/s/" + space},
            {"roles", "/s/" + space + "/who-does-what"},
            {"cases", "/s/" + space + "/case_study"},
            {"threads", "/s/" + space + "/thread"},
            {"sync", "/sync"},
            {"compare", "/sync/compare?words=" + http::percent_encoded(line)},
            {"me", "/me"}};
        for (const auto& [name, path] : others)
            keep(name, get(officer, path));
        for (const auto& path : {"/?page=" + asked,
                                 "/sign-in?next=" + asked,
                                 "/d/" + asked,
                                 "/s/" + space + "/" + asked,
                                 "/d/" + id + "?lang=" + asked,
                                 "/d/" + id + "?field=" + asked,
                                 "/d/" + id + "?from=" + asked,
                                 "/d/" + id + "/edit?lang=" + asked,
                                 "/d/" + id + "/edit?field=" + asked,
                                 "/d/" + id + "/diff?a=" + asked}) {
            keep("asked", get(officer, path));
        }
        return out;
    }

    Browser officer;
};

TEST_F(Xss, NoTextBecomesMarkup) {
    EXPECT_GE(vectors().size(), 100U);
    const auto harmless = walk("Plain words");
    const auto more = walk("http://plain.example/words");
    auto known = harmless;
    for (const auto& [page, shapes] : more)
        known[page].insert(shapes.begin(), shapes.end());
    for (const auto& vector : vectors()) {
        const auto found = walk(vector);
        for (const auto& [page, shapes] : found) {
            for (const auto& shape : shapes)
                EXPECT_TRUE(known[page].contains(shape))
                    << "<" << shape << "> on " << page << " with " << vector;
        }
        if (HasFailure()) break;
    }
}

TEST_F(Xss, NamesOfPeopleSpacesAndNodesAreText) {
    const std::string evil = "\"><img src=x onerror=alert(1)>";
    const auto find = [&](const std::string& kind) {
        std::vector<std::string> out;
        for (const auto& line : desk.done("a", {"export"}).lines()) {
            if (line.at("kind").as_string() == kind) {
                out.emplace_back(line.at("id").as_string());
            }
        }
        return out;
    };
    const std::vector<std::pair<std::string, std::string>> names{
        {"space", "name"}, {"person", "display_name"}, {"node", "name"}};
    for (const auto& [kind, field] : names) {
        for (const auto& id : find(kind)) {
            boost::json::object asked;
            asked["do"] = "document.edit";
            asked["id"] = id;
            asked["set"] = boost::json::array{boost::json::value(boost::json::array{field, evil})};
            EXPECT_TRUE(desk.ask("a", asked));
        }
    }
    const auto id = new_document(officer, "thread", {{"set:title", "Visits"}});
    send(officer, "/d/" + id + "/reply", {{"text", "When?"}});
    for (const auto& path : {std::string{"/"},
                             std::string{"/spaces"},
                             std::string{"/sync"},
                             std::string{"/me"},
                             "/s/" + space,
                             "/s/" + space + "/thread",
                             "/d/" + id,
                             "/d/" + id + "/history",
                             "/d/" + id + "/status"}) {
        const auto page = get(officer, path);
        EXPECT_EQ(page.html.all("img").size(), 0U) << path;
        EXPECT_NE(page.html.text().find(evil), std::string::npos) << path;
    }
}

}  // namespace
}  // namespace praxis::test
