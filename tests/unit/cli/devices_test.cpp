#include "node/community/certifying.hpp"
#include "node/community/device_lines.hpp"
#include "node/community/recovery_words.hpp"
#include "protocol/crypto/hash.hpp"
#include "tests/unit/cli/desk.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

// A person's devices, typed as commands: a further one by two lines of text, and by recovery words.

namespace praxis::test {
namespace {

namespace json = boost::json;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

class PersonsDevices : public ::testing::Test {
protected:
    PersonsDevices() {
        desk_.done("a", {"init", "--network", "Net", "--node", "Desktop", "--role", "centre"});
        space_ = desk_.done("a", {"space", "new", "--name", "S"}).text("id");
    }
    std::string person_line(const std::string& node = "a", std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"device", "invite"});
        return desk_.done(node, std::move(more)).text("line");
    }
    Ran begin(const std::string& node, const std::string& line) {
        return desk_.done(node, {"device", "begin", line, "--node", node});
    }
    Ran add(const std::string& node, const Ran& begun) {
        return desk_.praxis(
            node, {"device", "add", begun.text("line"), "--words", begun.text("words"), "--json"});
    }
    /// A second device of a's person that has synced.
    void second(const std::string& node) {
        const auto begun = begin(node, person_line());
        EXPECT_EQ(add("a", begun).exit_code, 0);
        meet("a", node);
    }
    /// Until both hold the same: a node may write when it hears that it is a member.
    void meet(const std::string& one, const std::string& other) {
        desk_.carry(one, other);
        desk_.carry(other, one);
        EXPECT_EQ(desk_.done(one, {"state"}).out, desk_.done(other, {"state"}).out);
    }
    Ran write_case(const std::string& node, const std::string& title) {
        return desk_.praxis(node, {"case", "new", "--space", space_, "--title", title, "--json"});
    }
    std::string person_of(const std::string& node) {
        return std::string{
            desk_.ask(node, cli::request("whoami")).value().front().at("person").as_string()};
    }
    std::vector<json::object> devices_of(const std::string& node, const std::string& person) {
        return desk_.done(node, {"device", "list", "--person", person}).lines();
    }
    /// What the kind's documents name, of a kind with this name.
    std::vector<std::string> named(const std::string& node,
                                   const std::string& kind,
                                   const std::string& field) {
        std::vector<std::string> out;
        for (const auto& line : desk_.done(node, {"export"}).lines()) {
            if (line.at("kind").as_string() != kind) continue;
            out.emplace_back(line.at("fields").at(field).at("value").as_string());
        }
        return out;
    }
    /// What a refused command says; nothing of the folder it was to make may be there.
    std::string refused(const Ran& ran, int exit_code) {
        EXPECT_EQ(ran.exit_code, exit_code) << ran.out << ran.err;
        return ran.err;
    }
    std::size_t updates_at(const std::string& node) {
        return desk_.done(node, {"log"}).lines().size();
    }
    std::string seed_hex(const std::string& node) {
        const auto seed = node::read_key(desk_.folder(node), node::KeyFile::person);
        return hex(seed.value()->expose());
    }

    Desk desk_;
    std::string space_;
};

TEST_F(PersonsDevices, AnotherDeviceIsAddedByTwoLinesOfTextAndWritesAsTheSamePerson) {
    const auto line = person_line("a", {"--address", "centre.example:7400"});
    EXPECT_EQ(community::decode_person_line(line).value().address, "centre.example:7400");
    const auto begun = begin("laptop", line);
    EXPECT_EQ(begun.text("person"), person_of("a"));
    EXPECT_FALSE(std::filesystem::exists(desk_.folder("laptop") / "keys/person"));
    const auto waiting = desk_.done("laptop", {"status"});
    EXPECT_EQ(waiting.text("member"), "waiting");
    EXPECT_THAT(waiting.text("why"), HasSubstr("praxis device begin"));
    EXPECT_EQ(write_case("laptop", "Too early").exit_code, 1);

    const auto added = add("a", begun);
    EXPECT_EQ(added.exit_code, 0) << added.err;
    EXPECT_EQ(added.text("device"), begun.text("node"));
    EXPECT_EQ(desk_.done("laptop", {"status"}).text("member"), "waiting");
    desk_.carry("a", "laptop");
    EXPECT_EQ(desk_.done("laptop", {"status"}).text("member"), "yes");
    const auto written = write_case("laptop", "On the way");
    ASSERT_EQ(written.exit_code, 0) << written.err;
    meet("a", "laptop");
    const auto shown = desk_.done("a", {"case", "show", written.text("id")}).line();
    EXPECT_EQ(shown.at("signed").at("person").as_string(), person_of("a"));
    EXPECT_EQ(devices_of("a", person_of("a")).size(), 2U);
    EXPECT_THAT(named("a", "node", "name"), testing::UnorderedElementsAre("Desktop", "laptop"));
    EXPECT_THAT(named("a", "person", "display_name"), testing::ElementsAre("Desktop"));
}

