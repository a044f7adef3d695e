#include "node/community/root_records.hpp"

#include "protocol/governance/genesis.hpp"
#include "protocol/wire/limits.hpp"

#include <map>

namespace praxis::community {
namespace {

constexpr std::size_t updates_max = 10'000;

/// What a header of root says beyond what the invitation says once; the rest is rebuilt.
class RootWriter {
public:
    explicit RootWriter(ByteWriter& out) : out_{out} {}

    Result<void> write(const wire::SignedUpdate& update) {
        TRY(const auto header, wire::decode_header(update.header));
        out_.u8(header.flags);
        put_device(header.device);
        out_.u64(header.incarnation.value);
        out_.varint(header.seq.value);
        if (header.seq.value > 1) put_id(header.prev);
        out_.i64(to_millis(header.written));
        put_ids(header.governance);
        put_ids(header.deps);
        put_bytes(out_, update.skeleton);
        out_.u8(update.content ? 1 : 0);
        if (update.content) {
            put_bytes(out_, *update.content);
        } else {
            out_.id(update.content_leaf);
        }
        out_.u16(header.content_bytes);
        out_.id(update.signature);
        known_.emplace(wire::id_of(update.header), known_.size());
        return success();
    }

private:
    /// A device met before by its number from 1, else zero and the key.
    void put_device(const SigningKey& device) {
        const auto at = devices_.find(device);
        out_.varint(at == devices_.end() ? 0 : at->second);
        if (at != devices_.end()) return;
        out_.id(device);
        devices_.emplace(device, devices_.size() + 1);
    }
    /// An update met before by how far back it stands, from 1, else zero and the id.
    void put_id(const UpdateId& id) {
        const auto at = known_.find(id);
        out_.varint(at == known_.end() ? 0 : known_.size() - at->second);
        if (at == known_.end()) out_.id(id);
    }
    void put_ids(const std::vector<UpdateId>& ids) {
        out_.varint(ids.size());
        for (const auto& id : ids) {
            put_id(id);
        }
    }

    ByteWriter& out_;
    std::map<SigningKey, std::size_t> devices_;
    std::map<UpdateId, std::size_t> known_;
};

/// The other way. What it builds is only as good as its signatures, which the store checks.
class RootReader {
public:
    RootReader(ByteReader& in, const NetworkId& network) : in_{in}, network_{network} {}

    Result<wire::SignedUpdate> read() {
        wire::Header header;
        wire::SignedUpdate out;
        header.network = network_;
        header.space = same_bytes<SpaceId>(network_);
        header.document = same_bytes<DocumentId>(network_);
        header.kind = wire::kind_root;
        TRY(header.flags, in_.u8());
        TRY(header.device, take_device());
        TRY(const auto incarnation, in_.u64());
        header.incarnation = Incarnation{incarnation};
        TRY(const auto seq, in_.varint());
        header.seq = Seq{seq};
        if (seq > 1) {
            TRY(header.prev, take_id());
        }
        TRY(const auto written, in_.i64());
        header.written = from_millis(written);
        TRY(header.governance, take_ids());
        TRY(header.deps, take_ids());
        TRY(take_payload(out, header));
        TRY(out.signature, in_.id<Signature>());
        out.header = wire::encode(header);
        known_.push_back(wire::id_of(out.header));
        return out;
    }

private:
    Result<void> take_payload(wire::SignedUpdate& out, wire::Header& header) {
        TRY(out.skeleton, take_bytes(in_, limits::payload_bytes_max));
        TRY(const auto has_content, in_.u8());
        if (has_content > 1) return fail(praxis::Errc::not_canonical);
        if (has_content == 1) {
            TRY(out.content, take_bytes(in_, limits::payload_bytes_max));
            out.content_leaf = wire::content_leaf(*out.content);
        } else {
            TRY(out.content_leaf, in_.id<Hash>());
        }
        header.skeleton_bytes = static_cast<std::uint16_t>(out.skeleton.size());
        TRY(header.content_bytes, in_.u16());
        header.payload_hash =
            wire::payload_hash(wire::skeleton_leaf(out.skeleton), out.content_leaf);
        return success();
    }
    Result<SigningKey> take_device() {
        TRY(const auto number, in_.varint_up_to(devices_.size()));
        if (number > 0) return devices_[number - 1];
        TRY(const auto device, in_.id<SigningKey>());
        devices_.push_back(device);
        return device;
    }
    Result<UpdateId> take_id() {
        TRY(const auto back, in_.varint_up_to(known_.size()));
        if (back > 0) return known_[known_.size() - back];
        return in_.id<UpdateId>();
    }
    Result<std::vector<UpdateId>> take_ids() {
        TRY(const auto count, in_.varint_up_to(limits::deps_max));
        std::vector<UpdateId> out;
        for (std::size_t i = 0; i < count; ++i) {
            TRY(const auto id, take_id());
            out.push_back(id);
        }
        return out;
    }

    ByteReader& in_;
    NetworkId network_;
    std::vector<SigningKey> devices_;
    std::vector<UpdateId> known_;
};

}  // namespace

void put_bytes(ByteWriter& out, ByteView bytes) {
    out.varint(bytes.size());
    out.raw(bytes);
}

Result<Bytes> take_bytes(ByteReader& in, std::size_t max) {
    TRY(const auto size, in.varint_up_to(max));
    TRY(const auto view, in.raw(size));
    return copy(view);
}

void put_genesis(ByteWriter& out, const governance::Genesis& genesis) {
    put_bytes(out, governance::encode(genesis));
}

Result<governance::Genesis> take_genesis(ByteReader& in) {
    TRY(const auto bytes, take_bytes(in, limits::board_keys_max * 32 + 64));
    return governance::decode_genesis(bytes);
}

Result<void> put_root(ByteWriter& out, const std::vector<wire::SignedUpdate>& updates) {
    out.varint(updates.size());
    RootWriter writer{out};
    for (const auto& update : updates) {
        TRY(writer.write(update));
    }
    return success();
}

Result<std::vector<wire::SignedUpdate>> take_root(ByteReader& in, const NetworkId& network) {
    TRY(const auto count, in.varint_up_to(updates_max));
    RootReader reader{in, network};
    std::vector<wire::SignedUpdate> out;
    for (std::size_t i = 0; i < count; ++i) {
        TRY(auto update, reader.read());
        out.push_back(std::move(update));
    }
    return out;
}

Result<governance::Governance> governance_of(const governance::Genesis& genesis,
                                             const std::vector<wire::SignedUpdate>& updates) {
    governance::Governance out{genesis};
    std::map<UpdateId, std::pair<ChainId, Seq>> places;
    for (const auto& update : updates) {
        TRY(auto checked, wire::check(update, out.network()));
        const auto& header = checked.header;
        if (header.seq.value > 1) {
            const auto before = places.find(header.prev);
            const bool follows = before != places.end() && before->second.first == header.chain() &&
                                 before->second.second.next() == header.seq;
            if (!follows) return fail(praxis::Errc::not_canonical);
        }
        places.emplace(checked.id, std::pair{header.chain(), header.seq});
        out.add(checked);
    }
    return out;
}

}  // namespace praxis::community
