#include "node/backup/records.hpp"

#include "node/replica/quota_records.hpp"
#include "protocol/base/codec.hpp"
#include "protocol/governance/genesis.hpp"
#include "store/memory_store.hpp"
#include "tests/unit/node/backup/temp_folder.hpp"

namespace praxis::node {
namespace {

using test::TempFolder;

Bytes genesis() {
    governance::Genesis out;
    out.board.emplace_back();
    return governance::encode(out);
}

UpdateId id_of(std::uint64_t number) {
    UpdateId id;
    ByteWriter digits;
    digits.u64(number);
    std::ranges::copy(digits.view(), id.bytes.begin());
    return id;
}

/// An update that says nothing, the number-th of its device.
Result<void> add_update(store::Writer& writer, std::uint64_t number) {
    store::NewHeader update{};
    update.id = id_of(number);
    update.seq = Seq{number};
    update.prev = id_of(number - 1);  // zero for the first
    TRY(store::add_header(writer, update));
    return success();
}

TEST(Records, TellHowFarTheyAre) {
    constexpr std::uint64_t all = 2 * progress_every + 1;
    store::MemoryStore store;
    ASSERT_TRUE(store.write([&](store::Writer& writer) -> Result<void> {
        TRY(store::put_genesis(writer, genesis()));
        for (std::uint64_t number = 1; number <= all; ++number) {
            TRY(add_update(writer, number));
        }
        return success();
    }));
    const TempFolder folder;
    auto out = FrameWriter::create(folder.path() / "records");
    ASSERT_TRUE(out);
    std::vector<std::pair<std::uint64_t, std::uint64_t>> told;
    const auto taken = store.read([&](const store::Reader& reader) {
        return write_records(reader, out.value(), [&](std::uint64_t done, std::uint64_t of) {
            told.emplace_back(done, of);
        });
    });
    ASSERT_TRUE(taken) << taken.error().text();
    EXPECT_EQ(taken.value().updates, all);
    EXPECT_EQ(taken.value().end.frames, all + 1);
    const std::vector<std::pair<std::uint64_t, std::uint64_t>> wanted{{progress_every, all},
                                                                      {2 * progress_every, all}};
    EXPECT_EQ(told, wanted);
}

TEST(Records, LeaveOutWhatIsAboutTheOrderOfArrivalOfOneStore) {
    store::MemoryStore store;
    const std::string kept = "address/1";
    ASSERT_TRUE(store.write([&](store::Writer& writer) -> Result<void> {
        TRY(store::put_genesis(writer, genesis()));
        TRY(store::put_local(writer, bytes_of(kept), bytes_of("x")));
        return put_queue(writer, {}, {}, {.day = 1, .passed = Arrival{1}, .withheld = {1, 1}});
    }));
    const TempFolder folder;
    auto out = FrameWriter::create(folder.path() / "records");
    ASSERT_TRUE(out);
    const auto taken = store.read([&](const store::Reader& reader) {
        return write_records(reader, out.value(), [](std::uint64_t, std::uint64_t) {});
    });
    ASSERT_TRUE(taken) << taken.error().text();
    EXPECT_EQ(taken.value().end.frames, 2U) << "genesis and address";
}

TEST(Records, OfAStoreWhoseOrderLacksAnUpdateAreNone) {
    store::MemoryStore store;
    ASSERT_TRUE(store.write([&](store::Writer& writer) -> Result<void> {
        TRY(store::put_genesis(writer, genesis()));
        TRY(add_update(writer, 1));
        Bytes arrival(8);
        arrival.back() = std::byte{1};
        return writer.erase(store::Table::arrival, arrival);
    }));
    const TempFolder folder;
    auto out = FrameWriter::create(folder.path() / "records");
    ASSERT_TRUE(out);
    const auto taken = store.read([&](const store::Reader& reader) {
        return write_records(reader, out.value(), [](std::uint64_t, std::uint64_t) {});
    });
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, store::StoreErrc::damaged);
}

}  // namespace
}  // namespace praxis::node
