#include "node/replica/replica.hpp"

#include "crdt/edit.hpp"
#include "node/replica/errc.hpp"
#include "store/memory_store.hpp"
#include "tests/sim/task_program.hpp"
#include "tests/support/hand_chain.hpp"
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
    EXPECT_EQ(one.replica->document(id).value()->document.merged_from(), 2U);
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

/// An update that only brings heads together; `header` says where.
wire::SignedUpdate join(const crypto::SigningPair& by, wire::Header header) {
    header.device = by.key();
    header.flags = wire::flag_join;
    header.payload_hash = wire::payload_hash(Hash{}, Hash{});
    std::ranges::sort(header.deps);
    auto bytes = wire::encode(header);
    const auto signature = by.sign(wire::signed_message(wire::id_of(bytes)));
    return {std::move(bytes), signature, {}, Bytes{}, Hash{}};
}

// It used to wait for ever, and its chain with it.
TEST_F(ReplicaTest, AnActWhoseDepsLeaveRootIsVoidAndHoldsNothingUp) {
    auto& one = add(network_.add_centre());
    const auto space = network_.found_space(one.keys, governance::JoinPolicy::open);
    feed(one, network_.root());
    const auto content = write(one, space, "Text.");
    ASSERT_TRUE(content);
    const auto founding = same_bytes<UpdateId>(space);
    const auto& device = one.keys.device;
    wire::Header header;
    header.network = network_.id();
    header.space = same_bytes<SpaceId>(network_.id());
    header.document = same_bytes<DocumentId>(network_.id());
    header.incarnation = Incarnation{5};
    header.seq = Seq{1};
    header.deps = {founding, content.value().updates.front()};
    const auto astray = join(device, header);
    const auto id = wire::id_of(astray.header);
    header.seq = Seq{2};
    header.prev = id;
    header.deps = {id};
    const auto next = join(device, header);
    feed(one, {astray, next});
    for (int restart = 0; restart < 2; ++restart) {
        std::map<UpdateId, LogEntry> log;
        ASSERT_TRUE(one.replica->log({}, [&](const LogEntry& entry) -> Result<void> {
            log[entry.id] = entry;
            return success();
        }));
        EXPECT_EQ(log.at(id).verdict, LogEntry::Verdict::void_);
        EXPECT_EQ(log.at(id).reason, "its deps leave root");
        EXPECT_EQ(log.at(wire::id_of(next.header)).verdict, LogEntry::Verdict::standing);
        stop(one);
        open(one);
    }
}

// Causality used to lead through what another space wrote under the id of this document.
TEST_F(ReplicaTest, ADocumentStaysInItsSpace) {
    auto& one = add(network_.add_centre());
    const auto space = network_.found_space(one.keys, governance::JoinPolicy::open);
    const auto other = network_.found_space(one.keys, governance::JoinPolicy::open);
    feed(one, network_.root());
    const auto created = write(one, space, "Text.");
    ASSERT_TRUE(created);
    const auto edited = write(one, space, "Text. More.", created.value().document);
    ASSERT_TRUE(edited);
    const auto head = edited.value().updates.front();
    std::uint64_t incarnation = 100;
    const auto add_join = [&](const SpaceId& in, std::vector<UpdateId> deps) {
        wire::Header header;
        header.network = network_.id();
        header.space = in;
        header.document = created.value().document;
        header.kind = case_study;
        header.incarnation = Incarnation{incarnation++};
        header.seq = Seq{1};
        header.governance = {same_bytes<UpdateId>(other)};  // the last act
        header.deps = std::move(deps);
        const auto update = join(one.keys.device, header);
        feed(one, {update});
        return wire::id_of(update.header);
    };
    const auto elsewhere = add_join(other, {head});
    const auto leaving = add_join(space, {elsewhere});
    const auto last = add_join(space, {created.value().updates.front(), leaving});
    std::vector<UpdateId> heads{head, last};
    std::ranges::sort(heads);
    const auto state = one.replica->document(created.value().document);
    ASSERT_TRUE(state);
    EXPECT_EQ(state.value()->document.now().version(), heads);
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

TEST_F(ReplicaTest, AHostedPersonWritesInAChainOfTheirOwnAndOthersHoldIt) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    const auto hosted = host(centre);
    auto& one = add(std::move(centre));
    auto& two = add(network_.add_office(one.keys));
    feed(one, network_.root());
    const auto own = write(one, space, "The node's.");
    const auto theirs = write(one, space, "Theirs.", {}, {}, hosted.key);
    ASSERT_TRUE(own && theirs) << theirs.error().text();
    const auto both =
        write(one, space, "Theirs. And more.", theirs.value().document, {}, hosted.key);
    ASSERT_TRUE(both);
    feed(two, all_of(one));
    for (auto* machine : {&one, &two}) {
        const auto state = machine->replica->document(theirs.value().document);
        ASSERT_TRUE(state);
        for (const auto& [id, author] : state.value()->authorship) {
            EXPECT_EQ(author.device, hosted.key->key());
            EXPECT_EQ(author.incarnation, Incarnation{77});
            EXPECT_EQ(machine->replica->governance().device_info(author.device)->person,
                      hosted.person);
        }
        EXPECT_EQ(state.value()->authorship.at(both.value().updates.back()).seq, Seq{2});
        EXPECT_EQ(read(*machine, theirs.value().document), "Theirs. And more.");
    }
    EXPECT_EQ(one.replica->state().value().state, two.replica->state().value().state);
}

