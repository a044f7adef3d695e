#pragma once

#include "node/replica/descriptor.hpp"
#include "protocol/base/ids.hpp"

#include <cerrno>
#include <filesystem>

/// Small files of a backup: read and written whole, durable when written.
namespace praxis::node {

inline constexpr std::size_t small_file_bytes_max = 64 * 1024;

/// The system's error about a path, from `errno`.
[[nodiscard]] inline auto system_failure(const std::filesystem::path& path) {
    return fail(Error{boost::system::error_code{errno, boost::system::system_category()}, path});
}

[[nodiscard]] Result<void> write_all(const Descriptor& file,
                                     ByteView bytes,
                                     const std::filesystem::path& path);

/// A new file, 0600, synced. Fails when it is there.
[[nodiscard]] Result<void> write_new(const std::filesystem::path& path, ByteView bytes);

/// A file of at most `small_file_bytes_max`; fails with `BackupErrc::damaged` on a larger one.
[[nodiscard]] Result<Bytes> read_small(const std::filesystem::path& path);

/// H(`praxis/backup/file/v1`, bytes).
[[nodiscard]] Hash hash_of_file(ByteView bytes);

/// Makes the names in a folder durable.
[[nodiscard]] Result<void> sync_folder(const std::filesystem::path& path);

/// Makes a folder of mode 0700, with those above it, unless it is there. No mode is changed: not
/// every disk that takes backups has them.
[[nodiscard]] Result<void> make_private_folder(const std::filesystem::path& path);

/// Whether nothing stands at a path, or a folder that holds nothing.
[[nodiscard]] bool is_vacant(const std::filesystem::path& path);

}  // namespace praxis::node
