#pragma once

#include "cli/command.hpp"

namespace praxis::cli {

/// The secret of a key in this node's folder, opened by `--key-password-file` where it is sealed;
/// nullopt when there is none. Fails with `NodeErrc::key_sealed` and what to do where it is sealed
/// and no password was given, and with `CryptoErrc::not_authentic` where that is a wrong one.
[[nodiscard]] Result<std::optional<crypto::Secret32>> secret_in(const Context& context,
                                                                node::KeyFile file);

}  // namespace praxis::cli
