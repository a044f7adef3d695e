// What acts of moderation come to, by records alone. Random histories of one document: people who
// know of some acts and not of others hide, restore, lock, move and so on, some of them without a
// right, with clocks that lie. Every history is delivered in several causal orders, with verdicts
// that change on the way and contents that come and go; what is hidden, locked and moved equals,
// each time, what follows from the definitions by sets of what each act had in its past.
// PRAXIS_SEED=17 replays one history.

#include "node/community/moderation.hpp"
#include "protocol/base/entropy.hpp"
#include "protocol/governance/acts.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

namespace praxis::community {
namespace {

constexpr std::uint64_t hide = 1, restore = 2, lock = 3, unlock = 4, erase = 5, approve = 7,
                        move = 9, unmove = 10, of_a_newer_version = 900;

struct Said {
    std::uint64_t act = hide;
    std::set<std::size_t> deps;  ///< acts, by number; empty: the creation alone
    std::set<std::size_t> past;  ///< what its author had seen
    bool stands = true;
    std::int64_t written = 0;
};

UpdateId name_of(std::size_t number) {
    UpdateId out;
    out.bytes[0] = static_cast<std::byte>(7 * number + 1);
    out.bytes[1] = static_cast<std::byte>(number);
    return out;
}

class History {
public:
    explicit History(std::uint64_t seed) : random_{seed} {
        const auto count = 1 + random_.below(10);
        for (std::size_t i = 0; i < count; ++i)
            say();
    }

    /// By the definitions: an act is in force unless one that takes it back had seen it.
    [[nodiscard]] bool in_force(std::uint64_t act, std::uint64_t taken_back_by) const {
        return !all_in_force(act, taken_back_by).empty();
    }
    [[nodiscard]] std::set<UpdateId> all_in_force(std::uint64_t act,
                                                  std::uint64_t taken_back_by) const {
        std::set<UpdateId> out;
        for (std::size_t i = 0; i < said_.size(); ++i) {
            if (said_[i].act != act || !said_[i].stands) continue;
            bool is_taken_back = false;
            for (const auto& other : said_) {
                is_taken_back = is_taken_back || (other.act == taken_back_by && other.stands &&
                                                  other.past.contains(i));
            }
            if (!is_taken_back) out.insert(name_of(i));
        }
        return out;
    }
    [[nodiscard]] std::size_t entries() const {
        return static_cast<std::size_t>(std::ranges::count_if(
            said_, [](const Said& one) { return one.stands && one.act != of_a_newer_version; }));
    }

