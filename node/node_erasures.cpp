#include "node/community/erasing.hpp"
#include "node/node.hpp"
#include "node/replica/errc.hpp"

// What enough have agreed to erase goes here, a while after this node learned of it; and may come
// again when it turns out that they had not.

namespace praxis::node {

Task<Result<void>> Node::erase_what_is_due(QuietErasures& quiet) {
    for (const auto& erasure : replica_->governance().agreed_erasures()) {
        CO_TRY(const auto last, replica_->last_arrival(erasure.space));
        const auto known = quiet.find(erasure.target);
        if (known != quiet.end() && known->second == last) continue;
        const auto look = community::look_at(*replica_, erasure, runtime_.clock.now_wall());
        if (!look) {  // one document that is damaged here keeps no other from going
            runtime_.host.log().warning(
                "what is to be erased cannot be read here",
                {{"update", erasure.target.hex()}, {"why", look.error().text()}});
            continue;
        }
        if (look.value().is_done) quiet.insert_or_assign(erasure.target, last);
        if (!look.value().due) continue;
        auto due = *look.value().due;
        CO_TRY(const auto erased, co_await replica_->erase(std::move(due)));
        if (erased == 0) continue;
        runtime_.host.log().info(
            "erased, as was agreed",
            {{"document", look.value().due->document.hex()}, {"updates", erased}});
    }
    co_return success();
}

Task<Result<void>> Node::undo_erasures(Arrivals& seen) {
    Arrivals now;
    CO_TRY(now[same_bytes<SpaceId>(replica_->network())],
           replica_->last_arrival(same_bytes<SpaceId>(replica_->network())));
    for (const auto& space : replica_->governance().spaces()) {
        CO_TRY(now[space.id], replica_->last_arrival(space.id));
    }
    if (now == std::exchange(seen, now)) co_return success();
    CO_TRY(const auto noted, replica_->noted_erasures());
    for (const auto& each : noted) {
        CO_TRY(auto what, community::undone(*replica_, each));
        if (!what) continue;
        CO_TRY(co_await replica_->undo_erasure(std::move(what->what), what->space));
        runtime_.host.log().info("an erasure is agreed no more, or taken back",
                                 {{"document", each.document.hex()}});
    }
    co_return success();
}

Task<Result<void>> Node::watch_erasures() {
    QuietErasures quiet;
    Arrivals seen;
    for (;;) {
        const auto erased = co_await erase_what_is_due(quiet);
        const auto undone = co_await undo_erasures(seen);
        for (const auto* done : {&erased, &undone}) {
            if (*done) continue;
            if (replica_->broken() || done->error().code == NodeErrc::stopping) co_return success();
            runtime_.host.log().warning("what was agreed to be erased could not be",
                                        {{"why", done->error().text()}});
        }
        co_await runtime_.clock.sleep_for(limits::erasures_every);
    }
}

}  // namespace praxis::node
