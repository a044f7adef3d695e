#include "tests/support/shreds.hpp"
#include "tests/unit/node/replica/replica_world.hpp"

// One or two replicas over stores in memory, in a simulated world: what is written is read back,
// what is not allowed is not written, what waits is applied when its reason comes.

namespace praxis::node {
namespace {

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

TEST_F(ReplicaTest, WritesWhatWasCheckedWhileTheDocumentIsTheSame) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    const auto made = write(machine, space, "One.");
    ASSERT_TRUE(made);
    Draft draft;
    draft.space = space;
    draft.kind = case_study;
    draft.document = made.value().document;
    draft.base = made.value().version;
    draft.checked = made.value().version;
    const auto say = [&](std::string_view text) {
        draft.edit = says(text);
        return await<Written>(machine.replica->author(draft));
    };
    ASSERT_TRUE(say("Two."));
    const auto count = updates(machine);
    const auto late = say("Three.");
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, NodeErrc::stale_position) << late.error().text();
    EXPECT_EQ(updates(machine), count);
    draft.checked.reset();
    EXPECT_TRUE(say("Three."));
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

TEST_F(ReplicaTest, ATextDeletedInMorePiecesThanMemoryIsForIsToldSoAndKept) {
    auto& one = add(network_.add_centre());
    const auto space = network_.found_space(one.keys, governance::JoinPolicy::open);
    feed(one, network_.root());
    const std::vector governance{wire::id_of(network_.root().back().header)};
    test::HandChain chain{one.keys.device, network_.id(), space, Incarnation{4242}};
    auto updates_ = test::in_shreds(chain, governance);
    const auto id = same_bytes<DocumentId>(wire::id_of(updates_.front().header));
    const auto count = updates(one) + updates_.size();
    for (const auto outcome : feed(one, std::move(updates_)))
        EXPECT_EQ(outcome, Outcome::held);

    auto asked = one.replica->document(id);
    int turns = 1;
    for (; !asked && asked.error().code == NodeErrc::merging; ++turns)
        asked = one.replica->document(id);
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error().code, NodeErrc::in_shreds);
    EXPECT_NE(words_of(asked.error()).find("only in a new document"), std::string::npos);
    EXPECT_GT(turns, 1);
    EXPECT_EQ(updates(one), count);
    const auto other = write(one, space, "Queues are long.");
    ASSERT_TRUE(other);
    EXPECT_EQ(read(one, other.value().document), "Queues are long.");
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
