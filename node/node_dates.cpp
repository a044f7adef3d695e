#include "node/community/role_dates.hpp"
#include "node/node.hpp"

// Dates on roles are advice to whoever gave them: when one has passed, a node writes the
// revocation.

namespace praxis::node {

Task<Result<void>> Node::watch_dates() {
    std::set<UpdateId> tried;  // one that came to nothing is not written again every hour
    for (;;) {
        const auto due = community::roles_to_end(*replica_, runtime_.clock.now_wall());
        for (const auto& role : due) {
            if (!tried.insert(role.grant).second) continue;
            auto revocation = community::ending_of(*replica_, role);
            if (!revocation) break;  // the store is broken, which others tell
            const auto written = co_await replica_->act(std::move(revocation).value(),
                                                        "The date of this role has passed.");
            if (!written) {
                runtime_.host.log().warning("a role whose date has passed could not be ended",
                                            {{"why", written.error().text()}});
                tried.erase(role.grant);
                break;
            }
            runtime_.host.log().info("a role ended: its date has passed",
                                     {{"space", role.space.hex()}, {"grant", role.grant.hex()}});
        }
        co_await runtime_.clock.sleep_for(limits::dates_every);
    }
}

}  // namespace praxis::node
