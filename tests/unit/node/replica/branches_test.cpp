#include "node/replica/branches.hpp"

#include "crdt/edit.hpp"
#include "node/replica/ledger.hpp"
#include "store/memory_store.hpp"
#include "tests/support/hand_chain.hpp"
#include "tests/support/network.hpp"
#include "tests/unit/node/replica/counting_writer.hpp"

#include <gtest/gtest.h>

#include <deque>

// Which updates of a forked chain lie before, after or beside what cuts name: against an oracle
// that walks every step, and counted in what is read for it.

namespace praxis::node {
namespace {

using governance::ChainPlace;
using governance::Cut;
using governance::CutSide;
using governance::NamedPlaces;

/// Updates by number, each after another of them or the first of its chain.
class Forest {
public:
    static constexpr std::size_t none = ~std::size_t{0};

    std::size_t add(std::size_t before) {
        before_.push_back(before);
        return before_.size() - 1;
    }
    [[nodiscard]] std::size_t size() const { return before_.size(); }
    [[nodiscard]] Seq seq(std::size_t update) const {
        Seq out{0};
        for (auto at = update; at != none; at = before_[at])
            out = out.next();
        return out;
    }
    [[nodiscard]] bool leads(std::size_t from, std::size_t to) const {
        auto at = from;
        while (at != none && at != to)
            at = before_[at];
        return at == to;
    }
    [[nodiscard]] CutSide side(std::size_t named, std::size_t update) const {
        if (leads(named, update)) return CutSide::inside;
        return leads(update, named) ? CutSide::beyond : CutSide::beside;
    }
    /// Seen from several: inside before beyond before beside.
    [[nodiscard]] CutSide side(const std::set<std::size_t>& named, std::size_t update) const {
        auto out = CutSide::beside;
        for (const auto at : named) {
            const auto seen = side(at, update);
            if (seen == CutSide::inside) return seen;
            if (seen == CutSide::beyond) out = seen;
        }
        return out;
    }
    /// How many of them no other of them leads to.
    [[nodiscard]] std::size_t last_of(const std::set<std::size_t>& named) const {
        return static_cast<std::size_t>(std::ranges::count_if(named, [&](std::size_t at) {
            return std::ranges::none_of(
                named, [&](std::size_t other) { return other != at && leads(other, at); });
        }));
    }

private:
    std::vector<std::size_t> before_;
};

/// What to come after: one of the last, any, or nothing; `ends` of ten times one of the last.
std::size_t any_before(SeededEntropy& random, const Forest& forest, std::uint64_t ends) {
    const auto size = forest.size();
    if (size == 0 || random.below(12) == 0) return Forest::none;
    if (random.below(10) < ends) return size - 1 - random.below(std::min<std::size_t>(size, 3));
    return random.below(size);
}

TEST(Branches, SeeOneAnotherAsEveryPrevLinkSays) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        SeededEntropy random{seed};
        Forest forest;
        std::deque<ChainPlace> places;
        for (int i = 0; i < 120; ++i) {
            const auto before = any_before(random, forest, seed % 11);
            const auto update = forest.add(before);
            places.emplace_back(forest.seq(update),
                                before == Forest::none ? nullptr : &places[before]);
        }
        for (std::size_t named = 0; named < forest.size(); ++named) {
            NamedPlaces one;
            one.add(places[named]);
            for (std::size_t update = 0; update < forest.size(); ++update) {
                ASSERT_EQ(one.side_of(places[update]), forest.side(named, update))
                    << named << " " << update;
            }
        }
        std::set<std::size_t> named;
        NamedPlaces several;
        ASSERT_EQ(several.side_of(places.front()), CutSide::unknown);
        for (int i = 0; i < 12; ++i) {
            const auto at = random.below(forest.size());
            named.insert(at);
            several.add(places[at]);
            for (std::size_t update = 0; update < forest.size(); ++update)
                ASSERT_EQ(several.side_of(places[update]), forest.side(named, update)) << update;
            ASSERT_EQ(several.last().size(), forest.last_of(named));
        }
    }
}

crdt::Edit says(std::string_view text) {
    crdt::Document empty{DocumentId{}};
    return crdt::edit_text(empty.now(), crdt::Address{3, {}}, text).value();
}

/// A ledger over a store in memory, and a device that forks a chain.
struct LedgerWorld {
    LedgerWorld() {
        EXPECT_TRUE(disk.write([&](store::Writer& writer) -> Result<void> {
            return store::add_document(writer,
                                       {same_bytes<DocumentId>(network.id()),
                                        same_bytes<SpaceId>(network.id()),
                                        KindNumber{0}});
        }));
        load();
        commit(network.root());
    }
    void load() {
        EXPECT_TRUE(disk.read([&](const store::Reader& reader) -> Result<void> {
            TRY(auto loaded, Ledger::load(reader, network.genesis()));
            ledger.emplace(std::move(loaded));
            return success();
        }));
    }

