#include "store/lease.hpp"

#include "tests/unit/store/stores.hpp"

#include <fstream>
#include <sys/stat.h>

namespace praxis::store {
namespace {

using test::code_of;
using test::put_one;
using test::TempFolder;

LeaseNonce nonce(unsigned char fill) {
    LeaseNonce out;
    out.bytes.fill(std::byte{fill});
    return out;
}

TEST(Lease, JudgesEveryCase) {
    const LeaseRecord store{nonce(1), 10};
    EXPECT_EQ(judge(std::nullopt, store), Continuity::no_lease);
    EXPECT_EQ(judge(LeaseRecord{nonce(2), 10}, store), Continuity::other_nonce);
    EXPECT_EQ(judge(LeaseRecord{nonce(2), 9}, store), Continuity::other_nonce);
    EXPECT_EQ(judge(LeaseRecord{nonce(1), 11}, store), Continuity::rolled_back);
    EXPECT_EQ(judge(LeaseRecord{nonce(1), 10}, store), Continuity::proved);
    EXPECT_EQ(judge(LeaseRecord{nonce(1), 9}, store), Continuity::proved);
}

/// A node's folder and the state folder of its machine, on real files.
class Continuing : public testing::Test {
protected:
    /// Opens the store at `folder`, claims, writes `writes` leased records and stops cleanly.
    Claim run(const std::filesystem::path& folder, int writes) {
        const auto store = test::open_lmdb(folder);
        const auto id = ensure_store_id(*store, random_).value();
        const auto lease = FileLease::open(state_, id).value();
        const auto claim = claim_incarnation(*store, *lease, random_).value();
        LeasedStore leased{*store, *lease};
        for (int i = 0; i < writes; ++i)
            EXPECT_TRUE(put_one(leased, Table::peer, "a", std::to_string(i)));
        return claim;
    }
    void copy_store(const std::filesystem::path& from, const std::filesystem::path& to) {
        std::filesystem::remove_all(to);
        std::filesystem::copy(from, to);
    }

