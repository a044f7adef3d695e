#include "cli/program.hpp"

#include "tests/support/source_path.hpp"
#include "tests/unit/cli/desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace praxis::test {
namespace {

using testing::HasSubstr;

struct Wrong {
    std::vector<std::string> arguments;
    std::string words;
};

TEST(Program, WrongUsageExitsWith2AndSaysHowToDoIt) {
    Desk desk;
    const std::vector<Wrong> cases{
        {{"cse", "new"}, "did you mean \"case new\"?"},
        {{"sapce", "new"}, "did you mean \"space new\"?"},
        {{"case"}, "\"case\" goes on with one of: edit new show"},
        {{"case", "list"}, "goes on with one of"},
        {{"case", "new", "--title", "T"}, "--space ID is missing"},
        {{"case", "show"}, "ID is missing"},
        {{"case", "show", "x", "y"}, "\"y\" is one word too many"},
        {{"case", "show", "xyz"}, "ID must be an id of 64"},
        {{"state", "--jsno", "1"}, "no option --jsno here"},
        {{"log", "--documnet", "x"}, "did you mean --document?"},
        {{"log", "--document"}, "--document needs a value"},
        {{"log", "-x"}, "no option -x"},
        {{"sync", "--peer", "a:1", "--peer", "b:1"}, "--peer stands more than once"},
        {{"sync", "--until-equal", "soon"}, "takes seconds"},
        {{"init", "--network", "N", "--node", "A", "--role", "office"}, "begins with a centre"},
        {{"join", "praxis-AAAA"}, "--node NAME is missing"}};
    for (const auto& wrong : cases) {
        const auto ran = desk.praxis("a", wrong.arguments);
        EXPECT_EQ(ran.exit_code, 2) << wrong.words;
        EXPECT_THAT(ran.err, HasSubstr(wrong.words));
        EXPECT_EQ(ran.out, "");
    }
}

TEST(Program, WrongUsageOfAKnownCommandShowsUsageAndAnExample) {
    Desk desk;
    const auto ran = desk.praxis("a", {"space", "new"});
    EXPECT_THAT(ran.err, HasSubstr("usage: praxis -C DIR space new --name NAME"));
    EXPECT_THAT(ran.err, HasSubstr("example: praxis -C"));
}

TEST(Program, EveryCommandHasHelpThatNamesItsOptions) {
    Desk desk;
    const auto kinds = community::Kinds::load(test::source_path("node/community/kinds"));
    ASSERT_TRUE(kinds);
    for (const auto& command : cli::commands(kinds.value())) {
        std::vector<std::string> words{"--help"};
        std::istringstream in{command.name};
        for (std::string word; in >> word;)
            words.push_back(word);
        const auto ran = desk.run(words);
        EXPECT_EQ(ran.exit_code, 0) << command.name;
        const auto* folder = command.needs_folder ? "-C DIR " : "[-C NEWDIR] ";
        EXPECT_THAT(ran.out, HasSubstr(std::string{"usage: praxis "} + folder + command.name));
        for (const auto& option : command.options)
            EXPECT_FALSE(option.help.empty());
        EXPECT_THAT(command.example, HasSubstr(command.name));
    }
}

TEST(Program, TheOverviewListsEveryCommandOfTheInterface) {
    Desk desk;
    const auto ran = desk.run({"--help"});
    EXPECT_EQ(ran.exit_code, 0);
    for (const auto* name :
         {"init",          "space new",    "invite",    "join",      "account add", "role add",
          "role revoke",   "case new",     "case edit", "case show", "thread new",  "thread edit",
          "thread show",   "thread reply", "export",    "state",     "sync",        "where",
          "log",           "verify",       "status",    "backup",    "restore",     "device list",
          "device revoke", "ratify"}) {
        EXPECT_THAT(ran.out, HasSubstr(std::string{"  "} + name + " "));
    }
    EXPECT_EQ(desk.run({}).exit_code, 2);
}

TEST(Program, AFolderWithoutANodeSaysWhatToDo) {
    Desk desk;
    const auto ran = desk.praxis("nowhere", {"state"});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr("no node in"));
    EXPECT_EQ(desk.run({"state"}).exit_code, 2);  // no -C
}

TEST(Arguments, OptionsTakeTheirValueWhateverItLooksLike) {
    const std::vector<std::string> typed{"--json",
                                         "thread",
                                         "reply",
                                         "X",
                                         "--text=--json",
                                         "--quote",
                                         "--help",
                                         "-C",
                                         "d",
                                         "--",
                                         "--kinds"};
    const auto line = cli::cut(typed);
    ASSERT_TRUE(line);
    EXPECT_TRUE(line.value().json);
    EXPECT_FALSE(line.value().help);
    EXPECT_EQ(*line.value().folder, "d");
    EXPECT_THAT(line.value().words, testing::ElementsAre("thread", "reply", "X", "--kinds"));
    EXPECT_THAT(
        line.value().options,
        testing::ElementsAre(testing::Pair("text", "--json"), testing::Pair("quote", "--help")));
}

TEST(Arguments, TextsComeFromFilesOrStandAsTheyAre) {
    Desk desk;
    EXPECT_EQ(cli::text_or_file("plain").value(), "plain");
    EXPECT_EQ(cli::text_or_file("@@home").value(), "@home");
    EXPECT_EQ(cli::text_or_file("@" + desk.file("t", "a\nb\n")).value(), "a\nb\n");
    EXPECT_EQ(cli::text_or_file("@" + desk.file("e", "")).value(), "");
    EXPECT_FALSE(cli::text_or_file("@/nonexistent/file"));
    EXPECT_FALSE(cli::text_or_file("@/"));
}

TEST(Plain, ControlCharactersOfStrangersReachNoTerminal) {
    EXPECT_EQ(cli::plain("a\x1b[31mb\nc"), "a\xEF\xBF\xBD[31mb\nc");
    EXPECT_EQ(cli::plain("\xff"), "\xEF\xBF\xBD");
}

}  // namespace
}  // namespace praxis::test
