#pragma once

#include "node/runtime/clock.hpp"
#include "node/runtime/network.hpp"

#include <functional>

namespace praxis::node {

/// Accepts until `listener` is closed, and hands each connection to `take`, which keeps it or lets
/// it go. After one that could not be accepted (no descriptors left, say) it waits
/// `limits::accept_pause`. Clock and listener outlive the task, and what `take` refers to.
[[nodiscard]] Task<Result<void>> accept_all(Clock& clock,
                                            Listener& listener,
                                            std::function<void(std::unique_ptr<Stream>)> take);

}  // namespace praxis::node
