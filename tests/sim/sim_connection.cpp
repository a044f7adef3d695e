#include "tests/sim/sim_connection.hpp"

#include "protocol/base/check.hpp"

#include <algorithm>

namespace praxis::sim {
namespace {

constexpr std::size_t segment_bytes = 1460;  // one Ethernet frame's worth, on a limited link

node::Task<void> wait_for(node::Waker& place) {
    PRAXIS_CHECK(!place.waits());  // one reader, one writer
    return node::suspend([&place](node::Waker waker) { place = std::move(waker); });
}

node::Task<Result<std::size_t>> read_from(std::shared_ptr<Connection> connection,
                                          std::size_t index,
                                          std::span<std::byte> into) {
    auto& end = connection->ends[index];
    auto& network = connection->network;
    PRAXIS_CHECK(!into.empty());
    const auto from = connection->ends[1 - index].node;
    while (!end.closed && (end.received.empty() || !network.drains(from, end.node))) {
        if (end.broken) co_return fail(node::RuntimeErrc::reset);
        if (end.peer_ended && end.received.empty()) co_return fail(node::RuntimeErrc::closed);
        co_await wait_for(end.reader);
    }
    if (end.closed) co_return fail(node::RuntimeErrc::closed);

    auto& peer = connection->ends[1 - index];
    auto count = std::min(into.size(), end.received.size());
    count = network.read_size(peer.node, end.node, count);
    const auto last = end.received.begin() + static_cast<std::ptrdiff_t>(count);
    std::copy(end.received.begin(), last, into.begin());
    end.received.erase(end.received.begin(), last);
    Packet credit{Packet::Kind::credit, {}, count};
    connection->arrive(index, std::move(credit));
    co_return count;
}

node::Task<Result<void>> write_to(std::shared_ptr<Connection> connection,
                                  std::size_t index,
                                  ByteView rest) {
    auto& end = connection->ends[index];
    const auto peer = connection->ends[1 - index].node;
    while (!rest.empty()) {
        if (end.closed) co_return fail(node::RuntimeErrc::closed);
        if (end.broken) co_return fail(node::RuntimeErrc::reset);
        const auto& options = connection->network.options(end.node, peer);
        if (end.outstanding >= options.window_bytes) {
            co_await wait_for(end.writer);
            continue;
        }
        auto count = std::min<std::size_t>(rest.size(), options.window_bytes - end.outstanding);
        if (options.bytes_per_second != 0) count = std::min(count, segment_bytes);
        count = connection->network.write_size(end.node, peer, count);
        Packet packet{Packet::Kind::data, copy(rest.first(count))};
        end.outstanding += count;
        connection->send(index, std::move(packet));
        rest = rest.subspan(count);
    }
    co_return success();
}

/// Counts `bytes` towards a mishap; whether it comes with them.
bool passes(std::uint64_t& left, ByteView bytes) {
    if (left == 0) return false;
    const bool now = bytes.size() >= left;
    left = now ? 0 : left - bytes.size();
    return now;
}

class SimStream final : public node::Stream {
public:
    SimStream(std::shared_ptr<Connection> connection, std::size_t end)
        : connection_{std::move(connection)}, end_{end} {}
    ~SimStream() override { close(); }
    SimStream(const SimStream&) = delete;
    SimStream& operator=(const SimStream&) = delete;

