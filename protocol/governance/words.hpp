#pragma once

#include "protocol/base/ids.hpp"

namespace praxis::governance {

/// Eight English words with spaces between, one for each of the hash's first eight bytes: what
/// two people compare by telephone. The list never changes.
[[nodiscard]] std::string words_of(const Hash& hash);

}  // namespace praxis::governance
