#include "store/records.hpp"

#include "tests/unit/store/stores.hpp"

#include <gmock/gmock.h>

#include <array>

namespace praxis::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

template <class Id>
Id id_of(unsigned char fill) {
    Id id;
    id.bytes.fill(std::byte{fill});
    return id;
}

class Records : public testing::Test {
protected:
    static ChainId chain(unsigned char device, unsigned char space, std::uint64_t incarnation) {
        return {id_of<SigningKey>(device), id_of<SpaceId>(space), Incarnation{incarnation}};
    }
    /// Update number `id` of a chain, creating its own document unless one is named.
    static NewHeader header(unsigned char id,
                            ChainId chain,
                            std::uint64_t seq,
                            unsigned char prev) {
        return {id_of<UpdateId>(id),
                chain,
                Seq{seq},
                id_of<UpdateId>(prev),
                id_of<DocumentId>(id),
                KindNumber{3},
                bytes_of("header bytes"),
                id_of<Signature>(77)};
    }
    template <class Callable>
    auto write(const Callable& callable) {
        using Given = std::invoke_result_t<const Callable&, Writer&>;
        std::optional<Given> given;
        EXPECT_TRUE(store_.write([&](Writer& writer) -> Result<void> {
            given.emplace(callable(writer));
            TRY(*given);
            return success();
        }));
        return std::move(*given);
    }
    std::optional<Arrival> add(const NewHeader& update) {
        return write([&](Writer& writer) { return add_header(writer, update); }).value();
    }
    std::optional<Arrival> pay(unsigned char id, std::optional<ByteView> content) {
        return write([&](Writer& writer) {
                   return add_payload(
                       writer, id_of<UpdateId>(id), bytes_of("skeleton"), id_of<Hash>(5), content);
               })
            .value();
    }
    template <class Callable>
    auto read(const Callable& callable) {
        return store_.read(callable).value();
    }
    std::vector<ArrivalEntry> arrivals_back(std::optional<unsigned char> space,
                                            std::uint64_t before,
                                            std::size_t count = 100) {
        std::vector<ArrivalEntry> entries;
        const auto collect = [&](const ArrivalEntry& entry) -> Result<Scan> {
            entries.push_back(entry);
            return entries.size() == count ? Scan::stop : Scan::go_on;
        };
        EXPECT_TRUE(store_.read([&](const Reader& reader) {
            std::optional<SpaceId> of;
            if (space) of = id_of<SpaceId>(*space);
            return scan_arrivals_back(reader, of, Arrival{before}, collect);
        }));
        return entries;
    }
    std::vector<ArrivalEntry> arrivals(std::optional<unsigned char> space, std::uint64_t after) {
        std::vector<ArrivalEntry> entries;
        const auto collect = [&](const ArrivalEntry& entry) -> Result<Scan> {
            entries.push_back(entry);
            return Scan::go_on;
        };
        EXPECT_TRUE(store_.read([&](const Reader& reader) {
            return space ? scan_arrivals(reader, id_of<SpaceId>(*space), Arrival{after}, collect)
                         : scan_arrivals(reader, Arrival{after}, collect);
        }));
        return entries;
    }

    MemoryStore store_;
};

TEST_F(Records, AnUpdateComesBackAsItWasStored) {
    const auto id = id_of<UpdateId>(1);
    EXPECT_FALSE(read([&](const Reader& r) { return has_header(r, id); }));
    EXPECT_EQ(add(header(1, chain(1, 9, 7), 1, 0)), Arrival{1});
    EXPECT_EQ(read([&](const Reader& r) { return find_header(r, id); }),
              (StoredHeader{copy(bytes_of("header bytes")), id_of<Signature>(77)}));
    EXPECT_EQ(read([&](const Reader& r) { return find_payload(r, id); }), std::nullopt);
    EXPECT_EQ(pay(1, bytes_of("content")), Arrival{2});
    EXPECT_EQ(
        read([&](const Reader& r) { return find_payload(r, id); }),
        (StoredPayload{copy(bytes_of("skeleton")), id_of<Hash>(5), copy(bytes_of("content"))}));
    Columns columns;
    columns.header_arrival = Arrival{1};
    columns.payload_arrival = Arrival{2};
    columns.space = id_of<SpaceId>(9);
    columns.document = id_of<DocumentId>(1);
    EXPECT_EQ(read([&](const Reader& r) { return find_columns(r, id); }), columns);
    EXPECT_EQ(read(count_updates), 1U);
}

