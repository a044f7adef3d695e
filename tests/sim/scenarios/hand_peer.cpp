#include "tests/sim/scenarios/hand_peer.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace praxis::sim {

using namespace std::chrono_literals;
using node::Task;

namespace {

constexpr std::uint16_t node_port = 7117;
constexpr std::size_t read_bytes = 16 * 1024;
constexpr auto patience = 5min;

node::Endpoint endpoint_of(const NodeMachine& node) {
    return {SimNetwork::host_of(node.index()), node_port};
}

}  // namespace

HandPeer::HandPeer(World& world, const test::NodeKeys& keys, const NetworkId& network)
    : world_{world}, keys_{keys}, network_{network}, machine_{world.add_machine()} {}

HandPeer::~HandPeer() {
    hang_up();
}

void HandPeer::hang_up() {
    if (world_.runs(machine_)) world_.crash(machine_);
    line_.reset();
}

handshake::Initiator HandPeer::initiator(const NetworkId& network, const DhKey& key) {
    return {handshake::prologue(network),
            crypto::DhPair{keys_.dh.secret().duplicate()},
            key,
            crypto::DhPair::draw(program().runtime.entropy)};
}

Bytes HandPeer::first_message(handshake::Initiator& noise) const {
    const wire::Hello hello{handshake::session_version, keys_.device.key(), Incarnation{1}, 0};
    return wire::frame(noise.write_first(wire::encode(hello)).value());
}

Task<Result<void>> HandPeer::shake_hands(NetworkId network, DhKey key) {
    auto noise = initiator(network, key);
    const auto first = first_message(noise);
    CO_TRY(co_await line_->stream->write(first));
    for (;;) {
        CO_TRY(auto second, line_->decoder.next());
        if (second) {
            CO_TRY(auto answer, noise.read_second(*second));
            CO_TRY(line_->theirs, wire::decode_hello(answer.payload));
            line_->keys.emplace(std::move(answer.keys));
            co_return success();
        }
        line_->buffer.resize(read_bytes);
        CO_TRY(const auto count, co_await line_->stream->read_some(line_->buffer));
        line_->decoder.feed(ByteView{line_->buffer}.first(count));
    }
}

Task<Result<void>> HandPeer::talk(node::Endpoint at, NetworkId network, DhKey key) {
    auto dialled = co_await program().runtime.network.dial(at);
    if (dialled) {
        line_->stream = std::move(dialled.value());
        auto shaking = shake_hands(network, key);
        const auto shaken = co_await std::move(shaking);
        if (shaken) {
            program().tasks.spawn(write_loop());
            say(wire::Ready{true});
            auto reading = read_loop();
            const auto read = co_await std::move(reading);
            static_cast<void>(read);  // it always ends
        }
    }
    line_->broken = true;
    co_return success();
}

Task<Result<void>> HandPeer::read_loop() {
    for (;;) {
        CO_TRY(const auto body, line_->decoder.next());
        if (body) {
            CO_TRY(const auto plaintext, line_->keys->receive.decrypt(*body));
            CO_TRY(const auto messages, wire::decode_messages(plaintext, root()));
            for (const auto& message : messages)
                hear(message);
            continue;
        }
        line_->buffer.resize(read_bytes);
        CO_TRY(const auto count, co_await line_->stream->read_some(line_->buffer));
        line_->decoder.feed(ByteView{line_->buffer}.first(count));
    }
}

Task<Result<void>> HandPeer::write_loop() {
    for (;;) {
        co_await line_->to_send.wait_until([this] { return !line_->outbox.empty(); });
        const auto bytes = std::move(line_->outbox.front());
        line_->outbox.pop_front();
        const auto written = co_await line_->stream->write(bytes);
        if (!written) co_return success();
    }
}

void HandPeer::hear(const wire::Message& message) {
    const auto* update = std::get_if<wire::Update>(&message);
    if (update != nullptr) {
        heard_[update->space].insert_or_assign(wire::id_of(update->update.header), update->update);
    }
    if (line_->silent) return;
    if (std::holds_alternative<wire::CursorWanted>(message)) {
        say(wire::CursorTable{line_->theirs.incarnation, {}, true});
    } else if (update != nullptr) {
        say(wire::Ack{update->space, update->arrival, {}, {}});
    } else if (const auto* progress = std::get_if<wire::Progress>(&message)) {
        say(wire::Ack{progress->space, progress->arrival, {}, {}});
    } else if (const auto* ready = std::get_if<wire::Ready>(&message)) {
        line_->greeted = true;
        line_->ready = line_->ready || ready->all;
    } else if (const auto* ack = std::get_if<wire::Ack>(&message)) {
        line_->acks.push_back(*ack);
    } else if (const auto* table = std::get_if<wire::CursorTable>(&message)) {
        line_->table = *table;
    }
}

