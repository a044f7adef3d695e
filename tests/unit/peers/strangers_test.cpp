#include "tests/unit/peers/peers_world.hpp"

namespace praxis::node::test {
namespace {

// Who is not certified, or not any more: what they may bring, and what they are given.

/// Connects, and keeps the connection.
Task<Result<void>> connect(Network& network,
                           Endpoint to,
                           std::vector<std::unique_ptr<Stream>>& kept) {
    CO_TRY(auto stream, co_await network.dial(std::move(to)));
    kept.push_back(std::move(stream));
    co_return success();
}

TEST(Strangers, AStrangerBringsItsOwnCertificateAndIsLetIn) {
    Peers peers{12, 2, false};
    auto& centre = *peers.replicas[0];
    auto& joiner = *peers.replicas[1];
    centre.write(centre.root(), "governance of the network");
    centre.write(peers.space, "for members only");
    joiner.trust(centre);    // the invitation names it
    joiner.certify(joiner);  // its own record in root
    joiner.write(peers.space, "my first words");
    peers.start_all();
    peers.dial(1, 0);
    ASSERT_TRUE(peers.settle(1min));
    EXPECT_EQ(joiner.ids().size(), 4U);
    EXPECT_EQ(peers.most_offered(), 1);
}

TEST(Strangers, AStrangerGetsRootOnly) {
    Peers peers{13, 2, false};
    auto& centre = *peers.replicas[0];
    auto& stranger = *peers.replicas[1];
    const auto open = centre.write(centre.root(), "governance");
    centre.write(peers.space, "for members only");
    const auto brought = stranger.write(stranger.root(), "a few records");
    stranger.write(peers.space, "not before I am certified");
    stranger.trust(centre);
    peers.start_all();
    peers.dial(1, 0);
    peers.world.run_for(1min);
    EXPECT_EQ(centre.ids().size(), 3U);
    EXPECT_EQ(stranger.ids().size(), 3U);
    EXPECT_TRUE(stranger.ids().contains(open));
    EXPECT_TRUE(centre.ids().contains(brought));
    EXPECT_TRUE(centre.load_peer(stranger.node()).value().empty())
        << "a claimed id is not believed";
}

// The one dismissed has every record of root before the Bye, and brought its own: nobody has to
// believe the Bye.
TEST(Strangers, ADismissedNodeGetsRootThenBye) {
    Peers peers{19, 2, false};
    auto& centre = *peers.replicas[0];
    auto& dismissed = *peers.replicas[1];
    const auto why = centre.write(centre.root(), "your certificate is revoked");
    centre.write(peers.space, "for members only");
    const auto brought = dismissed.write(dismissed.root(), "a few records");
    dismissed.trust(centre);
    centre.dismiss(dismissed);
    peers.start_all();
    peers.dial(1, 0);
    const auto told = [&] { return peers.manager(1).dismissed_by(centre.node()); };
    ASSERT_TRUE(peers.world.run_until(told, 10s));
    EXPECT_TRUE(dismissed.ids().contains(why));
    EXPECT_TRUE(centre.ids().contains(brought));
    EXPECT_EQ(dismissed.ids().size(), 2U);
    EXPECT_FALSE(peers.manager(0).dismissed_by(dismissed.node()));
}

TEST(Strangers, ANodeDismissedDuringASessionIsSentAway) {
    Peers peers{20, 2};
    auto& centre = *peers.replicas[0];
    auto& dismissed = *peers.replicas[1];
    peers.start_all();
    peers.dial(1, 0);
    ASSERT_TRUE(peers.settle(1min));
    centre.dismiss(dismissed);
    const auto why = centre.write(centre.root(), "your certificate is revoked");
    const auto told = [&] { return peers.manager(1).dismissed_by(centre.node()); };
    ASSERT_TRUE(peers.world.run_until(told, 10s));
    EXPECT_TRUE(dismissed.ids().contains(why));
}

TEST(Strangers, AStrangerBringsLittle) {
    Peers peers{17, 2, false};
    auto& centre = *peers.replicas[0];
    auto& stranger = *peers.replicas[1];
    stranger.trust(centre);
    for (int i = 0; i < 100; ++i)
        stranger.write(stranger.root(), std::string(400, 'x'));
    peers.start_all();
    peers.dial(1, 0);
    peers.world.run_for(900ms);  // one session: a redial comes later
    EXPECT_LT(centre.ids().size(), limits::stranger_bytes_max / 400);
}

// Whoever makes up keys takes a share of the sessions, and members have the rest.
TEST(Strangers, ManyLeaveRoomForMembers) {
    constexpr auto share = limits::stranger_sessions_max;
    Peers peers{21, share + 4, false};
    auto& centre = *peers.replicas[0];
    const auto member = share + 3;
    for (std::size_t i = 1; i < member; ++i)
        peers.replicas[i]->trust(centre);
    centre.trust(*peers.replicas[member]);
    peers.replicas[member]->trust(centre);
    peers.start_all();
    for (std::size_t i = 1; i < member; ++i)
        peers.dial(i, 0);
    peers.world.run_for(5s);
    EXPECT_EQ(peers.manager(0).load().sessions, share);
    peers.dial(member, 0);
    peers.world.run_for(5s);
    EXPECT_EQ(peers.manager(0).load().sessions, share + 1);
    EXPECT_TRUE(peers.in_step(member));
}

// Connections that never say who they are: so many, and no more until their time is over.
TEST(Strangers, ThoseWhoSayNothingHaveAShareAndATime) {
    Peers peers{22, 2};
    peers.start_all();
    std::vector<std::unique_ptr<Stream>> silent;
    auto& program = peers.world.program<PeerProgram>(peers.machines[1]);
    const Endpoint centre{sim::SimNetwork::host_of(peers.machines[0]), port};
    for (std::size_t i = 0; i <= limits::handshakes_max; ++i) {
        program.tasks.spawn(connect(program.runtime.network, centre, silent));
        peers.world.run_for(10ms);
    }
    peers.world.run_for(1s);
    EXPECT_EQ(peers.manager(0).load().handshakes, limits::handshakes_max);
    peers.world.run_for(limits::handshake_time_max);
    EXPECT_EQ(peers.manager(0).load().handshakes, 0U);
    peers.dial(1, 0);
    EXPECT_TRUE(peers.settle(1min));
}

/// What a stranger brings that speaks the handshake well and then says what it likes.
struct Speech {
    Endpoint to;
    DhKey key;
    std::vector<wire::Message> messages;
};

Task<Result<Handshaken>> speak(Runtime& runtime, FakeReplica& self, Speech speech) {
    CO_TRY(auto stream, co_await runtime.network.dial(std::move(speech.to)));
    const auto hello = hello_from(self, {});
    auto calling = call(std::move(stream), self, runtime.entropy, speech.key, hello);
    CO_TRY(auto handshaken, co_await std::move(calling));
    auto plaintext = wire::encode(speech.messages, self.root());
    CO_TRY(co_await handshaken.channel->write(std::move(plaintext)));
    co_return handshaken;
}

/// Says it, and stays.
Task<Result<void>> say(Runtime& runtime, FakeReplica& self, Speech speech) {
    auto speaking = speak(runtime, self, std::move(speech));
    CO_TRY(const auto handshaken, co_await std::move(speaking));
    co_await runtime.clock.sleep_for(10s);
    co_return success();
}

/// Says it, and listens until it hears an Ack.
Task<Result<void>> hear_ack(Runtime& runtime,
                            FakeReplica& self,
                            Speech speech,
                            std::optional<wire::Ack>& ack) {
    auto speaking = speak(runtime, self, std::move(speech));
    CO_TRY(auto handshaken, co_await std::move(speaking));
    while (!ack) {
        CO_TRY(const auto heard, co_await handshaken.channel->read());
        CO_TRY(const auto answers, wire::decode_messages(heard, self.root()));
        for (const auto& answer : answers) {
            if (const auto* found = std::get_if<wire::Ack>(&answer)) ack = *found;
        }
    }
    co_return success();
}

// Every way for a stranger to bring an update outside root: named as it is, or under root's name.
TEST(Strangers, NoStrangerBringsAnUpdateOutsideRoot) {
    for (const bool named_root : {false, true}) {
        Peers peers{18, 2, false};
        auto& centre = *peers.replicas[0];
        auto& stranger = *peers.replicas[1];
        const auto id = stranger.write(peers.space, "let me in");
        const auto allowed = stranger.write(stranger.root(), "a record of root");
        const auto message = [&](const UpdateId& of, const SpaceId& space, std::uint64_t number) {
            return wire::Update{space, Arrival{number}, false, stranger.load(of).value().value()};
        };
        peers.start(0);
        peers.start(1);
        auto& program = peers.world.program<PeerProgram>(peers.machines[1]);
        program.tasks.spawn(say(program.runtime,
                                stranger,
                                {{sim::SimNetwork::host_of(peers.machines[0]), port},
                                 centre.dh_pair().key(),
                                 {wire::Ready{true},
                                  message(allowed, stranger.root(), 1),
                                  message(id, named_root ? stranger.root() : peers.space, 2)}}));
        peers.world.run_for(5s);
        EXPECT_FALSE(centre.ids().contains(id)) << named_root;
        EXPECT_EQ(centre.ids().contains(allowed), true) << named_root;
        EXPECT_EQ(peers.manager(0).sessions().value().size(), named_root ? 1U : 0U)
            << "under its own name it ends the session, under root's it is one refused record";
    }
}

// Found by fuzz target F4: such an Ack named the number twice, and nobody could read it.
TEST(Strangers, AnAckNamesANumberOnceThatWasSentTwice) {
    Peers peers{24, 2, false};
    auto& centre = *peers.replicas[0];
    auto& stranger = *peers.replicas[1];
    const auto id = stranger.write(stranger.root(), "a record of root");
    auto forged = stranger.load(id).value().value();
    forged.signature.bytes.front() ^= std::byte{1};
    const wire::Update update{stranger.root(), Arrival{1}, false, forged};
    peers.start_all();
    auto& program = peers.world.program<PeerProgram>(peers.machines[1]);
    std::optional<wire::Ack> ack;
    program.tasks.spawn(hear_ack(program.runtime,
                                 stranger,
                                 {{sim::SimNetwork::host_of(peers.machines[0]), port},
                                  centre.dh_pair().key(),
                                  {wire::Ready{true}, update, update}},
                                 ack));
    peers.world.run_for(5s);
    ASSERT_TRUE(ack.has_value());
    EXPECT_EQ(ack->arrival, Arrival{1});
    EXPECT_EQ(ack->refused, std::vector{Arrival{1}});
    EXPECT_TRUE(ack->later.empty());
}

}  // namespace
}  // namespace praxis::node::test
