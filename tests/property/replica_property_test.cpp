#include "node/replica/replica.hpp"
#include "protocol/base/utf8.hpp"
#include "store/memory_store.hpp"
#include "tests/property/replica_world.hpp"
#include "tests/sim/task_program.hpp"
#include "tests/support/oracle.hpp"

#include <gtest/gtest.h>

// The merge and authority property. Three replicas receive the same updates of six devices, each
// in a random order of its own, in batches, with duplicates, some first without their content, and
// are restarted on the way. Then ids held, verdicts, state hashes and every document are equal
// everywhere and equal to an oracle in another language and process that is given nothing but the
// set of bytes. On the way each is compared once with the oracle's word on what it holds by then.
//
// PRAXIS_SEED=17 replays one network, PRAXIS_SEEDS=1000 looks at more.

namespace praxis::node {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

constexpr std::array reasons{"revoked by",
                             "skeleton does not parse",
                             "deps leave the document",
                             "kind differs from its creation's",
                             "names as governance what is none",
                             "its chain forks in root",
                             "its deps leave root",
                             "its signer does not hold"};

/// How often what is worth judging came about, over all seeds.
struct Tally {
    std::map<std::string, int> verdicts;
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

    /// `on_the_way` is called once, after a random number of updates was gained.
    void run(Machine& machine, const std::function<void()>& on_the_way) {
        std::vector<wire::SignedUpdate> open;
        const auto late = random_.below(4);  // governance last, contents first, or neither
        for (const auto& update : network_.updates()) {
            for (auto copies = 1 + random_.below(2); copies > 0; --copies)
                open.push_back(random_.below(4) == 0 ? without_content(update.raw)
                                                     : copy_of(update));
        }
        shuffle(open);
        if (late == 0) {
            std::stable_partition(open.begin(), open.end(), [&](const auto& update) {
                return wire::decode_header(update.header).value().space.bytes !=
                       network_.network().bytes;
            });
        }
        moment_ = 1 + random_.below(network_.updates().size());
        while (!open.empty()) {
            feed(machine, open, on_the_way);
            if (random_.below(20) == 0) machine.restart();
        }
        for (const auto& update : network_.updates())  // contents, and what was not held
            open.push_back(copy_of(update));
        shuffle(open);
        for (bool grows = true; grows;) {
            grows = false;
            later_.clear();
            while (!open.empty())
                grows = feed(machine, open, on_the_way) || grows;
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
    bool feed(Machine& machine,
              std::vector<wire::SignedUpdate>& open,
              const std::function<void()>& on_the_way) {
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
        const auto gained = static_cast<std::size_t>(std::ranges::count(outcomes, Outcome::held));
        if (gained_ < moment_ && gained_ + gained >= moment_) on_the_way();
        gained_ += gained;
        if (random_.below(4) == 0) {  // what is kept from here on is asked for in the end
            EXPECT_TRUE(machine.replica().state());
        }
        return gained > 0;
    }

    const test::ReplicaWorld& network_;
    SeededEntropy random_;
    std::vector<wire::SignedUpdate> later_;
    std::size_t gained_ = 0, moment_ = 0;
};

std::map<UpdateId, LogEntry> log_of(const Replica& replica) {
    std::map<UpdateId, LogEntry> out;
    EXPECT_TRUE(replica.log({}, [&](const LogEntry& entry) -> Result<void> {
        EXPECT_TRUE(out.emplace(entry.id, entry).second) << entry.id.hex() << " twice";
        return success();
    }));
    return out;
}

/// The address that an oracle writes as form of key, then field and key as encoded.
crdt::Address address_of(std::string_view hex) {
    auto bytes = from_hex(hex).value();
    bytes.front() = (bytes.front() << 4) | std::byte{4};  // the head of a write
    bytes.insert(bytes.begin(), std::byte{crdt::skeleton_version});
    const auto skeleton = crdt::parse_skeleton(bytes);
    return std::get<crdt::SetMulti>(skeleton.value().operations.front()).at;
}

std::string hex_of(const crdt::Address& at) {
    auto bytes = crdt::encode(crdt::Skeleton{{crdt::SetMulti{at}}});
    bytes.erase(bytes.begin());
    bytes.front() >>= 4;
    return hex(bytes);
}

json::value hex_or_null(const std::optional<Bytes>& bytes) {
    return bytes ? json::value(json::string{hex(*bytes)}) : json::value{};
}

json::array as_json(const crdt::Value& value) {
    return {json::string{value.update.hex()}, hex_or_null(value.content)};
}

/// One address as the oracle shows it: read as a field of each type.
json::object shown(const crdt::View& view, const crdt::Address& at) {
    json::object out;
    out["raw"] = encode_utf8(view.raw_text(at));
    out["text"] = view.text(at);
    auto& last = out["last"].emplace_array();
    if (const auto value = view.last(at)) last.push_back(as_json(*value));
    auto& multi = out["multi"].emplace_array();
    for (const auto& value : view.multi(at))
        multi.push_back(as_json(value));
    auto& elements = out["elements"].emplace_array();
    for (const auto& element : view.elements(at))
        elements.push_back(hex_or_null(element.content));
    return out;
}

void expect_same_verdicts(const test::ReplicaWorld& network,
                          std::map<UpdateId, LogEntry> held,
                          const json::object& verdicts,
                          Tally& tally) {
    for (const auto& update : network.updates()) {
        const auto at = held.find(update.id);
        std::string verdict{"not held"};
        std::string reason;
        if (at != held.end()) {
            using enum LogEntry::Verdict;
            reason = at->second.reason;
            verdict = at->second.verdict == standing  ? "standing"
                      : at->second.verdict == waiting ? "waiting"
                                                      : "void";
            held.erase(at);
        }
        const auto* expected = verdicts.if_contains(update.id.hex());
        EXPECT_EQ(json::value(verdict), expected != nullptr ? *expected : json::value("not held"))
            << update.id.hex() << ": " << reason;
        ++tally.verdicts[verdict];
        for (const auto* known : reasons)
            tally.reasons[known] += reason.starts_with(known) ? 1 : 0;
    }
    EXPECT_TRUE(held.empty()) << "updates that nobody wrote";
}

void expect_same_document(const crdt::View& view, const json::object& expected, Tally& tally) {
    json::array version;
    for (const auto& id : view.version())
        version.push_back(json::string{id.hex()});
    EXPECT_EQ(json::value(version), expected.at("version"));
    const auto& fields = expected.at("fields").as_object();
    std::set<crdt::Address> addresses;
    for (const auto& field : fields)
        addresses.insert(address_of(field.key()));
    for (const auto& field : view.fields())
        EXPECT_TRUE(addresses.contains(field.at)) << "nobody wrote " << hex_of(field.at);
    for (const auto& at : addresses) {
        SCOPED_TRACE("address " + hex_of(at));
        const auto now = shown(view, at);
        EXPECT_EQ(json::value(now), fields.at(hex_of(at)));
        tally.conflicts += now.at("multi").as_array().size() > 1 ? 1 : 0;
        tally.texts += now.at("text").as_string().empty() ? 0 : 1;
        tally.projected += now.at("raw") == now.at("text") ? 0 : 1;
        tally.elements += static_cast<int>(now.at("elements").as_array().size());
    }
}

void expect_same(const test::ReplicaWorld& network,
                 Replica& replica,
                 const json::object& expected,
                 Tally& tally) {
    const auto held = log_of(replica);
    expect_same_verdicts(network, held, expected.at("verdicts").as_object(), tally);
    const auto state = replica.state();
    ASSERT_TRUE(state);
    json::object states;
    for (const auto& [space, hash] : state.value().spaces)
        states[space.hex()] = hash.hex();
    EXPECT_EQ(json::value(states), expected.at("states"));
    const auto& documents = expected.at("documents").as_object();
    for (const auto& [id, entry] : held) {
        const bool creates = entry.document && same_bytes<UpdateId>(*entry.document) == id;
        EXPECT_EQ(creates, documents.contains(id.hex()));
    }
    for (const auto& document : documents) {
        SCOPED_TRACE("document " + std::string{document.key()});
        const auto loaded = replica.document(DocumentId::from_hex(document.key()).value());
        ASSERT_TRUE(loaded) << loaded.error().text();
        expect_same_document(loaded.value()->document.now(), document.value().as_object(), tally);
    }
}

/// The oracle about those of the network's updates that are held, with the contents that are here.
void ask_about(test::Oracle& oracle,
               const test::ReplicaWorld& network,
               const std::map<UpdateId, LogEntry>* held) {
    std::vector<test::OracleUpdate> set;
    for (const auto& update : network.updates()) {
        if (held != nullptr && !held->contains(update.id)) continue;
        const bool here =
            held != nullptr ? held->at(update.id).content_here : !network.is_erased(update.id);
        auto& listed = set.emplace_back(test::OracleUpdate{
            update.raw.header, update.raw.signature.view(), update.raw.skeleton, {}});
        if (here) listed.content = *update.raw.content;
    }
    oracle.ask(governance::encode(network.genesis()), set);
}

void run_seed(test::Oracle& oracle, std::uint64_t seed, Tally& tally) {
    SCOPED_TRACE("PRAXIS_SEED=" + std::to_string(seed));
    const test::ReplicaWorld network{seed};
    SeededEntropy random{seed + 1'000'000};
    sim::World world{seed};
    auto& program = sim::start_tasks(world, world.add_machine());
    std::vector<std::unique_ptr<Machine>> machines;
    for (std::uint64_t number = 0; number < 3; ++number) {
        SCOPED_TRACE("replica " + std::to_string(number));
        machines.push_back(std::make_unique<Machine>(world, program, network));
        auto& machine = *machines.back();
        Tally on_the_way;
        Delivery{network, random.fork(number)}.run(machine, [&] {
            const auto held = log_of(machine.replica());
            ask_about(oracle, network, &held);
            expect_same(network, machine.replica(), oracle.answer(), on_the_way);
        });
        if (testing::Test::HasFailure()) return;
    }
    ask_about(oracle, network, nullptr);
    const auto expected = oracle.answer();
    for (std::size_t number = 0; number < machines.size(); ++number) {
        SCOPED_TRACE("replica " + std::to_string(number) + " in the end");
        auto& replica = machines[number]->replica();
        expect_same(network, replica, expected, tally);
        for (const auto& [id, entry] : log_of(replica))
            EXPECT_EQ(entry.content_here, !network.is_erased(id));
        EXPECT_TRUE(replica.verify().value().bad.empty());
        if (testing::Test::HasFailure()) return;
    }
}

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::stoull(text);
}

TEST(ReplicaProperty, EqualsTheOracleInEveryOrderOfDelivery) {
    test::Oracle oracle;
    Tally tally;
    const auto first = number_from("PRAXIS_SEED", 1);
    const auto seeds = number_from("PRAXIS_SEEDS", std::getenv("PRAXIS_SEED") ? 1 : 64);
    for (auto seed = first; seed < first + seeds && !HasFailure(); ++seed)
        run_seed(oracle, seed, tally);
    if (HasFailure() || seeds < 60) return;

    // What happened is worth judging: everything that can go wrong did, and more often not.
    EXPECT_GE(tally.verdicts["standing"], 4000);
    EXPECT_GE(tally.verdicts["void"], 2000);
    EXPECT_GE(tally.verdicts["waiting"], 100);
    EXPECT_GE(tally.verdicts["not held"], 20);
    for (const auto* reason : reasons)
        EXPECT_GE(tally.reasons[reason], 10) << reason;
    EXPECT_GE(tally.conflicts, 50);
    EXPECT_GE(tally.texts, 500);
    EXPECT_GE(tally.projected, 100);  // raw and visible text differ
    EXPECT_GE(tally.elements, 100);
}

}  // namespace
}  // namespace praxis::node