    struct Reads {
        std::size_t admitting = 0;
        std::size_t settling = 0;
    };
    Reads commit(const std::vector<wire::SignedUpdate>& updates) {
        Reads out;
        const auto written = disk.write([&](store::Writer& writer) -> Result<void> {
            test::CountingWriter counting{writer};
            for (const auto& update : updates) {
                TRY(const auto checked, wire::check(update, network.id()));
                TRY(const auto admission, ledger->admit(counting, checked));
                EXPECT_EQ(admission.outcome, Outcome::held) << admission.reason;
            }
            out.admitting = counting.reads();
            TRY(ledger->settle(counting));
            out.settling = counting.reads() - out.admitting;
            return success();
        });
        EXPECT_TRUE(written) << written.error().text();
        return out;
    }
    /// An act of the device's person about its certificate.
    template <class Act>
    wire::SignedUpdate about_device(std::vector<Cut> cuts) {
        std::ranges::sort(cuts);
        const auto certificate = ledger->governance().device_info(keys.device.key())->certificate;
        const auto under = same_bytes<UpdateId>(keys.person_id);
        network.act(keys.person, Act{under, certificate, std::move(cuts)});
        return network.root().back();
    }
    [[nodiscard]] test::HandChain begin() const {
        return {keys.device, network.id(), space, chain.incarnation};
    }
    [[nodiscard]] bool stands(const UpdateId& id) const {
        const auto columns =
            disk.read([&](const store::Reader& reader) { return store::find_columns(reader, id); });
        return columns.value()->standing == store::Standing::stands;
    }
    [[nodiscard]] ChainEnd end() const {
        const auto found = disk.read([&](const store::Reader& reader) {
            return end_of(reader, ledger->governance(), chain);
        });
        return found.value();
    }

    store::MemoryStore disk;
    test::Network network{1};
    test::NodeKeys keys = network.add_centre();
    SpaceId space = network.found_space(keys, governance::JoinPolicy::open);
    std::vector<UpdateId> heads{wire::id_of(network.root().back().header)};
    ChainId chain{keys.device.key(), space, Incarnation{4242}};
    std::optional<Ledger> ledger;
};

/// Of them, a chain that forks at random, its updates by their numbers in a forest.
struct RandomForks : LedgerWorld {
    RandomForks(SeededEntropy& random, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            const auto before = any_before(random, forest, 7);
            auto at = before == Forest::none ? begin() : chains[before];
            updates.push_back(at.write(says(std::to_string(i)), {{}, {}, heads}));
            chains.push_back(at);
            forest.add(before);
        }
    }
    [[nodiscard]] UpdateId id(std::size_t update) const { return chains[update].id(); }
    [[nodiscard]] std::vector<wire::SignedUpdate> between(std::size_t from, std::size_t to) const {
        std::vector<wire::SignedUpdate> out;
        for (auto i = from; i < to; ++i)
            out.push_back(updates[i]);
        return out;
    }
    /// Cuts at some, and one at what never comes.
    [[nodiscard]] std::vector<Cut> cuts_at(const std::set<std::size_t>& named) const {
        std::vector<Cut> out{{chain, Seq{3}, same_bytes<UpdateId>(space)}};
        for (const auto at : named)
            out.push_back({chain, forest.seq(at), id(at)});
        return out;
    }
    /// On which sides of some an update lies.
    [[nodiscard]] std::set<CutSide> sides(const std::set<std::size_t>& named,
                                          std::size_t update) const {
        std::set<CutSide> out;
        for (const auto at : named)
            out.insert(forest.side(at, update));
        return out;
    }
    [[nodiscard]] bool is_picked(const std::set<std::size_t>& picked, std::size_t update) const {
        const auto of = sides(picked, update);
        return picked.empty() || of.contains(CutSide::inside) || of.contains(CutSide::beyond);
    }
    /// Of the first so many.
    [[nodiscard]] UpdateId last_head(const std::set<std::size_t>& picked, std::size_t count) const {
        store::Head last;
        for (std::size_t i = 0; i < count; ++i) {
            bool is_head = true;
            for (auto after = i + 1; after < count; ++after)
                is_head = is_head && !forest.leads(after, i);
            if (is_head && is_picked(picked, i)) last = std::max(last, {forest.seq(i), id(i)});
        }
        return last.id;
    }

    Forest forest;
    std::vector<test::HandChain> chains;  // as each was when its update was written
    std::vector<wire::SignedUpdate> updates;
};

