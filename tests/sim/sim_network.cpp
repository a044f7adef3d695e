#include "tests/sim/sim_network.hpp"

#include "protocol/base/check.hpp"
#include "tests/sim/draw.hpp"
#include "tests/sim/sim_connection.hpp"

#include <algorithm>

namespace praxis::sim {

/// A place where a process listens.
struct Door {
    SimNetwork& network;
    const SimProcess* process;
    node::Endpoint local;
    std::deque<std::unique_ptr<node::Stream>> waiting;
    bool closed = false;
    node::Waker acceptor;
};

namespace {

constexpr std::string_view host_prefix = "sim-";
constexpr Duration dial_retry = std::chrono::seconds{1};

std::optional<NodeIndex> node_of(std::string_view host) {
    if (!host.starts_with(host_prefix)) return std::nullopt;
    NodeIndex node = 0;
    for (const char digit : host.substr(host_prefix.size())) {
        if (digit < '0' || digit > '9') return std::nullopt;
        node = node * 10 + static_cast<NodeIndex>(digit - '0');
    }
    return node;
}

node::Task<Result<std::unique_ptr<node::Stream>>> accept_from(std::shared_ptr<Door> door) {
    PRAXIS_CHECK(!door->acceptor.waits());
    auto wait = [door](node::Waker waker) { door->acceptor = std::move(waker); };
    const std::function<void(node::Waker)> start{wait};
    while (!door->closed && door->waiting.empty())
        co_await node::suspend(start);
    if (door->closed) co_return fail(node::RuntimeErrc::closed);
    auto stream = std::move(door->waiting.front());
    door->waiting.pop_front();
    co_return std::move(stream);
}

class SimListener final : public node::Listener {
public:
    explicit SimListener(std::shared_ptr<Door> door) : door_{std::move(door)} {}
    ~SimListener() override { close(); }
    SimListener(const SimListener&) = delete;
    SimListener& operator=(const SimListener&) = delete;

    node::Task<Result<std::unique_ptr<node::Stream>>> accept() override {
        return accept_from(door_);
    }
    void close() noexcept override {
        door_->closed = true;
        door_->waiting.clear();
        door_->acceptor.wake();
    }
    node::Endpoint local() const override { return door_->local; }

private:
    std::shared_ptr<Door> door_;
};

}  // namespace

/// The network as one process sees it.
class NetworkOfProcess final : public node::Network {
public:
    NetworkOfProcess(SimNetwork& network, const SimProcess& process)
        : network_{network}, process_{process} {}

    node::Task<Result<std::unique_ptr<node::Stream>>> dial(node::Endpoint to) override;
    Result<std::unique_ptr<node::Listener>> listen(const node::Endpoint& at) override;

private:
    [[nodiscard]] bool reachable(NodeIndex node) const {
        return network_.powered(node) && !network_.blocked(process_.node(), node) &&
               !network_.blocked(node, process_.node());
    }
    [[nodiscard]] node::Task<void> travel(NodeIndex from, NodeIndex to) {
        return sleep_until(network_.timeline(), network_.arrival(from, to, 0));
    }

