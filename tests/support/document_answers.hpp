#pragma once

#include "crdt/anchor.hpp"
#include "tests/support/crdt_oracle/oracle.hpp"

#include <map>

namespace praxis::testing {

/// The same update or address, in types of the oracle; `skeleton` are the bytes it is to read.
[[nodiscard]] oracle::Update for_oracle(const crdt::Update& update, std::optional<Bytes> skeleton);
[[nodiscard]] oracle::Address for_oracle(const crdt::Address& at);
/// The same address or anchor, in types of the document; the anchor was written and read on the
/// way.
[[nodiscard]] crdt::Address for_document(const oracle::Address& at);
[[nodiscard]] crdt::Anchor for_document(const oracle::Anchor& anchor);

struct Texts {
    std::string shown;
    std::u32string raw;
    std::vector<oracle::Passage> blame;
    friend bool operator==(const Texts&, const Texts&) = default;
};

/// What one field shows, whatever its type.
using Answer = std::variant<std::optional<Hash>,
                            std::optional<oracle::Value>,
                            std::vector<oracle::Value>,
                            Texts,
                            std::vector<oracle::Element>,
                            std::vector<oracle::Item>,
                            std::vector<oracle::Entry>>;

/// Everything that was asked of a document at one version.
struct Answers {
    std::vector<UpdateId> version;
    std::vector<oracle::FieldId> fields;
    std::map<oracle::FieldId, Answer> shown;
    std::vector<oracle::Found> anchors;
};

/// What is asked of a version.
struct Asked {
    std::set<oracle::FieldId> fields;
    std::vector<oracle::Anchor> anchors;
};

[[nodiscard]] Answers answers_of(const crdt::View& view, const Asked& asked);
[[nodiscard]] Answers answers_of(const oracle::Oracle& oracle,
                                 const oracle::Oracle::Ids& version,
                                 const Asked& asked);

/// What the newest join brought together.
struct Merged {
    std::size_t from = 1;
    std::vector<oracle::FieldId> fields;
    friend bool operator==(const Merged&, const Merged&) = default;
};
[[nodiscard]] Merged merged_of(const crdt::Document& document);
[[nodiscard]] Merged merged_of(const oracle::Oracle& oracle);

/// The names of what is not the same: `version`, `fields`, `anchor`, or a type of field.
[[nodiscard]] std::set<std::string> differences(const Answers& one, const Answers& other);

}  // namespace praxis::testing
