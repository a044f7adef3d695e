#include "node/web/account_reset.hpp"
#include "protocol/crypto/sealed_keys.hpp"
#include "tests/unit/web/pages_fixture.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

// A hosted person takes their key away from their centre: what the pages ask first, what is left at
// the centre, and what the words on paper make elsewhere.

namespace praxis::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class KeyPages : public Pages {
protected:
    /// A device of the officer's own, which has synced.
    void own_device(const std::string& node) {
        const auto page = get(officer, "/me/devices/add");
        std::string line;
        for (const auto& element : page.html.elements) {
            if (element.attribute("id") == "person-line") line = element.text;
        }
        const auto begun = desk.done(node, {"device", "begin", line, "--node", node});
        const auto done = send(
            officer,
            "/me/devices/add",
            {{"line", begun.text("line")}, {"words", begun.text("words")}, {"password", password}});
        ASSERT_EQ(done.status, 303U) << done.html.text();
        desk.carry("a", node);
        desk.done(node, {"status"});
        desk.carry(node, "a");  // what it is called
    }
    Got ask_for_words(const std::string& typed = password) {
        return post(
            officer, "/me/key", filled(get(officer, "/me/key"), "/me/key", {{"password", typed}}));
    }
    /// The words that a page shows, in order.
    static std::vector<std::string> words_on(const Got& page) {
        std::vector<std::string> out;
        const auto* list = page.html.with("class", "key");
        if (list == nullptr) return out;
        std::istringstream in{list->text};
        for (std::string word; in >> word;)
            out.push_back(word);
        return out;
    }
    /// The form that deletes, filled in by what a paper says.
    Fields read_off(const std::vector<std::string>& paper) {
        const auto page = get(officer, "/me/key/take");
        Fields typed;
        for (const auto* label : page.html.all("label")) {
            const std::string before = "Word ";
            EXPECT_THAT(label->text, testing::StartsWith(before));
            const auto place = std::stoul(label->text.substr(before.size()));
            typed.emplace_back(label->attribute("for"), paper.at(place - 1));
        }
        EXPECT_EQ(typed.size(), 3U);
        return filled(page, "/me/key/take", typed);
    }
    Got take(const Fields& fields) { return post(officer, "/me/key/take", fields); }
    web::AccountRecord record() {
        const web::AccountFolder files{desk.folder("a")};
        return web::decode_account(*files.read(web::account_place("officer")).value()).value();
    }
    /// Files anywhere under a folder that hold these bytes.
    static std::vector<std::string> holding(const std::filesystem::path& folder,
                                            const Bytes& bytes) {
        std::vector<std::string> out;
        const std::string wanted{text_of(bytes)};
        for (const auto& file : std::filesystem::recursive_directory_iterator{folder}) {
            if (!file.is_regular_file()) continue;
            std::ifstream in{file.path(), std::ios::binary};
            std::ostringstream all;
            all << in.rdbuf();
            if (all.str().find(wanted) != std::string::npos) {
                out.push_back(file.path().filename().string());
            }
        }
        return out;
    }
    bool signs_in(Browser& browser) {
        const auto in = send(browser, "/sign-in", {{"name", "officer"}, {"password", password}});
        return in.status == 303;
    }
};

