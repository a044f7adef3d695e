#include "node/runtime/suspend.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdint>
#include <map>

namespace praxis::node {
namespace detail {

/// A coroutine that waits. Owned by the ParkingLot of its context until it goes on.
class Parked {
public:
    virtual ~Parked() = default;
    /// Takes it out of the lot and lets it go on with `reason`.
    virtual void finish(boost::system::error_code reason) = 0;
};

namespace {

/// All coroutines of one execution context that wait in `suspend`, by the order of their coming.
class ParkingLot final : public asio::execution_context::service {
public:
    static inline asio::execution_context::id id;

    explicit ParkingLot(asio::execution_context& owner) : service{owner} {}

    std::uint64_t next_ticket() { return next_ticket_++; }
    void enter(std::uint64_t ticket, std::shared_ptr<Parked> parked) {
        parked_.emplace(ticket, std::move(parked));
    }
    void leave(std::uint64_t ticket) { parked_.erase(ticket); }
    [[nodiscard]] bool torn_down() const { return torn_down_; }

    /// Newest first, which tends to destroy inner coroutines before the outer ones.
    std::size_t destroy_all() {
        torn_down_ = true;
        std::size_t count = 0;
        while (!parked_.empty()) {
            const auto last = std::prev(parked_.end());
            const auto parked = std::move(last->second);
            parked_.erase(last);
            ++count;
        }
        return count;
    }

private:
    void shutdown() override { destroy_all(); }

    std::map<std::uint64_t, std::shared_ptr<Parked>> parked_;
    std::uint64_t next_ticket_ = 0;
    bool torn_down_ = false;
};

template <class Handler>
class ParkedHandler final : public Parked {
public:
    ParkedHandler(ParkingLot& lot, asio::any_io_executor executor, Handler handler)
        : lot_{lot},
          ticket_{lot.next_ticket()},
          executor_{std::move(executor)},
          handler_{std::move(handler)} {}

    void finish(boost::system::error_code reason) override {
        auto go_on = [handler = std::move(handler_), reason]() mutable {
            std::move(handler)(reason);
        };
        const auto executor = executor_;
        lot_.leave(ticket_);  // this is gone from here on
        asio::post(executor, std::move(go_on));
    }

    [[nodiscard]] std::uint64_t ticket() const { return ticket_; }

private:
    ParkingLot& lot_;
    std::uint64_t ticket_;
    asio::any_io_executor executor_;
    Handler handler_;
};

ParkingLot& lot_of(const asio::any_io_executor& executor) {
    return asio::use_service<ParkingLot>(asio::query(executor, asio::execution::context));
}

template <class Handler>
void park(Handler handler, const std::function<void(Waker)>& start) {
    const asio::any_io_executor executor = asio::get_associated_executor(handler);
    auto slot = asio::get_associated_cancellation_slot(handler);
    auto& lot = lot_of(executor);
    const auto parked = std::make_shared<ParkedHandler<Handler>>(lot, executor, std::move(handler));
    const std::weak_ptr<Parked> weak = parked;
    lot.enter(parked->ticket(), parked);
    if (slot.is_connected()) {
        slot.assign([weak](asio::cancellation_type /*type*/) {
            if (const auto waiting = weak.lock()) waiting->finish(asio::error::operation_aborted);
        });
    }
    start(Waker{weak});
}

}  // namespace
}  // namespace detail

void Waker::wake() const {
    if (const auto parked = parked_.lock()) parked->finish({});
}

bool Waker::waits() const {
    return !parked_.expired();
}

Task<void> suspend(std::function<void(Waker)> start) {
    auto initiate = [&start](auto handler) { detail::park(std::move(handler), start); };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void(boost::system::error_code)>(
        initiate, asio::use_awaitable);
}

Task<void> yield() {
    return suspend([](const Waker& waker) { waker.wake(); });
}

std::size_t destroy_suspended(asio::execution_context& context) {
    return asio::use_service<detail::ParkingLot>(context).destroy_all();
}

bool torn_down(const asio::any_io_executor& executor) {
    return detail::lot_of(executor).torn_down();
}

Task<void> hop_to(asio::any_io_executor executor) {
    co_await asio::post(executor, asio::bind_executor(executor, asio::use_awaitable));
}

}  // namespace praxis::node
