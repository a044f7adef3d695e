#pragma once

#include "protocol/base/ids.hpp"

#include <map>

namespace praxis::node {

/// Who wrote what waits in a store, and how much of it: so that one device cannot take the room of
/// all. A value; derived from the store, as the ledger it belongs to.
class WaitingRoom {
public:
    /// Whether `bytes` more of this device may wait: `limits::waiting_device_bytes_max`.
    [[nodiscard]] bool has_room(const SigningKey& device, std::size_t bytes) const;
    /// The update waits, with so many bytes; said again, the last number counts.
    void enter(const UpdateId& id, const SigningKey& device, std::size_t bytes);
    /// It waits no more; nothing happens when it did not.
    void leave(const UpdateId& id);
    [[nodiscard]] std::size_t bytes_of(const SigningKey& device) const;

private:
    struct Guest {
        SigningKey device;
        std::size_t bytes;
    };
    std::map<UpdateId, Guest> guests_;
    std::map<SigningKey, std::size_t> bytes_;  // of the guests, by device; none of zero
};

}  // namespace praxis::node