TEST_F(Records, ASecondArrivalOfTheSamePartChangesNothing) {
    add(header(1, chain(1, 9, 7), 1, 0));
    pay(1, bytes_of("content"));
    const auto number = read(last_transaction);
    EXPECT_EQ(add(header(1, chain(1, 9, 7), 1, 0)), std::nullopt);
    EXPECT_EQ(pay(1, bytes_of("content")), std::nullopt);
    EXPECT_EQ(pay(1, std::nullopt), std::nullopt);
    EXPECT_EQ(read(last_transaction), number);
}

TEST_F(Records, AHeaderWithoutADocumentIsFiledLaterAsIfItHadOne) {
    const auto document = id_of<DocumentId>(1);
    const auto file = [&](unsigned char id) {
        return store_.write([&](Writer& w) {
            return file_header(w, id_of<UpdateId>(id), document, KindNumber{3});
        });
    };
    const auto seen = [&] {
        return store_
            .read([&](const Reader& r) -> Result<std::string> {
                TRY(const auto row, find_document(r, document));
                TRY(const auto updates, updates_of(r, document));
                TRY(const auto one, find_columns(r, id_of<UpdateId>(1)));
                TRY(const auto two, find_columns(r, id_of<UpdateId>(2)));
                std::string out = row ? "kind " + std::to_string(row->kind.value) : "none";
                for (const auto& id : updates)
                    out += " " + id.hex().substr(0, 2);
                return out + " " + one->document.hex().substr(0, 2) + " " +
                       two->document.hex().substr(0, 2);
            })
            .value();
    };
    auto creation = header(1, chain(1, 9, 7), 1, 0);
    auto edit = header(2, chain(1, 9, 7), 2, 1);
    creation.document = edit.document = DocumentId{};
    add(creation);
    add(edit);
    EXPECT_EQ(seen(), "none 00 00");
    ASSERT_TRUE(file(2));  // in any order
    ASSERT_TRUE(file(1));
    EXPECT_EQ(seen(), "kind 3 01 02 01 01");
    const auto number = read(last_transaction);
    ASSERT_TRUE(file(1));
    EXPECT_EQ(read(last_transaction), number);
    EXPECT_EQ(read(count_updates), 2U);
}

TEST_F(Records, ContentGoesAbsentAndComesBackWithANewArrival) {
    const auto id = id_of<UpdateId>(1);
    add(header(1, chain(1, 9, 7), 1, 0));
    EXPECT_EQ(pay(1, std::nullopt), Arrival{2});
    EXPECT_FALSE(read([&](const Reader& r) { return find_payload(r, id); })->content);
    EXPECT_EQ(pay(1, bytes_of("content")), Arrival{3});
    ASSERT_TRUE(store_.write([&](Writer& w) { return drop_content(w, id); }));
    EXPECT_EQ(read([&](const Reader& r) { return find_payload(r, id); }),
              (StoredPayload{copy(bytes_of("skeleton")), id_of<Hash>(5), std::nullopt}));
    EXPECT_EQ(pay(1, bytes_of("content")), Arrival{4});
    EXPECT_EQ(read([&](const Reader& r) { return find_columns(r, id); })->payload_arrival,
              Arrival{4});
}

