#include "node/backup/folder.hpp"
#include "store/lmdb_store.hpp"
#include "tests/unit/cli/desk.hpp"

#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

// What a backup is believed: nothing but signatures. Backups here are changed with all their
// hashes made right again, as somebody who knows the format could.

namespace praxis::test {
namespace {

namespace fs = std::filesystem;
using node::Item;
using node::UpdateItem;
using testing::HasSubstr;

class Backup : public ::testing::Test {
protected:
    Backup() {
        desk_.done("a", {"init", "--network", "Net", "--node", "A", "--role", "centre"});
        space_ = desk_.done("a", {"space", "new", "--name", "S"}).text("id");
        for (const auto* title : {"One", "Two"})
            desk_.done("a", {"case", "new", "--space", space_, "--title", title});
        desk_.done("a", {"peer", "add", std::string(64, 'a') + "@127.0.0.1:7400"});
        password_ = desk_.file("password.txt", "a long enough pass phrase\n");
        backup_ = desk_.folder("backup");
    }
    void take() { desk_.done("a", {"backup", backup_.string(), "--password-file", password_}); }
    void take_again() {
        fs::remove_all(backup_);
        take();
    }
    Ran verify() { return desk_.run({"restore", backup_.string(), "--verify", "--json"}); }

    /// Gives what `from` wrote outside of root; what it wrote there stays behind.
    void carry_without_root(const std::string& from, const std::string& to) {
        auto& source = desk_.replica(from);
        const auto root = same_bytes<SpaceId>(source.network());
        std::vector<wire::SignedUpdate> updates;
        const auto walked = source.log({}, [&](const node::LogEntry& entry) -> Result<void> {
            if (entry.chain.space == root) return success();
            TRY(auto update, source.load(entry.id));
            updates.push_back(std::move(*update));
            return success();
        });
        ASSERT_TRUE(walked);
        const auto outcomes = desk_.await<std::vector<node::Outcome>>(
            desk_.replica(to).ingest(std::move(updates), source.node()));
        ASSERT_TRUE(outcomes);
    }

    [[nodiscard]] std::vector<Item> items() const {
        auto in = node::FrameReader::open(backup_ / "records");
        EXPECT_TRUE(in);
        std::vector<Item> out;
        for (;;) {
            auto frame = in.value().next();
            EXPECT_TRUE(frame);
            if (!frame.value()) return out;
            out.push_back(node::decode_item(*frame.value()).value());
        }
    }
    /// The same backup of other items, whole in itself.
    void put(const std::vector<Item>& items, const Hash* state = nullptr) const {
        auto manifest = node::check_backup(backup_).value();
        fs::remove(backup_ / "records");
        auto out = node::FrameWriter::create(backup_ / "records");
        ASSERT_TRUE(out);
        for (const auto& item : items)
            ASSERT_TRUE(out.value().put(node::encode(item)));
        manifest.records = out.value().finish().value();
        manifest.updates = 0;
        for (const auto& item : items)
            manifest.updates += std::holds_alternative<UpdateItem>(item) ? 1 : 0;
        if (state != nullptr) manifest.state = *state;
        std::ofstream{backup_ / "manifest"} << node::encode(manifest);
    }
    void expect_refused(const std::vector<Item>& items, const std::string& words) {
        put(items);
        const auto ran = verify();
        EXPECT_EQ(ran.exit_code, 1) << words;
        EXPECT_EQ(ran.out, "");
        EXPECT_THAT(ran.err, HasSubstr(words));
        EXPECT_THAT(ran.err, HasSubstr("take another backup"));
        const auto again = desk_.praxis(
            "new", {"restore", backup_.string(), "--password-file", password_, "--json"});
        EXPECT_EQ(again.exit_code, 1);
        EXPECT_FALSE(fs::exists(desk_.folder("new")));
    }
    /// The last update that satisfies `wanted`.
    template <class Wanted>
    static UpdateItem& last_of(std::vector<Item>& items, const Wanted& wanted) {
        for (auto at = items.rbegin(); at != items.rend(); ++at) {
            auto* update = std::get_if<UpdateItem>(&*at);
            if (update != nullptr && wanted(*update)) return *update;
        }
        ADD_FAILURE() << "no such update";
        return std::get<UpdateItem>(items.at(1));
    }
    static bool any(const UpdateItem&) { return true; }
    static bool has_content(const UpdateItem& item) {
        return item.payload && item.payload->content && !item.payload->content->empty();
    }

