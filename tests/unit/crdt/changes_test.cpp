#include "crdt/changes.hpp"

#include <gtest/gtest.h>

namespace praxis::crdt {
namespace {

const Address story{3, std::string{"en"}};
const Address title{1, {}};

UpdateId id_of(unsigned number) {
    UpdateId out;
    out.bytes.back() = static_cast<std::byte>(number);
    return out;
}

class ChangesTest : public ::testing::Test {
protected:
    void write(unsigned number,
               const std::vector<unsigned>& deps,
               std::vector<Operation> operations,
               const std::vector<std::string>& parts) {
        Update update;
        update.id = id_of(number);
        for (const auto dep : deps)
            update.deps.push_back(id_of(dep));
        update.skeleton = Skeleton{std::move(operations)};
        update.parts.emplace();
        for (const auto& part : parts)
            update.parts->push_back(copy(bytes_of(part)));
        update.stands = true;
        document.apply(std::move(update));
    }
    /// `field:[position-removed+inserted]` of texts, `field=value` of registers.
    [[nodiscard]] std::string changes() {
        std::string out;
        for (const auto& change : document.take_changes()) {
            out += std::to_string(change.field.at.field);
            if (const auto* value = std::get_if<std::optional<Value>>(&change.now)) {
                const bool is_there = *value && (*value)->content;
                out += "=" + std::string{is_there ? text_of(*(*value)->content) : "none"};
            }
            for (const auto& one : change.text) {
                out += ":[" + std::to_string(one.position) + "-" + std::to_string(one.removed) +
                       "+" + one.inserted + "]";
            }
            out += " ";
        }
        return out;
    }
    Document document{same_bytes<DocumentId>(id_of(1))};
};

TEST_F(ChangesTest, TellsAtFirstAllThatIsShown) {
    write(1, {}, {SetLast{title}, InsertText{story, 0, 5}}, {"Pumps", "a\u010Dcde"});
    EXPECT_EQ(changes(), "1=Pumps 3:[0-0+a\u010Dcde] ");
    EXPECT_EQ(changes(), "");
}

TEST_F(ChangesTest, TellsOfEachPlaceThatAMergeTouched) {
    write(1, {}, {InsertText{story, 0, 9}}, {"abcdefghi"});
    EXPECT_EQ(changes(), "3:[0-0+abcdefghi] ");
    write(2, {1}, {InsertText{story, 8, 1}, DeleteText{story, 1, 2}}, {"X"});
    write(3, {1}, {InsertText{story, 2, 1}}, {"Y"});
    EXPECT_EQ(changes(), "3:[1-2+Y]:[7-0+X] ");
    EXPECT_EQ(document.now().text(story), "aYdefghXi");
}

TEST_F(ChangesTest, TellsOfVerdictsAndContentsBothWays) {
    write(1, {}, {SetLast{title}, InsertText{story, 0, 5}}, {"Pumps", "abcde"});
    write(2, {1}, {SetLast{title}, DeleteText{story, 1, 3}}, {"Valves"});
    (void)changes();
    document.set_standing(id_of(2), false);
    EXPECT_EQ(changes(), "1=Pumps 3:[1-0+bcd] ");
    document.set_standing(id_of(2), true);
    document.set_standing(id_of(2), false);
    EXPECT_EQ(changes(), "");
    document.set_standing(id_of(2), true);
    document.set_parts(id_of(2), std::nullopt);
    EXPECT_EQ(changes(), "1=none 3:[1-3+] ");
    document.set_parts(id_of(1), std::nullopt);
    EXPECT_EQ(changes(), "3:[0-2+] ");
}

TEST_F(ChangesTest, SaysNothingOfWhatNobodySees) {
    write(1, {}, {InsertText{story, 0, 5}}, {"abcde"});
    (void)changes();
    write(2, {1}, {}, {});
    write(3, {2}, {InsertText{story, 0, 1}, DeleteText{story, 0, 1}}, {"X"});
    EXPECT_EQ(changes(), "");
}

// What leaves the version, because nothing that stands is built on it, is taken back as well.
TEST_F(ChangesTest, TellsOfTextThatIsOfNoVersionAnyMore) {
    write(1, {}, {InsertText{story, 0, 2}}, {"ab"});
    write(2, {1}, {InsertText{story, 1, 1}}, {"X"});
    EXPECT_EQ(changes(), "3:[0-0+aXb] ");
    document.set_standing(id_of(2), false);
    EXPECT_EQ(changes(), "3:[1-1+] ");
}

}  // namespace
}  // namespace praxis::crdt
