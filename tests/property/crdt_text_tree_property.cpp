#include "crdt/text_tree.hpp"
#include "protocol/base/entropy.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace praxis::crdt {
namespace {

struct Character {
    Lv id = 0;
    std::uint32_t state = 0;
    Lv origin_right = no_character;
};

/// The same characters in a plain vector.
class FlatText {
public:
    std::vector<Character> all;

    [[nodiscard]] std::size_t index_of(Lv id) const {
        const auto at = std::ranges::find(all, id, &Character::id);
        return static_cast<std::size_t>(std::distance(all.begin(), at));
    }
    [[nodiscard]] std::vector<std::size_t> visible() const {
        std::vector<std::size_t> out;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i].state == 1) out.push_back(i);
        }
        return out;
    }
};

class Both {
public:
    explicit Both(std::uint64_t seed) : rng_{seed} {}

    void insert() {
        const auto visible = flat_.visible();
        const auto position = rng_.below(visible.size() + 1);
        TextItem item;
        item.first = next_;
        item.length = static_cast<std::uint32_t>(1 + rng_.below(5));
        item.state = 1;
        item.origin_right = rng_.below(3);
        const auto place = tree_.behind(position);
        const auto index = position == 0 ? 0 : visible[position - 1] + 1;
        if (index > 0) item.origin_left = flat_.all[index - 1].id;
        tree_.insert(place, item);
        for (std::uint32_t i = 0; i < item.length; ++i) {
            const auto at = flat_.all.begin() + static_cast<std::ptrdiff_t>(index + i);
            flat_.all.insert(at, {item.first + i, 1, item.origin_right});
        }
        // Sometimes a hole, as events of other kinds make one.
        next_ += item.length + rng_.below(2);
    }

    void change() {
        if (flat_.all.empty()) return;
        const auto first = rng_.below(next_);
        const int delta = rng_.below(2) == 0 ? 1 : -1;
        for (Lv id = first; id < first + 1 + rng_.below(12); ++id) {
            const auto at = flat_.index_of(id);
            if (at == flat_.all.size()) break;
            auto& state = flat_.all[at].state;
            if (delta < 0 && state == 0) break;
            tree_.change_state(id, id + 1, delta);
            state += static_cast<std::uint32_t>(delta);
        }
    }

    /// Many characters in one call, as undoing a branch does.
    void change_range() {
        auto begin = rng_.below(next_ + 1);
        auto end = begin;
        while (end < begin + 20 && flat_.index_of(end) < flat_.all.size())
            ++end;
        if (begin == end) return;
        tree_.change_state(begin, end, 1);
        for (; begin < end; ++begin)
            ++flat_.all[flat_.index_of(begin)].state;
    }

    void check() {
        const auto visible = flat_.visible();
        ASSERT_EQ(tree_.length(), visible.size());
        std::vector<Character> listed;
        tree_.for_each([&](const TextItem& item) {
            for (std::uint32_t i = 0; i < item.length; ++i) {
                listed.push_back({item.first + i, item.state, item.origin_right});
            }
        });
        ASSERT_EQ(listed.size(), flat_.all.size());
        for (std::size_t i = 0; i < listed.size(); ++i) {
            ASSERT_EQ(listed[i].id, flat_.all[i].id);
            ASSERT_EQ(listed[i].state, flat_.all[i].state);
            ASSERT_EQ(listed[i].origin_right, flat_.all[i].origin_right);
        }
        for (std::size_t i = 0; i < visible.size(); i += 7) {
            const auto place = tree_.before(i);
            ASSERT_EQ(tree_.item_at(place)->first + place.offset, flat_.all[visible[i]].id);
            const auto behind = tree_.behind(i + 1);
            ASSERT_EQ(tree_.item_at(behind)->first + behind.offset, flat_.all[visible[i]].id + 1);
        }
        for (int i = 0; i < 20; ++i)
            check_pair(rng_.below(next_ + 2), rng_.below(next_ + 2));
    }

private:
    void check_pair(Lv a, Lv b) {
        const auto index_a = flat_.index_of(a);
        const auto index_b = flat_.index_of(b);
        const auto place_a = tree_.find(a);
        const auto place_b = tree_.find(b);
        ASSERT_EQ(place_a.has_value(), index_a < flat_.all.size());
        ASSERT_EQ(place_b.has_value(), index_b < flat_.all.size());
        if (!place_a || !place_b) return;
        const int order = index_a == index_b ? 0 : index_a < index_b ? -1 : 1;
        ASSERT_EQ(tree_.compare(*place_a, *place_b), order);
    }

    SeededEntropy rng_;
    TextTree tree_;
    FlatText flat_;
    Lv next_ = 0;
};

// Trees of several levels under random insertions and changes of state, against a vector.
TEST(TextTreeProperty, KeepsTheOrderAndTheSumsOfAVector) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Both both{seed};
        SeededEntropy rng{seed};
        for (int step = 0; step < 6000; ++step) {
            const auto dice = rng.below(8);
            if (dice < 5) {
                both.insert();
            } else if (dice < 7) {
                both.change();
            } else {
                both.change_range();
            }
            if (step % 500 == 0) both.check();
            if (::testing::Test::HasFailure()) return;
        }
        both.check();
    }
}

}  // namespace
}  // namespace praxis::crdt