TEST_F(ReplicaTest, AHostedPersonWritesWhereGovernanceLetsThemOnly) {
    auto centre = network_.add_centre();
    const auto closed = network_.found_space(centre, governance::JoinPolicy::invite);
    const auto open = network_.found_space(centre, governance::JoinPolicy::open);
    const auto hosted = host(centre);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    const auto refused = [&](const SpaceId& space, const Acting& as) {
        const auto before = updates(machine);
        const auto written = write(machine, space, "Words.", {}, {}, as);
        EXPECT_EQ(updates(machine), before + (written ? 1 : 0));
        return written ? boost::system::error_code{} : written.error().code;
    };
    EXPECT_FALSE(refused(open, hosted.key));
    EXPECT_EQ(refused(closed, hosted.key), NodeErrc::not_allowed);
    const auto stranger =
        std::make_shared<const crypto::SigningPair>(crypto::SigningPair::draw(entropy_));
    EXPECT_EQ(refused(open, stranger), NodeErrc::not_allowed);

    network_.grant_role(machine.keys,
                        closed,
                        hosted.person,
                        governance::Role::member,
                        same_bytes<UpdateId>(closed));
    feed(machine, network_.root());
    EXPECT_FALSE(refused(closed, hosted.key));

    governance::Revoke ended;
    ended.under = machine.keys.administrator_grant;
    ended.target = same_bytes<UpdateId>(hosted.person);
    network_.act(machine.keys.administrator, ended);
    feed(machine, network_.root());
    EXPECT_EQ(refused(closed, hosted.key), NodeErrc::not_allowed);
    EXPECT_EQ(refused(open, hosted.key), NodeErrc::not_allowed);
    EXPECT_FALSE(refused(open, {})) << "the node's own person goes on";
}

TEST_F(ReplicaTest, AFormSentAgainIsAnsweredAsTheFirstTimeAlsoAfterACrash) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    const auto first = write(machine, space, "Once.", {}, {}, {}, token(1));
    ASSERT_TRUE(first);
    const auto count = updates(machine);
    ASSERT_TRUE(write(machine, space, "Once. Later.", first.value().document));
    const auto same = [&](const Result<Written>& again) {
        ASSERT_TRUE(again) << again.error().text();
        EXPECT_EQ(again.value().document, first.value().document);
        EXPECT_EQ(again.value().updates, first.value().updates);
        EXPECT_EQ(again.value().version, first.value().version);
        EXPECT_EQ(updates(machine), count + 1);
    };
    same(write(machine, space, "Once.", {}, {}, {}, token(1)));
    stop(machine);
    machine.disk.crash();
    open(machine);
    same(write(machine, space, "Once.", {}, {}, {}, token(1)));
    EXPECT_EQ(machine.replica->answer_to(token(1)).value()->updates, first.value().updates);
    EXPECT_FALSE(machine.replica->answer_to(token(2)).value());
}

