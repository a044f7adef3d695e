#pragma once

#include "cli/command.hpp"
#include "protocol/crypto/keys.hpp"

namespace praxis::cli {

/// The key in this folder that opens accounts whose passwords were forgotten. A running node never
/// reads it, so it may be kept elsewhere until it is needed. Fails with `NodeErrc::key_missing`,
/// and where it is sealed as `secret_in` does (key_file.hpp).
[[nodiscard]] Result<crypto::DhPair> recovery_key(const Context& context);

/// Whether there is none in this folder, neither in clear nor sealed.
[[nodiscard]] Result<bool> lacks_recovery_key(const Context& context);

/// The same; where there is none yet, and no account that needs one, it is drawn and kept as
/// `keep_new_key` does (key_file.hpp). Fails with `NodeErrc::key_missing` when there are such
/// accounts: a second key would not open those.
[[nodiscard]] Result<crypto::DhPair> recovery_key_for_new_account(Context& context);

}  // namespace praxis::cli
