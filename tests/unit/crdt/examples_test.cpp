#include "crdt/document.hpp"
#include "protocol/base/utf8.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace praxis::crdt {
namespace {

// The two examples of crdt/README.md, section 5, in every causal order.

const Address field{1, {}};

UpdateId id_of(char name) {
    UpdateId out;
    out.bytes.back() = static_cast<std::byte>(name);
    return out;
}

Update update(char name,
              const std::string& deps,
              std::vector<Operation> operations,
              std::vector<std::string> texts = {}) {
    Update out;
    out.id = id_of(name);
    for (const char dep : deps)
        out.deps.push_back(id_of(dep));
    out.skeleton = Skeleton{std::move(operations)};
    out.parts.emplace();
    for (const auto& text : texts)
        out.parts->push_back(copy(bytes_of(text)));
    out.stands = true;
    return out;
}

TEST(Examples, TwoPeopleAndOneSentence) {
    const auto a = update('a', "", {InsertText{field, 0, 15}}, {"The pump broke."});
    const auto b = update('b', "a", {InsertText{field, 3, 4}}, {" old"});
    const auto c = update('c', "a", {DeleteText{field, 9, 5}, InsertText{field, 9, 6}}, {"failed"});
    for (const auto& order : {std::vector{a, b, c}, std::vector{a, c, b}}) {
        Document document{same_bytes<DocumentId>(a.id)};
        for (const auto& one : order)
            document.apply(one);
        EXPECT_EQ(document.events(), 30U);
        EXPECT_EQ(document.now().text(field), "The old pump failed.");
        const std::array bens{c.id};
        EXPECT_EQ(document.at(bens).value().text(field), "The pump failed.");
    }
}

TEST(Examples, ADeletionThatTurnsOutToBeVoid) {
    Document document{same_bytes<DocumentId>(id_of('a'))};
    document.apply(update('a', "", {InsertText{field, 0, 3}}, {"abc"}));
    document.apply(update('d', "a", {DeleteText{field, 1, 1}}));
    EXPECT_EQ(document.now().text(field), "ac");
    document.apply(update('e', "d", {InsertText{field, 1, 1}}, {"X"}));
    EXPECT_EQ(document.now().text(field), "aXc");
    document.set_standing(id_of('d'), false);
    EXPECT_EQ(document.now().raw_text(field), U"aXc");
    EXPECT_EQ(document.now().text(field), "aXbc");
    document.set_standing(id_of('d'), true);
    EXPECT_EQ(document.now().text(field), "aXc");
    document.set_standing(id_of('e'), false);
    document.set_standing(id_of('d'), false);
    EXPECT_EQ(document.now().raw_text(field), U"abc") << "nothing that stands is built on it";
}

}  // namespace
}  // namespace praxis::crdt