TEST_F(Records, WhatIsDamagedOfAPayloadCountsAsNotHereForThoseWhoGoOnAndIsWrittenAgain) {
    const auto id = id_of<UpdateId>(1);
    const auto found = [&] {
        return read([&](const Reader& r) { return find_readable_payload(r, id); });
    };
    add(header(1, chain(1, 9, 7), 1, 0));
    EXPECT_EQ(found(), std::nullopt);
    pay(1, bytes_of("content"));
    const StoredPayload whole{
        copy(bytes_of("skeleton")), id_of<Hash>(5), copy(bytes_of("content"))};
    EXPECT_EQ(found(), whole);

    ASSERT_TRUE(store_.damage(Table::content, id.view(), 3));
    EXPECT_EQ(found(), (StoredPayload{whole.skeleton, whole.content_leaf, std::nullopt}));
    EXPECT_EQ(test::code_of(store_.read([&](const Reader& r) { return find_payload(r, id); })),
              StoreErrc::damaged);
    EXPECT_EQ(pay(1, std::nullopt), std::nullopt) << "brings nothing";
    EXPECT_EQ(pay(1, bytes_of("content")), Arrival{3});
    EXPECT_EQ(found(), whole);

    ASSERT_TRUE(store_.damage(Table::skeleton, id.view(), 3));
    EXPECT_EQ(found(), std::nullopt);
    EXPECT_EQ(pay(1, bytes_of("content")), Arrival{4});
    EXPECT_EQ(found(), whole);
}

TEST_F(Records, AVerdictChangesTheColumnsOnly) {
    const auto id = id_of<UpdateId>(1);
    add(header(1, chain(1, 9, 7), 1, 0));
    pay(1, bytes_of("content"));
    // With every other record of the update unreadable, a verdict still goes in.
    for (const auto table : {Table::update, Table::skeleton, Table::content})
        ASSERT_TRUE(store_.damage(table, id.view(), 20));
    ASSERT_TRUE(store_.write([&](Writer& w) {
        return set_verdict(
            w, id, Applied::yes, Standing::is_void, "not a member", id_of<PersonId>(5));
    }));
    const auto columns = read([&](const Reader& r) { return find_columns(r, id); }).value();
    EXPECT_EQ(columns.applied, Applied::yes);
    EXPECT_EQ(columns.standing, Standing::is_void);
    EXPECT_EQ(columns.reason, "not a member");
    EXPECT_EQ(columns.person, id_of<PersonId>(5));
    EXPECT_EQ(columns.payload_arrival, Arrival{2});
}

TEST_F(Records, ScansUpdatesInIdOrder) {
    add(header(2, chain(1, 9, 7), 1, 0));
    add(header(1, chain(2, 9, 7), 1, 0));
    std::vector<UpdateId> ids;
    ASSERT_TRUE(store_.read([&](const Reader& reader) {
        return scan_updates(reader, [&](const UpdateId& id, const Columns&) -> Result<Scan> {
            ids.push_back(id);
            return Scan::go_on;
        });
    }));
    EXPECT_THAT(ids, ElementsAre(id_of<UpdateId>(1), id_of<UpdateId>(2)));
}

