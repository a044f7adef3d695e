#include "tests/sim/disk/store_life.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace praxis::sim {
namespace {

using store::Reader;
using store::Table;
using store::Writer;

constexpr std::array tables{Table::peer, Table::local, Table::content};
constexpr std::uint64_t map_bytes = std::uint64_t{16} << 20;

/// Of any order of magnitude.
Bytes any_body(SeededEntropy& random, std::size_t bytes_max) {
    auto bound = bytes_max;
    for (auto i = random.below(5); i > 0; --i)
        bound = 1 + bound / 4;
    Bytes body(1 + random.below(bound));
    random.fill(body);
    return body;
}

StorePlan::Edit any_edit(SeededEntropy& random, std::size_t bytes_max) {
    StorePlan::Edit edit{tables.at(random.below(tables.size())), Bytes(1 + random.below(2)), {}};
    for (auto& byte : edit.key)
        byte = static_cast<std::byte>(random.below(6));
    if (random.below(4) != 0) edit.body = any_body(random, bytes_max);
    return edit;
}

StorePlan::State read_all(const Reader& reader) {
    StorePlan::State out;
    for (const auto table : tables) {
        const auto scanned = reader.scan(
            table, store::KeyRange::all(), [&](ByteView key, ByteView body) -> Result<store::Scan> {
                out.emplace(StorePlan::Key{table, copy(key)}, copy(body));
                return store::Scan::go_on;
            });
        EXPECT_TRUE(scanned) << scanned.error().text();
    }
    return out;
}

}  // namespace

StorePlan::StorePlan(std::uint64_t seed, std::size_t steps, std::size_t body_bytes_max)
    : states_(1) {
    SeededEntropy random{seed};
    for (std::size_t number = 0; number < steps; ++number) {
        auto state = states_.back();
        Step step;
        // A record of its own, so that no two states are equal.
        step.push_back({Table::peer, Bytes(8), copy(bytes_of(std::to_string(number)))});
        for (std::uint64_t i = 0, edits = random.below(6); i < edits; ++i)
            step.push_back(any_edit(random, body_bytes_max));
        for (const auto& edit : step) {
            if (edit.body) {
                state[{edit.table, edit.key}] = *edit.body;
            } else {
                state.erase({edit.table, edit.key});
            }
        }
        steps_.push_back(std::move(step));
        states_.push_back(std::move(state));
    }
}

Result<void> StoreLife::run(PowerCutDisk& disk,
                            std::size_t until,
                            const std::function<void()>& when_full) {
    const auto& folder = disk.folder();
    TRY(auto lmdb, store::LmdbStore::open({folder / "store", map_bytes, store::IfMissing::create}));
    if (!disk.has_power()) return fail(store::StoreErrc::io, "no power");
    check_found(*lmdb);
    check_undamaged(*lmdb);
    TRY(const auto id, store::ensure_store_id(*lmdb, random_));
    TRY(auto lease, store::FileLease::open(folder / "state" / "praxis", id));
    const bool was_open = std::exchange(claim_open_, true);
    TRY(const auto claim, store::claim_incarnation(*lmdb, *lease, random_));
    if (!disk.has_power()) return fail(store::StoreErrc::io, "no power");
    claim_open_ = false;
    check_claim(claim, was_open);
    store::LeasedStore leased{*lmdb, *lease};
    while (acknowledged_ < until && disk.has_power()) {
        TRY(write_step_on(disk, leased, when_full));
    }
    return success();
}

Result<void> StoreLife::write_step_on(PowerCutDisk& disk,
                                      store::Store& store,
                                      const std::function<void()>& when_full) {
    auto written = write_step(disk, store);
    if (written) return written;
    auto code = written.error().code;
    if (code == store::StoreErrc::full) {
        ++answers_.full;
        step_open_ = false;  // nothing of it may be there
        check_found(store);
        when_full();
        written = write_step(disk, store);
        EXPECT_TRUE(written) << "after `full`: " << written.error().text();
        return written;
    }
    ++answers_.io;
    EXPECT_EQ(code, store::StoreErrc::io) << written.error().text();
    const auto again = write_step(disk, store);
    EXPECT_TRUE(!again && again.error().code == store::StoreErrc::io)
        << "a write after " << written.error().text();
    return written;
}

Result<void> StoreLife::write_step(const PowerCutDisk& disk, store::Store& store) {
    const auto& step = plan_.steps().at(acknowledged_);
    step_open_ = true;
    TRY(store.write([&](Writer& writer) -> Result<void> {
        for (const auto& edit : step) {
            if (edit.body) {
                TRY(writer.put(edit.table, edit.key, *edit.body));
            } else {
                TRY(writer.erase(edit.table, edit.key));
            }
        }
        return success();
    }));
    if (!disk.has_power()) return success();
    ++acknowledged_;
    step_open_ = false;
    return success();
}

/// All that was acknowledged is there, and nothing else but the step that was begun.
void StoreLife::check_found(const store::Store& store) {
    const auto read = store.read([](const Reader& reader) { return read_all(reader); });
    ASSERT_TRUE(read) << read.error().text();
    const auto& found = read.value();
    const bool was_open = std::exchange(step_open_, false);
    if (found == plan_.after(acknowledged_)) return;
    if (was_open && found == plan_.after(acknowledged_ + 1)) {
        ++acknowledged_;  // who finds it may say so
        return;
    }
    std::size_t at = 0;
    while (at <= plan_.steps().size() && found != plan_.after(at))
        ++at;
    ADD_FAILURE() << "I3: lost: " << acknowledged_ << " steps were acknowledged, what is there is "
                  << (at <= plan_.steps().size() ? "that of " + std::to_string(at) : "of no step");
}

void StoreLife::check_undamaged(const store::Store& store) {
    for (const auto table : store::all_tables()) {
        const auto scanned = store.read([&](const Reader& reader) {
            return reader.scan_damaged(table, [&](ByteView key) {
                ADD_FAILURE() << "damaged: " << store::name_of(table) << ' ' << hex(key);
            });
        });
        EXPECT_TRUE(scanned) << store::name_of(table) << ": " << scanned.error().text();
    }
}

/// A crash keeps the incarnation, but for one in the middle of a claim, which may cost it.
void StoreLife::check_claim(const store::Claim& claim, bool after_half_a_claim) {
    EXPECT_NE(claim.incarnation.value, 0U);
    if (claim_ && !after_half_a_claim) {
        const auto* lost = "I3: lost: a claim that was answered";
        EXPECT_EQ(claim.continuity, store::Continuity::proved) << lost;
        EXPECT_EQ(claim.incarnation, claim_->incarnation) << lost;
    }
    claim_ = claim;
}

}  // namespace praxis::sim
