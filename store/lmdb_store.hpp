#pragma once

#include "store/store.hpp"

#include <filesystem>
#include <memory>

namespace praxis::store {

/// What to do when the folder does not exist.
enum class IfMissing { create, fail };

struct LmdbOptions {
    std::filesystem::path folder;  ///< the store; its parent exists. `<folder>.lock` is the lock
    std::uint64_t map_bytes = std::uint64_t{64}
                              << 30;  ///< address space, not disk; most it may hold
    IfMissing if_missing = IfMissing::create;
};

/// A Store in one LMDB 0.9 environment with default durability: a write that returned success
/// survives `kill -9` and power cuts on a disk that honours flushes. Folder 0700, files 0600.
///
/// A store comes into being whole: it is made beside its place and renamed, so a crash while it
/// is made leaves no store, never half of one.
class LmdbStore final : public Store {
public:
    /// Takes the lock, makes the store if asked to, opens it, and clears readers of dead processes.
    /// Fails with `locked`, `network_file_system`, `missing`, `wrong_version`, `damaged` (not a
    /// store, or a file cut short), `full`, `io`.
    [[nodiscard]] static Result<std::unique_ptr<LmdbStore>> open(const LmdbOptions& options);

    LmdbStore(const LmdbStore&) = delete;
    LmdbStore& operator=(const LmdbStore&) = delete;
    ~LmdbStore() override;

    struct Usage {
        std::uint64_t used_bytes;  ///< up to the last page ever used; pages freed inside count
        std::uint64_t map_bytes;
    };
    /// For the operator's warning before `full`.
    [[nodiscard]] Usage usage() const;

private:
    struct Parts;
    explicit LmdbStore(std::unique_ptr<Parts> parts);
    Result<void> run_read(const ReadFn& callable) const override;
    Result<void> run_write(const WriteFn& callable) override;
    Result<void> transact(const WriteFn& callable);
    std::unique_ptr<Parts> parts_;
};

}  // namespace praxis::store
