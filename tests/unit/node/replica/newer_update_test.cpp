#include "tests/unit/node/replica/replica_world.hpp"

// Updates of a newer version, written by a device whose program knows more.

namespace praxis::node {
namespace {

class NewerUpdates : public ReplicaTest {};

using Verdict = LogEntry::Verdict;
const std::pair<Verdict, std::string> stands{Verdict::standing, ""};
const std::pair<Verdict, std::string> is_newer{Verdict::waiting, "needs a newer version of praxis"};
std::pair<Verdict, std::string> waits_for(const UpdateId& id) {
    return {Verdict::waiting, "waits for " + id.hex()};
}

TEST_F(NewerUpdates, HoldsAHeaderOfANewerVersionAndShowsWhatFollowsIt) {
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

TEST_F(NewerUpdates, ANewerUpdateTakesAPlaceAmongThoseThatWaitWhileThereIsOne) {
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

TEST_F(NewerUpdates, WhatNamesANewerUpdateWaitsAndNothingElse) {
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

TEST_F(NewerUpdates, ANewerUpdateOfRootBreaksNothingThatStands) {
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
TEST_F(NewerUpdates, TakesOverWhatAnOlderProgramHeldByItsHeader) {
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
