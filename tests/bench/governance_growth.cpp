// What governance costs as it grows: acts of `root` by 50 keys arrive one at a time, each is
// checked (form, hashes, signature), judged with all that it changes, and taken into the state hash
// of `root`. Prints one line of JSON: acts, seconds of all that (the clock's and the processor's),
// how many stand, how many verdicts were told over all, and the state.
//
// governance_growth --acts N [--seed S]. The history is written before the clock starts: two board
// keys, eight administrators, ten persons with three devices each, who invite, found, give roles,
// revoke, ratify, and each know what they have heard of the others. An administrator is now and
// then revoked, all they did being kept, and appointed anew.

#include "protocol/crypto/keys.hpp"
#include "protocol/governance/kept_state.hpp"
#include "protocol/governance/model.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <span>
#include <string>
#include <sys/resource.h>

namespace praxis::governance {
namespace {

constexpr std::size_t administrators = 8;
constexpr std::size_t persons = 10;
constexpr std::size_t devices_each = 3;

/// A founding or the role of a moderator.
struct Right {
    UpdateId grant;
    SpaceId space;
};

/// One of the 50 keys: what it holds, and what it has heard.
struct Key {
    explicit Key(Entropy& entropy)
        : sign{crypto::SigningPair::draw(entropy)}, dh{crypto::DhPair::draw(entropy)} {}

    crypto::SigningPair sign;
    crypto::DhPair dh;
    UpdateId grant;                  // by which it acts
    std::optional<Cut> last;         // of its chain
    std::vector<std::size_t> heard;  // of each key, how many of what it `said`
    std::vector<UpdateId> said;      // all its acts
    std::vector<UpdateId> grants;    // of persons or roles it gave and did not take back
    std::vector<UpdateId> endings;   // its revocations
    std::vector<Right> rights;       // devices: by which they may give roles
};

class History {
public:
    explicit History(std::uint64_t seed) : random_{seed} {
        for (std::size_t i = 0; i < 2 + administrators + persons * (1 + devices_each); ++i)
            keys_.emplace_back(random_);
        for (auto& key : keys_)
            key.heard.resize(keys_.size());
        genesis_.k = 1;
        for (std::size_t i = 0; i < 2; ++i)
            genesis_.board.push_back(keys_[i].sign.key());
        std::ranges::sort(genesis_.board);
        network_ = network_id(genesis_);
        begin();
    }
    [[nodiscard]] const Genesis& genesis() const { return genesis_; }
    [[nodiscard]] std::vector<wire::SignedUpdate> take(std::size_t acts) {
        while (updates_.size() < acts)
            step();
        updates_.resize(acts);
        return std::move(updates_);
    }

private:
    Key& board() { return keys_[random_.below(2)]; }
    Key& administrator(std::size_t i) { return keys_[2 + i]; }
    Key& person(std::size_t i) { return keys_[2 + administrators + i]; }
    Key& device(std::size_t of, std::size_t i) {
        return keys_[2 + administrators + persons + of * devices_each + i];
    }

    void begin() {
        for (std::size_t i = 0; i < administrators; ++i)
            appoint(administrator(i));
        for (std::size_t i = 0; i < persons; ++i) {
            auto& key = person(i);
            auto& above = administrator(i % administrators);
            hear_all(above);
            key.grant = say(above, person_of(above, key, Holder::key));
            for (std::size_t j = 0; j < devices_each; ++j) {
                auto& own = device(i, j);
                hear_all(key);
                own.grant =
                    say(key,
                        GrantDevice{.under = key.grant,
                                    .person = same_bytes<PersonId>(key.grant),
                                    .holder = own.sign.key(),
                                    .dh = own.dh.key(),
                                    .node = NodeRole::replica,
                                    .possession = possession(own, key.grant, own.dh.key())});
            }
        }
        for (auto& key : keys_)
            hear_all(key);
    }

