#pragma once

#include "node/community/kind.hpp"
#include "protocol/governance/acts.hpp"

namespace praxis::community {

/// What a role is for, as commands and requests write it: "kind:5", "document:ID", "theme:ID",
/// "country:EE"; empty for the whole space.
[[nodiscard]] std::string word_of(const governance::Scope& scope);

/// The scope of such a word; a kind by its name too. Fails with `Errc::bad_request`, in words that
/// say what there is.
[[nodiscard]] Result<governance::Scope> scope_from(const std::string& word, const Kinds& kinds);

}  // namespace praxis::community
