#include "tests/sim/scenarios/hostile.hpp"

#include "tests/sim/draw.hpp"

#include <algorithm>

// What it sends to whom, and what must become of it there.

namespace praxis::sim {
namespace {

constexpr std::uint64_t hostile_stream = 6;  // of the seed
constexpr std::uint64_t forger_stream = 1;   // of that

SeededEntropy stream_of(std::uint64_t seed) {
    SeededEntropy root{seed};
    return root.fork(hostile_stream);
}

/// Of the ten, those that a part of a mixed letter can be.
constexpr std::array in_parts{Strategy::bad_signature,
                              Strategy::altered_field,
                              Strategy::two_face,
                              Strategy::backdate,
                              Strategy::replay,
                              Strategy::self_promotion,
                              Strategy::forged_revoke,
                              Strategy::stale_membership,
                              Strategy::duplicate_sequence};

std::size_t size_of(const wire::SignedUpdate& update) {
    return update.header.size() + Signature::size + update.skeleton.size() +
           (update.content ? update.content->size() : 0);
}

/// Where a node has an update: the numbers of its header and payload in the order of arrival, and
/// whether a branch of its chain ends with it.
struct Place {
    std::vector<Arrival> arrivals;
    bool is_head = false;
};
using Places = std::map<UpdateId, Place>;

Places places_of(const NodeMachine& machine, const std::set<UpdateId>& ids) {
    Places out;
    std::set<SpaceId> spaces;
    const auto& replica = machine.replica();
    const auto read = replica.log({}, [&](const node::LogEntry& entry) -> Result<void> {
        if (!ids.contains(entry.id)) return success();
        spaces.insert(entry.chain.space);
        const auto heads = replica.heads_of(entry.chain).value();
        out[entry.id].is_head =
            std::ranges::find(heads, entry.id, &node::ChainHead::id) != heads.end();
        return success();
    });
    require(read.has_value(), Invariant::service, "the log cannot be read");
    for (const auto& space : spaces) {
        constexpr auto all = std::numeric_limits<std::size_t>::max();
        const auto lines = replica.arrivals(space, Arrival{}, all).value();
        for (const auto& line : lines) {
            if (ids.contains(line.id)) out.at(line.id).arrivals.push_back(line.arrival);
        }
    }
    return out;
}

/// Whether what came again is where it was; its chain may have gone on meanwhile.
bool is_unmoved(const Places& before, const Places& after) {
    return std::ranges::equal(before, after, [](const auto& one, const auto& other) {
        return one.first == other.first && one.second.arrivals == other.second.arrivals &&
               (one.second.is_head || !other.second.is_head);
    });
}

/// How much of a device is void on a node, and whether somebody else waits there for anything.
struct Room {
    std::size_t void_bytes = 0;
    bool others_wait = false;
};

Room room_of(const NodeMachine& machine, const SigningKey& device) {
    Room out;
    const auto root = same_bytes<SpaceId>(machine.replica().network());
    const auto read = machine.replica().log({}, [&](const node::LogEntry& entry) -> Result<void> {
        using Verdict = node::LogEntry::Verdict;
        const bool own = entry.chain.device == device;
        if (own && entry.verdict == Verdict::void_ && entry.chain.space != root)
            out.void_bytes += entry.bytes;
        if (!own && entry.verdict == Verdict::waiting) out.others_wait = true;
        return success();
    });
    require(read.has_value(), Invariant::service, "the log cannot be read");
    return out;
}

/// Each of these may be the outcome of a line. `is_known`: the node held it before.
std::vector<node::Outcome> right_outcomes(Fate fate, bool is_known) {
    using node::Outcome;
    if (fate == Fate::refused) return {Outcome::refused};
    if (fate == Fate::later) return {Outcome::later};
    if (fate == Fate::held) return {Outcome::held};
    if (fate == Fate::quota) return {Outcome::held, Outcome::later};
    if (is_known) return {Outcome::duplicate};
    return {Outcome::held, Outcome::duplicate};
}

/// Whether a node knows who signed a line; also where its bytes alone condemn it. One that was cut
/// off since it was founded may not know the certificate yet.
bool is_certified_at(const NodeMachine& machine, const Line& line) {
    if (line.fate == Fate::refused || line.fate == Fate::later) return true;
    const auto device = wire::decode_header(line.update.header).value().device;
    return machine.replica().governance().is_certificate_known(device);
}

}  // namespace

Hostile::Hostile(
    NodeWorld& town, const Faults& faults, NodeMachine& device, SpaceId open, SpaceId closed)
    : town_{town},
      faults_{faults},
      device_{device},
      closed_{closed},
      random_{stream_of(town.world.seed())},
      forger_{town, device, open, closed, random_.fork(forger_stream)} {
    constexpr std::uint64_t bursts = 25;  // in so many storms of a hundred: they are large
    will_burst_ = chance(random_, bursts);
    formers_.push_back(Former::second_device(town, forger_, open));
    formers_.push_back(Former::member(town, forger_));
    forger_.look_at_root();
    for (auto& former : formers_)
        former.write_first();
}

void Hostile::end_rights() {
    auto& to = *town_.machines().front();
    for (auto& former : formers_) {
        if (!former.is_signed()) former.sign_end(town_.network);
        if (!to.runs() || town_.world.paused(to.index()) || former.is_over_at(to)) continue;
        to.begin_take({former.end()});
    }
}

bool Hostile::rights_ended() const {
    const auto& at = *town_.machines().front();
    return at.runs() && std::ranges::all_of(
                            formers_, [&](const Former& former) { return former.is_over_at(at); });
}

NodeMachine& Hostile::any_honest() {
    const auto honest = town_.honest();
    return *honest.at(random_.below(honest.size()));
}

bool Hostile::can_be_given(const NodeMachine& to) const {
    return to.runs() && !town_.world.paused(to.index()) && !faults_.disk_may_fail(to.index());
}

void Hostile::write() {
    constexpr std::uint64_t passes_on = 30;  // of a hundred
    constexpr std::uint64_t replays = 8;
    constexpr std::uint64_t bursts = 25;
    ended_ = ended_ || rights_ended();
    if (chance(random_, passes_on)) return pass_on();
    auto& to = any_honest();
    if (!can_be_given(to)) return;
    if (chance(random_, replays)) return replay_alone(to);
    if (will_burst_ && chance(random_, bursts)) return burst(to);
    write_mixed(to);
    if (!other_face_ || chance(random_, 50)) return;
    auto& other = any_honest();
    if (!can_be_given(other)) return;
    Letter letter{forger_.good()};
    add_other_face(letter, other);
    deliver(other, shuffled(std::move(letter)));
}

/// Enough that what it alters of them fills a frame, with good ones behind.
void Hostile::pass_on() {
    Letter letter;
    for (std::size_t i = 0, n = 1 + random_.below(12); i < n; ++i)
        letter.push_back(forger_.good());
    if (!can_be_given(device_)) return;
    deliver(device_, shuffled(std::move(letter)));
}

/// Nothing but what is there already. Where nothing else came meanwhile, the state is what it was.
void Hostile::replay_alone(NodeMachine& to) {
    constexpr std::size_t replayed_max = 40;
    const auto log = to.log();
    const auto state = to.state();
    deliver(to, forger_.replay(to, 1 + random_.below(replayed_max)));
    if (!to.runs() || to.log() != log) return;
    require(to.state() == state,
            Invariant::idempotence,
            "machine " + std::to_string(to.index()) +
                " was given what it held, and came to another state");
}

void Hostile::write_mixed(NodeMachine& to) {
    Letter letter{forger_.good()};
    add_other_face(letter, to);
    for (std::size_t i = 0, n = 1 + random_.below(6); i < n; ++i)
        add_bad(letter, to);
    letter.push_back(forger_.good());
    const auto lines = shuffled(std::move(letter));
    const auto outcomes = deliver(to, lines);
    if (!other_face_ || other_face_->shown_one != to.index()) return;
    const auto is_first = [&](const Line& line) {
        return wire::id_of(line.update.header) == other_face_->first;
    };
    const auto at = static_cast<std::size_t>(std::ranges::find_if(lines, is_first) - lines.begin());
    if (at == lines.size()) return;  // it was in another letter
    if (outcomes.empty() || outcomes.at(at) != node::Outcome::held) other_face_.reset();
}

void Hostile::add_bad(Letter& letter, NodeMachine& to) {
    constexpr std::size_t odd = 6;
    const auto how = random_.below(in_parts.size() + odd);
    if (how >= in_parts.size()) return letter.push_back(forger_.odd(to));
    const auto strategy = in_parts.at(how);
    if (strategy == Strategy::stale_membership) {
        letter.push_back(formers_.at(random_.below(formers_.size())).letter(to, ended_));
    } else if (strategy != Strategy::two_face) {
        letter.push_back(forger_.by(strategy, to));
    } else if (!other_face_) {
        auto faces = forger_.two_faces();
        const auto first = wire::id_of(faces.first.back().update.header);
        letter.push_back(std::move(faces.first));
        other_face_ = OtherFace{to.index(), first, std::move(faces.second)};
    }
}

void Hostile::add_other_face(Letter& letter, const NodeMachine& to) {
    if (!other_face_ || other_face_->shown_one == to.index()) return;
    letter.push_back(std::move(other_face_->block));
    other_face_.reset();
}

std::vector<Line> Hostile::shuffled(Letter letter) {
    for (std::size_t i = letter.size(); i > 1; --i)
        std::swap(letter[i - 1], letter[random_.below(i)]);
    std::vector<Line> out;
    for (auto& block : letter)
        std::ranges::move(block, std::back_inserter(out));
    return out;
}

/// More than is taken of it without a right, good ones among them and what the node holds already:
/// some is put off, nothing refused, and the others do not notice. What was put off is not lost:
/// from others it is taken.
void Hostile::burst(NodeMachine& to) {
    constexpr std::size_t by_others_max = 3;
    const auto& governance = to.replica().governance();
    const auto own = device_.keys().device.key();
    if (!governance.is_certificate_known(own) || !governance.contains(forger_.head())) return;
    const auto before = room_of(to, own);
    Letter letter{forger_.good(), forger_.by(Strategy::replay, to), forger_.good()};
    for (auto& line : forger_.burst())
        letter.push_back({std::move(line)});
    const auto lines = shuffled(std::move(letter));
    const auto outcomes = deliver(to, lines, own);
    if (outcomes.empty() || !to.runs()) return;
    const auto after = room_of(to, own);
    std::size_t held_bytes = 0;
    std::vector<Line> put_off;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto& line = lines[i];
        if (line.fate != Fate::quota) continue;
        const auto bytes = size_of(line.update);
        if (outcomes[i] == node::Outcome::held) {
            held_bytes += bytes;
            continue;
        }
        require(after.void_bytes + bytes > limits::void_device_bytes_max,
                Invariant::isolation,
                "put off, though only " + std::to_string(after.void_bytes) +
                    " bytes are there without a right");
        put_off.push_back(line);
        put_off.back().fate = Fate::held;
    }
    const bool others_wait = before.others_wait || after.others_wait;
    require(before.void_bytes + held_bytes <= limits::void_device_bytes_max || others_wait,
            Invariant::bounds,
            std::to_string(held_bytes) + " bytes of one device without a right, and before them " +
                std::to_string(before.void_bytes));
    if (put_off.empty()) return;
    will_burst_ = false;
    ++sent_.at(static_cast<std::size_t>(Strategy::quota_burst));
    put_off.resize(std::min(put_off.size(), 1 + random_.below(by_others_max)));
    auto& other = any_honest();
    deliver(other, put_off);
}

