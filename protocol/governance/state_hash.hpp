#pragma once

#include "protocol/base/ids.hpp"

#include <map>

namespace praxis::governance {

/// The hash of a set of (update id, standing), kept while updates come and change: LtHash16.
/// Equal sets have equal hashes, in any order. An element is 32 BLAKE2b-512 blocks
/// H(`praxis/state/v1`, block u8, id, standing u8) read as 1,024 little-endian u16; the sum is
/// taken lane by lane mod 2^16. A value of 2 KiB.
class StateHash {
public:
    /// The caller adds each pair once, and removes only what it added.
    void add(const UpdateId& id, bool stands) { change(id, stands, 1); }
    void remove(const UpdateId& id, bool stands) { change(id, stands, -1); }
    /// H(`praxis/state/v1`, sum), 32 bytes; the lanes little-endian.
    [[nodiscard]] Hash digest() const;

    /// The sum as bytes, to be stored, and back; fails with `praxis::Errc` unless 2,048 bytes.
    [[nodiscard]] Bytes encode() const;
    [[nodiscard]] static Result<StateHash> decode(ByteView bytes);

    friend bool operator==(const StateHash&, const StateHash&) = default;

private:
    void change(const UpdateId& id, bool stands, int sign);
    std::array<std::uint16_t, 1024> lanes_{};
};

/// The state of a whole node: H(`praxis/states/v1`, (space, hash)...) by space, `root` included.
[[nodiscard]] Hash combined(const std::map<SpaceId, Hash>& spaces);

}  // namespace praxis::governance
