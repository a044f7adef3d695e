#pragma once

#include "node/runtime/network.hpp"
#include "protocol/base/entropy.hpp"
#include "tests/sim/sim_clock.hpp"
#include "tests/sim/sim_executor.hpp"
#include "tests/sim/trace.hpp"

#include <map>
#include <optional>
#include <set>

namespace praxis::sim {

using NodeIndex = std::uint32_t;

/// What one direction between two machines is like. Draws come from the network's seed.
struct LinkOptions {
    Duration delay = std::chrono::milliseconds{10};
    Duration jitter{0};                  ///< added to the delay, uniform; never reorders a stream
    std::uint64_t delay_spread = 0;      ///< the delay is log-normal: its deviation, 1/16 octaves
    std::uint64_t bytes_per_second = 0;  ///< shared by all streams of the link; 0: no limit
    std::uint64_t cut_every_bytes = 0;   ///< mean bytes between cuts, at any byte; 0: never
    std::uint64_t window_bytes = 64 * 1024;  ///< of a stream: written and not yet read
    bool short_reads = false;                ///< reads give fewer bytes than have come
    bool short_writes = false;               ///< the line takes a few bytes at a time
    /// Mean bytes between losses: a stream goes silent for up to `stall_max`, then goes on, as when
    /// the packet came through at last, or breaks, as when its sender gave up. 0: never.
    std::uint64_t stall_every_bytes = 0;
    Duration stall_max = std::chrono::minutes{2};
    /// Mean bytes between half-closes: the reader is told that the stream ended, while its writer
    /// goes on into nothing. 0: never.
    std::uint64_t half_close_every_bytes = 0;
    /// How many of a hundred dials arrive twice: what the first sends, the second repeats.
    std::uint64_t twice_percent = 0;
    bool drains = true;  ///< false: the other side takes nothing in, and windows fill
};

/// How the machines that talk to a process learn of its death.
enum class Death {
    process,  ///< its streams are reset: the machine lives on
    machine,  ///< not at all: silence
};

struct Connection;
struct Door;

/// The network between the machines of a world (seam S3): streams in memory, with the faults of
/// bad links. A machine's host name is `host_of(index)`; it has every port. One thread.
///
/// A stream over a blocked link keeps its bytes and delivers them when the link opens again, as
/// TCP does. A dial over a blocked link tries for `dial_patience` and fails with `unreachable`.
class SimNetwork {
public:
    static constexpr std::chrono::seconds dial_patience{60};
    static constexpr std::size_t backlog_max = 64;

    SimNetwork(Timeline& timeline, Trace& trace, SeededEntropy entropy)
        : timeline_{timeline}, trace_{trace}, entropy_{entropy} {}

    [[nodiscard]] static std::string host_of(NodeIndex node);
    /// The network as one process sees it; it must not outlive the process.
    [[nodiscard]] std::unique_ptr<node::Network> attach(SimProcess& process);

    /// Sets one direction. Each of its streams draws anew where it will be cut: a link that cuts no
    /// more cuts no stream that was opened before.
    void set_link(NodeIndex from, NodeIndex to, const LinkOptions& options);
    /// Sets all directions that were not set one by one, now and later.
    void set_default_link(const LinkOptions& options);

    /// Holds back whatever goes from `from` to `to`: a one-way partition.
    void block(NodeIndex from, NodeIndex to);
    void unblock(NodeIndex from, NodeIndex to);
    /// Both directions.
    void partition(NodeIndex a, NodeIndex b);
    void heal(NodeIndex a, NodeIndex b);
    /// Opens every link.
    void heal_all();

    /// Dials to `node` fail with `refused` while set, as if nobody listened.
    void set_refusing(NodeIndex node, bool refusing);
    /// Resets every stream between the two, at both ends at once.
    void reset_streams(NodeIndex a, NodeIndex b);
    /// Takes `process` off the network: its doors close, its streams end as `death` says.
    void detach(const SimProcess& process, Death death);

    /// Streams that are open at either end.
    [[nodiscard]] std::size_t open_streams() const;
    /// Bytes of streams that reached their other end, from `from` to `to`.
    [[nodiscard]] std::uint64_t delivered_bytes(NodeIndex from, NodeIndex to) const;

    // For the streams themselves, in sim_connection.cpp.
    [[nodiscard]] Timeline& timeline() { return timeline_; }
    [[nodiscard]] Trace& trace() { return trace_; }
    [[nodiscard]] const LinkOptions& options(NodeIndex from, NodeIndex to) const;
    [[nodiscard]] bool blocked(NodeIndex from, NodeIndex to) const;
    [[nodiscard]] bool powered(NodeIndex node) const { return powered_.contains(node); }
    /// When `bytes` handed to the line now are on the other side; takes their share of the rate.
    [[nodiscard]] MonoTime arrival(NodeIndex from, NodeIndex to, std::size_t bytes);
    /// Whether the end at `to` takes in what `from` sends.
    [[nodiscard]] bool drains(NodeIndex from, NodeIndex to) const {
        return options(from, to).drains;
    }
    /// How many of `available` bytes a write puts on the line.
    [[nodiscard]] std::size_t write_size(NodeIndex from, NodeIndex to, std::size_t available);
    /// How long a stream that lost something is silent; whether it then breaks.
    [[nodiscard]] std::pair<Duration, bool> draw_stall(NodeIndex from, NodeIndex to);
    /// How many of `available` bytes a read gives.
    [[nodiscard]] std::size_t read_size(NodeIndex from, NodeIndex to, std::size_t available);
    void delivered(std::uint64_t connection, NodeIndex from, NodeIndex to, ByteView bytes);

private:
    friend class NetworkOfProcess;

    struct Link {
        std::optional<LinkOptions> options;
        bool blocked = false;
        MonoTime free_at{};  // when the line has sent all that was handed to it
        std::uint64_t delivered = 0;
    };
    using LinkId = std::pair<NodeIndex, NodeIndex>;
    using DoorId = std::pair<NodeIndex, std::uint16_t>;
    void draw_mishaps(Connection& connection);
    void draw_mishaps(Connection& connection, std::size_t end);
    [[nodiscard]] std::uint64_t draw_about(std::uint64_t mean);
    void repeat(Connection& first, const SimProcess& dialer, Door& door);
    [[nodiscard]] std::vector<std::shared_ptr<Connection>> connections() const;
    [[nodiscard]] std::shared_ptr<Connection> connect(const SimProcess& dialer, Door& door);
    [[nodiscard]] std::shared_ptr<Door> door_at(NodeIndex node, std::uint16_t port) const;
    [[nodiscard]] std::uint16_t free_port();

    Timeline& timeline_;
    Trace& trace_;
    SeededEntropy entropy_;
    LinkOptions default_link_;
    std::map<LinkId, Link> links_;
    std::map<DoorId, std::shared_ptr<Door>> doors_;
    std::set<NodeIndex> refusing_;
    std::set<NodeIndex> powered_;  // machines that would answer, if only with a refusal
    std::vector<std::weak_ptr<Connection>> connections_;  // oldest first
    std::uint64_t next_connection_ = 1;
    std::uint16_t next_port_ = 40'000;
};

}  // namespace praxis::sim
