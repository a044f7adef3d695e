#include "node/replica/replica.hpp"
#include "protocol/base/utf8.hpp"
#include "store/memory_store.hpp"
#include "tests/property/replica_world.hpp"
#include "tests/sim/task_program.hpp"
#include "tests/support/replica_oracle.hpp"

#include <gtest/gtest.h>

// The merge and authority property. Three replicas receive the same updates of six devices, each
// in a random order of its own, in batches, with duplicates, some first without their content, and
// are restarted on the way. Then ids held, verdicts, state hashes and every document are equal
// everywhere and equal to an oracle that is given nothing but the set of bytes.
//
// PRAXIS_SEED=17 replays one network, PRAXIS_SEEDS=1000 looks at more.

namespace praxis::node {
namespace {

using namespace std::chrono_literals;
using Oracle = test::ReplicaOracle;

constexpr std::array reasons{"revoked by",
                             "skeleton does not parse",
                             "deps leave the document",
                             "kind differs from its creation's",
                             "names as governance what is none",
                             "its chain forks in root",
                             "its signer does not hold"};

/// How often what is worth judging came about, over all seeds.
struct Tally {
    std::map<Oracle::Verdict, int> verdicts;
    std::map<std::string, int> reasons;
    int conflicts = 0, texts = 0, projected = 0, elements = 0;
};

class Machine {
public:
    Machine(sim::World& world, sim::TaskProgram& program, const test::ReplicaWorld& network)
        : world_{world}, program_{program} {
        const auto made = disk_.write([&](store::Writer& writer) -> Result<void> {
            TRY(store::put_genesis(writer, governance::encode(network.genesis())));
            return store::add_document(writer,
                                       {same_bytes<DocumentId>(network.network()),
                                        same_bytes<SpaceId>(network.network()),
                                        KindNumber{0}});
        });
        EXPECT_TRUE(made);
        open();
    }
    ~Machine() { stop(); }

    void restart() {
        stop();
        open();
    }
    std::vector<Outcome> ingest(std::vector<wire::SignedUpdate> updates) {
        auto outcomes = await<std::vector<Outcome>>(replica_->ingest(std::move(updates), NodeId{}));
        EXPECT_TRUE(outcomes) << outcomes.error().text();
        return outcomes ? outcomes.value() : std::vector<Outcome>{};
    }
    [[nodiscard]] Replica& replica() { return *replica_; }

private:
    void open() {
        SeededEntropy entropy{1};
        Identity identity{crypto::SigningPair::draw(entropy), crypto::DhPair::draw(entropy)};
        auto opened =
            Replica::open(program_.runtime, disk_, std::move(identity), Incarnation{1}, {});
        ASSERT_TRUE(opened) << opened.error().text();
        replica_ = std::move(opened.value());
    }
    void stop() {
        if (!replica_) return;
        EXPECT_TRUE(await<void>(stop_of(*replica_)));
        replica_.reset();
    }
    static Task<Result<void>> stop_of(Replica& replica) {
        co_await replica.stop();
        co_return success();
    }
    template <class T>
    Result<T> await(Task<Result<T>> task) {
        std::optional<Result<T>> out;
        program_.tasks.spawn(keep(std::move(task), out));
        EXPECT_TRUE(world_.run_until([&] { return out.has_value(); }, 60s)) << world_.report();
        return std::move(*out);
    }
    template <class T>
    static Task<Result<void>> keep(Task<Result<T>> task, std::optional<Result<T>>& out) {
        out.emplace(co_await std::move(task));
        co_return success();
    }

    sim::World& world_;
    sim::TaskProgram& program_;
    store::MemoryStore disk_;
    std::unique_ptr<Replica> replica_;
};

wire::SignedUpdate without_content(const wire::SignedUpdate& update) {
    auto out = update;
    if (out.content) out.content_leaf = wire::content_leaf(*out.content);
    out.content.reset();
    return out;
}

/// What one replica receives, in its own order.
class Delivery {
public:
    Delivery(const test::ReplicaWorld& network, SeededEntropy random)
        : network_{network}, random_{random} {}

