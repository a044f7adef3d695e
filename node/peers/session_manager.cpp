#include "node/peers/session_manager.hpp"

#include "node/runtime/accept.hpp"
#include "node/runtime/timeout.hpp"

namespace praxis::node {

/// A handshake is counted exactly while this lives, so that cancellation counts down too.
class SessionManager::Counted {
public:
    explicit Counted(std::size_t& count) : count_{count} { ++count_; }
    ~Counted() { --count_; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    std::size_t& count_;
};

/// A running session is on the manager's list exactly while this lives.
class SessionManager::Registered {
public:
    Registered(SessionManager& manager, Session& session, SharedDial dial)
        : manager_{manager}, session_{session}, dial_{std::move(dial)} {
        if (dial_) dial_->session = &session_;
        manager_.sessions_.emplace(++manager_.sessions_begun_, &session_);
        manager_.changed_.notify();
    }
    ~Registered() {
        if (dial_) dial_->session = nullptr;
        manager_.ended(session_);
    }
    Registered(const Registered&) = delete;
    Registered& operator=(const Registered&) = delete;

private:
    SessionManager& manager_;
    Session& session_;
    SharedDial dial_;
};

SessionCounts& operator+=(SessionCounts& sum, const SessionCounts& more) {
    sum.sent += more.sent;
    sum.received += more.received;
    sum.sent_updates += more.sent_updates;
    sum.received_updates += more.received_updates;
    sum.duplicates += more.duplicates;
    sum.turns += more.turns;
    return sum;
}

SessionManager::SessionManager(Runtime& runtime, ReplicaPort& replica, SessionBounds bounds)
    : runtime_{runtime}, replica_{replica}, bounds_{bounds}, tasks_{runtime.loop} {}

SessionManager::~SessionManager() = default;

Result<Endpoint> SessionManager::listen(const Endpoint& at) {
    TRY(auto listener, runtime_.network.listen(at));
    const auto local = listener->local();
    listeners_.push_back(std::move(listener));
    tasks_.spawn(
        accept_all(runtime_.clock, *listeners_.back(), [this](std::unique_ptr<Stream> stream) {
            take_in(std::move(stream));
        }));
    return local;
}

void SessionManager::dial(DialTarget target) {
    const auto same = [&](const SharedDial& dial) {
        return dial->wanted && dial->target.node == target.node &&
               dial->target.endpoint == target.endpoint;
    };
    if (std::ranges::any_of(dials_, same)) return;
    dials_.push_back(std::make_shared<Dial>());
    dials_.back()->target = std::move(target);
    tasks_.spawn(dial_loop(dials_.back()));
}

void SessionManager::hang_up(const NodeId& node, const Endpoint& at) {
    for (const auto& dial : dials_) {
        if (dial->target.node != node || dial->target.endpoint != at) continue;
        dial->wanted = false;
        dial->wake.notify();
        if (dial->session != nullptr) dial->session->stop(wire::ByeReason::stopping);
    }
    changed_.notify();
}

void SessionManager::on_commit() {
    for (const auto& [number, session] : sessions_)
        session->on_commit();
}

void SessionManager::on_link_up() {
    for (const auto& dial : dials_)
        dial->wake.notify();
}

Task<void> SessionManager::stop() {
    stopping_ = true;
    for (auto& listener : listeners_)
        listener->close();
    for (const auto& [number, session] : sessions_)
        session->stop(wire::ByeReason::stopping);
    const auto deadline = runtime_.clock.now_mono() + limits::bye_time_max;
    while (!sessions_.empty() && runtime_.clock.now_mono() < deadline)
        co_await runtime_.clock.sleep_for(std::chrono::milliseconds{10});
    tasks_.cancel_all();
    co_await tasks_.wait_empty();
}

void SessionManager::take_in(std::unique_ptr<Stream> stream) {
    if (stopping_) return;
    if (handshakes_ >= limits::handshakes_max || sessions_.size() >= limits::sessions_max) {
        runtime_.host.log().warning("connection turned away: too many");
        return;
    }
    // From now on, and not from when the task runs: many may come before that.
    tasks_.spawn(serve(std::move(stream), std::make_shared<Counted>(handshakes_)));
}

Task<Result<void>> SessionManager::serve(std::unique_ptr<Stream> stream,
                                         std::shared_ptr<Counted> handshake) {
    const auto from = stream->peer().text();
    auto table = std::make_shared<sync::PeerTable>();
    HelloTo hello_to = [this, table](const DhKey& key,
                                     const wire::Hello& theirs) -> Result<wire::Answer> {
        if (const auto by = replica_.revocation_of(theirs.node, key)) return farewell(key, *by);
        if (!replica_.is_certified(theirs.node, key) &&
            strangers() >= limits::stranger_sessions_max) {
            return fail(sync::SyncErrc::not_allowed, "too many strangers at once");
        }
        TRY(*table, table_for(theirs.node, key));
        return wire::Answer{hello_from(replica_, *table)};
    };
    auto task = answer(std::move(stream), replica_, runtime_.entropy, std::move(hello_to));
    auto handshaken =
        co_await with_timeout(runtime_.clock, limits::handshake_time_max, std::move(task));
    handshake.reset();
    if (!handshaken) {
        runtime_.host.log().info("handshake failed",
                                 {{"from", from}, {"why", handshaken.error().text()}});
        co_return success();
    }
    auto session = run_session(std::move(handshaken).value(), std::move(*table), nullptr);
    CO_TRY(co_await std::move(session));
    co_return success();
}

Task<Result<void>> SessionManager::dial_loop(SharedDial dial) {
    const auto shortest = std::chrono::duration_cast<Duration>(limits::redial_min);
    const auto longest = std::chrono::duration_cast<Duration>(limits::redial_max);
    auto pause = shortest;
    while (!stopping_ && dial->wanted) {
        while (dial->wanted && by_node_.contains(dial->target.node))
            co_await changed_.wait();
        if (!dial->wanted) break;
        auto once = dial_once(dial);
        const auto progressed = co_await std::move(once);
        if (!progressed) {
            runtime_.host.log().info(
                "dial failed",
                {{"to", dial->target.endpoint.text()}, {"why", progressed.error().text()}});
        }
        if (progressed && progressed.value()) {
            pause = shortest;
        } else if (dial->trouble && dial->trouble->answered && was_dismissed(*dial)) {
            pause = limits::farewell_pause;
        } else {
            const auto span = static_cast<std::uint64_t>((pause * 3 - shortest).count());
            pause = std::min(longest, shortest + Duration{runtime_.entropy.below(span + 1)});
        }
        if (!dial->wanted) break;
        auto woken = wait_wake(dial);
        const auto waited = co_await with_timeout(runtime_.clock, pause, std::move(woken));
        if (waited) pause = shortest;
    }
    std::erase(dials_, dial);
    co_return success();
}

/// Whether the node that a dial is to told us lately that our certificate was revoked; it does not
/// say so again within that time.
bool SessionManager::was_dismissed(const Dial& dial) const {
    const auto since = runtime_.clock.now_mono() - limits::farewell_pause;
    return revoked_by(dial.target.node, since).has_value();
}

Task<Result<void>> SessionManager::wait_wake(SharedDial dial) {
    co_await dial->wake.wait();
    co_return success();
}

void SessionManager::note_trouble(Dial& dial, bool answered, const Error& error) const {
    const auto tries = dial.trouble ? dial.trouble->tries : 0;
    dial.trouble = DialTrouble{answered, error, tries + 1, runtime_.clock.now_mono()};
}

/// Whether the session made durable progress.
Task<Result<bool>> SessionManager::dial_once(SharedDial dial) {
    const auto target = dial->target;
    if (const auto by = replica_.revocation_of(target.node, target.key)) {
        // Nothing is said to it, not even root: whoever is revoked has to call.
        auto gone = Error{make_error_code(sync::SyncErrc::revoked), "by update " + by->hex()};
        note_trouble(*dial, false, gone);
        co_return fail(std::move(gone));
    }
    CO_TRY(auto table, table_for(target.node, target.key));
    const auto hello = hello_from(replica_, table);
    auto dialled = runtime_.network.dial(target.endpoint);
    auto stream =
        co_await with_timeout(runtime_.clock, limits::handshake_time_max, std::move(dialled));
    if (!stream) {
        note_trouble(*dial, false, stream.error());
        co_return fail(stream.error());
    }
    auto calling = call(std::move(stream.value()), replica_, runtime_.entropy, target.key, hello);
    auto handshaken =
        co_await with_timeout(runtime_.clock, limits::handshake_time_max, std::move(calling));
    if (handshaken && handshaken.value().farewell) {
        const auto by = handshaken.value().farewell->revoked_by;
        revoked_by_.insert_or_assign(target.node, Claim{by, runtime_.clock.now_mono()});
        changed_.notify();
        handshaken = fail(sync::SyncErrc::revoked, "by update " + by.hex());
    } else if (handshaken && handshaken.value().hello.node != target.node) {
        handshaken = fail(sync::SyncErrc::not_allowed, "another node answers with this key");
    }
    if (!handshaken) {
        note_trouble(*dial, true, handshaken.error());
        co_return fail(handshaken.error());
    }
    auto session = run_session(std::move(handshaken.value()), std::move(table), dial);
    co_return co_await std::move(session);
}

Task<Result<bool>> SessionManager::run_session(Handshaken handshaken,
                                               sync::PeerTable table,
                                               SharedDial dial) {
    const auto from = handshaken.channel->peer().text();
    Session session{runtime_.clock,
                    replica_,
                    std::move(handshaken),
                    std::move(table),
                    [this](Session& certified) { settle(certified); },
                    bounds_};
    if (dial) dial->trouble.reset();
    const Registered registered{*this, session, dial};
    if (dial && !dial->wanted) session.stop(wire::ByeReason::stopping);
    auto running = session.run();
    const auto result = co_await std::move(running);
    const auto& counts = session.counts();
    runtime_.host.log().info("session ended",
                             {{"peer", session.peer().hex().substr(0, 16)},
                              {"at", from},
                              {"sent_bytes", counts.sent.total()},
                              {"received_bytes", counts.received.total()},
                              {"why", result ? std::string{"bye"} : result.error().text()}});
    co_return session.progressed();
}

/// Sessions with nodes that have no certificate here.
std::size_t SessionManager::strangers() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        sessions_, [](const auto& entry) { return !entry.second->certified(); }));
}

