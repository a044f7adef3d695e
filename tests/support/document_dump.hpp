#pragma once

#include "node/replica/loader.hpp"

#include <string>

namespace praxis::test {

/// Everything a document can be asked, in words: its updates with authors, verdicts and contents,
/// and every field as it is now and at versions of before, some merged. Two that answer alike in
/// all give the same text.
[[nodiscard]] std::string dump(const node::DocumentState& state);

}  // namespace praxis::test
