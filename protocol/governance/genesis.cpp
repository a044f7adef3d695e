#include "protocol/governance/genesis.hpp"

#include "protocol/base/check.hpp"
#include "protocol/base/codec.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/wire/limits.hpp"

namespace praxis::governance {
namespace {

constexpr std::uint8_t genesis_version = 1;

const char* words(int value) {
    switch (static_cast<GovernanceErrc>(value)) {
        case GovernanceErrc::bad_genesis:
            return "a genesis record that breaks a rule";
        case GovernanceErrc::bad_act:
            return "no act of governance";
        case GovernanceErrc::unknown_format:
            return "an act of a format this program does not know";
        case GovernanceErrc::bad_possession:
            return "names a key that did not sign for it";
    }
    return "unknown error";
}

}  // namespace

Result<void> validate(const Genesis& genesis) {
    const auto bad = [](const char* why) { return fail(GovernanceErrc::bad_genesis, why); };
    if (genesis.board.empty()) return bad("no board key");
    if (genesis.board.size() > limits::board_keys_max) return bad("too many board keys");
    if (genesis.k == 0 || genesis.k > genesis.board.size()) return bad("k outside 1 to n");
    if (std::ranges::adjacent_find(genesis.board, std::ranges::greater_equal{}) !=
        genesis.board.end()) {
        return bad("board keys do not ascend");
    }
    return success();
}

Bytes encode(const Genesis& genesis) {
    PRAXIS_CHECK(validate(genesis));
    ByteWriter out;
    out.u8(genesis_version);
    out.raw(genesis.nonce);
    out.u8(genesis.k);
    out.u8(static_cast<std::uint8_t>(genesis.board.size()));
    for (const auto& key : genesis.board)
        out.id(key);
    return out.take();
}

Result<Genesis> decode_genesis(ByteView bytes) {
    ByteReader in{bytes};
    TRY(const auto version, in.u8());
    if (version != genesis_version) return fail(Errc::unknown_version, "genesis");
    Genesis genesis;
    TRY(const auto nonce, in.raw(genesis.nonce.size()));
    std::ranges::copy(nonce, genesis.nonce.begin());
    TRY(genesis.k, in.u8());
    TRY(const auto count, in.u8());
    for (int i = 0; i < count; ++i) {
        TRY(const auto key, in.id<SigningKey>());
        genesis.board.push_back(key);
    }
    TRY(in.finish());
    TRY(validate(genesis));
    return genesis;
}

NetworkId network_id(const Genesis& genesis) {
    return same_bytes<NetworkId>(crypto::hash("praxis/genesis/v1", {encode(genesis)}));
}

boost::system::error_code make_error_code(GovernanceErrc code) noexcept {
    static const NamedCategory category{"praxis.governance", words};
    return {static_cast<int>(code), category};
}

}  // namespace praxis::governance