/// What we remember of this node; nothing while no certificate of it names the key: whoever claims
/// to be it is a stranger.
Result<sync::PeerTable> SessionManager::table_for(const NodeId& peer, const DhKey& key) const {
    if (!replica_.is_certified(peer, key)) return sync::PeerTable{};
    return load_table(replica_, peer);
}

Result<wire::Answer> SessionManager::farewell(const DhKey& key, const UpdateId& revoked_by) {
    const auto now = runtime_.clock.now_mono();
    const auto told = farewells_.find(key);
    if (told != farewells_.end() && now < told->second + limits::farewell_pause) {
        return fail(sync::SyncErrc::revoked, "told so before");
    }
    farewells_.insert_or_assign(key, now);
    return wire::Answer{wire::Farewell{revoked_by}};
}

/// One session a node stays.
void SessionManager::settle(Session& session) {
    revoked_by_.erase(session.peer());
    auto& place = by_node_[session.peer()];
    if (place == nullptr || place == &session) {
        place = &session;
        changed_.notify();
        return;
    }
    auto& other = *place;
    const bool we_are_lower = replica_.node() < session.peer();
    const bool keep_new =
        session.initiator() == other.initiator() || session.initiator() == we_are_lower;
    if (keep_new) place = &session;
    (keep_new ? other : session).stop(wire::ByeReason::double_dial);
}