Hostile::Outcomes Hostile::deliver(NodeMachine& to, const std::vector<Line>& lines, NodeId giver) {
    if (lines.empty() || !can_be_given(to)) return {};
    std::vector<wire::SignedUpdate> updates;
    std::vector<Before> before;
    std::set<UpdateId> replayed;
    for (const auto& line : lines) {
        const auto id = wire::id_of(line.update.header);
        updates.push_back(line.update);
        before.push_back({is_certified_at(to, line), line.fate == Fate::known && to.stores(id)});
        if (before.back().is_known) replayed.insert(id);
        if (line.end != End::open) ends_.insert_or_assign(id, Sent{line.name, line.end});
    }
    // Some come again in the same letter.
    std::vector<std::size_t> again;
    for (std::size_t n = chance(random_, 30) ? 1 + random_.below(3) : 0; n > 0; --n) {
        const auto which = random_.below(lines.size());
        if (lines[which].fate == Fate::quota) continue;
        again.push_back(which);
        updates.push_back(lines[which].update);
    }
    const auto places = places_of(to, replayed);
    auto outcomes = to.deal_with(std::move(updates), giver);
    if (outcomes.empty()) return {};  // it died over it, and said nothing
    for (std::size_t i = 0; i < lines.size(); ++i)
        judge(to, lines[i], outcomes.at(i), before[i]);
    for (std::size_t i = 0; i < again.size(); ++i) {
        const auto first = outcomes.at(again[i]);
        const auto wanted = first == node::Outcome::held ? node::Outcome::duplicate : first;
        require(outcomes.at(lines.size() + i) == wanted,
                Invariant::idempotence,
                "machine " + std::to_string(to.index()) + " was given " + lines[again[i]].name +
                    " twice, and the second time it was another outcome");
        if (wanted == node::Outcome::duplicate)
            ++sent_.at(static_cast<std::size_t>(Strategy::replay));
    }
    require(!to.runs() || is_unmoved(places, places_of(to, replayed)),
            Invariant::idempotence,
            "machine " + std::to_string(to.index()) +
                " was given what it held, and it arrived once more or leads its chain again");
    return outcomes;
}

void Hostile::judge(NodeMachine& to,
                    const Line& line,
                    node::Outcome outcome,
                    const Before& before) {
    auto right = right_outcomes(line.fate, before.is_known);
    if (!before.is_certified) {
        if (!to.runs() || !is_certified_at(to, line)) right.clear();  // else it came meanwhile
        right.push_back(node::Outcome::later);
    }
    require(std::ranges::find(right, outcome) != right.end(),
            line.strategy == Strategy::replay ? Invariant::idempotence : Invariant::isolation,
            "machine " + std::to_string(to.index()) + " was given " + line.name +
                " among others: outcome " + std::to_string(static_cast<int>(outcome)) + ", not " +
                std::to_string(static_cast<int>(right.front())));
    if (line.strategy) ++sent_.at(static_cast<std::size_t>(*line.strategy));
    const auto id = wire::id_of(line.update.header);
    if (outcome != node::Outcome::held) return;
    if (line.voids) ends_.insert_or_assign(*line.voids, Sent{line.name, End::is_void});
    if (!to.is_hostile())
        to.was_told_held(id);
    else if (!is_altered_by_hostile(id))
        passed_on_.push_back(id);
}

}  // namespace praxis::sim