TEST_F(Records, AChainHasOneHeadUntilItForks) {
    const auto line = chain(1, 9, 7);
    add(header(1, line, 1, 0));
    add(header(2, line, 2, 1));
    const auto number = read([&](const Reader& r) { return find_chain(r, line); }).value();
    const auto heads = [&] { return read([&](const Reader& r) { return heads_of(r, number); }); };
    EXPECT_THAT(heads(), ElementsAre(Head{Seq{2}, id_of<UpdateId>(2)}));
    add(header(3, line, 2, 1));
    add(header(4, line, 3, 2));
    EXPECT_THAT(heads(),
                ElementsAre(Head{Seq{2}, id_of<UpdateId>(3)}, Head{Seq{3}, id_of<UpdateId>(4)}));
    EXPECT_THAT(read([&](const Reader& r) { return links_at(r, number, Seq{2}); }),
                ElementsAre(Link{Seq{2}, id_of<UpdateId>(2), id_of<UpdateId>(1)},
                            Link{Seq{2}, id_of<UpdateId>(3), id_of<UpdateId>(1)}));
    const auto link = [&](std::uint64_t seq, unsigned char id) {
        return read([&](const Reader& r) {
            return find_link(r, number, {Seq{seq}, id_of<UpdateId>(id)});
        });
    };
    EXPECT_EQ(link(2, 3), (Link{Seq{2}, id_of<UpdateId>(3), id_of<UpdateId>(1)}));
    EXPECT_EQ(link(3, 3), std::nullopt);
    EXPECT_EQ(link(2, 9), std::nullopt);
    std::vector<Seq> from_two;
    ASSERT_TRUE(store_.read([&](const Reader& reader) {
        return scan_chain(reader, number, Seq{2}, [&](const Link& link) -> Result<Scan> {
            from_two.push_back(link.seq);
            return Scan::go_on;
        });
    }));
    EXPECT_THAT(from_two, ElementsAre(Seq{2}, Seq{2}, Seq{3}));
}

TEST_F(Records, ChainsAreNumberedOnceAndListedBySpace) {
    add(header(1, chain(2, 9, 7), 1, 0));
    add(header(2, chain(1, 9, 8), 1, 0));
    add(header(3, chain(1, 8, 7), 1, 0));
    add(header(4, chain(2, 9, 7), 2, 1));
    EXPECT_THAT(read([](const Reader& r) { return chains_of(r, id_of<SpaceId>(9)); }),
                ElementsAre(NumberedChain{ChainNumber{2}, chain(1, 9, 8)},
                            NumberedChain{ChainNumber{1}, chain(2, 9, 7)}));
    EXPECT_EQ(read([](const Reader& r) { return chain_of(r, ChainNumber{3}); }), chain(1, 8, 7));
    EXPECT_EQ(read([](const Reader& r) { return chain_of(r, ChainNumber{4}); }), std::nullopt);
    EXPECT_EQ(read([](const Reader& r) { return find_chain(r, chain(5, 5, 5)); }), std::nullopt);
}

TEST_F(Records, ArrivalsAreOneLineWithAViewForEachSpace) {
    EXPECT_EQ(read([](const Reader& r) { return last_arrival(r); }), Arrival{0});
    add(header(1, chain(1, 8, 7), 1, 0));
    add(header(2, chain(1, 9, 7), 1, 0));
    pay(1, std::nullopt);
    const ArrivalEntry first{Arrival{1}, id_of<SpaceId>(8), id_of<UpdateId>(1), Part::header};
    const ArrivalEntry second{Arrival{2}, id_of<SpaceId>(9), id_of<UpdateId>(2), Part::header};
    const ArrivalEntry third{Arrival{3}, id_of<SpaceId>(8), id_of<UpdateId>(1), Part::payload};
    EXPECT_THAT(arrivals(std::nullopt, 0), ElementsAre(first, second, third));
    EXPECT_THAT(arrivals(std::nullopt, 2), ElementsAre(third));
    EXPECT_THAT(arrivals(8, 0), ElementsAre(first, third));
    EXPECT_THAT(arrivals(8, 1), ElementsAre(third));
    EXPECT_THAT(arrivals(9, 2), IsEmpty());
    EXPECT_THAT(arrivals_back(std::nullopt, 0), ElementsAre(third, second, first));
    EXPECT_THAT(arrivals_back(std::nullopt, 3), ElementsAre(second, first));
    EXPECT_THAT(arrivals_back(8, 0), ElementsAre(third, first));
    EXPECT_THAT(arrivals_back(8, 3), ElementsAre(first));
    EXPECT_THAT(arrivals_back(9, 2), IsEmpty());
    EXPECT_THAT(arrivals_back(std::nullopt, 0, 2), ElementsAre(third, second));
    const auto last_of = [&](unsigned char space) {
        return read([&](const Reader& r) { return last_arrival(r, id_of<SpaceId>(space)); });
    };
    EXPECT_EQ(last_of(8), Arrival{3});
    EXPECT_EQ(last_of(9), Arrival{2});
    EXPECT_EQ(last_of(7), Arrival{0});
}

