// F3: every payload type that comes from a stranger, decoded. Input: which type, then its bytes.
// What decodes is written again and decoded to the same; an encoding that the grammar calls the
// only one comes back byte by byte; no list, length or sum is above its limit.
#include "crdt/limits.hpp"
#include "crdt/skeleton.hpp"
#include "protocol/governance/acts.hpp"
#include "protocol/sync/peer_space.hpp"
#include "protocol/wire/content.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/signed_updates.hpp"

#include <set>

namespace praxis::fuzz {
namespace {

constexpr std::string_view one_encoding = "what has one encoding comes back byte by byte";
constexpr std::string_view round_trip = "decode(encode(x)) is x";

// --- skeletons ---

/// The events of an operation, counted from its fields.
std::uint64_t events(const crdt::Operation& operation) {
    if (const auto* op = std::get_if<crdt::InsertText>(&operation)) return op->length;
    if (const auto* op = std::get_if<crdt::DeleteText>(&operation)) return op->length;
    if (const auto* op = std::get_if<crdt::DeleteCharacters>(&operation)) return op->count;
    return 1;
}

void expect_in_limits(const crdt::Operation& operation) {
    const auto* key = std::get_if<std::string>(&crdt::address_of(operation).key);
    expect(key == nullptr || (!key->empty() && key->size() <= 35),
           "a language tag has 1 to 35 bytes");
    const auto count = events(operation);
    expect(count >= 1 && count <= 262'144, "an operation has an event and not too many");
    if (const auto* op = std::get_if<crdt::DeleteCharacters>(&operation)) {
        expect(op->first.index + op->count <= 262'144,
               "no character is behind the end of any update");
    }
    if (const auto* op = std::get_if<crdt::RemoveElements>(&operation)) {
        const std::set<crdt::EventId> distinct(op->adds.begin(), op->adds.end());
        expect(std::vector<crdt::EventId>(distinct.begin(), distinct.end()) == op->adds,
               "removed adds ascend strictly");
    }
}

void skeleton(ByteView bytes) {
    const auto parsed = crdt::parse_skeleton(bytes);
    if (!parsed) return;
    std::uint64_t all = 0;
    std::uint64_t inserted = 0;
    for (const auto& operation : parsed.value().operations) {
        expect_in_limits(operation);
        all += events(operation);
        const auto* insert = std::get_if<crdt::InsertText>(&operation);
        if (insert != nullptr) inserted += insert->length;
        const auto number = operation.index() + 1;  // crdt/README.md, section 2
        const bool in_content = (number >= 2 && number <= 5) || number == 8 || number == 10 ||
                                number == 13 || number == 14 || number == 16;
        expect(crdt::has_part(operation) == in_content, "some operations have a part, not others");
    }
    expect(all <= 262'144 && inserted <= 16'384,
           "an update has so many events and inserts so much");
    expect(crdt::events_of(parsed.value()) == all, "events are counted over the whole update");
    expect(equal(crdt::encode(parsed.value()), bytes), one_encoding);
}

// --- content ---

void content(ByteView bytes) {
    const auto parts = wire::decode_content(bytes);
    if (!parts) return;
    expect(bytes.size() <= limits::payload_bytes_max, "a content is at most 16 KiB");
    expect(parts.value().size() <= limits::content_parts_max, "a content has at most 4,096 parts");
    std::size_t size = 0;
    for (const auto& part : parts.value())
        size += part.size();
    expect(size <= bytes.size(), "parts are of the content");
    SeededEntropy entropy{3};
    const auto again = wire::encode_content(parts.value(), entropy);
    // Protobuf has shorter and longer encodings of one message; ours is the shortest.
    expect(again.has_value(), "parts that were read can be written");
    expect(again.value().size() <= bytes.size(), "ours is the shortest encoding");
    const auto decoded = wire::decode_content(again.value());
    expect(decoded.has_value() && decoded.value() == parts.value(), round_trip);
}

// --- governance ---

void act(ByteView bytes) {
    const auto decoded = governance::decode_act(bytes);
    if (!decoded) return;
    expect(!std::holds_alternative<governance::JoinHeads>(decoded.value()),
           "a join has no skeleton");
    const auto again = governance::encode(decoded.value());
    expect(equal(again, bytes), one_encoding);
    const auto twice = governance::decode_act(again);
    expect(twice.has_value() && twice.value() == decoded.value(), round_trip);
}

void genesis(ByteView bytes) {
    const auto decoded = governance::decode_genesis(bytes);
    if (!decoded) return;
    const auto& board = decoded.value().board;
    const std::set<SigningKey> distinct(board.begin(), board.end());
    expect(std::vector<SigningKey>(distinct.begin(), distinct.end()) == board, "board keys ascend");
    expect(decoded.value().k >= 1 && decoded.value().k <= board.size(), "k is 1 to n");
    expect(board.size() <= limits::board_keys_max, "a board has so many keys");
    expect(equal(governance::encode(decoded.value()), bytes), one_encoding);
}

// --- session messages ---

bool ascending(const std::vector<Arrival>& list) {
    for (std::size_t i = 1; i < list.size(); ++i) {
        if (list[i - 1].value >= list[i].value) return false;
    }
    return list.empty() || list.front().value > 0;
}

bool same(const wire::Update& a, const wire::Update& b) {
    return a.space == b.space && a.arrival == b.arrival && a.gap == b.gap &&
           a.update.header == b.update.header && a.update.signature == b.update.signature &&
           a.update.skeleton == b.update.skeleton && a.update.content == b.update.content &&
           (a.update.content || a.update.content_leaf == b.update.content_leaf);
}

bool same(const wire::Message& a, const wire::Message& b) {
    if (a.index() != b.index()) return false;
    return std::visit(
        [&](const auto& left) {
            using Kind = std::decay_t<decltype(left)>;
            if constexpr (std::is_same_v<Kind, wire::Update>) {
                return same(left, std::get<Kind>(b));
            } else {
                return left == std::get<Kind>(b);
            }
        },
        a);
}

void expect_in_limits(const wire::Message& message) {
    if (const auto* table = std::get_if<wire::CursorTable>(&message)) {
        expect(table->cursors.size() <= 512, "a table part has at most 512 cursors");
        for (std::size_t i = 0; i < table->cursors.size(); ++i) {
            const auto& cursor = table->cursors[i];
            expect(i == 0 || table->cursors[i - 1].space < cursor.space, "spaces ascend");
            expect(cursor.later.size() <= 1024 && ascending(cursor.later), "later numbers ascend");
            expect(cursor.later.empty() || cursor.later.back() <= cursor.arrival,
                   "no later number is above the arrival");
        }
    }
    if (const auto* frontier = std::get_if<wire::Frontier>(&message)) {
        expect(frontier->heads.size() <= 512 && frontier->payloads.size() <= 512,
               "a list has at most 512 heads");
        for (const auto& head : frontier->heads)
            expect(head.seq.value > 0, "a head has a place");
    }
    if (const auto* ack = std::get_if<wire::Ack>(&message)) {
        expect(ack->refused.size() <= 1024 && ascending(ack->refused), "refused numbers ascend");
        expect(ack->later.size() <= 1024 && ascending(ack->later), "later numbers ascend");
    }
    if (const auto* update = std::get_if<wire::Update>(&message)) {
        const auto& raw = update->update;
        expect(raw.skeleton.size() + (raw.content ? raw.content->size() : 0) <= 16'384,
               "a payload is at most 16 KiB");
    }
}

void messages(ByteView bytes) {
    SpaceId root;
    root.bytes.fill(std::byte{9});
    const auto decoded = wire::decode_messages(bytes, root);
    if (!decoded) return;
    expect(decoded.value().size() <= limits::frame_messages_max, "a frame has so many messages");
    for (const auto& message : decoded.value())
        expect_in_limits(message);
    const auto encoded = wire::encode(decoded.value(), root);
    const auto again = wire::decode_messages(encoded, root);
    expect(again.has_value(), "messages that were read can be written");
    expect(std::ranges::equal(decoded.value(),
                              again.value(),
                              [](const auto& a, const auto& b) { return same(a, b); }),
           round_trip);
    std::size_t size = 0;
    for (const auto& message : decoded.value())
        size += wire::encoded_bytes(message, root);
    expect(size == encoded.size(), "the bytes of messages add up to the bytes of their frame");
}

void hello(ByteView bytes) {
    const auto answer = wire::decode_answer(bytes);
    expect(!answer || wire::decode_answer(wire::encode(answer.value())).value() == answer.value(),
           round_trip);
    const auto decoded = wire::decode_hello(bytes);
    expect(decoded.has_value() == (answer && std::holds_alternative<wire::Hello>(answer.value())),
           "what is answered is a hello or a farewell, never both");
    if (!decoded) return;
    const auto again = wire::decode_hello(wire::encode(decoded.value()));
    expect(again.has_value() && again.value() == decoded.value(), round_trip);
}

// --- what a node keeps about a peer ---

void peer_space(ByteView bytes) {
    const auto decoded = sync::decode_peer_space(bytes);
    if (!decoded) return;
    expect(equal(sync::encode(decoded.value()), bytes), one_encoding);
}

}  // namespace

void one_input(ByteView input) {
    constexpr std::array readers{skeleton, content, act, genesis, messages, hello, peer_space};
    Choices choices{input};
    const auto reader = choices.below(readers.size());
    readers.at(reader)(choices.rest());
}

}  // namespace praxis::fuzz
