#include "tests/support/replica_oracle.hpp"

#include <algorithm>

namespace praxis::test {
ReplicaOracle::ReplicaOracle(ByteView genesis)
    : network_{network_of(genesis)},
      keys_{board_of(genesis)},
      governance_{network_, std::to_integer<unsigned>(genesis[17]), keys_} {}

void ReplicaOracle::add(ByteView header, ByteView skeleton, std::optional<ByteView> content) {
    auto update = read_update(header, skeleton, content);
    updates_[update.seen.id] = std::move(update);
}

bool ReplicaOracle::in_root(const UpdateId& id) const {
    return updates_.at(id).seen.chain.space.bytes == network_.bytes;
}

bool ReplicaOracle::is_held(const UpdateId& id) {
    const auto& seen = updates_.at(id).seen;
    if (!keys_.contains(seen.chain.device)) return false;
    if (seen.seq.value == 1) return true;
    if (!held_.contains(seen.prev)) return false;
    const auto& before = updates_.at(seen.prev).seen;
    return before.chain == seen.chain && before.seq.next() == seen.seq;
}

void ReplicaOracle::decide() {
    const auto is_applied = [&](const UpdateId& act) { return acts_.contains(act); };
    for (bool grows = true; grows;) {  // acts name keys, keys let more be held
        grows = false;
        for (const auto& [id, update] : updates_) {
            if (!held_.contains(id) && is_held(id)) {
                held_.insert(id);
                if (!in_root(id)) governance_.add(update.seen);
                grows = true;
            }
            if (!held_.contains(id) || !in_root(id) || is_applied(id)) continue;
            if (update.seen.seq.value > 1 && !is_applied(update.seen.prev)) continue;
            if (!std::ranges::all_of(update.seen.deps, is_applied)) continue;
            acts_.insert(id);
            governance_.add(update.seen);
            keys_.merge(governance_.keys_named_by(id));
            grows = true;
        }
    }
    for (const auto& id : held_)
        stands_[id] = place(id) == Place::applied && governance_.stands(id);
}

/// Whether two updates are of one document, which is in one space.
bool ReplicaOracle::is_beside(const Update& a, const Update& b) {
    return a.document == b.document && a.seen.chain.space == b.seen.chain.space;
}

bool ReplicaOracle::reaches_creation(const UpdateId& id) const {
    const auto& update = updates_.at(id);
    if (update.creates) return true;
    return std::ranges::any_of(update.seen.deps, [&](const UpdateId& dep) {
        const auto at = updates_.find(dep);
        return at != updates_.end() && is_beside(at->second, update) && reaches_creation(dep);
    });
}

ReplicaOracle::Place ReplicaOracle::place(const UpdateId& id) {
    if (const auto at = places_.find(id); at != places_.end()) return at->second;
    if (in_root(id)) return acts_.contains(id) ? Place::applied : Place::waiting;
    return places_[id] = place_of_content(updates_.at(id));
}

/// Waits for whatever it names; then it is in its document or void for ever.
ReplicaOracle::Place ReplicaOracle::place_of_content(const Update& update) {
    const auto* named = &update.seen;
    while (named->governance.empty() && named->seq.value > 1)
        named = &updates_.at(named->prev).seen;
    bool good = update.operations.has_value();
    for (const auto& head : named->governance) {
        if (!held_.contains(head) || place(head) == Place::waiting) return Place::waiting;
        good = good && in_root(head);
    }
    for (const auto& dep : update.seen.deps) {
        if (!held_.contains(dep) || place(dep) == Place::waiting) return Place::waiting;
        good = good && is_beside(updates_.at(dep), update);
    }
    if (!good || !reaches_creation(update.seen.id)) return Place::never;
    const auto& creation = updates_.at(same_bytes<UpdateId>(update.document));
    return creation.kind == update.kind ? Place::applied : Place::never;
}

ReplicaOracle::Verdict ReplicaOracle::verdict(const UpdateId& id) const {
    if (!held_.contains(id)) return Verdict::not_held;
    if (!in_root(id) && places_.at(id) == Place::waiting) return Verdict::waiting;
    if (in_root(id) && !acts_.contains(id)) return Verdict::waiting;
    return stands(id) ? Verdict::standing : Verdict::void_;
}

/// Itself and whatever its deps lead to.
ReplicaOracle::Ids ReplicaOracle::past(const UpdateId& id) const {
    if (const auto at = pasts_.find(id); at != pasts_.end()) return at->second;
    Ids out{id};
    for (const auto& dep : updates_.at(id).seen.deps) {
        if (held_.contains(dep)) out.merge(past(dep));
    }
    return pasts_[id] = out;
}

/// The same as far as its space goes.
void ReplicaOracle::reach(const UpdateId& id, Ids& out) const {
    if (!out.insert(id).second) return;
    const auto& seen = updates_.at(id).seen;
    for (const auto& dep : seen.deps) {
        if (updates_.at(dep).seen.chain.space == seen.chain.space) reach(dep, out);
    }
}

std::map<SpaceId, Hash> ReplicaOracle::states() const {
    std::map<SpaceId, std::array<std::uint16_t, 1024>> sums;
    Ids counted;
    for (const auto& id : held_) {
        if (verdict(id) == Verdict::waiting) continue;
        sums[updates_.at(id).seen.chain.space];
        if (stands(id)) reach(id, counted);
    }
    for (const auto& id : counted) {
        auto& sum = sums.at(updates_.at(id).seen.chain.space);
        const std::array standing{std::byte(stands(id) ? 1 : 0)};
        for (std::size_t lane = 0; lane < sum.size(); lane += 32) {
            const std::array number{std::byte(lane / 32)};
            const auto bytes =
                crypto::hash_sized("praxis/state/v1", {number, id.view(), standing}, 64);
            Taker block{bytes};
            for (std::size_t i = 0; i < 32; ++i) {
                const auto low = block.byte();
                sum[lane + i] =
                    static_cast<std::uint16_t>(sum[lane + i] + low + 256 * block.byte());
            }
        }
    }
    std::map<SpaceId, Hash> out;
    for (const auto& [space, sum] : sums)
        out[space] = crypto::hash("praxis/state/v1", {std::as_bytes(std::span{sum})});
    return out;
}

std::vector<DocumentId> ReplicaOracle::documents() const {
    std::vector<DocumentId> out;
    for (const auto& id : held_) {
        if (updates_.at(id).creates) out.push_back(same_bytes<DocumentId>(id));
    }
    return out;
}

/// The closure of what stands, each after its deps.
std::vector<UpdateId> ReplicaOracle::in_version(const DocumentId& document) const {
    Ids all;
    for (const auto& id : held_) {
        if (updates_.at(id).document == document && stands(id)) all.merge(past(id));
    }
    std::erase_if(all, [&](const auto& id) { return updates_.at(id).document != document; });
    std::vector<UpdateId> out{all.begin(), all.end()};
    std::ranges::stable_sort(out, {}, [&](const UpdateId& id) { return past(id).size(); });
    return out;
}

std::vector<UpdateId> ReplicaOracle::version(const DocumentId& document) const {
    const auto all = in_version(document);
    std::vector<UpdateId> out;
    std::ranges::copy_if(all, std::back_inserter(out), [&](const UpdateId& id) {
        return stands(id) && std::ranges::none_of(all, [&](const UpdateId& other) {
                   return other != id && stands(other) && past(other).contains(id);
               });
    });
    std::ranges::sort(out);
    return out;
}

bool ReplicaOracle::follows(const Event& later, const Event& earlier) const {
    if (later.first == earlier.first) return later.second > earlier.second;
    return past(later.first).contains(earlier.first);
}

std::vector<const ReplicaOracle::Operation*> ReplicaOracle::standing_operations(
    const DocumentId& document, unsigned number, const Address& at) const {
    std::vector<const Operation*> out;
    for (const auto& id : in_version(document)) {
        if (!stands(id)) continue;
        for (const auto& op : *updates_.at(id).operations) {
            if (op.number == number && op.at == at) out.push_back(&op);
        }
    }
    return out;
}

/// Every character that the version ever had, in order.
std::vector<ReplicaOracle::Character> ReplicaOracle::characters(const DocumentId& document,
                                                                const Address& at) const {
    std::vector<Character> all;
    const auto index = [&](const std::optional<Event>& id, std::size_t none) {
        if (!id) return none;
        const auto found = std::ranges::find(all, *id, &Character::id);
        return static_cast<std::size_t>(found - all.begin()) + 1;
    };
    // Places count from 1; 0 is before the first.
    const auto integrate = [&](Character made) {
        const auto end = all.size() + 1;
        const auto left = index(made.left, 0);
        const auto right = index(made.right, end);
        auto here = left + 1;
        bool passing = false;
        for (auto i = left + 1; i < right; ++i) {
            const auto& other = all[i - 1];
            const auto other_left = index(other.left, 0);
            const auto other_right = index(other.right, end);
            if (other_left < left) break;
            if (other_left == left) {
                if (other_right == right && made.id < other.id) break;
                passing = other_right < right;
            }
            if (!passing) here = i + 1;
        }
        all.insert(all.begin() + static_cast<std::ptrdiff_t>(here - 1), std::move(made));
    };
    for (const auto& id : in_version(document)) {
        const auto& update = updates_.at(id);
        if (places_.at(id) != Place::applied) continue;
        const auto mine = past(id);
        const auto present = [&] {  // places of what its author sees
            std::vector<std::size_t> out;
            for (std::size_t i = 0; i < all.size(); ++i) {
                const auto gone = std::ranges::any_of(
                    all[i].deleters, [&](const UpdateId& by) { return mine.contains(by); });
                if (mine.contains(all[i].id.first) && !gone) out.push_back(i);
            }
            return out;
        };
        for (const auto& op : *update.operations) {
            if (op.at != at) continue;
            const auto seen = present();
            if (op.number == 5) {
                Character made;
                const auto before = std::min<std::uint64_t>(op.position, seen.size());
                auto next = before == 0 ? 0 : seen[before - 1] + 1;
                if (before > 0) made.left = all[next - 1].id;
                while (next < all.size() && !mine.contains(all[next].id.first))
                    ++next;
                if (next < all.size()) made.right = all[next].id;
                const auto text = op.part ? code_points(*op.part) : std::nullopt;
                for (std::uint64_t i = 0; i < op.events; ++i) {
                    made.id = {id, op.event.second + i};
                    if (text) made.value = (*text)[i];
                    integrate(made);
                    made.left = made.id;
                }
            }
            for (std::uint64_t i = 0; op.number == 6 && i < op.events; ++i) {
                if (op.position + i < seen.size()) all[seen[op.position + i]].deleters.insert(id);
            }
            for (auto& character : all) {
                if (op.number != 7 || !mine.contains(character.id.first)) continue;
                const auto& [target, first] = op.targets[0];
                if (character.id.first == target && character.id.second >= first &&
                    character.id.second - first < op.events)
                    character.deleters.insert(id);
            }
        }
    }
    return all;
}

ReplicaOracle::Shown ReplicaOracle::show(const DocumentId& document, const Address& at) const {
    Shown out;
    for (const auto& character : characters(document, at)) {
        const bool deleted =
            std::ranges::any_of(character.deleters, [&](const UpdateId& by) { return stands(by); });
        if (character.deleters.empty()) out.raw += character.value.value_or(U'\xFFFD');
        if (stands(character.id.first) && character.value && !deleted) out.text += *character.value;
    }
    const auto newest = [&](unsigned number) {
        auto writes = standing_operations(document, number, at);
        const auto all = writes;
        std::erase_if(writes, [&](const Operation* write) {
            return std::ranges::any_of(
                all, [&](const auto* other) { return follows(other->event, write->event); });
        });
        return writes;
    };
    for (const auto* write : newest(4))
        out.multi.push_back({write->event.first, write->part});
    std::ranges::sort(out.multi);
    std::pair<std::int64_t, UpdateId> best;
    for (const auto* write : newest(3)) {
        const std::pair now{updates_.at(write->event.first).written, write->event.first};
        if (!out.last || now > best) out.last = {write->event.first, write->part};
        best = std::max(best, now);
    }
    auto adds = standing_operations(document, 8, at);
    for (const auto* remove : standing_operations(document, 9, at)) {
        std::erase_if(adds, [&](const Operation* add) {
            return std::ranges::find(remove->targets, add->event) != remove->targets.end() &&
                   follows(remove->event, add->event);
        });
    }
    std::set<Bytes> here;
    for (const auto* add : adds) {
        if (add->part) here.insert(*add->part);
        if (!add->part) out.elements.emplace_back();
    }
    out.elements.insert(out.elements.begin(), here.begin(), here.end());
    return out;
}

}  // namespace praxis::test
