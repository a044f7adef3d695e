#include "node/replica/payload_heads.hpp"

#include "tests/unit/node/replica/counting_writer.hpp"
#include "tests/unit/node/replica/replica_world.hpp"

// How far payloads are whole on each branch of a chain: against an oracle that walks every step
// each time, and counted in what is read for it.

namespace praxis::node {
namespace {

/// An update of a chain, as the oracle knows it.
struct Update {
    wire::SignedUpdate raw;
    UpdateId id;
    wire::Prefix prefix;
    bool skeleton_here = false;
    bool complete = false;
};

/// Chains of one device in one space, held in a store as they are told to be.
class Chains {
public:
    [[nodiscard]] test::HandChain begin(std::uint64_t incarnation) const {
        return {device_, network_, space_, Incarnation{incarnation}};
    }
    [[nodiscard]] ChainId name(std::uint64_t incarnation) const {
        return {device_.key(), space_, Incarnation{incarnation}};
    }
    [[nodiscard]] static Update update_of(wire::SignedUpdate raw) {
        Update out;
        out.id = wire::id_of(raw.header);
        out.prefix = wire::decode_prefix(raw.header).value();
        out.raw = std::move(raw);
        return out;
    }

    void write(const std::function<Result<void>(store::Writer&)>& job) {
        const auto written = disk_.write(job);
        EXPECT_TRUE(written) << written.error().text();
    }
    static Result<void> hold(store::Writer& writer, Update& update) {
        update.complete = update.prefix.is_newer();
        TRY(store::add_header(writer,
                              {update.id,
                               update.prefix.chain(),
                               update.prefix.seq,
                               update.prefix.prev,
                               DocumentId{},
                               KindNumber{},
                               update.raw.header,
                               update.raw.signature}));
        return success();
    }
    static Result<void> give(store::Writer& writer, Update& update, bool with_content) {
        std::optional<ByteView> content;
        if (with_content) content = *update.raw.content;
        TRY(store::add_payload(writer,
                               update.id,
                               update.raw.skeleton,
                               wire::content_leaf(*update.raw.content),
                               content));
        update.skeleton_here = true;
        update.complete = with_content;
        return success();
    }

    struct Answer {
        std::vector<store::Head> heads;
        std::size_t reads = 0;
    };
    Answer ask(PayloadHeads& payloads, std::uint64_t incarnation) {
        Answer out;
        write([&](store::Writer& writer) -> Result<void> {
            test::CountingWriter counting{writer};
            TRY(out.heads, payloads.of(counting, name(incarnation)));
            out.reads = counting.reads();
            return success();
        });
        std::ranges::sort(out.heads);
        return out;
    }
    void doubt(PayloadHeads& payloads, const Update& update) {
        EXPECT_TRUE(disk_.read([&](const store::Reader& reader) {
            return payloads.doubt(reader, update.id, update.prefix);
        }));
    }

private:
    store::MemoryStore disk_;
    SeededEntropy entropy_{3};
    crypto::SigningPair device_ = crypto::SigningPair::draw(entropy_);
    NetworkId network_ = drawn<NetworkId>();
    SpaceId space_ = drawn<SpaceId>();

