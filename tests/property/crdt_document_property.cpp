#include "crdt/document.hpp"
#include "tests/support/crdt_oracle.hpp"
#include "tests/support/random_history.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace praxis::crdt {
namespace {

using testing::agenda;
using testing::budget;
using testing::decisions;
using testing::members;
using testing::notes;
using testing::prose;
using testing::themes;
using testing::title;
using History = testing::RandomHistory;

testing::CrdtOracle oracle_of(const History& history) {
    testing::CrdtOracle oracle{history.document};
    for (const auto& update : history.updates)
        oracle.updates.emplace(update.id, update);
    return oracle;
}

void read_something(const Document& document, const History& history, SeededEntropy& rng) {
    const auto& update = history.updates[rng.below(history.updates.size())];
    const std::vector<UpdateId> version{update.id};
    const auto view = document.at(version);
    if (view) (void)view.value().text(prose);
    (void)document.now().raw_text(notes);
    (void)document.now().items(agenda);
    (void)document.merged_from();
}

/// Delivers everything in a random causal order, some of it twice, with verdicts and contents that
/// are corrected later, and reads in between.
Document deliver(const History& history, SeededEntropy& rng) {
    Document document{history.document};
    std::vector<const Update*> waiting;
    for (const auto& update : history.updates)
        waiting.push_back(&update);
    std::vector<const Update*> wrong_verdict;
    std::vector<const Update*> wrong_parts;
    std::vector<const Update*> wrong_person;
    const auto is_waiting = [&](const UpdateId& id) {
        return std::ranges::any_of(waiting, [&](const Update* other) { return other->id == id; });
    };
    while (!waiting.empty()) {
        std::vector<std::size_t> ready;
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            if (std::ranges::none_of(waiting[i]->deps, is_waiting)) ready.push_back(i);
        }
        const auto at = ready[rng.below(ready.size())];
        const auto* update = waiting[at];
        waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(at));
        auto sent = *update;
        if (rng.below(3) == 0) {
            sent.stands = !sent.stands;
            wrong_verdict.push_back(update);
        }
        if (rng.below(4) == 0) {
            sent.person = testing::person_number(rng.below(3));
            wrong_person.push_back(update);
        }
        if (rng.below(3) == 0) {
            sent.parts.reset();
            wrong_parts.push_back(update);
        }
        EXPECT_EQ(document.apply(sent), Document::Applied::merged);
        if (rng.below(4) == 0) {
            EXPECT_EQ(document.apply(*update), Document::Applied::duplicate);
        }
        if (rng.below(4) == 0) read_something(document, history, rng);
    }
    for (const auto* update : wrong_verdict) {
        document.set_standing(update->id, update->stands);
        if (rng.below(4) == 0) read_something(document, history, rng);
    }
    for (const auto* update : wrong_person)
        document.set_person(update->id, update->person);
    for (const auto* update : wrong_parts)
        document.set_parts(update->id, update->parts);
    return document;
}

void expect_equal(const View& view,
                  const testing::CrdtOracle& oracle,
                  const testing::CrdtOracle::Ids& version) {
    EXPECT_EQ(view.version(), oracle.heads(version));
    EXPECT_EQ(view.fields(), oracle.fields(version));
    for (const auto& at : {prose, notes}) {
        EXPECT_EQ(view.raw_text(at), oracle.raw_text(version, at));
        EXPECT_EQ(view.text(at), oracle.text(version, at));
    }
    EXPECT_EQ(view.last(title), oracle.last(version, title));
    EXPECT_EQ(view.multi(budget), oracle.multi(version, budget));
    EXPECT_EQ(view.elements(themes), oracle.elements(version, themes));
    EXPECT_EQ(view.items(agenda), oracle.items(version, agenda));
    EXPECT_EQ(view.strict_elements(members), oracle.strict_elements(version, members));
    EXPECT_EQ(view.entries(decisions), oracle.entries(version, decisions));
    for (std::uint64_t person = 0; person < 3; ++person) {
        const Address at{testing::votes, same_bytes<Hash>(testing::person_number(person))};
        EXPECT_EQ(view.ballot(at), oracle.ballot(version, at));
    }
}

// Any history, any causal order, any sequence of verdicts and contents that ends in the same ones:
// the document answers as the oracle does, now and at any version.
TEST(DocumentProperty, AnswersLikeTheOracleInAnyOrder) {
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        History history{seed};
        const auto oracle = oracle_of(history);
        for (int delivery = 0; delivery < 3; ++delivery) {
            const auto document = deliver(history, history.rng);
            const auto current = oracle.current();
            EXPECT_EQ(document.now().version(), current);
            EXPECT_EQ(document.merged_from(), oracle.merged_from());
            expect_equal(document.now(), oracle, oracle.closure(current));
            for (int i = 0; i < 3; ++i) {
                std::vector<UpdateId> version;
                for (std::uint64_t n = history.rng.below(4); n > 0; --n) {
                    version.push_back(
                        history.updates[history.rng.below(history.updates.size())].id);
                }
                const auto view = document.at(version);
                ASSERT_TRUE(view.has_value());
                expect_equal(view.value(), oracle, oracle.closure(version));
            }
        }
        if (HasFailure()) return;
    }
}

}  // namespace
}  // namespace praxis::crdt
