#include "node/replica/replica.hpp"

#include "crdt/edit.hpp"
#include "node/replica/errc.hpp"
#include "store/memory_store.hpp"
#include "tests/sim/task_program.hpp"
#include "tests/support/network.hpp"

#include <gtest/gtest.h>

// One or two replicas over stores in memory, in a simulated world: what is written is read back,
// what is not allowed is not written, what waits is applied when its reason comes.

namespace praxis::node {
namespace {

using namespace std::chrono_literals;

constexpr KindNumber case_study{5};
constexpr std::uint16_t problem = 3;

struct Machine {
    explicit Machine(test::NodeKeys own) : keys{std::move(own)} {}
    store::MemoryStore disk;
    test::NodeKeys keys;
    std::unique_ptr<Replica> replica;
};

class ReplicaTest : public ::testing::Test {
protected:
    ReplicaTest() { program_ = &sim::start_tasks(world_, world_.add_machine()); }
    ~ReplicaTest() override {
        for (auto& machine : machines_)
            stop(*machine);
    }

    Machine& add(test::NodeKeys keys) {
        machines_.push_back(std::make_unique<Machine>(std::move(keys)));
        auto& machine = *machines_.back();
        const auto made = machine.disk.write([&](store::Writer& writer) -> Result<void> {
            TRY(store::put_genesis(writer, governance::encode(network_.genesis())));
            return store::add_document(writer,
                                       {same_bytes<DocumentId>(network_.id()),
                                        same_bytes<SpaceId>(network_.id()),
                                        KindNumber{0}});
        });
        EXPECT_TRUE(made);
        open(machine);
        return machine;
    }
    void open(Machine& machine) {
        auto opened = Replica::open(
            program_->runtime, machine.disk, machine.keys.identity(), Incarnation{77}, {});
        ASSERT_TRUE(opened) << opened.error().text();
        machine.replica = std::move(opened.value());
    }
    void stop(Machine& machine) {
        if (!machine.replica) return;
        EXPECT_TRUE(await<void>(stop_of(*machine.replica)));
        machine.replica.reset();
    }
    static Task<Result<void>> stop_of(Replica& replica) {
        co_await replica.stop();
        co_return success();
    }

    /// Runs one task to its end and gives back its result.
    template <class T>
    Result<T> await(Task<Result<T>> task) {
        std::optional<Result<T>> out;
        program_->tasks.spawn(keep(std::move(task), out));
        EXPECT_TRUE(world_.run_until([&] { return out.has_value(); }, 60s)) << world_.report();
        return std::move(*out);
    }
    template <class T>
    static Task<Result<void>> keep(Task<Result<T>> task, std::optional<Result<T>>& out) {
        out.emplace(co_await std::move(task));
        co_return success();
    }
    std::vector<Outcome> feed(Machine& machine, std::vector<wire::SignedUpdate> updates) {
        auto outcomes =
            await<std::vector<Outcome>>(machine.replica->ingest(std::move(updates), NodeId{}));
        EXPECT_TRUE(outcomes) << outcomes.error().text();
        return outcomes ? outcomes.value() : std::vector<Outcome>{};
    }
    Result<Written> write(Machine& machine,
                          const SpaceId& space,
                          std::string_view text,
                          std::optional<DocumentId> document = {},
                          std::optional<std::vector<UpdateId>> base = {}) {
        Draft draft;
        draft.space = space;
        draft.document = document;
        draft.kind = case_study;
        draft.base = base;
        const crdt::Address at{problem, {}};
        std::optional<DocumentState> state;
        if (document) {
            auto loaded = machine.replica->document(*document);
            if (!loaded) return fail(loaded.error());
            state.emplace(std::move(loaded.value()));
        }
        crdt::Document empty{DocumentId{}};
        auto view = state ? state->document.now() : empty.now();
        if (base && state) {
            TRY(view, state->document.at(*base));
        }
        TRY(draft.edit, crdt::edit_text(view, at, text));
        return await<Written>(machine.replica->author(std::move(draft)));
    }
    std::string read(Machine& machine, const DocumentId& id) {
        auto state = machine.replica->document(id);
        if (!state) return state.error().text();
        return state.value().document.now().text({problem, {}});
    }
    /// Every update of `from`, in its order of arrival.
    std::vector<wire::SignedUpdate> all_of(Machine& from) {
        std::vector<wire::SignedUpdate> out;
        const auto walked = from.replica->log({}, [&](const LogEntry& entry) -> Result<void> {
            TRY(auto update, from.replica->load(entry.id));
            out.push_back(std::move(*update));
            return success();
        });
        EXPECT_TRUE(walked);
        return out;
    }

