#include "protocol/governance/state_hash.hpp"

#include "protocol/base/codec.hpp"
#include "protocol/crypto/hash.hpp"

namespace praxis::governance {
namespace {

constexpr std::string_view tag = "praxis/state/v1";
constexpr std::size_t block_bytes = 64;
constexpr std::size_t lanes_per_block = block_bytes / 2;

}  // namespace

void StateHash::change(const UpdateId& id, bool stands, int sign) {
    const std::array standing{std::byte{stands}};
    for (std::size_t block = 0; block < lanes_.size() / lanes_per_block; ++block) {
        const std::array number{static_cast<std::byte>(block)};
        const auto bytes = crypto::hash_sized(tag, {number, id.view(), standing}, block_bytes);
        for (std::size_t lane = 0; lane < lanes_per_block; ++lane) {
            const auto value = std::to_integer<unsigned>(bytes[2 * lane]) |
                               std::to_integer<unsigned>(bytes[2 * lane + 1]) << 8U;
            auto& sum = lanes_[block * lanes_per_block + lane];
            sum = static_cast<std::uint16_t>(sign > 0 ? sum + value : sum - value);
        }
    }
}

Bytes StateHash::encode() const {
    ByteWriter out;
    for (const auto lane : lanes_)
        out.u16(lane);
    return out.take();
}

Result<StateHash> StateHash::decode(ByteView bytes) {
    StateHash out;
    ByteReader in{bytes};
    for (auto& lane : out.lanes_) {
        TRY(lane, in.u16());
    }
    TRY(in.finish());
    return out;
}

Hash StateHash::digest() const {
    return crypto::hash(tag, {encode()});
}

Hash combined(const std::map<SpaceId, Hash>& spaces) {
    ByteWriter out;
    for (const auto& [space, hash] : spaces) {
        out.id(space);
        out.id(hash);
    }
    return crypto::hash("praxis/states/v1", {out.view()});
}

}  // namespace praxis::governance