    void step() {
        if (random_.below(5000) == 0) return replace(administrator(random_.below(administrators)));
        const auto who = 2 + random_.below(keys_.size() - 2);
        auto& key = keys_[who];
        for (int others = 0; others < 2; ++others)
            hear(key, random_.below(keys_.size()));
        if (who < 2 + administrators) return govern(key);
        const auto of = who < 2 + administrators + persons
                            ? who - 2 - administrators
                            : (who - 2 - administrators - persons) / devices_each;
        auto& actor = who < 2 + administrators + persons ? device(of, 0) : key;
        if (&actor != &key) hear(actor, index_of(key));
        steward(actor, of);
    }
    void appoint(Key& key) {
        auto& by = board();
        hear_all(by);
        key.grant = say(by, GrantAdministrator{Level::centre, {}, key.sign.key(), false});
        hear(key, index_of(by));
    }
    /// Ends an administrator's grant, keeping all they did, and gives them another.
    void replace(Key& key) {
        auto& by = board();
        hear_all(by);
        say(by, Revoke{{}, key.grant, {*key.last}});
        appoint(key);
        key.grants.clear();  // of those only the board can dispose now
        key.endings.clear();
    }
    void govern(Key& key) {
        const auto kind = random_.below(100);
        if (kind < 60 || key.grants.empty()) {
            Key hosted{random_};
            key.grants.push_back(say(key, person_of(key, hosted, Holder::hosted)));
        } else if (kind < 75) {
            key.endings.push_back(say(key, Revoke{key.grant, taken(key.grants), {}}));
        } else if (kind < 85 && !key.endings.empty()) {
            const auto& which = key.endings[random_.below(key.endings.size())];
            const auto& other = keys_[random_.below(keys_.size())].last;
            say(key, Ratify{key.grant, which, {other ? *other : *key.last}});
        } else {
            const auto of = random_.below(persons);
            hear(key, index_of(person(of)));
            const auto space = say(
                key,
                FoundSpace{key.grant, same_bytes<PersonId>(person(of).grant), JoinPolicy::invite});
            entrust(of, key, {space, same_bytes<SpaceId>(space)});
        }
    }
    /// Tells all devices of a person, who will act by it.
    void entrust(std::size_t of, const Key& by, const Right& right) {
        for (std::size_t i = 0; i < devices_each; ++i) {
            hear(device(of, i), index_of(by));
            device(of, i).rights.push_back(right);
        }
    }
    void steward(Key& key, std::size_t of) {
        if (key.rights.empty()) return;
        const auto at = random_.below(key.rights.size());
        const auto right = key.rights[at];
        if (ended_.contains(right.grant) && random_.below(3) == 0) {  // they heard of it now
            key.rights.erase(key.rights.begin() + static_cast<std::ptrdiff_t>(at));
            return;
        }
        const auto kind = random_.below(100);
        if (kind < 70 || key.grants.empty()) return give(key, right, of);
        if (kind < 90 || key.endings.empty()) return take_back(key);
        const auto& ending = key.endings[random_.below(key.endings.size())];
        if (!moderators_.contains(target_of_.at(ending))) return;
        say(key,
            Ratify{under_.at(target_of_.at(ending)),
                   ending,
                   cuts_of(moderators_.at(target_of_.at(ending)), 0)});
    }
    void give(Key& key, const Right& right, std::size_t of) {
        const auto other = random_.below(persons);
        if (other == of) return;
        hear(key, index_of(person(other)));
        const bool to_moderate =
            right.grant == same_bytes<UpdateId>(right.space) && random_.below(5) == 0;
        const auto id = say(key,
                            GrantRole{.under = right.grant,
                                      .space = right.space,
                                      .role = to_moderate ? Role::moderator : Role::member,
                                      .holder = same_bytes<PersonId>(person(other).grant)});
        key.grants.push_back(id);
        under_[id] = right.grant;
        if (!to_moderate) return;
        moderators_[id] = other;
        entrust(other, key, {id, right.space});
    }
    /// What a moderator did last is cut off, and what their devices do until they hear of it.
    void take_back(Key& key) {
        const auto target = taken(key.grants);
        const auto moderator = moderators_.find(target);
        auto cuts = moderator == moderators_.end() ? std::vector<Cut>{}
                                                   : cuts_of(moderator->second, random_.below(10));
        const auto ending = say(key, Revoke{under_.at(target), target, std::move(cuts)});
        ended_.insert(target);
        target_of_[ending] = target;
        key.endings.push_back(ending);
    }
    /// Cuts of a person's devices, so many acts before the last.
    std::vector<Cut> cuts_of(std::size_t of, std::size_t back) {
        std::vector<Cut> out;
        for (std::size_t i = 0; i < devices_each; ++i) {
            const auto& key = device(of, i);
            if (key.said.size() <= back) continue;
            auto cut = *key.last;
            cut.seq = Seq{cut.seq.value - back};
            cut.id = key.said[key.said.size() - 1 - back];
            out.push_back(cut);
        }
        std::ranges::sort(out);
        return out;
    }
    UpdateId taken(std::vector<UpdateId>& from) {
        std::swap(from[random_.below(from.size())], from.back());
        const auto id = from.back();
        from.pop_back();
        return id;
    }

    [[nodiscard]] std::size_t index_of(const Key& key) const {
        return static_cast<std::size_t>(&key - keys_.data());
    }
    void hear(Key& key, std::size_t from) {
        const auto& other = keys_[from];
        for (std::size_t i = 0; i < keys_.size(); ++i)
            key.heard[i] = std::max(key.heard[i], other.heard[i]);
        key.heard[from] = other.said.size();
        if (std::ranges::find(fresh_[index_of(key)], from) == fresh_[index_of(key)].end()) {
            fresh_[index_of(key)].push_back(from);
        }
    }
    void hear_all(Key& key) {
        for (std::size_t i = 0; i < keys_.size(); ++i)
            hear(key, i);
    }
    [[nodiscard]] Signature possession(const Key& of,
                                       const UpdateId& anchor,
                                       const DhKey& dh) const {
        return of.sign.sign(possession_message(network_, anchor, of.sign.key(), dh));
    }
    [[nodiscard]] GrantPerson person_of(const Key& above, const Key& key, Holder form) const {
        const bool hosted = form == Holder::hosted;
        const auto dh = hosted ? key.dh.key() : DhKey{};
        return {.under = above.grant,
                .holder = key.sign.key(),
                .form = form,
                .dh = dh,
                .node = NodeRole::none,
                .possession = possession(key, above.grant, dh)};
    }

