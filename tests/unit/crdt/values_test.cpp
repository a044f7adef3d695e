#include "crdt/document.hpp"

#include <gtest/gtest.h>

namespace praxis::crdt {
namespace {

// Ballots, strict sets and logs.

constexpr std::uint16_t votes = 9;
const Address members{7, {}};
const Address decisions{8, {}};

UpdateId id_of(unsigned number) {
    UpdateId out;
    out.bytes.back() = static_cast<std::byte>(number);
    return out;
}

PersonId person(unsigned number) {
    return same_bytes<PersonId>(id_of(number));
}

Address ballot_of(unsigned number) {
    return {votes, same_bytes<Hash>(person(number))};
}

class ValuesTest : public ::testing::Test {
protected:
    ValuesTest() { write(1, {}, {}, {}); }

    /// An update with one operation or none, made by a device of person 0 unless said otherwise.
    void write(unsigned number,
               const std::vector<unsigned>& deps,
               std::optional<Operation> operation,
               std::optional<std::string> part,
               unsigned by = 0,
               int written = 0) {
        Update update;
        update.id = id_of(number);
        for (const auto dep : deps)
            update.deps.push_back(id_of(dep));
        update.skeleton.emplace();
        if (operation) update.skeleton->operations.push_back(std::move(*operation));
        update.parts.emplace();
        if (part) update.parts->push_back(copy(bytes_of(*part)));
        update.stands = true;
        update.written = from_millis(written);
        update.person = person(by);
        ASSERT_EQ(document.apply(std::move(update)), Document::Applied::merged);
    }
    void add(unsigned number, const std::vector<unsigned>& deps, const std::string& element) {
        write(number, deps, AddStrict{members}, element);
    }
    void remove(unsigned number, const std::vector<unsigned>& deps, unsigned added) {
        write(number, deps, RemoveStrict{members, {{id_of(added), 0}}}, {});
    }
    [[nodiscard]] std::string who() const {
        std::string out;
        for (const auto& element : document.now().strict_elements(members))
            out += std::string{element.content ? text_of(*element.content) : "?"} + " ";
        return out;
    }
    [[nodiscard]] std::string vote(unsigned of) const {
        const auto cast = document.now().ballot(ballot_of(of));
        if (!cast) return "none";
        return cast->content ? std::string{text_of(*cast->content)} : "?";
    }
    [[nodiscard]] std::string log() const {
        std::string out;
        for (const auto& entry : document.now().entries(decisions))
            out += std::string{entry.content ? text_of(*entry.content) : "?"} + " ";
        return out;
    }

    Document document{same_bytes<DocumentId>(id_of(1))};
};

TEST_F(ValuesTest, ARemovalTakesOutWhatOthersAddedWithoutKnowingOfIt) {
    add(2, {1}, "ann");
    add(3, {1}, "ann");
    add(4, {1}, "bob");
    remove(5, {2}, 2);
    EXPECT_EQ(who(), "bob ");
    document.set_standing(id_of(5), false);
    EXPECT_EQ(who(), "ann bob ") << "a removal that does not stand holds nothing back";
}

TEST_F(ValuesTest, ARemovalIsLiftedByAnAddThatFollowsIt) {
    add(2, {1}, "ann");
    remove(3, {2}, 2);
    remove(4, {2}, 2);
    add(5, {3}, "ann");
    EXPECT_EQ(who(), "") << "whoever added it knew of one removal of two";
    add(6, {4}, "ann");
    EXPECT_EQ(who(), "ann ") << "each was lifted by somebody who knew of it";
    document.set_standing(id_of(6), false);
    EXPECT_EQ(who(), "");
}

TEST_F(ValuesTest, AnAddWithoutContentIsAnElementOfItsOwn) {
    add(2, {1}, "ann");
    add(3, {1}, "ann");
    document.set_parts(id_of(3), std::nullopt);
    EXPECT_EQ(who(), "ann ? ");
    remove(4, {2, 3}, 3);
    EXPECT_EQ(who(), "ann ");
    document.set_parts(id_of(3), std::vector<Bytes>{copy(bytes_of("ann"))});
    EXPECT_EQ(who(), "") << "now it is known whom the removal meant";
}

TEST_F(ValuesTest, OnlyTheDevicesOfAPersonCastTheirBallot) {
    write(2, {1}, CastBallot{ballot_of(7)}, "yes", 7);
    write(3, {2}, CastBallot{ballot_of(7)}, "no", 8);
    EXPECT_EQ(vote(7), "yes");
    EXPECT_EQ(vote(8), "none");
    EXPECT_EQ(document.now().fields().size(), 1U);
    document.set_person(id_of(3), person(7));
    EXPECT_EQ(vote(7), "no") << "whose device it was is known better now";
    document.set_person(id_of(3), std::nullopt);
    document.set_person(id_of(2), std::nullopt);
    EXPECT_EQ(vote(7), "none");
    EXPECT_TRUE(document.now().fields().empty());
}

TEST_F(ValuesTest, TheLatestBallotOfAPersonCountsFromWhicheverDevice) {
    write(2, {1}, CastBallot{ballot_of(7)}, "yes", 7, 20);
    write(3, {1}, CastBallot{ballot_of(7)}, "no", 7, 10);
    EXPECT_EQ(vote(7), "yes") << "of two that know nothing of each other the later claim";
    write(4, {2, 3}, CastBallot{ballot_of(7)}, "perhaps", 7, 0);
    EXPECT_EQ(vote(7), "perhaps") << "causality before any clock";
    document.set_standing(id_of(4), false);
    EXPECT_EQ(vote(7), "yes");
}

TEST_F(ValuesTest, AnEntryStandsBehindAllThatItsAuthorKnew) {
    write(9, {1}, AppendEntry{decisions}, "first", 0, 50);
    write(3, {9}, AppendEntry{decisions}, "third", 0, 10);
    write(5, {1}, AppendEntry{decisions}, "zeroth");
    EXPECT_EQ(log(), "zeroth first third ") << "side by side the smaller id comes first";
    document.set_standing(id_of(9), false);
    EXPECT_EQ(log(), "zeroth third ");
    document.set_parts(id_of(5), std::nullopt);
    EXPECT_EQ(log(), "? third ");
}

TEST(OperationNumbers, StandInTheShortestForm) {
    const Skeleton log{{AppendEntry{decisions}}};
    const auto bytes = encode(log);
    EXPECT_EQ(hex(bytes), "01001008");
    EXPECT_EQ(parse_skeleton(bytes).value(), log);
    const auto refused = [](std::string_view digits) {
        return parse_skeleton(from_hex(digits).value()).error().code;
    };
    EXPECT_EQ(refused("01000308"), praxis::Errc::not_canonical) << "3 has a short form";
    EXPECT_EQ(refused("01001108"), Errc::unknown_operation);
    EXPECT_EQ(refused("010d09"), Errc::bad_address) << "a ballot without a person";
}

}  // namespace
}  // namespace praxis::crdt
