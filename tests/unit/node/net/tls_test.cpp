// TLS between two simulated machines: our server's side against OpenSSL's client, in virtual time.
#include "node/net/tls.hpp"

#include "node/runtime/timeout.hpp"
#include "protocol/wire/limits.hpp"
#include "tests/sim/task_program.hpp"
#include "tests/unit/node/net/tls_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace praxis::node {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tls_test::certify;
using tls_test::Client;

/// One machine that accepts with TLS and hands each stream to `served`, one that dials it.
class TlsTest : public ::testing::Test {
public:
    TlsTest() {
        sim::start_tasks(world, server_machine);
        sim::start_tasks(world, client_machine);
        use(certify("DNS:pages.example.org"));
        auto listening = world.runtime(server_machine).network.listen({"0.0.0.0", 443});
        listener = std::move(listening.value());
        tasks(server_machine).spawn(accept_loop());
    }
    void use(const tls_test::Certified& certified) {
        server = TlsServer::open(certified.certificate, certified.key).value();
    }
    TaskGroup& tasks(sim::NodeIndex machine) {
        return world.program<sim::TaskProgram>(machine).tasks;
    }
    Task<Result<void>> accept_loop() {
        for (;;) {
            CO_TRY(auto plain, co_await listener->accept());
            auto accepting = server->accept(std::move(plain));
            auto accepted = co_await std::move(accepting);
            last_accept = accepted ? "" : accepted.error().text();
            if (!accepted) continue;
            streams.push_back(std::move(accepted.value()));
            tasks(server_machine).spawn(echo_loop(*streams.back()));
        }
    }
    /// Answers what it reads, until the client ends.
    Task<Result<void>> echo_loop(TlsStream& stream) {
        Bytes chunk(2'000);
        for (;;) {
            auto reading = stream.read_some(chunk);
            const auto count = co_await std::move(reading);
            if (!count) {
                server_end = count.error();
                stream.close();
                co_return success();
            }
            read_bytes += count.value();
            const auto piece = ByteView{chunk}.first(count.value());
            if (answering) {
                CO_TRY(co_await stream.write(piece));
            }
        }
    }
    std::unique_ptr<Client> dial() {
        std::unique_ptr<Client> client;
        run([&]() -> Task<Result<void>> {
            const Endpoint to{sim::SimNetwork::host_of(server_machine), 443};
            CO_TRY(auto stream, co_await world.runtime(client_machine).network.dial(to));
            client = std::make_unique<Client>(std::move(stream));
            co_return success();
        }());
        return client;
    }
    /// Runs a task of the client to its end; its error's words, "" for none.
    std::string run(Task<Result<void>> task) {
        std::optional<std::string> end;
        tasks(client_machine).spawn(std::move(task), [&end](Result<void> result) {
            end = result ? "" : result.error().text();
        });
        EXPECT_TRUE(world.run_until([&end] { return end.has_value(); }, 1min)) << world.report();
        return end.value_or("never ended");
    }
    std::string shake_hands(Client& client) {
        auto failed = run(client.handshake());
        world.run_for(100ms);
        return failed;
    }
    /// Sends `text` in pieces, reading each back before the next; what came back, or why nothing
    /// more did.
    std::string ask(Client& client, const std::string& text, std::size_t piece = 5'000) {
        std::string answer;
        const auto failed = run(exchange(client, text, piece, answer));
        return failed.empty() ? answer : failed;
    }
    static Task<Result<void>> send(Stream& stream, std::string bytes) {
        co_return co_await stream.write(bytes_of(bytes));
    }
    static Task<Result<void>> exchange(Client& client,
                                       std::string text,
                                       std::size_t piece,
                                       std::string& answer) {
        for (std::size_t at = 0; at < text.size(); at += piece) {
            CO_TRY(co_await client.write(text.substr(at, piece)));
            while (answer.size() < std::min(at + piece, text.size())) {
                CO_TRY(const auto more, co_await client.read());
                answer += more;
            }
        }
        co_return success();
    }

    sim::World world{1};
    sim::NodeIndex server_machine = world.add_machine();
    sim::NodeIndex client_machine = world.add_machine();
    std::shared_ptr<const TlsServer> server;
    std::unique_ptr<Listener> listener;
    std::vector<std::unique_ptr<TlsStream>> streams;
    std::string last_accept;
    std::optional<Error> server_end;
    std::size_t read_bytes = 0;
    bool answering = true;
};

TEST_F(TlsTest, CarriesBytesBothWays) {
    const auto client = dial();
    ASSERT_EQ(shake_hands(*client), "");
    EXPECT_STREQ(SSL_get_version(client->ssl()), "TLSv1.3");
    EXPECT_EQ(ask(*client, "hello"), "hello");
    SeededEntropy entropy{7};
    std::string large(200'000, '\0');
    for (char& c : large)
        c = static_cast<char>(entropy.below(256));
    EXPECT_TRUE(ask(*client, large) == large);
    EXPECT_EQ(streams.back()->peer().host, sim::SimNetwork::host_of(client_machine));
}

// Bytes come in pieces of any size, over a link that gives a few at a time.
TEST_F(TlsTest, AnyPiecesWillDo) {
    sim::LinkOptions link;
    link.short_reads = true;
    link.window_bytes = 700;
    world.network().set_default_link(link);
    const auto client = dial();
    ASSERT_EQ(shake_hands(*client), "");
    const std::string text(20'000, 'x');
    EXPECT_TRUE(ask(*client, text, 400) == text);
}

TEST_F(TlsTest, OldBrowsersGetVersion12WithForwardSecrecyOnly) {
    use(certify("DNS:pages.example.org", true));
    for (const auto* cipher : {"ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-CHACHA20-POLY1305"}) {
        const auto client = dial();
        SSL_CTX_set_max_proto_version(client->context(), TLS1_2_VERSION);
        SSL_CTX_set_cipher_list(client->context(), cipher);
        EXPECT_EQ(shake_hands(*client), "") << cipher;
        EXPECT_EQ(ask(*client, "hello"), "hello");
    }
    for (const auto* cipher : {"AES128-GCM-SHA256",          // no ECDHE
                               "DHE-RSA-AES128-GCM-SHA256",  // nor DHE
                               "ECDHE-RSA-AES128-SHA256",    // CBC
                               "ECDHE-RSA-AES128-SHA",
                               "AES256-SHA"}) {
        const auto client = dial();
        SSL_CTX_set_max_proto_version(client->context(), TLS1_2_VERSION);
        ASSERT_EQ(SSL_CTX_set_cipher_list(client->context(), cipher), 1);
        EXPECT_THAT(shake_hands(*client), HasSubstr("alert handshake failure")) << cipher;
        EXPECT_THAT(last_accept, HasSubstr("no shared cipher")) << cipher;
    }
}

TEST_F(TlsTest, OlderVersionsAreRefusedWithAnAlert) {
    for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
        const auto client = dial();
        SSL_CTX_set_cipher_list(client->context(), "ALL:@SECLEVEL=0");
        SSL_CTX_set_min_proto_version(client->context(), version);
        SSL_CTX_set_max_proto_version(client->context(), version);
        EXPECT_THAT(shake_hands(*client), HasSubstr("alert protocol version"));
        EXPECT_THAT(last_accept, HasSubstr("unsupported protocol"));
    }
}

TEST_F(TlsTest, PlainHttpIsNoHandshake) {
    const auto client = dial();
    run(send(client->stream(), "GET / HTTP/1.1\r\n\r\n"));
    world.run_for(1s);
    EXPECT_THAT(last_accept, HasSubstr("http request"));
}

// Damage to the first words of a client: a handshake or a refusal, never the end of the process,
// and the door stays open.
TEST_F(TlsTest, ADamagedHandshakeIsRefused) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        SeededEntropy entropy{seed};
        const auto client = dial();
        SSL_connect(client->ssl());
        auto hello = tls_test::text_of_bio(SSL_get_wbio(client->ssl()));
        for (auto edits = 1 + entropy.below(4); edits > 0; --edits)
            hello[entropy.below(hello.size())] = static_cast<char>(entropy.below(256));
        hello.resize(1 + entropy.below(hello.size()));
        run(send(client->stream(), hello));
        world.run_for(100ms);
        client->stream().close();
        world.run_for(100ms);
        ASSERT_NE(last_accept, "") << "PRAXIS_SEED=" << seed;
    }
    const auto good = dial();
    EXPECT_EQ(shake_hands(*good), "");
    EXPECT_EQ(last_accept, "");
}

