#include "node/backup/manifest.hpp"

#include "node/backup/errc.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/governance/words.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace praxis::node {
namespace {

namespace json = boost::json;

constexpr std::uint64_t version = 1;

auto damaged() {
    return fail(BackupErrc::damaged, "its manifest is damaged: take another backup");
}

Hash hash_of_line(std::string_view line) {
    return crypto::hash("praxis/backup/manifest/v1", {bytes_of(line)});
}

Result<std::uint64_t> number_in(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    if (value == nullptr) return damaged();
    boost::system::error_code bad;
    const auto number = value->to_number<std::uint64_t>(bad);
    if (bad) return damaged();
    return number;
}

template <class Id>
Result<Id> id_in(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    if (value == nullptr || !value->is_string()) return damaged();
    return Id::from_hex(std::string_view{value->get_string()});
}

Result<json::object> object_in(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    if (value == nullptr || !value->is_object()) return damaged();
    return value->get_object();
}

/// The first line, when the second is its hash and nothing follows.
Result<std::string_view> line_of(std::string_view text) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return damaged();
    const auto line = text.substr(0, end);
    if (text.substr(end + 1) != hash_of_line(line).hex() + "\n") return damaged();
    return line;
}

Result<Manifest> read(const json::object& from) {
    Manifest out;
    TRY(const auto made, number_in(from, "made"));
    out.made = from_millis(static_cast<std::int64_t>(made));
    TRY(out.network, id_in<NetworkId>(from, "network"));
    TRY(out.node, id_in<NodeId>(from, "node"));
    TRY(out.transaction, number_in(from, "transaction"));
    TRY(out.updates, number_in(from, "updates"));
    TRY(out.documents, number_in(from, "documents"));
    TRY(out.state, id_in<Hash>(from, "state"));
    TRY(const auto records, object_in(from, "records"));
    TRY(out.records.frames, number_in(records, "frames"));
    TRY(out.records.bytes, number_in(records, "bytes"));
    TRY(out.records.hash, id_in<Hash>(records, "hash"));
    TRY(const auto accounts, object_in(from, "accounts"));
    for (const auto& account : accounts) {
        TRY(out.accounts[std::string{std::string_view{account.key()}}],
            id_in<Hash>(accounts, account.key()));
    }
    if (from.contains("keys")) {
        TRY(out.keys, id_in<Hash>(from, "keys"));
    }
    if (from.contains("sealed_at_node")) {
        TRY(const auto sealed, object_in(from, "sealed_at_node"));
        for (const auto& key : sealed) {
            TRY(out.sealed_at_node[std::string{std::string_view{key.key()}}],
                id_in<Hash>(sealed, key.key()));
        }
    }
    return out;
}

}  // namespace

std::string encode(const Manifest& manifest) {
    json::object records;
    records["frames"] = manifest.records.frames;
    records["bytes"] = manifest.records.bytes;
    records["hash"] = manifest.records.hash.hex();
    json::object accounts;
    for (const auto& [name, hash] : manifest.accounts)
        accounts[name] = hash.hex();
    json::object out;
    out["praxis_backup"] = version;
    out["made"] = to_millis(manifest.made);
    out["network"] = manifest.network.hex();
    out["node"] = manifest.node.hex();
    out["transaction"] = manifest.transaction;
    out["updates"] = manifest.updates;
    out["documents"] = manifest.documents;
    out["state"] = manifest.state.hex();
    out["words"] = governance::words_of(manifest.state);
    out["records"] = std::move(records);
    out["accounts"] = std::move(accounts);
    if (manifest.keys) out["keys"] = manifest.keys->hex();
    if (!manifest.sealed_at_node.empty()) {
        json::object sealed;
        for (const auto& [name, hash] : manifest.sealed_at_node)
            sealed[name] = hash.hex();
        out["sealed_at_node"] = std::move(sealed);
    }
    const auto line = json::serialize(out);
    return line + "\n" + hash_of_line(line).hex() + "\n";
}

Result<Manifest> decode_manifest(std::string_view text) {
    TRY(const auto line, line_of(text));
    json::error_code bad;
    const auto value = json::parse(line, bad);
    if (bad || !value.is_object()) return damaged();
    TRY(const auto found, number_in(value.get_object(), "praxis_backup"));
    if (found != version) {
        return fail(Errc::unknown_version,
                    "the backup was made by a newer program: restore it with that one");
    }
    return read(value.get_object());
}

}  // namespace praxis::node
