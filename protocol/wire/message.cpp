#include "protocol/wire/message.hpp"

#include "protocol/base/check.hpp"
#include "protocol/wire/detail/protobuf.hpp"

#include <praxis/wire/v1/session.pb.h>

namespace praxis::wire {
namespace {

constexpr std::uint8_t protocol_version = 1;

// --- to protobuf ---

template <class Field>
void put_space(Field& to, const SpaceId& space, const SpaceId& root) {
    if (space != root) to.set_space(space.bytes.data(), space.bytes.size());
}

void put(v1::Head& to, const Head& head) {
    to.set_device(head.device.bytes.data(), head.device.bytes.size());
    to.set_incarnation(head.incarnation.value);
    to.set_seq(head.seq.value);
    to.set_check(head.check.value);
}

void put(v1::Message& to, const CursorWanted&, const SpaceId&) {
    to.mutable_cursor_wanted();
}
void put(v1::Message& to, const CursorTable& table, const SpaceId& root) {
    auto& out = *to.mutable_cursor_table();
    out.set_incarnation(table.incarnation.value);
    out.set_last(table.last);
    for (const auto& cursor : table.cursors) {
        auto& entry = *out.add_cursor();
        put_space(entry, cursor.space, root);
        entry.set_arrival(cursor.arrival.value);
        for (const auto arrival : cursor.later)
            entry.add_later(arrival.value);
    }
}
void put(v1::Message& to, const Frontier& frontier, const SpaceId& root) {
    auto& out = *to.mutable_frontier();
    put_space(out, frontier.space, root);
    for (const auto& head : frontier.heads)
        put(*out.add_head(), head);
    for (const auto& head : frontier.payloads)
        put(*out.add_payload(), head);
}
void put(v1::Message& to, const Ready& ready, const SpaceId&) {
    to.mutable_ready()->set_all(ready.all);
}
void put(v1::Message& to, const Update& update, const SpaceId& root) {
    auto& out = *to.mutable_update();
    const auto& raw = update.update;
    put_space(out, update.space, root);
    out.set_arrival(update.arrival.value);
    out.set_gap(update.gap);
    out.set_header(raw.header.data(), raw.header.size());
    out.set_signature(raw.signature.bytes.data(), raw.signature.bytes.size());
    out.set_skeleton(raw.skeleton.data(), raw.skeleton.size());
    if (raw.content) {
        out.set_content(raw.content->data(), raw.content->size());
    } else if (!raw.content_leaf.is_zero()) {
        out.set_content_leaf(raw.content_leaf.bytes.data(), raw.content_leaf.bytes.size());
    }
}
void put(v1::Message& to, const Progress& progress, const SpaceId& root) {
    auto& out = *to.mutable_progress();
    put_space(out, progress.space, root);
    out.set_arrival(progress.arrival.value);
}
void put(v1::Message& to, const Ack& ack, const SpaceId& root) {
    auto& out = *to.mutable_ack();
    put_space(out, ack.space, root);
    out.set_arrival(ack.arrival.value);
    for (const auto arrival : ack.refused)
        out.add_refused(arrival.value);
    for (const auto arrival : ack.later)
        out.add_later(arrival.value);
}
void put(v1::Message& to, const Ping&, const SpaceId&) {
    to.mutable_ping();
}
void put(v1::Message& to, const Pong&, const SpaceId&) {
    to.mutable_pong();
}
void put(v1::Message& to, const Bye& bye, const SpaceId&) {
    to.mutable_bye()->set_reason(static_cast<std::uint32_t>(bye.reason));
}

void put_message(v1::Frame& frame, const Message& message, const SpaceId& root) {
    auto& out = *frame.add_message();
    std::visit([&](const auto& kind) { put(out, kind, root); }, message);
}

// --- from protobuf ---

template <class Id>
Result<Id> fixed(const std::string& field, const char* name) {
    auto id = Id::from(bytes_of(field));
    if (!id) return fail(within(name, std::move(id).error()));
    return id;
}

Result<SpaceId> space_of(const std::string& field, const SpaceId& root) {
    if (field.empty()) return root;
    TRY(const auto space, fixed<SpaceId>(field, "space"));
    if (space == root) return fail(Errc::not_canonical, "root is written as an absent space");
    return space;
}

Result<Arrival> arrival_of(std::uint64_t number) {
    if (number == 0) return fail(Errc::out_of_range, "arrival 0");
    return Arrival{number};
}

template <class List>
Result<std::vector<Arrival>> arrivals_of(const List& list, std::uint64_t up_to) {
    if (list.size() > static_cast<int>(limits::exceptions_max)) {
        return fail(Errc::out_of_range, "exceptions");
    }
    std::vector<Arrival> arrivals;
    for (const auto number : list) {
        TRY(const auto arrival, arrival_of(number));
        if (!arrivals.empty() && arrivals.back() >= arrival) {
            return fail(Errc::not_canonical, "exceptions");
        }
        if (number > up_to) return fail(Errc::out_of_range, "exceptions");
        arrivals.push_back(arrival);
    }
    return arrivals;
}

template <class List>
Result<std::vector<Head>> heads_of(const List& list, bool zero_seq_allowed) {
    if (list.size() > static_cast<int>(limits::frontier_heads_max)) {
        return fail(Errc::out_of_range, "heads");
    }
    std::vector<Head> heads;
    for (const auto& entry : list) {
        TRY(const auto device, fixed<SigningKey>(entry.device(), "device"));
        if (entry.seq() == 0 && !zero_seq_allowed) return fail(Errc::out_of_range, "seq 0");
        heads.push_back(
            {device, Incarnation{entry.incarnation()}, Seq{entry.seq()}, IdCheck{entry.check()}});
    }
    return heads;
}

Result<Message> read(const v1::CursorTable& in, const SpaceId& root) {
    CursorTable table{Incarnation{in.incarnation()}, {}, in.last()};
    if (in.cursor_size() > static_cast<int>(limits::cursors_max)) {
        return fail(Errc::out_of_range, "cursors");
    }
    for (const auto& entry : in.cursor()) {
        Cursor cursor;
        TRY(cursor.space, space_of(entry.space(), root));
        TRY(cursor.arrival, arrival_of(entry.arrival()));
        TRY(cursor.later, arrivals_of(entry.later(), entry.arrival()));
        if (!table.cursors.empty() && table.cursors.back().space >= cursor.space) {
            return fail(Errc::not_canonical, "cursors");
        }
        table.cursors.push_back(std::move(cursor));
    }
    return table;
}

Result<Message> read(const v1::Frontier& in, const SpaceId& root) {
    Frontier frontier;
    TRY(frontier.space, space_of(in.space(), root));
    TRY(frontier.heads, heads_of(in.head(), false));
    TRY(frontier.payloads, heads_of(in.payload(), true));
    return frontier;
}

Result<Message> read(const v1::Update& in, const SpaceId& root) {
    Update update;
    TRY(update.space, space_of(in.space(), root));
    TRY(update.arrival, arrival_of(in.arrival()));
    update.gap = in.gap();
    update.update.header = copy(bytes_of(in.header()));
    if (!in.signature().empty()) {
        TRY(update.update.signature, fixed<Signature>(in.signature(), "signature"));
    }
    update.update.skeleton = copy(bytes_of(in.skeleton()));
    if (in.payload_case() == v1::Update::kContentLeaf) {
        TRY(update.update.content_leaf, fixed<Hash>(in.content_leaf(), "content leaf"));
    } else if (in.payload_case() == v1::Update::kContent) {
        update.update.content = copy(bytes_of(in.content()));
    }
    return update;
}

Result<Message> read(const v1::Progress& in, const SpaceId& root) {
    Progress progress;
    TRY(progress.space, space_of(in.space(), root));
    TRY(progress.arrival, arrival_of(in.arrival()));
    return progress;
}

Result<Message> read(const v1::Ack& in, const SpaceId& root) {
    Ack ack;
    TRY(ack.space, space_of(in.space(), root));
    TRY(ack.arrival, arrival_of(in.arrival()));
    constexpr auto any = ~std::uint64_t{0};  // a gap lets numbers come back below and above
    TRY(ack.refused, arrivals_of(in.refused(), any));
    TRY(ack.later, arrivals_of(in.later(), any));
    return ack;
}

Result<Message> read(const v1::Bye& in) {
    for (const auto known : {ByeReason::double_dial, ByeReason::not_member}) {
        if (in.reason() == static_cast<std::uint32_t>(known)) return Bye{known};
    }
    return Bye{ByeReason::stopping};
}

Result<Message> read(const v1::Message& in, const SpaceId& root) {
    switch (in.kind_case()) {
        case v1::Message::kCursorWanted:
            return CursorWanted{};
        case v1::Message::kCursorTable:
            return read(in.cursor_table(), root);
        case v1::Message::kFrontier:
            return read(in.frontier(), root);
        case v1::Message::kReady:
            return Ready{in.ready().all()};
        case v1::Message::kUpdate:
            return read(in.update(), root);
        case v1::Message::kProgress:
            return read(in.progress(), root);
        case v1::Message::kAck:
            return read(in.ack(), root);
        case v1::Message::kPing:
            return Ping{};
        case v1::Message::kPong:
            return Pong{};
        case v1::Message::kBye:
            return read(in.bye());
        case v1::Message::KIND_NOT_SET:
            break;
    }
    return fail(Errc::unknown_version, "a message of unknown kind");
}

}  // namespace

IdCheck check_of(const UpdateId& id) {
    std::uint64_t value = 0;
    for (std::size_t i = 8; i-- > 0;)
        value = value << 8 | std::to_integer<std::uint64_t>(id.bytes[i]);
    return IdCheck{value};
}

Bytes encode(const Hello& hello) {
    v1::Hello out;
    out.set_protocol(hello.protocol);
    out.set_node(hello.node.bytes.data(), hello.node.bytes.size());
    out.set_incarnation(hello.incarnation.value);
    out.set_cursor_digest(hello.cursor_digest);
    return detail::serialize(out);
}

Bytes encode(const Answer& answer) {
    if (const auto* hello = std::get_if<Hello>(&answer)) return encode(*hello);
    const auto& by = std::get<Farewell>(answer).revoked_by;
    v1::Hello out;
    out.set_revoked_by(by.bytes.data(), by.bytes.size());
    return detail::serialize(out);
}

Result<Answer> decode_answer(ByteView bytes) {
    v1::Hello in;
    TRY(detail::parse(in, bytes));
    if (in.revoked_by().empty()) {
        TRY(const auto hello, decode_hello(bytes));
        return Answer{hello};
    }
    TRY(const auto by, fixed<UpdateId>(in.revoked_by(), "revocation"));
    const Answer out{Farewell{by}};
    if (!equal(encode(out), bytes)) return fail(Errc::not_canonical, "farewell");
    return out;
}

Result<Hello> decode_hello(ByteView bytes) {
    v1::Hello in;
    TRY(detail::parse(in, bytes));
    if (!in.revoked_by().empty()) return fail(Errc::not_canonical, "hello with a farewell");
    if (in.protocol() != protocol_version) {
        return fail(Errc::unknown_version, "session protocol " + std::to_string(in.protocol()));
    }
    TRY(const auto node, fixed<NodeId>(in.node(), "node"));
    return Hello{protocol_version, node, Incarnation{in.incarnation()}, in.cursor_digest()};
}

Bytes encode(const std::vector<Message>& messages, const SpaceId& root) {
    PRAXIS_CHECK(messages.size() <= limits::frame_messages_max);
    v1::Frame frame;
    for (const auto& message : messages)
        put_message(frame, message, root);
    return detail::serialize(frame);
}

std::size_t encoded_bytes(const Message& message, const SpaceId& root) {
    v1::Frame frame;
    put_message(frame, message, root);
    return frame.ByteSizeLong();
}

Result<std::vector<Message>> decode_messages(ByteView plaintext, const SpaceId& root) {
    v1::Frame frame;
    TRY(detail::parse(frame, plaintext));
    if (frame.message_size() > static_cast<int>(limits::frame_messages_max)) {
        return fail(Errc::out_of_range, "messages of a frame");
    }
    std::vector<Message> messages;
    messages.reserve(static_cast<std::size_t>(frame.message_size()));
    for (const auto& entry : frame.message()) {
        TRY(auto message, read(entry, root));
        messages.push_back(std::move(message));
    }
    return messages;
}

}  // namespace praxis::wire
