#include "store/detail/files.hpp"
#include "store/records.hpp"
#include "tests/unit/store/stores.hpp"

#include <gmock/gmock.h>
#include <lmdb.h>

#include <array>
#include <csignal>
#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace praxis::store {
namespace {

using test::code_of;
using test::get_one;
using test::open_lmdb;
using test::put_one;
using test::TempFolder;

/// Runs `body` in a process of its own; its exit code.
template <class Body>
int in_child(const Body& body) {
    const auto child = ::fork();
    if (child == 0) ::_exit(body());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string file_bytes(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// Flips a bit of each place where `marker` stands in the file; how many there were.
int flip(const std::filesystem::path& path, const std::string& marker, std::size_t at) {
    const auto bytes = file_bytes(path);
    std::fstream file{path, std::ios::binary | std::ios::in | std::ios::out};
    int found = 0;
    for (auto from = bytes.find(marker); from != std::string::npos;
         from = bytes.find(marker, from + 1)) {
        file.seekp(static_cast<std::streamoff>(from + at));
        file.put(static_cast<char>(bytes[from + at] ^ 1));
        ++found;
    }
    return found;
}

unsigned mode_of(const std::filesystem::path& path) {
    struct stat about {};
    EXPECT_EQ(::stat(path.c_str(), &about), 0);
    return about.st_mode & 0777U;
}

TEST(LmdbStore, KeepsRecordsWhenClosedAndOpened) {
    const TempFolder folder;
    ASSERT_TRUE(put_one(*open_lmdb(folder.store()), Table::peer, "a", "body"));
    const auto store = open_lmdb(folder.store());
    EXPECT_EQ(get_one(*store, Table::peer, "a").value(), "body");
}

TEST(LmdbStore, OnlyItsOwnerMayReadItsFiles) {
    const TempFolder folder;
    const auto store = open_lmdb(folder.store());
    EXPECT_EQ(mode_of(folder.store()), 0700U);
    EXPECT_EQ(mode_of(folder.store() / "data.mdb"), 0600U);
    EXPECT_EQ(mode_of(folder.store() / "lock.mdb"), 0600U);
    EXPECT_EQ(mode_of(folder.path() / "store.lock"), 0600U);
}

TEST(LmdbStore, IsNotMadeUnlessAskedFor) {
    const TempFolder folder;
    const auto opened = LmdbStore::open({folder.store(), test::test_map_bytes, IfMissing::fail});
    EXPECT_EQ(code_of(opened), StoreErrc::missing);
    EXPECT_FALSE(std::filesystem::exists(folder.store()));
}

TEST(LmdbStore, BeginsAnewWhereACreationCrashed) {
    const TempFolder folder;
    std::filesystem::create_directory(folder.path() / "store.new");
    std::ofstream{folder.path() / "store.new" / "data.mdb"} << "half of a page";
    const auto store = open_lmdb(folder.store());
    EXPECT_TRUE(put_one(*store, Table::peer, "a", "body"));
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "store.new"));
}

TEST(LmdbStore, MayTakeTheLargestMap) {
    const TempFolder folder;
    const auto store = open_lmdb(folder.store(), LmdbOptions{}.map_bytes);
    EXPECT_TRUE(put_one(*store, Table::peer, "a", "body"));
    EXPECT_EQ(store->usage().map_bytes, std::uint64_t{64} << 30);
    EXPECT_LT(std::filesystem::file_size(folder.store() / "data.mdb"), 1U << 20);
}

TEST(LmdbStore, ASecondProcessIsToldThatItIsLocked) {
    const TempFolder folder;
    constexpr int locked = 42;
    const auto try_to_open = [&] {
        const auto opened = LmdbStore::open({folder.store(), test::test_map_bytes, {}});
        return code_of(opened) == StoreErrc::locked ? locked : 0;
    };
    auto store = open_lmdb(folder.store());
    EXPECT_EQ(in_child(try_to_open), locked);
    EXPECT_EQ(try_to_open(), locked) << "nor may this process open it twice";
    store.reset();
    EXPECT_EQ(in_child(try_to_open), 0);
}

TEST(LmdbStore, AFlippedBitIsFoundAndHarmsNothingElse) {
    const std::string marker = "the body of the record that goes bad";
    for (const std::size_t at : {std::size_t{0}, marker.size() / 2, marker.size() - 1}) {
        const TempFolder folder;
        {
            const auto store = open_lmdb(folder.store());
            ASSERT_TRUE(put_one(*store, Table::peer, "bad", marker));
            ASSERT_TRUE(put_one(*store, Table::peer, "good", "another body"));
        }
        ASSERT_GE(flip(folder.store() / "data.mdb", marker, at), 1);
        const auto store = open_lmdb(folder.store());
        EXPECT_EQ(code_of(get_one(*store, Table::peer, "bad")), StoreErrc::damaged);
        EXPECT_EQ(get_one(*store, Table::peer, "good").value(), "another body");
        std::vector<std::string> damaged;
        EXPECT_TRUE(store->read([&](const Reader& reader) {
            return reader.scan_damaged(Table::peer,
                                       [&](ByteView key) { damaged.emplace_back(text_of(key)); });
        }));
        EXPECT_THAT(damaged, testing::ElementsAre("bad"));
        EXPECT_TRUE(put_one(*store, Table::peer, "bad", "fetched again"));
        EXPECT_EQ(get_one(*store, Table::peer, "bad").value(), "fetched again");
    }
}

TEST(LmdbStore, ARecordUnderAnotherKeyIsNotBelieved) {
    const TempFolder folder;
    const std::string key = "a key that is easy to find";
    ASSERT_TRUE(put_one(*open_lmdb(folder.store()), Table::peer, key, "body"));
    ASSERT_GE(flip(folder.store() / "data.mdb", key, key.size() - 1), 1);
    auto moved = key;
    moved.back() = static_cast<char>(moved.back() ^ 1);
    const auto store = open_lmdb(folder.store());
    EXPECT_EQ(code_of(get_one(*store, Table::peer, moved)), StoreErrc::damaged);
}

TEST(LmdbStore, AFileThatIsNoStoreIsRefused) {
    for (const std::string content : {"", "not a store at all"}) {
        const TempFolder folder;
        std::filesystem::create_directory(folder.store());
        std::ofstream{folder.store() / "data.mdb"} << content;
        const auto opened = LmdbStore::open({folder.store(), test::test_map_bytes, {}});
        EXPECT_EQ(code_of(opened), StoreErrc::damaged) << content;
        EXPECT_EQ(file_bytes(folder.store() / "data.mdb"), content) << "and left as it was";
    }
}

TEST(LmdbStore, AFileCutShortIsRefused) {
    const TempFolder folder;
    const std::string large(50'000, 'x');
    ASSERT_TRUE(put_one(*open_lmdb(folder.store()), Table::peer, "a", large));
    const auto file = folder.store() / "data.mdb";
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - 8192);
    const auto opened = LmdbStore::open({folder.store(), test::test_map_bytes, {}});
    EXPECT_EQ(code_of(opened), StoreErrc::damaged);
}

TEST(LmdbStore, AStoreOfAnotherFormatIsRefused) {
    const TempFolder folder;
    {
        const auto store = open_lmdb(folder.store());
        ASSERT_TRUE(store->write([](Writer& writer) {
            return writer.put(Table::meta, Bytes{std::byte{0}}, Bytes(4, std::byte{9}));
        }));
    }
    const auto opened = LmdbStore::open({folder.store(), test::test_map_bytes, {}});
    EXPECT_EQ(code_of(opened), StoreErrc::wrong_version);
}

TEST(LmdbStore, AStoreFromBeforeATableIsOfAnotherFormat) {
    const TempFolder folder;
    { const auto store = open_lmdb(folder.store()); }
    MDB_env* environment = nullptr;
    ASSERT_EQ(mdb_env_create(&environment), 0);
    ASSERT_EQ(mdb_env_set_maxdbs(environment, table_count), 0);
    ASSERT_EQ(mdb_env_open(environment, folder.store().c_str(), 0, 0600), 0);
    MDB_txn* txn = nullptr;
    MDB_dbi table = 0;
    ASSERT_EQ(mdb_txn_begin(environment, nullptr, 0, &txn), 0);
    ASSERT_EQ(mdb_dbi_open(txn, "form_token", 0, &table), 0);
    ASSERT_EQ(mdb_drop(txn, table, 1), 0);
    ASSERT_EQ(mdb_txn_commit(txn), 0);
    mdb_env_close(environment);
    const auto opened = LmdbStore::open({folder.store(), test::test_map_bytes, {}});
    EXPECT_EQ(code_of(opened), StoreErrc::wrong_version);
}

TEST(LmdbStore, AReadBesideAWriteSeesTheStateBeforeIt) {
    const TempFolder folder;
    const auto store = open_lmdb(folder.store());
    ASSERT_TRUE(put_one(*store, Table::peer, "a", "before"));
    std::string seen;
    ASSERT_TRUE(store->write([&](Writer& writer) -> Result<void> {
        TRY(writer.put(Table::peer, bytes_of("a"), bytes_of("after")));
        std::thread other{[&] { seen = get_one(*store, Table::peer, "a").value(); }};
        other.join();
        return success();
    }));
    EXPECT_EQ(seen, "before");
    EXPECT_EQ(get_one(*store, Table::peer, "a").value(), "after");
}

TEST(LmdbStoreDeathTest, NoReadOrWriteInsideAWrite) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    const TempFolder folder;
    const auto store = open_lmdb(folder.store());
    EXPECT_DEATH(static_cast<void>(
                     store->write([&](Writer&) { return put_one(*store, Table::peer, "a", "b"); })),
                 "writing");
    EXPECT_DEATH(static_cast<void>(store->write([&](Writer&) -> Result<void> {
                     TRY(get_one(*store, Table::peer, "a"));
                     return success();
                 })),
                 "writing");
}

