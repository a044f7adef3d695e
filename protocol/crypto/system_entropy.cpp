#include "protocol/crypto/system_entropy.hpp"

#include "protocol/base/check.hpp"

#include <sodium.h>

namespace praxis::crypto {

SystemEntropy::SystemEntropy() {
    PRAXIS_CHECK(sodium_init() >= 0);
}

void SystemEntropy::fill(std::span<std::byte> out) {
    randombytes_buf(out.data(), out.size());
}

}  // namespace praxis::crypto
