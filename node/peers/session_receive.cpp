#include "node/peers/session.hpp"
#include "protocol/base/check.hpp"

#include <algorithm>

namespace praxis::node {
namespace {

template <class... Kinds>
struct Overloaded : Kinds... {
    using Kinds::operator()...;
};
template <class... Kinds>
Overloaded(Kinds...) -> Overloaded<Kinds...>;

std::size_t payload_bytes(const wire::SignedUpdate& update) {
    return update.header.size() + Signature::size + update.skeleton.size() +
           (update.content ? update.content->size() : Hash::size);
}

/// Numbers as an Ack names them: ascending, each once, however often a peer sent it.
void make_exceptions(std::vector<Arrival>& numbers) {
    std::ranges::sort(numbers);
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
}

/// Whether the header, of whatever version, is of another space than the message says: its first
/// fields never move. A peer that says root and sends another space would get past the rules for
/// strangers. Of a header too short to say, the replica tells what is wrong with it.
bool names_other_space(ByteView header, const SpaceId& space) {
    constexpr std::size_t place = 1 + NetworkId::size + SigningKey::size;
    return header.size() >= place + SpaceId::size &&
           !equal(header.subspan(place, SpaceId::size), space.view());
}

}  // namespace

bool Session::is_of_root(const wire::Message& message) const {
    return std::visit(
        [&](const auto& its) {
            if constexpr (requires { its.space; }) return its.space == root();
            return true;
        },
        message);
}

Result<void> Session::receive(wire::Message message) {
    if (!certified_) {
        TRY(check_stranger(message));
    }
    if (std::holds_alternative<wire::CursorWanted>(message)) {
        // A stranger's word about who it is proves nothing: there is no table for it.
        const auto table = certified_ ? table_ : sync::PeerTable{};
        for (auto& part : sync::cursor_tables(table, hello_.incarnation))
            say(std::move(part));
        return success();
    }
    if (const auto* table = std::get_if<wire::CursorTable>(&message)) return take_table(*table);
    if (const auto* ack = std::get_if<wire::Ack>(&message)) return take_ack(*ack);
    if (std::holds_alternative<wire::Ping>(message)) {
        ++pongs_due_;
        on_commit();  // the answer tells of the store as it is now, not as it was last looked at
        return success();
    }
    if (std::holds_alternative<wire::Pong>(message)) return take_pong();
    return keep_for_ingest(std::move(message));
}

Result<void> Session::take_pong() {
    if (pongs_ == pings_) return fail(sync::SyncErrc::not_allowed, "an answer nobody asked for");
    ++pongs_;
    return success();
}

/// What we remember of one space of the peer, rebased on its store.
Result<sync::PeerSpace*> Session::entry_of(const SpaceId& space) {
    if (!table_.contains(space) && table_.size() >= limits::peer_spaces_max) {
        return fail(sync::SyncErrc::too_much, "spaces");
    }
    auto& entry = table_[space];
    entry.theirs.rebase(hello_.incarnation);
    return &entry;
}

/// Only root, and little of it, from whoever has no certificate yet.
Result<void> Session::check_stranger(const wire::Message& message) {
    if (const auto* update = std::get_if<wire::Update>(&message)) {
        stranger_bytes_ += payload_bytes(update->update);
        if (stranger_bytes_ > limits::stranger_bytes_max) {
            return fail(sync::SyncErrc::stranger_limit, "bytes of updates");
        }
    }
    if (const auto* frontier = std::get_if<wire::Frontier>(&message)) {
        stranger_heads_ += frontier->heads.size() + frontier->payloads.size();
        if (stranger_heads_ > limits::stranger_heads_max) {
            return fail(sync::SyncErrc::stranger_limit, "heads");
        }
    }
    return success();
}

Result<void> Session::take_table(const wire::CursorTable& table) {
    if (cursors_known_) return fail(sync::SyncErrc::not_allowed, "a table nobody asked for");
    if (table.incarnation == replica_.incarnation()) {
        for (const auto& cursor : table.cursors) {
            auto& entry = received_[cursor.space].ours;
            entry = {table.incarnation, cursor.arrival, cursor.later, false};
        }
    }
    if (received_.size() > limits::peer_spaces_max) return fail(sync::SyncErrc::too_much, "spaces");
    if (!table.last) return success();
    for (auto& [space, entry] : table_)
        entry.ours = {replica_.incarnation(), {}, {}, false};
    for (auto& [space, entry] : received_) {
        table_[space].ours = std::move(entry.ours);
        table_[space].theirs.rebase(hello_.incarnation);
        dirty_.insert(space);
    }
    received_.clear();
    cursors_known_ = true;
    return success();
}

Result<void> Session::take_ack(const wire::Ack& ack) {
    const auto lane = lanes_.find(ack.space);
    if (lane == lanes_.end() && closed_.contains(ack.space)) return success();  // sent before that
    if (lane == lanes_.end()) return fail(sync::SyncErrc::bad_ack, "of a space not opened");
    auto& cursor = table_[ack.space].ours;
    const auto before = cursor;
    TRY(const auto taken, lane->second.out.acknowledged(ack, cursor));
    if (cursor.later.size() < before.later.size()) {
        lane->second.again_pause = limits::offer_again_min;
    }
    if (taken > 0) peer_gained(ack.space);
    if (taken > 0 || cursor != before) {  // else the same answer to what was offered again
        dirty_.insert(ack.space);
        progressed_ = true;
    }
    if (lane->second.out.all_acknowledged()) {
        save_due_ = true;
        to_ingest_.notify();
    }
    return success();
}

/// It told that it holds more. What it answered `later` it may be able to hold now; root may be
/// what anything needs.
void Session::peer_gained(const SpaceId& space) {
    for (auto& [name, lane] : lanes_) {
        if ((name != space && space != root()) || table_[name].ours.later.empty()) continue;
        lane.again = true;
        to_offer_again_.notify();
    }
}

Result<void> Session::keep_for_ingest(wire::Message message) {
    const auto* update = std::get_if<wire::Update>(&message);
    if (is_dismissed_ && certified_ && !is_of_root(message)) {
        return success();  // not taken, not acknowledged: it was on its way when the right ended
    }
    if (update != nullptr && update->space != root() && we_told_ != Told::all) {
        return fail(sync::SyncErrc::not_allowed, "an update outside root before Ready");
    }
    inbox_bytes_ += wire::encoded_bytes(message, root());
    inbox_.push_back(std::move(message));
    return success();
}

Task<Result<void>> Session::ingest_updates() {
    std::vector<wire::Update> batch;
    std::vector<wire::SignedUpdate> updates;
    while (!inbox_.empty() && batch.size() < limits::ingest_updates_max) {
        auto* update = std::get_if<wire::Update>(&inbox_.front());
        if (update == nullptr) break;
        inbox_bytes_ -= wire::encoded_bytes(inbox_.front(), root());
        if (!names_other_space(update->update.header, update->space)) {
            updates.push_back(update->update);
        }
        batch.push_back(std::move(*update));
        inbox_.pop_front();
    }
    storing_ = true;
    const auto asked = updates.size();
    const auto from = certified_ ? peer_ : NodeId{};
    CO_TRY(const auto answers, co_await replica_.ingest(std::move(updates), from));
    PRAXIS_CHECK(answers.size() == asked);
    std::vector<Outcome> outcomes;
    for (std::size_t i = 0, answer = 0; i < batch.size(); ++i) {
        const bool unseen = names_other_space(batch[i].update.header, batch[i].space);
        outcomes.push_back(unseen ? Outcome::refused : answers[answer++]);
    }
    check_certificate();
    CO_TRY(settle_batch(batch, outcomes));
    storing_ = false;

    std::map<SpaceId, wire::Ack> acks;
    std::map<SpaceId, std::set<sync::ChainName>> chains;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        auto& ack = acks[batch[i].space];
        ack.space = batch[i].space;
        ack.arrival = batch[i].arrival;
        if (outcomes[i] == Outcome::refused) ack.refused.push_back(batch[i].arrival);
        if (outcomes[i] == Outcome::later) ack.later.push_back(batch[i].arrival);
        if (const auto prefix = wire::decode_prefix(batch[i].update.header)) {
            chains[batch[i].space].insert({prefix.value().device, prefix.value().incarnation});
        }
    }
    CO_TRY(co_await save());
    for (auto& [space, ack] : acks) {
        make_exceptions(ack.refused);
        make_exceptions(ack.later);
        say(std::move(ack));
    }
    for (const auto& [space, touched] : chains) {
        peer_gained(space);
        CO_TRY(look_again(space, touched));
    }
    co_return success();
}