void HandPeer::say(const wire::Message& message) {
    const auto plaintext = wire::encode(std::vector<wire::Message>{message}, root());
    line_->outbox.push_back(wire::frame(line_->keys->send.encrypt(plaintext).value()));
    line_->to_send.notify();
}

void HandPeer::call(const NodeMachine& node, const NetworkId& network, const DhKey& key) {
    hang_up();
    line_ = std::make_unique<Line>();
    start_tasks(world_, machine_);
    program().tasks.spawn(talk(endpoint_of(node), network, key));
}

bool HandPeer::connect_as(const NodeMachine& node, const NetworkId& network, const DhKey& key) {
    call(node, network, key);
    EXPECT_TRUE(world_.run_until([this] { return line_->ready || line_->broken; }, patience))
        << world_.report();
    return line_->keys.has_value();
}

bool HandPeer::connect(const NodeMachine& node) {
    return connect_as(node, network_, node.keys().dh.key()) && connected();
}

bool HandPeer::connect_as_stranger(const NodeMachine& node) {
    call(node, network_, node.keys().dh.key());
    EXPECT_TRUE(world_.run_until([this] { return line_->greeted || line_->broken; }, patience))
        << world_.report();
    return line_->greeted && !line_->ready && !line_->broken;
}

Bytes HandPeer::encode(const SpaceId& space, wire::SignedUpdate update, Arrival number) {
    wire::Update message{space, number, false, std::move(update)};
    return wire::encode(std::vector<wire::Message>{std::move(message)}, root());
}

HandPeer::Dealt HandPeer::offer(const SpaceId& space,
                                wire::SignedUpdate update,
                                std::optional<Arrival> number) {
    const auto at = number ? *number : next_arrival();
    return offer_frame(space, encode(space, std::move(update), at), at);
}

HandPeer::Dealt HandPeer::offer_frame(const SpaceId& space, ByteView plaintext, Arrival number) {
    if (!line_ || !line_->keys || line_->broken) return Dealt::unanswered;
    line_->acks.clear();
    line_->outbox.push_back(wire::frame(line_->keys->send.encrypt(plaintext).value()));
    line_->to_send.notify();
    const auto answer = [&] {
        return std::ranges::find_if(line_->acks, [&](const wire::Ack& ack) {
            return ack.space == space && ack.arrival == number;
        });
    };
    EXPECT_TRUE(
        world_.run_until([&] { return line_->broken || answer() != line_->acks.end(); }, patience))
        << world_.report();
    const auto ack = answer();
    if (ack == line_->acks.end()) return Dealt::unanswered;
    if (std::ranges::find(ack->refused, number) != ack->refused.end()) return Dealt::refused;
    if (std::ranges::find(ack->later, number) != ack->later.end()) return Dealt::later;
    return Dealt::acknowledged;
}

Task<Result<void>> HandPeer::call_part(node::Endpoint at, DhKey key, std::size_t bytes) {
    CO_TRY(line_->stream, co_await program().runtime.network.dial(at));
    auto noise = initiator(network_, key);
    const auto first = first_message(noise);
    line_->first_message_bytes = first.size();
    const auto part = ByteView{first}.first(std::min(bytes, first.size()));
    if (!part.empty()) {
        CO_TRY(co_await line_->stream->write(part));
    }
    line_->stream->close();
    line_->broken = true;
    co_return success();
}

std::size_t HandPeer::call_cut(const NodeMachine& node, std::size_t bytes) {
    hang_up();
    line_ = std::make_unique<Line>();
    start_tasks(world_, machine_);
    program().tasks.spawn(call_part(endpoint_of(node), node.keys().dh.key(), bytes));
    EXPECT_TRUE(world_.run_until([this] { return line_->broken; }, patience));
    world_.run_for(1s);
    return line_->first_message_bytes;
}

std::size_t HandPeer::send_cut(ByteView plaintext, std::size_t bytes) {
    auto whole = wire::frame(line_->keys->send.encrypt(plaintext).value());
    const auto size = whole.size();
    whole.resize(std::min(bytes, size));
    if (!whole.empty()) line_->outbox.push_back(std::move(whole));
    line_->to_send.notify();
    EXPECT_TRUE(world_.run_until([this] { return line_->outbox.empty(); }, patience));
    world_.run_for(1s);
    hang_up();
    world_.run_for(1s);
    return size;
}

std::optional<wire::Cursor> HandPeer::ask_cursor(const SpaceId& space) {
    line_->table.reset();
    say(wire::CursorWanted{});
    EXPECT_TRUE(world_.run_until([this] { return line_->table || line_->broken; }, patience));
    if (!line_->table) return std::nullopt;
    for (const auto& cursor : line_->table->cursors) {
        if (cursor.space == space) return cursor;
    }
    return std::nullopt;
}

}  // namespace praxis::sim
