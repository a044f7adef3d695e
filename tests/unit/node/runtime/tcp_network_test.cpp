// TCP over loopback, with ports that the kernel chooses: what the simulator cannot vouch for.
#include "node/net/tcp_network.hpp"

#include "node/runtime/system_clock.hpp"
#include "node/runtime/task_group.hpp"
#include "node/runtime/timeout.hpp"
#include "protocol/base/entropy.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace praxis::node {
namespace {

using std::chrono::seconds;

Task<Result<Bytes>> read_to_end(Stream& stream) {
    Bytes all;
    Bytes buffer(70'000);
    for (;;) {
        const auto count = co_await stream.read_some(buffer);
        if (!count && count.error().code == RuntimeErrc::closed) co_return all;
        if (!count) co_return fail(count.error());
        append(all, ByteView{buffer}.first(count.value()));
    }
}

template <class T>
void expect_failure(const Result<T>& result, RuntimeErrc code) {
    EXPECT_FALSE(result);
    EXPECT_TRUE(result || result.error().code == code);
}

Bytes pattern(std::size_t size) {
    Bytes bytes(size);
    SeededEntropy entropy{size};
    entropy.fill(bytes);
    return bytes;
}

class TcpNetworkTest : public ::testing::Test {
public:
    ~TcpNetworkTest() override { EXPECT_TRUE(tasks.empty()); }

    std::unique_ptr<Listener> open(const std::string& host = "127.0.0.1") {
        return std::move(network.listen({host, 0}).value());
    }
    /// Runs `task` to its end, which must be good.
    void run(Task<Result<void>> task) {
        auto limited = with_timeout(clock, seconds{60}, std::move(task));
        tasks.spawn(std::move(limited), [this](Result<void> result) {
            EXPECT_TRUE(result) << result.error().text();
            ended = true;
        });
        io.restart();
        io.run();
        EXPECT_TRUE(ended);
    }
    struct Pair {
        std::unique_ptr<Stream> dialed;
        std::unique_ptr<Stream> accepted;
    };
    Task<Result<Pair>> connect(Listener& listener) {
        CO_TRY(auto dialed, co_await network.dial(listener.local()));
        CO_TRY(auto accepted, co_await listener.accept());
        Pair pair{std::move(dialed), std::move(accepted)};
        co_return std::move(pair);
    }

    asio::io_context io{1};
    SystemClock clock{io.get_executor()};
    TcpNetwork network{io.get_executor()};
    TaskGroup tasks{io.get_executor()};
    bool ended = false;
};

TEST_F(TcpNetworkTest, CarriesBytesBothWays) {
    const auto listener = open();
    EXPECT_NE(listener->local().port, 0);
    auto talk = [](TcpNetworkTest& test, Listener& door) -> Task<Result<void>> {
        (void)test;
        CO_TRY(auto pair, co_await test.connect(door));
        EXPECT_EQ(pair.dialed->peer(), door.local());
        CO_TRY(co_await pair.dialed->write(bytes_of("question")));
        CO_TRY(co_await pair.accepted->write(bytes_of("answer")));
        Bytes buffer(100);
        CO_TRY(const auto there, co_await pair.accepted->read_some(buffer));
        EXPECT_EQ(text_of(ByteView{buffer}.first(there)), "question");
        CO_TRY(const auto back, co_await pair.dialed->read_some(buffer));
        EXPECT_EQ(text_of(ByteView{buffer}.first(back)), "answer");
        co_return success();
    };
    run(talk(*this, *listener));
}

TEST_F(TcpNetworkTest, CarriesMuchWhileTheReaderReads) {
    const auto listener = open();
    const auto sent = pattern(3'000'000);
    auto send = [](Stream& stream, const Bytes& bytes) -> Task<Result<void>> {
        CO_TRY(co_await stream.write(bytes));
        stream.close();
        co_return success();
    };
    auto talk =
        [&send](TcpNetworkTest& test, Listener& door, const Bytes& bytes) -> Task<Result<void>> {
        CO_TRY(auto pair, co_await test.connect(door));
        test.tasks.spawn(send(*pair.dialed, bytes));
        CO_TRY(const auto received, co_await read_to_end(*pair.accepted));
        EXPECT_TRUE(equal(received, bytes));
        co_return success();
    };
    run(talk(*this, *listener, sent));
}

TEST_F(TcpNetworkTest, AFullCarrierMakesTheWriterWait) {
    const auto listener = open();
    const auto sent = pattern(50'000'000);
    auto talk = [](TcpNetworkTest& test, Listener& door, const Bytes& bytes) -> Task<Result<void>> {
        CO_TRY(auto pair, co_await test.connect(door));
        auto write = pair.dialed->write(bytes);
        const auto result =
            co_await with_timeout(test.clock, std::chrono::milliseconds{300}, std::move(write));
        expect_failure(result, RuntimeErrc::timed_out);
        co_return success();
    };
    run(talk(*this, *listener, sent));
}

TEST_F(TcpNetworkTest, CloseWakesItsOwnReader) {
    const auto listener = open();
    auto read = [](Stream& stream, Result<std::size_t>& out) -> Task<Result<void>> {
        Bytes buffer(10);
        out = co_await stream.read_some(buffer);
        co_return success();
    };
    auto talk = [&read](TcpNetworkTest& test, Listener& door) -> Task<Result<void>> {
        CO_TRY(auto pair, co_await test.connect(door));
        Result<std::size_t> outcome{0};
        test.tasks.spawn(read(*pair.dialed, outcome));
        co_await test.clock.sleep_for(std::chrono::milliseconds{10});
        pair.dialed->close();
        pair.dialed->close();
        while (test.tasks.size() > 1)
            co_await test.clock.sleep_for(std::chrono::milliseconds{1});
        expect_failure(outcome, RuntimeErrc::closed);
        co_return success();
    };
    run(talk(*this, *listener));
}

TEST_F(TcpNetworkTest, AStreamMayDieWhileSomebodyReads) {
    const auto listener = open();
    auto talk = [](TcpNetworkTest& test, Listener& door) -> Task<Result<void>> {
        CO_TRY(auto pair, co_await test.connect(door));
        Bytes buffer(10);
        auto read = pair.accepted->read_some(buffer);
        pair.accepted.reset();
        const auto result = co_await std::move(read);
        expect_failure(result, RuntimeErrc::closed);
        co_return success();
    };
    run(talk(*this, *listener));
}

TEST_F(TcpNetworkTest, CancellingAReadOrAnAcceptLeavesTheRestAlone) {
    const auto listener = open();
    auto talk = [](TcpNetworkTest& test, Listener& door) -> Task<Result<void>> {
        CO_TRY(auto pair, co_await test.connect(door));
        Bytes buffer(10);
        auto read = pair.accepted->read_some(buffer);
        const auto late =
            co_await with_timeout(test.clock, std::chrono::milliseconds{5}, std::move(read));
        EXPECT_FALSE(late);
        auto accept = door.accept();
        const auto nobody =
            co_await with_timeout(test.clock, std::chrono::milliseconds{5}, std::move(accept));
        EXPECT_FALSE(nobody);
        CO_TRY(co_await pair.dialed->write(bytes_of("x")));
        CO_TRY(const auto count, co_await pair.accepted->read_some(buffer));
        EXPECT_EQ(count, 1U);
        CO_TRY(co_await test.connect(door));
        co_return success();
    };
    run(talk(*this, *listener));
}

TEST_F(TcpNetworkTest, SaysWhyADialFailed) {
    auto listener = open();
    const auto closed = listener->local();
    listener.reset();
    auto talk = [](TcpNetworkTest& test, Endpoint nobody) -> Task<Result<void>> {
        const auto refused = co_await test.network.dial(nobody);
        expect_failure(refused, RuntimeErrc::refused);
        co_return success();
    };
    run(talk(*this, closed));
}

TEST_F(TcpNetworkTest, TriesEveryAddressOfAName) {
    const auto listener = open("127.0.0.1");
    auto talk = [](TcpNetworkTest& test, Listener& door, Endpoint named) -> Task<Result<void>> {
        CO_TRY(auto dialed, co_await test.network.dial(named));
        CO_TRY(auto accepted, co_await door.accept());
        co_return success();
    };
    Endpoint named{"localhost", listener->local().port};
    run(talk(*this, *listener, named));
}

TEST_F(TcpNetworkTest, ADialMayBeGivenUp) {
    const auto listener = open();
    auto talk = [](TcpNetworkTest& test, Listener& door) -> Task<Result<void>> {
        auto dial = test.network.dial(door.local());
        const auto result = co_await with_timeout(test.clock, Duration{0}, std::move(dial));
        if (!result) expect_failure(result, RuntimeErrc::timed_out);
        co_return success();
    };
    run(talk(*this, *listener));
}

TEST_F(TcpNetworkTest, ListensOnlyWhereItCan) {
    const auto listener = open();
    const auto taken = network.listen(listener->local());
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, RuntimeErrc::address_in_use);
    const auto named = network.listen({"example.org", 0});
    ASSERT_FALSE(named);
    EXPECT_EQ(named.error().code, RuntimeErrc::bad_endpoint);
    EXPECT_TRUE(network.listen({"localhost", 0}));
}

TEST_F(TcpNetworkTest, AClosedListenerEndsItsAccept) {
    const auto listener = open();
    auto talk = [](TcpNetworkTest& test, Listener& door) -> Task<Result<void>> {
        auto close_soon = [](TcpNetworkTest& in, Listener& closing) -> Task<Result<void>> {
            co_await in.clock.sleep_for(std::chrono::milliseconds{5});
            closing.close();
            co_return success();
        };
        test.tasks.spawn(close_soon(test, door));
        const auto result = co_await door.accept();
        expect_failure(result, RuntimeErrc::closed);
        co_return success();
    };
    run(talk(*this, *listener));
}

}  // namespace
}  // namespace praxis::node
