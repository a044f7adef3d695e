#include "tests/unit/web/pages_fixture.hpp"

// The page that says who decides for the network.

namespace praxis::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class BoardPage : public Pages {
protected:
    std::string text(Browser& browser) {
        const auto page = get(browser, "/board");
        EXPECT_EQ(page.status, 200U);
        return page.html.text();
    }
    std::string rotate(const std::string& keys, const std::string& need) {
        return desk.done("a", {"board", "rotate", "--keys", keys, "--need", need}).out;
    }
};

TEST_F(BoardPage, NamesTheKeysAndHowManyHaveToAgreeBeforeAndAfterARotation) {
    const auto first = desk.done("a", {"board", "key"}).text("key");
    EXPECT_THAT(get(stranger, "/spaces").body, HasSubstr("/board"));
    const auto before = text(stranger);
    EXPECT_THAT(before, HasSubstr("one key, which decides alone"));
    EXPECT_THAT(before, HasSubstr("that the network was founded with"));
    EXPECT_THAT(before, HasSubstr(first));
    EXPECT_THAT(before, HasSubstr("Nothing waits for the board here."));

    crypto::SigningPair other = crypto::SigningPair::draw(desk.entropy());
    rotate(first + "," + other.key().hex(), "2");
    const auto after = text(stranger);
    EXPECT_THAT(after, HasSubstr("2 keys, all of which have to agree"));
    EXPECT_THAT(after, HasSubstr(other.key().hex()));
    EXPECT_THAT(after, HasSubstr("took the place of another"));

    // One of two proposes: it waits, with what it would do, for the other.
    rotate(first, "1");
    const auto open = text(stranger);
    EXPECT_THAT(open, HasSubstr("a board of which 1 of 1 decide"));
    EXPECT_THAT(open, HasSubstr("1 of 2 agree."));
    EXPECT_THAT(open, HasSubstr("praxis board endorse "));
    EXPECT_THAT(open, Not(HasSubstr("Nothing waits")));
}

TEST_F(BoardPage, SaysOfHowManyHowManyHaveToAgree) {
    const auto first = desk.done("a", {"board", "key"}).text("key");
    const auto second = crypto::SigningPair::draw(desk.entropy()).key().hex();
    const auto third = crypto::SigningPair::draw(desk.entropy()).key().hex();
    rotate(first + "," + second, "1");
    EXPECT_THAT(text(stranger), HasSubstr("2 keys, each of which decides alone"));
    rotate(first + "," + second + "," + third, "2");
    EXPECT_THAT(text(stranger), HasSubstr("3 keys, of which 2 have to agree"));
}

}  // namespace
}  // namespace praxis::test
