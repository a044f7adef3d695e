#include "crdt/archive.hpp"

#include "crdt/text_archive.hpp"

#include <gtest/gtest.h>

namespace praxis::crdt {
namespace {

constexpr std::uint8_t kind_document = 1;
constexpr std::uint8_t kind_text = 2;
const Address story{3, std::string{"en"}};
const Address title{1, {}};
const Address budget{2, {}};

UpdateId id_of(unsigned number) {
    UpdateId out;
    out.bytes.back() = static_cast<std::byte>(number);
    return out;
}

Update update(unsigned number,
              const std::vector<unsigned>& deps,
              std::vector<Operation> operations,
              const std::vector<std::string>& parts) {
    Update out;
    out.id = id_of(number);
    for (const auto dep : deps)
        out.deps.push_back(id_of(dep));
    out.skeleton = Skeleton{std::move(operations)};
    out.parts.emplace();
    for (const auto& part : parts)
        out.parts->push_back(copy(bytes_of(part)));
    out.stands = true;
    out.written = from_millis(1'700'000'000'000 + number);
    return out;
}

/// A case study that three people worked on, two of them at once.
Document case_study() {
    Document out{same_bytes<DocumentId>(id_of(1))};
    out.apply(
        update(1, {}, {SetLast{title}, InsertText{story, 0, 15}}, {"Pumps", "The pump broke."}));
    out.apply(update(2, {1}, {InsertText{story, 3, 4}, SetMulti{budget}}, {" old", "100"}));
    out.apply(update(3, {1}, {DeleteText{story, 9, 5}, SetMulti{budget}}, {"200"}));
    return out;
}

std::string reading(const Document& document) {
    return document.now().text(story);
}

Archive opened(Bytes file) {
    auto out = Archive::open(std::move(file));
    EXPECT_TRUE(out) << (out ? "" : out.error().text());
    return std::move(out.value());
}

/// The sections of a file, to make another one of.
std::vector<detail::Section> sections_of(const Bytes& file, std::uint8_t kind) {
    const auto sealed = detail::Sealed::open(file, kind).value();
    std::vector<detail::Section> out;
    for (const auto number : sealed.numbers())
        out.push_back({number, sealed.section(number).value()});
    return out;
}

TEST(ArchiveTest, GivesBackTheDocument) {
    const auto document = case_study();
    const auto archive = opened(Archive::save(document));
    EXPECT_EQ(archive.id(), document.id());
    const auto shown = archive.shown().value();
    EXPECT_EQ(std::get<std::string>(shown.fields.at({FieldType::text, story})), "The old pump .");
    EXPECT_EQ(
        std::get<std::vector<Value>>(shown.fields.at({FieldType::multi_value, budget})).size(), 2U);
    auto again = archive.document().value();
    EXPECT_EQ(reading(again), "The old pump .");
    EXPECT_EQ(again.merged_from(), 2U);
    // It is a document as any other: verdicts come, work goes on, versions are there.
    again.set_standing(id_of(3), false);
    EXPECT_EQ(reading(again), "The old pump broke.");
    again.apply(update(4, {2, 3}, {InsertText{story, 0, 1}}, {"!"}));
    EXPECT_EQ(reading(again), "!The old pump broke.");
    const std::vector<UpdateId> first{id_of(1)};
    EXPECT_EQ(again.at(first).value().text(story), "The pump broke.");
}

TEST(ArchiveTest, SavesADocumentThatNothingIsKnownOf) {
    const Document empty{same_bytes<DocumentId>(id_of(9))};
    const auto archive = opened(Archive::save(empty));
    EXPECT_EQ(archive.shown().value(), project(empty));
    EXPECT_EQ(archive.document().value().updates(), 0U);
}

TEST(ArchiveTest, RefusesAFileWithAnyByteChangedOrMissing) {
    const auto file = Archive::save(case_study());
    for (std::size_t i = 0; i < file.size(); ++i) {
        auto other = file;
        other[i] ^= std::byte{0x10};
        EXPECT_FALSE(Archive::open(other)) << i;
        EXPECT_FALSE(Archive::open({file.begin(), file.begin() + static_cast<std::ptrdiff_t>(i)}));
    }
    auto longer = file;
    longer.push_back({});
    EXPECT_FALSE(Archive::open(longer));
}

TEST(ArchiveTest, SaysThatANewerProgramWroteIt) {
    auto file = Archive::save(case_study());
    file[4] = std::byte{2};
    EXPECT_EQ(Archive::open(file).error().code, praxis::Errc::unknown_version);
}

TEST(ArchiveTest, KeepsSectionsThatItDoesNotKnow) {
    auto sections = sections_of(Archive::save(case_study()), kind_document);
    sections.push_back({4711, copy(bytes_of("of a later program"))});
    const auto archive = opened(detail::seal(kind_document, sections));
    const auto again = sections_of(Archive::save(archive.document().value()), kind_document);
    EXPECT_EQ(again.back().number, 4711U);
    EXPECT_EQ(text_of(again.back().bytes), "of a later program");
}

TEST(ArchiveTest, LetsANewerProgramReadWhatThisOneCouldNot) {
    auto document = case_study();
    const Skeleton skeleton{{InsertText{story, 0, 3}}};
    Update later{id_of(4), {id_of(2), id_of(3)}, {}, {}, true, {}, {}, encode(skeleton)};
    later.parts = {copy(bytes_of("Hi "))};
    document.apply(later);
    EXPECT_EQ(reading(document), "The old pump .");
    // The skeleton parses here, so that this program is the newer one when it loads the file.
    EXPECT_EQ(reading(opened(Archive::save(document)).document().value()), "Hi The old pump .");

    Update never{id_of(5), {id_of(4)}, {}, {}, true, {}, {}, copy(bytes_of("\x7F"))};
    document.apply(never);
    const auto file = Archive::save(document);
    EXPECT_EQ(Archive::save(opened(file).document().value()).empty(), false);
    auto found = sections_of(Archive::save(opened(file).document().value()), kind_document);
    const auto kept = std::any_of(found.begin(), found.end(), [](const auto& section) {
        return text_of(section.bytes).find('\x7F') != std::string_view::npos;
    });
    EXPECT_TRUE(kept);
}

TEST(ArchiveTest, ReadsWhatIsShownWithoutTheHistory) {
    auto sections = sections_of(Archive::save(case_study()), kind_document);
    for (auto& section : sections) {
        if (section.number > 2) section.bytes = copy(bytes_of("nonsense"));
    }
    const auto archive = opened(detail::seal(kind_document, sections));
    EXPECT_TRUE(archive.shown());
    EXPECT_EQ(archive.document().error().code, Errc::damaged_archive);
}

TEST(ArchiveTest, RefusesSectionsThatDoNotAgreeUnderARightHash) {
    const auto good = sections_of(Archive::save(case_study()), kind_document);
    for (std::size_t which = 0; which < good.size(); ++which) {
        for (std::size_t i = 0; i < good[which].bytes.size(); ++i) {
            auto sections = good;
            sections[which].bytes.resize(i);
            const auto archive = Archive::open(detail::seal(kind_document, sections));
            if (!archive) continue;
            const auto document = archive.value().document();
            const auto shown = archive.value().shown();
            if (good[which].number == 1) {
                EXPECT_TRUE(!shown || i > 0 || shown.value().fields.empty());
            } else {
                EXPECT_FALSE(document) << good[which].number << " cut to " << i;
            }
        }
    }
}

TEST(ArchiveTest, SavesTextThatShrinksTooWellToBeRead) {
    Document document{same_bytes<DocumentId>(id_of(1))};
    constexpr std::size_t length = 16'384;
    document.apply(update(1, {}, {InsertText{story, 0, length}}, {std::string(length, 'a')}));
    for (unsigned i = 2; i < 200; ++i) {
        document.apply(
            update(i, {i - 1}, {InsertText{story, 0, length}}, {std::string(length, 'a')}));
    }
    const auto archive = opened(Archive::save(document));
    EXPECT_EQ(archive.document().value().now().text(story).size(), 199 * length);
}

TEST(ArchiveTest, KeepsTheHistoryOfATextThatStandsAlone) {
    Text text;
    const std::vector<EventName> nothing;
    const std::vector<EventName> seen{{"ada", 4}};
    const std::vector<Patch> hello{{0, 0, U"Hello"}};
    const std::vector<Patch> end{{5, 0, U"! \u010Dau"}};
    const std::vector<Patch> start{{0, 1, U"J"}};
    ASSERT_TRUE(text.apply({"ada", 0}, nothing, hello));
    ASSERT_TRUE(text.apply({"bo", 10}, seen, end));
    ASSERT_TRUE(text.apply({"cy", 0}, seen, start));
    const auto archive = TextArchive::open(TextArchive::save(text)).value();
    EXPECT_EQ(archive.shown().value(), "Jello! \u010Dau");
    const auto again = archive.history().value();
    EXPECT_EQ(again->text(), text.text());
    EXPECT_FALSE(again->apply({"bo", 10}, seen, end).value());  // knows what it has
    again->type("cy", {0, 1, U"C"});
    text.type("cy", {0, 1, U"C"});
    EXPECT_EQ(again->text(), text.text());
    EXPECT_EQ(TextArchive::save(*again), TextArchive::save(text));
}

TEST(ArchiveTest, RefusesATextWhoseColumnsDoNotAgree) {
    Text text;
    text.type("ada", {0, 0, U"pump and valve"});
    text.type("bo", {4, 4, {}});
    text.type("ada", {0, 0, U"a "});
    const auto good = sections_of(TextArchive::save(text), kind_text);
    for (std::size_t which = 0; which < good.size(); ++which) {
        if (good[which].number == 0) continue;  // what it shows
        for (std::size_t i = 0; i < good[which].bytes.size(); ++i) {
            auto sections = good;
            sections[which].bytes.resize(i);
            const auto archive = TextArchive::open(detail::seal(kind_text, sections)).value();
            EXPECT_FALSE(archive.history()) << good[which].number << " cut to " << i;
        }
    }
}

}  // namespace
}  // namespace praxis::crdt
