#include "node/replica/errc.hpp"
#include "node/replica/ledger.hpp"
#include "protocol/base/check.hpp"
#include "store/memory_store.hpp"
#include "tests/property/replica_world.hpp"
#include "tests/support/document_dump.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

// What is kept in memory never says anything else than what is stored. The updates of six devices,
// hostile ones, late governance and late contents among them, come into a store in random order, in
// transactions of which some come to nothing, with restarts between. Inside the transactions the
// writer's lineages, and after each commit the documents that readers share, must answer as a
// document that is loaded from the store at that moment.
//
// PRAXIS_SEED=17 replays one network, PRAXIS_SEEDS=1000 looks at more.

namespace praxis::node {
namespace {

/// How often what is worth judging came about, over all seeds.
struct Tally {
    int in_transactions = 0, after_commits = 0, not_committed = 0, held = 0;
    int judged_anew = 0, advanced = 0, sliced = 0;
};

wire::CheckedUpdate without_content(const wire::CheckedUpdate& update) {
    auto out = update;
    if (out.raw.content) out.raw.content_leaf = wire::content_leaf(*out.raw.content);
    out.raw.content.reset();
    return out;
}

class Trial {
public:
    Trial(std::uint64_t seed, Tally& tally)
        : tally_{tally},
          random_{seed + 2'000'000},
          network_{seed},
          slice_{seed % 2 == 1 ? 1 + seed % 20 : limits::merge_steps_max},
          live_{slice_} {
        const auto root = same_bytes<SpaceId>(network_.network());
        PRAXIS_CHECK(disk_.write([&](store::Writer& writer) -> Result<void> {
            TRY(store::put_genesis(writer, governance::encode(network_.genesis())));
            return store::add_document(writer, {same_bytes<DocumentId>(root), root, KindNumber{0}});
        }));
        load();
        for (const auto& update : network_.updates()) {
            const auto& header = update.header;
            if (header.creates()) documents_.push_back(same_bytes<DocumentId>(update.id));
        }
        documents_.push_back(same_bytes<DocumentId>(root));
    }

    void deliver() {
        std::vector<wire::CheckedUpdate> open;
        const bool governance_last = chance(30);
        for (const auto& update : network_.updates()) {
            for (auto copies = 1 + random_.below(2); copies > 0; --copies)
                open.push_back(chance(40) ? without_content(update) : update);
        }
        for (int pass = 0; pass < 4; ++pass) {  // what was not held, and contents, come again
            shuffle(open);
            if (pass == 0 && governance_last) {
                std::stable_partition(open.begin(), open.end(), [&](const auto& update) {
                    return update.header.space.bytes != network_.network().bytes;
                });
            }
            for (std::size_t at = 0; at < open.size() && !testing::Test::HasFailure();)
                at += batch(open, at);
            open = network_.updates();
        }
    }

private:
    bool chance(unsigned percent) { return random_.below(100) < percent; }
    const DocumentId& any_document() { return documents_[random_.below(documents_.size())]; }

    static DocumentId document_of(const wire::CheckedUpdate& update) {
        const auto& header = update.header;
        return header.creates() ? same_bytes<DocumentId>(update.id) : header.document;
    }

    void shuffle(std::vector<wire::CheckedUpdate>& updates) {
        for (auto i = updates.size(); i > 1; --i)
            std::swap(updates[i - 1], updates[random_.below(i)]);
    }

    void load() {
        auto loaded = disk_.read(
            [&](const store::Reader& reader) { return Ledger::load(reader, network_.genesis()); });
        PRAXIS_CHECK(loaded);
        ledger_.emplace(std::move(loaded.value()));
    }

    /// One transaction, as a group commit is one, and what the loop does after it.
    std::size_t batch(const std::vector<wire::CheckedUpdate>& open, std::size_t at) {
        const auto size =
            std::min<std::size_t>(open.size() - at, 1 + random_.below(chance(15) ? 80 : 6));
        const auto fails = random_.below(40);
        if (fails == 0) disk_.fail_next_commit(store::StoreErrc::full);
        const auto committed = disk_.write([&](store::Writer& writer) -> Result<void> {
            for (auto i = at; i < at + size; ++i) {
                TRY(ledger_->admit(writer, open[i]));
                if (chance(20)) {
                    TRY(ledger_->settle(writer));
                }
                if (chance(50)) expect_lineage(writer, any_document());
                if (chance(50)) expect_lineage(writer, document_of(open[i]));
            }
            TRY(ledger_->settle(writer));
            expect_lineage(writer, any_document());
            if (fails == 1) return fail(store::StoreErrc::full);
            return success();
        });
        if (committed) {
            follow(ledger_->take_touched());
        } else {
            ++tally_.not_committed;
            load();
        }
        look(committed ? "after a commit" : "after none");
        if (chance(2)) restart();
        return committed ? size : 0;
    }

