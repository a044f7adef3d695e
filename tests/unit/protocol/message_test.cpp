#include "protocol/wire/message.hpp"

#include "protocol/base/entropy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace praxis::wire {
namespace {

class Any {
public:
    explicit Any(std::uint64_t seed) : entropy_{seed} { root.bytes.fill(std::byte{1}); }

    template <class Id>
    Id id() {
        Id out;
        entropy_.fill(out.bytes);
        return out;
    }
    SpaceId space() { return entropy_.below(3) == 0 ? root : id<SpaceId>(); }
    Bytes bytes(std::size_t below) {
        Bytes out(entropy_.below(below));
        entropy_.fill(out);
        return out;
    }
    Arrival arrival() { return Arrival{1 + entropy_.u64() / 2}; }
    std::vector<Arrival> ascending(std::uint64_t up_to) {
        std::vector<Arrival> out;
        for (std::uint64_t next = 1 + entropy_.below(5); next <= std::min(up_to, std::uint64_t{40});
             next += 1 + entropy_.below(9)) {
            out.push_back(Arrival{next});
        }
        return out;
    }
    std::vector<Head> heads() {
        std::vector<Head> out(entropy_.below(5));
        for (auto& head : out) {
            head = {id<SigningKey>(),
                    Incarnation{entropy_.u64()},
                    Seq{1 + entropy_.below(1000)},
                    IdCheck{entropy_.u64()}};
        }
        return out;
    }
    CursorTable table() {
        CursorTable out{Incarnation{entropy_.u64()}, {}, entropy_.below(2) == 0};
        std::vector<SpaceId> spaces(entropy_.below(4));
        for (auto& space : spaces)
            space = id<SpaceId>();
        std::ranges::sort(spaces);
        for (const auto& space : spaces) {
            const auto up_to = arrival();
            out.cursors.push_back({space, up_to, ascending(up_to.value)});
        }
        return out;
    }
    Update update() {
        Update out{space(), arrival(), entropy_.below(2) == 0, {}};
        out.update.header = bytes(400);
        out.update.signature = id<Signature>();
        if (entropy_.below(8) == 0) return out;  // a header alone
        out.update.skeleton = bytes(300);
        if (entropy_.below(3) == 0) {
            out.update.content_leaf = id<Hash>();
        } else {
            out.update.content = bytes(300);
        }
        return out;
    }
    Message message() {
        switch (entropy_.below(10)) {
            case 0:
                return CursorWanted{};
            case 1:
                return table();
            case 2:
                return Frontier{space(), heads(), heads()};
            case 3:
                return Ready{entropy_.below(2) == 0};
            case 4:
                return update();
            case 5:
                return Progress{space(), arrival()};
            case 6:
                return Ack{space(), arrival(), ascending(40), ascending(40)};
            case 7:
                return Ping{};
            case 8:
                return Pong{};
            default:
                return Bye{static_cast<ByeReason>(entropy_.below(3))};
        }
    }

    SpaceId root;

private:
    SeededEntropy entropy_;
};

bool same(const Message& a, const Message& b) {
    if (a.index() != b.index()) return false;
    if (const auto* x = std::get_if<Update>(&a)) {
        const auto& y = std::get<Update>(b);
        return x->space == y.space && x->arrival == y.arrival && x->gap == y.gap &&
               x->update.header == y.update.header && x->update.signature == y.update.signature &&
               x->update.skeleton == y.update.skeleton && x->update.content == y.update.content &&
               x->update.content_leaf == y.update.content_leaf;
    }
    return std::visit(
        [&](const auto& left) {
            using Kind = std::decay_t<decltype(left)>;
            if constexpr (std::is_same_v<Kind, Update>) {
                return false;
            } else {
                return left == std::get<Kind>(b);
            }
        },
        a);
}

TEST(Messages, ComeBackAsTheyWereSent) {
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        Any any{seed};
        std::vector<Message> sent;
        std::size_t bytes = 0;
        for (int i = 0; i < 6; ++i) {
            sent.push_back(any.message());
            bytes += encoded_bytes(sent.back(), any.root);
        }
        const auto encoded = encode(sent, any.root);
        EXPECT_EQ(encoded.size(), bytes) << "seed " << seed;
        const auto received = decode_messages(encoded, any.root);
        ASSERT_TRUE(received) << "seed " << seed << ": " << received.error().text();
        ASSERT_EQ(received.value().size(), sent.size());
        for (std::size_t i = 0; i < sent.size(); ++i)
            EXPECT_TRUE(same(received.value()[i], sent[i]))
                << "seed " << seed << " kind " << sent[i].index();
    }
}

TEST(Messages, HostileBytesNeverCrashAndNeverPassALimit) {
    for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
        Any any{seed};
        auto bytes = encode(std::vector<Message>{any.message(), any.message()}, any.root);
        SeededEntropy entropy{seed};
        for (std::uint64_t i = 0; i <= entropy.below(4) && !bytes.empty(); ++i)
            bytes[entropy.below(bytes.size())] = static_cast<std::byte>(entropy.below(256));
        bytes.resize(entropy.below(2) == 0 ? bytes.size() : entropy.below(bytes.size() + 1));
        const auto decoded = decode_messages(bytes, any.root);
        if (!decoded) continue;
        for (const auto& message : decoded.value()) {
            if (const auto* update = std::get_if<Update>(&message)) {
                EXPECT_NE(update->arrival.value, 0U);
            }
            if (const auto* table = std::get_if<CursorTable>(&message)) {
                EXPECT_TRUE(std::ranges::is_sorted(table->cursors, {}, &Cursor::space));
            }
        }
    }
}

