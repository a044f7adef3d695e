#include "tests/fuzz/peer_attack.hpp"

#include "tests/fuzz/fuzz.hpp"

#include <algorithm>

namespace praxis::fuzz {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t piece_max = 200;
/// What the answer to a call may have besides: the handshake's own message.
constexpr std::size_t answer_bytes_max = 1024;

node::Task<Result<void>> write_all(node::Stream& stream, Bytes bytes) {
    co_return co_await stream.write(bytes);
}

/// Reads until the stream ends; `take` owns what it writes to.
node::Task<Result<void>> read_all(node::Stream& stream, std::function<void(ByteView)> take) {
    Bytes buffer(4096);
    for (;;) {
        CO_TRY(const auto count, co_await stream.read_some(buffer));
        take(ByteView{buffer}.first(count));
    }
}

node::Task<Result<void>> open(node::Network& network,
                              node::Endpoint to,
                              std::unique_ptr<node::Stream>& into) {
    CO_TRY(into, co_await network.dial(std::move(to)));
    co_return success();
}

crypto::DhPair copy_of(const crypto::DhPair& pair) {
    return crypto::DhPair{pair.secret().duplicate()};
}

void flip(Bytes& bytes, Choices& choices) {
    if (!bytes.empty()) bytes[choices.below(bytes.size())] ^= std::byte{1};
}

}  // namespace

PeerAttack::PeerAttack(sim::World& world, sim::NodeIndex machine, const Cast& cast)
    : world_{world}, program_{sim::start_tasks(world, machine)}, cast_{cast} {
    handshake::Initiator earlier{handshake::prologue(same_bytes<NetworkId>(cast_.root)),
                                 copy_of(cast_.member->dh_pair()),
                                 cast_.node_key,
                                 crypto::DhPair::draw(entropy_)};
    const wire::Hello hello{1, cast_.member->node(), cast_.member->incarnation(), 0};
    recorded_call_ = earlier.write_first(wire::encode(hello)).value();
}

void PeerAttack::act(Choices& choices) {
    if (!line_ || line_->ended) dial();
    switch (choices.below(10)) {
        case 0:
            send(copy(choices.bytes(choices.below(piece_max))));
            break;
        case 1:
            if (const auto body = choices.bytes(1 + choices.below(piece_max)); !body.empty()) {
                send(wire::frame(body));
            }
            break;
        case 2:
        case 3:
            call(choices);
            break;
        case 4:
            send(wire::frame(recorded_call_));
            ++calls_;
            claimed_.insert(cast_.member->node());
            break;
        case 5:
            send(last_sent_);
            break;
        case 6:
            world_.run_for(1s * (1 + choices.below(100)));
            break;
        case 7:
            dial();
            break;
        default:
            send_messages(choices);
    }
    listen();
}

void PeerAttack::dial() {
    if (line_ && line_->stream) line_->stream->close();
    line_ = std::make_shared<Line>();
    decoder_ = wire::FrameDecoder{};
    calling_.reset();
    keys_.reset();
    as_member_ = false;
    proven_ = false;
    unproven_ = 0;
    unacknowledged_.clear();
    highest_.clear();
    in_order_ = true;
    program_.tasks.spawn(open(program_.runtime.network, cast_.target, line_->stream),
                         [line = line_](const Result<void>& opened) { line->ended = !opened; });
    world_.run_for(100ms);
    if (!line_->stream) return;
    auto take = [line = line_](ByteView bytes) { append(line->heard, bytes); };
    program_.tasks.spawn(read_all(*line_->stream, std::move(take)),
                         [line = line_](const Result<void>&) { line->ended = true; });
}

void PeerAttack::send(Bytes bytes) {
    if (bytes.empty() || !line_->stream || line_->ended) return;
    last_sent_ = bytes;
    program_.tasks.spawn(write_all(*line_->stream, std::move(bytes)), [](const Result<void>&) {});
    world_.run_for(100ms);
}

/// A first message, right but for what the choices make wrong.
void PeerAttack::call(Choices& choices) {
    const auto shape = choices.u8();
    const bool member = (shape & 1) != 0;
    const auto& caller = member ? *cast_.member : *cast_.stranger;
    auto network = same_bytes<NetworkId>(cast_.root);
    if ((shape & 0x0e) == 0x0e) network.bytes.front() ^= std::byte{1};
    wire::Hello hello{1, caller.node(), caller.incarnation(), 0};
    if ((shape & 0x30) == 0x30) hello.node = cast_.member->node();
    if ((shape & 0x30) == 0x20) hello.node = cast_.node;
    if ((shape & 0xc0) == 0x40) hello.cursor_digest = choices.u64();
    calling_.emplace(handshake::prologue(network),
                     copy_of(caller.dh_pair()),
                     cast_.node_key,
                     crypto::DhPair::draw(entropy_));
    auto first = calling_->write_first(wire::encode(hello)).value();
    if ((shape & 0xc0) == 0xc0) flip(first, choices);
    keys_.reset();
    as_member_ = member && hello.node == cast_.member->node();
    ++calls_;
    claimed_.insert(hello.node);
    send(wire::frame(first));
}

SpaceId PeerAttack::choose_space(Choices& choices) {
    if (choices.below(2) == 0) return cast_.root;
    SpaceId space;
    space.bytes.fill(std::byte{7});
    return space;
}