    template <class Id>
    Id drawn() {
        return same_bytes<Id>(crypto::SigningPair::draw(entropy_).key());
    }
};

// A member forks their chain at its first update and goes on at both ends.
TEST(PayloadHeads, ReadAForkedChainOnceAndThenWhatArrived) {
    constexpr std::size_t length = 2'000;
    constexpr std::size_t reads_of_an_update = 8;  // of both of its lines
    Chains chains;
    PayloadHeads payloads;
    std::vector<test::HandChain> branches;
    const auto go_on = [&](test::HandChain& branch, std::size_t count) {
        chains.write([&](store::Writer& writer) -> Result<void> {
            for (std::size_t i = 0; i < count; ++i) {
                auto update = Chains::update_of(branch.write_join({}));
                TRY(Chains::hold(writer, update));
                TRY(Chains::give(writer, update, true));
            }
            return success();
        });
    };
    for (const auto version : {1, 2}) {
        auto branch = chains.begin(1);
        auto first = Chains::update_of(version == 1 ? branch.write_join({}) : branch.write_newer());
        chains.write([&](store::Writer& writer) -> Result<void> {
            TRY(Chains::hold(writer, first));
            return first.complete ? success() : Chains::give(writer, first, true);
        });
        go_on(branch, length - 1);
        branches.push_back(branch);
    }
    const auto ends_at = [&](std::size_t one, std::size_t other) {
        std::vector<store::Head> out{{Seq{one}, branches[0].id()}, {Seq{other}, branches[1].id()}};
        std::ranges::sort(out);
        return out;
    };
    const auto first = chains.ask(payloads, 1);
    EXPECT_EQ(first.heads, ends_at(length, length));
    EXPECT_GE(first.reads, 2 * length);
    for (int again = 0; again < 20; ++again) {
        const auto answer = chains.ask(payloads, 1);
        EXPECT_EQ(answer.heads, ends_at(length, length));
        EXPECT_LE(answer.reads, 2U);
    }
    for (std::size_t more = 1; more <= 5; ++more) {
        go_on(branches[0], 1);
        go_on(branches[1], 10);
        const auto answer = chains.ask(payloads, 1);
        EXPECT_EQ(answer.heads, ends_at(length + more, length + 10 * more));
        EXPECT_LE(answer.reads, 11 * reads_of_an_update + 2);
    }
    auto third = Chains::update_of(chains.begin(1).write_newer(3));
    chains.write([&](store::Writer& writer) { return Chains::hold(writer, third); });
    const auto answer = chains.ask(payloads, 1);
    EXPECT_EQ(answer.heads.size(), 3U);
    EXPECT_LE(answer.reads, reads_of_an_update + 2);
}

/// Two chains that fork at random, the second some time after it was asked about.
class RandomBranches {
public:
    explicit RandomBranches(std::uint64_t seed) : random_{seed} {}

    void step() {
        switch (random_.below(10)) {
            case 0:
                return gain();
            case 1:
                return erase();
            case 2:
                return damage();
            case 3:
                return want_again();
            default:
                return write();
        }
    }
    void expect_all_told() {
        for (const auto incarnation : {std::uint64_t{1}, std::uint64_t{2}}) {
            PayloadHeads anew;
            EXPECT_EQ(chains_.ask(anew, incarnation).heads, ends(incarnation));
            if (random_.below(3) == 0) continue;  // the next time more has arrived
            EXPECT_EQ(chains_.ask(payloads_, incarnation).heads, ends(incarnation));
        }
    }

private:
    void write() {
        const auto incarnation = 1 + random_.below(2);
        std::vector<std::size_t> before;
        for (std::size_t i = 0; i < updates_.size(); ++i) {
            if (updates_[i].prefix.incarnation.value == incarnation) before.push_back(i);
        }
        const bool forks = random_.below(8) == 0;
        const bool begins = before.empty() || (forks && random_.below(4) == 0);
        auto branch = begins  ? chains_.begin(incarnation)
                      : forks ? ends_[before[random_.below(before.size())]]
                              : ends_[before.back()];
        const auto number = updates_.size();
        const bool newer = random_.below(12) == 0;
        auto update =
            Chains::update_of(newer ? branch.write_newer(static_cast<std::uint8_t>(2 + number))
                                    : branch.write(says(std::to_string(number)), {}));
        const auto here = random_.below(8);
        chains_.write([&](store::Writer& writer) -> Result<void> {
            TRY(Chains::hold(writer, update));
            if (newer || here == 0) return success();
            return Chains::give(writer, update, here > 1);
        });
        updates_.push_back(std::move(update));
        ends_.push_back(branch);
    }
    void gain() {
        auto* update = any([](const Update& each) { return !each.complete; });
        if (update == nullptr) return;
        chains_.write([&](store::Writer& writer) { return Chains::give(writer, *update, true); });
    }
    void erase() {
        auto* update = any([](const Update& each) { return each.skeleton_here; });
        if (update == nullptr) return;
        chains_.write([&](store::Writer& writer) -> Result<void> {
            TRY(const bool erased, store::erase_content(writer, update->id));
            static_cast<void>(erased);
            return success();
        });
        update->complete = true;
    }
    void damage() {
        auto* update = any([](const Update& each) { return each.skeleton_here && each.complete; });
        if (update == nullptr) return;
        chains_.write(
            [&](store::Writer& writer) { return store::drop_content(writer, update->id); });
        update->complete = false;
        chains_.doubt(payloads_, *update);
    }
    void want_again() {
        auto* update = any([](const Update& each) { return each.skeleton_here; });
        if (update == nullptr) return;
        chains_.write([&](store::Writer& writer) -> Result<void> {
            TRY(const bool awaited, store::await_content(writer, update->id));
            if (awaited) update->complete = false;
            return success();
        });
        payloads_.forget();
    }

