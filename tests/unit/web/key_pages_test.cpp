#include "node/web/account_reset.hpp"
#include "protocol/crypto/sealed_keys.hpp"
#include "tests/unit/web/pages_fixture.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <fstream>
#include <set>
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
        desk.carry(node, "a");               // what it is called
        desk.pass(std::chrono::seconds{1});  // of so many attempts a second
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
    /// The places that the form which deletes asks for, by the names of their inputs.
    static std::map<std::string, std::size_t> asked_on(const Got& page) {
        std::map<std::string, std::size_t> out;
        for (const auto* label : page.html.all("label")) {
            const std::string before = "Word ";
            if (label->attribute("for") == "password") continue;
            EXPECT_THAT(label->text, testing::StartsWith(before));
            out[label->attribute("for")] = std::stoul(label->text.substr(before.size()));
        }
        EXPECT_EQ(out.size(), 3U);
        return out;
    }
    /// The form that deletes, filled in by what a paper says, and the password.
    static Fields read_off(const Got& page, const std::vector<std::string>& paper) {
        Fields typed{{"password", password}};
        for (const auto& [input, place] : asked_on(page))
            typed.emplace_back(input, paper.at(place - 1));
        return filled(page, "/me/key/take", typed);
    }
    Fields read_off(const std::vector<std::string>& paper) {
        return read_off(get(officer, "/me/key/take"), paper);
    }
    static bool is_word(const std::pair<std::string, std::string>& field) {
        return field.first.starts_with("word");
    }
    static Fields with_password(Fields fields, const std::string& typed) {
        for (auto& [name, value] : fields) {
            if (name == "password") value = typed;
        }
        return fields;
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

    EXPECT_THAT(
        get(officer, "/me/key").html.text(),
        AllOf(HasSubstr("Your devices in force: node "), HasSubstr("Backups of this centre")));
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

// Back and Reload send a form again with the password that the browser remembers.
TEST_F(KeyPages, AFormShowsTheWordsOnce) {
    own_device("laptop");
    const auto form = filled(get(officer, "/me/key"), "/me/key", {{"password", password}});
    // A wrong password first: the form goes on through the page that asks for it again.
    const auto asked = post(officer, "/me/key", with_password(form, "seven green kettles"));
    EXPECT_EQ(asked.status, 403U);
    const auto through = filled(asked, "/me/key", {{"password", password}});
    const auto shown = post(officer, "/me/key", through);
    EXPECT_EQ(shown.status, 200U);
    EXPECT_EQ(words_on(shown).size(), 34U);
    EXPECT_THAT(shown.html.text(), HasSubstr("close this window"));
    auto without_token = form;
    std::erase_if(without_token, [](const auto& field) { return field.first == "token"; });
    for (const auto& again : {through, form, without_token}) {
        const auto refused = post(officer, "/me/key", again);
        EXPECT_EQ(refused.status, 403U);
        EXPECT_THAT(words_on(refused), testing::IsEmpty());
        EXPECT_THAT(refused.html.text(), HasSubstr("give your password again"));
    }
    EXPECT_EQ(words_on(ask_for_words()).size(), 34U) << "another form does";
}

TEST_F(KeyPages, WrongWordsOrSomebodyElsesDeleteNothing) {
    own_device("laptop");
    desk.done("a", {"account", "add", "other", "--password-file", desk.file("other", password)});
    const auto paper = words_on(ask_for_words());
    ASSERT_EQ(paper.size(), 34U);
    const auto wrong = [](Fields fields, std::size_t count) {
        for (auto& field : fields) {
            if (!is_word(field) || count == 0) continue;
            field.second = field.second == "acid" ? "actor" : "acid";
            --count;
        }
        return fields;
    };

    // However many are wrong, it reads the same, and what was asked for counts no more.
    auto form = read_off(paper);
    std::set<std::string> said;
    for (const std::size_t count : {1U, 2U, 3U}) {
        const auto refused = take(wrong(form, count));
        EXPECT_EQ(refused.status, 422U);
        said.insert(refused.html.with("role", "alert")->text);
        const auto next = read_off(refused, paper);
        EXPECT_NE(next, form) << count;
        form = next;
        desk.pass(std::chrono::seconds{1});
    }
    EXPECT_EQ(said.size(), 1U);
    EXPECT_THAT(*said.begin(),
                AllOf(HasSubstr("These three are not all as in your key"),
                      HasSubstr("nothing was deleted"),
                      Not(testing::ContainsRegex("[0-9]"))));
    auto none = form;
    for (auto& field : none) {
        if (is_word(field)) field.second.clear();
    }
    const auto refused = take(none);
    EXPECT_THAT(refused.html.text(), HasSubstr("are not all as in your key"));
    const auto stale = take(form);
    EXPECT_EQ(stale.status, 422U);
    EXPECT_THAT(stale.html.text(), HasSubstr("Other words are asked for by now"));
    const auto right = read_off(stale, paper);
    EXPECT_EQ(right, read_off(refused, paper)) << "which is no answer to these";

    // Whoever is signed in themselves has another token and another key.
    auto other = signed_in("other");
    EXPECT_EQ(post(other, "/me/key/take", right).status, 403U);
    EXPECT_EQ(post(stranger, "/me/key/take", right).status, 401U);
    EXPECT_FALSE(record().taken);
    EXPECT_EQ(take(right).status, 200U);
    EXPECT_EQ(get(other, "/me").status, 200U) << "others stay signed in";
}

// The officer signed in a moment ago: a stolen cookie and the three words are not enough.
TEST_F(KeyPages, DeletingWantsThePasswordEachTime) {
    own_device("laptop");
    const auto form = read_off(words_on(ask_for_words()));
    const auto without = take(with_password(form, ""));
    EXPECT_EQ(without.status, 403U);
    EXPECT_THAT(without.html.with("role", "alert")->text,
                AllOf(HasSubstr("for your password only"), HasSubstr("nothing was deleted")));
    auto wrong = with_password(form, "");
    for (auto& field : wrong) {
        if (is_word(field)) field.second = "acid";
    }
    EXPECT_EQ(take(wrong).html.with("role", "alert")->text,
              without.html.with("role", "alert")->text)
        << "no word is looked at";
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(take(with_password(form, "seven green kettles")).status, 403U);
    EXPECT_EQ(take(form).status, 429U) << "each was an attempt";
    EXPECT_FALSE(record().taken);
    desk.pass(std::chrono::minutes{1});
    EXPECT_EQ(take(form).status, 200U);
    EXPECT_TRUE(record().taken);
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

TEST_F(KeyPages, TwoFormsAtOnceAreNotToldThatNothingWasDeleted) {
    own_device("laptop");
    const auto form = read_off(words_on(ask_for_words()));
    auto second = officer;
    Got other;
    const auto one = post_while(
        officer, "/me/key/take", form, [&] { other = post(second, "/me/key/take", form); });
    EXPECT_TRUE(record().taken);
    EXPECT_TRUE(one.status == 200U || other.status == 200U);
    for (const auto& got : {one, other}) {
        EXPECT_THAT(got.status, testing::AnyOf(200U, 401U)) << got.html.text();
        EXPECT_EQ(got.html.with("href", "/me"), nullptr) << "nobody is signed in on it";
    }
}

// As when another form has deleted the key: nobody is signed in any more when it comes out that the
// password is not right.
TEST_F(KeyPages, WhoIsSignedOutWhileThePasswordIsTriedIsToldSo) {
    own_device("laptop");
    const auto form = read_off(words_on(ask_for_words()));
    auto elsewhere = officer;
    const auto out = filled(get(officer, "/me"), "/sign-out");
    const auto got =
        post_while(officer, "/me/key/take", with_password(form, "seven green kettles"), [&] {
            post(elsewhere, "/sign-out", out);
        });
    EXPECT_EQ(got.status, 401U);
    EXPECT_THAT(got.html.text(), HasSubstr("If you sent it before, with the right words"));
    EXPECT_EQ(got.html.with("href", "/me"), nullptr);
    EXPECT_FALSE(record().taken);
}

TEST_F(KeyPages, AfterTenMinutesThePasswordIsAskedForAndTheWordsAreCarried) {
    own_device("laptop");
    const auto form = with_password(read_off(words_on(ask_for_words())), "");
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