    TempFolder folder_;
    std::filesystem::path here_ = folder_.path() / "here";
    std::filesystem::path there_ = folder_.path() / "there";
    std::filesystem::path state_ = folder_.path() / "state";
    SeededEntropy random_{5};
};

TEST_F(Continuing, ACleanRestartKeepsTheIncarnation) {
    const auto first = run(here_, 3);
    EXPECT_EQ(first.continuity, Continuity::no_lease);
    EXPECT_NE(first.incarnation.value, 0U);
    for (int i = 0; i < 3; ++i) {
        const auto again = run(here_, i);
        EXPECT_EQ(again.continuity, Continuity::proved);
        EXPECT_EQ(again.incarnation, first.incarnation);
    }
}

TEST_F(Continuing, ACrashBetweenCommitAndLeaseKeepsTheIncarnation) {
    const auto first = run(here_, 3);
    ASSERT_TRUE(put_one(*test::open_lmdb(here_), Table::peer, "unacknowledged", "x"));
    const auto again = run(here_, 0);
    EXPECT_EQ(again.continuity, Continuity::proved);
    EXPECT_EQ(again.incarnation, first.incarnation);
}

TEST_F(Continuing, AStorePutBackToAnOlderStateGetsANewIncarnation) {
    const auto first = run(here_, 1);
    {  // still running: the nonce of this run, then more writes
        const auto store = test::open_lmdb(here_);
        const auto id = ensure_store_id(*store, random_).value();
        const auto lease = FileLease::open(state_, id).value();
        ASSERT_TRUE(claim_incarnation(*store, *lease, random_));
        copy_store(here_, there_);
        LeasedStore leased{*store, *lease};
        ASSERT_TRUE(put_one(leased, Table::peer, "after the backup", "x"));
    }
    copy_store(there_, here_);
    const auto again = run(here_, 0);
    EXPECT_EQ(again.continuity, Continuity::rolled_back);
    EXPECT_NE(again.incarnation, first.incarnation);
    EXPECT_EQ(run(here_, 0).continuity, Continuity::proved);
}

TEST_F(Continuing, OfTwoCopiesOnlyTheFirstOpenedKeepsTheIncarnation) {
    const auto first = run(here_, 2);
    copy_store(here_, there_);
    EXPECT_EQ(run(there_, 2).incarnation, first.incarnation);
    const auto original = run(here_, 2);
    EXPECT_EQ(original.continuity, Continuity::other_nonce);
    EXPECT_NE(original.incarnation, first.incarnation);
}

TEST_F(Continuing, TwoCopiesCannotRunSideBySide) {
    run(here_, 1);
    copy_store(here_, there_);
    const auto store = test::open_lmdb(here_);
    const auto id = ensure_store_id(*store, random_).value();
    const auto lease = FileLease::open(state_, id).value();
    EXPECT_EQ(code_of(FileLease::open(state_, id)), StoreErrc::locked);
}

TEST_F(Continuing, AStoreWithoutItsLeaseGetsANewIncarnation) {
    const auto first = run(here_, 2);
    std::filesystem::remove_all(state_);
    const auto again = run(here_, 0);
    EXPECT_EQ(again.continuity, Continuity::no_lease);
    EXPECT_NE(again.incarnation, first.incarnation);
}

TEST_F(Continuing, ADamagedLeaseCountsAsNone) {
    run(here_, 2);
    const auto file = *std::filesystem::directory_iterator{state_};
    const auto bytes = std::filesystem::file_size(file);
    for (std::uintmax_t at = 0; at < bytes; ++at) {
        {
            std::fstream flip{file.path(), std::ios::binary | std::ios::in | std::ios::out};
            flip.seekg(static_cast<std::streamoff>(at));
            const auto byte = flip.get();
            flip.seekp(static_cast<std::streamoff>(at));
            flip.put(static_cast<char>(byte ^ 1));
        }
        ASSERT_EQ(run(here_, 0).continuity, Continuity::no_lease) << at;
    }
    std::filesystem::resize_file(file, bytes - 1);
    EXPECT_EQ(run(here_, 0).continuity, Continuity::no_lease);
    EXPECT_EQ(run(here_, 0).continuity, Continuity::proved);
}

TEST_F(Continuing, OnlyItsOwnerMayReadTheLease) {
    run(here_, 0);
    struct stat about {};
    ASSERT_EQ(::stat(state_.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0700U);
    const auto file = *std::filesystem::directory_iterator{state_};
    ASSERT_EQ(::stat(file.path().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

/// Counts how often it is written.
class CountedLease final : public Lease {
public:
    Result<std::optional<LeaseRecord>> load() override { return record; }
    Result<void> save(const LeaseRecord& saved) override {
        record = saved;
        ++saves;
        return success();
    }
    std::optional<LeaseRecord> record;
    int saves = 0;
};

TEST(LeasedStore, RenewsTheLeaseAfterEachCommitAndOnlyThen) {
    MemoryStore store;
    CountedLease lease;
    SeededEntropy random{9};
    const auto claim = claim_incarnation(store, lease, random).value();
    EXPECT_EQ(store.read(find_incarnation).value(), claim.incarnation);
    LeasedStore leased{store, lease};
    const auto before = *lease.record;
    EXPECT_EQ(before.last_transaction, store.read(last_transaction).value());
    ASSERT_TRUE(leased.write([](Writer&) -> Result<void> { return success(); }));
    EXPECT_EQ(lease.saves, 1) << "the claim's own";
    const auto refused = leased.write([&](Writer& writer) -> Result<void> {
        TRY(writer.put(Table::peer, bytes_of("a"), {}));
        EXPECT_EQ(lease.saves, 1) << "never before the commit";
        return fail(Errc::out_of_range);
    });
    EXPECT_FALSE(refused);
    EXPECT_EQ(lease.saves, 1);
    ASSERT_TRUE(put_one(leased, Table::peer, "a", "x"));
    EXPECT_EQ(lease.record->last_transaction, before.last_transaction + 1);
    EXPECT_EQ(lease.record->nonce, before.nonce);
    EXPECT_EQ(lease.saves, 2);
}

TEST(StoreId, IsDrawnOnce) {
    MemoryStore store;
    SeededEntropy random{1};
    const auto first = ensure_store_id(store, random).value();
    EXPECT_EQ(ensure_store_id(store, random).value(), first);
    EXPECT_FALSE(first.is_zero());
}

}  // namespace
}  // namespace praxis::store