TEST_F(PersonsDevices, WhatANodeBeginsWithIsWrittenOnceOverRestarts) {
    const auto begun = begin("laptop", person_line());
    desk_.restart("laptop");
    EXPECT_EQ(add("a", begun).exit_code, 0);
    desk_.carry("a", "laptop");
    desk_.restart("laptop");
    for (const auto* title : {"First", "Second"}) {
        EXPECT_EQ(write_case("laptop", title).exit_code, 0);
        desk_.restart("laptop");
    }
    EXPECT_THAT(named("laptop", "node", "name"), testing::Contains("laptop").Times(1));
}

TEST_F(PersonsDevices, ADeviceWithoutThePersonsKeyAddsAnotherToo) {
    second("laptop");
    EXPECT_FALSE(std::filesystem::exists(desk_.folder("laptop") / "keys/person"));
    const auto begun = begin("phone", person_line("laptop"));
    const auto added = add("laptop", begun);
    ASSERT_EQ(added.exit_code, 0) << added.err;
    desk_.carry("laptop", "phone");
    EXPECT_EQ(write_case("phone", "From the phone").exit_code, 0);
    desk_.carry("phone", "a");
    EXPECT_EQ(devices_of("a", person_of("a")).size(), 3U);
}

TEST_F(PersonsDevices, ADeviceThatWasCertifiedTwiceIsRevokedWhole) {
    const auto begun = begin("laptop", person_line());
    EXPECT_EQ(add("a", begun).exit_code, 0);
    const auto line = community::decode_device_line(begun.text("line")).value();
    const auto seed = node::read_key(desk_.folder("a"), node::KeyFile::person);
    governance::Act again = community::certificate_of(line);
    const auto twice = desk_.await<UpdateId>(desk_.replica("a").act(
        std::move(again),
        {},
        std::make_shared<const crypto::SigningPair>(seed.value()->duplicate())));
    ASSERT_TRUE(twice) << twice.error().text();
    const auto ended = desk_.done("a", {"device", "revoke", "--device", begun.text("node")});
    EXPECT_EQ(ended.lines().size(), 2U);
    EXPECT_FALSE(desk_.replica("a").governance().device_info(line.device)->stands_now);
}

TEST_F(PersonsDevices, ALineWorksOnce) {
    const auto begun = begin("laptop", person_line());
    EXPECT_EQ(add("a", begun).exit_code, 0);
    const auto before = updates_at("a");
    EXPECT_THAT(refused(add("a", begun), 1), HasSubstr("was used already"));
    EXPECT_EQ(updates_at("a"), before);
}

TEST_F(PersonsDevices, WithOtherWordsNothingIsSigned) {
    const auto begun = begin("laptop", person_line());
    const auto other = begin("phone", person_line());
    ASSERT_NE(begun.text("words"), other.text("words"));
    const auto before = updates_at("a");
    for (const auto& words : {other.text("words"), std::string{"lagoon"}, std::string{"x"}}) {
        const auto ran = desk_.praxis("a", {"device", "add", begun.text("line"), "--words", words});
        EXPECT_THAT(refused(ran, 1), HasSubstr("not the words of this line"));
        EXPECT_THAT(ran.err, Not(HasSubstr(begun.text("words")))) << "they are to come from there";
    }
    EXPECT_EQ(updates_at("a"), before);
    auto loud = begun.text("words");
    for (auto& c : loud)
        c = c == ' ' ? ',' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    EXPECT_EQ(desk_.praxis("a", {"device", "add", begun.text("line"), "--words", loud}).exit_code,
              0);
}

TEST_F(PersonsDevices, AChangedLineIsRefusedWhateverItsChecksum) {
    const auto begun = begin("laptop", person_line());
    auto line = begun.text("line");
    line[40] = line[40] == 'A' ? 'B' : 'A';
    const std::vector<std::string> typed{"device", "add", line, "--words", begun.text("words")};
    EXPECT_THAT(refused(desk_.praxis("a", typed), 2), HasSubstr("was not copied whole"));

    // Whole, and with another key in it: whoever holds that key must have signed.
    auto forged = community::decode_device_line(begun.text("line")).value();
    SeededEntropy entropy{3};
    const auto thief = crypto::SigningPair::draw(entropy);
    forged.device = thief.key();
    const auto unsigned_line = community::encode(forged).value();
    EXPECT_THAT(refused(desk_.praxis("a", {"device", "add", unsigned_line, "--words", "x"}), 2),
                HasSubstr("did not sign it"));
    // Signed by a thief's key: then the words are others.
    forged.possession = thief.sign(governance::possession_message(
        forged.network, same_bytes<UpdateId>(forged.person), forged.device, forged.dh));
    EXPECT_THAT(refused(desk_.praxis("a",
                                     {"device",
                                      "add",
                                      community::encode(forged).value(),
                                      "--words",
                                      begun.text("words")}),
                        1),
                HasSubstr("not the words of this line"));
    EXPECT_EQ(devices_of("a", person_of("a")).size(), 1U);
}

