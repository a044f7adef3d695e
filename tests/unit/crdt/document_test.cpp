#include "crdt/document.hpp"

#include "crdt/edit.hpp"
#include "crdt/limits.hpp"

#include <gtest/gtest.h>

namespace praxis::crdt {
namespace {

const Address problem{3, std::string{"en"}};
const Address title{1, {}};
const Address themes{5, {}};

UpdateId id_of(unsigned number) {
    UpdateId out;
    out.bytes.back() = static_cast<std::byte>(number);
    return out;
}

using Parts = std::vector<Bytes>;

Bytes bytes(std::string_view text) {
    return copy(bytes_of(text));
}

/// One update whose author wrote these operations, standing, content here.
Update update(unsigned number, std::vector<UpdateId> deps, Edit edit = {}, int written = 0) {
    return {id_of(number),
            std::move(deps),
            Skeleton{std::move(edit.operations)},
            std::move(edit.parts),
            true,
            from_millis(written)};
}

Edit set_last(std::string_view value) {
    return {{SetLast{title}}, {bytes(value)}};
}

Edit set_multi(std::string_view value) {
    return {{SetMulti{title}}, {bytes(value)}};
}

Edit insert(std::uint64_t position, std::string_view text) {
    return {{InsertText{problem, position, text.size()}}, {bytes(text)}};
}

Edit erase(std::uint64_t position, std::uint64_t length) {
    return {{DeleteText{problem, position, length}}, {}};
}

class DocumentTest : public ::testing::Test {
protected:
    Document document{same_bytes<DocumentId>(id_of(1))};

