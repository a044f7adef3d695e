#pragma once

#include "node/between.hpp"

namespace praxis::node {

/// `praxisd` from its command line to its exit code: 0 stopped when asked, 1 failed, 2 wrong usage.
[[nodiscard]] int run_daemon(int argc, char** argv, const Between& between = {});

}  // namespace praxis::node
