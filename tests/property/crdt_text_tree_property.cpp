#include "crdt/text_tree.hpp"
#include "protocol/base/entropy.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace praxis::crdt {
namespace {

struct Character {
    Lv id = 0;
    std::uint32_t state = 0;
    Lv origin_left = no_character;
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

    /// Origins are anything to the left and right of the gap that the tree allows.
    void insert() {
        const auto visible = flat_.visible();
        const auto position = rng_.below(visible.size() + 1);
        TextItem item;
        item.first = next_;
        item.length = static_cast<std::uint32_t>(1 + rng_.below(5));
        item.state = 1;
        const auto place = tree_.behind(position);
        const auto index = position == 0 ? 0 : visible[position - 1] + 1;
        auto right_max = flat_.all.size();
        if (rng_.below(3) == 0) {
            const auto left = rng_.below(index + 1);
            if (left > 0) item.origin_left = flat_.all[left - 1].id;
        } else if (index > 0) {
            item.origin_left = flat_.all[index - 1].id;
        }
        if (index > 0 && item.origin_left == flat_.all[index - 1].id) {
            right_max = flat_.index_of(flat_.all[index - 1].origin_right);
        }
        const auto right = rng_.below(2) == 0 ? index : index + rng_.below(right_max - index + 1);
        if (right < flat_.all.size()) item.origin_right = flat_.all[right].id;
        tree_.insert(place, item);
        for (std::uint32_t i = 0; i < item.length; ++i) {
            const auto at = flat_.all.begin() + static_cast<std::ptrdiff_t>(index + i);
            flat_.all.insert(at, {item.first + i, 1, item.origin_left_at(i), item.origin_right});
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
            ASSERT_EQ(tree_.change_first({id, id + 1}, delta), 1U);
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
        for (auto at = begin; at < end; ++at)
            ++flat_.all[flat_.index_of(at)].state;
        LvRange left{begin, end};
        while (left.begin < left.end) {
            if (rng_.below(2) == 0) {
                left.begin += tree_.change_first(left, 1);
            } else {
                left.end -= tree_.change_last(left, 1);
            }
        }
    }

    void check() {
        const auto visible = flat_.visible();
        ASSERT_EQ(tree_.length(), visible.size());
        std::vector<Character> listed;
        tree_.for_each([&](const TextItem& item) {
            for (std::uint32_t i = 0; i < item.length; ++i) {
                listed.push_back(
                    {item.first + i, item.state, item.origin_left_at(i), item.origin_right});
            }
        });
        ASSERT_EQ(listed.size(), flat_.all.size());
        for (std::size_t i = 0; i < listed.size(); ++i) {
            ASSERT_EQ(listed[i].id, flat_.all[i].id);
            ASSERT_EQ(listed[i].state, flat_.all[i].state);
            ASSERT_EQ(listed[i].origin_left, flat_.all[i].origin_left);
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
        const auto places = places_of_all();
        for (int i = 0; i < 20 && !flat_.all.empty(); ++i)
            check_searches(places);
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

    /// Each search from the start of an item: the same character as looking at one after the
    /// other finds. Origins within an item are never what is looked for there.
    void check_searches(const std::vector<std::size_t>& places) {
        const auto random = [&] { return flat_.all[rng_.below(flat_.all.size())].id; };
        auto from = *tree_.find(random());
        from.offset = 0;
        const auto begin = flat_.index_of(tree_.item_at(from)->first);
        const auto wanted = rng_.below(8) == 0 ? no_character : random();
        using Reach = TextTree::Reach;
        using Place = std::optional<TextTree::Place>;
        const auto found = [&](const Place& place) {
            const auto* item = place ? tree_.item_at(*place) : nullptr;
            return item == nullptr ? no_character : item->first;
        };
        const auto first = [&](const auto& fits) {
            auto at = begin;
            while (at < flat_.all.size() && !fits(flat_.all[at]))
                ++at;
            return at == flat_.all.size() ? no_character : item_of(flat_.all[at].id);
        };
        const auto last = [&](const auto& fits) {
            auto at = begin;
            while (at > 0 && !fits(flat_.all[at - 1]))
                --at;
            return at == 0 ? no_character : item_of(flat_.all[at - 1].id);
        };
        const auto left_place = [&](Lv id) { return id == no_character ? 0 : 1 + places[id]; };
        const auto right_place = [&](Lv id) {
            return id == no_character ? places.size() : places[id];
        };
        const auto left = left_place(wanted);
        const auto right = right_place(wanted);
        const auto left_of = [&](const Character& c) {
            return left_place(tree_.item_at(*tree_.find(c.id))->origin_left);
        };
        const auto known = [](const Character& c) { return c.state > 0; };
        const auto left_beyond = [&](const Character& c) { return left_of(c) < left; };
        const auto left_at = [&](const Character& c) { return left_of(c) <= left; };
        const auto right_beyond = [&](const Character& c) {
            return right_place(c.origin_right) > right;
        };
        const auto right_at = [&](const Character& c) {
            return right_place(c.origin_right) >= right;
        };
        ASSERT_EQ(found(tree_.first_known(from)), first(known));
        ASSERT_EQ(found(tree_.first_with_left(from, wanted, Reach::beyond)), first(left_beyond));
        ASSERT_EQ(found(tree_.first_with_left(from, wanted, Reach::at_or_beyond)), first(left_at));
        ASSERT_EQ(found(tree_.last_with_left(from, wanted)), last(left_at));
        ASSERT_EQ(found(tree_.last_with_right(from, wanted, Reach::beyond)), last(right_beyond));
        ASSERT_EQ(found(tree_.last_with_right(from, wanted, Reach::at_or_beyond)), last(right_at));
    }
    /// Where each character stands.
    [[nodiscard]] std::vector<std::size_t> places_of_all() const {
        std::vector<std::size_t> out(next_ + 1);
        for (std::size_t i = 0; i < flat_.all.size(); ++i)
            out[flat_.all[i].id] = i;
        return out;
    }
    [[nodiscard]] Lv item_of(Lv id) const { return tree_.item_at(*tree_.find(id))->first; }

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