std::set<std::size_t> some_of(SeededEntropy& random, std::size_t count) {
    std::set<std::size_t> out;
    for (auto left = 1 + random.below(5); left > 0; --left)
        out.insert(random.below(count));
    return out;
}

std::set<std::size_t> below(const std::set<std::size_t>& numbers, std::size_t end) {
    return {numbers.begin(), numbers.lower_bound(end)};
}

// What cuts name is here already, comes later or never comes. After each step, and after the ledger
// is built again, stands what the forest says.
TEST(Branches, AreKeptByARevocationAsEveryPrevLinkSays) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        SeededEntropy random{seed};
        RandomForks world{random, 40};
        const auto named = some_of(random, 40);
        const auto expect_first = [&](std::size_t count) {
            for (std::size_t i = 0; i < count; ++i) {
                const auto sides = world.sides(below(named, count), i);
                EXPECT_EQ(world.stands(world.id(i)), sides.contains(CutSide::inside)) << i;
            }
            EXPECT_EQ(world.end().prev, world.last_head({}, count));
        };
        world.commit(world.between(0, 20));
        world.commit({world.about_device<governance::Revoke>(world.cuts_at(named))});
        expect_first(20);
        world.commit(world.between(20, 40));
        expect_first(40);
        world.load();
        world.ledger->doubt_everything();
        world.commit({});
        expect_first(40);
        if (testing::Test::HasFailure()) return;
    }
}

TEST(Branches, ArePickedAsEveryPrevLinkSays) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        SeededEntropy random{seed};
        RandomForks world{random, 40};
        const auto named = some_of(random, 40);
        const auto expect_first = [&](std::size_t count) {
            const auto picked = below(named, count);
            for (std::size_t i = 0; i < count; ++i)
                EXPECT_EQ(world.stands(world.id(i)), world.is_picked(picked, i)) << i;
            EXPECT_EQ(world.end().prev, world.last_head(picked, count));
        };
        world.commit(world.between(0, 20));
        world.commit({world.about_device<governance::Ratify>(world.cuts_at(named))});
        expect_first(20);
        world.commit(world.between(20, 40));
        expect_first(40);
        world.load();
        world.ledger->doubt_everything();
        world.commit({});
        expect_first(40);
        if (testing::Test::HasFailure()) return;
    }
}

// A member forks their chain at its first update and revokes their device with as many cuts as an
// act has room for, all at the end of one branch: every walk from there along the other is the
// whole chain.
TEST(Branches, AreJudgedWithoutReadingThemForEachCut) {
    constexpr std::size_t length = 2'000;
    constexpr std::size_t cuts_of_an_act = 145;
    LedgerWorld world;
    std::vector<std::vector<UpdateId>> branches;
    for (const auto* text : {"One hand.", "The other."}) {
        auto chain = world.begin();
        std::vector updates{chain.write(says(text), {{}, {}, world.heads})};
        const auto document = same_bytes<DocumentId>(chain.id());
        std::vector ids{chain.id()};
        while (ids.size() < length) {
            updates.push_back(chain.write_join({document, {chain.id()}, {}}));
            ids.push_back(chain.id());
        }
        world.commit(updates);
        branches.push_back(std::move(ids));
    }
    const auto& dropped = branches.front();
    const auto& kept = branches.back();
    std::vector<Cut> cuts;
    for (auto i = length - cuts_of_an_act; i < length; ++i)
        cuts.push_back({world.chain, Seq{i + 1}, kept[i]});
    for (int again = 0; again < 2; ++again) {
        const auto act = world.about_device<governance::Revoke>(cuts);
        EXPECT_LE(world.commit({act}).settling, 4 * 2 * length);
        EXPECT_FALSE(world.stands(dropped.front()));
        EXPECT_FALSE(world.stands(dropped.back()));
        EXPECT_TRUE(world.stands(kept.front()));
        EXPECT_TRUE(world.stands(kept.back()));
    }
}

// A member writes many updates at one place: what comes after one of them is found among them.
TEST(Branches, AreGoneOnWithAtOneCostHoweverManyTheyAre) {
    const auto reads_beside = [](std::size_t others) {
        LedgerWorld world;
        for (std::size_t i = 0; i < others; ++i)
            world.commit({world.begin().write(says(std::to_string(i)), {{}, {}, world.heads})});
        auto chain = world.begin();
        world.commit({chain.write(says("Mine."), {{}, {}, world.heads})});
        const auto document = same_bytes<DocumentId>(chain.id());
        return world.commit({chain.write_join({document, {chain.id()}, {}})}).admitting;
    };
    EXPECT_EQ(reads_beside(200), reads_beside(2));
}

}  // namespace
}  // namespace praxis::node