    std::vector<std::unique_ptr<Machine>> machines_;
    sim::World world_{1};
    sim::TaskProgram* program_ = nullptr;
    test::Network network_{1};
};

TEST_F(ReplicaTest, ReadsBackWhatItsPersonWroteAfterARestart) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    for (const auto outcome : feed(machine, network_.root()))
        EXPECT_EQ(outcome, Outcome::held);

    const auto written = write(machine, space, "Queues are long.");
    ASSERT_TRUE(written) << written.error().text();
    EXPECT_EQ(read(machine, written.value().document), "Queues are long.");

    stop(machine);
    machine.disk.crash();
    open(machine);
    EXPECT_EQ(read(machine, written.value().document), "Queues are long.");
    EXPECT_TRUE(machine.replica->verify().value().bad.empty());
}

TEST_F(ReplicaTest, RefusesToWriteWhatWouldBeVoid) {
    auto centre = network_.add_centre();
    auto office = network_.add_office(centre);
    const auto space = network_.found_space(centre, governance::JoinPolicy::invite);
    auto& machine = add(std::move(office));
    feed(machine, network_.root());

    const auto written = write(machine, space, "Let me in.");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, NodeErrc::not_allowed) << written.error().text();
    EXPECT_EQ(all_of(machine).size(), network_.root().size());
}

TEST_F(ReplicaTest, MergesTwoEditsOfOneSectionMadeFromOneVersion) {
    auto centre = network_.add_centre();
    auto office = network_.add_office(centre);
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& one = add(std::move(centre));
    auto& two = add(std::move(office));
    feed(one, network_.root());
    feed(two, network_.root());

    const auto first = write(one, space, "Queues are long. Forms are many.");
    ASSERT_TRUE(first);
    const auto id = first.value().document;
    feed(two, all_of(one));
    ASSERT_TRUE(write(one, space, "Queues are very long. Forms are many.", id));
    ASSERT_TRUE(write(two, space, "Queues are long. Forms are many and old.", id));
    const auto from_one = all_of(one);
    const auto from_two = all_of(two);
    feed(two, from_one);
    feed(one, from_two);

    EXPECT_EQ(read(one, id), "Queues are very long. Forms are many and old.");
    EXPECT_EQ(read(two, id), read(one, id));
    EXPECT_EQ(one.replica->state().value().state, two.replica->state().value().state);
    EXPECT_EQ(one.replica->document(id).value().document.merged_from(), 2U);
}

TEST_F(ReplicaTest, HoldsInAnyOrderOnceTheReasonCame) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& one = add(std::move(centre));
    feed(one, network_.root());
    const auto first = write(one, space, "One.");
    ASSERT_TRUE(first);
    ASSERT_TRUE(write(one, space, "One. Two.", first.value().document));
    auto updates = all_of(one);

    auto& two = add(network_.add_office(one.keys));
    std::reverse(updates.begin(), updates.end());
    for (int round = 0; round < 20; ++round)
        feed(two, updates);
    EXPECT_EQ(read(two, first.value().document), "One. Two.");
    EXPECT_EQ(two.replica->state().value().state, one.replica->state().value().state);
}

