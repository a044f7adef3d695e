#include "node/replica/key_seals.hpp"
#include "tests/unit/cli/desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

// Keys sealed by a password: who takes the folder has no key of the network, and nobody loses one.

namespace praxis::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string content_of(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

class Keys : public ::testing::Test {
protected:
    Keys() {
        desk_.done("a", {"init", "--network", "Net", "--node", "A", "--role", "centre"});
        space_ = desk_.done("a", {"space", "new", "--name", "S"}).text("id");
        password_ = desk_.file("password.txt", "a long enough pass phrase\n");
        other_ = desk_.file("other.txt", "quite another pass phrase\n");
        account_ = desk_.file("account.txt", "marked herons stand nine\n");
        person_ = desk_.done("a", {"account", "add", "amina", "--password-file", account_})
                      .text("person");
        for (const auto file : node::sealable_keys)
            clear_[file] = content_of(node::path_of_key(desk_.folder("a"), file));
    }
    Ran seal(const std::string& password) {
        return desk_.praxis("a", {"key", "seal", "--password-file", password});
    }
    Ran unseal(const std::string& password) {
        return desk_.praxis("a", {"key", "unseal", "--password-file", password});
    }
    [[nodiscard]] std::vector<std::string> role() const {
        return {"role", "add", "--space", space_, "--person", person_, "--as", "steward"};
    }
    static std::vector<std::string> with(std::vector<std::string> words, const std::string& file) {
        words.insert(words.end(), {"--key-password-file", file});
        return words;
    }
    [[nodiscard]] fs::path sealed(node::KeyFile file) const {
        return node::path_of_key(desk_.folder("a"), file).concat(".sealed");
    }
    [[nodiscard]] fs::path in_clear(node::KeyFile file) const {
        return node::path_of_key(desk_.folder("a"), file);
    }
    /// As a process leaves a key file that ended between two of its steps.
    void put_back(node::KeyFile file, const std::string& content) const {
        std::ofstream{in_clear(file), std::ios::binary} << content;
        fs::permissions(in_clear(file), fs::perms::owner_read | fs::perms::owner_write);
    }
    /// Names and contents of all key files.
    [[nodiscard]] std::map<std::string, std::string> all() const {
        std::map<std::string, std::string> out;
        for (const auto& file : fs::directory_iterator{desk_.folder("a") / "keys"})
            out[file.path().filename().string()] = content_of(file.path());
        return out;
    }
    /// Another centre, whose keys are sealed: it has no board's key, and none for recovery yet.
    void make_sealed_centre() {
        const auto text = desk_.done("a", {"invite", "--role", "centre"}).text("invite");
        desk_.done("b", {"join", text, "--node", "B"});
        desk_.done("b", {"key", "seal", "--password-file", password_});
    }
    [[nodiscard]] node::KeyState state_at_b(node::KeyFile file) const {
        return node::state_of_key(desk_.folder("b"), file).value();
    }
    void expect_all_sealed() {
        for (const auto file : node::sealable_keys) {
            EXPECT_FALSE(fs::exists(in_clear(file))) << node::name_of(file);
            EXPECT_TRUE(fs::exists(sealed(file))) << node::name_of(file);
        }
    }
    void expect_all_in_clear() {
        for (const auto file : node::sealable_keys) {
            EXPECT_EQ(content_of(in_clear(file)), clear_[file]) << node::name_of(file);
            EXPECT_FALSE(fs::exists(sealed(file))) << node::name_of(file);
        }
    }
    /// A command that needs a sealed key says so, and writes nothing.
    void expect_refused(const std::vector<std::string>& words, const std::string& said) {
        const auto before = desk_.done("a", {"state"}).out;
        const auto files = all();
        const auto ran = desk_.praxis("a", words);
        EXPECT_EQ(ran.exit_code, 1) << words.front();
        EXPECT_EQ(ran.out, "");
        EXPECT_THAT(ran.err, HasSubstr(said));
        EXPECT_EQ(desk_.done("a", {"state"}).out, before);
        EXPECT_EQ(all(), files);
    }

    Desk desk_;
    std::string space_;
    std::string person_;
    std::string password_;
    std::string other_;
    std::string account_;
    std::map<node::KeyFile, std::string> clear_;
};

TEST_F(Keys, SealedFilesHoldNoSecretAndAreTheOwnersAlone) {
    const auto device = content_of(in_clear(node::KeyFile::device));
    const auto dh = content_of(in_clear(node::KeyFile::device_dh));
    const auto ran = seal(password_);
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("praxisd needs them whenever it starts"));
    expect_all_sealed();
    EXPECT_EQ(all().size(), node::sealable_keys.size() + 2) << "a file was left";
    for (const auto file : node::sealable_keys) {
        const auto hex = clear_[file].substr(0, 64);
        const auto raw = from_hex(hex).value();
        const std::string bytes{reinterpret_cast<const char*>(raw.data()), raw.size()};
        EXPECT_EQ(fs::status(sealed(file)).permissions(),
                  fs::perms::owner_read | fs::perms::owner_write);
        for (const auto& [name, content] : all()) {
            EXPECT_EQ(content.find(hex), std::string::npos) << name;
            EXPECT_EQ(content.find(bytes), std::string::npos) << name;
        }
    }
    EXPECT_EQ(content_of(in_clear(node::KeyFile::device)), device);
    EXPECT_EQ(content_of(in_clear(node::KeyFile::device_dh)), dh);
    const auto again = seal(password_);
    EXPECT_EQ(again.exit_code, 0) << again.err;
    EXPECT_THAT(again.out, HasSubstr("No key that can be sealed stands in clear"));
}