    void run(Machine& machine) {
        std::vector<wire::SignedUpdate> open;
        const auto late = random_.below(4);  // governance last, contents first, or neither
        for (const auto& update : network_.updates()) {
            for (auto copies = 1 + random_.below(2); copies > 0; --copies)
                open.push_back(random_.below(4) == 0 ? without_content(update.raw)
                                                     : copy_of(update));
        }
        shuffle(open);
        if (late == 0) {
            std::ranges::stable_partition(open, [&](const auto& update) {
                return wire::decode_header(update.header).value().space.bytes !=
                       network_.network().bytes;
            });
        }
        while (!open.empty()) {
            feed(machine, open);
            if (random_.below(20) == 0) machine.restart();
        }
        for (const auto& update : network_.updates())  // contents, and what was not held
            open.push_back(copy_of(update));
        shuffle(open);
        for (bool grows = true; grows;) {
            grows = false;
            later_.clear();
            while (!open.empty())
                grows = feed(machine, open) || grows;
            open = later_;
        }
    }

private:
    [[nodiscard]] wire::SignedUpdate copy_of(const wire::CheckedUpdate& update) const {
        return network_.is_erased(update.id) ? without_content(update.raw) : update.raw;
    }
    void shuffle(std::vector<wire::SignedUpdate>& updates) {
        for (auto i = updates.size(); i > 1; --i)
            std::swap(updates[i - 1], updates[random_.below(i)]);
    }
    /// A batch from the front; whether anything of it was new.
    bool feed(Machine& machine, std::vector<wire::SignedUpdate>& open) {
        const auto size = std::min<std::size_t>(open.size(), 1 + random_.below(40));
        const auto end = open.begin() + static_cast<std::ptrdiff_t>(size);
        std::vector<wire::SignedUpdate> batch{std::make_move_iterator(open.begin()),
                                              std::make_move_iterator(end)};
        open.erase(open.begin(), end);
        const auto outcomes = machine.ingest(batch);
        for (std::size_t i = 0; i < outcomes.size(); ++i) {
            if (outcomes[i] == Outcome::later) later_.push_back(batch[i]);
        }
        EXPECT_EQ(std::ranges::count(outcomes, Outcome::refused), 0);
        return std::ranges::count(outcomes, Outcome::held) > 0;
    }

