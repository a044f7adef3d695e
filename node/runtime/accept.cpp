#include "node/runtime/accept.hpp"

#include "protocol/wire/limits.hpp"

namespace praxis::node {

Task<Result<void>> accept_all(Clock& clock,
                              Listener& listener,
                              std::function<void(std::unique_ptr<Stream>)> take) {
    for (;;) {
        auto stream = co_await listener.accept();
        if (!stream && stream.error().code == RuntimeErrc::closed) co_return success();
        if (!stream) {
            co_await clock.sleep_for(limits::accept_pause);
            continue;
        }
        take(std::move(stream).value());
    }
}

}  // namespace praxis::node
