#include "tests/sim/scenarios/node_backup.hpp"

#include "node/backup/folder.hpp"
#include "store/lmdb_store.hpp"
#include "tests/sim/disk/ram_folder.hpp"
#include "tests/sim/scenarios/lmdb_disk.hpp"

#include <fstream>
#include <iterator>

namespace praxis::sim {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t restored_map_bytes = std::uint64_t{256} << 20;  // address space, not memory

void say_nothing(std::uint64_t /*done*/, std::uint64_t /*all*/) {}

node::KeyRing ring_of(const test::NodeKeys& keys) {
    node::KeyRing out;
    out.emplace(node::KeyFile::administrator, keys.administrator.seed().duplicate());
    out.emplace(node::KeyFile::person, keys.person.seed().duplicate());
    out.emplace(node::KeyFile::device, keys.device.seed().duplicate());
    out.emplace(node::KeyFile::device_dh, keys.dh.secret().duplicate());
    return out;
}

Result<void> restore_store(const fs::path& backup,
                           const node::Manifest& manifest,
                           const node::KeyRing& keys,
                           const fs::path& place) {
    const store::LmdbOptions options{place, restored_map_bytes, store::IfMissing::create};
    TRY(const auto opened, store::LmdbStore::open(options));
    node::Restorer restorer{*opened};
    TRY(node::restore_records(backup, manifest, restorer, say_nothing));
    const auto device = restorer.governance().device_info(manifest.node);
    return node::check_keys_of(
        keys, manifest.node, device ? std::optional{device->dh} : std::nullopt);
}

/// Takes all that is in a folder, durable, in an order that no file system chooses.
void take_in(Platter& platter, Platter::Node into, const fs::path& folder) {
    std::map<std::string, fs::path> names;
    for (const auto& entry : fs::directory_iterator{folder})
        names.emplace(entry.path().filename().string(), entry.path());
    for (const auto& [name, path] : names) {
        if (fs::is_directory(path)) {
            take_in(platter, platter.make_folder(into, name), path);
            continue;
        }
        std::ifstream in{path, std::ios::binary};
        const std::string content{std::istreambuf_iterator<char>{in}, {}};
        const auto file = platter.make_file(into, name);
        platter.write(file, 0, bytes_of(content));
        platter.sync(file);
    }
    platter.sync(into);
}

}  // namespace

Result<node::Manifest> take_backup(NodeMachine& machine, const fs::path& to) {
    TRY(auto backup, node::NewBackup::begin(to));
    TRY(machine.disk().store().read(
        [&](const store::Reader& reader) { return backup.take_records(reader, say_nothing); }));
    return backup.finish(machine.id(), machine.runtime().clock.now_wall());
}

Result<std::unique_ptr<Disk>> restore_backup(const fs::path& backup,
                                             const test::NodeKeys& keys,
                                             SeededEntropy random) {
    TRY(const auto manifest, node::check_backup(backup));
    const auto ring = ring_of(keys);
    TRY(node::check_keys_of(ring, manifest.node, std::nullopt));
    const RamFolder made;
    TRY(auto folder, node::NewFolder::begin(made.path()));
    TRY(restore_store(backup, manifest, ring, folder.store()));
    TRY(folder.put_accounts(backup, manifest));
    TRY(folder.put_keys(ring));
    TRY(folder.put_sealed_keys(backup, manifest));
    TRY(folder.finish());
    TRY(node::read_identity(made.path()));
    Platter content;
    take_in(content, Platter::root, made.path());
    return make_lmdb_disk(random, std::move(content));
}

}  // namespace praxis::sim