TEST_F(Records, AScanOfOneSpaceReadsNoOther) {
    add(header(1, chain(1, 8, 7), 1, 0));
    add(header(2, chain(1, 9, 7), 1, 0));
    auto key = copy(id_of<SpaceId>(8).view());
    for (int i = 0; i < 8; ++i)
        key.push_back(std::byte{static_cast<unsigned char>(i == 7 ? 1 : 0)});
    ASSERT_TRUE(store_.damage(Table::space_arrival, key, 0));
    EXPECT_EQ(arrivals(9, 0).size(), 1U);
}

TEST_F(Records, ADamagedArrivalDoesNotStopTheNext) {
    add(header(1, chain(1, 8, 7), 1, 0));
    ASSERT_TRUE(store_.read([&](const Reader& reader) -> Result<void> {
        return reader.scan(
            Table::arrival, KeyRange::all(), [&](ByteView key, ByteView) -> Result<Scan> {
                EXPECT_TRUE(store_.damage(Table::arrival, copy(key), 3));
                return Scan::go_on;
            });
    }));
    EXPECT_EQ(add(header(2, chain(1, 8, 7), 2, 1)), Arrival{2});
}

TEST_F(Records, DocumentsAreListedBySpaceAndKindWithTheirUpdates) {
    auto edit = header(2, chain(2, 9, 7), 1, 0);
    edit.document = id_of<DocumentId>(1);
    add(edit);  // before the creating update: filed, but there is no document yet
    EXPECT_EQ(read([](const Reader& r) { return find_document(r, id_of<DocumentId>(1)); }),
              std::nullopt);
    add(header(1, chain(1, 9, 7), 1, 0));
    const DocumentRow row{id_of<DocumentId>(1), id_of<SpaceId>(9), KindNumber{3}};
    EXPECT_EQ(read([&](const Reader& r) { return find_document(r, row.id); }), row);
    EXPECT_THAT(read([&](const Reader& r) { return documents_of(r, row.space); }),
                ElementsAre(row));
    EXPECT_THAT(read([&](const Reader& r) { return documents_of(r, row.kind); }), ElementsAre(row));
    EXPECT_THAT(read([](const Reader& r) { return documents_of(r, KindNumber{4}); }), IsEmpty());
    EXPECT_THAT(read([&](const Reader& r) { return updates_of(r, row.id); }),
                ElementsAre(id_of<UpdateId>(2), id_of<UpdateId>(1)));
}

TEST_F(Records, TheFirstAddOfADocumentDecides) {
    const DocumentRow root{id_of<DocumentId>(6), id_of<SpaceId>(6), KindNumber{0}};
    auto other = root;
    other.kind = KindNumber{5};
    ASSERT_TRUE(store_.write([&](Writer& w) { return add_document(w, root); }));
    ASSERT_TRUE(store_.write([&](Writer& w) { return add_document(w, other); }));
    EXPECT_EQ(read([&](const Reader& r) { return find_document(r, root.id); }), root);
    EXPECT_THAT(read([](const Reader& r) { return documents_of(r, KindNumber{5}); }), IsEmpty());
}