    node::Task<Result<std::size_t>> read_some(std::span<std::byte> into) override {
        return read_from(connection_, end_, into);
    }
    node::Task<Result<void>> write(ByteView bytes) override {
        return write_to(connection_, end_, bytes);
    }
    void close() noexcept override { connection_->close(end_); }
    node::Endpoint peer() const override { return connection_->ends[1 - end_].local; }

private:
    std::shared_ptr<Connection> connection_;
    std::size_t end_;
};

}  // namespace

void Connection::send(std::size_t from, Packet packet) {
    auto& sender = ends[from];
    const auto to = ends[1 - from].node;
    const auto arrival = network.arrival(sender.node, to, packet.bytes.size());
    sender.last_arrival = std::max(sender.last_arrival, arrival);
    auto come = [self = shared_from_this(), from, travelling = std::move(packet)] {
        self->arrive(from, travelling);
    };
    network.timeline().at(sender.last_arrival, std::move(come));
}

void Connection::arrive(std::size_t from, Packet packet) {
    auto& held = ends[from].held;
    if (!held.empty() || holds_back(from))
        held.push_back(std::move(packet));
    else
        deliver(from, std::move(packet));
}

void Connection::release(std::size_t from) {
    if (ends[from].held.empty()) return;
    const auto to = ends[1 - from].node;
    auto flush = [self = shared_from_this(), from] {
        auto& held = self->ends[from].held;
        while (!held.empty() && !self->holds_back(from)) {
            auto packet = std::move(held.front());
            held.pop_front();
            self->deliver(from, std::move(packet));
        }
    };
    network.timeline().at(network.arrival(ends[from].node, to, 0), std::move(flush));
}

bool Connection::holds_back(std::size_t from) const {
    return ends[from].stalled || network.blocked(ends[from].node, ends[1 - from].node);
}

void Connection::deliver(std::size_t from, Packet packet) {
    auto& receiver = ends[1 - from];
    switch (packet.kind) {
        case Packet::Kind::credit: {
            receiver.outstanding -= packet.read_bytes;
            receiver.writer.wake();
            return;
        }
        case Packet::Kind::data:
            return deliver_data(from, packet.bytes);
        case Packet::Kind::end:
            receiver.peer_ended = true;
            receiver.reader.wake();
            return;
        case Packet::Kind::reset:
            return break_at(1 - from);
    }
}

void Connection::deliver_data(std::size_t from, ByteView bytes) {
    auto& sender = ends[from];
    auto& receiver = ends[1 - from];
    if (receiver.gone && !network.powered(receiver.node)) return;  // nobody there to answer
    if (receiver.closed || receiver.broken) {
        if (receiver.closed) send(1 - from, Packet{Packet::Kind::reset, {}});
        return;
    }
    if (sender.muted) return;
    if (passes(sender.bytes_to_half_close, bytes)) return half_close(from);
    const auto until_lost = sender.bytes_to_stall;
    const bool stalls = passes(sender.bytes_to_stall, bytes);
    if (stalls) {  // what comes behind the lost byte waits for it
        const auto behind = bytes.subspan(until_lost - 1);
        if (!behind.empty()) sender.held.push_front({Packet::Kind::data, copy(behind)});
        bytes = bytes.first(until_lost - 1);
    }
    const bool cut = sender.bytes_to_cut != 0 && bytes.size() >= sender.bytes_to_cut;
    if (cut) bytes = bytes.first(sender.bytes_to_cut);
    if (sender.bytes_to_cut != 0) sender.bytes_to_cut -= bytes.size();
    if (!bytes.empty()) network.delivered(id, sender.node, receiver.node, bytes);
    if (auto second = twin.lock(); second && from == 0) second->deliver_data(0, bytes);
    receiver.received.insert(receiver.received.end(), bytes.begin(), bytes.end());
    receiver.reader.wake();
    if (cut) {
        network.trace().add("cut", {id, sender.node, receiver.node});
        break_both(from);
    } else if (stalls) {
        stall(from);
    }
}

/// The reader is told of an end that the writer never made.
void Connection::half_close(std::size_t from) {
    network.trace().add("half-close", {id, ends[from].node});
    ends[from].muted = true;
    ends[1 - from].peer_ended = true;
    ends[1 - from].reader.wake();
}

void Connection::stall(std::size_t from) {
    const auto [silence, breaks] = network.draw_stall(ends[from].node, ends[1 - from].node);
    network.trace().add("stall", {id, ends[from].node, breaks ? 1U : 0U});
    ends[from].stalled = true;
    auto end_stall = [self = shared_from_this(), from, breaks = breaks] {
        self->ends[from].stalled = false;
        if (breaks)
            self->break_both(from);
        else
            self->release(from);
    };
    network.timeline().after(silence, std::move(end_stall));
}

/// At the reader now, at the writer when it hears of it.
void Connection::break_both(std::size_t from) {
    break_at(1 - from);
    send(1 - from, Packet{Packet::Kind::reset, {}});
}

void Connection::break_at(std::size_t end) {
    auto& broken = ends[end];
    if (broken.broken || broken.closed) return;
    broken.broken = true;
    network.trace().add("reset", {id, broken.node});
    broken.reader.wake();
    broken.writer.wake();
}

void Connection::close(std::size_t end) {
    auto& closing = ends[end];
    if (closing.closed) return;
    closing.closed = true;
    network.trace().add("close", {id, closing.node});
    closing.reader.wake();
    closing.writer.wake();
    if (closing.broken) return;
    const bool unread = !closing.received.empty();
    closing.received.clear();
    send(end, Packet{unread ? Packet::Kind::reset : Packet::Kind::end, {}});
}

std::unique_ptr<node::Stream> stream_of(std::shared_ptr<Connection> connection, std::size_t end) {
    return std::make_unique<SimStream>(std::move(connection), end);
}

}  // namespace praxis::sim