TEST_F(TlsTest, NobodyNegotiatesAnew) {
    const auto client = dial();
    SSL_CTX_set_max_proto_version(client->context(), TLS1_2_VERSION);
    ASSERT_EQ(shake_hands(*client), "");
    SSL_renegotiate(client->ssl());
    std::string end;
    tasks(client_machine).spawn(client->handshake(), [&end](Result<void> result) {
        end = result ? "negotiated" : result.error().text();
    });
    world.run_for(1s);
    EXPECT_EQ(end, "");  // the refusal goes out with what is written next
    const std::string text = "x";
    tasks(server_machine).spawn(streams.back()->write(bytes_of(text)));
    world.run_for(1s);
    EXPECT_THAT(end, HasSubstr("no renegotiation"));
}

TEST_F(TlsTest, ASessionIsResumedAndNothingIsTakenEarly) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        std::unique_ptr<SSL_SESSION, tls_test::Freed<SSL_SESSION_free>> session;
        {
            const auto first = dial();
            SSL_CTX_set_max_proto_version(first->context(), version);
            ASSERT_EQ(shake_hands(*first), "");
            EXPECT_EQ(ask(*first, "hello"), "hello");  // the ticket has come
            EXPECT_EQ(SSL_session_reused(first->ssl()), 0);
            session.reset(SSL_get1_session(first->ssl()));
            EXPECT_EQ(SSL_SESSION_get_max_early_data(session.get()), 0U);
            // Leaves without a word, as browsers do; its own OpenSSL would forget the session.
            SSL_set_shutdown(first->ssl(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        }
        world.run_for(1s);
        streams.clear();
        const auto second = dial();
        SSL_CTX_set_max_proto_version(second->context(), version);
        SSL_set_session(second->ssl(), session.get());
        ASSERT_EQ(shake_hands(*second), "");
        EXPECT_EQ(SSL_session_reused(second->ssl()), 1) << version;
        EXPECT_EQ(ask(*second, "hello"), "hello");
    }
}

