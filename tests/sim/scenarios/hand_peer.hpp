#pragma once

#include "node/runtime/event.hpp"
#include "protocol/handshake/noise.hpp"
#include "protocol/wire/frame.hpp"
#include "protocol/wire/message.hpp"
#include "tests/sim/scenarios/node_machine.hpp"
#include "tests/sim/task_program.hpp"

#include <deque>
#include <map>

namespace praxis::sim {

/// A peer made by hand, on a machine of its own: shakes hands with its own keys, then sends exactly
/// what a test gives it, well-formed or not, and keeps what is answered. It takes everything it is
/// sent and stores nothing, so it says of itself that it holds nothing.
class HandPeer {
public:
    HandPeer(World& world, const test::NodeKeys& keys, const NetworkId& network);
    ~HandPeer();
    HandPeer(const HandPeer&) = delete;
    HandPeer& operator=(const HandPeer&) = delete;

    /// Calls a node, in place of a call before; true when it takes updates of every space.
    [[nodiscard]] bool connect(const NodeMachine& node);
    /// The same, believing another network or key of the node; true when the handshake succeeded.
    [[nodiscard]] bool connect_as(const NodeMachine& node,
                                  const NetworkId& network,
                                  const DhKey& key);
    /// Calls a node that knows no certificate of it; true when it is let in as a stranger.
    [[nodiscard]] bool connect_as_stranger(const NodeMachine& node);
    [[nodiscard]] bool connected() const { return line_ && line_->ready && !line_->broken; }
    /// From now on it answers nothing of what it hears, until it calls again.
    void fall_silent() { line_->silent = true; }
    /// Ends the connection without a word.
    void hang_up();

    enum class Dealt {
        acknowledged,  ///< held now, or before
        refused,
        later,
        unanswered,  ///< the node ended the session instead
    };
    /// Sends one update under the next arrival number, or the one given, and waits.
    [[nodiscard]] Dealt offer(const SpaceId& space,
                              wire::SignedUpdate update,
                              std::optional<Arrival> number = {});
    /// The same of a frame that the test encoded; its update has this arrival number.
    [[nodiscard]] Dealt offer_frame(const SpaceId& space, ByteView plaintext, Arrival number);
    /// The plaintext of such a frame.
    [[nodiscard]] Bytes encode(const SpaceId& space, wire::SignedUpdate update, Arrival number);
    /// The number that `offer` uses next, drawn.
    [[nodiscard]] Arrival next_arrival() { return arrival_ = Arrival{arrival_.value + 1}; }

    /// Calls and sends so many bytes of the first handshake message; returns how long that is.
    std::size_t call_cut(const NodeMachine& node, std::size_t bytes);
    /// Sends so many bytes of an encrypted frame with this plaintext; returns how long that is.
    std::size_t send_cut(ByteView plaintext, std::size_t bytes);

    /// What the node remembers of our arrivals in a space, asked now; nullopt: nothing.
    [[nodiscard]] std::optional<wire::Cursor> ask_cursor(const SpaceId& space);

    /// The updates of a space that nodes sent, in all calls so far, as they came.
    [[nodiscard]] const std::map<UpdateId, wire::SignedUpdate>& heard(const SpaceId& space) {
        return heard_[space];
    }
    [[nodiscard]] NodeIndex index() const { return machine_; }

private:
    /// One connection; lives longer than the tasks that use it.
    struct Line {
        std::unique_ptr<node::Stream> stream;
        std::optional<handshake::Keys> keys;
        wire::FrameDecoder decoder;
        Bytes buffer;
        wire::Hello theirs;
        std::deque<Bytes> outbox;  // as the carrier takes it
        node::Event to_send;
        std::vector<wire::Ack> acks;
        std::optional<wire::CursorTable> table;
        std::size_t first_message_bytes = 0;
        bool greeted = false;  // the node said of what spaces it is ready
        bool ready = false;    // of every space
        bool silent = false;   // nothing is answered
        bool broken = false;   // by either side
    };
    using Talk = node::Task<Result<void>>;

    void call(const NodeMachine& node, const NetworkId& network, const DhKey& key);
    [[nodiscard]] TaskProgram& program() { return world_.program<TaskProgram>(machine_); }
    [[nodiscard]] Talk talk(node::Endpoint at, NetworkId network, DhKey key);
    [[nodiscard]] Talk call_part(node::Endpoint at, DhKey key, std::size_t bytes);
    [[nodiscard]] Talk shake_hands(NetworkId network, DhKey key);
    [[nodiscard]] Talk read_loop();
    [[nodiscard]] Talk write_loop();
    void hear(const wire::Message& message);
    void say(const wire::Message& message);
    [[nodiscard]] Bytes first_message(handshake::Initiator& noise) const;
    [[nodiscard]] handshake::Initiator initiator(const NetworkId& network, const DhKey& key);
    [[nodiscard]] SpaceId root() const { return same_bytes<SpaceId>(network_); }

    World& world_;
    const test::NodeKeys& keys_;
    NetworkId network_;
    NodeIndex machine_;
    Arrival arrival_;
    std::unique_ptr<Line> line_;
    std::map<SpaceId, std::map<UpdateId, wire::SignedUpdate>> heard_;
};

}  // namespace praxis::sim
