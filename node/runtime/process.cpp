#include "node/runtime/process.hpp"

#include "protocol/base/check.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace praxis::node {

std::size_t raise_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    const auto was = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : was;
}

void keep_memory_private() {
    const rlimit none{0, 0};
    PRAXIS_CHECK(setrlimit(RLIMIT_CORE, &none) == 0);
    // The limit alone is not looked at where cores go to a program (/proc/sys/kernel/core_pattern).
    PRAXIS_CHECK(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
}

}  // namespace praxis::node