TEST_F(ReplicaTest, ARevocationVoidsWhatIsOutsideItsCutAndNothingElse) {
    auto centre = network_.add_centre();
    auto office = network_.add_office(centre);
    const auto space = network_.found_space(centre, governance::JoinPolicy::invite);
    const auto grant = network_.grant_role(
        centre, space, office.person_id, governance::Role::member, same_bytes<UpdateId>(space));
    auto& one = add(std::move(centre));
    auto& two = add(std::move(office));
    feed(one, network_.root());
    feed(two, network_.root());
    const auto first = write(two, space, "Kept.");
    ASSERT_TRUE(first) << first.error().text();
    const auto second = write(two, space, "Kept. Dropped.", first.value().document);
    ASSERT_TRUE(second);

    governance::Revoke revoke;
    revoke.under = same_bytes<UpdateId>(space);
    revoke.target = grant;
    revoke.cuts = {
        {{two.keys.device.key(), space, Incarnation{77}}, Seq{1}, first.value().updates.front()}};
    network_.act(one.keys.device, revoke);
    feed(one, all_of(two));
    feed(one, network_.root());
    EXPECT_EQ(read(one, first.value().document), "Kept.");
    feed(two, network_.root());
    EXPECT_EQ(read(two, first.value().document), "Kept.");
    EXPECT_EQ(one.replica->state().value().state, two.replica->state().value().state);
    EXPECT_FALSE(write(two, space, "Again.", first.value().document));
}

TEST_F(ReplicaTest, BuildsNothingOnWhatDoesNotStand) {
    auto centre = network_.add_centre();
    auto office = network_.add_office(centre);
    const auto space = network_.found_space(centre, governance::JoinPolicy::invite);
    const auto grant = network_.grant_role(
        centre, space, office.person_id, governance::Role::member, same_bytes<UpdateId>(space));
    auto& one = add(std::move(centre));
    auto& two = add(std::move(office));
    feed(one, network_.root());
    feed(two, network_.root());
    const auto own = write(one, space, "Mine.");
    const auto foreign = write(two, space, "Theirs.");
    ASSERT_TRUE(own && foreign);
    feed(two, all_of(one));
    const auto edit = write(two, space, "Mine and theirs.", own.value().document);
    ASSERT_TRUE(edit);

    governance::Revoke revoke;
    revoke.under = same_bytes<UpdateId>(space);
    revoke.target = grant;
    network_.act(one.keys.device, revoke);
    feed(one, all_of(two));
    feed(one, network_.root());
    const auto whole = write(one, space, "Still?", foreign.value().document);
    ASSERT_FALSE(whole);
    EXPECT_EQ(whole.error().code, NodeErrc::not_allowed) << whole.error().text();
    const auto base = write(one, space, "Still?", own.value().document, edit.value().updates);
    ASSERT_FALSE(base);
    EXPECT_EQ(base.error().code, NodeErrc::not_allowed) << base.error().text();
    ASSERT_TRUE(write(one, space, "Mine again.", own.value().document));
    EXPECT_EQ(read(one, own.value().document), "Mine again.");
}

TEST_F(ReplicaTest, AFullDiskIsReadOnlyAndNothingIsHalfDone) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    const auto first = write(machine, space, "Before.");
    ASSERT_TRUE(first);
    machine.disk.fail_next_commit(store::StoreErrc::full);
    const auto refused = write(machine, space, "Lost?", first.value().document);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, NodeErrc::read_only);
    EXPECT_EQ(read(machine, first.value().document), "Before.");
    ASSERT_TRUE(write(machine, space, "Before. After.", first.value().document));
    EXPECT_EQ(read(machine, first.value().document), "Before. After.");
}

TEST_F(ReplicaTest, ABadUpdateIsRefusedAndTheNextOneGoesOn) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& one = add(std::move(centre));
    auto& two = add(network_.add_office(one.keys));
    feed(one, network_.root());
    ASSERT_TRUE(write(one, space, "Whole."));
    const auto updates = all_of(one);
    auto damaged = updates;
    damaged[2].signature.bytes[5] ^= std::byte{1};
    const auto outcomes = feed(two, damaged);
    EXPECT_EQ(outcomes[1], Outcome::held);
    EXPECT_EQ(outcomes[2], Outcome::refused);    // the device's certificate
    EXPECT_EQ(outcomes[3], Outcome::held);       // by another key: waits for what it names
    EXPECT_EQ(outcomes.back(), Outcome::later);  // by the device that is not certified yet
    EXPECT_EQ(two.replica->documents({}, {}).value().size(), 0U);

    feed(two, updates);
    EXPECT_EQ(two.replica->documents({}, {}).value().size(), 1U);
    EXPECT_EQ(two.replica->state().value().state, one.replica->state().value().state);
}

}  // namespace
}  // namespace praxis::node