    template <class Wanted>
    Update* any(const Wanted& wanted) {
        std::vector<Update*> some;
        for (auto& update : updates_) {
            if (wanted(update)) some.push_back(&update);
        }
        return some.empty() ? nullptr : some[random_.below(some.size())];
    }
    static crdt::Edit says(std::string_view text) {
        crdt::Document empty{DocumentId{}};
        return crdt::edit_text(empty.now(), crdt::Address{problem, {}}, text).value();
    }
    [[nodiscard]] const Update* before(const Update& update) const {
        for (const auto& other : updates_) {
            if (other.id == update.prefix.prev) return &other;
        }
        return nullptr;
    }
    [[nodiscard]] bool is_whole(const Update& update) const {
        const auto* at = &update;
        while (at != nullptr && at->complete)
            at = before(*at);
        return at == nullptr;
    }
    [[nodiscard]] std::vector<store::Head> ends(std::uint64_t incarnation) const {
        std::vector<store::Head> out;
        for (const auto& update : updates_) {
            if (update.prefix.incarnation.value != incarnation || !is_whole(update)) continue;
            const bool goes_on = std::ranges::any_of(updates_, [&](const Update& other) {
                return other.prefix.prev == update.id && is_whole(other);
            });
            if (!goes_on) out.push_back({update.prefix.seq, update.id});
        }
        std::ranges::sort(out);
        return out;
    }

    SeededEntropy random_;
    Chains chains_;
    PayloadHeads payloads_;
    std::vector<Update> updates_;
    std::vector<test::HandChain> ends_;  // as each was when its update was written
};

TEST(PayloadHeads, AreWhatEveryPrevLinkSays) {
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        RandomBranches branches{seed};
        for (int i = 0; i < 40; ++i) {
            branches.step();
            branches.expect_all_told();
        }
        if (testing::Test::HasFailure()) return;
    }
}

class ReplicaPayloads : public ReplicaTest {};

TEST_F(ReplicaPayloads, TellOfEachBranchWhatIsWholeAndWhatIsNoMore) {
    auto centre = network_.add_centre();
    const auto space = network_.found_space(centre, governance::JoinPolicy::open);
    auto& machine = add(std::move(centre));
    feed(machine, network_.root());
    auto chain = chain_of(machine, space);
    const auto first = chain.write(says("Queues."), {{}, {}, root_heads()});
    const store::Head trunk{Seq{1}, chain.id()};
    const DocumentId document = same_bytes<DocumentId>(trunk.id);
    auto other = chain;
    const auto left = chain.write(says("Left."), {document, {trunk.id}, {}});
    const auto right = other.write(says("Right."), {document, {trunk.id}, {}});
    const ChainId name{machine.keys.device.key(), space, Incarnation{4242}};
    const auto told = [&] {
        std::set<UpdateId> out;
        const auto heads = machine.replica->payload_heads_of(name).value();
        for (const auto& head : heads)
            out.insert(head.id);
        return out;
    };
    using Ids = std::set<UpdateId>;

    feed(machine, {first, left});
    EXPECT_EQ(told(), Ids{chain.id()});
    auto without = right;
    without.content_leaf = wire::content_leaf(*right.content);
    without.content.reset();
    feed(machine, {without});
    EXPECT_EQ(told(), Ids{chain.id()});
    feed(machine, {right});
    EXPECT_EQ(told(), (Ids{chain.id(), other.id()}));

    ASSERT_TRUE(machine.disk.write(
        [&](store::Writer& writer) { return store::drop_content(writer, other.id()); }));
    EXPECT_TRUE(machine.replica->load(other.id()));
    EXPECT_EQ(told(), Ids{chain.id()});
    feed(machine, {right});
    EXPECT_EQ(told(), (Ids{chain.id(), other.id()}));
}

}  // namespace
}  // namespace praxis::node