TEST_F(ReplicaTest, AFormSentTwiceAtOnceWritesOnce) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    Draft draft;
    draft.space = space;
    draft.kind = case_study;
    draft.token = token(1);
    crdt::Document empty{DocumentId{}};
    draft.edit = crdt::edit_text(empty.now(), {problem, {}}, "Once.").value();
    std::optional<Result<Written>> one;
    std::optional<Result<Written>> two;
    program_->tasks.spawn(keep(machine.replica->author(draft), one));
    program_->tasks.spawn(keep(machine.replica->author(draft), two));
    EXPECT_TRUE(world_.run_until([&] { return one && two; }, 60s));
    ASSERT_TRUE(*one && *two);
    EXPECT_EQ(one->value().updates, two->value().updates);
    EXPECT_EQ(machine.replica->documents({}, {}).value().size(), 1U);
}

TEST_F(ReplicaTest, AFormWhoseWritingFailedIsDealtWithWhenItComesAgain) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    machine.disk.fail_next_commit(store::StoreErrc::full);
    ASSERT_FALSE(write(machine, space, "Words.", {}, {}, {}, token(1)));
    EXPECT_FALSE(machine.replica->answer_to(token(1)).value());
    const auto written = write(machine, space, "Words.", {}, {}, {}, token(1));
    ASSERT_TRUE(written);
    EXPECT_EQ(read(machine, written.value().document), "Words.");
}

TEST_F(ReplicaTest, AFormThatChangedNothingIsRememberedToo) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    const auto made = write(machine, space, "Words.");
    ASSERT_TRUE(made);
    const auto count = updates(machine);
    const auto id = made.value().document;
    const auto nothing = write(machine, space, "Words.", id, {}, {}, token(1));
    ASSERT_TRUE(nothing) << nothing.error().text();
    EXPECT_TRUE(nothing.value().updates.empty());
    EXPECT_EQ(nothing.value().version, made.value().version);
    EXPECT_EQ(updates(machine), count);
    ASSERT_TRUE(write(machine, space, "Other words.", id));
    const auto again = write(machine, space, "Words.", id, {}, {}, token(1));
    ASSERT_TRUE(again);
    EXPECT_EQ(again.value().version, made.value().version);
    EXPECT_EQ(read(machine, id), "Other words.");
}

TEST_F(ReplicaTest, ADamagedAnswerIsSaidToWhoAsksAndStopsNobody) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    ASSERT_TRUE(write(machine, space, "Words.", {}, {}, {}, token(1)));
    ASSERT_TRUE(machine.disk.damage(store::Table::form_token, token(1).view(), 40));
    const auto again = write(machine, space, "Words.", {}, {}, {}, token(1));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, NodeErrc::bad_request);
    EXPECT_FALSE(machine.replica->broken());
    EXPECT_TRUE(write(machine, space, "Others go on.", {}, {}, {}, token(2)));
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

// --- updates of a newer version, written by a device whose program knows more ---

using Verdict = LogEntry::Verdict;
const std::pair<Verdict, std::string> stands{Verdict::standing, ""};
const std::pair<Verdict, std::string> is_newer{Verdict::waiting, "needs a newer version of praxis"};
std::pair<Verdict, std::string> waits_for(const UpdateId& id) {
    return {Verdict::waiting, "waits for " + id.hex()};
}

TEST_F(ReplicaTest, HoldsAHeaderOfANewerVersionAndShowsWhatFollowsIt) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    auto chain = chain_of(machine, space);
    const auto first = chain.write(says("Queues are long."), {{}, {}, root_heads()});
    const auto document = same_bytes<DocumentId>(chain.id());
    const auto creation = chain.id();
    auto newer = chain.write_newer();
    const auto newer_id = chain.id();
    newer.skeleton = copy(bytes_of("what nobody here can check"));
    newer.content = newer.skeleton;
    const auto last = chain.write(says("Forms are many."), {document, {creation}, root_heads()});
    const auto before = machine.replica->state().value().updates;

    EXPECT_EQ(feed(machine, {newer}), std::vector{Outcome::later}) << "its predecessor is missing";
    auto damaged = newer;
    damaged.header.back() ^= std::byte{1};
    EXPECT_EQ(
        feed(machine, {first, damaged, newer, last, newer}),
        (std::vector{
            Outcome::held, Outcome::refused, Outcome::held, Outcome::held, Outcome::duplicate}));
    const auto expect_all = [&] {
        auto log = verdicts(machine);
        EXPECT_EQ(log.at(creation), stands);
        EXPECT_EQ(log.at(newer_id), is_newer);
        EXPECT_EQ(log.at(chain.id()), stands);
        EXPECT_EQ(read(machine, document), "Forms are many.Queues are long.");
        EXPECT_EQ(machine.replica->state().value().updates, before + 2);
        const auto verified = machine.replica->verify().value();
        EXPECT_EQ(verified.bad, std::vector<std::string>{});
        EXPECT_EQ(verified.updates, network_.root().size() + 3);
        const auto carried = machine.replica->load(newer_id).value().value();
        EXPECT_EQ(carried.header, newer.header);
        EXPECT_EQ(carried.signature, newer.signature);
        EXPECT_TRUE(carried.skeleton.empty());
        EXPECT_FALSE(carried.content);
    };
    expect_all();
    stop(machine);
    machine.disk.crash();
    open(machine);
    expect_all();
    EXPECT_TRUE(machine.replica->log({}, [&](const LogEntry& entry) -> Result<void> {
        EXPECT_EQ(entry.kind.has_value(), entry.id != newer_id);
        EXPECT_EQ(entry.document.has_value(), entry.id != newer_id);
        EXPECT_EQ(entry.content_here, entry.id != newer_id);
        if (entry.id == newer_id) {
            EXPECT_EQ(entry.bytes, newer.header.size() + 64);
        }
        return success();
    }));
}