TEST(LmdbStore, KnowsNetworkFileSystemsByTheirMagic) {
    for (const std::uint64_t magic : {0x6969U, 0x517bU, 0xff534d42U, 0xfe534d42U, 0x01021997U})
        EXPECT_TRUE(detail::is_network_file_system(magic));
    for (const std::uint64_t magic : {0xef53U, 0x58465342U, 0x9123683eU, 0x01021994U})
        EXPECT_FALSE(detail::is_network_file_system(magic));  // ext4, XFS, btrfs, tmpfs
    EXPECT_TRUE(detail::refuse_network("/"));
}

// A child writes and reports each write that returned success; it is killed while it goes on.
// Whatever it reported must be there when the store is opened again.
TEST(LmdbStore, KeepsEveryAcknowledgedWriteThroughKillNine) {
    const TempFolder folder;
    constexpr std::uint64_t seed = 7;
    constexpr int kills = 40;
    SeededEntropy random{seed};
    std::uint64_t next = 0;
    std::uint64_t acknowledged = 0;  // writes 0 up to here, not including
    for (int kill = 0; kill < kills; ++kill) {
        std::array<int, 2> ends{};
        ASSERT_EQ(::pipe(ends.data()), 0);
        const auto child = ::fork();
        if (child == 0) {
            const auto store = open_lmdb(folder.store());
            for (auto number = next;; ++number) {
                const auto name = std::to_string(number);
                if (!put_one(*store, Table::peer, name, std::string(number % 5000, 'x')))
                    ::_exit(1);
                if (::write(ends[1], &number, sizeof number) != sizeof number) ::_exit(2);
            }
        }
        ::close(ends[1]);
        const auto kill_after = random.below(30);  // possibly while the store is opened
        std::uint64_t number = 0;
        for (std::uint64_t i = 0; i<kill_after&& ::read(ends[0], &number, sizeof number)> 0; ++i)
            acknowledged = number + 1;
        ::kill(child, SIGKILL);
        while (::read(ends[0], &number, sizeof number) > 0)
            acknowledged = number + 1;
        int status = 0;
        ::waitpid(child, &status, 0);
        ::close(ends[0]);
        ASSERT_TRUE(WIFSIGNALED(status)) << "the child failed by itself";
        const auto store = open_lmdb(folder.store());
        for (std::uint64_t i = 0; i < acknowledged; ++i) {
            ASSERT_EQ(get_one(*store, Table::peer, std::to_string(i)).value(),
                      std::string(i % 5000, 'x'))
                << "seed " << seed << ", kill " << kill << ", write " << i;
        }
        const auto held = store->read([](const Reader& r) { return r.count(Table::peer); }).value();
        ASSERT_LE(held, acknowledged + 1) << "at most one write was under way";
        next = held;
    }
    EXPECT_GT(acknowledged, 100U);
}

}  // namespace
}  // namespace praxis::store
