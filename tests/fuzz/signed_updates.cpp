#include "tests/fuzz/signed_updates.hpp"

namespace praxis::fuzz {
namespace {

constexpr std::size_t network_at = 1;
constexpr std::size_t device_at = 33;
constexpr std::size_t sizes_at = 189;
constexpr std::size_t payload_hash_at = 193;
constexpr std::size_t lists_at = 225;

void put(Bytes& header, std::size_t at, ByteView field) {
    if (header.size() >= at + field.size())
        std::ranges::copy(field, header.begin() + static_cast<std::ptrdiff_t>(at));
}

void put_size(Bytes& header, std::size_t at, std::size_t size) {
    const std::array bytes{static_cast<std::byte>(size & 0xff),
                           static_cast<std::byte>(size >> 8 & 0xff)};
    put(header, at, bytes);
}

std::vector<UpdateId> choose_ids(Choices& choices) {
    std::vector<UpdateId> ids(choices.below(4));
    for (std::size_t i = 0; i < ids.size(); ++i) {
        ids[i].bytes.front() = static_cast<std::byte>(i);
        ids[i].bytes.back() = static_cast<std::byte>(choices.u8());
    }
    return ids;
}

}  // namespace

NetworkId fuzz_network() {
    NetworkId network;
    network.bytes.fill(std::byte{9});
    return network;
}

const crypto::SigningPair& fuzz_author() {
    static const auto author = [] {
        SeededEntropy entropy{1};
        return crypto::SigningPair::draw(entropy);
    }();
    return author;
}

void sign_again(wire::SignedUpdate& update) {
    put(update.header, network_at, fuzz_network().view());
    put(update.header, device_at, fuzz_author().key().view());
    put_size(update.header, sizes_at, update.skeleton.size());
    if (update.content) {
        put_size(update.header, sizes_at + 2, update.content->size());
        update.content_leaf = wire::content_leaf(*update.content);
    }
    if (update.header.size() >= lists_at) {
        const auto hash =
            wire::payload_hash(wire::skeleton_leaf(update.skeleton), update.content_leaf);
        put(update.header, payload_hash_at, hash.view());
    }
    update.signature = fuzz_author().sign(wire::signed_message(wire::id_of(update.header)));
}

wire::SignedUpdate choose_update(Choices& choices) {
    wire::Header header;
    const auto shape = choices.u8();
    const bool in_root = (shape & 1) != 0;
    const bool joins = (shape & 2) != 0;
    header.network = fuzz_network();
    header.device = fuzz_author().key();
    header.space = same_bytes<SpaceId>(header.network);
    header.incarnation = Incarnation{choices.u8()};
    header.seq = Seq{1 + choices.below(4)};
    if (header.seq.value > 1)
        header.prev.bytes.fill(static_cast<std::byte>(1 + choices.below(255)));
    header.flags = static_cast<std::uint8_t>((joins ? wire::flag_join : 0) | (shape >> 2 & 1));
    header.deps = choose_ids(choices);
    if (in_root) {
        header.document = same_bytes<DocumentId>(header.network);
    } else {
        header.space.bytes.fill(std::byte{7});
        header.kind = KindNumber{static_cast<std::uint16_t>(1 + choices.below(32))};
        if (!header.deps.empty()) header.document.bytes.fill(std::byte{5});
        header.governance = choose_ids(choices);
    }
    wire::SignedUpdate update;
    update.header = wire::encode(header);
    if (!joins) {
        update.skeleton = copy(choices.bytes(choices.below(64)));
        update.content = copy(choices.bytes(choices.below(96)));
    } else {
        update.content.emplace();
    }
    sign_again(update);
    if ((shape & 0x80) != 0) update.content.reset();
    return update;
}

}  // namespace praxis::fuzz