TEST_F(Keys, CommandsThatSignWithASealedKeyNeedItsPassword) {
    ASSERT_EQ(seal(password_).exit_code, 0);
    const std::string give = " key is sealed; give --key-password-file FILE";
    expect_refused(role(), "the administrator" + give);
    expect_refused({"invite", "--role", "office"}, give);
    expect_refused({"invite", "--role", "centre"}, "the board" + give);
    expect_refused({"board", "key"}, "the board" + give);
    expect_refused({"person", "words"}, "the person" + give);
    expect_refused({"account", "recover", "amina"}, "the recovery" + give);
    expect_refused({"account", "add", "salif", "--password-file", account_}, give);
    expect_refused(with(role(), other_), "the password does not open");
    expect_refused(with(role(), "/no/such/file"), "cannot read the file");
    const auto given = desk_.praxis("a", with(role(), password_));
    EXPECT_EQ(given.exit_code, 0) << given.err;
    desk_.done("a", with({"invite", "--role", "office"}, password_));
    desk_.done("a", with({"account", "recover", "amina"}, password_));
    expect_all_sealed();
}

// Who looks whether a key is above something must not take a sealed one for none.
TEST_F(Keys, ASealedKeyIsNeverTakenForAMissingOne) {
    ASSERT_EQ(desk_.praxis("a", role()).exit_code, 0);
    ASSERT_EQ(seal(password_).exit_code, 0);
    const auto devices = desk_.done("a", {"device", "list"}).lines();
    ASSERT_FALSE(devices.empty());
    const std::string device{devices.front().at("device").as_string()};
    expect_refused({"device", "revoke", "--device", device, "--reason", "Lost."},
                   "key is sealed; give --key-password-file FILE");
}

TEST_F(Keys, OneDrawnWhereOthersAreSealedIsSealedAtOnceByTheirPassword) {
    make_sealed_centre();
    const std::vector<std::string> account{"account", "add", "salif", "--password-file", account_};
    const auto wrong = desk_.praxis("b", with({"board", "key"}, other_));
    EXPECT_EQ(wrong.exit_code, 1);
    EXPECT_THAT(wrong.err, HasSubstr("the password does not open"));
    EXPECT_EQ(state_at_b(node::KeyFile::board), node::KeyState::absent);
    const auto drawn = desk_.praxis("b", with({"board", "key"}, password_));
    ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
    EXPECT_THAT(drawn.out, HasSubstr("/board.sealed: keep it"));
    EXPECT_THAT(drawn.out, Not(HasSubstr("stands in clear")));
    const auto key = desk_.done("b", with({"board", "key"}, password_)).text("key");
    EXPECT_THAT(drawn.out, StartsWith(key + "\n")) << "it opens to what was printed";
    const auto added = desk_.praxis("b", with(account, password_));
    ASSERT_EQ(added.exit_code, 0) << added.err;
    EXPECT_THAT(added.out, HasSubstr("/recovery.sealed. With it"));
    desk_.done("b", with({"account", "recover", "salif"}, password_));
    for (const auto file : node::sealable_keys)
        EXPECT_EQ(state_at_b(file), node::KeyState::sealed) << node::name_of(file);
}

TEST_F(Keys, OneDrawnWithoutTheirPasswordStandsInClearAndThatIsSaid) {
    make_sealed_centre();
    const auto drawn = desk_.praxis("b", {"board", "key"});
    ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
    EXPECT_THAT(drawn.out, HasSubstr("this one, board, stands in clear"));
    EXPECT_THAT(drawn.out, HasSubstr("b key seal --password-file FILE"));
    EXPECT_THAT(drawn.out, HasSubstr("/board: keep it"));
    EXPECT_EQ(state_at_b(node::KeyFile::board), node::KeyState::clear);
    const auto refused =
        desk_.praxis("b", {"account", "add", "salif", "--password-file", account_});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("the administrator key is sealed"));
    EXPECT_EQ(state_at_b(node::KeyFile::recovery), node::KeyState::absent) << "nothing was drawn";
    desk_.done("b", {"key", "seal", "--password-file", password_});
    EXPECT_EQ(state_at_b(node::KeyFile::board), node::KeyState::sealed);
}

TEST_F(Keys, ASecondPasswordDoesNotCreepIn) {
    ASSERT_EQ(seal(password_).exit_code, 0);
    fs::remove(sealed(node::KeyFile::board));
    put_back(node::KeyFile::board, clear_[node::KeyFile::board]);
    const auto before = all();
    const auto ran = seal(other_);
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr("One password seals all keys of a node"));
    EXPECT_EQ(all(), before);
    EXPECT_EQ(seal(password_).exit_code, 0);
    expect_all_sealed();
}

