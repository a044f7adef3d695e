#include "crdt/document.hpp"
#include "crdt/edit.hpp"
#include "crdt/limits.hpp"

#include <gtest/gtest.h>

// Movable lists: what people see after two of them changed one at the same time.

namespace praxis::crdt {
namespace {

const Address agenda{6, {}};

UpdateId id_of(unsigned number) {
    UpdateId out;
    out.bytes.back() = static_cast<std::byte>(number);
    return out;
}

std::vector<Bytes> items_of(std::string_view letters) {
    std::vector<Bytes> out;
    for (const char letter : letters)
        out.push_back({static_cast<std::byte>(letter)});
    return out;
}

class ListTest : public ::testing::Test {
protected:
    Document document{same_bytes<DocumentId>(id_of(1))};

    ListTest() { apply(1, {}, first_list(agenda, items_of("abcd")).value()); }

    void apply(unsigned number, std::vector<UpdateId> deps, Edit edit, int written = 0) {
        document.apply({id_of(number),
                        std::move(deps),
                        Skeleton{std::move(edit.operations)},
                        std::move(edit.parts),
                        true,
                        from_millis(written)});
    }
    /// What somebody who looks at the whole document as it is would write.
    [[nodiscard]] Edit to(std::string_view wanted, std::string_view named = {}) const {
        return edit_list(document.now(), agenda, items_of(wanted), items_of(named)).value();
    }
    /// One letter an item; '?' without content.
    [[nodiscard]] std::string shown() const {
        std::string out;
        for (const auto& item : document.now().items(agenda))
            out += item.content ? static_cast<char>(item.content->front()) : '?';
        return out;
    }
    [[nodiscard]] static EventId item(unsigned index) { return {id_of(1), index}; }
    static Edit move(unsigned index, std::uint64_t position) {
        return {{MoveItem{agenda, item(index), position}}, {}};
    }
    static Edit erase(unsigned index) { return {{DeleteItem{agenda, item(index)}}, {}}; }
    const std::vector<UpdateId> base{id_of(1)};
};

TEST_F(ListTest, TwoMovesOfOneItemLeaveItOnceWhereTheLaterClaimPutIt) {
    apply(2, base, move(0, 4), 5);
    EXPECT_EQ(shown(), "bcda");
    apply(3, base, move(0, 2), 9);
    EXPECT_EQ(shown(), "bacd");
    apply(4, base, move(0, 3), 9);  // the same claim: the larger id
    EXPECT_EQ(shown(), "bcad");
    apply(5, {id_of(2), id_of(3), id_of(4)}, move(0, 0), 1);  // who saw them all decides
    EXPECT_EQ(shown(), "abcd");
}

TEST_F(ListTest, MovesOfTwoItemsBothHold) {
    const auto one = to("bcda");
    const auto two = to("dabc");
    apply(2, base, one);
    apply(3, base, two);
    EXPECT_EQ(shown(), "dbca");
}

TEST_F(ListTest, AVoidMoveIsAsIfItHadNeverBeen) {
    apply(2, base, move(0, 4), 5);
    apply(3, base, move(0, 2), 9);
    document.set_standing(id_of(3), false);
    EXPECT_EQ(shown(), "bcda");
    document.set_standing(id_of(2), false);
    EXPECT_EQ(shown(), "abcd");
    document.set_standing(id_of(3), true);
    EXPECT_EQ(shown(), "bacd");
}

TEST_F(ListTest, ADeletionTakesBackWhatItSawAndNoMoreThanThat) {
    apply(2, base, move(1, 4), 5);
    apply(3, {id_of(2)}, erase(1), 5);
    EXPECT_EQ(shown(), "acd");
    apply(4, base, move(1, 0), 1);  // somebody who knew nothing of it still counts on the item
    EXPECT_EQ(shown(), "bacd");
    apply(5, {id_of(3), id_of(4)}, erase(1));
    EXPECT_EQ(shown(), "acd");
    document.set_standing(id_of(5), false);
    EXPECT_EQ(shown(), "bacd");
    document.set_standing(id_of(5), true);
    apply(6, {id_of(5)}, move(1, 99));  // a later move brings it back
    EXPECT_EQ(shown(), "acdb");
}

TEST_F(ListTest, WhoseInsertionIsVoidIsNotThereHoweverOftenItMoved) {
    apply(2, base, to("abecd"));
    apply(3, {id_of(2)}, to("eabcd", "e"));
    document.set_standing(id_of(2), false);
    EXPECT_EQ(shown(), "abcd");
    document.set_standing(id_of(2), true);
    EXPECT_EQ(shown().size(), 5U);
}

TEST_F(ListTest, OneThingInsertedByTwoIsOneThing) {
    apply(2, base, to("eabcd"));
    document.set_standing(id_of(2), false);
    const auto other = to("abcde");
    document.set_standing(id_of(2), true);
    apply(3, base, other);
    EXPECT_EQ(shown(), "eabcd");
    const auto items = document.now().items(agenda);
    EXPECT_EQ(items.front().insertions, (std::vector<EventId>{{id_of(2), 0}, {id_of(3), 0}}));
    apply(4, {id_of(2), id_of(3)}, to("abecd", "e"));
    EXPECT_EQ(shown(), "abecd");
    apply(5, {id_of(4)}, to("abcd"));
    EXPECT_EQ(shown(), "abcd");
}

TEST_F(ListTest, ErasedContentLeavesItsPlaceAndItsOrder) {
    apply(2, base, to("abxcd"));
    document.set_parts(id_of(2), std::nullopt);
    EXPECT_EQ(shown(), "ab?cd");
    apply(3, {id_of(2)}, to("dabc"));
    EXPECT_EQ(shown(), "dab?c");
    document.set_parts(id_of(2), items_of("x"));
    EXPECT_EQ(shown(), "dabxc");
}

TEST_F(ListTest, HostileOperationsHaveADefinedResult) {
    apply(2, base, {{MoveItem{agenda, {id_of(9), 0}, 0}, DeleteItem{agenda, {id_of(9), 7}}}, {}});
    apply(
        3, {id_of(2)}, {{MoveItem{agenda, {id_of(1), 200}, 0}, MoveItem{agenda, item(3), 0}}, {}});
    EXPECT_EQ(shown(), "dabc");
    // An item that the mover does not have in its past is none to it, and makes no place.
    apply(4, base, to("dabc"));
    apply(5, base, {{MoveItem{agenda, {id_of(4), 0}, 0}, InsertItem{agenda, 1}}, items_of("e")});
    EXPECT_EQ(shown(), "daebc");
    // A list and a set at one address do not touch, and events of the one are not items.
    apply(6, {id_of(5)}, {{AddElement{agenda}}, items_of("s")});
    apply(7, {id_of(6)}, {{DeleteItem{agenda, {id_of(6), 0}}}, {}});
    EXPECT_EQ(shown(), "daebc");
    EXPECT_EQ(document.now().elements(agenda).size(), 1U);
}

TEST_F(ListTest, AnEarlierVersionIsReadAsItWas) {
    apply(2, base, to("dcba"));
    apply(3, {id_of(2)}, to("c"));
    const auto old = document.at(std::vector{id_of(2)}).value().items(agenda);
    ASSERT_EQ(old.size(), 4U);
    EXPECT_EQ(old.front().content, items_of("d").front());
    EXPECT_EQ(shown(), "c");
}

TEST_F(ListTest, WhatAPersonPickedUpIsWhatMoves) {
    for (const auto* picked : {"a", "b"}) {
        const auto edit = to("bacd", picked);
        ASSERT_EQ(edit.operations.size(), 1U);
        const auto& moved = std::get<MoveItem>(edit.operations.front());
        EXPECT_EQ(moved.item, item(*picked == 'a' ? 0 : 1));
    }
}

TEST_F(ListTest, ALongerListThanAnEditorMayLeaveIsRefused) {
    std::vector<Bytes> many;
    for (std::size_t i = 0; i <= limits::list_items_max; ++i)
        many.push_back(copy(bytes_of(std::to_string(i))));
    EXPECT_EQ(first_list(agenda, many).error().code, make_error_code(Errc::field_too_long));
    many.pop_back();
    EXPECT_TRUE(first_list(agenda, many));
    many.push_back(many.front());  // the same again is not more
    EXPECT_TRUE(edit_list(document.now(), agenda, many, {}));
}

}  // namespace
}  // namespace praxis::crdt
