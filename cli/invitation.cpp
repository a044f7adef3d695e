#include "cli/invitation.hpp"

#include "cli/base64url.hpp"
#include "protocol/base/codec.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/governance/genesis.hpp"

#include <algorithm>
#include <map>

namespace praxis::cli {
namespace {

constexpr std::string_view prefix = "praxis-";
constexpr std::uint8_t format = 1;
constexpr std::size_t checksum_bytes = 8;
constexpr std::size_t address_bytes_max = 255;
constexpr std::size_t names_max = 64;
constexpr std::size_t updates_max = 10'000;

const char* words(int value) {
    switch (static_cast<InvitationErrc>(value)) {
        case InvitationErrc::not_an_invitation:
            return "this text is no invitation";
        case InvitationErrc::damaged:
            return "the invitation was not copied whole";
        case InvitationErrc::newer:
            return "the invitation was made by a newer version";
        case InvitationErrc::too_long:
            return "the network's records are too long for an invitation";
    }
    return "unknown error";
}

const NamedCategory category{"praxis.invitation", words};

auto damaged() {
    return fail(InvitationErrc::damaged, "the invitation was not copied whole; copy it again");
}

Bytes checksum(ByteView body) {
    auto out = copy(crypto::hash("praxis/invitation/v1", {body}).view());
    out.resize(checksum_bytes);
    return out;
}

void put_bytes(ByteWriter& out, ByteView bytes) {
    out.varint(bytes.size());
    out.raw(bytes);
}

Result<Bytes> take_bytes(ByteReader& in, std::size_t max) {
    TRY(const auto size, in.varint_up_to(max));
    TRY(const auto view, in.raw(size));
    return copy(view);
}

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
        if (has_content > 1) return fail(Errc::not_canonical);
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

Result<Bytes> write_body(const Invitation& invitation) {
    ByteWriter out;
    out.u8(format);
    put_bytes(out, governance::encode(invitation.genesis));
    out.id(invitation.node);
    out.id(invitation.node_dh);
    put_bytes(out, bytes_of(invitation.address));
    out.u8(static_cast<std::uint8_t>(invitation.role));
    out.id(invitation.commons);
    out.raw(invitation.seed.expose());
    out.varint(invitation.grants.size());
    for (const auto& grant : invitation.grants) {
        out.id(grant);
    }
    out.varint(invitation.root.size());
    RootWriter updates{out};
    for (const auto& update : invitation.root) {
        TRY(updates.write(update));
    }
    return out.take();
}

Result<governance::NodeRole> role_from(std::uint8_t byte) {
    if (byte < 1 || byte > 3) return fail(Errc::out_of_range);
    return static_cast<governance::NodeRole>(byte);
}

Result<Invitation> read_body(ByteReader in) {
    Invitation out;
    TRY(const auto genesis, take_bytes(in, limits::board_keys_max * 32 + 64));
    TRY(out.genesis, governance::decode_genesis(genesis));
    TRY(out.node, in.id<NodeId>());
    TRY(out.node_dh, in.id<DhKey>());
    TRY(const auto address, take_bytes(in, address_bytes_max));
    out.address = text_of(address);
    TRY(const auto role, in.u8());
    TRY(out.role, role_from(role));
    TRY(out.commons, in.id<SpaceId>());
    TRY(const auto seed, in.raw(crypto::Secret32::size));
    TRY(out.seed, crypto::Secret32::from(seed));
    TRY(const auto grants, in.varint_up_to(names_max));
    for (std::size_t i = 0; i < grants; ++i) {
        TRY(const auto grant, in.id<UpdateId>());
        out.grants.push_back(grant);
    }
    TRY(const auto updates, in.varint_up_to(updates_max));
    RootReader reader{in, governance::network_id(out.genesis)};
    for (std::size_t i = 0; i < updates; ++i) {
        TRY(auto update, reader.read());
        out.root.push_back(std::move(update));
    }
    TRY(in.finish());
    return out;
}

std::string without_blanks(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t') out.push_back(c);
    }
    return out;
}

}  // namespace

boost::system::error_code make_error_code(InvitationErrc code) noexcept {
    return {static_cast<int>(code), category};
}

Result<std::string> encode(const Invitation& invitation) {
    TRY(auto body, write_body(invitation));
    if (body.size() > limits::invitation_bytes_max) {
        return fail(InvitationErrc::too_long,
                    "the network's records take " + std::to_string(body.size()) +
                        " bytes; an invitation holds at most " +
                        std::to_string(limits::invitation_bytes_max));
    }
    const auto sum = checksum(body);
    append(body, sum);
    return std::string{prefix} + to_base64url(body);
}

Result<Invitation> decode_invitation(std::string_view typed) {
    const auto text = without_blanks(typed);
    if (!std::string_view{text}.starts_with(prefix)) {
        return fail(InvitationErrc::not_an_invitation,
                    "this is no invitation; one begins with \"praxis-\"");
    }
    if (text.size() > 2 * limits::invitation_bytes_max) return damaged();
    const auto bytes = from_base64url(std::string_view{text}.substr(prefix.size()));
    if (!bytes || bytes.value().size() <= checksum_bytes) return damaged();
    const ByteView all = bytes.value();
    const auto body = all.first(all.size() - checksum_bytes);
    if (!equal(checksum(body), all.last(checksum_bytes))) return damaged();
    if (body.front() != std::byte{format}) {
        return fail(InvitationErrc::newer,
                    "this invitation was made by a newer version of this program");
    }
    auto invitation = read_body(ByteReader{body.subspan(1)});
    if (!invitation) return fail(within("invitation", std::move(invitation).error()));
    return invitation;
}

}  // namespace praxis::cli
