#pragma once

#include "tests/unit/web/pages_world.hpp"

namespace praxis::test {

/// Somebody who is signed in, somebody who is not, and what several of the test files ask for.
class Pages : public PagesWorld {
public:
    Pages() : officer{signed_in()} {}
    ~Pages() override { EXPECT_THAT(problems, testing::IsEmpty()); }

    std::string a_case(const std::string& title = "Portal", const std::string& problem = {}) {
        return new_document(
            officer, "case_study", {{"set:title", title}, {"set:problem", problem}});
    }
    /// The words of a page that is there.
    std::string text(Browser& browser, const std::string& path) {
        const auto page = get(browser, path);
        EXPECT_EQ(page.status, 200U) << path;
        return page.html.text();
    }
    /// Makes an account with `password`; the id of its person.
    std::string add(const std::string& name) {
        return desk
            .done("a", {"account", "add", name, "--password-file", desk.file("pw", password)})
            .text("person");
    }
    void give(const std::string& where, const std::string& person, const std::string& role) {
        desk.done("a", {"role", "add", "--space", where, "--person", person, "--as", role});
    }
    /// The one post that is here.
    std::string only_post() {
        for (const auto& line : desk.done("a", {"export"}).lines()) {
            if (line.at("kind").as_string() == "post")
                return std::string{line.at("id").as_string()};
        }
        ADD_FAILURE() << "no post";
        return {};
    }
    /// Two titles, each made from the same version.
    std::string contested() {
        const auto id = a_case();
        const auto base = version(id);
        desk.done("a", {"case", "edit", id, "--base", base, "--title", "First"});
        const auto form = get(officer, "/d/" + id + "/edit");
        auto fields = filled(form, "/d/" + id + "/edit", {{"set:title", "Second"}});
        for (auto& [name, value] : fields) {
            if (name == "base") value = base;
        }
        EXPECT_EQ(post(officer, "/d/" + id + "/edit", fields).status, 303U);
        return id;
    }

    Browser officer;
    Browser stranger;
};

/// The officer moderates the space, whose steward is the node's own person; an author and a reader
/// have accounts.
class ModeratedPages : public Pages {
public:
    ModeratedPages() {
        add("author");
        add("reader");
        author = signed_in("author");
        reader = signed_in("reader");
        give(space, officer_person, "moderator");
    }

    Browser author;
    Browser reader;
};

}  // namespace praxis::test
