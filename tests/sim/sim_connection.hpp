#pragma once

#include "node/runtime/suspend.hpp"
#include "tests/sim/sim_network.hpp"

#include <deque>

namespace praxis::sim {

/// What travels on a link, in the order of a stream.
struct Packet {
    enum class Kind { data, end, reset, credit };
    Kind kind;
    Bytes bytes;                   // of data
    std::uint64_t read_bytes = 0;  // of credit: what the other side has read
};

/// One end of a stream.
struct End {
    NodeIndex node;
    const SimProcess* process;
    node::Endpoint local;

    std::deque<std::byte> received{};  // arrived, not yet read
    bool peer_ended = false;
    bool broken = false;
    bool closed = false;
    bool gone = false;  // its process is dead: nothing it does matters any more

    std::uint64_t outstanding = 0;   // written here, not yet read there
    std::uint64_t bytes_to_cut = 0;  // of what is written here; 0: no cut drawn
    std::uint64_t bytes_to_stall = 0;
    std::uint64_t bytes_to_half_close = 0;
    bool stalled = false;       // nothing of what is written here arrives
    bool muted = false;         // and nothing ever will
    MonoTime last_arrival{};    // of what was written here
    std::deque<Packet> held{};  // written here, held back by a blocked link
    node::Waker reader{};
    node::Waker writer{};
};

/// A stream between two machines, shared by its ends and by what is on its way.
struct Connection : std::enable_shared_from_this<Connection> {
    Connection(SimNetwork& in, std::uint64_t number, End dialer, End accepter)
        : network{in}, id{number}, ends{std::move(dialer), std::move(accepter)} {}

    /// Puts `packet` of end `from` on the line.
    void send(std::size_t from, Packet packet);
    /// It has come to the other machine, unless the link is blocked.
    void arrive(std::size_t from, Packet packet);
    /// The link is open again: what was held goes on its way.
    void release(std::size_t from);
    void close(std::size_t end);
    /// Ends the stream at `end` as broken.
    void break_at(std::size_t end);

    SimNetwork& network;
    std::uint64_t id;
    std::array<End, 2> ends;
    std::weak_ptr<Connection> twin{};  // repeats what end 0 sends here

private:
    [[nodiscard]] bool holds_back(std::size_t from) const;
    void deliver(std::size_t from, Packet packet);
    void deliver_data(std::size_t from, ByteView bytes);
    void half_close(std::size_t from);
    void stall(std::size_t from);
    void break_both(std::size_t from);
};

/// The stream of end `end`; destroying it closes that end.
[[nodiscard]] std::unique_ptr<node::Stream> stream_of(std::shared_ptr<Connection> connection,
                                                      std::size_t end);

}  // namespace praxis::sim