TEST_F(Records, WaitersAreTakenTogether) {
    const auto missing = id_of<UpdateId>(1);
    ASSERT_TRUE(store_.write([&](Writer& writer) -> Result<void> {
        TRY(add_waiting(writer, missing, id_of<UpdateId>(3)));
        TRY(add_waiting(writer, missing, id_of<UpdateId>(2)));
        TRY(add_waiting(writer, missing, id_of<UpdateId>(2)));
        return add_waiting(writer, id_of<UpdateId>(9), id_of<UpdateId>(2));
    }));
    EXPECT_EQ(read(count_waiting), 3U);
    const auto both = ElementsAre(id_of<UpdateId>(2), id_of<UpdateId>(3));
    EXPECT_THAT(read([&](const Reader& r) { return waiters_of(r, missing); }), both);
    EXPECT_THAT(write([&](Writer& w) { return take_waiters(w, missing); }).value(), both);
    EXPECT_THAT(read([&](const Reader& r) { return waiters_of(r, missing); }), IsEmpty());
    EXPECT_EQ(read(count_waiting), 1U);
}

TEST_F(Records, PeerRecordsStandUnderTheirNode) {
    const auto a = id_of<NodeId>(1);
    const auto b = id_of<NodeId>(2);
    ASSERT_TRUE(store_.write([&](Writer& writer) -> Result<void> {
        TRY(put_peer(writer, a, bytes_of("cursor.2"), bytes_of("two")));
        TRY(put_peer(writer, a, bytes_of("cursor.1"), bytes_of("one")));
        TRY(put_peer(writer, a, bytes_of("frontier"), bytes_of("f")));
        TRY(put_peer(writer, b, bytes_of("cursor.1"), bytes_of("other")));
        TRY(put_peer(writer, b, bytes_of("gone"), bytes_of("x")));
        return erase_peer(writer, b, bytes_of("gone"));
    }));
    EXPECT_EQ(read([&](const Reader& r) { return find_peer(r, a, bytes_of("cursor.2")); }),
              copy(bytes_of("two")));
    EXPECT_EQ(read([&](const Reader& r) { return find_peer(r, b, bytes_of("gone")); }),
              std::nullopt);
    EXPECT_THAT(read([&](const Reader& r) { return peer_records(r, a, bytes_of("cursor.")); }),
                ElementsAre(NamedRecord{copy(bytes_of("cursor.1")), copy(bytes_of("one"))},
                            NamedRecord{copy(bytes_of("cursor.2")), copy(bytes_of("two"))}));
    EXPECT_EQ(read([&](const Reader& r) { return peer_records(r, b, {}); }).size(), 1U);
    EXPECT_THAT(read(peers), ElementsAre(a, b));
}

FormAnswer answer(unsigned char number) {
    return {id_of<DocumentId>(number),
            {id_of<UpdateId>(number), id_of<UpdateId>(static_cast<unsigned char>(number + 1))},
            {id_of<UpdateId>(static_cast<unsigned char>(number + 1))}};
}

TEST_F(Records, AnAnswerToAFormComesBackUntilLaterOnesPushItOut) {
    const auto put = [&](unsigned char number) {
        return write([&](Writer& writer) {
            return put_form_answer(writer, id_of<Hash>(number), answer(number), 3);
        });
    };
    const auto find = [&](unsigned char number) {
        return read([&](const Reader& r) { return find_form_answer(r, id_of<Hash>(number)); });
    };
    const std::array<unsigned char, 3> order{9, 7, 8};
    const unsigned char last = 5;
    EXPECT_EQ(find(9), std::nullopt);
    for (const auto number : order) {  // in this order, whatever the tokens are
        add(header(number, chain(number, 9, 7), 1, 0));
        ASSERT_TRUE(put(number));
    }
    for (const auto number : order)
        EXPECT_EQ(find(number), answer(number));
    add(header(last, chain(last, 9, 7), 1, 0));
    ASSERT_TRUE(put(last));
    EXPECT_EQ(find(9), std::nullopt);
    for (const auto number : {order[1], order[2], last})
        EXPECT_EQ(find(number), answer(number));
    EXPECT_EQ(read([](const Reader& r) { return r.count(Table::form_token); }), 3U);
    EXPECT_EQ(read([](const Reader& r) { return r.count(Table::form_order); }), 3U);

    const FormAnswer nothing{id_of<DocumentId>(1), {}, {}};
    ASSERT_TRUE(
        write([&](Writer& writer) { return put_form_answer(writer, id_of<Hash>(1), nothing, 3); }));
    EXPECT_EQ(find(1), nothing);
}