TEST_F(PersonsDevices, LinesOfAnotherKindNetworkOrPersonAreToldApart) {
    desk_.done("other", {"init", "--network", "Other", "--node", "Other", "--role", "centre"});
    const auto elsewhere = begin("laptop", person_line("other"));
    EXPECT_THAT(refused(add("a", elsewhere), 1), HasSubstr("is of network"));

    const auto invitation = desk_.done("a", {"invite", "--role", "office"}).text("invite");
    desk_.done("office", {"join", invitation, "--node", "Office"});
    meet("a", "office");
    const auto others = begin("phone", person_line("office"));
    EXPECT_THAT(refused(add("a", others), 1), HasSubstr("is for person"));
    EXPECT_EQ(add("office", others).exit_code, 0);

    const auto fresh = [&](std::vector<std::string> typed) {
        auto ran = desk_.praxis("fresh", std::move(typed));
        EXPECT_FALSE(std::filesystem::exists(desk_.folder("fresh")));
        return refused(ran, 2);
    };
    EXPECT_THAT(fresh({"device", "begin", invitation, "--node", "N"}),
                HasSubstr("this is an invitation, for praxis join"));
    EXPECT_THAT(fresh({"join", person_line(), "--node", "N"}),
                HasSubstr("this is a person's line, for praxis device begin"));
    EXPECT_THAT(fresh({"device", "begin", elsewhere.text("line"), "--node", "N"}),
                HasSubstr("this is a device's line, for praxis device add"));
    EXPECT_THAT(fresh({"device", "begin", "hello", "--node", "N"}),
                HasSubstr("this is no person's line"));
    auto damaged = person_line();
    damaged.pop_back();
    EXPECT_THAT(fresh({"device", "begin", damaged, "--node", "N"}),
                HasSubstr("was not copied whole"));
    EXPECT_THAT(refused(desk_.praxis("a", {"device", "begin", person_line(), "--node", "N"}), 1),
                HasSubstr("holds a node already"));
}

TEST_F(PersonsDevices, WhoseRightWasTakenBackAddsNoDevice) {
    const auto invitation = desk_.done("a", {"invite", "--role", "replica"}).text("invite");
    desk_.done("member", {"join", invitation, "--node", "Member"});
    meet("a", "member");
    const auto person = person_of("member");
    const auto line = person_line("member");
    const auto begun = begin("laptop", line);
    // The only device of a person ends; a device added to it would be one more.
    const auto device = devices_of("a", person).front();
    desk_.done("a", {"device", "revoke", "--device", std::string{device.at("device").as_string()}});
    desk_.carry("a", "member");
    EXPECT_THAT(refused(add("member", begun), 1), HasSubstr("is not a member"));
    EXPECT_THAT(refused(desk_.praxis("member", {"device", "invite"}), 1),
                HasSubstr("is not a member"));
}

TEST_F(PersonsDevices, ARevokedDeviceSaysWhyInTheList) {
    second("laptop");
    for (const auto& line : devices_of("a", person_of("a"))) {
        EXPECT_GT(line.at("since").to_number<std::int64_t>(), 0);
        if (line.at("own").as_bool()) continue;
        desk_.done("a",
                   {"device",
                    "revoke",
                    "--device",
                    std::string{line.at("device").as_string()},
                    "--reason",
                    "Lost on a journey."});
    }
    const auto list = desk_.praxis("a", {"device", "list"});
    EXPECT_THAT(list.out, HasSubstr("was revoked: Lost on a journey."));
    EXPECT_THAT(list.out, HasSubstr("in force since 20"));
}

