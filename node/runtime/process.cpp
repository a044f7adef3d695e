#include "node/runtime/process.hpp"

#include "protocol/base/check.hpp"
#include "protocol/crypto/key_room.hpp"

#include <iostream>
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

void keep_memory_private(const std::string& program) {
    const rlimit none{0, 0};
    PRAXIS_CHECK(setrlimit(RLIMIT_CORE, &none) == 0);
    // The limit alone is not looked at where cores go to a program (/proc/sys/kernel/core_pattern).
    PRAXIS_CHECK(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
    rlimit lockable{};
    if (getrlimit(RLIMIT_MEMLOCK, &lockable) == 0) {
        lockable.rlim_cur = lockable.rlim_max;
        setrlimit(RLIMIT_MEMLOCK, &lockable);
    }
    crypto::when_keys_are_not_locked([program](const Error& why) {
        std::cerr << program << ": keys cannot be kept out of swap (" << why.text()
                  << "). It goes on without; let it lock more memory (ulimit -l, LimitMEMLOCK=), "
                     "or have no swap but an encrypted one"
                  << std::endl;
    });
}

}  // namespace praxis::node
