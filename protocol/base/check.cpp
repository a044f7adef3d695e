#include "protocol/base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace praxis {

void check_failed(const char* condition, const char* file, int line) noexcept {
    std::fprintf(stderr, "praxis: broken invariant at %s:%d: %s\n", file, line, condition);
    std::abort();
}

}  // namespace praxis
