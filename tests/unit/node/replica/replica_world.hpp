#pragma once

#include "crdt/edit.hpp"
#include "node/replica/errc.hpp"
#include "node/replica/replica.hpp"
#include "store/memory_store.hpp"
#include "tests/sim/task_program.hpp"
#include "tests/support/hand_chain.hpp"
#include "tests/support/network.hpp"

#include <gtest/gtest.h>

namespace praxis::node {

using namespace std::chrono_literals;

inline constexpr KindNumber case_study{5};
inline constexpr std::uint16_t problem = 3;

struct Machine {
    explicit Machine(test::NodeKeys own) : keys{std::move(own)} {}
    store::MemoryStore disk;
    test::NodeKeys keys;
    std::unique_ptr<Replica> replica;
};

/// Replicas over stores in memory, in one simulated world.
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
                          std::optional<std::vector<UpdateId>> base = {},
                          Acting as = {},
                          std::optional<Hash> token = {}) {
        Draft draft;
        draft.as = std::move(as);
        draft.token = token;
        draft.space = space;
        draft.document = document;
        draft.kind = case_study;
        draft.base = base;
        const crdt::Address at{problem, {}};
        SharedDocument state;
        if (document) {
            TRY(state, machine.replica->document(*document));
        }
        crdt::Document empty{DocumentId{}};
        auto view = state ? state->document.now() : empty.now();
        if (base && state) {
            TRY(view, state->document.at(*base));
        }
        TRY(draft.edit, crdt::edit_text(view, at, text));
        return await<Written>(machine.replica->author(std::move(draft)));
    }
    /// A person whose key the centre of `keys` keeps.
    struct Hosted {
        Acting key;
        PersonId person;
    };
    Hosted host(const test::NodeKeys& keys) {
        auto key = std::make_shared<const crypto::SigningPair>(crypto::SigningPair::draw(entropy_));
        governance::GrantPerson act;
        act.under = keys.administrator_grant;
        act.holder = key->key();
        act.form = governance::Holder::hosted;
        act.dh = crypto::DhPair::draw(entropy_).key();
        act.possession =
            key->sign(governance::possession_message(network_.id(), act.under, act.holder, act.dh));
        return {key, same_bytes<PersonId>(network_.act(keys.administrator, act))};
    }
    static Hash token(unsigned char fill) {
        Hash out;
        out.bytes.fill(std::byte{fill});
        return out;
    }
    std::uint64_t updates(Machine& machine) { return machine.replica->state().value().updates; }
    std::string read(Machine& machine, const DocumentId& id) {
        auto state = machine.replica->document(id);
        if (!state) return state.error().text();
        return state.value()->document.now().text({problem, {}});
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

    /// Verdict and reason by update.
    std::map<UpdateId, std::pair<LogEntry::Verdict, std::string>> verdicts(Machine& machine) {
        std::map<UpdateId, std::pair<LogEntry::Verdict, std::string>> out;
        EXPECT_TRUE(machine.replica->log({}, [&](const LogEntry& entry) -> Result<void> {
            out[entry.id] = {entry.verdict, entry.reason};
            return success();
        }));
        return out;
    }
    /// A text as a whole new document, or as an edit of an empty one.
    static crdt::Edit says(std::string_view text) {
        crdt::Document empty{DocumentId{}};
        return crdt::edit_text(empty.now(), crdt::Address{problem, {}}, text).value();
    }
    test::HandChain chain_of(const Machine& machine, const SpaceId& space) {
        return {machine.keys.device, network_.id(), space, Incarnation{4242}};
    }
    /// Of what is remembered about a peer in a space.
    static Bytes name_of(const SpaceId& space) {
        auto name = copy(bytes_of("sync"));
        append(name, space.view());
        return name;
    }
    std::vector<UpdateId> root_heads() { return {wire::id_of(network_.root().back().header)}; }

    std::vector<std::unique_ptr<Machine>> machines_;
    sim::World world_{1};
    sim::TaskProgram* program_ = nullptr;
    test::Network network_{1};
    SeededEntropy entropy_{9};
};

}  // namespace praxis::node