/// Moves cursor and holdings by what became of each update.
Result<void> Session::settle_batch(const std::vector<wire::Update>& batch,
                                   const std::vector<Outcome>& outcomes) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const auto& update = batch[i];
        const bool later = outcomes[i] == Outcome::later;
        TRY(auto* entry, entry_of(update.space));
        const auto before = entry->theirs;
        entry->theirs.deal_with(update.arrival, update.gap, later);
        if (later && entry->theirs == before) continue;  // offered again, and in vain
        dirty_.insert(update.space);
        if (outcomes[i] == Outcome::held) {
            ++counts_.received_updates;
            progressed_ = true;
        }
        if (outcomes[i] == Outcome::duplicate) ++counts_.duplicates;
        if (outcomes[i] == Outcome::refused) continue;
        const auto decoded = wire::decode_prefix(update.update.header);
        if (!decoded) continue;
        const auto& prefix = decoded.value();
        entry->holds.extend({prefix.device, prefix.incarnation},
                            prefix.seq,
                            wire::id_of(update.update.header),
                            prefix.prev,
                            update.update.content.has_value() || prefix.is_newer());
    }
    return success();
}

Result<void> Session::ingest_other(const wire::Message& message) {
    if (const auto* frontier = std::get_if<wire::Frontier>(&message)) {
        TRY(auto* entry, entry_of(frontier->space));
        dirty_.insert(frontier->space);
        TRY(entry->holds.tell(frontier->heads, frontier->payloads));
        std::set<sync::ChainName> chains;
        for (const auto& head : frontier->heads)
            chains.insert({head.device, head.incarnation});
        const auto lane = lanes_.find(frontier->space);
        if (lane != lanes_.end()) lane->second.look_for_forks = true;
        peer_gained(frontier->space);
        return look_again(frontier->space, chains);
    }
    if (const auto* progress = std::get_if<wire::Progress>(&message)) {
        TRY(auto* entry, entry_of(progress->space));
        dirty_.insert(progress->space);
        entry->theirs.pass(progress->arrival);
        say(wire::Ack{progress->space, progress->arrival, {}, {}});
        return success();
    }
    if (const auto* ready = std::get_if<wire::Ready>(&message)) {
        they_told_ = ready->all ? Told::all : std::max(they_told_, Told::root);
        for (const auto& [space, entry] : table_)
            dirty_.insert(space);
    }
    return success();
}