    [[nodiscard]] std::string shown() const { return document.now().text(problem); }
    [[nodiscard]] std::vector<std::string> titles() const {
        std::vector<std::string> out;
        for (const auto& value : document.now().multi(title)) {
            out.emplace_back(value.content ? text_of(*value.content) : "erased");
        }
        return out;
    }
};

// The first road: two people change different sentences of one version of a section.
TEST_F(DocumentTest, KeepsBothSentencesOfTwoPeople) {
    const std::string base = "The pump broke. Nobody had parts. We waited a month.";
    document.apply(update(1, {}, insert(0, base)));
    const auto view = document.now();
    const auto one = edit_text(view,
                               problem,
                               "The hand pump broke in May. Nobody had parts. "
                               "We waited a month.");
    const auto two = edit_text(view,
                               problem,
                               "The pump broke. Nobody had parts. "
                               "We asked the next village.");
    document.apply(update(2, {id_of(1)}, one.value()));
    document.apply(update(3, {id_of(1)}, two.value()));
    EXPECT_EQ(shown(), "The hand pump broke in May. Nobody had parts. We asked the next village.");
    EXPECT_EQ(document.merged_from(), 2U);
    EXPECT_EQ(document.now().version(), (std::vector{id_of(2), id_of(3)}));
}

TEST_F(DocumentTest, CountsTheDepsOfTheNewestJoin) {
    document.apply(update(1, {}));
    EXPECT_EQ(document.merged_from(), 1U);
    for (const auto number : {2U, 3U, 4U})
        document.apply(update(number, {id_of(1)}));
    EXPECT_EQ(document.merged_from(), 3U);
    document.apply(update(5, {id_of(2), id_of(3), id_of(4)}));
    document.apply(update(6, {id_of(5)}));
    EXPECT_EQ(document.merged_from(), 3U);
    document.apply(update(7, {id_of(5)}));
    EXPECT_EQ(document.merged_from(), 2U);
}

TEST_F(DocumentTest, TellsWhichFieldsLinesOfWorkChanged) {
    const auto title_is = [](FieldType type) { return FieldId{type, title}; };
    const FieldId problem_text{FieldType::text, problem};
    document.apply(update(1, {}, insert(0, "abc")));
    document.apply(update(2, {id_of(1)}, set_last("before")));
    EXPECT_TRUE(document.merged_fields().empty());
    document.apply(update(3, {id_of(2)}, insert(3, "d")));
    document.apply(update(4, {id_of(2)}, set_multi("one")));
    const std::vector both{title_is(FieldType::multi_value), problem_text};
    EXPECT_EQ(document.merged_fields(), both);
    document.apply(update(5, {id_of(3), id_of(4)}, set_last("joined")));
    document.apply(update(6, {id_of(5)}, set_last("after")));
    EXPECT_EQ(document.merged_fields(), both);
    document.set_standing(id_of(3), false);
    EXPECT_EQ(document.merged_fields(), std::vector{title_is(FieldType::multi_value)});
}

TEST_F(DocumentTest, OfMoreLinesThanTheLimitNoFieldsAreTold) {
    document.apply(update(1, {}));
    for (unsigned number = 2; number < 2 + limits::merged_lines_max; ++number)
        document.apply(update(number, {id_of(1)}, set_last("a")));
    EXPECT_EQ(document.merged_fields().size(), 1U);
    document.apply(update(200, {id_of(1)}, set_last("a")));
    EXPECT_TRUE(document.merged_fields().empty());
    EXPECT_EQ(document.merged_from(), limits::merged_lines_max + 1);
}

TEST_F(DocumentTest, LastWriterAsksCausalityFirstThenTheClaimThenTheId) {
    document.apply(update(1, {}, set_last("far future"), 1000));
    document.apply(update(2, {id_of(1)}, set_last("b"), 5));
    EXPECT_EQ(document.now().last(title)->content, bytes("b"));
    document.apply(update(3, {id_of(1)}, set_last("c"), 7));
    EXPECT_EQ(document.now().last(title)->content, bytes("c"));
    document.apply(update(4, {id_of(1)}, set_last("d"), 7));
    EXPECT_EQ(document.now().last(title)->update, id_of(4));
}

TEST_F(DocumentTest, ShowsBothTitlesUntilSomebodyWhoSawBothDecides) {
    document.apply(update(1, {}, set_multi("first")));
    document.apply(update(2, {id_of(1)}, set_multi("left")));
    document.apply(update(3, {id_of(1)}, set_multi("right")));
    EXPECT_EQ(titles(), (std::vector<std::string>{"left", "right"}));
    document.apply(update(4, {id_of(2), id_of(3)}, set_multi("both")));
    EXPECT_EQ(titles(), (std::vector<std::string>{"both"}));
}

TEST_F(DocumentTest, AnErasedValueStillSupersedes) {
    document.apply(update(1, {}, set_multi("first")));
    document.apply(update(2, {id_of(1)}, set_multi("second")));
    document.set_parts(id_of(2), std::nullopt);
    EXPECT_EQ(titles(), (std::vector<std::string>{"erased"}));
    document.set_parts(id_of(2), Parts{bytes("second")});
    EXPECT_EQ(titles(), (std::vector<std::string>{"second"}));
}

TEST_F(DocumentTest, AVoidWriteGivesBackWhatItSuperseded) {
    document.apply(update(1, {}, set_multi("first")));
    document.apply(update(2, {id_of(1)}, set_multi("second")));
    document.set_standing(id_of(2), false);
    EXPECT_EQ(titles(), (std::vector<std::string>{"first"}));
    EXPECT_EQ(document.now().version(), (std::vector{id_of(1)}));
}

// Update 3 was written by somebody who still counted with 2: its positions stay true.
TEST_F(DocumentTest, PositionsAreRawAndVoidTextIsNotShown) {
    document.apply(update(1, {}, insert(0, "ad")));
    document.apply(update(2, {id_of(1)}, insert(1, "bc")));
    document.apply(update(3, {id_of(2)}, insert(4, "e")));
    EXPECT_EQ(shown(), "abcde");
    document.set_standing(id_of(2), false);
    EXPECT_EQ(shown(), "ade");
    EXPECT_EQ(document.now().raw_text(problem), U"abcde");
    document.set_standing(id_of(3), false);
    EXPECT_EQ(document.now().raw_text(problem), U"ad") << "nothing standing reaches 2 any more";
}

TEST_F(DocumentTest, TextThatOnlyAVoidDeletionRemovedIsDeletedById) {
    document.apply(update(1, {}, insert(0, "one two three")));
    document.apply(update(2, {id_of(1)}, erase(4, 4)));
    document.apply(update(3, {id_of(2)}, insert(9, "!")));
    document.set_standing(id_of(2), false);
    EXPECT_EQ(shown(), "one two three!");
    const auto edit = edit_text(document.now(), problem, "one three!").value();
    ASSERT_EQ(edit.operations.size(), 1U);
    EXPECT_EQ(edit.operations.front(), Operation(DeleteCharacters{problem, {id_of(1), 4}, 4}));
    document.apply(update(4, {id_of(3)}, edit));
    EXPECT_EQ(shown(), "one three!");
}

TEST_F(DocumentTest, AbsentTextIsInvisibleAndKeepsItsPlace) {
    document.apply(update(1, {}, insert(0, "ad")));
    document.apply(update(2, {id_of(1)}, insert(1, "bc")));
    document.set_parts(id_of(2), std::nullopt);
    document.apply(update(3, {id_of(2)}, insert(3, "!")));
    EXPECT_EQ(shown(), "a!d");
    EXPECT_EQ(document.now().raw_text(problem), U"a\uFFFD\uFFFD!d");
    document.set_parts(id_of(2), Parts{bytes("bc")});
    EXPECT_EQ(shown(), "abc!d");
}

TEST_F(DocumentTest, ContentThatDisagreesWithTheSkeletonCountsAsAbsent) {
    document.apply(update(1, {}, insert(0, "abc")));
    document.set_parts(id_of(1), Parts{bytes("ab")});
    EXPECT_EQ(shown(), "");
    document.set_parts(id_of(1), Parts{bytes("abc"), bytes("d")});
    EXPECT_EQ(shown(), "");
    document.set_parts(id_of(1), Parts{bytes("ab\xFF")});
    EXPECT_FALSE(document.has_content(id_of(1)));
    document.set_parts(id_of(1), Parts{bytes("abd")});
    EXPECT_EQ(shown(), "abd");
}

TEST_F(DocumentTest, AnAddThatNobodySawSurvivesTheRemove) {
    document.apply(update(1, {}, edit_set(document.now(), themes, Parts{bytes("water")})));
    const auto seen = document.now();
    document.apply(update(2, {id_of(1)}, {{AddElement{themes}}, {bytes("water")}}));
    document.apply(update(3, {id_of(1)}, edit_set(seen, themes, {})));
    const auto elements = document.now().elements(themes);
    ASSERT_EQ(elements.size(), 1U);
    EXPECT_EQ(elements.front(), (Element{bytes("water"), {{id_of(2), 0}}}));
}

TEST_F(DocumentTest, AnswersForAnyVersion) {
    document.apply(update(1, {}, insert(0, "a")));
    document.apply(update(2, {id_of(1)}, insert(1, "b")));
    document.apply(update(3, {id_of(1)}, insert(1, "c")));
    const auto at = [&](std::vector<UpdateId> version) {
        return document.at(version).value().text(problem);
    };
    EXPECT_EQ(at({}), "");
    EXPECT_EQ(at({id_of(1)}), "a");
    EXPECT_EQ(at({id_of(3)}), "ac");
    EXPECT_EQ(at({id_of(2), id_of(3)}), "abc");
    const std::vector unknown{id_of(9)};
    EXPECT_EQ(document.at(unknown).error().code, Errc::unknown_update);
}

TEST_F(DocumentTest, AVersionStaysWhatItWasWhileTheDocumentGrows) {
    document.apply(update(1, {}, set_multi("first")));
    const auto then = document.now();
    ASSERT_EQ(then.multi(title).size(), 1U);
    document.apply(update(2, {id_of(1)}, set_multi("second")));
    const auto titles_then = then.multi(title);
    ASSERT_EQ(titles_then.size(), 1U);
    EXPECT_EQ(titles_then.front().update, id_of(1));
    EXPECT_EQ(titles(), std::vector<std::string>{"second"});
}

TEST_F(DocumentTest, PresentPiecesLeaveOutOnlyWhatIsNeitherRawNorShown) {
    document.apply(update(1, {}, insert(0, "abcdef")));
    document.apply(update(2, {id_of(1)}, erase(1, 1)));
    document.apply(update(3, {id_of(2)}, erase(2, 1)));
    document.set_standing(id_of(3), false);  // "d": not raw at update 3, and shown
    const auto view = document.at(std::array{id_of(3)}).value();
    std::vector<EventId> wanted;
    for (const auto& piece : view.pieces(problem)) {
        if (piece.raw || piece.shown) wanted.push_back(piece.first);
    }
    std::vector<EventId> got;
    std::uint64_t count = 0;
    for (const auto& piece : view.present_pieces(problem)) {
        got.push_back(piece.first);
        count += piece.count;
    }
    EXPECT_EQ(got, wanted);
    EXPECT_EQ(count, 5U);
}

TEST_F(DocumentTest, ConstantsCountOnlyInTheCreatingUpdate) {
    Hash thread;
    thread.bytes.front() = std::byte{7};
    const Edit both{{SetConstantId{title, thread}, SetConstant{themes}}, {bytes("born here")}};
    document.apply(update(1, {}, both));
    const Edit late{{SetConstantId{title, Hash{}}, SetConstant{problem}}, {bytes("late")}};
    document.apply(update(2, {id_of(1)}, late));
    EXPECT_EQ(document.now().constant_id(title), thread);
    EXPECT_EQ(document.now().constant(themes)->content, bytes("born here"));
    EXPECT_FALSE(document.now().constant(problem));
    EXPECT_EQ(document.now().fields().size(), 2U);
}

TEST_F(DocumentTest, WhatLeavesTheDocumentOrDoesNotParseIsVoidForEver) {
    document.apply(update(1, {}, insert(0, "a")));
    document.apply(update(2, {id_of(1), id_of(99)}, insert(1, "b")));
    document.apply(update(3, {}, insert(1, "c")));
    auto broken = update(4, {id_of(1)});
    broken.skeleton.reset();
    document.apply(broken);
    for (const auto number : {2U, 3U, 4U}) {
        document.set_standing(id_of(number), true);
        EXPECT_FALSE(document.stands(id_of(number)));
    }
    EXPECT_EQ(shown(), "a");
    EXPECT_EQ(document.updates(), 4U);
}

TEST(Edit, RefusesBadAndOverlongText) {
    Document document{same_bytes<DocumentId>(id_of(1))};
    EXPECT_EQ(edit_text(document.now(), problem, "\xC0\x80").error().code, praxis::Errc::bad_utf8);
    EXPECT_EQ(edit_text(document.now(), problem, std::string(65537, 'a')).error().code,
              Errc::field_too_long);
    const auto whole = edit_text(document.now(), problem, std::string(65536, 'a'));
    const auto pieces = split(whole.value(), 16 * 1024 - 8);
    EXPECT_GE(pieces.size(), 4U);
    for (const auto& piece : pieces) {
        std::size_t size = encode(Skeleton{piece.operations}).size();
        for (const auto& part : piece.parts)
            size += part.size();
        EXPECT_LE(size, 16U * 1024);
    }
}

}  // namespace
}  // namespace praxis::crdt
