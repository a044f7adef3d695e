#pragma once

#include "node/runtime/suspend.hpp"

#include <boost/asio/post.hpp>

#include <optional>
#include <type_traits>

namespace praxis::node {

/// Runs `work` on `executor` (the workers, or the writer) and gives its result back on the loop
/// (seam S7). The coroutine itself never leaves the loop, so it may be cancelled meanwhile: it goes
/// on at once, and `work` runs to its end unheard. So `work` owns all that it touches.
///
///     auto check = [key, update] { return crypto::verify(key, update.bytes, update.signature); };
///     const bool valid = co_await offload(runtime.loop, runtime.workers, std::move(check));
template <class Work>
[[nodiscard]] Task<std::invoke_result_t<Work&>> offload(asio::any_io_executor loop,
                                                        asio::any_io_executor executor,
                                                        Work work) {
    using Value = std::invoke_result_t<Work&>;
    const auto result = std::make_shared<std::optional<Value>>();
    auto start = [&loop, &executor, &work, &result](Waker waker) {
        auto job = [home = loop, todo = std::move(work), out = result, waker]() mutable {
            out->emplace(todo());
            asio::post(home, [out, waker] { waker.wake(); });
        };
        asio::post(executor, std::move(job));
    };
    const std::function<void(Waker)> begin{start};
    co_await suspend(begin);
    co_return std::move(**result);
}

}  // namespace praxis::node
