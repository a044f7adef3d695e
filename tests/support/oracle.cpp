#include "tests/support/oracle.hpp"

#include "protocol/base/check.hpp"
#include "tests/support/source_path.hpp"

#include <array>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace praxis::test {
namespace {

boost::json::value hex_or_null(const std::optional<ByteView>& bytes) {
    if (!bytes) return nullptr;
    return boost::json::string{hex(*bytes)};
}

}  // namespace

Oracle::Oracle() {
    std::array<int, 2> ends{};
    PRAXIS_CHECK(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::string python{PRAXIS_PYTHON};
    std::string flag{"-B"};
    auto script = test::source_path("tests/support/oracle_main.py");
    std::array<char*, 4> arguments{python.data(), flag.data(), script.data(), nullptr};
    const auto failed =
        ::posix_spawn(&process_, python.c_str(), &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    PRAXIS_CHECK(failed == 0);
    channel_ = ends[0];
}

Oracle::~Oracle() {
    ::close(channel_);  // the end of its input, and so of the process
    ::waitpid(process_, nullptr, 0);
}

void Oracle::ask(ByteView genesis,
                 const std::vector<OracleUpdate>& updates,
                 const std::vector<SigningKey>& keys,
                 OracleShows shows) const {
    boost::json::object request;
    request["genesis"] = hex(genesis);
    auto& listed = request["updates"].emplace_array();
    for (const auto& update : updates) {
        listed.push_back(boost::json::array{hex(update.header),
                                            hex_or_null(update.signature),
                                            hex(update.skeleton),
                                            hex_or_null(update.content)});
    }
    request["states"] = shows != OracleShows::verdicts;
    request["documents"] = shows == OracleShows::everything;
    auto& known = request["keys"].emplace_array();
    for (const auto& key : keys)
        known.push_back(boost::json::string{key.hex()});
    const auto line = boost::json::serialize(request) + '\n';
    for (std::string_view rest = line; !rest.empty();) {
        const auto sent = ::send(channel_, rest.data(), rest.size(), MSG_NOSIGNAL);
        PRAXIS_CHECK(sent > 0);  // else it died, and said why on standard error
        rest.remove_prefix(static_cast<std::size_t>(sent));
    }
}

boost::json::object Oracle::answer() {
    auto end = received_.find('\n');
    while (end == std::string::npos) {
        std::array<char, 65536> buffer{};
        const auto got = ::recv(channel_, buffer.data(), buffer.size(), 0);
        PRAXIS_CHECK(got > 0);
        received_.append(buffer.data(), static_cast<std::size_t>(got));
        end = received_.find('\n');
    }
    auto out = boost::json::parse(received_.substr(0, end)).as_object();
    received_.erase(0, end + 1);
    return out;
}

}  // namespace praxis::test