    /// Whoever heard of more heads than an update has room for brings them together first.
    UpdateId say(Key& by, const Act& act) {
        while (fresh_[index_of(by)].size() >= limits::deps_max)
            write(by, JoinHeads{});
        return write(by, act);
    }
    UpdateId write(Key& by, const Act& act) {
        wire::SignedUpdate update;
        update.skeleton = encode(act);
        wire::Header header;
        header.network = network_;
        header.device = by.sign.key();
        header.space = same_bytes<SpaceId>(network_);
        header.document = same_bytes<DocumentId>(network_);
        if (std::holds_alternative<JoinHeads>(act)) header.flags = wire::flag_join;
        header.incarnation = Incarnation{7};
        header.seq = by.last ? by.last->seq.next() : Seq{1};
        if (by.last) header.prev = by.last->id;
        header.written = from_millis(static_cast<std::int64_t>(updates_.size()));
        header.skeleton_bytes = static_cast<std::uint16_t>(update.skeleton.size());
        header.payload_hash = wire::payload_hash(wire::skeleton_leaf(update.skeleton), Hash{});
        header.deps = deps_of(by);
        update.header = wire::encode(header);
        const auto id = wire::id_of(update.header);
        update.signature = by.sign.sign(wire::signed_message(id));
        updates_.push_back(std::move(update));
        by.last = Cut{header.chain(), header.seq, id};
        by.said.push_back(id);
        by.heard[index_of(by)] = by.said.size();
        return id;
    }
    /// Its own last act, and the last that it heard of those it heard since.
    std::vector<UpdateId> deps_of(const Key& by) {
        std::set<UpdateId> out;
        if (by.last) out.insert(by.last->id);
        auto& fresh = fresh_[index_of(by)];
        for (; !fresh.empty() && out.size() < limits::deps_max; fresh.pop_back()) {
            const auto heard = by.heard[fresh.back()];
            if (heard > 0) out.insert(keys_[fresh.back()].said[heard - 1]);
        }
        return {out.begin(), out.end()};
    }

    SeededEntropy random_;
    std::vector<Key> keys_;
    Genesis genesis_;
    NetworkId network_;
    std::vector<wire::SignedUpdate> updates_;
    std::map<std::size_t, std::vector<std::size_t>> fresh_;  // by key: whom it heard since its last
    std::map<UpdateId, UpdateId> under_;                     // of roles: by which they were given
    std::map<UpdateId, UpdateId> target_of_;                 // of revocations of roles
    std::map<UpdateId, std::size_t> moderators_;             // their roles: which person
    std::set<UpdateId> ended_;                               // roles that were taken back
};

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
}

boost::json::object run(std::size_t acts, std::uint64_t seed) {
    History history{seed};
    auto updates = history.take(acts);
    Governance governance{history.genesis()};
    KeptState state;
    std::unordered_map<UpdateId, std::vector<UpdateId>> deps;
    const KeptState::DepsOf deps_of = [&](const UpdateId& id) -> Result<std::vector<UpdateId>> {
        return deps.at(id);
    };
    std::uint64_t told = 0;
    const auto begin = std::chrono::steady_clock::now();
    const auto cpu = cpu_seconds();
    for (auto& update : updates) {
        const auto checked = wire::check(std::move(update), governance.network());
        if (!checked) {
            std::cerr << "governance_growth: " << checked.error().text() << '\n';
            std::exit(1);
        }
        const auto& id = checked.value().id;
        deps.emplace(id, checked.value().header.deps);
        governance.add(checked.value());
        state.enter(id);
        for (const auto& changed : governance.take_changes().verdicts) {
            ++told;
            const auto verdict = governance.verdict_of_root(changed);
            if (!state.judge(changed, verdict.stands(), deps_of)) std::exit(1);
        }
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    const auto cpu_took = cpu_seconds() - cpu;
    std::uint64_t standing = 0;
    for (const auto& id : governance.updates())
        standing += governance.verdict_of_root(id).stands() ? 1 : 0;
    return {{"acts", acts},
            {"seconds", took.count()},
            {"cpu_seconds", cpu_took},
            {"standing", standing},
            {"verdicts_told", told},
            {"state", state.digest().hex()}};
}

}  // namespace
}  // namespace praxis::governance

int main(int argc, char** argv) {
    std::size_t acts = 0;
    std::uint64_t seed = 1;
    const std::span words{argv, static_cast<std::size_t>(argc)};
    for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
        const std::string name{words[i]};
        if (name == "--acts") acts = std::strtoull(words[i + 1], nullptr, 10);
        if (name == "--seed") seed = std::strtoull(words[i + 1], nullptr, 10);
    }
    if (acts == 0) {
        std::cerr << "usage: governance_growth --acts N [--seed S]\n";
        return 2;
    }
    std::cout << boost::json::serialize(praxis::governance::run(acts, seed)) << std::endl;
}
