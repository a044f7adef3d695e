#include "store/read_beside.hpp"

#include "store/records.hpp"
#include "tests/unit/store/stores.hpp"

#include <array>
#include <sys/wait.h>
#include <unistd.h>

// LMDB may be opened once in a process, so the reader beside is always a process of its own.

namespace praxis::store {
namespace {

using test::code_of;
using test::open_lmdb;
using test::put_one;
using test::TempFolder;

/// A pipe that carries single bytes from one process to another.
class Signal {
public:
    Signal() { EXPECT_EQ(::pipe(ends_.data()), 0); }
    ~Signal() {
        for (const int end : ends_)
            ::close(end);
    }
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;
    void give() const { EXPECT_EQ(::write(ends_[1], "x", 1), 1); }
    void wait() const {
        char byte = 0;
        EXPECT_EQ(::read(ends_[0], &byte, 1), 1);
    }

private:
    std::array<int, 2> ends_{};
};

int exit_code_of(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

template <class Body>
pid_t begin_child(const Body& body) {
    const auto child = ::fork();
    if (child == 0) ::_exit(body());
    return child;
}

std::uint64_t peers_seen(const Reader& reader) {
    const auto count = reader.count(Table::peer);
    return count ? count.value() : 999;
}

TEST(ReadBeside, SeesOneMomentWhileAnotherProcessWritesOn) {
    const TempFolder folder;
    const Signal wrote;
    const Signal read_once;
    const Signal wrote_more;
    // The reader comes into being before the store is opened here, so it inherits nothing of it.
    const auto child = begin_child([&] {
        wrote.wait();
        std::uint64_t before = 0;
        std::uint64_t after = 0;
        const auto read = read_beside(folder.store(), [&](const Reader& reader) -> Result<void> {
            before = peers_seen(reader);
            read_once.give();
            wrote_more.wait();
            after = peers_seen(reader);
            return success();
        });
        return read && before == 1 && after == 1 ? 0 : 1;
    });
    const auto store = open_lmdb(folder.store());
    ASSERT_TRUE(put_one(*store, Table::peer, "a", "body"));
    wrote.give();
    read_once.wait();
    for (int i = 0; i < 50; ++i)
        ASSERT_TRUE(put_one(*store, Table::peer, "b" + std::to_string(i), "body"));
    wrote_more.give();
    EXPECT_EQ(exit_code_of(child), 0);
    EXPECT_TRUE(put_one(*store, Table::peer, "c", "body"));
}

TEST(ReadBeside, ANodeMayStartAndWriteMeanwhile) {
    const TempFolder folder;
    ASSERT_TRUE(put_one(*open_lmdb(folder.store()), Table::peer, "a", "body"));
    const Signal reading;
    const Signal wrote;
    const auto child = begin_child([&] {
        std::uint64_t seen = 0;
        const auto read = read_beside(folder.store(), [&](const Reader& reader) -> Result<void> {
            reading.give();
            wrote.wait();
            seen = peers_seen(reader);
            return success();
        });
        return read && seen == 1 ? 0 : 1;
    });
    reading.wait();
    {
        const auto store = open_lmdb(folder.store());
        EXPECT_TRUE(put_one(*store, Table::peer, "b", "body"));
    }
    wrote.give();
    EXPECT_EQ(exit_code_of(child), 0);
    EXPECT_EQ(test::get_one(*open_lmdb(folder.store()), Table::peer, "b").value(), "body");
}

TEST(ReadBeside, ReadsAStoreThatNobodyHasOpenAndLeavesNoTrace) {
    const TempFolder folder;
    ASSERT_TRUE(put_one(*open_lmdb(folder.store()), Table::peer, "a", "body"));
    const auto child = begin_child([&] {
        std::uint64_t transaction = 0;
        const auto read = read_beside(folder.store(), [&](const Reader& reader) -> Result<void> {
            TRY(transaction, last_transaction(reader));
            return success();
        });
        return read ? static_cast<int>(transaction) : -1;
    });
    EXPECT_EQ(exit_code_of(child), 1);
    const auto after = open_lmdb(folder.store())->read(last_transaction);
    EXPECT_EQ(after.value(), 1U);
}

TEST(ReadBeside, SaysWhatIsNoStore) {
    const TempFolder folder;
    const auto nothing = [](const Reader&) -> Result<void> { return success(); };
    EXPECT_EQ(code_of(read_beside(folder.path() / "nowhere", nothing)), StoreErrc::missing);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "nowhere"));
    EXPECT_EQ(code_of(read_beside(folder.path(), nothing)), StoreErrc::damaged);
}

TEST(ReadBeside, GivesBackTheErrorOfTheCallable) {
    const TempFolder folder;
    ASSERT_TRUE(put_one(*open_lmdb(folder.store()), Table::peer, "a", "body"));
    const auto refuse = [](const Reader&) -> Result<void> { return fail(StoreErrc::full); };
    EXPECT_EQ(code_of(read_beside(folder.store(), refuse)), StoreErrc::full);
}

TEST(ReadBeside, AFileCutShortIsRefused) {
    const TempFolder folder;
    ASSERT_TRUE(put_one(*open_lmdb(folder.store()), Table::peer, "a", std::string(5000, 'x')));
    std::filesystem::resize_file(folder.store() / "data.mdb", 3 * 4096);
    const auto nothing = [](const Reader&) -> Result<void> { return success(); };
    EXPECT_EQ(code_of(read_beside(folder.store(), nothing)), StoreErrc::damaged);
}

}  // namespace
}  // namespace praxis::store
