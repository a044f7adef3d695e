// Which acts came after which, against sets that say so one by one.
#include "protocol/governance/detail/pasts.hpp"

#include "protocol/base/entropy.hpp"

#include <gtest/gtest.h>

namespace praxis::governance::detail {
namespace {

class Trial {
public:
    explicit Trial(std::uint64_t seed) : random_{seed} {}

    /// Adds acts that each name up to `parents` of the newest `window`.
    void grow(std::size_t acts, std::uint64_t parents, std::uint64_t window) {
        for (; acts > 0; --acts) {
            std::set<Lv> named;
            for (auto left = random_.below(parents + 1); left > 0 && !behind_.empty(); --left) {
                const auto back =
                    1 + random_.below(std::min<std::uint64_t>(window, behind_.size()));
                named.insert(behind_.size() - back);
            }
            const std::vector<Lv> list{named.begin(), named.end()};
            const auto lv = pasts_.add(list);
            EXPECT_EQ(lv, behind_.size());
            auto behind = named;
            for (const auto parent : named)
                behind.insert(behind_[parent].begin(), behind_[parent].end());
            behind_.push_back(std::move(behind));
        }
    }
    void check() const {
        std::set<Lv> heads;
        for (Lv act = 0; act < behind_.size(); ++act) {
            heads.insert(act);
            for (const auto past : behind_[act])
                heads.erase(past);
            for (Lv past = 0; past < behind_.size(); ++past)
                ASSERT_EQ(pasts_.happened_before(past, act), behind_[act].contains(past));
        }
        EXPECT_EQ(pasts_.heads(), heads);
    }

private:
    SeededEntropy random_;
    Pasts pasts_;
    std::vector<std::set<Lv>> behind_;  // the past of each
};

TEST(Pasts, EqualSetsThatSaySoOneByOne) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        SCOPED_TRACE(seed);
        Trial trial{seed};
        trial.grow(100, 2, 10);
        trial.grow(60, 0, 1);  // many lines at once
        trial.grow(100, 3, 200);
        trial.check();
    }
}

// More than 256 lines: three storeys, and pasts of fewer joined with them.
TEST(Pasts, HoldForManyLines) {
    Trial trial{31};
    trial.grow(20, 1, 3);
    trial.grow(500, 0, 1);
    trial.grow(300, 4, 700);
    trial.check();
}

TEST(Pasts, ContainAVersionsOwnActs) {
    Pasts pasts;
    const auto first = pasts.add({});
    const auto left = pasts.add(std::array{first});
    const auto right = pasts.add(std::array{first});
    EXPECT_TRUE(pasts.contains(std::array{left}, left));
    EXPECT_TRUE(pasts.contains(std::array{left}, first));
    EXPECT_FALSE(pasts.contains(std::array{left}, right));
    EXPECT_TRUE(pasts.contains(std::array{left, right}, right));
    EXPECT_FALSE(pasts.contains({}, first));
    EXPECT_EQ(pasts.heads(), (std::set{left, right}));
}

}  // namespace
}  // namespace praxis::governance::detail