    const test::ReplicaWorld& network_;
    SeededEntropy random_;
    std::vector<wire::SignedUpdate> later_;
};

void expect_same_verdicts(const test::ReplicaWorld& network,
                          Replica& replica,
                          const Oracle& oracle,
                          Tally& tally) {
    std::map<UpdateId, LogEntry> held;
    EXPECT_TRUE(replica.log({}, [&](const LogEntry& entry) -> Result<void> {
        EXPECT_TRUE(held.emplace(entry.id, entry).second) << entry.id.hex() << " twice";
        return success();
    }));
    for (const auto& update : network.updates()) {
        const auto at = held.find(update.id);
        auto verdict = Oracle::Verdict::not_held;
        std::string reason;
        if (at != held.end()) {
            using enum LogEntry::Verdict;
            reason = at->second.reason;
            verdict = at->second.verdict == standing  ? Oracle::Verdict::standing
                      : at->second.verdict == waiting ? Oracle::Verdict::waiting
                                                      : Oracle::Verdict::void_;
            EXPECT_EQ(at->second.content_here, !network.is_erased(update.id));
            held.erase(at);
        }
        EXPECT_EQ(verdict, oracle.verdict(update.id)) << update.id.hex() << ": " << reason;
        ++tally.verdicts[verdict];
        for (const auto* known : reasons)
            tally.reasons[known] += reason.starts_with(known) ? 1 : 0;
    }
    EXPECT_TRUE(held.empty());
}

Oracle::Address encoded(const crdt::Address& at) {
    auto bytes = crdt::encode(crdt::Skeleton{{crdt::SetMulti{at}}});
    bytes.erase(bytes.begin());  // the version; then the head, form of key above the number
    bytes.front() >>= 4;
    return bytes;
}

void expect_same_document(Replica& replica,
                          const DocumentId& id,
                          const Oracle& oracle,
                          Tally& tally) {
    SCOPED_TRACE("document " + id.hex());
    const auto state = replica.document(id);
    ASSERT_TRUE(state) << state.error().text();
    const auto view = state.value().document.now();
    EXPECT_EQ(view.version(), oracle.version(id));
    for (const auto& at : test::ReplicaWorld::addresses()) {
        const auto shown = oracle.show(id, encoded(at));
        EXPECT_EQ(view.raw_text(at), shown.raw);
        EXPECT_EQ(decode_utf8(view.text(at)).value(), shown.text);
        std::vector<Oracle::Write> multi;
        for (const auto& value : view.multi(at))
            multi.push_back({value.update, value.content});
        EXPECT_EQ(multi, shown.multi);
        const auto last = view.last(at);
        EXPECT_EQ(last.has_value(), shown.last.has_value());
        if (last && shown.last) {
            EXPECT_EQ((Oracle::Write{last->update, last->content}), *shown.last);
        }
        std::vector<std::optional<Bytes>> elements;
        for (const auto& element : view.elements(at))
            elements.push_back(element.content);
        EXPECT_EQ(elements, shown.elements);
        tally.conflicts += multi.size() > 1 ? 1 : 0;
        tally.texts += shown.text.empty() ? 0 : 1;
        tally.projected += shown.raw == shown.text ? 0 : 1;
        tally.elements += static_cast<int>(elements.size());
    }
}

void run_seed(std::uint64_t seed, Tally& tally) {
    SCOPED_TRACE("PRAXIS_SEED=" + std::to_string(seed));
    const test::ReplicaWorld network{seed};
    Oracle oracle{governance::encode(network.genesis())};
    for (const auto& update : network.updates()) {
        std::optional<ByteView> content;
        if (!network.is_erased(update.id)) content = *update.raw.content;
        oracle.add(update.raw.header, update.raw.skeleton, content);
    }
    oracle.decide();

    SeededEntropy random{seed + 1'000'000};
    sim::World world{seed};
    auto& program = sim::start_tasks(world, world.add_machine());
    for (std::uint64_t number = 0; number < 3; ++number) {
        SCOPED_TRACE("replica " + std::to_string(number));
        Machine machine{world, program, network};
        Delivery{network, random.fork(number)}.run(machine);
        auto& replica = machine.replica();
        expect_same_verdicts(network, replica, oracle, tally);
        const auto state = replica.state();
        ASSERT_TRUE(state);
        EXPECT_EQ(state.value().spaces, oracle.states());
        for (const auto& document : oracle.documents())
            expect_same_document(replica, document, oracle, tally);
        EXPECT_TRUE(replica.verify().value().bad.empty());
        if (testing::Test::HasFailure()) return;
    }
}

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::stoull(text);
}

TEST(ReplicaProperty, EqualsTheOracleInEveryOrderOfDelivery) {
    Tally tally;
    const auto first = number_from("PRAXIS_SEED", 1);
    const auto seeds = number_from("PRAXIS_SEEDS", std::getenv("PRAXIS_SEED") ? 1 : 64);
    for (auto seed = first; seed < first + seeds && !HasFailure(); ++seed)
        run_seed(seed, tally);
    if (HasFailure() || seeds < 60) return;

    // What happened is worth judging: everything that can go wrong did, and more often not.
    using enum Oracle::Verdict;
    EXPECT_GE(tally.verdicts[standing], 4000);
    EXPECT_GE(tally.verdicts[void_], 2000);
    EXPECT_GE(tally.verdicts[waiting], 100);
    EXPECT_GE(tally.verdicts[not_held], 20);
    for (const auto* reason : reasons)
        EXPECT_GE(tally.reasons[reason], 10) << reason;
    EXPECT_GE(tally.conflicts, 50);
    EXPECT_GE(tally.texts, 500);
    EXPECT_GE(tally.projected, 100);  // raw and visible text differ
    EXPECT_GE(tally.elements, 100);
}

}  // namespace
}  // namespace praxis::node
