#pragma once

#include "node/community/kind.hpp"

namespace praxis::community {

/// One file's content in domain types, checked alone; `Kinds::load` checks files together.
/// `file` is for the words of errors.
struct KindFile {
    Kind kind;                        ///< own fields only, in file order
    std::vector<std::string> shared;  ///< names to take over
};
[[nodiscard]] Result<KindFile> parse_kind(const std::string& file, const std::string& text);

/// The same for `shared.fields`.
[[nodiscard]] Result<std::vector<Field>> parse_shared_fields(const std::string& file,
                                                             const std::string& text);

}  // namespace praxis::community
