#include "tests/support/random_history.hpp"

#include "protocol/base/utf8.hpp"

#include <algorithm>

namespace praxis::testing {

using namespace crdt;

namespace {

Bytes random_word(SeededEntropy& rng) {
    constexpr const char* words[] = {"well", "pump", "water", "board"};
    return copy(bytes_of(words[rng.below(4)]));
}

std::u32string random_text(SeededEntropy& rng, std::uint64_t length) {
    constexpr std::u32string_view letters = U"abcdef\n\n\n \u00e9\u0e01\U0001F600";
    std::u32string out;
    for (std::uint64_t i = 0; i < length; ++i)
        out += letters[rng.below(letters.size())];
    return out;
}

}  // namespace

UpdateId random_id(SeededEntropy& rng) {
    UpdateId id;
    rng.fill(id.bytes);
    return id;
}

PersonId person_number(std::uint64_t number) {
    PersonId out;
    out.bytes.fill(static_cast<std::byte>(0xA0 + number % 3));
    return out;
}

RandomHistory::RandomHistory(std::uint64_t seed) : rng{seed} {
    document = same_bytes<DocumentId>(random_id(rng));
    if (rng.below(3) != 0) replicas_.resize(1 + rng.below(6));
    const auto count = 3 + rng.below(12 + 2 * replicas_.size());
    for (std::uint64_t i = 0; i < count; ++i)
        add(i);
}

void RandomHistory::add(std::uint64_t number) {
    Update update;
    update.id = number == 0 ? same_bytes<UpdateId>(document) : random_id(rng);
    update.written = from_millis(static_cast<std::int64_t>(rng.below(4)));
    update.stands = rng.below(5) != 0;
    if (rng.below(10) != 0) update.person = person_number(rng.below(3));
    add_deps(update, number);
    Skeleton skeleton;
    update.parts.emplace();
    const auto operations = rng.below(6);
    for (std::uint64_t i = 0; i < operations; ++i)
        add_operation(skeleton, *update.parts);
    add_skeleton(update, skeleton);
    if (rng.below(6) == 0) update.parts.reset();
    if (update.parts && rng.below(20) == 0) update.parts->push_back(random_word(rng));
    if (update.parts && !update.parts->empty() && rng.below(20) == 0) {
        update.parts->front() = {std::byte{0xFF}};
    }
    updates.push_back(std::move(update));
}

/// Mostly the bytes of what is wanted; sometimes none, sometimes one byte is another.
void RandomHistory::add_skeleton(Update& update, const Skeleton& wanted) {
    constexpr std::uint64_t events_max = 64;  // the oracle's time grows with the cube of a text
    if (rng.below(30) == 0) {
        skeletons.emplace_back();
        return;
    }
    auto bytes = encode(wanted);
    if (!bytes.empty() && rng.below(20) == 0) {
        auto changed = bytes;
        changed[rng.below(changed.size())] = static_cast<std::byte>(rng.below(256));
        const auto parsed = parse_skeleton(changed);
        if (!parsed || events_of(parsed.value()) <= events_max) bytes = std::move(changed);
    }
    // A removal may name one add twice, which does not parse.
    auto parsed = parse_skeleton(bytes);
    if (parsed) update.skeleton = std::move(parsed).value();
    skeletons.emplace_back(std::move(bytes));
}

void RandomHistory::add_deps(Update& update, std::uint64_t number) {
    if (number == 0) {
        for (auto& replica : replicas_)
            replica.insert(number);
        return;
    }
    replicas_.empty() ? add_deps_of_bush(update, number) : add_deps_of_replica(update, number);
    if (rng.below(40) == 0) update.deps.push_back(random_id(rng));
    if (rng.below(60) == 0) update.deps.clear();
}

void RandomHistory::add_deps_of_bush(Update& update, std::uint64_t number) {
    const auto deps = 1 + rng.below(3);
    for (std::uint64_t i = 0; i < deps; ++i) {
        const auto back = rng.below(std::min<std::uint64_t>(number, 4));
        update.deps.push_back(updates[number - 1 - back].id);
    }
    std::ranges::sort(update.deps);
    update.deps.erase(std::unique(update.deps.begin(), update.deps.end()), update.deps.end());
}

void RandomHistory::add_deps_of_replica(Update& update, std::uint64_t number) {
    auto& author = replicas_[rng.below(replicas_.size())];
    if (rng.below(3) == 0) {
        const auto other = replicas_[rng.below(replicas_.size())];
        author.insert(other.begin(), other.end());
    }
    update.deps = heads(author);
    author.insert(number);
}

std::vector<UpdateId> RandomHistory::heads(const Known& known) const {
    std::set<UpdateId> out;
    for (const auto number : known)
        out.insert(updates[number].id);
    for (const auto number : known) {
        for (const auto& dep : updates[number].deps)
            out.erase(dep);
    }
    return {out.begin(), out.end()};
}

EventId RandomHistory::any_event() {
    if (updates.empty()) return {random_id(rng), rng.below(6)};
    return {updates[rng.below(updates.size())].id, rng.below(6)};
}

/// Mostly the event of an operation of this kind, else anything.
template <class Operation>
EventId RandomHistory::any() {
    std::vector<EventId> found;
    for (const auto& update : updates) {
        std::uint64_t index = 0;
        if (!update.skeleton) continue;
        for (const auto& operation : update.skeleton->operations) {
            if (std::holds_alternative<Operation>(operation)) found.push_back({update.id, index});
            index += events_of(operation);
        }
    }
    if (found.empty() || rng.below(8) == 0) return any_event();
    return found[rng.below(found.size())];
}

/// Half of the ballots are of whoever casts them.
void RandomHistory::add_vote_or_member(Skeleton& skeleton, std::vector<Bytes>& parts) {
    switch (rng.below(8)) {
        case 0:
        case 1:
        case 2: {
            const auto person = person_number(rng.below(3));
            skeleton.operations.push_back(CastBallot{{votes, same_bytes<Hash>(person)}});
            break;
        }
        case 3:
        case 4:
            skeleton.operations.push_back(AddStrict{members});
            break;
        case 5:
        case 6: {
            RemoveStrict remove{members, {any<AddStrict>()}};
            if (rng.below(3) == 0) remove.adds.push_back(any<AddStrict>());
            std::ranges::sort(remove.adds);
            skeleton.operations.push_back(remove);
            return;
        }
        default:
            skeleton.operations.push_back(AppendEntry{decisions});
    }
    parts.push_back(random_word(rng));
}

void RandomHistory::add_list_operation(Skeleton& skeleton, std::vector<Bytes>& parts) {
    switch (rng.below(5)) {
        case 0:
        case 1:
            skeleton.operations.push_back(InsertItem{agenda, rng.below(8)});
            parts.push_back(random_word(rng));
            break;
        case 2:
            skeleton.operations.push_back(DeleteItem{agenda, any<InsertItem>()});
            break;
        default:
            skeleton.operations.push_back(MoveItem{agenda, any<InsertItem>(), rng.below(8)});
    }
}

void RandomHistory::add_operation(Skeleton& skeleton, std::vector<Bytes>& parts) {
    if (rng.below(4) == 0) return add_list_operation(skeleton, parts);
    if (rng.below(4) == 0) return add_vote_or_member(skeleton, parts);
    const auto& text = rng.below(4) == 0 ? notes : prose;
    switch (rng.below(12)) {
        case 0:
            skeleton.operations.push_back(SetLast{title});
            break;
        case 1:
            skeleton.operations.push_back(SetMulti{budget});
            break;
        case 2:
            skeleton.operations.push_back(AddElement{themes});
            break;
        case 3: {
            RemoveElements remove{themes, {any_event(), any_event(), any_event()}};
            std::ranges::sort(remove.adds);
            skeleton.operations.push_back(remove);
            return;
        }
        case 4:
            skeleton.operations.push_back(DeleteCharacters{text, any_event(), 1 + rng.below(4)});
            return;
        case 5:
        case 6:
            skeleton.operations.push_back(DeleteText{text, rng.below(8), 1 + rng.below(4)});
            return;
        case 7:
            if (rng.below(2) == 0) {
                skeleton.operations.push_back(SetConstantId{title, Hash{}});
                return;
            }
            skeleton.operations.push_back(SetConstant{title});
            break;
        default: {
            const auto length = 1 + rng.below(4);
            skeleton.operations.push_back(InsertText{text, rng.below(10), length});
            parts.push_back(copy(bytes_of(encode_utf8(random_text(rng, length)))));
            return;
        }
    }
    parts.push_back(random_word(rng));
}

}  // namespace praxis::testing