TEST_F(ReplicaTest, ANewerUpdateTakesAPlaceAmongThoseThatWaitWhileThereIsOne) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    auto chain = chain_of(machine, space);
    const auto crowd = [&](std::size_t count) {
        return machine.disk.write([&](store::Writer& writer) -> Result<void> {
            const UpdateId missing;
            for (std::size_t i = 0; i < count; ++i) {
                UpdateId waiter;
                for (std::size_t at = 0; at < 3; ++at)
                    waiter.bytes[at] = static_cast<std::byte>(i >> 8 * at);
                TRY(store::add_waiting(writer, missing, waiter));
            }
            return success();
        });
    };
    ASSERT_TRUE(crowd(limits::waiting_updates_max - 1));
    EXPECT_EQ(feed(machine, {chain.write_newer()}), std::vector{Outcome::held});
    EXPECT_EQ(feed(machine, {chain.write_newer()}), std::vector{Outcome::later});
}

TEST_F(ReplicaTest, WhatNamesANewerUpdateWaitsAndNothingElse) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    auto chain = chain_of(machine, space);
    const auto heads = root_heads();
    std::vector<wire::SignedUpdate> updates;
    std::vector<UpdateId> ids;
    const auto keep = [&](wire::SignedUpdate update) {
        updates.push_back(std::move(update));
        ids.push_back(chain.id());
    };
    keep(chain.write(says("A."), {{}, {}, heads}));
    const auto document = same_bytes<DocumentId>(ids[0]);
    keep(chain.write_newer());
    // Its governance heads are those of the one before, which cannot be read.
    keep(chain.write(says("B."), {document, {ids[0]}, {}}));
    keep(chain.write(says("C."), {document, {ids[0]}, heads}));
    keep(chain.write(says("D."), {document, {ids[0]}, {}}));
    keep(chain.write(says("E."), {document, {ids[1]}, {}}));
    keep(chain.write(says("F."), {document, {ids[0]}, {ids[1]}}));
    EXPECT_EQ(feed(machine, updates), std::vector(7, Outcome::held));
    const auto log = verdicts(machine);
    EXPECT_EQ(log.at(ids[0]), stands);
    EXPECT_EQ(log.at(ids[1]), is_newer);
    EXPECT_EQ(log.at(ids[2]), waits_for(ids[1]));
    EXPECT_EQ(log.at(ids[3]), stands);
    EXPECT_EQ(log.at(ids[4]), stands);
    EXPECT_EQ(log.at(ids[5]), waits_for(ids[1]));
    EXPECT_EQ(log.at(ids[6]), waits_for(ids[1]));
}

