#include "store/records.hpp"
#include "tests/unit/store/stores.hpp"

#include <gmock/gmock.h>

namespace praxis::store {
namespace {

using test::get_one;
using test::put_one;
using testing::ElementsAre;

struct Lmdb {
    test::TempFolder folder;
    std::unique_ptr<LmdbStore> opened = test::open_lmdb(folder.store());
    Store& store() { return *opened; }
};
struct Memory {
    MemoryStore memory;
    Store& store() { return memory; }
};

/// Every sentence of store.hpp, for both stores.
template <class Kind>
class StoreContract : public testing::Test {
protected:
    Store& store() { return kind_.store(); }

    std::vector<std::string> keys_in(const KeyRange& range) {
        std::vector<std::string> keys;
        const auto collect = [&](ByteView key, ByteView) -> Result<Scan> {
            keys.emplace_back(text_of(key));
            return Scan::go_on;
        };
        EXPECT_TRUE(store().read(
            [&](const Reader& reader) { return reader.scan(Table::peer, range, collect); }));
        return keys;
    }
    std::string last_in(const KeyRange& range) {
        return store()
            .read([&](const Reader& reader) -> Result<std::string> {
                TRY(const auto entry, reader.last(Table::peer, range));
                return entry ? std::string{text_of(entry->key)} : std::string{"(none)"};
            })
            .value();
    }
    void put_keys(std::initializer_list<std::string_view> keys) {
        for (const auto key : keys)
            ASSERT_TRUE(put_one(store(), Table::peer, key, "body"));
    }
    static KeyRange between(std::string_view lower, std::string_view upper) {
        return {copy(bytes_of(lower)), copy(bytes_of(upper))};
    }

private:
    Kind kind_;
};

using Kinds = testing::Types<Lmdb, Memory>;
TYPED_TEST_SUITE(StoreContract, Kinds);

TYPED_TEST(StoreContract, GivesBackWhatWasPut) {
    auto& store = this->store();
    EXPECT_EQ(get_one(store, Table::peer, "a").value(), "(none)");
    ASSERT_TRUE(put_one(store, Table::peer, "a", "one"));
    ASSERT_TRUE(put_one(store, Table::local, "a", ""));
    EXPECT_EQ(get_one(store, Table::peer, "a").value(), "one");
    EXPECT_EQ(get_one(store, Table::local, "a").value(), "");
    ASSERT_TRUE(put_one(store, Table::peer, "a", "two"));
    EXPECT_EQ(get_one(store, Table::peer, "a").value(), "two");
    ASSERT_TRUE(store.write([](Writer& w) { return w.erase(Table::peer, bytes_of("a")); }));
    EXPECT_EQ(get_one(store, Table::peer, "a").value(), "(none)");
}

TYPED_TEST(StoreContract, AWriterSeesItsOwnChanges) {
    const auto written = this->store().write([](Writer& writer) -> Result<void> {
        TRY(writer.put(Table::peer, bytes_of("a"), bytes_of("one")));
        TRY(const auto body, writer.get(Table::peer, bytes_of("a")));
        EXPECT_EQ(text_of(body.value()), "one");
        TRY(const auto count, writer.count(Table::peer));
        EXPECT_EQ(count, 1U);
        TRY(writer.erase(Table::peer, bytes_of("a")));
        TRY(const bool held, writer.contains(Table::peer, bytes_of("a")));
        EXPECT_FALSE(held);
        return success();
    });
    ASSERT_TRUE(written);
}

TYPED_TEST(StoreContract, AWriteThatFailsChangesNothing) {
    auto& store = this->store();
    ASSERT_TRUE(put_one(store, Table::peer, "kept", "one"));
    const auto number = store.read(last_transaction).value();
    const auto written = store.write([](Writer& writer) -> Result<void> {
        TRY(writer.put(Table::peer, bytes_of("kept"), bytes_of("two")));
        TRY(writer.put(Table::peer, bytes_of("new"), bytes_of("three")));
        TRY(writer.erase(Table::peer, bytes_of("kept")));
        return fail(Errc::out_of_range, "changed my mind");
    });
    EXPECT_EQ(test::code_of(written), Errc::out_of_range);
    EXPECT_EQ(get_one(store, Table::peer, "kept").value(), "one");
    EXPECT_EQ(get_one(store, Table::peer, "new").value(), "(none)");
    EXPECT_EQ(store.read(last_transaction).value(), number);
}

TYPED_TEST(StoreContract, ScansARangeInKeyOrder) {
    this->put_keys({"b", "a", "ab", "abc", "c", "aa"});
    EXPECT_THAT(this->keys_in(KeyRange::all()), ElementsAre("a", "aa", "ab", "abc", "b", "c"));
    EXPECT_THAT(this->keys_in(this->between("aa", "b")), ElementsAre("aa", "ab", "abc"));
    EXPECT_THAT(this->keys_in(this->between("abb", "")), ElementsAre("abc", "b", "c"));
    EXPECT_THAT(this->keys_in(KeyRange::prefix(bytes_of("ab"))), ElementsAre("ab", "abc"));
    EXPECT_THAT(this->keys_in(this->between("d", "e")), ElementsAre());
}

TYPED_TEST(StoreContract, APrefixOfHighBytesHasNoUpperBound) {
    this->put_keys({"\xfe", "\xff", "\xff\xff", "\xff\xff\x01"});
    EXPECT_THAT(this->keys_in(KeyRange::prefix(bytes_of("\xff\xff"))),
                ElementsAre("\xff\xff", "\xff\xff\x01"));
}

TYPED_TEST(StoreContract, FindsTheLastOfARange) {
    EXPECT_EQ(this->last_in(KeyRange::all()), "(none)");
    this->put_keys({"b", "d"});
    EXPECT_EQ(this->last_in(KeyRange::all()), "d");
    EXPECT_EQ(this->last_in(this->between("a", "d")), "b");
    EXPECT_EQ(this->last_in(this->between("a", "z")), "d");
    EXPECT_EQ(this->last_in(this->between("c", "d")), "(none)");
    EXPECT_EQ(this->last_in(this->between("a", "b")), "(none)");
}

TYPED_TEST(StoreContract, AVisitStopsOrFailsItsScan) {
    this->put_keys({"a", "b", "c"});
    int visited = 0;
    const auto stop = [&](ByteView, ByteView) -> Result<Scan> {
        return ++visited == 2 ? Scan::stop : Scan::go_on;
    };
    const auto refuse = [](ByteView, ByteView) -> Result<Scan> { return fail(Errc::bad_utf8); };
    const auto scan = [&](const Reader::Visit& visit) {
        return this->store().read(
            [&](const Reader& reader) { return reader.scan(Table::peer, KeyRange::all(), visit); });
    };
    EXPECT_TRUE(scan(stop));
    EXPECT_EQ(visited, 2);
    EXPECT_EQ(test::code_of(scan(refuse)), Errc::bad_utf8);
}

TYPED_TEST(StoreContract, AReadMayStandInsideARead) {
    auto& store = this->store();
    this->put_keys({"a"});
    const auto outer = store.read([&](const Reader& reader) -> Result<bool> {
        TRY(const auto inner, get_one(store, Table::peer, "a"));
        EXPECT_EQ(inner, "body");
        return reader.contains(Table::peer, bytes_of("a"));
    });
    EXPECT_TRUE(outer.value());
}

TYPED_TEST(StoreContract, CountsTransactionsThatChangedSomething) {
    auto& store = this->store();
    const auto before = store.read(last_transaction).value();
    this->put_keys({"a", "b"});
    ASSERT_TRUE(store.write([](Writer&) -> Result<void> { return success(); }));
    ASSERT_TRUE(store.write([](Writer& w) { return w.erase(Table::peer, bytes_of("none")); }));
    EXPECT_EQ(store.read(last_transaction).value(), before + 2);
}

TYPED_TEST(StoreContract, KeepsTheLongestKeyAndALargeBody) {
    auto& store = this->store();
    const std::string key(key_bytes_max, 'k');
    const std::string body(100'000, 'x');
    ASSERT_TRUE(put_one(store, Table::content, key, body));
    EXPECT_EQ(get_one(store, Table::content, key).value(), body);
}

TYPED_TEST(StoreContract, ReadGivesValuesOrResults) {
    const int plain = this->store().read([](const Reader&) { return 7; }).value();
    EXPECT_EQ(plain, 7);
    EXPECT_TRUE(this->store().read([](const Reader&) {}));
    const auto failed =
        this->store().read([](const Reader&) -> Result<int> { return fail(Errc::bad_hex); });
    EXPECT_EQ(test::code_of(failed), Errc::bad_hex);
}

TEST(MemoryStore, ACrashLosesTheWriteItInterruptsAndNothingElse) {
    MemoryStore store;
    ASSERT_TRUE(put_one(store, Table::peer, "kept", "one"));
    const auto written = store.write([&](Writer& writer) -> Result<void> {
        TRY(writer.put(Table::peer, bytes_of("kept"), bytes_of("two")));
        store.crash();
        return success();
    });
    EXPECT_EQ(test::code_of(written), StoreErrc::io);
    EXPECT_EQ(get_one(store, Table::peer, "kept").value(), "one");
    EXPECT_TRUE(put_one(store, Table::peer, "kept", "three"));
}

TEST(MemoryStore, FullPassesAndIoStaysUntilItIsOpenedAgain) {
    MemoryStore store;
    store.fail_next_commit(StoreErrc::full);
    EXPECT_EQ(test::code_of(put_one(store, Table::peer, "a", "x")), StoreErrc::full);
    EXPECT_EQ(get_one(store, Table::peer, "a").value(), "(none)");
    EXPECT_TRUE(put_one(store, Table::peer, "a", "y"));
    store.fail_next_commit(StoreErrc::io);
    EXPECT_EQ(test::code_of(put_one(store, Table::peer, "a", "z")), StoreErrc::io);
    EXPECT_EQ(test::code_of(put_one(store, Table::peer, "a", "z")), StoreErrc::io);
    store.crash();
    EXPECT_EQ(get_one(store, Table::peer, "a").value(), "y");
    EXPECT_TRUE(put_one(store, Table::peer, "a", "z"));
}

TEST(MemoryStore, WhileFullItReadsAndTakesNothing) {
    MemoryStore store;
    EXPECT_TRUE(put_one(store, Table::peer, "a", "x"));
    store.set_full(true);
    EXPECT_EQ(test::code_of(put_one(store, Table::peer, "a", "y")), StoreErrc::full);
    EXPECT_EQ(test::code_of(put_one(store, Table::peer, "b", "y")), StoreErrc::full);
    EXPECT_EQ(get_one(store, Table::peer, "a").value(), "x");
    EXPECT_EQ(get_one(store, Table::peer, "b").value(), "(none)");
    store.set_full(false);
    EXPECT_TRUE(put_one(store, Table::peer, "a", "y"));
}

TEST(MemoryStore, AnyFlippedByteOfARecordIsFound) {
    MemoryStore store;
    constexpr std::size_t sealed_bytes = 1 + 16 + 4;
    for (std::size_t at = 0; at < sealed_bytes; ++at) {
        ASSERT_TRUE(put_one(store, Table::peer, "a", "body"));
        ASSERT_TRUE(put_one(store, Table::peer, "b", "good"));
        ASSERT_TRUE(store.damage(Table::peer, bytes_of("a"), at));
        EXPECT_EQ(test::code_of(get_one(store, Table::peer, "a")), StoreErrc::damaged) << at;
        EXPECT_EQ(get_one(store, Table::peer, "b").value(), "good");
    }
    const auto scanned = store.read([](const Reader& reader) {
        return reader.scan(Table::peer, KeyRange::all(), [](ByteView, ByteView) -> Result<Scan> {
            return Scan::go_on;
        });
    });
    EXPECT_EQ(test::code_of(scanned), StoreErrc::damaged);
    std::vector<std::string> damaged;
    EXPECT_TRUE(store.read([&](const Reader& reader) {
        return reader.scan_damaged(Table::peer,
                                   [&](ByteView key) { damaged.emplace_back(text_of(key)); });
    }));
    EXPECT_THAT(damaged, ElementsAre("a"));
    EXPECT_FALSE(store.damage(Table::peer, bytes_of("c"), 0));
}

TEST(StoreDeathTest, NoWriteInsideAWriteOrARead) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    MemoryStore store;
    EXPECT_DEATH(static_cast<void>(
                     store.write([&](Writer&) { return put_one(store, Table::peer, "a", "b"); })),
                 "writes_");
    EXPECT_DEATH(static_cast<void>(store.read(
                     [&](const Reader&) { return put_one(store, Table::peer, "a", "b"); })),
                 "reads_");
}

}  // namespace
}  // namespace praxis::store
