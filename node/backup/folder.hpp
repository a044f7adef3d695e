#pragma once

#include "node/backup/keys.hpp"
#include "node/backup/manifest.hpp"
#include "node/backup/records.hpp"
#include "node/backup/restorer.hpp"

namespace praxis::node {

/// A backup that is being taken, in a folder of its own:
///
///     records       what one snapshot of the store held (records.hpp), in frames (frames.hpp)
///     accounts/     the accounts of hosted persons, each sealed by its own password
///     keys.sealed   the node's keys sealed by a password, if one was given
///     sealed/       the key files that are sealed at the node, as they are
///     manifest      what the above are (manifest.hpp); written last, so without it there is none
///
/// One that is not finished goes away with this object.
class NewBackup {
public:
    /// Fails with `NodeErrc::bad_request` when something is in the folder already.
    [[nodiscard]] static Result<NewBackup> begin(const std::filesystem::path& folder);
    NewBackup(NewBackup&& other) noexcept;
    NewBackup& operator=(NewBackup&&) = delete;
    NewBackup(const NewBackup&) = delete;
    NewBackup& operator=(const NewBackup&) = delete;
    ~NewBackup();

    [[nodiscard]] Result<void> take_records(const store::Reader& reader, const Progress& progress);
    /// After the records: an account is on the disk before the records that name it.
    [[nodiscard]] Result<void> take_accounts(const std::filesystem::path& node);
    [[nodiscard]] Result<void> take_keys(const std::filesystem::path& node,
                                         std::string_view password,
                                         Entropy& entropy);
    /// The keys that are sealed at the node already, each file as it is.
    [[nodiscard]] Result<void> take_sealed_keys(const std::filesystem::path& node);
    /// Makes it one. Nothing may be taken afterwards.
    [[nodiscard]] Result<Manifest> finish(const NodeId& node, WallTime now);

private:
    NewBackup(std::filesystem::path folder, bool made) : folder_{std::move(folder)}, made_{made} {}

    std::filesystem::path folder_;  // empty: moved from, or finished
    bool made_;                     // the folder was not there before
    Manifest manifest_;
};

/// Reads what a backup says of itself and checks every small file against it. Fails with
/// `BackupErrc::not_whole` where there is none, and with `BackupErrc::damaged`.
[[nodiscard]] Result<Manifest> check_backup(const std::filesystem::path& backup);

/// Makes the node's records in `into`, an empty store, and holds what came out against the
/// manifest. Fails with `BackupErrc::damaged` and `BackupErrc::differs`.
[[nodiscard]] Result<Restored> restore_records(const std::filesystem::path& backup,
                                               const Manifest& manifest,
                                               Restorer& restorer,
                                               const Progress& progress);

/// The sealed keys of a backup that has them; fails with `CryptoErrc::not_authentic`.
[[nodiscard]] Result<KeyRing> open_keys(const std::filesystem::path& backup,
                                        std::string_view password);

/// A node's folder that is being made, beside its place: DIR/restoring, whose parts move to DIR
/// when all is well, the store last. What is not finished goes away with this object.
class NewFolder {
public:
    /// Fails with `NodeErrc::bad_request` when something is in the folder already.
    [[nodiscard]] static Result<NewFolder> begin(const std::filesystem::path& node);
    NewFolder(NewFolder&& other) noexcept;
    NewFolder& operator=(NewFolder&&) = delete;
    NewFolder(const NewFolder&) = delete;
    NewFolder& operator=(const NewFolder&) = delete;
    ~NewFolder();

    /// Where the store is to be made.
    [[nodiscard]] std::filesystem::path store() const { return place() / "store"; }
    [[nodiscard]] Result<void> put_keys(const KeyRing& keys);
    /// The key files that were sealed at the node, as they were.
    [[nodiscard]] Result<void> put_sealed_keys(const std::filesystem::path& backup,
                                               const Manifest& manifest);
    /// Those of a folder `keys` kept elsewhere that the backup has not (`copy_sealed_keys`).
    [[nodiscard]] Result<void> put_kept_sealed_keys(const std::filesystem::path& kept);
    [[nodiscard]] Result<void> put_accounts(const std::filesystem::path& backup,
                                            const Manifest& manifest);
    /// Makes it a node. The store is closed.
    [[nodiscard]] Result<void> finish();

private:
    NewFolder(std::filesystem::path node, bool made) : node_{std::move(node)}, made_{made} {}
    [[nodiscard]] std::filesystem::path place() const { return node_ / "restoring"; }

    std::filesystem::path node_;  // empty: moved from, or finished
    bool made_;                   // the folder was not there before
};

}  // namespace praxis::node