TEST_F(Keys, PasswordsThatAreTooShortSealNothing) {
    const auto before = all();
    EXPECT_EQ(seal(desk_.file("short.txt", "short\n")).exit_code, 2);
    EXPECT_EQ(all(), before);
}

TEST_F(Keys, WhatWasCutShortIsFinishedByRunningItAgain) {
    ASSERT_EQ(seal(password_).exit_code, 0);
    put_back(node::KeyFile::person, clear_[node::KeyFile::person]);
    std::ofstream{sealed(node::KeyFile::board).concat(".new")} << "half";
    const auto kept = content_of(sealed(node::KeyFile::person));
    const auto ran = seal(password_);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    expect_all_sealed();
    EXPECT_EQ(content_of(sealed(node::KeyFile::person)), kept);
    put_back(node::KeyFile::person, clear_[node::KeyFile::person]);
    EXPECT_EQ(unseal(password_).exit_code, 0);
    expect_all_in_clear();
}

TEST_F(Keys, AnotherSecretInTheSealedFileIsSaidAndTouchesNothing) {
    ASSERT_EQ(seal(password_).exit_code, 0);
    put_back(node::KeyFile::person, clear_[node::KeyFile::board]);
    const auto before = all();
    for (const auto& ran : {seal(password_), unseal(password_)}) {
        EXPECT_EQ(ran.exit_code, 1);
        EXPECT_THAT(ran.err, HasSubstr("hold different keys"));
    }
    EXPECT_EQ(all(), before);
}

TEST_F(Keys, UnsealingPutsThemBackAsTheyWere) {
    ASSERT_EQ(seal(password_).exit_code, 0);
    const auto before = all();
    const auto wrong = unseal(other_);
    EXPECT_EQ(wrong.exit_code, 1);
    EXPECT_THAT(wrong.err, HasSubstr("the password does not open"));
    EXPECT_EQ(all(), before);
    ASSERT_EQ(unseal(password_).exit_code, 0);
    expect_all_in_clear();
    EXPECT_EQ(desk_.praxis("a", role()).exit_code, 0);
}

TEST_F(Keys, TheListSaysWhatEachIsForAndHowItLies) {
    ASSERT_EQ(seal(password_).exit_code, 0);
    fs::remove(sealed(node::KeyFile::board));
    std::map<std::string, std::string> states;
    for (const auto& line : desk_.done("a", {"key", "list"}).lines()) {
        states[std::string{line.at("key").as_string()}] = std::string{line.at("state").as_string()};
        EXPECT_FALSE(line.at("use").as_string().empty());
    }
    const std::map<std::string, std::string> expected{{"board", "not here"},
                                                      {"administrator", "sealed"},
                                                      {"person", "sealed"},
                                                      {"recovery", "sealed"},
                                                      {"device", "clear"},
                                                      {"device-dh", "clear"}};
    EXPECT_EQ(states, expected);
    EXPECT_THAT(desk_.praxis("a", {"key", "list"}).out, HasSubstr("administrator: sealed\n"));
}

TEST_F(Keys, ABackupTakesSealedFilesAsTheyAre) {
    ASSERT_EQ(seal(password_).exit_code, 0);
    const auto files = all();
    const auto kept = desk_.folder("kept") / "keys";
    fs::create_directories(kept);
    for (const auto* name : {"device", "device-dh"})
        fs::copy_file(desk_.folder("a") / "keys" / name, kept / name);
    const auto backup = [&](const std::string& name) { return desk_.folder(name).string(); };
    desk_.done("a", {"backup", backup("one"), "--password-file", other_});
    desk_.done("a", {"backup", backup("two")});
    desk_.done("a", {"restore", backup("one"), "--verify", "--password-file", other_});
    desk_.done("a", {"restore", backup("two"), "--verify"});
    const auto expect_restored = [&](const std::string& node) {
        for (const auto& [name, content] : files)
            EXPECT_EQ(content_of(desk_.folder(node) / "keys" / name), content) << node << name;
    };
    desk_.done("b", {"restore", backup("one"), "--password-file", other_});
    expect_restored("b");
    desk_.done("c", {"restore", backup("two"), "--keys", kept.string()});
    expect_restored("c");
    std::ofstream{desk_.folder("two") / "sealed" / "board"} << "another";
    const auto changed = desk_.run({"restore", backup("two"), "--verify"});
    EXPECT_EQ(changed.exit_code, 1);
    EXPECT_THAT(changed.err, HasSubstr("is damaged"));
}

// A backup from before they were sealed, and a copy of the keys from after.
TEST_F(Keys, RestoringWithKeptKeysTakesThoseThatAreSealedThere) {
    desk_.done("a", {"backup", desk_.folder("old").string()});
    ASSERT_EQ(seal(password_).exit_code, 0);
    desk_.done(
        "b",
        {"restore", desk_.folder("old").string(), "--keys", (desk_.folder("a") / "keys").string()});
    for (const auto& [name, content] : all())
        EXPECT_EQ(content_of(desk_.folder("b") / "keys" / name), content) << name;
}

}  // namespace
}  // namespace praxis::test
