#include "node/community/documents.hpp"
#include "node/node.hpp"
#include "node/replica/errc.hpp"
#include "node/runtime/timeout.hpp"

#include <algorithm>

// One sync with one peer, as `praxis sync` asks for it.

namespace praxis::node {
namespace {

/// What came about between two readings of one peer's counters.
community::SyncReport report(const NodeId& peer,
                             const SessionCounts& before,
                             const SessionCounts& after,
                             Duration duration) {
    community::SyncReport out;
    out.peer = peer;
    out.sent_updates = after.sent_updates - before.sent_updates;
    out.received_updates = after.received_updates - before.received_updates;
    out.sent_bytes = after.sent.total() - before.sent.total();
    out.received_bytes = after.received.total() - before.received.total();
    out.turns = after.turns - before.turns;
    out.duration = duration;
    return out;
}

/// Whether a session that was asked has not answered yet.
bool owes_answer(const SessionInfo& session, const std::map<std::uint64_t, Asked>& asked) {
    const auto question = asked.find(session.number);
    return question != asked.end() && session.rounds < question->second.rounds;
}

/// Whether nothing at all came over a session since it was asked.
bool is_silent(const SessionInfo& session, const std::map<std::uint64_t, Asked>& asked) {
    const auto question = asked.find(session.number);
    return question != asked.end() && session.heard == question->second.heard;
}

/// That somebody says so, no more: no record here does.
std::string words_of_revocation(const NodeId& peer, const UpdateId& by) {
    return "node " + peer.hex().substr(0, 10) +
           " says that this node's certificate, or a right it rests on, was revoked (update " +
           by.hex().substr(0, 10) +
           "), and gives it nothing more. No record here says so yet; ask whoever runs that node. "
           "Nothing in this folder is deleted";
}

bool is_connected(const NodeId& peer, const std::vector<SessionInfo>& running) {
    return std::ranges::any_of(running, [&](const SessionInfo& session) {
        return session.certified && session.peer == peer;
    });
}

}  // namespace

Result<NodeId> Node::peer_of(const community::SyncRequest& request) const {
    if (request.node) return *request.node;
    if (request.endpoint) {
        TRY(const auto there, known_at(*request.endpoint));
        if (there) return *there;
        if (inviter_) return inviter_->node;
    }
    TRY(const auto running, sessions_.sessions());
    if (inviter_ && is_connected(inviter_->node, running)) return inviter_->node;
    for (const auto& session : running) {
        if (session.certified) return session.peer;
    }
    if (inviter_) return inviter_->node;
    if (!wanted_.empty()) return wanted_.front().node;
    TRY(const auto kept, replica_->kept_peers());
    if (!kept.empty()) return kept.front().node;
    return fail(NodeErrc::bad_request, "no peer is known; give --peer NODE@HOST:PORT");
}

/// The node that is known at an address; nullopt: none is.
Result<std::optional<NodeId>> Node::known_at(const Endpoint& endpoint) const {
    TRY(auto known, known_addresses());
    known.insert(known.end(), wanted_.begin(), wanted_.end());
    const auto found = std::ranges::find(known, endpoint, &KeptPeer::endpoint);
    return found == known.end() ? std::nullopt : std::optional{found->node};
}

Task<Result<community::SyncReport>> Node::sync(community::SyncRequest request) {
    CO_TRY(const auto peer, peer_of(request));
    const auto began = runtime_.clock.now_mono();
    const auto before = sessions_.counts_with(peer);
    CO_TRY(const auto running, sessions_.sessions());
    std::vector<KeptPeer> begun;
    const bool connected = is_connected(peer, running);
    if (connected && request.endpoint && !request.node) {
        CO_TRY(const auto there, known_at(*request.endpoint));
        if (!there) {
            co_return fail(NodeErrc::bad_request,
                           "nobody is known at " + request.endpoint->text() +
                               ", which would mean node " + peer.hex() +
                               "; that one is in contact already, so nothing was tried. Leave "
                               "--peer out, or name who is there: NODE@" +
                               request.endpoint->text());
        }
    }
    if (!connected) {
        CO_TRY(begun, dial_for(peer, request));
        sessions_.on_link_up();  // whoever waits for the next try tries now
    }
    constexpr std::chrono::seconds patience{60};
    sessions_.on_commit();  // what was written up to now counts, whoever has looked at it yet
    const auto asked = sessions_.ask(peer);
    auto waiting = wait_in_step(peer, began, asked, request.until_equal.has_value());
    const Duration limit = request.until_equal ? Duration{*request.until_equal} : patience;
    auto done = co_await with_timeout(runtime_.clock, limit, std::move(waiting));
    if (!done) {
        const bool known_why =
            done.error().code == NodeErrc::not_member || done.error().code == NodeErrc::unreachable;
        auto error = known_why ? std::move(done).error()
                               : why_not_in_step(peer, asked, request.until_equal.has_value());
        CO_TRY(const auto still, sessions_.sessions());
        for (const auto& each : begun) {
            if (!is_connected(peer, still))
                hang_up(each);  // what led nowhere is not tried for ever
        }
        co_return fail(std::move(error));
    }
    auto out = report(peer, before, sessions_.counts_with(peer), runtime_.clock.now_mono() - began);
    CO_TRY(add_withheld(peer, out));
    co_return out;
}

/// Says what a quota keeps for other days, on either side.
Result<void> Node::add_withheld(const NodeId& peer, community::SyncReport& to) const {
    TRY(const auto spaces, replica_->spaces_for(peer));
    TRY(const auto withheld, replica_->withheld());
    for (const auto& each : withheld) {
        if (spaces.contains(each.space) && each.device != peer) to.withheld += each.amount.updates;
    }
    TRY(const auto running, sessions_.sessions());
    for (const auto& session : running) {
        if (session.peer == peer && session.certified) to.not_come = session.not_come;
    }
    return success();
}

/// Dials a peer at the address asked for, else at those that are known, unless it is dialled there;
/// returns what was begun by that.
Result<std::vector<KeptPeer>> Node::dial_for(const NodeId& peer,
                                             const community::SyncRequest& request) {
    std::vector<KeptPeer> known;
    if (request.endpoint) {
        known.push_back({peer, *request.endpoint});
    } else {
        TRY(known, known_addresses());
        std::erase_if(known, [&](const KeptPeer& each) { return each.node != peer; });
    }
    const bool dialled =
        std::ranges::any_of(wanted_, [&](const KeptPeer& each) { return each.node == peer; });
    if (known.empty() && !dialled) {
        return fail(NodeErrc::bad_request,
                    "no address of that node is known; give --peer NODE@HOST:PORT");
    }
    if (!key_of(peer)) {
        return fail(NodeErrc::unreachable,
                    "no certificate of node " + peer.hex() +
                        " is here yet; sync first with a node that knows it");
    }
    std::erase_if(known, [&](const KeptPeer& each) {
        return std::ranges::find(wanted_, each) != wanted_.end();
    });
    for (const auto& each : known) {
        TRY(dial(each.node, each.endpoint));
    }
    return known;
}

/// Waits until a session with the peer is in step and has told, since `began`, what the peer holds:
/// it began since, or its round is over.
Task<Result<void>> Node::wait_in_step(NodeId peer,
                                      MonoTime began,
                                      Questions asked,
                                      bool patiently) {
    constexpr std::chrono::milliseconds look_every{50};
    for (;;) {
        CO_TRY(const auto running, sessions_.sessions());
        bool connected = false;
        for (const auto& session : running) {
            if (session.peer != peer || !session.certified) continue;
            connected = true;
            if (session.holds_their_root) {
                CO_TRY(check_member());
            }
            const bool done = patiently ? session.in_step : session.exchanged;
            // What is not here may be withheld there, or on its way: its round tells.
            if (done && !session.in_step && !asked.contains(session.number)) {
                asked.merge(sessions_.ask(peer));
            }
            if (done && !owes_answer(session, asked)) co_return success();
        }
        if (sessions_.dismissed_by(peer)) {
            CO_TRY(check_member());
        }
        if (const auto by = turned_away_by(peer, began)) {
            CO_TRY(check_member());
            co_return fail(NodeErrc::not_member, words_of_revocation(peer, *by));
        }
        if (!connected && !patiently) {
            const auto trouble = trouble_with(peer, began);
            if (trouble) co_return fail(NodeErrc::unreachable, *trouble);
        }
        co_await runtime_.clock.sleep_for(look_every);
    }
}

/// The revocation by which a peer said, within the time in which it says so once, that we have no
/// right there, when it was called since `began` and answered no otherwise.
std::optional<UpdateId> Node::turned_away_by(const NodeId& peer, MonoTime began) const {
    const auto dials = sessions_.dials();
    const bool called = std::ranges::any_of(dials, [&](const DialInfo& dial) {
        return dial.target.node == peer && dial.trouble && dial.trouble->at >= began;
    });
    if (!called) return std::nullopt;
    return sessions_.revoked_by(peer, began - limits::farewell_pause);
}

/// What is wrong when no address of a peer that is dialled can be right, as tried since `began`:
/// nobody is there, or again and again somebody else. Of an address tried once, a link that breaks
/// looks like somebody else.
std::optional<std::string> Node::trouble_with(const NodeId& peer, MonoTime began) const {
    constexpr std::size_t tries_of_others = 3;
    std::optional<std::string> words;
    for (const auto& dial : sessions_.dials()) {
        if (dial.target.node != peer) continue;
        if (!dial.trouble || dial.trouble->at < began) return std::nullopt;
        const auto& code = dial.trouble->error.code;
        const bool nobody = !dial.trouble->answered &&
                            (code == RuntimeErrc::refused || code == RuntimeErrc::unreachable ||
                             code == sync::SyncErrc::revoked);
        const bool another = dial.trouble->answered && code != RuntimeErrc::timed_out &&
                             dial.trouble->tries >= tries_of_others;
        if (!nobody && !another) return std::nullopt;
        if (!words) words = words_of(dial.target.endpoint, peer, *dial.trouble);
    }
    return words;
}

/// Fails when this node knows, by the records it holds, that it is no member.
Result<void> Node::check_member() const {
    const auto self = replica_->governance().device_info(replica_->node());
    if (!self || self->stands_now) return success();
    const community::Documents documents{*replica_, kinds_};
    TRY(const auto membership, documents.membership());
    return fail(NodeErrc::not_member, membership.why);
}

/// What is known when the time is over. A peer's word alone about our certificate is told as that.
Error Node::why_not_in_step(const NodeId& peer, const Questions& asked, bool until_equal) const {
    const auto member = check_member();
    if (!member) return member.error();
    if (!replica_->governance().device_info(replica_->node())) {
        const auto waiting = community::Documents{*replica_, kinds_}.membership();
        return waiting ? Error{make_error_code(NodeErrc::not_member), waiting.value().why}
                       : waiting.error();
    }
    const auto words = [&]() -> std::string {
        if (sessions_.dismissed_by(peer)) {
            return "the other side says that this node's certificate gives no right there; no "
                   "record here says so, so ask its operator";
        }
        const auto running = sessions_.sessions();
        const bool connected = running && is_connected(peer, running.value());
        const auto postponed = [&](const SessionInfo& session) {
            return session.certified && session.peer == peer && session.postponed > 0;
        };
        if (running && std::ranges::any_of(running.value(), postponed)) {
            return "the other node cannot take all of this node's changes yet, and its log says "
                   "why; they are offered again";
        }
        const auto silent = [&](const SessionInfo& session) {
            return !session.certified || session.peer != peer || is_silent(session, asked);
        };
        if (connected && std::ranges::all_of(running.value(), silent)) {
            return "node " + peer.hex().substr(0, 10) +
                   " did not answer in this time, though a session with it was open; the line may "
                   "be "
                   "cut, or the node stand still. Sync again";
        }
        const auto withheld = [&](const SessionInfo& session) {
            return session.certified && session.peer == peer && session.exchanged;
        };
        community::SyncReport kept;
        const bool is_kept = add_withheld(peer, kept) && (kept.withheld > 0 || kept.not_come > 0);
        if (until_equal && is_kept && std::ranges::any_of(running.value(), withheld)) {
            return "both do not hold the same: what is beyond the quota of a space is passed on in "
                   "the next days; praxis status says what this node withholds";
        }
        if (until_equal && connected) return "both do not hold the same yet; sync again";
        if (connected) return "not all was exchanged within a minute; sync again to go on";
        for (const auto& dial : sessions_.dials()) {
            if (dial.target.node != peer || !dial.trouble) continue;
            return words_of(dial.target.endpoint, peer, *dial.trouble);
        }
        return "no answer from node " + peer.hex().substr(0, 10) +
               "; is it running and its address right?";
    };
    return {make_error_code(NodeErrc::unreachable), words()};
}

}  // namespace praxis::node