    Desk desk_;
    std::string space_;
    std::string password_;
    fs::path backup_;
};

TEST_F(Backup, HoldsWhatTheNodeHoldsAndSaysSo) {
    const auto state = desk_.done("a", {"state"}).line();
    const auto taken =
        desk_.done("a", {"backup", backup_.string(), "--password-file", password_}).line();
    EXPECT_EQ(taken.at("state"), state.at("state"));
    EXPECT_EQ(taken.at("documents"), state.at("documents"));
    const auto ran = verify();
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const auto checked = ran.line();
    EXPECT_EQ(checked.at("words"), state.at("words"));
    EXPECT_EQ(checked.at("updates"), taken.at("updates"));
    EXPECT_EQ(checked.at("stand"), taken.at("updates"));
    for (const auto* none : {"void", "waiting", "absent", "header_only", "forks"})
        EXPECT_EQ(checked.at(none).to_number<int>(), 0) << none;
    EXPECT_TRUE(checked.at("restored").is_null());
}

// Verdicts of every kind come out of admitting the updates anew: of an invitation used twice both
// entries are void with all that they wrote, and what names an act that is not here waits.
TEST_F(Backup, OfAStoreWithVoidAndWaitingUpdatesComesOutTheSame) {
    const auto twice = desk_.done("a", {"invite", "--role", "office"}).text("invite");
    for (const auto* node : {"b", "c"}) {
        desk_.done(node, {"join", twice, "--node", node});
        desk_.carry(node, "a");
    }
    const auto once = desk_.done("a", {"invite", "--role", "office"}).text("invite");
    desk_.done("d", {"join", once, "--node", "d"});
    desk_.carry("d", "a");
    desk_.done("d", {"account", "add", "Officer", "--password-file", password_});
    desk_.done("d", {"case", "new", "--space", space_, "--title", "Names the account's grant"});
    carry_without_root("d", "a");

    take();
    const auto ran = verify();
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
    const auto checked = ran.line();
    EXPECT_GE(checked.at("void").to_number<int>(), 4);
    EXPECT_GE(checked.at("waiting").to_number<int>(), 1);
    EXPECT_GE(checked.at("forks").to_number<int>(), 1) << "the chain of the invitation's key";
    EXPECT_EQ(checked.at("words"), desk_.done("a", {"state"}).line().at("words"));
}

TEST_F(Backup, KeepsAnUpdateOfWhichTheHeaderAloneIsHeld) {
    take();
    auto changed = items();
    auto& last = last_of(changed, any);
    const auto id = wire::id_of(last.header.header);
    last.payload.reset();
    last.applied = store::Applied::waiting;
    last.standing = store::Standing::unknown;
    last.person.reset();
    store::MemoryStore store;
    node::Restorer restorer{store};
    for (auto& item : changed)
        ASSERT_TRUE(restorer.take(std::move(item)));
    const auto restored = restorer.finish();
    ASSERT_TRUE(restored) << restored.error().text();
    EXPECT_EQ(restored.value().header_only, 1U);
    EXPECT_EQ(restored.value().waiting, 1U);
    const auto held =
        store.read([&](const store::Reader& reader) { return node::load_held(reader, id); });
    ASSERT_TRUE(held);
    EXPECT_FALSE(held.value().payload_here);
}

TEST_F(Backup, OfADamagedStoreIsNotMade) {
    const auto id = UpdateId::from_hex(
        desk_.done("a", {"case", "new", "--space", space_, "--title", "T"}).text("id"));
    for (const auto table : {store::Table::update,
                             store::Table::skeleton,
                             store::Table::content,
                             store::Table::columns}) {
        ASSERT_TRUE(desk_.damage("a", table, id.value().view()));
        const auto ran = desk_.praxis("a", {"backup", backup_.string()});
        EXPECT_EQ(ran.exit_code, 1);
        EXPECT_THAT(ran.err, HasSubstr("keep those there are"));
        EXPECT_FALSE(fs::exists(backup_));
        ASSERT_TRUE(desk_.damage("a", table, id.value().view()));  // and well again
    }
    EXPECT_EQ(desk_.praxis("a", {"backup", backup_.string()}).exit_code, 0);
}

TEST_F(Backup, ItsKeysOpenByTheirPasswordAlone) {
    take();
    const auto wrong = desk_.file("wrong.txt", "another pass phrase\n");
    const auto ran = desk_.praxis("new", {"restore", backup_.string(), "--password-file", wrong});
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr("wrong password"));
    EXPECT_FALSE(fs::exists(desk_.folder("new")));
    const auto none = desk_.praxis("new", {"restore", backup_.string()});
    EXPECT_EQ(none.exit_code, 1);
    EXPECT_THAT(none.err, HasSubstr("--password-file FILE"));
}

TEST_F(Backup, OfOtherBytesIsRefusedWhateverItsHashesSay) {
    take();
    const auto whole = items();
    {
        auto changed = whole;
        last_of(changed, any).header.signature.bytes[3] ^= std::byte{1};
        expect_refused(changed, "is refused");
    }
    {
        auto changed = whole;
        last_of(changed, has_content).payload->content->back() ^= std::byte{1};
        expect_refused(changed, "is refused");
    }
    {
        auto changed = whole;
        last_of(changed, has_content).payload->skeleton.back() ^= std::byte{1};
        expect_refused(changed, "is refused");
    }
    put(whole);
    EXPECT_EQ(verify().exit_code, 0);
}

TEST_F(Backup, WithoutALinkOfAChainIsRefused) {
    take();
    const auto whole = items();
    auto changed = whole;
    // The one before the last of the node's own chain in the space.
    const auto& last = last_of(changed, any);
    const auto prev = wire::decode_prefix(last.header.header).value().prev;
    std::erase_if(changed, [&](const Item& item) {
        const auto* update = std::get_if<UpdateItem>(&item);
        return update != nullptr && wire::id_of(update->header.header) == prev;
    });
    ASSERT_EQ(changed.size() + 1, whole.size());
    expect_refused(changed, "its predecessor " + prev.hex() + " is not here");
}

TEST_F(Backup, ThatSaysOtherwiseOfAnUpdateThanGovernanceDoesIsRefused) {
    take();
    const auto whole = items();
    for (int what = 0; what < 3; ++what) {
        auto changed = whole;
        auto& update = last_of(changed, any);
        if (what == 0) update.standing = store::Standing::is_void;
        if (what == 1) update.applied = store::Applied::never;
        if (what == 2) update.person.reset();
        expect_refused(changed, "judged otherwise");
    }
}

TEST_F(Backup, OfAnotherStateThanItsManifestSaysIsRefused) {
    take();
    const Hash other{};
    put(items(), &other);
    const auto ran = verify();
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr("another state"));

