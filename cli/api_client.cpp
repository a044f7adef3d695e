#include "cli/api_client.hpp"

#include "cli/errc.hpp"
#include "node/community/kind.hpp"
#include "node/node.hpp"
#include "node/replica/errc.hpp"
#include "node/replica/folder.hpp"
#include "node/runtime/system.hpp"
#include "protocol/wire/limits.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <chrono>

namespace praxis::cli {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr std::chrono::milliseconds retry_every{50};
constexpr int retries_max = 200;  // ten seconds: another command is at work in this folder

auto broken_off(const std::string& why) {
    return fail(CliErrc::protocol, "the running node broke off: " + why + "; see its log");
}

/// The node's own words about what it refused.
Error refusal(const json::object& line) {
    const auto* error = line.at("error").if_object();
    const auto* words = error == nullptr ? nullptr : error->if_contains("words");
    return {make_error_code(CliErrc::refused),
            words != nullptr && words->is_string() ? std::string{words->get_string()}
                                                   : "without saying why"};
}

/// A running node, over its local socket: lines of JSON, the last one `{"end":true}` or an error.
class SocketClient final : public Client {
public:
    [[nodiscard]] Result<void> connect(const std::filesystem::path& path) {
        boost::system::error_code error;
        socket_.connect(asio::local::stream_protocol::endpoint{path.string()}, error);
        if (error) return fail(Error{error, path.string()});
        return success();
    }

    Result<std::vector<json::object>> call(json::object asked) override {
        boost::system::error_code error;
        asio::write(socket_, asio::buffer(json::serialize(asked) + "\n"), error);
        if (error) return broken_off(error.message());
        std::vector<json::object> out;
        for (;;) {
            TRY(auto line, read_line());
            if (line.contains("end")) return out;
            if (line.contains("error")) return fail(refusal(line));
            out.push_back(std::move(line));
        }
    }

private:
    Result<json::object> read_line() {
        boost::system::error_code error;
        const auto size = asio::read_until(socket_, asio::dynamic_buffer(buffer_), '\n', error);
        if (error) return broken_off(error.message());
        const auto value = json::parse(std::string_view{buffer_}.substr(0, size - 1), error);
        buffer_.erase(0, size);
        if (error || !value.is_object()) return broken_off("an answer that is not JSON");
        return value.get_object();
    }

    asio::io_context loop_;
    asio::local::stream_protocol::socket socket_{loop_};
    std::string buffer_;
};

/// The node itself in this process, without listeners. It holds the folder's lock until it is
/// destroyed, which also brings what was begun to its end.
class InProcessClient final : public Client {
public:
    InProcessClient(const std::filesystem::path& path, node::Folder folder, community::Kinds kinds)
        : system_{{path, node::LogLevel::warning}},
          folder_{std::move(folder)},
          kinds_{std::move(kinds)},
          tasks_{system_.runtime().loop} {}
    ~InProcessClient() override {
        if (node_) static_cast<void>(run(stop(*node_)));  // what it wrote is durable already
    }
    InProcessClient(const InProcessClient&) = delete;
    InProcessClient& operator=(const InProcessClient&) = delete;

    [[nodiscard]] Result<void> open() {
        auto identity = node::read_identity(folder_.path);
        if (!identity) return fail(std::move(identity).error());
        TRY(node_,
            node::Node::open({system_.runtime(),
                              *folder_.store,
                              std::move(identity).value(),
                              folder_.claim.incarnation,
                              folder_.inviter,
                              kinds_,
                              {}}));
        return success();
    }

    Result<std::vector<json::object>> call(json::object asked) override {
        std::vector<json::object> out;
        TRY(run(answer(std::move(asked), out)));
        return out;
    }

private:
    static node::Task<Result<void>> stop(node::Node& node) {
        co_await node.stop();
        co_return success();
    }

    static node::Task<Result<void>> keep(std::vector<json::object>& out, json::object line) {
        out.push_back(std::move(line));
        co_return success();
    }

    node::Task<Result<void>> answer(json::object asked, std::vector<json::object>& out) {
        community::Handler::Emit emit = [&out](json::object line) {
            return keep(out, std::move(line));
        };
        co_return co_await node_->handler().handle(std::move(asked), std::move(emit));
    }

    /// Runs the loop until this one task is done.
    Result<void> run(node::Task<Result<void>> task) {
        std::optional<Result<void>> result;
        tasks_.spawn(std::move(task), [this, &result](Result<void> done) {
            result = std::move(done);
            system_.stop();
        });
        while (!result) {
            system_.run();
        }
        return std::move(*result);
    }

    node::System system_;
    node::Folder folder_;
    community::Kinds kinds_;
    std::unique_ptr<node::Node> node_;
    node::TaskGroup tasks_;
};

Result<std::unique_ptr<Client>> open_here(const std::filesystem::path& folder,
                                          const std::filesystem::path& kinds_folder,
                                          Entropy& entropy) {
    TRY(auto kinds, community::Kinds::load(kinds_folder));
    TRY(auto opened, node::open_folder(folder, node::lease_folder(), entropy));
    auto client = std::make_unique<InProcessClient>(folder, std::move(opened), std::move(kinds));
    TRY(client->open());
    return std::unique_ptr<Client>{std::move(client)};
}

}  // namespace

Result<std::unique_ptr<Client>> open_client(const std::filesystem::path& folder,
                                            const std::filesystem::path& kinds,
                                            Entropy& entropy) {
    for (int attempt = 0;; ++attempt) {
        auto running = std::make_unique<SocketClient>();
        if (running->connect(folder / "praxis.sock"))
            return std::unique_ptr<Client>{std::move(running)};
        auto here = open_here(folder, kinds, entropy);
        if (here) return here;
        auto error = std::move(here).error();
        if (error.code != node::NodeErrc::busy || attempt == retries_max) {
            return fail(std::move(error));
        }
        asio::io_context loop;
        asio::steady_timer{loop, retry_every}.wait();
    }
}

}  // namespace praxis::cli