TEST_F(TlsTest, AnEndWithoutFarewellIsACut) {
    const auto polite = dial();
    ASSERT_EQ(shake_hands(*polite), "");
    SSL_shutdown(polite->ssl());
    run(polite->flush());
    world.run_for(1s);
    ASSERT_TRUE(server_end);
    EXPECT_EQ(server_end->code, RuntimeErrc::closed);

    const auto cut = dial();
    ASSERT_EQ(shake_hands(*cut), "");
    EXPECT_EQ(ask(*cut, "hello"), "hello");
    server_end.reset();
    cut->stream().close();
    world.run_for(1s);
    ASSERT_TRUE(server_end);
    EXPECT_EQ(server_end->code, RuntimeErrc::reset);
    EXPECT_THAT(server_end->text(), HasSubstr("farewell"));
}

TEST_F(TlsTest, FinishSaysFarewell) {
    const auto client = dial();
    ASSERT_EQ(shake_hands(*client), "");
    std::string answer = "unread";
    tasks(server_machine).spawn(streams.back()->finish());
    const auto failed = run([](Client& of, std::string& into) -> Task<Result<void>> {
        CO_TRY(into, co_await of.read());
        co_return success();
    }(*client, answer));
    EXPECT_EQ(failed, "");
    EXPECT_EQ(answer, "");
}

