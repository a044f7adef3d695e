#pragma once

#include "crdt/document.hpp"
#include "tests/support/crdt_oracle/oracle.hpp"

#include <map>

namespace praxis::testing {

/// The same update or address, in types of the oracle; `skeleton` are the bytes it is to read.
[[nodiscard]] oracle::Update for_oracle(const crdt::Update& update, std::optional<Bytes> skeleton);
[[nodiscard]] oracle::Address for_oracle(const crdt::Address& at);

struct Texts {
    std::string shown;
    std::u32string raw;
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
};

[[nodiscard]] Answers answers_of(const crdt::View& view, const std::set<oracle::FieldId>& asked);
[[nodiscard]] Answers answers_of(const oracle::Oracle& oracle,
                                 const oracle::Oracle::Ids& version,
                                 const std::set<oracle::FieldId>& asked);

/// The names of what is not the same: `version`, `fields`, or a type of field.
[[nodiscard]] std::set<std::string> differences(const Answers& one, const Answers& other);

}  // namespace praxis::testing
