#pragma once

#include "protocol/base/ids.hpp"

#include <map>

namespace praxis::node {

/// Of some updates in a store, who wrote them and how many bytes they are, by device: so that one
/// device cannot take the room of all. A value; derived from the store, as the ledger it belongs
/// to.
class DeviceRoom {
public:
    /// The update is in it, with so many bytes; said again, the last number counts.
    void enter(const UpdateId& id, const SigningKey& device, std::size_t bytes);
    /// It is not any more; nothing happens when it was not.
    void leave(const UpdateId& id);
    [[nodiscard]] std::size_t bytes_of(const SigningKey& device) const;
    /// Whether something of another device is in it.
    [[nodiscard]] bool has_others(const SigningKey& device) const;

private:
    struct Guest {
        SigningKey device;
        std::size_t bytes;
    };
    std::map<UpdateId, Guest> guests_;
    std::map<SigningKey, std::size_t> bytes_;  // of the guests, by device; none of zero
};

}  // namespace praxis::node