    take_again();
    auto fewer = items();
    while (!std::holds_alternative<UpdateItem>(fewer.back()))
        fewer.pop_back();
    fewer.pop_back();
    expect_refused(fewer, "another state");
}

TEST_F(Backup, OfFewerRecordsThanItsManifestSaysIsRefused) {
    take();
    auto fewer = items();
    ASSERT_FALSE(std::holds_alternative<UpdateItem>(fewer.back()));  // no update, so the same state
    fewer.pop_back();
    fs::copy(backup_ / "manifest", desk_.folder("kept"));
    put(fewer);
    fs::copy(desk_.folder("kept"), backup_ / "manifest", fs::copy_options::overwrite_existing);
    const auto ran = verify();
    EXPECT_EQ(ran.exit_code, 1);
    EXPECT_THAT(ran.err, HasSubstr("is not whole"));
}

TEST_F(Backup, AnUpdateTwiceOrNoNetworkIsRefused) {
    take();
    const auto whole = items();
    auto changed = whole;
    changed.insert(changed.begin() + 2, changed[1]);
    expect_refused(changed, "it is there twice");
    changed = whole;
    changed.erase(changed.begin());
    expect_refused(changed, "does not begin with its network");
}

TEST_F(Backup, MakesAStoreWithoutLeaseOrIncarnationThatKeepsTheRest) {
    take();
    const auto ran = desk_.done("new", {"restore", backup_.string(), "--password-file", password_});
    EXPECT_EQ(ran.text("restored"), desk_.folder("new").string());
    const auto opened = store::LmdbStore::open({.folder = desk_.folder("new") / "store"});
    ASSERT_TRUE(opened);
    const auto read = opened.value()->read([&](const store::Reader& reader) -> Result<void> {
        TRY(const auto id, store::find_store_id(reader));
        TRY(const auto incarnation, store::find_incarnation(reader));
        TRY(const auto nonce, store::find_lease_nonce(reader));
        EXPECT_FALSE(id.has_value());
        EXPECT_FALSE(incarnation.has_value());
        EXPECT_FALSE(nonce.has_value());
        TRY(const auto peers, node::kept_peers(reader));
        EXPECT_EQ(peers.size(), 1U);
        return success();
    });
    EXPECT_TRUE(read);
    EXPECT_EQ(fs::exists(desk_.folder("new") / "keys" / "board"), true);
}

TEST_F(Backup, NeverTouchesAFolderThatHoldsSomething) {
    take();
    const auto again = desk_.praxis("a", {"backup", backup_.string()});
    EXPECT_EQ(again.exit_code, 1);
    EXPECT_THAT(again.err, HasSubstr("take another folder"));
    const auto over =
        desk_.praxis("a", {"restore", backup_.string(), "--password-file", password_});
    EXPECT_EQ(over.exit_code, 1);
    EXPECT_THAT(over.err, HasSubstr("-C NEWDIR"));
    EXPECT_EQ(verify().exit_code, 0);
}

TEST_F(Backup, ToVerifyMakesNothingWhereverItIsTold) {
    take();
    const auto ran =
        desk_.done("new", {"restore", backup_.string(), "--verify", "--password-file", password_});
    EXPECT_TRUE(ran.line().at("restored").is_null());
    EXPECT_FALSE(fs::exists(desk_.folder("new")));
}

TEST_F(Backup, RestoreWantsToKnowWhere) {
    take();
    const auto ran = desk_.run({"restore", backup_.string()});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_THAT(ran.err, HasSubstr("-C NEWDIR"));
    EXPECT_THAT(ran.err, HasSubstr("[--verify]"));
}

}  // namespace
}  // namespace praxis::test
