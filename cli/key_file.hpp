#pragma once

#include "cli/command.hpp"

namespace praxis::cli {

/// The secret of a key in this node's folder, opened by `--key-password-file` where it is sealed;
/// nullopt when there is none. Fails with `NodeErrc::key_sealed` and what to do where it is sealed
/// and no password was given, and with `CryptoErrc::not_authentic` where that is a wrong one.
[[nodiscard]] Result<std::optional<crypto::Secret32>> secret_in(const Context& context,
                                                                node::KeyFile file);

/// Keeps a secret that was drawn here, of one of the sorts that are sealed, as this node's key.
/// Where others of the folder are sealed, so is it, at once, by `--key-password-file`; without that
/// option it stands in clear (`say_if_left_clear`). Fails with `NodeErrc::key_exists`, and with
/// `CryptoErrc::not_authentic`, where nothing was written, for another password than theirs.
[[nodiscard]] Result<void> keep_new_key(Context& context,
                                        node::KeyFile file,
                                        const crypto::Secret32& secret);

/// Says of a key that stands in clear beside sealed ones that it does, and what seals it.
[[nodiscard]] Result<void> say_if_left_clear(Context& context, node::KeyFile file);

/// The file in which a key of this node's folder is read.
[[nodiscard]] Result<std::filesystem::path> file_of_key(const Context& context, node::KeyFile file);

}  // namespace praxis::cli
