#pragma once

#include "protocol/base/bytes.hpp"
#include "store/errc.hpp"

#include <filesystem>
#include <utility>

namespace praxis::store::detail {

/// An open file descriptor and its owner.
class File {
public:
    File() = default;
    explicit File(int descriptor) : descriptor_{descriptor} {}
    File(File&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}
    File& operator=(File&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File();
    [[nodiscard]] int descriptor() const { return descriptor_; }
    /// Gives the descriptor to another owner.
    [[nodiscard]] int release() { return std::exchange(descriptor_, -1); }

private:
    int descriptor_ = -1;
};

/// The StoreErrc of an `errno`, with the system's words behind `what`.
[[nodiscard]] Error system_error(std::string what, int number);

/// Opens `path` for reading and writing, 0600, made when missing, and takes its lock without
/// waiting: `locked` when anybody else, this process included, holds it.
[[nodiscard]] Result<File> open_locked(const std::filesystem::path& path);

/// Makes what was written to a file or folder durable.
[[nodiscard]] Result<void> sync_path(const std::filesystem::path& path);

/// Makes the names on the way to `path` durable: its own, and those of all folders above it that
/// this process may write to, up to the root of the file system. A process that died before it
/// synced what it had named may have been there before, so this is for whoever finds a path as well
/// as for whoever makes it.
[[nodiscard]] Result<void> sync_names(const std::filesystem::path& path);

/// The folder a path stands in, "." for a bare name.
[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path& path);

/// Whether a statfs magic belongs to a file system that works over a network.
[[nodiscard]] bool is_network_file_system(std::uint64_t magic);
/// Fails with `network_file_system` when `path` is on one.
[[nodiscard]] Result<void> refuse_network(const std::filesystem::path& path);

}  // namespace praxis::store::detail
