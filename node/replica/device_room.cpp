#include "node/replica/device_room.hpp"

namespace praxis::node {

void DeviceRoom::enter(const UpdateId& id, const SigningKey& device, std::size_t bytes) {
    leave(id);
    guests_.emplace(id, Guest{device, bytes});
    bytes_[device] += bytes;
}

void DeviceRoom::leave(const UpdateId& id) {
    const auto guest = guests_.find(id);
    if (guest == guests_.end()) return;
    const auto sum = bytes_.find(guest->second.device);
    sum->second -= guest->second.bytes;
    if (sum->second == 0) bytes_.erase(sum);
    guests_.erase(guest);
}

std::size_t DeviceRoom::bytes_of(const SigningKey& device) const {
    const auto sum = bytes_.find(device);
    return sum == bytes_.end() ? 0 : sum->second;
}

bool DeviceRoom::has_others(const SigningKey& device) const {
    return bytes_.size() > (bytes_.contains(device) ? 1U : 0U);
}

}  // namespace praxis::node
