#pragma once

#include "crdt/edit.hpp"
#include "protocol/base/word_difference.hpp"

namespace praxis::crdt {

/// The operations that turn what `base` shows into `after`, where it is known what changes: hunks
/// from the one to the other. Fails with `Errc::field_too_long`.
[[nodiscard]] Result<Edit> replace_text(const View& base,
                                        const Address& at,
                                        std::u32string_view after,
                                        const std::vector<Hunk>& changes);

}  // namespace praxis::crdt
