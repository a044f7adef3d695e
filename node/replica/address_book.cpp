#include "node/replica/address_book.hpp"

#include "node/replica/errc.hpp"
#include "protocol/base/codec.hpp"
#include "protocol/wire/limits.hpp"
#include "store/records.hpp"

namespace praxis::node {
namespace {

constexpr std::string_view record = "peers";
constexpr std::uint8_t record_version = 1;
constexpr std::size_t address_bytes_max = 300;  // a DNS name, brackets, a port

// version u8 | count varint | count x (node 32, length varint, HOST:PORT)
Bytes encode(const std::vector<KeptPeer>& peers) {
    ByteWriter out;
    out.u8(record_version);
    out.varint(peers.size());
    for (const auto& peer : peers) {
        const auto address = peer.endpoint.text();
        out.id(peer.node);
        out.varint(address.size());
        out.raw(bytes_of(address));
    }
    return out.take();
}

Result<std::vector<KeptPeer>> decode(ByteView bytes) {
    ByteReader in{bytes};
    TRY(const auto version, in.u8());
    if (version != record_version) return fail(Errc::unknown_version, "addresses of peers");
    TRY(const auto count, in.varint_up_to(limits::kept_peers_max));
    std::vector<KeptPeer> out;
    for (std::uint64_t i = 0; i < count; ++i) {
        KeptPeer peer;
        TRY(peer.node, in.id<NodeId>());
        TRY(const auto length, in.varint_up_to(address_bytes_max));
        TRY(const auto address, in.raw(length));
        TRY(peer.endpoint, Endpoint::parse(text_of(address)));
        out.push_back(std::move(peer));
    }
    TRY(in.finish());
    return out;
}

}  // namespace

Result<PeerAddress> parse_peer(std::string_view text) {
    const auto at = text.find('@');
    PeerAddress out;
    if (at != std::string_view::npos) {
        const auto node = NodeId::from_hex(text.substr(0, at));
        if (!node) {
            return fail(NodeErrc::bad_request,
                        "the node before @ is an id of 64 lower-case hexadecimal digits");
        }
        out.node = node.value();
    }
    const auto endpoint =
        Endpoint::parse(at == std::string_view::npos ? text : text.substr(at + 1));
    if (!endpoint || endpoint.value().port == 0) {
        return fail(NodeErrc::bad_request, "an address is HOST:PORT, the port 1 to 65535");
    }
    out.endpoint = endpoint.value();
    return out;
}

Result<std::vector<KeptPeer>> kept_peers(const store::Reader& reader) {
    TRY(const auto body, store::find_local(reader, bytes_of(record)));
    if (!body) return std::vector<KeptPeer>{};
    return decode(*body);
}

Result<void> put_kept_peers(store::Writer& writer, const std::vector<KeptPeer>& peers) {
    if (peers.empty()) return store::erase_local(writer, bytes_of(record));
    return store::put_local(writer, bytes_of(record), encode(peers));
}

}  // namespace praxis::node
