#include "tests/fuzz/fuzz.hpp"

#include <cstdio>
#include <cstdlib>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    praxis::fuzz::one_input(std::as_bytes(std::span{data, size}));
    return 0;
}

namespace praxis::fuzz {

void expect(bool holds, std::string_view promise) {
    if (holds) return;
    std::fprintf(
        stderr, "broken promise: %.*s\n", static_cast<int>(promise.size()), promise.data());
    std::abort();
}

}  // namespace praxis::fuzz
