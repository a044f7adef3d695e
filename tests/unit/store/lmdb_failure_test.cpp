#include "store/lease.hpp"
#include "tests/unit/store/stores.hpp"

#include <cerrno>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

int sync_error = 0;  ///< what the next fdatasync calls fail with; 0: they work

}  // namespace

/// Stands in front of the C library's for this program, LMDB included: the disk that fails.
extern "C" int fdatasync(int file) {
    if (sync_error != 0) {
        errno = sync_error;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_fdatasync, file));
}

namespace praxis::store {
namespace {

using test::code_of;
using test::get_one;
using test::open_lmdb;
using test::put_one;
using test::TempFolder;

class FailingSync {
public:
    explicit FailingSync(int error) { sync_error = error; }
    ~FailingSync() { sync_error = 0; }
    FailingSync(const FailingSync&) = delete;
    FailingSync& operator=(const FailingSync&) = delete;
};

TEST(LmdbFailure, AFailedSyncIsIoAndEndsWriting) {
    const TempFolder folder;
    auto store = open_lmdb(folder.store());
    ASSERT_TRUE(put_one(*store, Table::peer, "before", "body"));
    {
        const FailingSync failing{EIO};
        EXPECT_EQ(code_of(put_one(*store, Table::peer, "during", "body")), StoreErrc::io);
    }
    EXPECT_EQ(code_of(put_one(*store, Table::peer, "after", "body")), StoreErrc::io);
    EXPECT_EQ(get_one(*store, Table::peer, "before").value(), "body");
    store.reset();
    store = open_lmdb(folder.store());
    EXPECT_EQ(get_one(*store, Table::peer, "before").value(), "body");
    EXPECT_EQ(get_one(*store, Table::peer, "after").value(), "(none)");
    EXPECT_TRUE(put_one(*store, Table::peer, "after", "body"));
}

TEST(LmdbFailure, ADiskWithoutRoomIsFullAndTheStoreGoesOn) {
    for (const int error : {ENOSPC, EDQUOT}) {
        const TempFolder folder;
        const auto store = open_lmdb(folder.store());
        ASSERT_TRUE(put_one(*store, Table::peer, "before", "body"));
        {
            const FailingSync failing{error};
            EXPECT_EQ(code_of(put_one(*store, Table::peer, "during", "body")), StoreErrc::full);
        }
        EXPECT_EQ(get_one(*store, Table::peer, "during").value(), "(none)");
        EXPECT_TRUE(put_one(*store, Table::peer, "after", "body"));
        EXPECT_EQ(get_one(*store, Table::peer, "before").value(), "body");
    }
}

TEST(LmdbFailure, ACreationThatFailsLeavesNoStore) {
    const TempFolder folder;
    {
        const FailingSync failing{EIO};
        const auto opened = LmdbStore::open({folder.store(), test::test_map_bytes, {}});
        EXPECT_EQ(code_of(opened), StoreErrc::io);
    }
    EXPECT_FALSE(std::filesystem::exists(folder.store()));
    EXPECT_TRUE(put_one(*open_lmdb(folder.store()), Table::peer, "a", "body"));
}

// A tiny map is filled until it refuses. What was acknowledged is there, the refused write left
// nothing behind, and removing something makes room again.
TEST(LmdbFailure, AFullMapRefusesAndGoesOn) {
    const TempFolder folder;
    constexpr std::uint64_t tiny_map_bytes = 1 << 20;
    auto store = open_lmdb(folder.store(), tiny_map_bytes);
    const std::string body(3000, 'x');
    int written = 0;
    auto result = put_one(*store, Table::content, "0", body);
    while (result) {
        ++written;
        ASSERT_LT(written, 1000);
        result = put_one(*store, Table::content, std::to_string(written), body);
    }
    EXPECT_EQ(code_of(result), StoreErrc::full);
    ASSERT_GT(written, 50);
    for (int i = 0; i < written; ++i)
        EXPECT_EQ(get_one(*store, Table::content, std::to_string(i)).value(), body);
    EXPECT_EQ(get_one(*store, Table::content, std::to_string(written)).value(), "(none)");
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(store->write([&](Writer& writer) {
            return writer.erase(Table::content, bytes_of(std::to_string(i)));
        })) << "erasing works in a full store";
    }
    EXPECT_TRUE(put_one(*store, Table::content, "again", body));
    store.reset();
    store = open_lmdb(folder.store(), 2 * tiny_map_bytes);
    EXPECT_TRUE(put_one(*store, Table::content, "with a larger map", body));
    EXPECT_EQ(get_one(*store, Table::content, "again").value(), body);
}

TEST(LmdbFailure, AFailedPutCannotBeOverlooked) {
    const TempFolder folder;
    constexpr std::uint64_t tiny_map_bytes = 1 << 20;
    const auto store = open_lmdb(folder.store(), tiny_map_bytes);
    const std::string too_large(2 * tiny_map_bytes, 'x');
    for (const bool something_before : {true, false}) {
        const auto written = store->write([&](Writer& writer) -> Result<void> {
            if (something_before) {
                TRY(writer.put(Table::peer, bytes_of("small"), bytes_of("body")));
            }
            EXPECT_FALSE(writer.put(Table::peer, bytes_of("large"), bytes_of(too_large)));
            return success();  // as if nothing had happened
        });
        EXPECT_EQ(code_of(written), StoreErrc::full);
    }
    EXPECT_EQ(get_one(*store, Table::peer, "small").value(), "(none)");
}

TEST(LmdbFailure, ALeaseThatCannotBeWrittenIsIoAndEndsWriting) {
    const TempFolder folder;
    MemoryStore store;
    SeededEntropy random{3};
    const auto id = ensure_store_id(store, random).value();
    const auto lease = FileLease::open(folder.path() / "leases", id).value();
    ASSERT_TRUE(claim_incarnation(store, *lease, random));
    LeasedStore leased{store, *lease};
    {
        const FailingSync failing{ENOSPC};
        EXPECT_EQ(code_of(put_one(leased, Table::peer, "a", "body")), StoreErrc::io);
    }
    EXPECT_EQ(code_of(put_one(leased, Table::peer, "b", "body")), StoreErrc::io);
    EXPECT_EQ(get_one(store, Table::peer, "b").value(), "(none)");
}

}  // namespace
}  // namespace praxis::store
