// A stream proxy that makes a good link bad: rate, delay and cuts, from a seed. See README.md.
#include "tests/link/proxy.hpp"

#include <boost/asio/signal_set.hpp>
#include <boost/system/system_error.hpp>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <signal.h>
#include <string>

namespace praxis::link {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

struct Arguments {
    std::string listen;
    std::string to;
    std::uint64_t rate = 9'600;
    std::uint64_t delay = 0;
    double cut_every = 0;
    std::uint64_t seed = 1;
};

/// HOST:PORT, the host a name or an address, IPv6 in brackets. Throws CLI::ValidationError.
tcp::endpoint resolve(asio::io_context& context, const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) throw CLI::ValidationError{text, "is not HOST:PORT"};
    auto host = text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    boost::system::error_code failed;
    tcp::resolver resolver{context};
    const auto found = resolver.resolve(host, text.substr(colon + 1), failed);
    if (failed || found.empty()) throw CLI::ValidationError{text, failed.message()};
    return found.begin()->endpoint();
}

std::string text_of(const tcp::endpoint& endpoint) {
    const auto host = endpoint.address().to_string();
    const auto port = std::to_string(endpoint.port());
    return endpoint.address().is_v6() ? "[" + host + "]:" + port : host + ":" + port;
}

ProxyOptions options_of(asio::io_context& context, const Arguments& arguments) {
    const auto bytes_between_cuts = arguments.cut_every * static_cast<double>(arguments.rate) / 8;
    const LineOptions up{.bits_per_second = arguments.rate,
                         .delay = std::chrono::milliseconds{arguments.delay},
                         .cut_every_bytes = static_cast<std::uint64_t>(bytes_between_cuts),
                         .seed = SeededEntropy{arguments.seed}.fork(0).u64()};
    auto down = up;
    down.seed = SeededEntropy{arguments.seed}.fork(1).u64();
    return {resolve(context, arguments.listen), resolve(context, arguments.to), up, down};
}

void print_event(Time time, std::string_view event) {
    std::printf("{\"t\":%.3f,\"event\":\"%.*s\"}\n",
                std::chrono::duration<double>(time).count(),
                static_cast<int>(event.size()),
                event.data());
    std::fflush(stdout);
}

void print_totals(const Totals& totals) {
    std::printf("{\"up_bytes\":%llu,\"down_bytes\":%llu,\"turns\":%llu,\"cuts\":%llu}\n",
                static_cast<unsigned long long>(totals.up_bytes),
                static_cast<unsigned long long>(totals.down_bytes),
                static_cast<unsigned long long>(totals.turns),
                static_cast<unsigned long long>(totals.cuts));
    std::fflush(stdout);
}

void run(asio::io_context& context, const ProxyOptions& options) {
    const auto start = std::chrono::steady_clock::now();
    Proxy proxy{context, options, print_event};
    asio::signal_set signals{context, SIGUSR1, SIGUSR2, SIGTERM};
    signals.add(SIGINT);
    std::function<void()> next_signal = [&] {
        signals.async_wait([&](boost::system::error_code failed, int number) {
            if (failed) return;
            if (number == SIGTERM || number == SIGINT) return context.stop();
            if (number == SIGUSR1) proxy.take_down();
            if (number == SIGUSR2) proxy.bring_up();
            print_event(std::chrono::steady_clock::now() - start,
                        number == SIGUSR1 ? "down" : "up");
            next_signal();
        });
    };
    next_signal();
    std::printf("{\"listen\":\"%s\"}\n", text_of(proxy.endpoint()).c_str());
    std::fflush(stdout);
    context.run();
    print_totals(proxy.totals());
}

}  // namespace
}  // namespace praxis::link

int main(int argc, char** argv) {
    using namespace praxis::link;
    constexpr int failed = 1;
    constexpr int wrong_usage = 2;
    Arguments arguments;
    CLI::App app{"Puts a thin line with cuts between two ends of TCP connections.", "link"};
    app.add_option("--listen", arguments.listen, "HOST:PORT; port 0 takes a free one")->required();
    app.add_option("--to", arguments.to, "HOST:PORT every connection goes on to")->required();
    app.add_option("--rate", arguments.rate, "bits a second, each direction")
        ->check(CLI::Range(std::uint64_t{8}, std::uint64_t{100'000'000'000}));
    app.add_option("--delay", arguments.delay, "milliseconds each way")
        ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{600'000}));
    app.add_option("--cut-every", arguments.cut_every, "seconds of full line; 0: never")
        ->check(CLI::Range(0.0, 1e6));
    app.add_option("--seed", arguments.seed, "of the positions of the cuts");
    try {
        app.parse(argc, argv);
        boost::asio::io_context context{1};
        run(context, options_of(context, arguments));
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? EXIT_SUCCESS : wrong_usage;
    } catch (const boost::system::system_error& error) {
        std::fprintf(stderr, "link: %s: %s\n", arguments.listen.c_str(), error.what());
        return failed;
    }
    return EXIT_SUCCESS;
}
