#include "tests/support/source_path.hpp"
#include "tests/unit/cli/desk.hpp"

#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>

// Exit codes by command: 2 where the words alone (with the kind files) show that they make no
// command, 1 where only the node can know. Neither writes anything, both say what to do.

namespace praxis::test {
namespace {

using testing::HasSubstr;

struct Typed {
    std::string line;   ///< SPACE, CASE, THREAD, NOBODY and so on stand for what they name
    std::string words;  ///< part of what standard error says
};

class Usage : public ::testing::Test {
protected:
    Usage() {
        desk_.done("a", {"init", "--network", "Net", "--node", "A", "--role", "centre"});
        replace_["SPACE"] = desk_.done("a", {"space", "new", "--name", "S"}).text("id");
        replace_["CASE"] = made("case");
        replace_["THREAD"] = made("thread");
        replace_["NOBODY"] = std::string(64, 'a');
        replace_["BLANK"] = " ";
        replace_["EMPTY"] = "";
        replace_["CONTROL"] = "a\x01";
        replace_["FILE"] = desk_.file("empty.txt", "");
        replace_["PASSWORD"] = desk_.file("password.txt", "correct horse\n");
        replace_["SHORT"] = desk_.file("short.txt", "short\n");
        replace_["LONG"] = std::string(5000, 'x');
    }
    std::string made(const std::string& command) {
        return desk_.done("a", {command, "new", "--space", replace_["SPACE"], "--title", "T"})
            .text("id");
    }
    /// Words of a line, cut at blanks; each whole word, and what follows `=`, may be replaced.
    std::vector<std::string> words_of(const std::string& line) const {
        std::vector<std::string> out;
        std::istringstream in{line};
        for (std::string word; in >> word;) {
            const auto equals = word.rfind('=');
            const auto start = equals == std::string::npos ? 0 : equals + 1;
            const auto at = replace_.find(word.substr(start));
            if (at != replace_.end()) word = word.substr(0, start) + at->second;
            out.push_back(word);
        }
        return out;
    }
    void expect(int code, const std::vector<Typed>& table) {
        const auto before = desk_.done("a", {"state"}).out;
        for (const auto& typed : table) {
            for (const bool json : {false, true}) {
                auto words = words_of(typed.line);
                if (json) words.insert(words.begin(), "--json");
                const auto ran = desk_.praxis("a", words);
                EXPECT_EQ(ran.exit_code, code) << typed.line << ": " << ran.err;
                EXPECT_EQ(ran.out, "") << typed.line;
                const auto at = replace_.find(typed.words);
                const auto& said = at == replace_.end() ? typed.words : at->second;
                EXPECT_THAT(ran.err, HasSubstr(said)) << typed.line;
                EXPECT_THAT(ran.err, testing::StartsWith("praxis: ")) << typed.line;
                const auto* usage = code == 2 ? "\nusage: praxis" : "";
                EXPECT_THAT(ran.err, HasSubstr(usage)) << typed.line;
            }
        }
        EXPECT_EQ(desk_.done("a", {"state"}).out, before);
    }