TEST_F(ReplicaTest, ANewerUpdateOfRootBreaksNothingThatStands) {
    auto centre = network_.add_centre();
    auto office = network_.add_office(centre);
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& one = add(std::move(centre));
    feed(one, network_.root());
    const auto state = one.replica->state().value().state;

    auto root = chain_of(one, same_bytes<SpaceId>(network_.id()));
    const auto newer = root.write_newer();
    const auto newer_id = root.id();
    const auto after = root.write_join({{}, root_heads(), {}});
    const auto after_id = root.id();
    auto content = chain_of(one, space);
    const auto names_it = content.write(says("Later."), {{}, {}, {newer_id}});
    EXPECT_EQ(feed(one, {newer, after, names_it}), std::vector(3, Outcome::held));
    auto log = verdicts(one);
    EXPECT_EQ(log.at(newer_id), is_newer);
    EXPECT_EQ(log.at(after_id), waits_for(newer_id));
    EXPECT_EQ(log.at(content.id()), waits_for(newer_id));
    EXPECT_EQ(one.replica->state().value().state, state);

    stop(one);
    open(one);
    EXPECT_EQ(one.replica->state().value().state, state);
    const auto written = write(one, space, "Still allowed.");
    ASSERT_TRUE(written) << written.error().text();
    network_.found_space(one.keys, governance::JoinPolicy::open);
    for (const auto outcome : feed(one, {network_.root().back()}))
        EXPECT_EQ(outcome, Outcome::held);
    EXPECT_EQ(verdicts(one).at(root_heads().front()), stands);
}

// The store as a program left it that could read none of this version: a header under no document,
// waiting for itself, and what followed it, which inherits governance heads from it.
TEST_F(ReplicaTest, TakesOverWhatAnOlderProgramHeldByItsHeader) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    auto chain = chain_of(machine, space);
    const auto first = chain.write(says("A."), {{}, {}, root_heads()});
    const auto first_id = chain.id();
    const auto second = chain.write(says("B."), {same_bytes<DocumentId>(first_id), {first_id}, {}});
    const auto second_id = chain.id();
    const auto other = same_bytes<NodeId>(network_.board().key());
    stop(machine);
    ASSERT_TRUE(machine.disk.write([&](store::Writer& writer) -> Result<void> {
        const auto hold = [&](const wire::SignedUpdate& update, bool read) -> Result<void> {
            const auto checked = wire::check(update, network_.id()).value();
            const auto& header = checked.header;
            TRY(store::add_header(writer,
                                  {checked.id,
                                   header.chain(),
                                   header.seq,
                                   header.prev,
                                   read ? header.document : DocumentId{},
                                   read ? header.kind : KindNumber{},
                                   update.header,
                                   update.signature}));
            if (read) {
                TRY(store::add_payload(
                    writer, checked.id, update.skeleton, Hash{}, *update.content));
            }
            TRY(store::add_waiting(writer, first_id, checked.id));
            return store::set_verdict(writer,
                                      checked.id,
                                      store::Applied::waiting,
                                      store::Standing::unknown,
                                      "needs a newer version of praxis");
        };
        TRY(hold(first, false));
        TRY(hold(second, true));
        TRY(store::put_peer(writer, other, name_of(space), bytes_of("what it gave")));
        return store::put_peer(writer, other, bytes_of("else"), bytes_of("stays"));
    }));

    open(machine);
    const auto document = same_bytes<DocumentId>(first_id);
    EXPECT_EQ(verdicts(machine).at(first_id),
              std::pair(Verdict::waiting, std::string{"waits for its payload"}));
    EXPECT_EQ(verdicts(machine).at(second_id), waits_for(first_id));
    EXPECT_TRUE(machine.replica->verify().value().bad.empty());
    EXPECT_FALSE(machine.replica->load(first_id).value()) << "a peer could not check it";
    const ChainId name{machine.keys.device.key(), space, Incarnation{4242}};
    EXPECT_TRUE(machine.replica->payload_heads_of(name).value().empty());
    EXPECT_TRUE(machine.replica->load_peer(other).value().empty()) << "it offers everything again";
    EXPECT_TRUE(machine.disk
                    .read([&](const store::Reader& r) {
                        return store::find_peer(r, other, bytes_of("else"));
                    })
                    .value());

    EXPECT_EQ(feed(machine, {first}), std::vector{Outcome::held});
    EXPECT_EQ(verdicts(machine).at(first_id), stands);
    EXPECT_EQ(verdicts(machine).at(second_id), stands);
    EXPECT_EQ(read(machine, document), "B.A.");
    EXPECT_EQ(machine.replica->payload_heads_of(name).value().size(), 1U);
    stop(machine);
    open(machine);
    EXPECT_EQ(read(machine, document), "B.A.");
    EXPECT_EQ(
        machine.disk.read([](const store::Reader& r) { return store::count_waiting(r); }).value(),
        0U);
}

}  // namespace
}  // namespace praxis::node
