#include "protocol/base/entropy.hpp"
#include "tests/support/crdt_oracle/fugue.hpp"
#include "tests/support/hand_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace praxis::testing {
namespace {

using Versions = std::vector<Version>;

/// The same history in sets of events and the tree of the Fugue-Max paper.
class SlowText {
public:
    void add(const Version& on, Lv first, std::uint64_t length) {
        for (std::uint64_t i = 0; i < length; ++i) {
            std::set<Lv> past;
            const auto parents = i == 0 ? on : Version{first + i - 1};
            for (const auto parent : parents) {
                past.insert(past_[parent].begin(), past_[parent].end());
                past.insert(parent);
            }
            past_.push_back(std::move(past));
        }
    }
    void insert(std::uint64_t position, std::uint64_t name, Lv first, std::uint64_t length) {
        const auto& past = past_[first];
        std::vector<Lv> known;
        for (const auto& id : fugue_.order()) {
            const auto character = by_id_.at(id);
            if (past.contains(character)) known.push_back(character);
        }
        std::optional<Lv> left;
        auto next = known.begin();
        for (auto at = known.begin(); at != known.end() && position > 0; ++at) {
            if (is_deleted(*at, past)) continue;
            left = *at;
            next = std::next(at);
            --position;
        }
        std::optional<oracle::EventId> right;
        if (next != known.end()) right = ids_.at(*next);
        for (std::uint64_t i = 0; i < length; ++i) {
            const oracle::EventId id{update_id(name), i};
            std::optional<oracle::EventId> left_id;
            if (left) left_id = ids_.at(*left);
            fugue_.insert(id, left_id, right);
            by_id_[id] = first + i;
            ids_[first + i] = id;
            left = first + i;
        }
    }
    void erase(std::uint64_t position, Lv first, std::uint64_t length) {
        for (std::uint64_t i = 0; i < length; ++i) {
            const auto& past = past_[first + i];
            auto skip = position;
            for (const auto& id : fugue_.order()) {
                const auto character = by_id_.at(id);
                if (!past.contains(character) || is_deleted(character, past)) continue;
                if (skip-- > 0) continue;
                deleters_[character].push_back(first + i);
                break;
            }
        }
    }
    void erase_id(Lv first, Lv target) {
        if (ids_.contains(target)) deleters_[target].push_back(first);
    }
    /// In order, with states in a version: 0 not in it, 1 seen, n + 1 deleted by n.
    [[nodiscard]] std::vector<std::pair<Lv, std::uint32_t>> characters(const Version& in) const {
        std::set<Lv> past;
        for (const auto head : in) {
            past.insert(past_[head].begin(), past_[head].end());
            past.insert(head);
        }
        std::vector<std::pair<Lv, std::uint32_t>> out;
        for (const auto& id : fugue_.order()) {
            const auto character = by_id_.at(id);
            const auto deletions = deletions_in(character, past);
            out.emplace_back(character, past.contains(character) ? 1 + deletions : 0U);
        }
        return out;
    }

private:
    static UpdateId update_id(std::uint64_t name) {
        UpdateId out;
        for (std::size_t i = 0; i < 8; ++i)
            out.bytes.at(i) = static_cast<std::byte>(name >> (56 - 8 * i));
        return out;
    }
    [[nodiscard]] std::uint32_t deletions_in(Lv character, const std::set<Lv>& past) const {
        const auto found = deleters_.find(character);
        if (found == deleters_.end()) return 0;
        const auto counts = [&](Lv deleter) { return past.contains(deleter); };
        return static_cast<std::uint32_t>(std::ranges::count_if(found->second, counts));
    }
    [[nodiscard]] bool is_deleted(Lv character, const std::set<Lv>& past) const {
        return deletions_in(character, past) > 0;
    }

