#include "node/node.hpp"
#include "node/replica/errc.hpp"

#include <algorithm>

// A new day lets go what the quotas of spaces withheld.

namespace praxis::node {

Task<Result<void>> Node::watch_quotas() {
    for (;;) {
        co_await runtime_.clock.sleep_for(limits::quotas_every);
        const auto withheld = replica_->withheld();
        if (!withheld) co_return success();  // the store is broken, which others tell
        const auto now = runtime_.clock.now_wall();
        const bool due = std::ranges::any_of(
            withheld.value(), [&](const Withheld& each) { return each.next <= now; });
        if (!due) continue;
        const auto begun = co_await replica_->begin_day();
        if (begun) continue;
        if (replica_->broken() || begun.error().code == NodeErrc::stopping) co_return success();
        runtime_.host.log().warning("what waited for this day could not be passed on",
                                    {{"why", begun.error().text()}});
    }
}

}  // namespace praxis::node