    Desk desk_;
    std::map<std::string, std::string> replace_;
};

TEST_F(Usage, AddressesThatAreNoneAreWrongUsage) {
    expect(2,
           {{"sync --peer foo", "HOST:PORT"},
            {"sync --peer foo", "\"foo\""},
            {"sync --peer foo:", "HOST:PORT"},
            {"sync --peer :7400", "HOST:PORT"},
            {"sync --peer foo:0", "1 to 65535"},
            {"sync --peer foo:70000", "1 to 65535"},
            {"sync --peer foo:http", "1 to 65535"},
            {"sync --peer http://foo:7400", "HOST:PORT"},
            {"sync --peer a@foo:7400", "64 lower-case hexadecimal digits"},
            {"sync --peer @foo:7400", "64 lower-case hexadecimal digits"},
            {"sync --peer NOBODY@foo", "64 lower-case hexadecimal digits"},
            {"sync --peer=EMPTY", "not empty"},
            {"sync --until-equal -1", "seconds"},
            {"sync --until-equal 1.5", "seconds"},
            {"sync --until-equal 5s", "seconds"},
            {"sync --until-equal 99999999999", "seconds"},
            {"sync --until-equal 18446744073709551615", "seconds"},
            {"sync 10.0.0.1:7400", "one word too many"},
            {"peer", "goes on with one of: add list remove"},
            {"peer add", "[NODE@]HOST:PORT is missing"},
            {"peer add foo", "HOST:PORT"},
            {"peer add foo:0", "1 to 65535"},
            {"peer add foo:70000", "1 to 65535"},
            {"peer add a@foo:7400", "64 lower-case hexadecimal digits"},
            {"peer add foo:1 bar:2", "one word too many"},
            {"peer remove", "[NODE@]HOST:PORT is missing"},
            {"peer remove NOBODY@foo", "the address takes [NODE@]HOST:PORT"},
            {"peer remove foo", "for example centre.example:7400"},
            {"peer list foo:1", "one word too many"},
            {"peer list --all yes", "no option --all here"},
            {"invite --role office --address foo", "HOST:PORT"},
            {"invite --role office --address foo:0", "1 to 65535"},
            {"invite --role office --address NOBODY@foo:1", "HOST:PORT"}});
}

TEST_F(Usage, PasswordsOfKeysComeFromFiles) {
    expect(2,
           {{"key", "goes on with one of: list seal unseal"},
            {"key seal", "--password-file FILE is missing"},
            {"key seal --password-file SHORT", "in "},
            {"key unseal", "--password-file FILE is missing"},
            {"key list device", "one word too many"},
            {"space new --name T --key-password-file", "needs a value after it"},
            {"space new --name T --key-password-file=EMPTY", "needs a file after it"},
            {"space new --name T --key-password-file PASSWORD --key-password-file PASSWORD",
             "--key-password-file stands more than once"}});
    expect(1, {{"space new --name T --key-password-file /no/such", "cannot read the file"}});
}

TEST_F(Usage, FieldsThatTheKindFileRulesOutAreWrongUsage) {
    expect(2,
           {{"case new --space SPACE --set title=y --title x", "\"title\" is set twice"},
            {"case new --space SPACE --title x --title y", "--title stands more than once"},
            {"case edit CASE --set title=x --set title=y", "\"title\" is set twice"},
            {"case edit CASE --set title=x --title x", "\"title\" is set twice"},
            {"case edit CASE --set title:fr=x --set title:fr=y", "\"title:fr\" is set twice"},
            {"case edit CASE --set country=EE --set country=SK", "\"country\" is set twice"},
            {"thread edit THREAD --set topic=x --set topic=y", "\"topic\" is set twice"},
            {"case new --space SPACE", "needs \"title\""},
            {"case new --space SPACE --title BLANK", "needs \"title\""},
            {"case new --space SPACE --set title:fr=BLANK", "needs \"title\""},
            {"case edit CASE --set title=EMPTY", "\"title\" may not become empty"},
            {"case edit CASE --set title=BLANK", "\"title\" may not become empty"},
            {"case edit CASE --set title:fr=x --set title=EMPTY", "\"title\" may not become empty"},
            {"case edit CASE --set colour=red", "colour"},
            {"case edit CASE --set country", "FIELD=TEXT"},
            {"case edit CASE --set =x", "FIELD=TEXT"},
            {"case edit CASE --set country=Estonia", "country code"},
            {"case edit CASE --set country:fr=EE", "country"},
            {"case edit CASE --set title:FR=x", "not a language tag"},
            {"case edit CASE --set title=CONTROL", "control character"},
            {"case edit CASE --set title=LONG", "at most"},
            {"case edit CASE --set funding=+EMPTY", "funding"},
            {"case edit CASE", "say what to change"},
            {"thread new --space SPACE --title T --set kind=rant", "one of"}});
}

TEST_F(Usage, IdsThatAreNoneAreWrongUsage) {
    expect(2,
           {{"case show xyz", "ID must be an id of 64"},
            {"case show NOBODYa", "ID must be an id of 64"},
            {"case show AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
             "lower-case"},
            {"case show EMPTY", "ID"},
            {"case edit xyz --title T", "ID must be an id of 64"},
            {"case edit CASE --title T --base xyz", "--base must be an id of 64"},
            {"case new --space xyz --title T", "--space must be an id of 64"},
            {"thread show xyz", "ID must be an id of 64"},
            {"thread edit xyz --title T", "ID must be an id of 64"},
            {"thread new --space xyz --title T", "--space must be an id of 64"},
            {"thread reply xyz --text T", "ID must be an id of 64"},
            {"thread reply THREAD --text T --quote xyz", "--quote must be an id of 64"},
            {"where xyz", "ID must be an id of 64"},
            {"log --document xyz", "--document must be an id of 64"},
            {"role add --space xyz --person NOBODY --as member", "--space must be an id of 64"},
            {"role add --space SPACE --person xyz --as member", "--person must be an id of 64"},
            {"role revoke --space xyz --person NOBODY --as member", "--space must be an id of 64"},
            {"role revoke --space SPACE --person xyz --as member", "--person must be an id"},
            {"ratify xyz", "REVOCATION must be an id of 64"},
            {"ratify NOBODY --up-to xyz", "--up-to must be an id of 64"},
            {"device list --person xyz", "--person must be an id of 64"},
            {"device revoke --device xyz", "--device must be an id of 64"},
            {"person revoke --person xyz", "--person must be an id of 64"},
            {"invite --role replica --space xyz --as member", "--space must be an id of 64"}});
}

TEST_F(Usage, WordsOutOfTheirListAreWrongUsage) {
    expect(2,
           {{"init --network N --node A --role office", "begins with a centre"},
            {"init --network N --node A --role king", "--role"},
            {"init --network BLANK --node A --role centre", "--network"},
            {"init --network N --node CONTROL --role centre", "--node"},
            {"space new --name BLANK", "--name"},
            {"space new --name CONTROL", "--name"},
            {"space new --name LONG", "--name"},
            {"space new --name S --join never", "open, approve or invite"},
            {"invite --role king", "centre, office or replica"},
            {"invite --role replica --space SPACE", "go together"},
            {"invite --role replica --as member", "go together"},
            {"invite --role replica --space SPACE --as king", "observer or reader"},
            {"role add --space SPACE --person NOBODY --as king", "observer or reader"},
            {"role revoke --space SPACE --person NOBODY --as king", "observer or reader"},
            {"role add --space SPACE --person NOBODY --as member --until soon", "2027-03-31"},
            {"role add --space SPACE --person NOBODY --as member --until 2027-02-30", "2027-03-31"},
            {"role add --space SPACE --person NOBODY --as member --until 2027-3-311", "2027-03-31"},
            {"role add --space SPACE --person NOBODY --as member --until 2001-01-01", "has passed"},
            {"device revoke --device NOBODY --keep some", "all or nothing"},
            {"device revoke", "--device KEY is missing"},
            {"person revoke", "--person ID is missing"},
            {"account list Officer", "one word too many"},
            {"account add BLANK --password-file PASSWORD", "NAME"},
            {"account add CONTROL --password-file PASSWORD", "NAME"},
            {"account add EMPTY --password-file PASSWORD", "NAME"},
            {"account add Officer --password-file SHORT", "at least 12 characters"},
            {"backup EMPTY", "BACKUP"},
            {"backup elsewhere --password-file SHORT", "at least 12 characters"},
            {"state --verify", "no option --verify here"},
            {"join hello --node N", "no invitation"},
            {"join EMPTY --node N", "TEXT"},
            {"join praxis-AAAA --node N", "not copied whole"},
            {"join praxis-AAAA --node BLANK", "--node"},
            {"join praxis-AAAA --node N --role king", "centre, office or replica"},
            {"thread reply THREAD", "--text T|@FILE is missing"},
            {"thread reply THREAD --text=EMPTY", "--text"},
            {"thread reply THREAD --text BLANK", "empty"},
            {"thread reply THREAD --text CONTROL", "control character"}});
    expect(2, {{"thread reply THREAD --text @" + replace_["FILE"], "empty"}});
}

TEST_F(Usage, EveryCommandRefusesWhatItDoesNotTake) {
    const auto kinds = community::Kinds::load(test::source_path("node/community/kinds"));
    ASSERT_TRUE(kinds);
    std::vector<Typed> table;
    for (const auto& command : cli::commands(kinds.value())) {
        auto line = command.name;
        if (!command.positionals.empty()) {
            table.push_back({line, command.positionals.front() + " is missing"});
        }
        for (const auto& word : command.positionals)
            line += " " + word;
        table.push_back({line + " surplus", "\"surplus\" is one word too many"});
        table.push_back({line + " --no-such-thing 1", "no option --no-such-thing"});
        table.push_back({line + " --json=1", "no option --json"});
        for (const auto& option : command.options) {
            if (option.value.empty()) {
                table.push_back({line + " --" + option.name + "=x", "takes no value"});
                table.push_back({line + " --" + option.name + " --" + option.name, "than once"});
                continue;
            }
            table.push_back({line + " --" + option.name, "--" + option.name + " needs a value"});
            table.push_back(
                {line + " --" + option.name + "=EMPTY", "--" + option.name + " needs a value"});
            if (option.need == cli::Option::Need::repeated) continue;
            const auto twice = " --" + option.name + " x --" + option.name + " y";
            table.push_back({line + twice, "--" + option.name});
        }
        for (const auto& option : command.options) {
            if (option.need != cli::Option::Need::required) continue;
            auto others = line;
            for (const auto& other : command.options) {
                const bool given =
                    other.need == cli::Option::Need::required && other.name != option.name;
                if (given) others += " --" + other.name + " x";
            }
            table.push_back({others, "--" + option.name + " " + option.value + " is missing"});
        }
    }
    EXPECT_GT(table.size(), 100U);
    expect(2, table);
}

TEST_F(Usage, WhatOnlyTheNodeKnowsIsAFailure) {
    expect(1,
           {{"case show NOBODY", "NOBODY"},
            {"case edit NOBODY --title T", "NOBODY"},
            {"case edit CASE --title T --base NOBODY", "base"},
            {"case show THREAD", "is a thread"},
            {"case new --space NOBODY --title T", "no space"},
            {"case new --space SPACE --title T --set problem=@/nonexistent", "cannot read"},
            {"thread show NOBODY", "NOBODY"},
            {"thread reply NOBODY --text T", "NOBODY"},
            {"thread reply THREAD --text T --quote NOBODY", "NOBODY"},
            {"thread reply THREAD --text @/nonexistent", "cannot read"},
            {"where NOBODY", "NOBODY"},
            {"log --document NOBODY", "NOBODY"},
            {"role add --space NOBODY --person NOBODY --as member", "NOBODY"},
            {"device list --person NOBODY", "NOBODY"},
            {"device revoke --device NOBODY", "no device with this key"},
            {"ratify NOBODY", "no revocation"},
            {"ratify CASE", "no revocation"},
            {"role add --space SPACE --person NOBODY --as member", "NOBODY"},
            {"role revoke --space SPACE --person NOBODY --as member", "NOBODY"},
            {"invite --role replica --space NOBODY --as member", "NOBODY"},
            {"account add Officer --password-file /nonexistent", "cannot read"},
            {"backup elsewhere --password-file /nonexistent", "cannot read"},
            {"restore /nonexistent", "holds no backup"},
            {"restore /nonexistent --verify", "holds no backup"},
            {"init --network N --node A --role centre", "holds a node already"},
            {"join @/nonexistent --node N", "cannot read"},
            {"sync", "answers"},
            {"sync --peer localhost:1", "answers"},
            {"sync --peer " + std::string(64, 'a') + "@localhost:1", "answers"}});
}

TEST_F(Usage, AFolderOrKindsGivenTwiceOrEmptyIsWrongUsage) {
    for (const auto& typed : std::vector<std::vector<std::string>>{
             {"-C", "a", "-C", "b", "state"}, {"-C", "", "state"}, {"state"}}) {
        const auto ran = desk_.run(typed);
        EXPECT_EQ(ran.exit_code, 2);
        EXPECT_THAT(ran.err, HasSubstr("-C"));
    }
    const auto ran = desk_.praxis("a", {"state", "--kinds", "elsewhere"});  // the desk gave one
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_THAT(ran.err, HasSubstr("--kinds stands more than once"));
}

TEST_F(Usage, HelpForProgramsIsJsonAndForPeopleOnStandardError) {
    for (const auto& typed :
         std::vector<std::vector<std::string>>{{"--help"}, {"case", "new", "--help"}}) {
        auto with_json = typed;
        with_json.insert(with_json.begin(), "--json");
        const auto people = desk_.run(typed);
        const auto program = desk_.run(with_json);
        EXPECT_EQ(people.exit_code, 0);
        EXPECT_EQ(program.exit_code, 0);
        EXPECT_EQ(people.err, "");
        EXPECT_EQ(program.err, people.out);
        EXPECT_EQ(program.lines().size(), 1U);
    }
    EXPECT_TRUE(desk_.run({"--json", "--help"}).line().at("commands").is_array());
    const auto one = desk_.run({"case", "new", "--help", "--json"});
    EXPECT_EQ(one.text("command"), "case new");
    EXPECT_THAT(one.text("usage"), HasSubstr("--space ID"));
    const auto none = desk_.run({"--json"});
    EXPECT_EQ(none.exit_code, 2);
    EXPECT_EQ(none.out, "");
    EXPECT_THAT(none.err, HasSubstr("praxis -C DIR COMMAND"));
    const auto version = desk_.run({"--version", "--json"});
    EXPECT_EQ(version.exit_code, 0);
    EXPECT_NE(version.text("version"), "");
}

}  // namespace
}  // namespace praxis::test
