#include "node/backup/folder.hpp"

#include "node/backup/errc.hpp"
#include "node/backup/files.hpp"
#include "node/replica/errc.hpp"
#include "node/replica/key_seals.hpp"

#include <algorithm>
#include <utility>

namespace praxis::node {
namespace {

namespace fs = std::filesystem;

fs::path records_of(const fs::path& backup) {
    return backup / "records";
}
fs::path accounts_of(const fs::path& folder) {
    return folder / "accounts";
}
fs::path keys_of(const fs::path& backup) {
    return backup / "keys.sealed";
}
fs::path sealed_of(const fs::path& backup) {
    return backup / "sealed";
}
fs::path manifest_of(const fs::path& backup) {
    return backup / "manifest";
}
fs::path unfinished_manifest_of(const fs::path& backup) {
    return backup / "manifest.new";
}

/// Accounts are named by a hash; whatever else lies there is not one, as one half written.
bool is_account_name(const std::string& name) {
    return Hash::from_hex(name).has_value();
}

bool is_sealable_name(const std::string& name) {
    return std::ranges::any_of(sealable_keys, [&](KeyFile file) { return name_of(file) == name; });
}

/// A file of a backup, as the manifest says it is.
Result<Bytes> read_checked(const fs::path& path, const Hash& hash) {
    auto bytes = read_small(path);
    if (!bytes && bytes.error().code == boost::system::errc::no_such_file_or_directory) {
        return fail(BackupErrc::damaged, path.string() + " is missing: take another backup");
    }
    if (!bytes) return bytes;
    if (hash_of_file(bytes.value()) == hash) return bytes;
    return fail(BackupErrc::damaged, path.string() + " is damaged: take another backup");
}

/// Makes a folder for something that begins; whether it was not there.
Result<bool> make_vacant(const fs::path& folder, const std::string& what_to_do) {
    if (!is_vacant(folder)) {
        return fail(NodeErrc::bad_request, folder.string() + " is not empty; " + what_to_do);
    }
    std::error_code ignored;
    const bool made = !fs::exists(folder, ignored);
    TRY(make_private_folder(folder));
    return made;
}

void remove_quietly(const fs::path& path) {
    std::error_code ignored;
    fs::remove_all(path, ignored);
}

/// What stands when somebody pulls the plug now is the parent's business too.
Result<void> sync_with_parent(const fs::path& folder) {
    TRY(sync_folder(folder));
    std::error_code ignored;
    const auto whole = fs::absolute(folder / "", ignored).parent_path();
    return sync_folder(whole.parent_path());
}

}  // namespace

Result<NewBackup> NewBackup::begin(const fs::path& folder) {
    std::error_code ignored;
    const bool unfinished =
        fs::exists(records_of(folder), ignored) && !fs::exists(manifest_of(folder), ignored);
    TRY(const bool made,
        make_vacant(folder,
                    unfinished ? "it holds a backup that was not finished: remove it, or take "
                                 "another folder"
                               : "take another folder for this backup"));
    return NewBackup{folder, made};
}

NewBackup::NewBackup(NewBackup&& other) noexcept
    : folder_{std::exchange(other.folder_, {})},
      made_{other.made_},
      manifest_{std::move(other.manifest_)} {}

NewBackup::~NewBackup() {
    if (folder_.empty()) return;
    for (const auto& path : {unfinished_manifest_of(folder_),
                             keys_of(folder_),
                             sealed_of(folder_),
                             accounts_of(folder_),
                             records_of(folder_)}) {
        remove_quietly(path);
    }
    if (made_) remove_quietly(folder_);
}

Result<void> NewBackup::take_records(const store::Reader& reader, const Progress& progress) {
    TRY(auto out, FrameWriter::create(records_of(folder_)));
    TRY(const auto taken, write_records(reader, out, progress));
    manifest_.network = taken.network;
    manifest_.transaction = taken.transaction;
    manifest_.updates = taken.updates;
    manifest_.documents = taken.state.documents;
    manifest_.state = taken.state.state;
    manifest_.records = taken.end;
    return success();
}

Result<void> NewBackup::take_accounts(const fs::path& node) {
    std::error_code none;
    fs::directory_iterator files{accounts_of(node), none};
    if (none == std::errc::no_such_file_or_directory) return success();
    if (none) return fail(Error{none, accounts_of(node)});
    TRY(make_private_folder(accounts_of(folder_)));
    for (const auto& file : files) {
        const auto name = file.path().filename().string();
        if (!is_account_name(name)) continue;
        TRY(const auto bytes, read_small(file.path()));
        TRY(write_new(accounts_of(folder_) / name, bytes));
        manifest_.accounts[name] = hash_of_file(bytes);
    }
    return sync_folder(accounts_of(folder_));
}

Result<void> NewBackup::take_keys(const fs::path& node,
                                  std::string_view password,
                                  Entropy& entropy) {
    TRY(const auto keys, read_keys(node));
    TRY(const auto sealed, seal_keys(password, keys, entropy));
    TRY(write_new(keys_of(folder_), sealed));
    manifest_.keys = hash_of_file(sealed);
    return success();
}

Result<void> NewBackup::take_sealed_keys(const fs::path& node) {
    for (const auto file : sealable_keys) {
        TRY(const auto sealed, read_sealed_key(node, file));
        if (!sealed) continue;
        TRY(make_private_folder(sealed_of(folder_)));
        TRY(write_new(sealed_of(folder_) / name_of(file), *sealed));
        manifest_.sealed_at_node[std::string{name_of(file)}] = hash_of_file(*sealed);
    }
    return manifest_.sealed_at_node.empty() ? success() : sync_folder(sealed_of(folder_));
}

Result<Manifest> NewBackup::finish(const NodeId& node, WallTime now) {
    manifest_.node = node;
    manifest_.made = now;
    TRY(write_new(unfinished_manifest_of(folder_), bytes_of(encode(manifest_))));
    TRY(sync_with_parent(folder_));
    std::error_code error;
    fs::rename(unfinished_manifest_of(folder_), manifest_of(folder_), error);
    if (error) return fail(Error{error, manifest_of(folder_)});
    TRY(sync_folder(folder_));
    folder_.clear();
    return manifest_;
}

Result<Manifest> check_backup(const fs::path& backup) {
    std::error_code ignored;
    if (!fs::exists(manifest_of(backup), ignored)) {
        const bool begun = fs::exists(records_of(backup), ignored);
        return fail(BackupErrc::not_whole,
                    backup.string() + (begun ? " holds a backup that was not finished: take "
                                               "another one"
                                             : " holds no backup: name a folder that praxis "
                                               "backup made"));
    }
    TRY(const auto text, read_small(manifest_of(backup)));
    auto manifest = decode_manifest(text_of(text));
    if (!manifest) return fail(within(backup.string(), std::move(manifest).error()));
    for (const auto& [name, hash] : manifest.value().accounts) {
        if (!is_account_name(name)) {
            return fail(BackupErrc::damaged, "an account with a name that is none");
        }
        TRY(read_checked(accounts_of(backup) / name, hash));
    }
    if (manifest.value().keys) {
        TRY(read_checked(keys_of(backup), *manifest.value().keys));
    }
    for (const auto& [name, hash] : manifest.value().sealed_at_node) {
        if (!is_sealable_name(name)) {
            return fail(BackupErrc::damaged, "a sealed key with a name that is none");
        }
        TRY(read_checked(sealed_of(backup) / name, hash));
    }
    return manifest;
}

Result<Restored> restore_records(const fs::path& backup,
                                 const Manifest& manifest,
                                 Restorer& restorer,
                                 const Progress& progress) {
    auto in = FrameReader::open(records_of(backup));
    if (!in) {
        return fail(BackupErrc::damaged,
                    records_of(backup).string() + " cannot be read: take another backup");
    }
    for (;;) {
        TRY(const auto frame, in.value().next());
        if (!frame) break;
        TRY(auto item, decode_item(*frame));
        TRY(restorer.take(std::move(item)));
        const auto done = in.value().end().frames;
        if (done % progress_every == 0) progress(done, manifest.records.frames);
    }
    if (in.value().end() != manifest.records) {
        return fail(BackupErrc::damaged,
                    records_of(backup).string() + " is not whole: take another backup");
    }
    TRY(auto restored, restorer.finish());
    const bool equal = restorer.governance().network() == manifest.network &&
                       restored.updates == manifest.updates &&
                       restored.state.documents == manifest.documents &&
                       restored.state.state == manifest.state;
    if (equal) return restored;
    return fail(BackupErrc::differs,
                "its records come to another state than its manifest says: take another backup");
}

Result<KeyRing> open_keys(const fs::path& backup, std::string_view password) {
    TRY(const auto sealed, read_small(keys_of(backup)));
    return unseal_keys(password, sealed);
}

Result<NewFolder> NewFolder::begin(const fs::path& node) {
    std::error_code ignored;
    const bool begun = fs::exists(node / "restoring", ignored);
    TRY(const bool made,
        make_vacant(node,
                    begun ? "a restore was not finished here: remove it, then restore again"
                          : "a node is restored into a new folder: -C NEWDIR"));
    NewFolder out{node, made};
    TRY(make_private_folder(out.place()));
    return out;
}

NewFolder::NewFolder(NewFolder&& other) noexcept
    : node_{std::exchange(other.node_, {})}, made_{other.made_} {}

NewFolder::~NewFolder() {
    if (node_.empty()) return;
    remove_quietly(place());
    if (made_) remove_quietly(node_);
}

Result<void> NewFolder::put_keys(const KeyRing& keys) {
    return write_keys(place(), keys);
}

Result<void> NewFolder::put_sealed_keys(const fs::path& backup, const Manifest& manifest) {
    for (const auto file : sealable_keys) {
        const auto at = manifest.sealed_at_node.find(std::string{name_of(file)});
        if (at == manifest.sealed_at_node.end()) continue;
        TRY(const auto sealed, read_checked(sealed_of(backup) / at->first, at->second));
        TRY(put_sealed_key(place(), file, sealed));
    }
    return success();
}

Result<void> NewFolder::put_kept_sealed_keys(const fs::path& kept) {
    return copy_sealed_keys(kept, place());
}

Result<void> NewFolder::put_accounts(const fs::path& backup, const Manifest& manifest) {
    if (manifest.accounts.empty()) return success();
    TRY(make_private_folder(accounts_of(place())));
    for (const auto& [name, hash] : manifest.accounts) {
        TRY(const auto bytes, read_checked(accounts_of(backup) / name, hash));
        TRY(write_new(accounts_of(place()) / name, bytes));
    }
    return sync_folder(accounts_of(place()));
}

Result<void> NewFolder::finish() {
    const auto from = place();
    const auto node = std::exchange(node_, {});  // what moved is never removed
    TRY(sync_folder(from));
    std::error_code error;
    for (const auto* part : {"accounts", "keys", "store"}) {
        if (!fs::exists(from / part, error)) continue;
        fs::rename(from / part, node / part, error);
        if (error) return fail(Error{error, node / part});
    }
    remove_quietly(from);
    return sync_with_parent(node);
}

}  // namespace praxis::node
