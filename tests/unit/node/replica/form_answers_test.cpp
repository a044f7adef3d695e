#include "tests/unit/node/replica/replica_world.hpp"

// A form that is sent again is answered as the first time, and writes nothing.

namespace praxis::node {
namespace {

class FormAnswers : public ReplicaTest {};

TEST_F(FormAnswers, AFormSentAgainIsAnsweredAsTheFirstTimeAlsoAfterACrash) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    const auto first = write(machine, space, "Once.", {}, {}, {}, token(1));
    ASSERT_TRUE(first);
    const auto count = updates(machine);
    ASSERT_TRUE(write(machine, space, "Once. Later.", first.value().document));
    const auto same = [&](const Result<Written>& again) {
        ASSERT_TRUE(again) << again.error().text();
        EXPECT_EQ(again.value().document, first.value().document);
        EXPECT_EQ(again.value().updates, first.value().updates);
        EXPECT_EQ(again.value().version, first.value().version);
        EXPECT_EQ(updates(machine), count + 1);
    };
    same(write(machine, space, "Once.", {}, {}, {}, token(1)));
    stop(machine);
    machine.disk.crash();
    open(machine);
    same(write(machine, space, "Once.", {}, {}, {}, token(1)));
    EXPECT_EQ(machine.replica->answer_to(token(1)).value()->updates, first.value().updates);
    EXPECT_FALSE(machine.replica->answer_to(token(2)).value());
}

TEST_F(FormAnswers, AFormSentTwiceAtOnceWritesOnce) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    Draft draft;
    draft.space = space;
    draft.kind = case_study;
    draft.token = token(1);
    crdt::Document empty{DocumentId{}};
    draft.edit = crdt::edit_text(empty.now(), {problem, {}}, "Once.").value();
    std::optional<Result<Written>> one;
    std::optional<Result<Written>> two;
    program_->tasks.spawn(keep(machine.replica->author(draft), one));
    program_->tasks.spawn(keep(machine.replica->author(draft), two));
    EXPECT_TRUE(world_.run_until([&] { return one && two; }, 60s));
    ASSERT_TRUE(*one && *two);
    EXPECT_EQ(one->value().updates, two->value().updates);
    EXPECT_EQ(machine.replica->documents({}, {}).value().size(), 1U);
}

TEST_F(FormAnswers, AFormWhoseWritingFailedIsDealtWithWhenItComesAgain) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    machine.disk.fail_next_commit(store::StoreErrc::full);
    ASSERT_FALSE(write(machine, space, "Words.", {}, {}, {}, token(1)));
    EXPECT_FALSE(machine.replica->answer_to(token(1)).value());
    const auto written = write(machine, space, "Words.", {}, {}, {}, token(1));
    ASSERT_TRUE(written);
    EXPECT_EQ(read(machine, written.value().document), "Words.");
}

TEST_F(FormAnswers, AFormThatChangedNothingIsRememberedToo) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    const auto made = write(machine, space, "Words.");
    ASSERT_TRUE(made);
    const auto count = updates(machine);
    const auto id = made.value().document;
    const auto nothing = write(machine, space, "Words.", id, {}, {}, token(1));
    ASSERT_TRUE(nothing) << nothing.error().text();
    EXPECT_TRUE(nothing.value().updates.empty());
    EXPECT_EQ(nothing.value().version, made.value().version);
    EXPECT_EQ(updates(machine), count);
    ASSERT_TRUE(write(machine, space, "Other words.", id));
    const auto again = write(machine, space, "Words.", id, {}, {}, token(1));
    ASSERT_TRUE(again);
    EXPECT_EQ(again.value().version, made.value().version);
    EXPECT_EQ(read(machine, id), "Other words.");
}

TEST_F(FormAnswers, ADamagedAnswerIsSaidToWhoAsksAndStopsNobody) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    ASSERT_TRUE(write(machine, space, "Words.", {}, {}, {}, token(1)));
    ASSERT_TRUE(machine.disk.damage(store::Table::form_token, token(1).view(), 40));
    const auto again = write(machine, space, "Words.", {}, {}, {}, token(1));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, NodeErrc::bad_request);
    EXPECT_FALSE(machine.replica->broken());
    EXPECT_TRUE(write(machine, space, "Others go on.", {}, {}, {}, token(2)));
}

}  // namespace
}  // namespace praxis::node