    /// The document as somebody has it who got all of it in an order of their own.
    crdt::Document deliver() {
        crdt::Document out{same_bytes<DocumentId>(creation_)};
        out.apply(creation());
        std::set<std::size_t> open;
        for (std::size_t i = 0; i < said_.size(); ++i)
            open.insert(i);
        std::vector<std::size_t> late;  // whose verdict is another at first
        while (!open.empty()) {
            auto at = open.begin();
            std::advance(at, static_cast<std::ptrdiff_t>(random_.below(open.size())));
            const auto& one = said_[*at];
            const bool ready =
                std::ranges::none_of(one.deps, [&](std::size_t dep) { return open.contains(dep); });
            if (!ready) continue;
            const bool is_late = random_.below(4) == 0;
            if (is_late) late.push_back(*at);
            out.apply(update(*at, one.stands != is_late));
            if (random_.below(4) == 0) static_cast<void>(moderation(out));
            open.erase(at);
        }
        for (const auto number : late)
            out.set_standing(name_of(number), said_[number].stands);
        return out;
    }
    static ModerationState moderation(const crdt::Document& document) {
        return moderation_of(document, [](const UpdateId&) { return std::optional<PersonId>{}; });
    }

private:
    void say() {
        Said one;
        constexpr std::array acts{hide,
                                  hide,
                                  restore,
                                  restore,
                                  lock,
                                  unlock,
                                  erase,
                                  approve,
                                  move,
                                  unmove,
                                  of_a_newer_version};
        one.act = acts.at(random_.below(acts.size()));
        one.stands = random_.below(6) != 0;
        one.written = static_cast<std::int64_t>(random_.below(1'000));
        for (std::size_t i = 0; i < said_.size(); ++i) {
            if (random_.below(said_.size()) < 2) one.deps.insert(i);
        }
        for (const auto dep : one.deps) {
            one.past.insert(dep);
            one.past.insert(said_[dep].past.begin(), said_[dep].past.end());
        }
        said_.push_back(std::move(one));
    }
    [[nodiscard]] crdt::Update creation() const {
        crdt::Update out;
        out.id = creation_;
        out.skeleton = crdt::Skeleton{{crdt::SetLast{{40, {}}}}};
        out.parts = std::vector<Bytes>{copy(bytes_of("title"))};
        out.stands = true;
        return out;
    }
    [[nodiscard]] crdt::Update update(std::size_t number, bool stands) {
        const auto& one = said_[number];
        crdt::Update out;
        out.id = name_of(number);
        for (const auto dep : one.deps)
            out.deps.push_back(name_of(dep));
        if (out.deps.empty()) out.deps.push_back(creation_);
        std::ranges::sort(out.deps);
        out.skeleton =
            crdt::Skeleton{{crdt::AppendEntry{{governance::moderation_fields_first, one.act}}}};
        if (random_.below(4) != 0) out.parts = std::vector<Bytes>{copy(bytes_of("why"))};
        out.stands = stands;
        out.written = from_millis(one.written);
        return out;
    }

    SeededEntropy random_;
    UpdateId creation_ = name_of(200);
    std::vector<Said> said_;
};

struct Tally {
    int hidden = 0, to_erase = 0, locked = 0, moved = 0, moved_twice = 0, neither = 0;
};

void run(std::uint64_t seed, Tally& tally) {
    SCOPED_TRACE("PRAXIS_SEED=" + std::to_string(seed));
    History history{seed};
    const bool to_erase = history.in_force(erase, restore);
    const bool hidden = to_erase || history.in_force(hide, restore);
    const bool locked = history.in_force(lock, unlock);
    const auto moves = history.all_in_force(move, unmove);
    std::optional<std::vector<UpdateId>> log;
    for (int order = 0; order < 5; ++order) {
        const auto state = History::moderation(history.deliver());
        EXPECT_EQ(state.hidden, hidden);
        EXPECT_EQ(state.locked, locked);
        EXPECT_EQ(state.moved, !moves.empty());
        std::set<UpdateId> moved_by;
        for (const auto& entry : state.moves())
            moved_by.insert(entry.update);
        EXPECT_EQ(moved_by, moves);
        EXPECT_EQ(state.erasure() != nullptr, to_erase);
        EXPECT_EQ(state.entries.size(), history.entries());
        std::vector<UpdateId> now;
        for (const auto& entry : state.entries)
            now.push_back(entry.update);
        if (!log) log = now;
        EXPECT_EQ(now, *log) << "another order of the log";
    }
    tally.hidden += hidden ? 1 : 0;
    tally.locked += locked ? 1 : 0;
    tally.moved += moves.empty() ? 0 : 1;
    tally.moved_twice += moves.size() > 1 ? 1 : 0;
    tally.to_erase += to_erase ? 1 : 0;
    tally.neither += !hidden && !locked ? 1 : 0;
}

TEST(ModerationProperty, FollowsFromWhatEachHadSeenInEveryOrder) {
    Tally tally;
    if (const auto* seed = std::getenv("PRAXIS_SEED")) {
        run(std::strtoull(seed, nullptr, 10), tally);
        return;
    }
    constexpr std::uint64_t histories = 2'000;
    for (std::uint64_t seed = 1; seed <= histories && !HasFailure(); ++seed)
        run(seed, tally);
    EXPECT_GE(tally.hidden, 300);
    EXPECT_GE(tally.to_erase, 300);
    EXPECT_GE(tally.locked, 300);
    EXPECT_GE(tally.moved, 300);
    EXPECT_GE(tally.moved_twice, 50);
    EXPECT_GE(tally.neither, 300);
}

}  // namespace
}  // namespace praxis::community
