#include "crdt/anchor.hpp"
#include "crdt/revert.hpp"

#include <gtest/gtest.h>

namespace praxis::crdt {
namespace {

// Who wrote what, taking things back, and anchors.

const Address story{3, std::string{"en"}};
const Address title{1, {}};
const Address status{2, {}};
const Address themes{5, {}};
const Address agenda{6, {}};
const Address members{7, {}};

UpdateId id_of(unsigned number) {
    UpdateId out;
    out.bytes.back() = static_cast<std::byte>(number);
    return out;
}

PersonId person(unsigned number) {
    return same_bytes<PersonId>(id_of(number));
}

Bytes bytes(std::string_view text) {
    return copy(bytes_of(text));
}

std::vector<Bytes> all_bytes(const std::vector<std::string>& texts) {
    std::vector<Bytes> out;
    for (const auto& text : texts)
        out.push_back(bytes(text));
    return out;
}

template <class All>
std::string joined(const All& all) {
    std::string out;
    for (const auto& one : all)
        out += (one.content ? std::string{text_of(*one.content)} : "?") + " ";
    return out;
}

class VersionsTest : public ::testing::Test {
protected:
    Document document{same_bytes<DocumentId>(id_of(1))};

    /// An update by somebody who knew `deps`; the person is the number itself unless said.
    void write(unsigned number, const std::vector<unsigned>& deps, Edit edit, unsigned by = 0) {
        Update update{id_of(number),
                      {},
                      Skeleton{std::move(edit.operations)},
                      std::move(edit.parts),
                      true,
                      from_millis(number),
                      person(by == 0 ? number : by)};
        for (const auto dep : deps)
            update.deps.push_back(id_of(dep));
        ASSERT_EQ(document.apply(std::move(update)), Document::Applied::merged);
    }
    /// By somebody who knew everything.
    void write_now(unsigned number, Edit edit) {
        Update update{id_of(number),
                      document.now().version(),
                      Skeleton{std::move(edit.operations)},
                      std::move(edit.parts),
                      true,
                      from_millis(number),
                      person(number)};
        ASSERT_EQ(document.apply(std::move(update)), Document::Applied::merged);
    }
    [[nodiscard]] View at(const std::vector<unsigned>& numbers) const {
        std::vector<UpdateId> version;
        for (const auto number : numbers)
            version.push_back(id_of(number));
        return document.at(version).value();
    }
    static Edit insert(std::uint64_t position, std::string_view text) {
        return {{InsertText{story, position, text.size()}}, {bytes(text)}};
    }
    static Edit erase(std::uint64_t position, std::uint64_t length) {
        return {{DeleteText{story, position, length}}, {}};
    }
    template <class Write>
    static Edit set(const Address& field, std::string_view value) {
        return {{Write{field}}, {bytes(value)}};
    }
    [[nodiscard]] std::string shown() const { return document.now().text(story); }
    [[nodiscard]] std::string list() const { return joined(document.now().items(agenda)); }
    [[nodiscard]] Found found(const Anchor& anchor) const { return find(document.now(), anchor); }
    /// The passage of these words, which stand in the shown text once; ASCII.
    [[nodiscard]] Anchor on(std::string_view words) const {
        const auto begin = shown().find(words);
        return anchor(document.now(), story, begin, begin + words.size()).value();
    }
    void undo_and_write(unsigned number, const std::vector<unsigned>& undone) {
        std::vector<UpdateId> updates;
        for (const auto one : undone)
            updates.push_back(id_of(one));
        auto made = undo(document.now(), updates);
        ASSERT_TRUE(made.has_value());
        write_now(number, std::move(made.value().edit));
    }
};

// --- blame ---

TEST_F(VersionsTest, BlameCutsTheShownTextByWhoWroteIt) {
    write(1, {}, insert(0, "The pump broke."));
    write(2, {1}, insert(3, " old"));
    write(3, {1}, erase(9, 5));
    const auto passages = document.now().blame(story);
    ASSERT_EQ(shown(), "The old pump .");
    const std::vector<Passage> wanted{{0, 3, id_of(1), from_millis(1), person(1)},
                                      {3, 7, id_of(2), from_millis(2), person(2)},
                                      {7, 14, id_of(1), from_millis(1), person(1)}};
    EXPECT_EQ(passages, wanted) << "neighbours of one update are one, whatever was deleted between";
    EXPECT_EQ(at({1}).blame(story).size(), 1U);
    document.set_standing(id_of(2), false);
    document.set_person(id_of(1), std::nullopt);
    EXPECT_EQ(document.now().blame(story),
              (std::vector<Passage>{{0, 10, id_of(1), from_millis(1), std::nullopt}}));
    document.set_parts(id_of(1), std::nullopt);
    EXPECT_TRUE(document.now().blame(story).empty());
}

// --- without, undo ---

TEST_F(VersionsTest, WithoutIsWhatVoidUpdatesWouldLeave) {
    write(1, {}, insert(0, "abc"));
    write(2, {1}, erase(1, 1));
    write(3, {2}, insert(1, "X"));
    const auto view = document.now();
    const auto other = view.without(std::vector{id_of(2), id_of(9)});
    EXPECT_EQ(other.text(story), "aXbc");
    EXPECT_EQ(other.version(), view.version());
    EXPECT_EQ(other.raw_text(story), view.raw_text(story));
    EXPECT_EQ(view.text(story), "aXc");
    EXPECT_TRUE(document.stands(id_of(2)));
    EXPECT_EQ(other.without(std::vector{id_of(3)}).text(story), "abc");
    document.set_standing(id_of(2), false);
    EXPECT_EQ(document.now().text(story), "aXbc");
}

TEST_F(VersionsTest, ListsWhatAPersonWroteBetweenTwoVersions) {
    write(1, {}, insert(0, "a"));
    write(2, {1}, insert(0, "b"), 7);
    write(3, {1}, insert(0, "c"), 8);
    write(4, {2, 3}, insert(0, "d"), 7);
    write(5, {4}, insert(0, "e"), 7);
    document.set_standing(id_of(5), false);
    write(6, {4}, insert(0, "f"), 7);
    using Ids = std::vector<UpdateId>;
    const auto now = document.now();
    EXPECT_EQ(now.updates_since(at({1}), person(7)), (Ids{id_of(2), id_of(4), id_of(6)}));
    EXPECT_EQ(now.updates_since(at({2}), person(7)), (Ids{id_of(4), id_of(6)}));
    EXPECT_EQ(now.updates_since(at({1})), (Ids{id_of(2), id_of(3), id_of(4), id_of(6)}));
    EXPECT_EQ(now.updates_since(now), Ids{});
    EXPECT_TRUE(now.contains(id_of(2)));
    EXPECT_FALSE(at({3}).contains(id_of(2)));
    EXPECT_FALSE(now.contains(id_of(99)));
}

TEST_F(VersionsTest, UndoTakesOutTheCharactersOfOnePersonAndLeavesThoseOfOthersInside) {
    write(1, {}, insert(0, "The well."));
    write(2, {1}, insert(8, " of Bad words"));
    write(3, {2}, insert(15, " good"));
    ASSERT_EQ(shown(), "The well of Bad good words.");
    const auto words = on("good");
    undo_and_write(4, {2});
    EXPECT_EQ(shown(), "The well good.");
    EXPECT_EQ(found(words).words, "good") << "the very characters stay";
}

TEST_F(VersionsTest, UndoBringsBackWhatOnePersonDeleted) {
    write(1, {}, insert(0, "one two three"));
    write(2, {1}, erase(3, 4));
    write(3, {2}, insert(3, "!"));
    ASSERT_EQ(shown(), "one! three");
    undo_and_write(4, {2});
    EXPECT_EQ(shown(), "one! two three");
    EXPECT_EQ(document.now().blame(story)[2].update, id_of(4)) << "as new characters";
}

TEST_F(VersionsTest, UndoLeavesRegistersThatOthersWroteAfterwards) {
    write(1, {}, set<SetLast>(title, "first"));
    write(2, {1}, set<SetLast>(title, "vandal"));
    write(3, {2}, set<SetLast>(status, "draft"));
    undo_and_write(4, {2});
    EXPECT_EQ(document.now().last(title)->content, bytes("first"));
    EXPECT_EQ(document.now().last(status)->update, id_of(3));
    undo_and_write(5, {1});
    EXPECT_EQ(document.now().last(title)->update, id_of(4)) << "who wrote later stays";
}

TEST_F(VersionsTest, UndoOfTheOnlyWriteLeavesAnEmptyValue) {
    write(1, {}, {});
    write(2, {1}, set<SetLast>(title, "vandal"));
    undo_and_write(3, {2});
    EXPECT_EQ(document.now().last(title)->content, Bytes{});
}

TEST_F(VersionsTest, UndoOfSetsAndListsTouchesWhatOnePersonDidAlone) {
    write(1, {}, first_list(agenda, all_bytes({"a", "b", "c"})).value());
    write_now(2, edit_set(document.now(), themes, all_bytes({"water"})));
    write_now(3, edit_strict_set(document.now(), members, all_bytes({"ann"})));
    auto all = edit_list(document.now(), agenda, all_bytes({"c", "b", "x"}), {}).value();
    append(all, edit_set(document.now(), themes, all_bytes({"fire"})));
    append(all, edit_strict_set(document.now(), members, all_bytes({"bob"})));
    const auto item = item_anchor(document.now(), agenda, 0).value();
    write_now(4, std::move(all));
    write_now(5, edit_list(document.now(), agenda, all_bytes({"c", "b", "x", "y"}), {}).value());
    EXPECT_TRUE(found(item).lost);
    undo_and_write(6, {4});
    EXPECT_EQ(list(), "a b c y ");
    EXPECT_EQ(joined(document.now().elements(themes)), "water ");
    EXPECT_EQ(joined(document.now().strict_elements(members)), "ann ");
    EXPECT_EQ(found(item).words, "a") << "moved back, so it is the same item";
}

TEST_F(VersionsTest, UndoOfBothSidesAtOnceIsNotUndoOfEach) {
    write(1, {}, {});
    write(2, {1}, set<AddElement>(themes, "water"));
    write(3, {1}, set<AddElement>(themes, "water"));
    EXPECT_TRUE(undo(document.now(), std::vector{id_of(2)}).value().edit.empty());
    undo_and_write(4, {2, 3});
    EXPECT_EQ(joined(document.now().elements(themes)), "");
}

TEST_F(VersionsTest, UndoOfAVoidUpdateChangesNothing) {
    write(1, {}, insert(0, "abc"));
    write(2, {1}, insert(0, "x"));
    document.set_standing(id_of(2), false);
    EXPECT_TRUE(undo(document.now(), std::vector{id_of(2)}).value().edit.empty());
}

// --- restore ---

TEST_F(VersionsTest, RestoreShowsWhatAVersionShowed) {
    write(1, {}, insert(0, "The pump broke."));
    write_now(2, set<SetLast>(title, "Pumps"));
    const auto then = at({2});
    write_now(3, edit_text(document.now(), story, "The pump was mended.").value());
    write_now(4, set<SetLast>(title, "Mended"));
    write_now(5, set<SetMulti>(status, "done"));
    write_now(6, first_list(agenda, all_bytes({"a"})).value());
    auto made = restore(document.now(), then).value();
    EXPECT_TRUE(made.other.empty());
    write_now(7, std::move(made.edit));
    EXPECT_EQ(shown(), "The pump broke.");
    EXPECT_EQ(document.now().last(title)->content, bytes("Pumps"));
    EXPECT_EQ(document.now().multi(status).front().content, Bytes{}) << "never written then";
    EXPECT_EQ(list(), "");
    EXPECT_TRUE(restore(document.now(), then).value().edit.empty());
    const FieldId one{FieldType::text, story};
    EXPECT_EQ(restore(at({6}), then, one).value().edit.parts.size(), 1U) << "one field alone";
}

TEST_F(VersionsTest, RestoreOfWhatWasContestedWritesTheLatestAndSaysSo) {
    write(1, {}, {});
    write(2, {1}, set<SetMulti>(status, "yes"));
    write(3, {1}, set<SetMulti>(status, "no"));
    const auto then = document.now();
    EXPECT_TRUE(restore(document.now(), then).value().edit.empty());
    write_now(4, set<SetMulti>(status, "maybe"));
    auto made = restore(document.now(), then).value();
    EXPECT_EQ(made.other, (std::vector<FieldId>{{FieldType::multi_value, status}}));
    write_now(5, std::move(made.edit));
    EXPECT_EQ(joined(document.now().multi(status)), "no ");
}

TEST_F(VersionsTest, ErasedContentIsNotBroughtBack) {
    write(1, {}, set<SetLast>(title, "secret"));
    write_now(2, insert(0, "secret "));
    write_now(3, insert(7, "text"));
    const auto then = document.now();
    write_now(4, edit_text(then, story, "other").value());
    write_now(5, set<SetLast>(title, "open"));
    document.set_parts(id_of(1), std::nullopt);
    document.set_parts(id_of(2), std::nullopt);
    auto made = restore(document.now(), then).value();
    EXPECT_EQ(made.other, (std::vector<FieldId>{{FieldType::last_writer, title}}));
    write_now(6, std::move(made.edit));
    EXPECT_EQ(shown(), "text");
    EXPECT_EQ(document.now().last(title)->content, Bytes{});
}

TEST_F(VersionsTest, RestoreLeavesBallotsAndLogsAndNamesThem) {
    const Address ballot{9, same_bytes<Hash>(person(2))};
    write(1, {}, {});
    const auto then = at({1});
    write(2, {1}, set<CastBallot>(ballot, "yes"));
    write(3, {2}, set<AppendEntry>(title, "decided"));
    const auto made = restore(document.now(), then).value();
    EXPECT_TRUE(made.edit.empty());
    EXPECT_EQ(made.other,
              (std::vector<FieldId>{{FieldType::ballot, ballot}, {FieldType::log, title}}));
}

// --- anchors ---

TEST_F(VersionsTest, AnAnchorStaysOnItsWordsThroughMergesInEitherOrder) {
    for (const bool turned : {false, true}) {
        document = Document{same_bytes<DocumentId>(id_of(1))};
        write(1, {}, insert(0, "The pump broke in May."));
        const auto words = on("pump broke");
        EXPECT_EQ(found(words), (Found{false, 4, 14, "pump broke", "pump broke"}));
        const auto in_front = [&] { write(2, {1}, insert(0, "Listen: ")); };
        const auto inside = [&] { write(3, {1}, insert(9, "really ")); };
        turned ? inside() : in_front();
        turned ? in_front() : inside();
        EXPECT_EQ(found(words), (Found{false, 12, 29, "pump really broke", "pump broke"}));
        write(4, {3}, erase(4, 5));
        EXPECT_EQ(found(words).words, "broke") << "what is no longer between its own is not its";
    }
}

TEST_F(VersionsTest, ALostAnchorStandsNowhereAndKeepsItsWords) {
    write(1, {}, insert(0, "one two three"));
    const auto words = on("two");
    write(2, {1}, erase(4, 3));
    const Found lost{true, 0, 0, "", "two"};
    EXPECT_EQ(found(words), lost);
    EXPECT_FALSE(find(at({1}), words).lost);
    write(3, {2}, insert(4, "two"));
    EXPECT_EQ(found(words), lost) << "equal words are not its own";
    document.set_standing(id_of(2), false);
    EXPECT_EQ(found(words).words, "two");
}

TEST_F(VersionsTest, WhatWasTakenDownIsToldApartAndNotShownAgain) {
    write(1, {}, insert(0, "ad"));
    write(2, {1}, insert(1, "bc"));
    const auto words = on("abcd");
    write(3, {2}, {});
    document.set_standing(id_of(2), false);
    EXPECT_EQ(found(words), (Found{false, 0, 2, "ad", "a\uFFFD\uFFFDd"}));
    document.set_standing(id_of(2), true);
    document.set_parts(id_of(1), std::nullopt);
    EXPECT_EQ(found(words), (Found{false, 0, 2, "bc", "\uFFFDbc\uFFFD"}));
    document.set_parts(id_of(2), std::nullopt);
    document.set_standing(id_of(3), false);
    EXPECT_EQ(found(words), (Found{true, 0, 0, "", "\uFFFD\uFFFD\uFFFD\uFFFD"}));
}

TEST_F(VersionsTest, AParagraphGrowsAndMergesWithItsAnchor) {
    write(1, {}, insert(0, "First.\nStill first.\n \nSecond.\n\nThird."));
    const auto second = paragraph_anchor(document.now(), story, 25).value();
    EXPECT_EQ(found(second).words, "Second.");
    EXPECT_EQ(find(document.now(), paragraph_anchor(document.now(), story, 6).value()).words,
              "First.\nStill first.");
    EXPECT_EQ(found(paragraph_anchor(document.now(), story, shown().size()).value()).words,
              "Third.");
    EXPECT_FALSE(paragraph_anchor(document.now(), story, 20).has_value()) << "a blank line";
    EXPECT_FALSE(paragraph_anchor(document.now(), story, 99).has_value());
    write_now(2, insert(22, "Before. "));
    write_now(3, insert(37, " After."));
    EXPECT_EQ(found(second).words, "Before. Second. After.");
    EXPECT_EQ(found(second).once, "Second.");
    write_now(4, insert(37, "\n\n"));
    EXPECT_EQ(found(second).words, "Before. Second.") << "cut, it keeps the part with its words";
}

TEST_F(VersionsTest, AnItemAnchorFollowsItsItemAndIsLostWithIt) {
    write(1, {}, first_list(agenda, all_bytes({"a", "b", "c"})).value());
    const auto item = item_anchor(document.now(), agenda, 0).value();
    EXPECT_FALSE(item_anchor(document.now(), agenda, 3).has_value());
    write(2, {1}, {{MoveItem{agenda, {id_of(1), 0}, 3}}, {}});
    write(3, {1}, {{MoveItem{agenda, {id_of(1), 1}, 0}}, {}});
    EXPECT_EQ(found(item), (Found{false, 2, 3, "a", "a"}));
    write(4, {2, 3}, {{DeleteItem{agenda, {id_of(1), 0}}}, {}});
    EXPECT_EQ(found(item), (Found{true, 0, 0, "", "a"}));
    document.set_parts(id_of(1), std::nullopt);
    EXPECT_EQ(found(item).once, "\uFFFD");
    document.set_standing(id_of(4), false);
    EXPECT_EQ(found(item), (Found{false, 2, 3, "\uFFFD", "\uFFFD"}));
}

TEST_F(VersionsTest, AnAnchorOfAStrangerFindsOnlyWhatIsThere) {
    write(1, {}, insert(0, "abcdef"));
    write(2, {1}, set<SetLast>(title, "x"));
    write(3, {1}, insert(0, "later"));
    const Found nothing{};
    const auto stranger = [&](UpdateId update, std::uint64_t index, std::uint64_t count) {
        return Anchor{Anchor::On::passage, story, {{{update, index}, count}}};
    };
    EXPECT_EQ(found(stranger(id_of(99), 0, 262'144)), nothing) << "no such update";
    EXPECT_EQ(found(stranger(id_of(2), 0, 9)), nothing) << "not a character";
    EXPECT_EQ(found(stranger(id_of(1), 6, 9)), nothing) << "behind the update's events";
    EXPECT_EQ(find(at({1}), stranger(id_of(3), 0, 5)), nothing) << "not in the past";
    EXPECT_EQ(found(stranger(id_of(1), 4, 262'140)), (Found{false, 9, 11, "ef", "ef"}));
    auto elsewhere = stranger(id_of(1), 0, 6);
    elsewhere.at = title;
    EXPECT_EQ(found(elsewhere), nothing) << "not of this field";
    elsewhere.on = Anchor::On::item;
    EXPECT_EQ(found(elsewhere), nothing);
}

TEST_F(VersionsTest, AnAnchorNeedsCharactersToStandOn) {
    write(1, {}, insert(0, "abc"));
    const auto view = document.now();
    EXPECT_FALSE(anchor(view, story, 1, 1).has_value());
    EXPECT_FALSE(anchor(view, story, 2, 1).has_value());
    EXPECT_FALSE(anchor(view, story, 2, 4).has_value());
    EXPECT_FALSE(anchor(view, title, 0, 1).has_value());
    EXPECT_TRUE(anchor(view, story, 0, 3).has_value());
}

TEST_F(VersionsTest, AnAnchorHasOneForm) {
    write(1, {}, insert(0, "ac"));
    write(2, {1}, insert(1, "bb"));
    const auto words = on("abbc");
    const auto first = id_of(1).hex();
    const auto second = id_of(2).hex();
    EXPECT_EQ(encode(words), "passage 3:en " + first + ":0+2 " + second + ":0+2");
    EXPECT_EQ(parse_anchor(encode(words)).value(), words);
    const auto accepts = [](const std::string& text) { return parse_anchor(text).has_value(); };
    EXPECT_TRUE(accepts("item 6 " + first + ":7+1,9+1"));
    EXPECT_TRUE(accepts("paragraph 6#7 " + first + ":0+1"));
    EXPECT_TRUE(accepts("paragraph 6@" + second + " " + first + ":0+1"));
    for (const std::string text : {"passage 3:en",          "passage 3:en ",
                                   "word 3 A:0+1",          "passage 03 A:0+1",
                                   "passage 65536 A:0+1",   "passage 3: A:0+1",
                                   "passage 3:EN A:0+1",    "passage 3 A:0+0",
                                   "passage 3 A:0+1,1+1",   "passage 3 A:2+1,0+1",
                                   "passage 3 A:0+1 A:5+1", "passage 3 B:0+1 A:0+1",
                                   "passage 3 A:0+1 ",      "passage 3  A:0+1",
                                   "passage 3 A:0+1,",      "passage 3 A:00+1",
                                   "passage 3 A:-1+1",      "passage 3 A:262144+1",
                                   "passage 3 A:1+262144",  "passage 3 A:0+99999999999999999999"}) {
        auto whole = text;
        for (auto place = whole.find("A:"); place != whole.npos; place = whole.find("A:"))
            whole.replace(place, 1, first);
        for (auto place = whole.find("B:"); place != whole.npos; place = whole.find("B:"))
            whole.replace(place, 1, second);
        EXPECT_FALSE(accepts(whole)) << whole;
    }
    EXPECT_TRUE(accepts("passage 3 " + first + ":0+262144"));
}

}  // namespace
}  // namespace praxis::crdt
