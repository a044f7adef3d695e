#pragma once

#include "protocol/base/entropy.hpp"

namespace praxis::crypto {

/// The operating system's random bytes, through libsodium. Any thread.
class SystemEntropy final : public Entropy {
public:
    /// Ends the process when the system has no randomness to give.
    SystemEntropy();
    void fill(std::span<std::byte> out) override;
};

}  // namespace praxis::crypto
