// F10: files of documents and of texts. Input: either sections of any content, put under a right
// hash, as a file of somebody who means harm; or the seed of a history, of which what is saved must
// come back, show what the oracle shows, and with one byte changed or cut off be refused, while the
// document it was made of stays as it is. Whatever can be loaded can be saved again, and is then
// the same.
#include "crdt/archive.hpp"
#include "crdt/text_archive.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/document_answers.hpp"
#include "tests/support/random_history.hpp"

#include <algorithm>

namespace praxis::fuzz {
namespace {

using namespace crdt;

constexpr std::uint8_t kind_document = 1;
constexpr std::uint8_t kind_text = 2;
constexpr std::size_t sections_max = 32;
// The oracle's time grows with the cube of a text: what is wrong in small is found soon.
constexpr std::size_t updates_max = 6;

/// Each section: how far its number is from the one before, its length, its bytes.
Bytes chosen_file(Choices& choices, std::uint8_t kind) {
    std::vector<detail::Section> sections;
    std::uint64_t number = 0;
    while (choices.any() && sections.size() < sections_max) {
        number += choices.u8();
        const auto length = choices.u16();
        sections.push_back({number++, copy(choices.bytes(length))});
    }
    return detail::seal(kind, sections);
}

/// What it shows and the document itself, both from the file.
void expect_same(const Bytes& file, const Document& document) {
    const auto archive = Archive::open(file);
    expect(archive.has_value(), "what was saved can be opened");
    const auto shown = archive.value().shown();
    const auto wanted = project(document);
    expect(shown && shown.value() == wanted, "a file shows what its document shows");
    const auto again = archive.value().document();
    expect(again.has_value(), "what was saved can be loaded");
    expect(project(again.value()) == wanted, "a loaded document shows what the saved one does");
    expect(again.value().updates() == document.updates(), "no update is lost or made up");
    expect(again.value().events() == document.events(), "no event is lost or made up");
    expect(Archive::save(again.value()) == file, "a loaded document is saved as the same file");
}

void load_document(Choices& choices) {
    const auto archive = Archive::open(chosen_file(choices, kind_document));
    if (!archive) return;
    (void)archive.value().shown();
    const auto document = archive.value().document();
    if (document) expect_same(Archive::save(document.value()), document.value());
}

void expect_same(const Bytes& file, const Text& text) {
    const auto archive = TextArchive::open(file);
    expect(archive.has_value(), "what was saved can be opened");
    const auto again = archive.value().history();
    expect(again.has_value(), "what was saved can be loaded");
    expect(again.value()->text() == text.text(), "a loaded text shows what the saved one does");
    expect(TextArchive::save(*again.value()) == file, "a loaded text is saved as the same file");
}

void load_text(Choices& choices) {
    const auto archive = TextArchive::open(chosen_file(choices, kind_text));
    if (!archive) return;
    (void)archive.value().shown();
    const auto text = archive.value().history();
    if (text) expect_same(TextArchive::save(*text.value()), *text.value());
}

void save_and_damage(Choices& choices) {
    const testing::RandomHistory history{choices.u64()};
    const auto count = choices.below(std::min(updates_max, history.updates.size()) + 1);
    testing::oracle::Oracle oracle{history.document};
    Document document{history.document};
    testing::Asked asked;
    for (std::size_t i = 0; i < count; ++i) {
        oracle.add(testing::for_oracle(history.updates[i], history.skeletons[i]));
        document.apply(history.updates[i]);
    }
    const auto current = oracle.closure(oracle.current());
    for (const auto& field : oracle.fields(current))
        asked.fields.insert(field);
    const auto file = Archive::save(document);
    expect_same(file, document);
    const auto loaded = Archive::open(file).value().document();
    const auto wanted = testing::answers_of(oracle, current, asked);
    expect(testing::differences(wanted, testing::answers_of(loaded.value().now(), asked)).empty(),
           "a loaded document shows what the oracle shows");

    auto damaged = file;
    const auto at = choices.u16() % file.size();
    const auto change = choices.u8();
    if (change == 0) {
        damaged.resize(at);
    } else {
        damaged[at] ^= static_cast<std::byte>(change);
    }
    expect(!Archive::open(damaged), "a damaged file is refused");
    expect(Archive::save(document) == file, "saving and loading leave the document as it is");
}

}  // namespace

void one_input(ByteView input) {
    Choices choices{input};
    // The oracle is slow, so few inputs ask it.
    const auto what = choices.below(8);
    if (what < 4) return load_document(choices);
    if (what < 7) return load_text(choices);
    save_and_damage(choices);
}

}  // namespace praxis::fuzz