TEST_F(Records, ADamagedRowOfTheOrderOfFormsStopsNoLaterOne) {
    const auto put = [&](unsigned char number) {
        return write([&](Writer& writer) {
            return put_form_answer(writer, id_of<Hash>(number), answer(number), 2);
        });
    };
    ASSERT_TRUE(put(1) && put(2));
    Bytes key(8, std::byte{0});
    append(key, id_of<Hash>(1).view());
    ASSERT_TRUE(store_.damage(Table::form_order, key, 3));
    ASSERT_TRUE(put(3));
    ASSERT_TRUE(put(4));
    EXPECT_EQ(read([](const Reader& r) { return r.count(Table::form_order); }), 2U);
    EXPECT_EQ(read([](const Reader& r) { return find_form_answer(r, id_of<Hash>(4)); }), answer(4));
}

TEST_F(Records, MetaAndLocalRecordsComeBack) {
    EXPECT_EQ(read(find_genesis), std::nullopt);
    EXPECT_EQ(read(find_incarnation), std::nullopt);
    ASSERT_TRUE(store_.write([](Writer& writer) -> Result<void> {
        TRY(put_genesis(writer, bytes_of("genesis")));
        TRY(put_identity(writer, bytes_of("identity")));
        TRY(put_store_id(writer, id_of<StoreId>(4)));
        TRY(put_incarnation(writer, Incarnation{0x0102030405060708}));
        TRY(put_lease_nonce(writer, id_of<LeaseNonce>(8)));
        TRY(put_local(writer, bytes_of("gone"), bytes_of("x")));
        TRY(erase_local(writer, bytes_of("gone")));
        return put_local(writer, bytes_of("name"), bytes_of("value"));
    }));
    EXPECT_EQ(read(find_genesis), copy(bytes_of("genesis")));
    EXPECT_EQ(read(find_identity), copy(bytes_of("identity")));
    EXPECT_EQ(read(find_store_id), id_of<StoreId>(4));
    EXPECT_EQ(read(find_incarnation), Incarnation{0x0102030405060708});
    EXPECT_EQ(read(find_lease_nonce), id_of<LeaseNonce>(8));
    EXPECT_EQ(read([](const Reader& r) { return find_local(r, bytes_of("name")); }),
              copy(bytes_of("value")));
    EXPECT_EQ(read([](const Reader& r) { return find_local(r, bytes_of("gone")); }), std::nullopt);
}

/// A form's answer that says it has more updates than there are.
Bytes body_with_a_count_too_large() {
    Bytes body(DocumentId::size + 4 + UpdateId::size, std::byte{0});
    body[DocumentId::size + 3] = std::byte{2};
    return body;
}

TEST_F(Records, ABodyOfTheWrongShapeIsDamage) {
    const auto id = id_of<UpdateId>(1);
    ASSERT_TRUE(store_.write([&](Writer& writer) -> Result<void> {
        TRY(writer.put(Table::columns, id.view(), bytes_of("short")));
        TRY(writer.put(Table::form_token, id.view(), body_with_a_count_too_large()));
        return writer.put(Table::document, id.view(), bytes_of("short"));
    }));
    EXPECT_EQ(test::code_of(store_.read(
                  [&](const Reader& r) { return find_form_answer(r, same_bytes<Hash>(id)); })),
              StoreErrc::damaged);
    EXPECT_EQ(test::code_of(store_.read([&](const Reader& r) { return find_columns(r, id); })),
              StoreErrc::damaged);
    EXPECT_EQ(test::code_of(store_.read(
                  [&](const Reader& r) { return find_document(r, same_bytes<DocumentId>(id)); })),
              StoreErrc::damaged);
}

}  // namespace
}  // namespace praxis::store