/// Lines whose chain the peer had told further than we knew: judged again once we know its tips.
Result<void> Session::look_again(const SpaceId& space, const std::set<sync::ChainName>& chains) {
    const auto found = lanes_.find(space);
    if (found == lanes_.end()) return success();
    auto& lane = found->second;
    for (const auto& name : chains) {
        if (!lane.out.held_back().contains(name) || lane.withheld.contains(name)) continue;
        const ChainId chain{name.device, space, name.incarnation};
        const auto* tips = table_[space].holds.find(name);
        bool known = tips != nullptr;
        for (const auto& tip : tips == nullptr ? std::vector<sync::Tip>{} : tips->heads) {
            TRY(const auto there, replica_.updates_at(chain, tip.seq));
            known = known && !there.empty();
        }
        if (!known) continue;
        TRY(judge_again(space, lane, name));
    }
    return success();
}

/// Chains of which a quota withheld something, and does not any more.
Result<void> Session::look_for_passed(const SpaceId& space, Lane& lane) {
    for (const auto& name : std::set{lane.withheld}) {
        const ChainId chain{name.device, space, name.incarnation};
        TRY(const bool withheld, replica_.is_withheld(chain, lane.out.held_back().at(name)));
        if (withheld) continue;
        lane.withheld.erase(name);
        TRY(judge_again(space, lane, name));
    }
    return success();
}

/// The lines of a chain that were held back, until one is again.
Result<void> Session::judge_again(const SpaceId& space, Lane& lane, const sync::ChainName& name) {
    const ChainId chain{name.device, space, name.incarnation};
    const auto first = lane.out.look_again(name);
    for (auto after = Arrival{first->value - 1}; after < lane.out.scanned();) {
        TRY(const auto lines, replica_.arrivals(space, after, limits::scan_lines_max));
        for (const auto& line : lines) {
            after = line.arrival;
            if (after > lane.out.scanned()) break;
            if (line.chain != chain) continue;
            TRY(consider(space, lane, line));
            if (lane.out.held_back().contains(name)) return success();
        }
        if (lines.empty()) break;
    }
    return success();
}

Task<Result<void>> Session::save() {
    save_due_ = false;
    if (!certified_ || dirty_.empty()) co_return success();
    ReplicaPort::PeerState state;
    for (const auto& space : dirty_) {
        auto& entry = table_[space];
        entry.as_of = clock_.now_wall();
        state.emplace_back(space, encode(entry));
    }
    dirty_.clear();
    co_return co_await replica_.save_peer(peer_, std::move(state));
}

}  // namespace praxis::node