TEST_F(KeyPages, ThePaperMakesADeviceElsewhereAndTheCentreHasNothingLeft) {
    EXPECT_THAT(get(officer, "/me/devices").body, HasSubstr("href=\"/me/key\""));
    own_device("laptop");
    const auto written = a_case("From my time here");
    auto elsewhere = signed_in();
    const auto code = desk.done("a", {"account", "recover", "officer"}).text("code");
    const auto before = record();
    web::AccountFolder files{desk.folder("a")};
    const auto reset = web::decode_reset(*files.read(web::reset_place("officer")).value()).value();
    const std::vector<Bytes> secrets{before.sealed, before.recovery, reset.sealed};
    for (const auto& secret : secrets)
        EXPECT_EQ(holding(desk.folder("a"), secret).size(), 1U) << "the search finds what is there";

    EXPECT_THAT(get(officer, "/me/key").html.text(),
                AllOf(HasSubstr("laptop"), HasSubstr("Backups of this centre")));
    const auto shown = ask_for_words();
    EXPECT_EQ(shown.status, 200U);
    const auto paper = words_on(shown);
    ASSERT_EQ(paper.size(), 34U) << shown.html.text();
    const auto state = desk.done("a", {"state"}).text("state");
    const auto done = take(read_off(paper));
    EXPECT_EQ(done.status, 200U) << done.html.text();
    EXPECT_THAT(done.html.text(), HasSubstr("Your key has left this centre"));
    EXPECT_EQ(done.html.with("href", "/me"), nullptr) << "nobody is signed in on it";
    EXPECT_EQ(desk.done("a", {"state"}).text("state"), state) << "nothing was signed";

    // Nothing that held the key is at the centre, nor in what it saves from now on.
    const auto backup = desk.folder("backup");
    desk.done("a", {"backup", backup.string()});
    for (const auto& secret : secrets) {
        EXPECT_THAT(holding(desk.folder("a"), secret), testing::IsEmpty());
        EXPECT_THAT(holding(backup, secret), testing::IsEmpty());
    }
    const auto left = record();
    EXPECT_TRUE(left.taken && left.sealed.empty() && left.recovery.empty());
    EXPECT_EQ(get(officer, "/me").status, 303U) << "signed out";
    EXPECT_EQ(get(elsewhere, "/me").status, 401U) << "and everywhere else";
    Browser fresh;
    EXPECT_FALSE(signs_in(fresh));
    const auto recovered = send(fresh,
                                "/recover",
                                {{"name", "officer"},
                                 {"code", code},
                                 {"new", "ten small boats at dawn"},
                                 {"again", "ten small boats at dawn"}});
    EXPECT_EQ(recovered.status, 401U) << "a code opens nothing either";

    // The words are the person, on another machine and with any member's line.
    std::string typed;
    for (const auto& word : paper)
        typed += word + "\n";
    const auto line = desk.done("laptop", {"device", "invite"}).text("line");
    const auto again = desk.done(
        "again",
        {"device", "recover", line, "--words", "@" + desk.file("paper", typed), "--node", "Again"});
    EXPECT_EQ(again.text("person"), officer_person);
    desk.carry("a", "again");
    const auto later =
        desk.done("again", {"case", "new", "--space", space, "--title", "From my own"});
    desk.carry("again", "a");
    for (const auto& id : {written, later.text("id")})
        EXPECT_THAT(get(stranger, "/d/" + id).html.text(), HasSubstr("by officer"));
}

TEST_F(KeyPages, WithoutADeviceOfTheirOwnThereAreNeitherWordsNorForm) {
    const auto page = get(officer, "/me/key");
    EXPECT_THAT(page.html.text(), HasSubstr("First you need a device of your own"));
    EXPECT_EQ(page.html.with("action", "/me/key"), nullptr);
    EXPECT_EQ(get(officer, "/me/key/take").location, "/me/key");
    own_device("laptop");
    const auto paper = words_on(ask_for_words());
    ASSERT_EQ(paper.size(), 34U);
    const auto form = read_off(paper);
    // It was revoked while the form was open.
    const auto devices = get(officer, "/me/devices");
    ASSERT_EQ(
        post(officer,
             "/me/devices/revoke",
             filled(devices, "/me/devices/revoke", {{"reason", "Lost."}, {"password", password}}))
            .status,
        303U);
    const auto refused = take(form);
    EXPECT_EQ(refused.status, 422U);
    EXPECT_THAT(refused.html.text(), HasSubstr("no device of your own in force"));
    EXPECT_FALSE(record().taken);
    EXPECT_EQ(get(officer, "/me").status, 200U);
}

TEST_F(KeyPages, TheWordsAreForThePasswordEachTime) {
    own_device("laptop");
    const auto paper = words_on(ask_for_words());
    ASSERT_EQ(paper.size(), 34U);
    for (const auto* typed : {"", "seven green kettles"}) {
        const auto refused = ask_for_words(typed);
        EXPECT_EQ(refused.status, 403U) << typed;
        EXPECT_THAT(words_on(refused), testing::IsEmpty()) << typed;
        EXPECT_THAT(refused.body, Not(HasSubstr("kettles")));
    }
    EXPECT_EQ(get(stranger, "/me/key").status, 303U) << "to sign in";
    EXPECT_EQ(post(stranger, "/me/key", {{"password", password}}).status, 401U);
}

