#pragma once

#include "protocol/sync/peer_space.hpp"

#include <deque>
#include <set>

namespace praxis::sync {

/// What goes before what; among equals the order of arrival decides.
enum class Turn : std::uint8_t {
    proof,  ///< that a chain forked: the run up to there, and an update of each of two branches
    own,    ///< what this store wrote
    other,
};

/// What one session sends of one space, and how far the peer's cursor may move: bookkeeping only,
/// no bytes. Stepped from outside; knows no stores and no sockets.
///
/// Invariant: everything up to `settled()` was sent or is with the peer; an Update above it is
/// marked as standing behind a gap.
class Outgoing {
public:
    /// Begins behind the peer's cursor.
    explicit Outgoing(const Cursor& acknowledged) : scanned_{acknowledged.arrival} {}

    // --- what the order of arrival says ---
    /// The last line looked at; the next scan begins behind it.
    [[nodiscard]] Arrival scanned() const { return scanned_; }
    void scanned_to(Arrival line) { scanned_ = std::max(scanned_, line); }
    /// The peer lacks the update of this line. Lines at or below its cursor (answered `later`) may
    /// come again. One that waits already gets this turn. Not for lines that were sent and are not
    /// acknowledged.
    void want(Arrival line, const UpdateId& id, Turn turn);
    /// Whether this line waits to be sent.
    [[nodiscard]] bool is_waiting(Arrival line) const { return wanted_.contains(line); }
    /// Whether this line waits to be sent or to be acknowledged.
    [[nodiscard]] bool is_on_its_way(Arrival line) const;
    /// Whether the peer holds this line's update is open until we know its tip of that chain; so
    /// are all later lines of the chain, which come here too.
    void hold_back(const ChainName& chain, Arrival line);
    /// Forgets the chain's open lines and returns the first of them, to be judged again from there.
    [[nodiscard]] std::optional<Arrival> look_again(const ChainName& chain);
    [[nodiscard]] const std::map<ChainName, Arrival>& held_back() const { return held_back_; }

    // --- what to send ---
    struct Next {
        Arrival line;
        UpdateId id;
        Turn turn;
    };
    [[nodiscard]] std::optional<Next> next() const;
    [[nodiscard]] std::size_t waiting() const { return wanted_.size(); }
    /// The update of `next()` goes out with so many bytes; returns whether it stands behind a gap.
    [[nodiscard]] bool sent(std::size_t bytes);
    /// The update of `next()` is not here any more: nothing is sent for it.
    void skipped();
    /// The Progress that is due: nothing waits, and the peer was not told of `settled()` yet.
    [[nodiscard]] std::optional<Arrival> progress_due() const;
    void progress_sent();

    // --- what came back ---
    /// Applies an Ack to the window and to `cursor` by the rule of `Cursor::deal_with`; returns how
    /// many updates are with the peer now by what it says. Fails with `bad_ack` when nothing with
    /// this number is in flight or an exception is not among what is acknowledged.
    [[nodiscard]] Result<std::size_t> acknowledged(const wire::Ack& ack, Cursor& cursor);
    [[nodiscard]] std::size_t in_flight_bytes() const { return in_flight_bytes_; }
    [[nodiscard]] bool all_acknowledged() const { return in_flight_.empty() && wanted_.empty(); }

    [[nodiscard]] Arrival settled() const;

private:
    struct Flight {
        Arrival line;
        std::size_t bytes;
        bool gap;
    };
    struct Wanted {
        UpdateId id;
        Turn turn;
    };
    void take_next();

    Arrival scanned_;
    Arrival told_{scanned_};                    // the highest number sent without a gap
    std::map<Arrival, Wanted> wanted_;          // to be sent
    std::set<std::pair<Turn, Arrival>> turns_;  // of those of wanted_
    std::map<ChainName, Arrival> held_back_;    // first open line of each chain
    std::deque<Flight> in_flight_;              // in the order sent
    std::size_t in_flight_bytes_ = 0;
};

}  // namespace praxis::sync