    std::vector<std::set<Lv>> past_;
    oracle::Fugue fugue_;
    std::map<oracle::EventId, Lv> by_id_;
    std::map<Lv, oracle::EventId> ids_;
    std::map<Lv, std::vector<Lv>> deleters_;
};

/// One history in the walker, once whole and once in slices while it grows, and in the slow text.
class Trial {
public:
    explicit Trial(std::uint64_t seed) : rng_{seed}, shape_{rng_.below(4)} {}

    void grow() {
        const auto on = some_version();
        const auto dice = rng_.below(12);
        const auto first = whole_.graph.next();
        const auto name = 1 + rng_.below(1'000'000) * 1'000 + first;  // no two are equal
        const auto length = rng_.below(3) == 0 ? 1 + rng_.below(4) : 1;
        const auto position = rng_.below(4) == 0 ? 0 : rng_.below(places_);
        if (dice < 8) {
            heads_.push_back(whole_.insert(on, position, name, length));
            sliced_.insert(on, position, name, length);
            slow_.add(on, first, length);
            slow_.insert(position, name, first, length);
        } else if (dice < 10) {
            heads_.push_back(whole_.erase(on, position, length));
            sliced_.erase(on, position, length);
            slow_.add(on, first, length);
            slow_.erase(position, first, length);
        } else if (dice == 10 && !on.empty()) {
            // Of what is in the past for certain: the version itself and what it says it follows.
            const auto target = on[rng_.below(on.size())];
            heads_.push_back(whole_.erase_ids(on, target));
            sliced_.erase_ids(on, target);
            slow_.add(on, first, 1);
            slow_.erase_id(first, target);
        } else {
            heads_.push_back(whole_.join(on));
            sliced_.join(on);
            slow_.add(on, first, 1);
        }
        if (rng_.below(3) > 0) return;
        std::uint64_t steps = rng_.below(60);
        (void)sliced_.walker.advance(some_version(), steps);
    }

    void check() {
        for (int i = 0; i < 4; ++i) {
            const auto version = i == 0 ? whole_.graph.heads() : some_version();
            const auto expected = slow_.characters(version);
            whole_.walker.go_to(version);
            ASSERT_EQ(whole_.characters(), expected);
            for (;;) {
                std::uint64_t steps = 1 + rng_.below(40);
                if (sliced_.walker.advance(version, steps)) break;
                ASSERT_EQ(steps, 0U);
            }
            ASSERT_EQ(sliced_.characters(), expected);
        }
    }

private:
    /// By the shape of the history: few branches, many beside one another, or anything.
    Version some_version() {
        Version all;
        const auto parents = rng_.below(5) == 0 ? 2 + rng_.below(2) : 1;
        for (std::uint64_t i = 0; i < parents && !heads_.empty(); ++i) {
            const auto newest = heads_.size() - 1;
            auto at = rng_.below(heads_.size());
            if (shape_ == 0) at = newest - std::min(newest, rng_.below(3));
            if (shape_ == 1) at = std::min(newest, rng_.below(6));
            if (shape_ == 2 && rng_.below(2) == 0) at = newest;
            all.insert(all.end(), heads_[at].begin(), heads_[at].end());
        }
        return whole_.graph.dominators(std::move(all));
    }

    SeededEntropy rng_;
    std::uint64_t shape_;
    std::uint64_t places_ = 1 + rng_.below(12);
    HandText whole_;
    HandText sliced_;
    SlowText slow_;
    Versions heads_;
};

// Insertions beside one another on all kinds of versions: different right origins, chains to the
// left and to the right and both, deletions between. The order is that of the paper's tree, read in
// whatever version, and taking it in by slices makes no difference.
TEST(SiblingsProperty, StandInTheOrderOfTheTreeHoweverTheyAreSliced) {
    constexpr std::uint64_t seeds = 300;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Trial trial{seed};
        for (int i = 0; i < 45; ++i) {
            trial.grow();
            if (i % 20 == 0) trial.check();
        }
        trial.check();
        if (::testing::Test::HasFailure()) return;
    }
}

}  // namespace
}  // namespace praxis::testing