TEST_F(TlsTest, ClosingEndsAReadThatWaits) {
    const auto client = dial();
    ASSERT_EQ(shake_hands(*client), "");
    world.run_for(1s);
    streams.back()->close();
    world.run_for(1s);
    ASSERT_TRUE(server_end);
    EXPECT_EQ(server_end->code, RuntimeErrc::closed);
}

// Damage anywhere after the handshake ends the stream and gives no byte of text.
TEST_F(TlsTest, ADamagedRecordIsNeverText) {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        SeededEntropy entropy{seed};
        const auto client = dial();
        ASSERT_EQ(shake_hands(*client), "");
        world.run_for(1s);
        read_bytes = 0;
        server_end.reset();
        SSL_write(client->ssl(), "0123456789", 10);
        auto sealed = tls_test::text_of_bio(SSL_get_wbio(client->ssl()));
        sealed[entropy.below(sealed.size())] ^= static_cast<char>(1 + entropy.below(255));
        run([](Stream& stream, std::string bytes) -> Task<Result<void>> {
            CO_TRY(co_await stream.write(bytes_of(bytes)));
            stream.close();
            co_return success();
        }(client->stream(), sealed));
        world.run_for(1s);
        EXPECT_EQ(read_bytes, 0U) << "PRAXIS_SEED=" << seed;
        ASSERT_TRUE(server_end) << "PRAXIS_SEED=" << seed;
        EXPECT_EQ(server_end->code, RuntimeErrc::reset) << "PRAXIS_SEED=" << seed;
    }
}

// A client that asks for new keys again and again, each time to be answered, costs no memory.
TEST_F(TlsTest, AClientThatOnlyChangesKeysIsCutOff) {
    answering = false;
    const auto client = dial();
    ASSERT_EQ(shake_hands(*client), "");
    run([](Client& of) -> Task<Result<void>> {
        for (int i = 0; i < 2'000; ++i) {
            SSL_key_update(of.ssl(), SSL_KEY_UPDATE_REQUESTED);
            SSL_write(of.ssl(), "x", 1);
            CO_TRY(co_await of.flush());
        }
        co_return success();
    }(*client));
    world.run_for(1s);
    ASSERT_TRUE(server_end);
    EXPECT_EQ(server_end->code, RuntimeErrc::reset);
    EXPECT_LT(read_bytes, 2'000U);
}

TEST(TlsServer, SaysUnderWhichNamesItAnswers) {
    const auto certified = certify(
        "DNS:Pages.Example.org,DNS:*.example.net,IP:192.0.2.1,IP:2001:db8::1,email:a@example.org");
    const auto server = TlsServer::open(certified.certificate, certified.key);
    ASSERT_TRUE(server);
    EXPECT_THAT(server.value()->names(),
                ElementsAre("pages.example.org", "*.example.net", "192.0.2.1", "[2001:db8::1]"));
}

TEST(TlsServer, OpensWithACertificateAndItsKeyOnly) {
    const auto good = certify("DNS:a.example.org");
    const auto other = certify("DNS:a.example.org");
    const auto why = [](const std::string& certificate, const std::string& key) {
        const auto server = TlsServer::open(certificate, key);
        return server ? boost::system::error_code{} : server.error().code;
    };
    EXPECT_EQ(why(good.certificate, good.key), boost::system::error_code{});
    EXPECT_EQ(why(good.certificate + other.certificate, good.key), boost::system::error_code{});
    EXPECT_EQ(why(good.certificate, other.key), TlsErrc::bad_key);
    EXPECT_EQ(why(good.certificate, ""), TlsErrc::bad_key);
    EXPECT_EQ(why("", good.key), TlsErrc::bad_certificate);
    EXPECT_EQ(why("-----BEGIN CERTIFICATE-----\nx\n", good.key), TlsErrc::bad_certificate);
    const auto nameless = certify("");
    EXPECT_EQ(why(nameless.certificate, nameless.key), TlsErrc::bad_certificate);
}

}  // namespace
}  // namespace praxis::node
