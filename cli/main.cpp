#include "cli/api_client.hpp"
#include "cli/program.hpp"
#include "node/replica/folder.hpp"
#include "node/runtime/process.hpp"
#include "node/runtime/system_clock.hpp"
#include "protocol/crypto/system_entropy.hpp"

#include <csignal>
#include <iostream>

namespace praxis::cli {
namespace {

/// This machine.
class SystemWorld final : public World {
public:
    Result<std::unique_ptr<Client>> open(const std::filesystem::path& folder,
                                         const std::filesystem::path& kinds) override {
        return open_client(folder, kinds, entropy_);
    }
    Result<void> make(const std::filesystem::path& folder,
                      const governance::Genesis& genesis,
                      const std::optional<node::Inviter>& inviter) override {
        return node::make_folder(folder, genesis, inviter);
    }
    Result<void> read(const std::filesystem::path& folder,
                      const store::Store::ReadFn& callable) override {
        return node::read_folder(folder, callable);
    }
    Entropy& entropy() override { return entropy_; }
    WallTime now() override { return clock_.now_wall(); }

private:
    crypto::SystemEntropy entropy_;
    node::SystemClock clock_{{}};  // only read; nothing waits on it
};

}  // namespace
}  // namespace praxis::cli

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    praxis::node::keep_memory_private("praxis");
    const std::vector<std::string> arguments{argv + 1, argv + argc};
    praxis::cli::SystemWorld world;
    return praxis::cli::run(arguments, world, std::cout, std::cerr);
}
