#pragma once

#include "tests/unit/web/pages_world.hpp"

namespace praxis::test {

/// Somebody who is signed in, somebody who is not, and what both of the test files ask for.
class Pages : public PagesWorld {
public:
    Pages() : officer{signed_in()} {}
    ~Pages() override { EXPECT_THAT(problems, testing::IsEmpty()); }

    std::string a_case(const std::string& title = "Portal", const std::string& problem = {}) {
        return new_document(
            officer, "case_study", {{"set:title", title}, {"set:problem", problem}});
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

}  // namespace praxis::test