void SessionManager::ended(const Session& session) {
    std::erase_if(sessions_, [&](const auto& entry) { return entry.second == &session; });
    all_past_ += session.counts();
    if (session.certified()) past_[session.peer()] += session.counts();
    if (session.certified()) {
        dismissed_by_.erase(session.peer());
        if (session.bye() == wire::ByeReason::not_member) dismissed_by_.insert(session.peer());
    }
    const auto place = by_node_.find(session.peer());
    if (place != by_node_.end() && place->second == &session) by_node_.erase(place);
    changed_.notify();
}

Result<std::vector<SessionInfo>> SessionManager::sessions() const {
    std::vector<SessionInfo> infos;
    for (const auto& [number, session] : sessions_) {
        TRY(const auto in_step, session->in_step());
        TRY(const auto exchanged, session->exchanged());
        TRY(const auto not_come, session->not_come());
        TRY(const auto holds_their_root, session->holds_their_root());
        infos.push_back({number,
                         session->peer(),
                         session->certified(),
                         session->initiator(),
                         in_step,
                         exchanged,
                         holds_their_root,
                         not_come,
                         session->postponed(),
                         session->rounds(),
                         session->heard(),
                         session->counts()});
    }
    return infos;
}

std::map<std::uint64_t, Asked> SessionManager::ask(const NodeId& peer) {
    std::map<std::uint64_t, Asked> asked;
    for (const auto& [number, session] : sessions_) {
        if (session->peer() != peer) continue;
        asked.emplace(number, Asked{session->ask(), session->heard()});
    }
    return asked;
}

std::vector<DialInfo> SessionManager::dials() const {
    std::vector<DialInfo> out;
    for (const auto& dial : dials_) {
        if (dial->wanted) out.push_back({dial->target, dial->trouble});
    }
    return out;
}

SessionManager::Load SessionManager::load() const {
    Load out{sessions_.size(), handshakes_, {}};
    for (const auto& [number, session] : sessions_) {
        const auto [inbox, in_flight] = session->load();
        out.most.inbox_bytes = std::max(out.most.inbox_bytes, inbox);
        out.most.in_flight_bytes = std::max(out.most.in_flight_bytes, in_flight);
    }
    return out;
}

SessionCounts SessionManager::counts_with(const NodeId& peer) const {
    SessionCounts counts;
    if (const auto past = past_.find(peer); past != past_.end()) counts = past->second;
    for (const auto& [number, session] : sessions_) {
        if (session->certified() && session->peer() == peer) counts += session->counts();
    }
    return counts;
}

SessionCounts SessionManager::counts() const {
    auto counts = all_past_;
    for (const auto& [number, session] : sessions_)
        counts += session->counts();
    return counts;
}

}  // namespace praxis::node
