#pragma once

#include "node/replica/identity.hpp"
#include "protocol/governance/genesis.hpp"
#include "store/lease.hpp"
#include "store/lmdb_store.hpp"

namespace praxis::node {

/// The node that invited this one: trusted as a peer until its certificate arrives, and dialled
/// when no other is named.
struct Inviter {
    NodeId node;
    DhKey dh;
    std::string address;  ///< HOST:PORT, or empty
};

/// A node's folder, opened and locked: everything a node needs that outlives a run.
///
///     DIR/keys/...        secrets, one a file (identity.hpp)
///     DIR/store/          the store; DIR/store.lock is the lock
///     DIR/praxis.sock     the door for commands while praxisd runs
struct Folder {
    std::filesystem::path path;
    std::unique_ptr<store::LmdbStore> lmdb;
    std::unique_ptr<store::FileLease> lease;
    std::unique_ptr<store::LeasedStore> store;  ///< use this one
    Identity identity;
    store::Claim claim;
    std::optional<Inviter> inviter;
};

/// What every store of a node begins with: the network's genesis and its root document.
[[nodiscard]] Result<void> begin_store(store::Writer& writer, const governance::Genesis& genesis);

/// Makes the store of a new node: the network's genesis, and who invited it. The device's keys are
/// written before. Fails with `NodeErrc::key_exists` when a store is there already.
[[nodiscard]] Result<void> make_folder(const std::filesystem::path& path,
                                       const governance::Genesis& genesis,
                                       const std::optional<Inviter>& inviter);

/// Opens it and claims its incarnation. `leases` is where leases are kept, outside the folder (see
/// `lease_folder`). Fails with `no_node`, `incomplete` (a key file or the
/// store is lost), `busy`, or the store's error.
[[nodiscard]] Result<Folder> open_folder(const std::filesystem::path& path,
                                         const std::filesystem::path& leases,
                                         Entropy& entropy);

/// Lends one snapshot of a node's store, whether the node runs or not, as `store::read_beside`
/// does. Not in a process that has the folder open. Fails with `incomplete` when the store is lost,
/// or the store's error.
[[nodiscard]] Result<void> read_folder(const std::filesystem::path& path,
                                       const store::Store::ReadFn& callable);

/// $XDG_STATE_HOME/praxis, else ~/.local/state/praxis.
[[nodiscard]] std::filesystem::path lease_folder();

}  // namespace praxis::node
