#include "node/runtime/process.hpp"

#include <sys/resource.h>

namespace praxis::node {

std::size_t raise_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    const auto was = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : was;
}

}  // namespace praxis::node
