#pragma once

#include "protocol/base/entropy.hpp"
#include "protocol/base/result.hpp"

#include <boost/json/object.hpp>

#include <filesystem>
#include <memory>
#include <vector>

namespace praxis::cli {

/// A node to ask: a running one over its local socket, or the same node opened in this process.
/// Requests and answers are those of node/community/handler.hpp.
class Client {
public:
    virtual ~Client() = default;

    /// One request; all lines of its answer. A refusal by the node comes back as its Error: the
    /// node's code and words. Blocks; one thread.
    [[nodiscard]] virtual Result<std::vector<boost::json::object>> call(
        boost::json::object request) = 0;
};

/// Connects to `folder`/praxis.sock when a node runs there; else opens the node in this process,
/// without listeners, under the same lock. While another command holds the lock it tries again, for
/// ten seconds at most. Fails with words that say what to do. `entropy` outlives the client.
[[nodiscard]] Result<std::unique_ptr<Client>> open_client(const std::filesystem::path& folder,
                                                          const std::filesystem::path& kinds,
                                                          Entropy& entropy);

}  // namespace praxis::cli
