#include "node/peers/session.hpp"

namespace praxis::node {

/// What has to be said before updates: the table is asked for, then frontiers are told.
Result<void> Session::prepare() {
    check_certificate();
    if (!compared_) {
        compared_ = true;
        cursors_known_ = hello_.cursor_digest == sync::digest(table_, &sync::PeerSpace::ours);
        if (!cursors_known_) say(wire::CursorWanted{});
    }
    if (!cursors_known_) return success();
    if (we_told_ == Told::nothing) {
        TRY(open(root()));
        we_told_ = Told::root;
        if (!certified_) say(wire::Ready{false});
    }
    if (certified_ && we_told_ != Told::all) {
        TRY(open_all());
        we_told_ = Told::all;
        say(wire::Ready{true});
    }
    if (committed_) {
        committed_ = false;
        if (we_told_ == Told::all) {
            TRY(open_all());
        }
        for (auto& [space, lane] : lanes_) {
            lane.look = true;
            lane.look_for_forks = true;
            TRY(look_for_passed(space, lane));
        }
    }
    return success();
}

/// Opens what the peer may be given, and closes what it may be given no more.
Result<void> Session::open_all() {
    std::set<SpaceId> spaces;
    if (!is_dismissed_) {
        TRY(spaces, replica_.spaces_for(peer_));
    }
    std::vector<SpaceId> lost;
    for (const auto& [space, lane] : lanes_) {
        if (space != root() && !spaces.contains(space)) lost.push_back(space);
    }
    for (const auto& space : lost)
        close(space);
    for (const auto& space : spaces) {
        TRY(open(space));
    }
    return success();
}

/// From now on nothing of a space goes out but answers, and a new right begins with its first line,
/// in another session.
void Session::close(const SpaceId& space) {
    lanes_.erase(space);
    closed_.insert(space);
    auto& entry = table_[space];
    entry.ours = {replica_.incarnation(), {}, {}, false};
    dirty_.insert(space);
    std::erase_if(outbox_, [&](const wire::Message& message) {
        const auto* frontier = std::get_if<wire::Frontier>(&message);
        return frontier != nullptr && frontier->space == space;
    });
}

/// Begins a space behind the peer's cursor and tells which chains advanced since.
Result<void> Session::open(const SpaceId& space) {
    if (lanes_.contains(space)) return success();
    if (closed_.contains(space)) {
        stop(wire::ByeReason::stopping);  // what is on its way would be taken for what comes now
        return success();
    }
    auto& cursor = table_[space].ours;
    TRY(const auto last, replica_.last_arrival(space));
    cursor.rebase(replica_.incarnation());
    table_[space].theirs.rebase(hello_.incarnation);
    if (cursor.arrival > last) cursor = {replica_.incarnation(), {}, {}, false};
    auto& lane = lanes_.emplace(space, Lane{sync::Outgoing{cursor}, {}, true}).first->second;
    TRY(offer_again(space, lane));
    lane.again_from = {};
    TRY(auto chains, advanced_chains(space, cursor.arrival));
    return tell(space, lane, std::move(chains));
}

/// What the peer answered `later`, in this session or before.
Result<void> Session::offer_again(const SpaceId& space, Lane& lane) {
    lane.again = false;
    lane.again_from = clock_.now_mono() + lane.again_pause;
    lane.again_pause = std::min<Duration>(lane.again_pause * 2, limits::offer_again_max);
    for (const auto number : table_[space].ours.later) {
        if (lane.out.is_on_its_way(number)) continue;
        TRY(const auto lines, replica_.arrivals(space, Arrival{number.value - 1}, 1));
        if (lines.empty() || lines.front().arrival != number) continue;
        lane.out.want(number, lines.front().id, turn_of(lines.front()));
    }
    to_send_.notify();
    return success();
}

/// Our own text goes before that of others; in root an act may need others' that came before it.
sync::Turn Session::turn_of(const Gained& line) const {
    const bool own = line.chain.incarnation == replica_.incarnation();
    return own && line.chain.space != root() ? sync::Turn::own : sync::Turn::other;
}

/// The chains with lines behind `after`; all of them when that is unknown or too many.
Result<std::vector<sync::ChainName>> Session::advanced_chains(const SpaceId& space,
                                                              Arrival after) const {
    std::set<sync::ChainName> chains;
    const auto add = [&](const ChainId& chain) {
        chains.insert({chain.device, chain.incarnation});
    };
    bool whole = after.value == 0;
    for (std::size_t seen = 0; !whole;) {
        TRY(const auto lines, replica_.arrivals(space, after, limits::scan_lines_max));
        for (const auto& line : lines)
            add(line.chain);
        if (lines.empty()) break;
        after = lines.back().arrival;
        seen += lines.size();
        whole = seen > limits::delta_scan_lines_max || chains.size() > limits::delta_frontier_max;
    }
    if (whole) {
        TRY(const auto heads, replica_.heads(space));
        for (const auto& head : heads)
            add(head.chain);
    }
    return std::vector(chains.begin(), chains.end());
}

/// Tells what we hold of these chains, unless the peer believes just that.
Result<void> Session::tell(const SpaceId& space, Lane& lane, std::vector<sync::ChainName> chains) {
    wire::Frontier frontier;
    frontier.space = space;
    const auto flush = [&] {
        if (frontier.heads.empty()) return;
        say(frontier);
        frontier.heads.clear();
        frontier.payloads.clear();
    };
    for (const auto& name : chains) {
        TRY(auto tips, tips_of({name.device, space, name.incarnation}));
        const auto* told = lane.told.find(name);
        if (tips.heads.empty() || (told != nullptr && *told == tips)) continue;
        append_tips(frontier, name, tips);
        lane.told.set(name, std::move(tips));
        if (frontier.heads.size() >= limits::frontier_flush_heads) flush();
    }
    flush();
    return success();
}

Result<sync::ChainTips> Session::tips_of(const ChainId& chain) const {
    const auto tip_of = [](const ChainHead& head) {
        return sync::Tip{head.seq, wire::check_of(head.id)};
    };
    sync::ChainTips tips;
    TRY(const auto heads, replica_.heads_of(chain));
    TRY(const auto payloads, replica_.payload_heads_of(chain));
    std::ranges::transform(heads, std::back_inserter(tips.heads), tip_of);
    std::ranges::transform(payloads, std::back_inserter(tips.payloads), tip_of);
    // A chain with more branches than a peer may tell: the furthest are told, the rest travels.
    for (auto* list : {&tips.heads, &tips.payloads}) {
        std::ranges::sort(*list);
        if (list->size() > limits::branches_max) {
            list->erase(list->begin(), list->end() - limits::branches_max);
        }
    }
    return tips;
}

/// Decides about the lines behind the last one looked at.
Result<void> Session::scan(const SpaceId& space, Lane& lane) {
    if (!lane.look || lane.out.waiting() >= limits::scan_lines_max) return success();
    TRY(const auto lines, replica_.arrivals(space, lane.out.scanned(), limits::scan_lines_max));
    lane.look = lines.size() == limits::scan_lines_max;
    std::set<sync::ChainName> touched;
    for (const auto& line : lines) {
        TRY(consider(space, lane, line));
        lane.out.scanned_to(line.arrival);
        touched.insert({line.chain.device, line.chain.incarnation});
    }
    // What this peer told of a chain may have come from another one.
    TRY(look_again(space, touched));
    return tell(space, lane, std::vector(touched.begin(), touched.end()));
}

Result<void> Session::consider(const SpaceId& space, Lane& lane, const Gained& line) {
    const sync::ChainName name{line.chain.device, line.chain.incarnation};
    if (lane.told.find(name) == nullptr && line.seq.value > 1) {
        // Nothing of this chain lies between the peer's cursor and here: it knows what came before.
        const sync::Tip before{Seq{line.seq.value - 1}, wire::check_of(line.prev)};
        lane.told.set(name, {{before}, {before}});
    }
    if (line.payload == line.newer) return success();  // the other line sends
    if (lane.early.contains(line.arrival)) return success();
    if (lane.out.held_back().contains(name)) {
        lane.out.hold_back(name, line.arrival);
        return success();
    }
    auto verdict = sync::Verdict::lacking;
    if (const auto* tips = table_[space].holds.find(name)) {
        TRY(const auto heads, replica_.heads_of(line.chain));
        const auto updates_at = [&](Seq seq) { return replica_.updates_at(line.chain, seq); };
        TRY(verdict,
            sync::judge(line.content_here ? tips->payloads : tips->heads,
                        line.seq,
                        line.id,
                        heads.size() > 1,
                        updates_at));
    }
    if (verdict == sync::Verdict::ahead) lane.out.hold_back(name, line.arrival);
    if (verdict == sync::Verdict::lacking && line.chain.device != peer_) {
        TRY(const bool withheld, replica_.is_withheld(line.chain, line.arrival));
        if (withheld) {
            lane.out.hold_back(name, line.arrival);
            lane.withheld.insert(name);
            return success();
        }
    }
    if (verdict == sync::Verdict::lacking) {
        lane.out.want(line.arrival, line.id, turn_of(line));
        lane.told.extend(name, line.seq, line.id, line.prev, line.content_here || line.newer);
    }
    return success();
}

bool Session::may_stream(const SpaceId& space) const {
    if (space == root()) return they_told_ != Told::nothing;
    return they_told_ == Told::all && we_told_ == Told::all;
}

/// Whether a scan stopped at its limit and found nothing to send.
bool Session::more_to_scan() const {
    return std::ranges::any_of(lanes_, [this](const auto& entry) {
        return entry.second.look && entry.second.out.waiting() == 0 && may_stream(entry.first);
    });
}

std::size_t Session::in_flight_bytes() const {
    std::size_t bytes = 0;
    for (const auto& [space, lane] : lanes_)
        bytes += lane.out.in_flight_bytes();
    return bytes;
}

/// What goes out next: what is due to be said, then updates: root's, what proves forks, the rest.
Result<std::vector<wire::Message>> Session::next_frame() {
    std::vector<SpaceId> order;
    if (lanes_.contains(root())) order.push_back(root());
    for (const auto& [space, lane] : lanes_) {
        if (space != root()) order.push_back(space);
    }
    std::erase_if(order, [&](const SpaceId& space) { return !may_stream(space); });
    for (const auto& space : order) {
        TRY(want_proofs(space, lanes_.at(space)));
        TRY(scan(space, lanes_.at(space)));
    }

    std::vector<wire::Message> frame;
    std::size_t bytes = 0;
    if (!proven_ && counts_.sent.total() >= limits::unproven_bytes_max / 4) return frame;
    while (!outbox_.empty() && bytes < limits::frame_target_bytes) {
        const auto size = wire::encoded_bytes(outbox_.front(), root());
        if (!frame.empty() && bytes + size > limits::frame_plaintext_bytes_max) break;
        bytes += size;
        frame.push_back(std::move(outbox_.front()));
        outbox_.pop_front();
    }
    if (!outbox_.empty()) return frame;
    for (const auto& space : order) {
        const auto up_to = space == root() ? sync::Turn::other : sync::Turn::proof;
        TRY(add_updates(space, lanes_.at(space), up_to, frame, bytes));
    }
    for (const auto& space : order) {
        auto& lane = lanes_.at(space);
        TRY(add_updates(space, lane, sync::Turn::other, frame, bytes));
        add_progress(space, lane, frame, bytes);
    }
    add_pongs(frame, bytes);
    return frame;
}

/// Whether all that was here at the last look was told and sent. Before both told what they hold,
/// nothing was.
bool Session::all_sent() const {
    return we_told_ != Told::nothing && !committed_ &&
           std::ranges::all_of(lanes_, [this](const auto& entry) {
               const auto& [space, lane] = entry;
               return may_stream(space) && !lane.look && lane.out.waiting() == 0;
           });
}

/// Behind everything else: an answer says that all that was here when it was asked for went before.
void Session::add_pongs(std::vector<wire::Message>& frame, std::size_t bytes) {
    while (pongs_due_ > 0 && bytes < limits::frame_target_bytes && all_sent()) {
        frame.emplace_back(wire::Pong{});
        bytes += wire::encoded_bytes(frame.back(), root());
        --pongs_due_;
    }
}

/// Those whose turn is not behind `up_to`.
Result<void> Session::add_updates(const SpaceId& space,
                                  Lane& lane,
                                  sync::Turn up_to,
                                  std::vector<wire::Message>& frame,
                                  std::size_t& bytes) {
    while (bytes < limits::frame_target_bytes && in_flight_bytes() < bounds_.in_flight_bytes) {
        const auto next = lane.out.next();
        if (!next || next->turn > up_to) break;
        TRY(auto update, replica_.load(next->id));
        if (!update) {
            lane.out.skipped();
            continue;
        }
        wire::Update message{space, next->line, true, std::move(*update)};
        const auto size = wire::encoded_bytes(wire::Message{message}, root());
        if (!frame.empty() && bytes + size > limits::frame_target_bytes) {
            bytes = limits::frame_target_bytes;
            break;
        }
        message.gap = lane.out.sent(size);
        bytes += size;
        ++counts_.sent_updates;
        frame.emplace_back(std::move(message));
    }
    return success();
}

void Session::add_progress(const SpaceId& space,
                           Lane& lane,
                           std::vector<wire::Message>& frame,
                           std::size_t& bytes) {
    if (bytes >= limits::frame_target_bytes) return;
    const auto settled = lane.out.progress_due();
    if (!settled) return;
    frame.emplace_back(wire::Progress{space, *settled});
    bytes += wire::encoded_bytes(frame.back(), root());
    lane.out.progress_sent();
}

}  // namespace praxis::node
