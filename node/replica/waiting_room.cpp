#include "node/replica/waiting_room.hpp"

#include "protocol/wire/limits.hpp"

namespace praxis::node {

bool WaitingRoom::has_room(const SigningKey& device, std::size_t bytes) const {
    return bytes_of(device) + bytes <= limits::waiting_device_bytes_max;
}

void WaitingRoom::enter(const UpdateId& id, const SigningKey& device, std::size_t bytes) {
    leave(id);
    guests_.emplace(id, Guest{device, bytes});
    bytes_[device] += bytes;
}

void WaitingRoom::leave(const UpdateId& id) {
    const auto guest = guests_.find(id);
    if (guest == guests_.end()) return;
    const auto sum = bytes_.find(guest->second.device);
    sum->second -= guest->second.bytes;
    if (sum->second == 0) bytes_.erase(sum);
    guests_.erase(guest);
}

std::size_t WaitingRoom::bytes_of(const SigningKey& device) const {
    const auto sum = bytes_.find(device);
    return sum == bytes_.end() ? 0 : sum->second;
}

}  // namespace praxis::node