wire::Message PeerAttack::choose_message(Choices& choices) {
    const auto space = choose_space(choices);
    const auto leap = choices.below(20);  // mostly the numbers rise, as an honest caller's do
    const Arrival arrival{leap < 16 ? highest_[space].value + 1 + leap / 8 : 1 + choices.below(16)};
    const auto heads = [&] {
        std::vector<wire::Head> out(choices.below(4));
        for (auto& head : out) {
            head = {fuzz_author().key(), Incarnation{choices.u8()}, Seq{1 + choices.below(4)}, {}};
        }
        return out;
    };
    switch (choices.below(10)) {
        case 0:
            return wire::CursorWanted{};
        case 1:
            return wire::CursorTable{
                cast_.member->incarnation(), {{space, arrival, {}}}, choices.below(2) == 0};
        case 2:
            return wire::Frontier{space, heads(), heads()};
        case 3:
            return wire::Ready{choices.below(2) == 0};
        case 4:
            return wire::Progress{space, arrival};
        case 5:
            return wire::Ack{space, arrival, {}, {}};
        case 6:
            return wire::Ping{};
        case 7:
            return wire::Bye{};
        default:
            return wire::Update{space, arrival, choices.below(2) == 0, choose_update(choices)};
    }
}

void PeerAttack::send_messages(Choices& choices) {
    std::vector<wire::Message> messages(1 + choices.below(4));
    for (auto& message : messages)
        message = choose_message(choices);
    auto plaintext = wire::encode(messages, cast_.root);
    const auto damage = choices.below(8);
    if (damage == 1) flip(plaintext, choices);
    if (!keys_) return send(wire::frame(plaintext));
    auto body = keys_->send.encrypt(plaintext).value();
    if (damage == 0) {
        flip(body, choices);  // the line is dead now, and nothing is proven
        keys_.reset();
    } else {
        proven_ = true;
        member_proven_ = member_proven_ || as_member_;
        in_order_ = in_order_ && damage != 1;  // nobody knows what was said
        for (const auto& message : messages)
            remember(message);
    }
    send(wire::frame(body));
}

/// What an acknowledgement will be held against.
void PeerAttack::remember(const wire::Message& message) {
    const auto* update = std::get_if<wire::Update>(&message);
    const auto* progress = std::get_if<wire::Progress>(&message);
    if (update == nullptr && progress == nullptr) return;
    const auto& space = update != nullptr ? update->space : progress->space;
    const auto arrival = update != nullptr ? update->arrival : progress->arrival;
    auto& highest = highest_[space];
    in_order_ = in_order_ && arrival > highest;
    highest = std::max(highest, arrival);
    if (update != nullptr) {
        unacknowledged_[space].emplace(arrival, wire::id_of(update->update.header));
    }
}

/// Durably dealt with: everything up to there is held, but for the exceptions that it names.
void PeerAttack::expect_dealt_with(const wire::Ack& ack) {
    if (!in_order_) return;
    const auto excepted = [&](Arrival arrival) {
        return std::ranges::find(ack.refused, arrival) != ack.refused.end() ||
               std::ranges::find(ack.later, arrival) != ack.later.end();
    };
    expect(ack.arrival <= highest_[ack.space], "nothing is acknowledged that was not sent");
    auto& waiting = unacknowledged_[ack.space];
    while (!waiting.empty() && waiting.begin()->first <= ack.arrival) {
        const auto& [arrival, id] = *waiting.begin();
        expect(excepted(arrival) || cast_.holds(id), "what is acknowledged is held");
        waiting.erase(waiting.begin());
    }
}

void PeerAttack::listen() {
    const auto heard = std::exchange(line_->heard, {});
    if (!proven_) unproven_ += heard.size();
    expect(unproven_ <= limits::unproven_bytes_max + answer_bytes_max,
           "who has proven nothing gets at most 16 KiB");
    decoder_.feed(heard);
    for (;;) {
        auto next = decoder_.next();
        expect(next.has_value(), "a node sends frames");
        if (!next.value()) return;
        hear_frame(*next.value());
    }
}

void PeerAttack::hear_frame(const Bytes& body) {
    if (calling_) {
        auto answered = calling_->read_second(body);
        calling_.reset();
        if (!answered) return;
        auto answer = std::move(answered).value();
        const auto said = wire::decode_answer(answer.payload);
        expect(said.has_value(), "a node answers with a hello, or says why not");
        if (!std::holds_alternative<wire::Hello>(said.value())) return;
        keys_.emplace(std::move(answer.keys));
        return;
    }
    if (!keys_) return;  // the answer to a call that was not ours
    const auto plaintext = keys_->receive.decrypt(body);
    expect(plaintext.has_value(), "a node sends what its peer can decrypt");
    const auto messages = wire::decode_messages(plaintext.value(), cast_.root);
    expect(messages.has_value(), "a node sends messages");
    for (const auto& message : messages.value())
        hear(message);
}

void PeerAttack::hear(const wire::Message& message) {
    if (const auto* ack = std::get_if<wire::Ack>(&message)) expect_dealt_with(*ack);
    if (as_member_ && proven_) return;
    const auto of_root = [&](const SpaceId& space) {
        expect(space == cast_.root, "who is not certified hears of root only");
    };
    if (const auto* update = std::get_if<wire::Update>(&message)) of_root(update->space);
    if (const auto* frontier = std::get_if<wire::Frontier>(&message)) of_root(frontier->space);
    if (const auto* progress = std::get_if<wire::Progress>(&message)) of_root(progress->space);
    if (const auto* table = std::get_if<wire::CursorTable>(&message)) {
        expect(as_member_ || table->cursors.empty(), "nothing is remembered about a stranger");
    }
    if (const auto* ready = std::get_if<wire::Ready>(&message)) {
        expect(!ready->all, "a stranger is not told that its certificate stands");
    }
}

}  // namespace praxis::fuzz
