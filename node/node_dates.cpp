#include "node/community/role_dates.hpp"
#include "node/node.hpp"

#include <algorithm>

// Dates on roles are advice to whoever gave them: when one has passed, a node writes the
// revocation.

namespace praxis::node {

/// Whether a session is in step now, or there is nobody to learn from. A node that was away would
/// cut off what it has not heard of, and its revocation would count beside one made in time.
bool Node::knows_what_others_know() const {
    const auto nodes = replica_->governance().nodes();
    const bool alone = std::ranges::none_of(nodes, [&](const governance::DeviceInfo& device) {
        return device.key != replica_->node() && device.stands_now;
    });
    if (alone) return true;
    const auto sessions = sessions_.sessions();
    return sessions && std::ranges::any_of(sessions.value(), [](const SessionInfo& session) {
               // What a quota keeps elsewhere for days hinders nobody; a round shows that it is
               // that.
               const bool all_but_withheld = session.exchanged && session.rounds > 0;
               return session.certified && (session.in_step || all_but_withheld);
           });
}

Task<Result<void>> Node::watch_dates() {
    std::set<UpdateId> tried;  // one that came to nothing is not written again and again
    for (;;) {
        bool has_to_wait = false;
        const auto due = community::roles_to_end(*replica_, runtime_.clock.now_wall());
        if (!due) co_return success();  // the store is broken, which others tell
        for (const auto& role : due.value()) {
            has_to_wait = !knows_what_others_know();
            if (has_to_wait) break;
            if (!tried.insert(role.grant).second) continue;
            auto revocation = community::ending_of(*replica_, role);
            if (!revocation) co_return success();
            const auto written = co_await replica_->act(std::move(revocation).value(),
                                                        "The date of this role has passed.");
            if (!written) {
                runtime_.host.log().warning("a role whose date has passed could not be ended",
                                            {{"why", written.error().text()}});
                tried.erase(role.grant);
                continue;
            }
            runtime_.host.log().info("a role ended: its date has passed",
                                     {{"space", role.space.hex()}, {"grant", role.grant.hex()}});
        }
        constexpr std::chrono::minutes soon{1};
        co_await runtime_.clock.sleep_for(has_to_wait ? Duration{soon} : limits::dates_every);
    }
}

}  // namespace praxis::node