TEST_F(KeyPages, WrongWordsOrSomebodyElsesDeleteNothing) {
    own_device("laptop");
    desk.done("a", {"account", "add", "other", "--password-file", desk.file("other", password)});
    const auto paper = words_on(ask_for_words());
    ASSERT_EQ(paper.size(), 34U);
    const auto right = read_off(paper);
    const auto is_word = [](const auto& field) { return field.first.starts_with("word"); };

    auto wrong = right;
    const auto first = std::ranges::find_if(wrong, is_word);
    first->second = first->second == "acid" ? "actor" : "acid";
    const auto one = take(wrong);
    EXPECT_EQ(one.status, 422U);
    EXPECT_THAT(one.html.text(),
                AllOf(HasSubstr("is not as in your key"), HasSubstr("nothing was deleted")));
    auto none = right;
    for (auto& field : none) {
        if (is_word(field)) field.second.clear();
    }
    EXPECT_THAT(take(none).html.text(), HasSubstr("are not as in your key"));

    // Whoever is signed in themselves has another token and another key.
    auto other = signed_in("other");
    EXPECT_EQ(post(other, "/me/key/take", right).status, 403U);
    EXPECT_EQ(post(stranger, "/me/key/take", right).status, 401U);
    EXPECT_FALSE(record().taken);
    EXPECT_EQ(take(right).status, 200U) << "the same places are asked for until they are right";
    EXPECT_EQ(get(other, "/me").status, 200U) << "others stay signed in";
}

TEST_F(KeyPages, AFormSentTwiceSaysThatItMayBeDoneAndDoesNothingMore) {
    own_device("laptop");
    const auto form = read_off(words_on(ask_for_words()));
    const auto cookies = officer.cookies;
    ASSERT_EQ(take(form).status, 200U);
    const auto left = record();
    officer.cookies = cookies;  // as if the answer had been lost on its way
    const auto again = take(form);
    EXPECT_EQ(again.status, 401U);
    EXPECT_THAT(again.html.text(), HasSubstr("If you sent it before, with the right words"));
    EXPECT_EQ(record().taken, left.taken);
    EXPECT_EQ(get(officer, "/me").status, 401U);
}

TEST_F(KeyPages, AfterTenMinutesThePasswordIsAskedForAndTheWordsAreCarried) {
    own_device("laptop");
    const auto form = read_off(words_on(ask_for_words()));
    desk.pass(std::chrono::minutes{11});
    const auto asked = take(form);
    EXPECT_EQ(asked.status, 403U);
    EXPECT_FALSE(record().taken);
    const auto done = take(filled(asked, "/me/key/take", {{"password", password}}));
    EXPECT_EQ(done.status, 200U) << done.html.text();
    EXPECT_TRUE(record().taken);
}

TEST_F(KeyPages, WhereTheDiskTakesNothingTheKeyStays) {
    own_device("laptop");
    const auto form = read_off(words_on(ask_for_words()));
    const auto code = desk.done("a", {"account", "recover", "officer"}).text("code");
    const auto blocked =
        desk.folder("a") / "accounts" / (web::account_place("officer").hex() + ".new");
    std::filesystem::create_directory(blocked);
    const auto refused = take(form);
    EXPECT_EQ(refused.status, 503U);
    EXPECT_THAT(
        refused.html.text(),
        AllOf(HasSubstr("could not write to its disk"), HasSubstr("has not deleted your key")));
    EXPECT_EQ(get(officer, "/me").status, 200U);
    Browser fresh;
    EXPECT_TRUE(signs_in(fresh));
    std::filesystem::remove(blocked);
    EXPECT_TRUE(web::AccountFolder{desk.folder("a")}.read(web::reset_place("officer")).value())
        << "the code is there, too";
    EXPECT_EQ(take(form).status, 200U);
    EXPECT_TRUE(record().taken);
}

TEST_F(KeyPages, WhoRunsTheCentreSeesWhoseKeyIsHereNoMore) {
    own_device("laptop");
    desk.done("a", {"account", "add", "other", "--password-file", desk.file("other", password)});
    EXPECT_EQ(take(read_off(words_on(ask_for_words()))).status, 200U);
    const auto accounts = desk.done("a", {"account", "list"}).lines();
    ASSERT_EQ(accounts.size(), 2U);
    EXPECT_EQ(accounts[0].at("name").as_string(), "officer");
    EXPECT_EQ(accounts[0].at("person").as_string(), officer_person);
    EXPECT_FALSE(accounts[0].at("key_here").as_bool());
    EXPECT_TRUE(accounts[1].at("key_here").as_bool());
    EXPECT_THAT(desk.praxis("a", {"account", "list"}).out,
                HasSubstr("who took the key away on 20"));
    const auto code = desk.praxis("a", {"account", "recover", "officer"});
    EXPECT_EQ(code.exit_code, 1);
    EXPECT_THAT(code.err, HasSubstr("took their key away from this centre on 20"));
    EXPECT_FALSE(web::AccountFolder{desk.folder("a")}.read(web::reset_place("officer")).value());
    const auto same = desk.praxis(
        "a", {"account", "add", "Officer", "--password-file", desk.file("again", password)});
    EXPECT_EQ(same.exit_code, 1);
    EXPECT_THAT(same.err, HasSubstr("take another name"));
}

}  // namespace
}  // namespace praxis::test
