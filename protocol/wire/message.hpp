#pragma once

#include "protocol/wire/header.hpp"

#include <variant>

/// Session messages as domain types, and the one place where bytes of a peer become them.
/// Meaning and order: protocol/README.md, sections 7 and 8. After `decode` nothing rechecks
/// lengths, counts or ranges; whether an update is well-formed is `check`'s business.
namespace praxis::wire {

/// The first 8 bytes of an id, little-endian: tells branches of one chain apart.
using IdCheck = StrongInt<struct IdCheckTag, std::uint64_t>;
[[nodiscard]] IdCheck check_of(const UpdateId& id);

/// The payload of both handshake messages.
struct Hello {
    std::uint8_t protocol = 0;
    NodeId node;
    Incarnation incarnation;
    std::uint64_t cursor_digest = 0;  ///< of the sender's cursors of the receiver's arrivals
    friend bool operator==(const Hello&, const Hello&) = default;
};

/// In place of the second one: the caller's certificate was revoked by this update, and nothing
/// follows.
struct Farewell {
    UpdateId revoked_by;
    friend bool operator==(const Farewell&, const Farewell&) = default;
};
using Answer = std::variant<Hello, Farewell>;

/// "Your digest is not the one I remember": asks for the table.
struct CursorWanted {
    friend bool operator==(const CursorWanted&, const CursorWanted&) = default;
};

struct Cursor {
    SpaceId space;
    Arrival arrival;             ///< every arrival of the receiver's up to here is dealt with,
    std::vector<Arrival> later;  ///< except these, strictly ascending, none above `arrival`
    friend bool operator==(const Cursor&, const Cursor&) = default;
};

/// One part of a table; spaces strictly ascending over all parts.
struct CursorTable {
    Incarnation incarnation;  ///< of the receiver's store, as the sender knows it
    std::vector<Cursor> cursors;
    bool last = true;
    friend bool operator==(const CursorTable&, const CursorTable&) = default;
};

/// The end of a branch of a chain. Seq 0 in a list of payload heads: none of the branch.
struct Head {
    SigningKey device;
    Incarnation incarnation;
    Seq seq;
    IdCheck check;
    friend auto operator<=>(const Head&, const Head&) = default;
};

/// The sender durably holds these heads and everything before them; and their contents, but for the
/// chains in `payloads`, whose contents are here only up to the heads named there.
struct Frontier {
    SpaceId space;
    std::vector<Head> heads;
    std::vector<Head> payloads;
    friend bool operator==(const Frontier&, const Frontier&) = default;
};

/// The frontier of root (`all` false) or of every space is told: what was not listed has not
/// advanced since the receiver's cursor. `all` also says that the receiver's certificate stands
/// with the sender, who now takes every space from it.
struct Ready {
    bool all = false;
    friend bool operator==(const Ready&, const Ready&) = default;
};

struct Update {
    SpaceId space;
    Arrival arrival;   ///< the sender's number
    bool gap = false;  ///< the cursor stays: something before it is not settled
    SignedUpdate update;
};

/// Everything of the sender's up to `arrival` was sent or is with the receiver already.
struct Progress {
    SpaceId space;
    Arrival arrival;
    friend bool operator==(const Progress&, const Progress&) = default;
};

/// The last Update or Progress with this number, and every one of the space before it, is dealt
/// with, durably; refused and later name the exceptions, each strictly ascending.
struct Ack {
    SpaceId space;
    Arrival arrival;
    std::vector<Arrival> refused;
    std::vector<Arrival> later;
    friend bool operator==(const Ack&, const Ack&) = default;
};

struct Ping {
    friend bool operator==(const Ping&, const Ping&) = default;
};
struct Pong {
    friend bool operator==(const Pong&, const Pong&) = default;
};

enum class ByeReason : std::uint8_t {
    stopping = 0,     ///< the node stops, or nothing is left to do; also a reason not known here
    double_dial = 1,  ///< another session of the same two nodes stays
    not_member = 2,   ///< your certificate gives no right with me; the records of root say why
};
struct Bye {
    ByeReason reason = ByeReason::stopping;
    friend bool operator==(const Bye&, const Bye&) = default;
};

using Message = std::
    variant<CursorWanted, CursorTable, Frontier, Ready, Update, Progress, Ack, Ping, Pong, Bye>;

[[nodiscard]] Bytes encode(const Hello& hello);
/// Fails with `Errc::unknown_version` on another protocol, else as `decode_messages`.
[[nodiscard]] Result<Hello> decode_hello(ByteView bytes);
[[nodiscard]] Bytes encode(const Answer& answer);
/// The same of what is answered to a hello.
[[nodiscard]] Result<Answer> decode_answer(ByteView bytes);

/// The plaintext of one transport frame. `root` is written as an absent space.
[[nodiscard]] Bytes encode(const std::vector<Message>& messages, const SpaceId& root);
/// How many bytes one message adds to a frame; at most one maximal update and its overhead.
[[nodiscard]] std::size_t encoded_bytes(const Message& message, const SpaceId& root);

/// The messages of one frame, in order. Fails with `Errc::not_canonical` on bytes that are not a
/// frame or lists that do not ascend, `truncated` or `trailing_bytes` on an id of another length,
/// `out_of_range` on a list, number or part outside its limit, `unknown_version` on a message kind
/// this version does not know.
[[nodiscard]] Result<std::vector<Message>> decode_messages(ByteView plaintext, const SpaceId& root);

}  // namespace praxis::wire
