#pragma once

#include "protocol/handshake/noise.hpp"
#include "protocol/wire/frame.hpp"
#include "tests/fuzz/signed_updates.hpp"
#include "tests/sim/task_program.hpp"
#include "tests/unit/peers/fake_replica.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>

namespace praxis::fuzz {

/// Somebody who talks to a node over streams of the simulator as the choices say: bytes of any
/// kind, handshakes right and wrong, with a certified key or a stranger's, frames that decrypt and
/// frames that do not, calls that were heard before. Holds what comes back against what was sent:
/// who has proven nothing hears little, a stranger hears of root only, and what is acknowledged is
/// held. Runs outside the world's steps.
class PeerAttack {
public:
    struct Cast {
        node::Endpoint target;
        NodeId node;  ///< of the target
        DhKey node_key;
        const node::test::FakeReplica* member = nullptr;    ///< whose key the target certifies
        const node::test::FakeReplica* stranger = nullptr;  ///< whose key it does not
        SpaceId root;
        std::function<bool(const UpdateId&)> holds;  ///< whether the target has it
    };
    PeerAttack(sim::World& world, sim::NodeIndex machine, const Cast& cast);

    /// Does the next thing.
    void act(Choices& choices);

    /// Whether a frame was sent that proves the member's key: from then on the target may treat
    /// the caller as the member.
    [[nodiscard]] bool member_proven() const { return member_proven_; }
    /// Sessions begun with a handshake that the target may accept.
    [[nodiscard]] std::size_t calls() const { return calls_; }
    /// Every node id that a hello claimed.
    [[nodiscard]] const std::set<NodeId>& claimed() const { return claimed_; }

private:
    /// What a stream brought; outlives the task that reads it.
    struct Line {
        std::unique_ptr<node::Stream> stream;
        Bytes heard;
        bool ended = false;
    };
    void dial();
    void send(Bytes bytes);
    void call(Choices& choices);
    void send_messages(Choices& choices);
    void remember(const wire::Message& message);
    void expect_dealt_with(const wire::Ack& ack);
    [[nodiscard]] wire::Message choose_message(Choices& choices);
    [[nodiscard]] SpaceId choose_space(Choices& choices);
    void listen();
    void hear_frame(const Bytes& body);
    void hear(const wire::Message& message);

    sim::World& world_;
    sim::TaskProgram& program_;
    Cast cast_;
    SeededEntropy entropy_{17};

    std::shared_ptr<Line> line_;
    wire::FrameDecoder decoder_;
    std::optional<handshake::Initiator> calling_;  // until the answer is there
    std::optional<handshake::Keys> keys_;
    bool as_member_ = false;    // the call of this line is the member's, honestly made
    bool proven_ = false;       // a frame that decrypts was sent on this line
    std::size_t unproven_ = 0;  // bytes heard on this line before that
    /// Updates that the target read and has not acknowledged, by number; none when numbers did not
    /// rise, as an acknowledgement then means more than one.
    std::map<SpaceId, std::map<Arrival, UpdateId>> unacknowledged_;
    std::map<SpaceId, Arrival> highest_;
    bool in_order_ = true;
    Bytes last_sent_;
    Bytes recorded_call_;  // the first message of an earlier call of the member

    bool member_proven_ = false;
    std::size_t calls_ = 0;
    std::set<NodeId> claimed_;
};

}  // namespace praxis::fuzz