template <class Kind>
boost::system::error_code code_of(const Kind& message) {
    const auto decoded =
        decode_messages(encode(std::vector<Message>{message}, SpaceId{}), SpaceId{});
    return decoded ? boost::system::error_code{} : decoded.error().code;
}

TEST(Messages, RefuseListsAboveTheirLimit) {
    Any any{1};
    const auto head = Head{any.id<SigningKey>(), {}, Seq{1}, {}};
    Frontier frontier;
    frontier.heads.assign(limits::frontier_heads_max, head);
    EXPECT_FALSE(code_of(frontier));
    frontier.heads.push_back(head);
    EXPECT_EQ(code_of(frontier), Errc::out_of_range);

    Ack ack{{}, Arrival{1}, {}, {}};
    for (std::uint64_t i = 1; i <= limits::exceptions_max; ++i)
        ack.later.push_back(Arrival{i});
    EXPECT_FALSE(code_of(ack));
    ack.later.push_back(Arrival{limits::exceptions_max + 1});
    EXPECT_EQ(code_of(ack), Errc::out_of_range);

    CursorTable table;
    for (std::size_t i = 0; i <= limits::cursors_max; ++i) {
        Cursor cursor{{}, Arrival{1}, {}};
        cursor.space.bytes[0] = static_cast<std::byte>(1 + (i >> 8));
        cursor.space.bytes[1] = static_cast<std::byte>(i & 0xff);
        table.cursors.push_back(cursor);
    }
    EXPECT_EQ(code_of(table), Errc::out_of_range);
    table.cursors.pop_back();
    EXPECT_FALSE(code_of(table));
}

// What is wrong with an update is for `check` to say, which refuses this one and takes the next.
TEST(Messages, CarryABadUpdateToWhoRefusesIt) {
    Update update{{}, Arrival{1}, false, {}};
    update.update.skeleton.resize(limits::payload_bytes_max);
    update.update.content = Bytes(2 * limits::payload_bytes_max);
    EXPECT_FALSE(code_of(update));
}

TEST(Messages, RefuseWhatDoesNotAscendOrCountFromOne) {
    EXPECT_EQ(code_of(Ack{{}, Arrival{0}, {}, {}}), Errc::out_of_range);
    EXPECT_EQ(code_of(Ack{{}, Arrival{9}, {Arrival{3}, Arrival{3}}, {}}), Errc::not_canonical);
    EXPECT_EQ(code_of(Progress{}), Errc::out_of_range);
    Frontier frontier;
    frontier.heads.push_back({});
    EXPECT_EQ(code_of(frontier), Errc::out_of_range);
    CursorTable table;
    table.cursors = {{{}, Arrival{5}, {Arrival{6}}}};
    EXPECT_EQ(code_of(table), Errc::out_of_range);
    table.cursors = {{{}, Arrival{5}, {}}, {{}, Arrival{5}, {}}};
    EXPECT_EQ(code_of(table), Errc::not_canonical);
}

TEST(Messages, RefuseAKindOfALaterVersion) {
    const auto unknown_kind = from_hex("0a037a0100").value();  // Message with field 15
    EXPECT_EQ(decode_messages(unknown_kind, SpaceId{}).error().code, Errc::unknown_version);
}

TEST(Messages, RefuseRootWrittenOut) {
    SpaceId root;
    root.bytes.fill(std::byte{4});
    const auto written_out = encode(std::vector<Message>{Progress{root, Arrival{1}}}, SpaceId{});
    EXPECT_EQ(decode_messages(written_out, root).error().code, Errc::not_canonical);
}

TEST(Messages, RefuseAnIdOfAnotherLength) {
    // Frame { Message { Progress { space: 3 bytes, arrival: 1 } } }
    const auto short_space = from_hex(
                                 "0a09"
                                 "3207"
                                 "0a03010203"
                                 "1001")
                                 .value();
    EXPECT_EQ(decode_messages(short_space, SpaceId{}).error().code, Errc::truncated);
}

TEST(Hello, ComesBackAndRefusesAnotherProtocol) {
    Any any{5};
    Hello hello{1, any.id<NodeId>(), Incarnation{77}, 88};
    EXPECT_EQ(decode_hello(encode(hello)).value(), hello);
    EXPECT_LE(encode(hello).size(), 60U);
    hello.protocol = 2;
    EXPECT_EQ(decode_hello(encode(hello)).error().code, Errc::unknown_version);
    EXPECT_FALSE(decode_hello({}));
    EXPECT_EQ(decode_answer(encode(Answer{hello})).error().code, Errc::unknown_version);
}

// Two handshake messages and nothing else: it has to fit in 100 bytes with all that carries it.
TEST(Hello, AFarewellIsShortAndHasOneForm) {
    UpdateId by;
    by.bytes.fill(std::byte{7});
    const Answer farewell{Farewell{by}};
    const auto bytes = encode(farewell);
    EXPECT_EQ(bytes.size(), 34U);
    EXPECT_EQ(decode_answer(bytes).value(), farewell);
    EXPECT_FALSE(decode_hello(bytes));
    Hello hello;
    hello.protocol = 1;
    EXPECT_EQ(decode_answer(encode(hello)).value(), Answer{hello});
    auto both = encode(hello);
    append(both, bytes);
    EXPECT_EQ(decode_answer(both).error().code, Errc::not_canonical);
    EXPECT_EQ(decode_hello(both).error().code, Errc::not_canonical);
    EXPECT_FALSE(decode_answer(ByteView{bytes}.first(33)));
}

}  // namespace
}  // namespace praxis::wire
