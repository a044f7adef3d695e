#include "node/community/erasing.hpp"
#include "node/node.hpp"

// What enough have agreed to erase goes here, a while after this node learned of it.

namespace praxis::node {

Task<Result<void>> Node::watch_erasures() {
    for (;;) {
        const auto due = community::erasures_due(*replica_, runtime_.clock.now_wall());
        if (!due) co_return success();  // the store is broken, which others tell
        for (const auto& erasure : due.value()) {
            const auto erased = co_await replica_->erase(erasure);
            if (!erased) {
                runtime_.host.log().warning(
                    "what was agreed to be erased could not be",
                    {{"document", erasure.document.hex()}, {"why", erased.error().text()}});
            } else if (erased.value() > 0) {
                runtime_.host.log().info(
                    "erased, as was agreed",
                    {{"document", erasure.document.hex()}, {"updates", erased.value()}});
            }
        }
        co_await runtime_.clock.sleep_for(limits::erasures_every);
    }
}

}  // namespace praxis::node
