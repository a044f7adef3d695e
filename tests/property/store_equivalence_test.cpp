#include "store/records.hpp"
#include "tests/unit/store/stores.hpp"

#include <cstdlib>

namespace praxis::store {
namespace {

constexpr std::uint64_t seeds = 12;
constexpr int steps = 80;
constexpr std::array tables{Table::peer, Table::local, Table::content};

/// What a store answered, in order; equal stores write equal transcripts.
using Transcript = std::vector<std::string>;

Table any_table(SeededEntropy& random) {
    return tables.at(random.below(tables.size()));
}

/// Short keys of few different bytes, so that they collide, nest and stand at the ends.
Bytes any_key(SeededEntropy& random) {
    constexpr std::array letters{std::byte{0}, std::byte{1}, std::byte{0x7f}, std::byte{0xff}};
    Bytes key(1 + random.below(4));
    for (auto& byte : key)
        byte = letters.at(random.below(letters.size()));
    return key;
}

/// Mostly short, sometimes longer than a page.
Bytes any_body(SeededEntropy& random) {
    Bytes body(random.below(random.below(8) == 0 ? 9000 : 40));
    random.fill(body);
    return body;
}

KeyRange any_range(SeededEntropy& random) {
    KeyRange range;
    if (random.below(3) != 0) range.lower = any_key(random);
    if (random.below(3) != 0) range.upper = any_key(random);
    return random.below(4) == 0 ? KeyRange::prefix(any_key(random)) : range;
}

void note(Transcript& transcript, const Result<std::optional<ByteView>>& body) {
    if (!body) {
        transcript.push_back(body.error().text());
    } else {
        transcript.push_back(body.value() ? hex(*body.value()) : "none");
    }
}

void look(const Reader& reader, SeededEntropy& random, Transcript& transcript) {
    const auto table = any_table(random);
    note(transcript, reader.get(table, any_key(random)));
    const auto range = any_range(random);
    const auto stop_after = random.below(20);
    std::uint64_t visited = 0;
    const auto scanned =
        reader.scan(table, range, [&](ByteView key, ByteView body) -> Result<Scan> {
            transcript.push_back(hex(key) + "=" + hex(body));
            return visited++ == stop_after ? Scan::stop : Scan::go_on;
        });
    transcript.push_back(scanned ? "scanned" : scanned.error().text());
    const auto last = reader.last(table, range);
    transcript.push_back(last && last.value() ? hex(last.value()->key) : "no last");
    transcript.push_back(std::to_string(reader.count(table).value()));
}

/// One write of random changes, with looks between them; some decide to fail at the end.
Result<void> change(Writer& writer, SeededEntropy& random, Transcript& transcript) {
    const auto changes = random.below(12);
    for (std::uint64_t i = 0; i < changes; ++i) {
        const auto table = any_table(random);
        const auto key = any_key(random);
        if (random.below(3) == 0) {
            TRY(writer.erase(table, key));
        } else {
            TRY(writer.put(table, key, any_body(random)));
        }
        if (random.below(4) == 0) look(writer, random, transcript);
    }
    if (random.below(5) == 0) return fail(Errc::out_of_range, "told to fail");
    return success();
}

/// One step, the same for every store given the same numbers.
void step(Store& store, SeededEntropy random, Transcript& transcript) {
    const auto written =
        store.write([&](Writer& writer) { return change(writer, random, transcript); });
    transcript.push_back(written ? "written" : written.error().text());
    const auto seen = store.read([&](const Reader& reader) { look(reader, random, transcript); });
    transcript.push_back(seen ? "seen" : seen.error().text());
}

/// Everything a store holds.
Transcript dump(const Store& store) {
    Transcript all;
    const auto dumped = store.read([&](const Reader& reader) -> Result<void> {
        for (const auto table : all_tables()) {
            const auto visit = [&](ByteView key, ByteView body) -> Result<Scan> {
                all.push_back(std::string{name_of(table)} + " " + hex(key) + "=" + hex(body));
                return Scan::go_on;
            };
            TRY(reader.scan(table, KeyRange::all(), visit));
        }
        return success();
    });
    EXPECT_TRUE(dumped);
    return all;
}

/// Both stores live through the same writes, failures, crashes and reopenings.
void live(std::uint64_t seed) {
    SCOPED_TRACE("PRAXIS_SEED=" + std::to_string(seed));
    SeededEntropy random{seed};
    const test::TempFolder folder;
    auto lmdb = test::open_lmdb(folder.store());
    MemoryStore memory;
    for (int i = 0; i < steps; ++i) {
        const auto chance = random.below(10);
        if (chance == 0) {
            lmdb.reset();
            lmdb = test::open_lmdb(folder.store());
            memory.crash();
        }
        if (chance == 1) {  // a commit that the disk refuses: nothing of it may stay
            const auto refused = [](Writer& writer) {
                return writer.put(Table::peer, bytes_of("refused"), {});
            };
            memory.fail_next_commit(StoreErrc::full);
            EXPECT_EQ(test::code_of(memory.write(refused)), StoreErrc::full);
        }
        const auto numbers = random.fork(static_cast<std::uint64_t>(i));
        Transcript of_lmdb;
        Transcript of_memory;
        step(*lmdb, numbers, of_lmdb);
        step(memory, numbers, of_memory);
        ASSERT_EQ(of_lmdb, of_memory) << "step " << i;
    }
    ASSERT_EQ(dump(*lmdb), dump(memory));
}

// The simulator runs on MemoryStore and trusts it to be what LmdbStore is.
TEST(StoreEquivalence, MemoryAndLmdbAnswerAlike) {
    if (const char* seed = std::getenv("PRAXIS_SEED")) return live(std::stoull(seed));
    for (std::uint64_t seed = 1; seed <= seeds && !testing::Test::HasFailure(); ++seed)
        live(seed);
}

}  // namespace
}  // namespace praxis::store