    SimNetwork& network_;
    const SimProcess& process_;
};

node::Task<Result<std::unique_ptr<node::Stream>>> NetworkOfProcess::dial(node::Endpoint to) {
    auto& timeline = network_.timeline();
    const auto from = process_.node();
    const auto target = node_of(to.host);
    if (!target) co_return fail(node::RuntimeErrc::unreachable, to.text());

    const auto patience_ends = timeline.now() + SimNetwork::dial_patience;
    while (!reachable(*target)) {
        if (timeline.now() >= patience_ends)
            co_return fail(node::RuntimeErrc::unreachable, to.text());
        co_await sleep_until(timeline, timeline.now() + dial_retry);
    }
    co_await travel(from, *target);

    const auto door = network_.door_at(*target, to.port);
    if (!door) {
        co_await travel(*target, from);
        co_return fail(node::RuntimeErrc::refused, to.text());
    }
    auto connection = network_.connect(process_, *door);
    auto stream = stream_of(connection, 0);
    door->waiting.push_back(stream_of(connection, 1));
    network_.repeat(*connection, process_, *door);
    door->acceptor.wake();
    co_await travel(*target, from);
    co_return std::move(stream);
}

Result<std::unique_ptr<node::Listener>> NetworkOfProcess::listen(const node::Endpoint& at) {
    const auto port = at.port != 0 ? at.port : network_.free_port();
    auto& place = network_.doors_[{process_.node(), port}];
    if (place && !place->closed) return fail(node::RuntimeErrc::address_in_use, at.text());
    node::Endpoint local{SimNetwork::host_of(process_.node()), port};
    place = std::make_shared<Door>(Door{network_, &process_, std::move(local), {}, false, {}});
    return std::make_unique<SimListener>(place);
}

std::string SimNetwork::host_of(NodeIndex node) {
    return std::string{host_prefix} + std::to_string(node);
}

std::unique_ptr<node::Network> SimNetwork::attach(SimProcess& process) {
    powered_.insert(process.node());
    return std::make_unique<NetworkOfProcess>(*this, process);
}

void SimNetwork::set_link(NodeIndex from, NodeIndex to, const LinkOptions& options) {
    links_[{from, to}].options = options;
    for (const auto& connection : connections()) {
        for (std::size_t end = 0; end < 2; ++end) {
            auto& sender = connection->ends[end];
            if (sender.node != from || connection->ends[1 - end].node != to) continue;
            draw_mishaps(*connection, end);
        }
    }
}

void SimNetwork::set_default_link(const LinkOptions& options) {
    default_link_ = options;
    for (const auto& connection : connections())
        draw_mishaps(*connection);
}

void SimNetwork::draw_mishaps(Connection& connection) {
    draw_mishaps(connection, 0);
    draw_mishaps(connection, 1);
}

/// Of what end `end` writes.
void SimNetwork::draw_mishaps(Connection& connection, std::size_t end) {
    auto& sender = connection.ends[end];
    const auto& link = options(sender.node, connection.ends[1 - end].node);
    sender.bytes_to_cut = draw_about(link.cut_every_bytes);
    sender.bytes_to_stall = draw_about(link.stall_every_bytes);
    sender.bytes_to_half_close = draw_about(link.half_close_every_bytes);
    connection.ends[1 - end].reader.wake();  // the link may drain again
}

void SimNetwork::block(NodeIndex from, NodeIndex to) {
    trace_.add("block", {from, to});
    links_[{from, to}].blocked = true;
}

void SimNetwork::unblock(NodeIndex from, NodeIndex to) {
    auto& link = links_[{from, to}];
    if (!link.blocked) return;
    trace_.add("unblock", {from, to});
    link.blocked = false;
    for (const auto& connection : connections()) {
        for (std::size_t end = 0; end < 2; ++end) {
            if (connection->ends[end].node == from && connection->ends[1 - end].node == to)
                connection->release(end);
        }
    }
}

void SimNetwork::partition(NodeIndex a, NodeIndex b) {
    block(a, b);
    block(b, a);
}

void SimNetwork::heal(NodeIndex a, NodeIndex b) {
    unblock(a, b);
    unblock(b, a);
}

void SimNetwork::heal_all() {
    std::vector<LinkId> blocked;
    for (const auto& [id, link] : links_) {
        if (link.blocked) blocked.push_back(id);
    }
    for (const auto& [from, to] : blocked)
        unblock(from, to);
}

void SimNetwork::set_refusing(NodeIndex node, bool refusing) {
    if (refusing)
        refusing_.insert(node);
    else
        refusing_.erase(node);
}

void SimNetwork::reset_streams(NodeIndex a, NodeIndex b) {
    for (const auto& connection : connections()) {
        const auto one = connection->ends[0].node;
        const auto other = connection->ends[1].node;
        if (!(one == a && other == b) && !(one == b && other == a)) continue;
        connection->break_at(0);
        connection->break_at(1);
    }
}

void SimNetwork::detach(const SimProcess& process, Death death) {
    if (death == Death::machine) powered_.erase(process.node());
    for (const auto& connection : connections()) {
        for (std::size_t index = 0; index < 2; ++index) {
            auto& end = connection->ends[index];
            if (end.process != &process || end.gone) continue;
            const bool open = !end.closed && !end.broken;
            end.gone = true;
            end.closed = true;
            if (open && death == Death::process)
                connection->send(index, Packet{Packet::Kind::reset, {}});
        }
    }
    for (auto door = doors_.begin(); door != doors_.end();) {
        if (door->second->process == &process) {
            door->second->closed = true;
            door->second->waiting.clear();
            door = doors_.erase(door);
        } else {
            ++door;
        }
    }
}

std::size_t SimNetwork::open_streams() const {
    std::size_t open = 0;
    for (const auto& connection : connections()) {
        if (std::ranges::any_of(connection->ends, [](const End& end) { return !end.closed; }))
            ++open;
    }
    return open;
}

std::uint64_t SimNetwork::delivered_bytes(NodeIndex from, NodeIndex to) const {
    const auto link = links_.find({from, to});
    return link == links_.end() ? 0 : link->second.delivered;
}

const LinkOptions& SimNetwork::options(NodeIndex from, NodeIndex to) const {
    const auto link = links_.find({from, to});
    return link != links_.end() && link->second.options ? *link->second.options : default_link_;
}

bool SimNetwork::blocked(NodeIndex from, NodeIndex to) const {
    const auto link = links_.find({from, to});
    return link != links_.end() && link->second.blocked;
}

MonoTime SimNetwork::arrival(NodeIndex from, NodeIndex to, std::size_t bytes) {
    const auto& line = options(from, to);
    auto start = timeline_.now();
    if (line.bytes_per_second != 0 && bytes != 0) {
        auto& link = links_[{from, to}];
        const auto micros = bytes * 1'000'000 / line.bytes_per_second;
        link.free_at = std::max(start, link.free_at) + Duration{static_cast<Duration::rep>(micros)};
        start = link.free_at;
    }
    auto jitter = Duration{0};
    if (line.jitter.count() > 0) {
        const auto bound = static_cast<std::uint64_t>(line.jitter.count()) + 1;
        jitter = Duration{static_cast<Duration::rep>(entropy_.below(bound))};
    }
    const auto delay =
        line.delay_spread == 0
            ? line.delay
            : log_normal(entropy_, line.delay, static_cast<std::int64_t>(line.delay_spread));
    return start + delay + jitter;
}

std::size_t SimNetwork::read_size(NodeIndex from, NodeIndex to, std::size_t available) {
    if (!options(from, to).short_reads) return available;
    return 1 + static_cast<std::size_t>(entropy_.below(available));
}

void SimNetwork::delivered(std::uint64_t connection, NodeIndex from, NodeIndex to, ByteView bytes) {
    links_[{from, to}].delivered += bytes.size();
    trace_.add("deliver", {connection, from, to, bytes.size()}, bytes);
}

std::uint64_t SimNetwork::draw_about(std::uint64_t mean) {
    return mean == 0 ? 0 : 1 + entropy_.below(2 * mean);
}

std::size_t SimNetwork::write_size(NodeIndex from, NodeIndex to, std::size_t available) {
    if (!options(from, to).short_writes) return available;
    constexpr std::size_t few = 200;
    return 1 + entropy_.below(std::min(available, few));
}

std::pair<Duration, bool> SimNetwork::draw_stall(NodeIndex from, NodeIndex to) {
    const auto silence =
        log_uniform(entropy_, std::chrono::milliseconds{500}, options(from, to).stall_max);
    return {silence, chance(entropy_, 50)};
}

std::vector<std::shared_ptr<Connection>> SimNetwork::connections() const {
    std::vector<std::shared_ptr<Connection>> alive;
    for (const auto& weak : connections_) {
        if (auto connection = weak.lock()) alive.push_back(std::move(connection));
    }
    return alive;
}

std::shared_ptr<Connection> SimNetwork::connect(const SimProcess& dialer, Door& door) {
    std::erase_if(connections_, [](const auto& weak) { return weak.expired(); });
    const auto to = door.process->node();
    const auto id = next_connection_++;
    trace_.add("connect", {id, dialer.node(), to});
    End near{dialer.node(), &dialer, {host_of(dialer.node()), free_port()}};
    End far{to, door.process, door.local};
    auto connection = std::make_shared<Connection>(*this, id, std::move(near), std::move(far));
    draw_mishaps(*connection);
    connections_.push_back(connection);
    return connection;
}

/// A dial that arrives twice, if it does: a second stream, on which the other side hears again what
/// the dialler says on the first, and which ends with nobody's doing.
void SimNetwork::repeat(Connection& first, const SimProcess& dialer, Door& door) {
    const auto percent = options(dialer.node(), door.process->node()).twice_percent;
    if (percent == 0 || !chance(entropy_, percent)) return;
    auto second = connect(dialer, door);
    first.twin = second;
    door.waiting.push_back(stream_of(second, 1));
    auto end = [second] {
        second->break_at(0);
        second->break_at(1);
    };
    timeline_.after(log_uniform(entropy_, std::chrono::seconds{1}, std::chrono::minutes{10}), end);
}

std::shared_ptr<Door> SimNetwork::door_at(NodeIndex node, std::uint16_t port) const {
    const auto door = doors_.find({node, port});
    if (door == doors_.end() || door->second->closed || refusing_.contains(node)) return nullptr;
    if (door->second->waiting.size() >= backlog_max) return nullptr;
    return door->second;
}

std::uint16_t SimNetwork::free_port() {
    constexpr std::uint16_t first = 40'000;
    const auto port = next_port_;
    next_port_ = port == 65'535 ? first : static_cast<std::uint16_t>(port + 1);
    return port;
}

}  // namespace praxis::sim
