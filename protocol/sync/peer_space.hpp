#pragma once

#include "protocol/sync/holdings.hpp"

namespace praxis::sync {

/// How far one side has dealt with the arrivals of the other's store, in one space.
struct Cursor {
    Incarnation incarnation;     ///< of the store whose arrivals are counted
    Arrival arrival;             ///< zero: nothing
    std::vector<Arrival> later;  ///< to be offered again, ascending; those above `arrival` are not
                                 ///< told: they are offered again anyway
    bool frozen = false;         ///< `later` is full: the cursor stays for the rest of the session

    /// An Update is dealt with. Both sides apply the same rule, so that their digests agree.
    void deal_with(Arrival number, bool gap, bool was_later);
    /// A Progress is dealt with.
    void pass(Arrival number);
    /// The store is this one: begins from nothing when it was another.
    void rebase(Incarnation now);
    /// A new session: moves again, and what is offered again anyway is not told.
    void thaw();
    friend bool operator==(const Cursor&, const Cursor&) = default;
};

/// Everything remembered about one peer in one space, between sessions. A value.
struct PeerSpace {
    Cursor theirs;     ///< what we dealt with of their arrivals
    Cursor ours;       ///< what they acknowledged of ours
    Holdings holds;    ///< what they hold, by their own frontiers: the only source of statuses
    WallTime as_of{};  ///< when they last confirmed `holds`
    friend bool operator==(const PeerSpace&, const PeerSpace&) = default;
};
[[nodiscard]] Bytes encode(const PeerSpace& space);
/// Fails with `Errc::unknown_version` and others on bytes that `encode` did not make.
[[nodiscard]] Result<PeerSpace> decode_peer_space(ByteView bytes);

/// One peer, by space.
using PeerTable = std::map<SpaceId, PeerSpace>;

/// The first 8 bytes, little-endian, of H(`praxis/cursors/v1`, cursors); protocol/README.md 7.2.
/// Zero when no cursor is above zero. `side` picks which of the two cursors.
[[nodiscard]] std::uint64_t digest(const PeerTable& table, Cursor PeerSpace::*side);

/// `theirs` of every space, in parts of at most `limits::cursors_max` cursors and one frame.
[[nodiscard]] std::vector<wire::CursorTable> cursor_tables(const PeerTable& table,
                                                           Incarnation their_incarnation);

}  // namespace praxis::sync
