#include "node/peers/session.hpp"

#include "node/runtime/timeout.hpp"

namespace praxis::node {

Result<sync::PeerTable> load_table(const ReplicaPort& replica, const NodeId& peer) {
    TRY(const auto state, replica.load_peer(peer));
    sync::PeerTable table;
    for (const auto& [space, bytes] : state) {
        TRY(auto entry, sync::decode_peer_space(bytes));
        table.emplace(space, std::move(entry));
    }
    return table;
}

wire::Hello hello_from(const ReplicaPort& replica, const sync::PeerTable& table) {
    return {handshake::session_version,
            replica.node(),
            replica.incarnation(),
            sync::digest(table, &sync::PeerSpace::theirs)};
}

Session::Session(Clock& clock,
                 ReplicaPort& replica,
                 Handshaken handshaken,
                 sync::PeerTable table,
                 std::function<void(Session&)> on_certified,
                 SessionBounds bounds)
    : clock_{clock},
      replica_{replica},
      channel_{std::move(handshaken.channel)},
      on_certified_{std::move(on_certified)},
      bounds_{bounds},
      peer_{handshaken.hello.node},
      peer_key_{handshaken.peer_key},
      initiator_{handshaken.initiator},
      hello_{handshaken.hello},
      proven_{handshaken.initiator},
      table_{std::move(table)},
      last_sent_{clock.now_mono()} {
    counts_.sent += handshaken.sent;
    counts_.received += handshaken.received;
    turn(initiator_ ? Direction::out : Direction::in);
    turn(initiator_ ? Direction::in : Direction::out);
    for (auto& [space, entry] : table_) {
        if (entry.theirs.incarnation != hello_.incarnation) entry.holds = {};
        entry.theirs.rebase(hello_.incarnation);
        entry.ours.rebase(replica_.incarnation());
        entry.theirs.thaw();
        entry.ours.thaw();
    }
}

Task<Result<void>> Session::run() {
    check_certificate();
    auto result = co_await first_of(converse(), ingest_loop());
    co_return result;
}

/// Everything that needs the stream. What was received whole before it ended is still stored.
Task<Result<void>> Session::converse() {
    auto offering = first_of(offer_again_loop(), dismissal_loop());
    auto timed = first_of(keepalive_loop(), std::move(offering));
    auto writing = first_of(send_loop(), std::move(timed));
    auto result = co_await first_of(receive_loop(), std::move(writing));
    channel_->close();
    ended_.emplace(std::move(result));
    to_ingest_.notify();
    Event never;
    co_await never.wait();  // ingest_loop ends the session
    co_return success();
}

void Session::stop(wire::ByeReason reason) {
    if (!stop_) stop_ = reason;
    to_send_.notify();
}

void Session::on_commit() {
    committed_ = true;
    to_send_.notify();
}

std::uint64_t Session::ask() {
    say(wire::Ping{});
    return ++pings_;
}

Task<Result<void>> Session::receive_loop() {
    for (;;) {
        co_await ingested_.wait_until([this] { return inbox_bytes_ <= bounds_.inbox_bytes; });
        CO_TRY(const auto plaintext,
               co_await with_timeout(clock_, limits::idle_max, channel_->read()));
        proven_ = true;
        turn(Direction::in);
        check_certificate();
        CO_TRY(auto messages, wire::decode_messages(plaintext, root()));
        count(counts_.received, messages, root());
        for (auto& message : messages) {
            if (const auto* bye = std::get_if<wire::Bye>(&message)) {
                bye_ = bye->reason;
                co_return success();
            }
            CO_TRY(receive(std::move(message)));
        }
        to_ingest_.notify();
        to_send_.notify();
    }
}

Task<Result<void>> Session::ingest_loop() {
    for (;;) {
        co_await to_ingest_.wait_until(
            [this] { return !inbox_.empty() || save_due_ || ended_.has_value(); });
        if (!inbox_.empty() && std::holds_alternative<wire::Update>(inbox_.front())) {
            CO_TRY(co_await ingest_updates());
        } else if (!inbox_.empty()) {
            const auto message = std::move(inbox_.front());
            inbox_.pop_front();
            inbox_bytes_ -= wire::encoded_bytes(message, root());
            CO_TRY(ingest_other(message));
        }
        if (inbox_.empty()) {
            CO_TRY(co_await save());
        }
        if (inbox_.empty() && ended_) co_return *ended_;
        ingested_.notify();
        to_send_.notify();
    }
}

Task<Result<void>> Session::send_loop() {
    for (;;) {
        look_for_dismissal();
        CO_TRY(prepare());
        CO_TRY(auto messages, next_frame());
        const auto reason = stop_;
        if (reason) messages.emplace_back(wire::Bye{*reason});
        if (messages.empty()) {
            CO_TRY(const bool dismissed, dismissal_due());
            if (dismissed) {
                stop_ = wire::ByeReason::not_member;
            } else if (more_to_scan()) {
                co_await clock_.sleep_until(clock_.now_mono());  // others get a turn
            } else {
                co_await to_send_.wait();
            }
            continue;
        }
        auto plaintext = wire::encode(messages, root());
        count(counts_.sent, messages, root());
        turn(Direction::out);
        CO_TRY(co_await channel_->write(std::move(plaintext)));
        last_sent_ = clock_.now_mono();
        if (reason) co_return success();
    }
}

Task<Result<void>> Session::keepalive_loop() {
    constexpr Duration every = limits::idle_max / 3;
    for (;;) {
        co_await clock_.sleep_until(last_sent_ + every);
        if (clock_.now_mono() < last_sent_ + every) continue;
        last_sent_ = clock_.now_mono();
        ask();
    }
}

Task<Result<void>> Session::offer_again_loop() {
    for (;;) {
        const auto now = clock_.now_mono();
        for (auto& [space, lane] : lanes_) {
            if (lane.again && lane.again_from <= now) {
                CO_TRY(offer_again(space, lane));
            }
        }
        const auto next = again_at();
        auto sooner = wait_again_before(next);
        if (next) {
            static_cast<void>(co_await with_timeout(clock_, *next - now, std::move(sooner)));
        } else {
            CO_TRY(co_await std::move(sooner));
        }
    }
}

/// When what was answered `later` is offered again for the first time; nullopt: nothing is to be.
std::optional<MonoTime> Session::again_at() const {
    std::optional<MonoTime> first;
    for (const auto& [space, lane] : lanes_) {
        if (lane.again) first = std::min(first.value_or(lane.again_from), lane.again_from);
    }
    return first;
}

Task<Result<void>> Session::wait_again_before(std::optional<MonoTime> known) {
    const auto is_sooner = [this, known] {
        const auto first = again_at();
        return first && (!known || *first < *known);
    };
    co_await to_offer_again_.wait_until(is_sooner);
    co_return success();
}

Result<bool> Session::in_step() const {
    TRY(const bool all, exchanged());
    if (!all) return false;
    for (const auto& [space, lane] : lanes_) {
        if (!lane.out.held_back().empty()) return false;
    }
    for (const auto& [space, entry] : table_) {
        TRY(const bool held, holds_told(space));
        if (!held) return false;
    }
    return true;
}

Result<bool> Session::exchanged() const {
    if (we_told_ != Told::all || they_told_ != Told::all) return false;
    if (!inbox_.empty() || storing_ || !outbox_.empty() || committed_) return false;
    for (const auto& [space, lane] : lanes_) {
        if (lane.look || !lane.out.all_acknowledged()) return false;
        // What the peer told and does not send keeps lines of those chains back, too.
        if (!lane.out.held_back().empty() && !replica_.is_limited(space)) return false;
    }
    for (const auto& [space, entry] : table_) {
        if (replica_.is_limited(space)) continue;
        TRY(const bool held, holds_told(space));
        if (!held) return false;
    }
    return postponed() == 0;
}

Result<std::uint64_t> Session::not_come() const {
    std::uint64_t out = 0;
    for (const auto& [space, entry] : table_) {
        if (!replica_.is_limited(space)) continue;
        for (const auto& [name, tips] : entry.holds.chains()) {
            TRY(const auto heads, replica_.heads_of({name.device, space, name.incarnation}));
            std::uint64_t here = 0;
            std::uint64_t there = 0;
            for (const auto& head : heads)
                here = std::max(here, head.seq.value);
            for (const auto& tip : tips.heads)
                there = std::max(there, tip.seq.value);
            out += there > here ? there - here : 0;
        }
    }
    return out;
}

std::size_t Session::postponed() const {
    std::size_t sum = 0;
    for (const auto& [space, lane] : lanes_) {
        const auto entry = table_.find(space);
        if (entry != table_.end()) sum += entry->second.ours.later.size();
    }
    return sum;
}

Result<bool> Session::holds_their_root() const {
    if (they_told_ == Told::nothing || !inbox_.empty() || storing_) return false;
    return holds_told(root());
}

/// Whether every head of this space that the peer told is held here.
Result<bool> Session::holds_told(const SpaceId& space) const {
    const auto entry = table_.find(space);
    if (entry == table_.end()) return true;
    for (const auto& [name, tips] : entry->second.holds.chains()) {
        for (const auto& tip : tips.heads) {
            TRY(const auto here,
                replica_.updates_at({name.device, space, name.incarnation}, tip.seq));
            const auto known = [&](const UpdateId& id) { return wire::check_of(id) == tip.check; };
            if (std::ranges::none_of(here, known)) return false;
        }
    }
    return true;
}

/// Whether the peer's certificate gives no right, and it has every record that says so: nothing
/// is left to say. Rationale: ending sooner would leave it asking why for ever.
Result<bool> Session::dismissal_due() const {
    if (!proven_ || !replica_.is_dismissed(peer_, peer_key_)) return false;
    const auto lane = lanes_.find(root());
    if (lane == lanes_.end() || lane->second.look || committed_) return false;
    if (!lane->second.out.all_acknowledged() || !lane->second.out.held_back().empty()) return false;
    return holds_their_root();
}

/// Who is dismissed gets what root says of it, and no more of anything else.
void Session::look_for_dismissal() {
    if (!proven_) return;
    const bool dismissed = replica_.is_dismissed(peer_, peer_key_);
    if (dismissed && !is_dismissed_ && we_told_ == Told::all) committed_ = true;  // closes spaces
    if (!dismissed && is_dismissed_) stop(wire::ByeReason::stopping);  // the next begins anew
    is_dismissed_ = is_dismissed_ || dismissed;
    if (dismissed) dismissed_.notify();
}

/// Ends the session with one whose certificate was revoked, whether it takes what it is told or
/// not.
Task<Result<void>> Session::dismissal_loop() {
    co_await dismissed_.wait_until(
        [this] { return is_dismissed_ && replica_.revocation_of(peer_, peer_key_).has_value(); });
    co_await clock_.sleep_for(limits::dismissal_time_max);
    stop(wire::ByeReason::not_member);
    co_await clock_.sleep_for(limits::bye_time_max / 2);
    co_return success();
}

void Session::say(wire::Message message) {
    outbox_.push_back(std::move(message));
    to_send_.notify();
}

void Session::turn(Direction now) {
    if (direction_ != Direction::none && direction_ != now) ++counts_.turns;
    direction_ = now;
}

void Session::check_certificate() {
    if (certified_ || !proven_) return;
    if (!replica_.is_certified(peer_, peer_key_)) return;
    certified_ = true;
    for (const auto& [space, entry] : table_)
        dirty_.insert(space);
    if (on_certified_) on_certified_(*this);
}

}  // namespace praxis::node