    void follow(const Touched& touched) {
        const auto held_before = held_ ? test::dump(*held_) : std::string{};
        for (const auto& [id, updates] : touched)
            tally_.judged_anew += updates.size() > 1 ? 1 : 0;
        tally_.advanced += static_cast<int>(touched.size());
        PRAXIS_CHECK(disk_.read([&](const store::Reader& reader) -> Result<void> {
            live_.advance(reader, touched);
            return success();
        }));
        if (!held_) return;
        EXPECT_EQ(test::dump(*held_), held_before) << "a document changed under who held it";
        ++tally_.held;
    }

    /// Reads some documents, and compares them and all that are kept.
    void look(const char* when) {
        SCOPED_TRACE(when);
        const auto read = disk_.read([&](const store::Reader& reader) -> Result<void> {
            for (const auto& id : documents_) {
                TRY(held_, merged(reader, id));
                if (chance(10)) break;
            }
            if (chance(80)) held_.reset();
            live_.for_each([&](const DocumentState& kept) { expect_as_stored(reader, kept); });
            return success();
        });
        EXPECT_TRUE(read) << read.error().text();
    }

    /// Asks until it is merged.
    Result<SharedDocument> merged(const store::Reader& reader, const DocumentId& id) {
        for (;;) {
            auto document = live_.get(reader, id);
            if (document || document.error().code != NodeErrc::merging) return document;
            ++tally_.sliced;
        }
    }

    void restart() {
        load();
        live_ = LiveDocuments{slice_};
        held_.reset();
    }

    void expect_as_stored(const store::Reader& reader, const DocumentState& kept) {
        const auto stored = load_document(reader, kept.id);
        ASSERT_TRUE(stored && stored.value());
        EXPECT_EQ(test::dump(kept), test::dump(*stored.value()));
        ++tally_.after_commits;
    }

    void expect_lineage(const store::Reader& reader, const DocumentId& id) {
        const auto found = ledger_->lineage(reader, id);
        const auto stored = load_document(reader, id);
        ASSERT_TRUE(found && stored);
        const auto* lineage = found.value();
        ASSERT_EQ(lineage != nullptr, stored.value().has_value());
        if (lineage == nullptr) return;
        const auto& [_, space, kind, document, authorship, wordless] = *stored.value();
        EXPECT_EQ(lineage->updates(), document.updates());
        EXPECT_EQ(lineage->heads(), document.now().version());
        std::vector<UpdateId> base;
        for (const auto& [update, author] : authorship) {
            EXPECT_TRUE(lineage->contains(update));
            EXPECT_EQ(lineage->stands(update), document.stands(update));
            if (chance(30)) base.push_back(update);
        }
        const auto version = lineage->version_of(base);
        ASSERT_TRUE(version);
        EXPECT_EQ(*version, document.at(base).value().version());
        base.emplace_back();
        EXPECT_FALSE(lineage->version_of(base));
        ++tally_.in_transactions;
    }

    Tally& tally_;
    SeededEntropy random_;
    test::ReplicaWorld network_;
    store::MemoryStore disk_;
    std::optional<Ledger> ledger_;
    std::uint64_t slice_;
    LiveDocuments live_;
    SharedDocument held_;
    std::vector<DocumentId> documents_;
};

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::stoull(text);
}

TEST(LiveDocumentsProperty, AnswerAsTheStoreDoesAfterEveryChange) {
    Tally tally;
    const auto first = number_from("PRAXIS_SEED", 1);
    const auto seeds = number_from("PRAXIS_SEEDS", std::getenv("PRAXIS_SEED") ? 1 : 40);
    for (auto seed = first; seed < first + seeds && !HasFailure(); ++seed) {
        SCOPED_TRACE("PRAXIS_SEED=" + std::to_string(seed));
        Trial{seed, tally}.deliver();
    }
    if (HasFailure() || seeds < 40) return;
    EXPECT_GE(tally.in_transactions, 2000);
    EXPECT_GE(tally.after_commits, 2000);
    EXPECT_GE(tally.not_committed, 100);
    EXPECT_GE(tally.held, 100);
    EXPECT_GE(tally.judged_anew, 200);
    EXPECT_GE(tally.advanced, 400);
    EXPECT_GE(tally.sliced, 40);
}

}  // namespace
}  // namespace praxis::node