TEST_F(PersonsDevices, RecoveryWordsMakeADeviceWhenNoOtherIsLeft) {
    const auto invitation = desk_.done("a", {"invite", "--role", "replica"}).text("invite");
    desk_.done("member", {"join", invitation, "--node", "Member"});
    meet("a", "member");
    const auto person = person_of("member");
    const auto words = desk_.praxis("member", {"person", "words"}).out;
    const auto paper = desk_.file("paper", words);
    // The line is another member's: any records of the network will do.
    const auto recovered = desk_.done(
        "again", {"device", "recover", person_line(), "--words", "@" + paper, "--node", "Again"});
    EXPECT_EQ(recovered.text("person"), person);
    EXPECT_EQ(desk_.done("again", {"status"}).text("member"), "yes");
    EXPECT_EQ(seed_hex("again"), seed_hex("member"));
    EXPECT_EQ(write_case("again", "After the loss").exit_code, 0);
    meet("a", "again");
    EXPECT_EQ(devices_of("a", person).size(), 2U);
    EXPECT_THAT(named("a", "node", "name"), testing::Contains("Again"));
    const auto old = devices_of("a", person);
    for (const auto& line : old) {  // the recovered device ends the lost one
        const std::string device{line.at("device").as_string()};
        if (device == recovered.text("node")) continue;
        const auto ended = desk_.praxis("again", {"device", "revoke", "--device", device});
        EXPECT_EQ(ended.exit_code, 0) << ended.err;
    }
}

TEST_F(PersonsDevices, WrongRecoveryWordsAreToldApartAndMakeNothing) {
    const auto line = person_line();
    const auto words = desk_.praxis("a", {"person", "words"}).out;
    const auto recover = [&](const std::string& typed, int exit_code) {
        const auto paper = desk_.file("paper", typed);
        const auto ran = desk_.praxis(
            "new", {"device", "recover", line, "--words", "@" + paper, "--node", "New"});
        EXPECT_FALSE(std::filesystem::exists(desk_.folder("new")));
        return refused(ran, exit_code);
    };
    auto unknown = words;
    unknown.replace(0, words.find(' '), "xylophone");
    EXPECT_THAT(recover(unknown, 2), HasSubstr("word 1, \"xylophone\", is none of the words"));
    EXPECT_THAT(recover(words.substr(words.find(' ')), 2), HasSubstr("34 words, and these are 33"));
    EXPECT_THAT(
        recover(seed_hex("a"), 2),
        testing::AllOf(HasSubstr("word 1 is none of the words"), Not(HasSubstr(seed_hex("a")))));
    auto wrong = words;
    wrong.replace(0, words.find(' '), words.starts_with("acid ") ? "actor" : "acid");
    EXPECT_THAT(recover(wrong, 2), HasSubstr("do not belong together"));
    SeededEntropy entropy{8};
    const auto stranger = community::recovery_words(crypto::Secret32::draw(entropy));
    EXPECT_THAT(recover(stranger, 1), HasSubstr("the key of no person"));
    EXPECT_THAT(
        refused(desk_.praxis("new", {"device", "recover", line, "--words", words, "--node", "New"}),
                2),
        HasSubstr("do not belong on a command line"));
    EXPECT_THAT(refused(desk_.praxis("laptop", {"person", "words"}), 1),
                AnyOf(HasSubstr("person key"), HasSubstr("no node")));
}

// A key as words comes back for every byte, and no two words that changed places go unseen.
TEST(RecoveryWords, AreTheKeyAndNothingElse) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        SeededEntropy entropy{seed};
        const auto key = crypto::Secret32::draw(entropy);
        const auto words = community::recovery_words(key);
        const auto back = community::seed_from_words(words);
        ASSERT_TRUE(back) << seed;
        EXPECT_TRUE(equal(back.value().expose(), key.expose())) << seed;
    }
    SeededEntropy entropy{7};
    const auto words = community::recovery_words(crypto::Secret32::draw(entropy));
    const auto first = words.find(' ');
    const auto second = words.find(' ', first + 1);
    const auto swapped = words.substr(first + 1, second - first - 1) + " " +
                         words.substr(0, first) + words.substr(second);
    EXPECT_NE(words, swapped);
    EXPECT_FALSE(community::seed_from_words(swapped));
    EXPECT_FALSE(community::seed_from_words(""));
}

// Every character of either line counts: a wrong or missing one is never another line.
TEST_F(PersonsDevices, AnyWrongOrMissingCharacterOfADevicesLineIsSeen) {
    const auto line = begin("laptop", person_line()).text("line");
    ASSERT_TRUE(community::decode_device_line(line));
    for (std::size_t i = 14; i < line.size(); ++i) {
        auto damaged = line;
        damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(community::decode_device_line(damaged)) << i;
        EXPECT_FALSE(community::decode_device_line(line.substr(0, i))) << i;
    }
    EXPECT_FALSE(community::decode_device_line(line + "A"));
}

}  // namespace
}  // namespace praxis::test
