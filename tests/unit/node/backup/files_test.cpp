#include "node/backup/files.hpp"

#include "node/backup/errc.hpp"
#include "node/backup/folder.hpp"
#include "node/replica/errc.hpp"
#include "protocol/crypto/sealed_keys.hpp"
#include "tests/unit/node/backup/temp_folder.hpp"

#include <gmock/gmock.h>

#include <sys/stat.h>

namespace praxis::node {
namespace {

using test::content_of;
using test::TempFolder;
using test::write_file;

constexpr crypto::SealCost cheap{1, 8};

KeyRing draw_keys(Entropy& entropy, bool with_board) {
    KeyRing out;
    for (const auto file : {KeyFile::person, KeyFile::device, KeyFile::device_dh})
        out.emplace(file, crypto::Secret32::draw(entropy));
    if (with_board) out.emplace(KeyFile::board, crypto::Secret32::draw(entropy));
    return out;
}

std::map<KeyFile, std::string> shown(const KeyRing& keys) {
    std::map<KeyFile, std::string> out;
    for (const auto& [file, secret] : keys)
        out[file] = hex(secret.expose());
    return out;
}

TEST(SealedSecrets, OpenByTheirPasswordAlone) {
    SeededEntropy entropy{1};
    std::vector<crypto::Secret32> secrets;
    for (int i = 0; i < 5; ++i)
        secrets.push_back(crypto::Secret32::draw(entropy));
    const auto sealed = crypto::seal_all("right", secrets, entropy, cheap).value();
    const auto opened = crypto::unseal_all("right", secrets.size(), sealed);
    ASSERT_TRUE(opened);
    for (std::size_t i = 0; i < secrets.size(); ++i)
        EXPECT_EQ(hex(opened.value()[i].expose()), hex(secrets[i].expose()));
    EXPECT_EQ(crypto::unseal_all("wrong", secrets.size(), sealed).error().code,
              crypto::CryptoErrc::not_authentic);
    EXPECT_FALSE(crypto::unseal_all("right", secrets.size() - 1, sealed));
    EXPECT_FALSE(crypto::unseal_all("right", secrets.size() + 1, sealed));
    for (const auto& secret : secrets)
        EXPECT_THAT(std::string{text_of(sealed)},
                    testing::Not(testing::HasSubstr(std::string{text_of(secret.expose())})));
}

TEST(Keys, ComeBackEachAsItself) {
    SeededEntropy entropy{2};
    for (const bool with_board : {true, false}) {
        const auto keys = draw_keys(entropy, with_board);
        const auto sealed = seal_keys("a pass phrase", keys, entropy).value();
        EXPECT_EQ(shown(unseal_keys("a pass phrase", sealed).value()), shown(keys));
        const TempFolder folder;
        ASSERT_TRUE(write_keys(folder.path(), keys));
        EXPECT_EQ(shown(read_keys(folder.path()).value()), shown(keys));
        EXPECT_EQ(shown(read_kept_keys(folder.path()).value()), shown(keys));
        EXPECT_EQ(shown(read_kept_keys(folder.path() / "keys").value()), shown(keys));
        EXPECT_EQ(shown(read_kept_keys(folder.path() / "keys/").value()), shown(keys));
    }
}

TEST(Keys, OfAnotherNodeAreRefused) {
    SeededEntropy entropy{3};
    auto keys = draw_keys(entropy, false);
    const crypto::SigningPair device{keys.at(KeyFile::device).duplicate()};
    const crypto::DhPair dh{keys.at(KeyFile::device_dh).duplicate()};
    EXPECT_TRUE(check_keys_of(keys, device.key(), std::nullopt));
    EXPECT_TRUE(check_keys_of(keys, device.key(), dh.key()));
    const auto other = draw_keys(entropy, false);
    EXPECT_EQ(check_keys_of(other, device.key(), std::nullopt).error().code,
              BackupErrc::wrong_keys);
    EXPECT_EQ(check_keys_of(keys, device.key(), crypto::DhPair::draw(entropy).key()).error().code,
              BackupErrc::wrong_keys);
    keys.erase(KeyFile::device_dh);
    EXPECT_EQ(check_keys_of(keys, device.key(), std::nullopt).error().code, BackupErrc::wrong_keys);
}

TEST(NewBackups, BeginWhereNothingIsAndLeaveNothingUnfinished) {
    const TempFolder folder;
    const auto to = folder.path() / "backup";
    {
        const auto begun = NewBackup::begin(to);
        ASSERT_TRUE(begun);
        write_file(to / "records", "half of them");
        EXPECT_EQ(NewBackup::begin(to).error().code, NodeErrc::bad_request);
    }
    EXPECT_FALSE(std::filesystem::exists(to));

    std::filesystem::create_directory(to);  // an empty folder is as good, and stays
    { ASSERT_TRUE(NewBackup::begin(to)); }
    EXPECT_TRUE(std::filesystem::is_empty(to));

    write_file(to / "letter.txt", "somebody's");
    EXPECT_EQ(NewBackup::begin(to).error().code, NodeErrc::bad_request);
    EXPECT_EQ(content_of(to / "letter.txt"), "somebody's");
}

TEST(NewBackups, WithoutAManifestAreNone) {
    const TempFolder folder;
    EXPECT_EQ(check_backup(folder.path()).error().code, BackupErrc::not_whole);
    write_file(folder.path() / "records", "all of them");
    const auto unfinished = check_backup(folder.path());
    ASSERT_FALSE(unfinished);
    EXPECT_EQ(unfinished.error().code, BackupErrc::not_whole);
    EXPECT_THAT(unfinished.error().detail, testing::HasSubstr("not finished"));
}

TEST(NewFolders, AppearWhenFinishedAndNotBefore) {
    const TempFolder folder;
    const auto node = folder.path() / "node";
    SeededEntropy entropy{4};
    const auto keys = draw_keys(entropy, false);
    {
        auto made = NewFolder::begin(node);
        ASSERT_TRUE(made);
        ASSERT_TRUE(made.value().put_keys(keys));
        EXPECT_FALSE(std::filesystem::exists(node / "keys"));
        EXPECT_EQ(NewFolder::begin(node).error().code, NodeErrc::bad_request);
    }
    EXPECT_FALSE(std::filesystem::exists(node));

    auto made = NewFolder::begin(node);
    ASSERT_TRUE(made);
    ASSERT_TRUE(made.value().put_keys(keys));
    std::filesystem::create_directory(made.value().store());
    ASSERT_TRUE(made.value().finish());
    EXPECT_TRUE(std::filesystem::exists(node / "store"));
    EXPECT_EQ(shown(read_keys(node).value()), shown(keys));
    EXPECT_FALSE(std::filesystem::exists(node / "restoring"));
}

}  // namespace
}  // namespace praxis::node
