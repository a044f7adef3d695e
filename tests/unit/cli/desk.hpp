#pragma once

#include "cli/program.hpp"
#include "node/community/handler.hpp"
#include "node/replica/identity.hpp"
#include "store/memory_store.hpp"
#include "tests/sim/task_program.hpp"

#include <boost/json/object.hpp>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace praxis::test {

/// What one command line gave.
struct Ran {
    int exit_code = 0;
    std::string out;
    std::string err;

    /// Standard output as JSON lines; a test failure when it is anything else.
    [[nodiscard]] std::vector<boost::json::object> lines() const;
    [[nodiscard]] boost::json::object line() const;
    [[nodiscard]] std::string text(std::string_view name) const;
};

/// A desk at which somebody types `praxis` commands: real commands, real replicas and handlers,
/// key files in a folder of its own that goes at the end, stores in memory, time and randomness of
/// the simulator. Nodes are named by the folder given to -C.
class Desk final : public cli::World {
public:
    explicit Desk(std::uint64_t seed = 1);
    ~Desk() override;

    /// Runs `praxis -C NODE ...`; --json is for the caller to give.
    Ran praxis(const std::string& node, std::vector<std::string> arguments);
    /// The same with --json; a test failure unless it exits with 0.
    Ran done(const std::string& node, std::vector<std::string> arguments);
    Ran run(std::vector<std::string> arguments);
    /// One request to a node's handler, past the commands.
    Result<std::vector<boost::json::object>> ask(const std::string& node,
                                                 boost::json::object request);

    /// An act of root past every command: signed with a key of a node's folder, at the end of its
    /// chain there, with a reason if there is one.
    wire::SignedUpdate sign_by_hand(const std::string& node,
                                    node::KeyFile file,
                                    const governance::Act& act,
                                    const std::string& reason = {},
                                    std::int64_t written = 1'800'000'000'000);
    /// Hands an update of root in as it is; the line that says what became of it.
    boost::json::object submit(const std::string& node, const wire::SignedUpdate& update);

    /// Runs one task to its end, in the node's world.
    template <class T>
    Result<T> await(node::Task<Result<T>> task);

    /// Gives everything that `from` holds to `to`, in the order it came there.
    void carry(const std::string& from, const std::string& to);
    /// Lets time go by, for all nodes.
    void pass(Duration duration) { world_.run_for(duration); }
    /// Ends a node's process; the next command starts it on its disk as it is.
    void restart(const std::string& node);
    /// Spoils a record on a node's disk; false when there is none.
    bool damage(const std::string& node, store::Table table, ByteView key);
    [[nodiscard]] node::Replica& replica(const std::string& node);
    /// What pages of a node are made of besides; they live as long as the desk.
    [[nodiscard]] node::Runtime& runtime() { return program_->runtime; }
    [[nodiscard]] const community::Kinds& kinds(const std::string& node);
    [[nodiscard]] community::Links& links(const std::string& node);
    [[nodiscard]] std::filesystem::path folder(const std::string& node) const {
        return root_ / node;
    }
    /// Writes a file beside the nodes' folders; its path.
    std::string file(const std::string& name, const std::string& text) const;
    /// Kind files read from here from now on.
    void use_kinds(std::filesystem::path kinds) { kinds_folder_ = std::move(kinds); }

    // --- cli::World ---
    Result<std::unique_ptr<cli::Client>> open(const std::filesystem::path& folder,
                                              const std::filesystem::path& kinds) override;
    Result<void> make(const std::filesystem::path& folder,
                      const governance::Genesis& genesis,
                      const std::optional<node::Inviter>& inviter) override;
    Result<void> read(const std::filesystem::path& folder,
                      const store::Store::ReadFn& callable) override;
    Entropy& entropy() override { return entropy_; }
    WallTime now() override;
    crypto::SealCost seal_cost() const override { return {1, 8}; }

private:
    class NoLinks;
    class HandlerClient;
    struct Machine;

    Machine* find(const std::filesystem::path& folder);
    void stop(Machine& machine);

    std::filesystem::path root_;
    std::filesystem::path kinds_folder_;
    SeededEntropy entropy_;
    std::map<std::string, std::unique_ptr<Machine>> machines_;
    sim::World world_;
    sim::TaskProgram* program_ = nullptr;
    std::int64_t minutes_ = 0;
};

template <class T>
node::Task<Result<void>> keep_result(node::Task<Result<T>> task, std::optional<Result<T>>& out) {
    out.emplace(co_await std::move(task));
    co_return success();
}

template <class T>
Result<T> Desk::await(node::Task<Result<T>> task) {
    std::optional<Result<T>> out;
    program_->tasks.spawn(keep_result(std::move(task), out));
    const bool finished =
        world_.run_until([&] { return out.has_value(); }, std::chrono::minutes{1});
    EXPECT_TRUE(finished) << world_.report();
    return std::move(*out);
}

}  // namespace praxis::test
