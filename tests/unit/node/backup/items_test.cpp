#include "node/backup/items.hpp"

#include "node/backup/errc.hpp"
#include "node/backup/manifest.hpp"

#include <gtest/gtest.h>

namespace praxis::node {
namespace {

template <class Id>
Id id_of(unsigned char number) {
    Id id;
    id.bytes.fill(std::byte{number});
    return id;
}

UpdateItem update() {
    UpdateItem out;
    out.header = {copy(bytes_of("header")), id_of<Signature>(1)};
    out.payload =
        store::StoredPayload{copy(bytes_of("skeleton")), id_of<Hash>(2), copy(bytes_of("content"))};
    out.applied = store::Applied::yes;
    out.standing = store::Standing::is_void;
    out.person = id_of<PersonId>(3);
    return out;
}

TEST(Items, AnUpdateComesBackWholeAndWithoutWhatItLacks) {
    std::vector<UpdateItem> all(4, update());
    all[1].payload->content.reset();
    all[2].payload.reset();
    all[3].person.reset();
    all[3].applied = store::Applied::waiting;
    all[3].standing = store::Standing::unknown;
    for (const auto& item : all) {
        const auto decoded = decode_item(encode(Item{item}));
        ASSERT_TRUE(decoded);
        const auto& back = std::get<UpdateItem>(decoded.value());
        EXPECT_EQ(back.header, item.header);
        EXPECT_EQ(back.payload, item.payload);
        EXPECT_EQ(back.applied, item.applied);
        EXPECT_EQ(back.standing, item.standing);
        EXPECT_EQ(back.person, item.person);
    }
}

TEST(Items, TheOthersComeBack) {
    const auto genesis = decode_item(encode(Item{GenesisItem{copy(bytes_of("genesis"))}}));
    EXPECT_EQ(std::get<GenesisItem>(genesis.value()).genesis, copy(bytes_of("genesis")));
    const store::NamedRecord record{copy(bytes_of("peers")), copy(bytes_of("body"))};
    const auto local = decode_item(encode(Item{LocalItem{record}}));
    EXPECT_EQ(std::get<LocalItem>(local.value()).record, record);
    const store::FormAnswer answer{
        id_of<DocumentId>(4), {id_of<UpdateId>(5), id_of<UpdateId>(6)}, {id_of<UpdateId>(7)}};
    const auto form = decode_item(encode(Item{FormItem{id_of<Hash>(8), answer}}));
    EXPECT_EQ(std::get<FormItem>(form.value()).token, id_of<Hash>(8));
    EXPECT_EQ(std::get<FormItem>(form.value()).answer, answer);
}

TEST(Items, WhatIsCutOrFollowedBySomethingIsNone) {
    const auto whole = encode(Item{update()});
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(decode_item(ByteView{whole}.first(size))) << size;
    auto longer = whole;
    longer.push_back(std::byte{0});
    EXPECT_FALSE(decode_item(longer));
    auto other = whole;
    other[0] = std::byte{9};
    EXPECT_FALSE(decode_item(other));
}

Manifest manifest() {
    Manifest out;
    out.made = from_millis(1'795'305'600'000);
    out.network = id_of<NetworkId>(1);
    out.node = id_of<NodeId>(2);
    out.transaction = 3;
    out.updates = 4;
    out.documents = 5;
    out.state = id_of<Hash>(6);
    out.records = {7, std::uint64_t{1} << 40, id_of<Hash>(8)};
    out.accounts[id_of<Hash>(9).hex()] = id_of<Hash>(10);
    return out;
}

TEST(Manifests, ComeBackWithAndWithoutKeys) {
    auto wanted = manifest();
    EXPECT_EQ(decode_manifest(encode(wanted)).value(), wanted);
    wanted.keys = id_of<Hash>(11);
    EXPECT_EQ(decode_manifest(encode(wanted)).value(), wanted);
}

TEST(Manifests, AnyFlippedBitAndAnyCutIsFound) {
    const auto whole = encode(manifest());
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        const auto read = decode_manifest(damaged);
        ASSERT_FALSE(read) << at;
        EXPECT_EQ(read.error().code, BackupErrc::damaged);
        EXPECT_FALSE(decode_manifest(whole.substr(0, at))) << at;
    }
    EXPECT_FALSE(decode_manifest(whole + "\n"));
}

}  // namespace
}  // namespace praxis::node
