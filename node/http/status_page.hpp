#pragma once

#include "node/http/router.hpp"
#include "protocol/base/ids.hpp"
#include "protocol/base/time.hpp"

#include <optional>

namespace praxis::http {

/// Another node, as the store knows it.
struct PeerView {
    NodeId node{};
    std::optional<std::string> name{};       ///< nullopt: the store has no name for it
    std::optional<WallTime> last_contact{};  ///< nullopt: the store knows of none
};

/// What a node's store says of itself at one moment; nothing else gets onto the page.
struct StatusView {
    NodeId node{};
    std::optional<std::string> node_name{};
    std::optional<PersonId> person{};  ///< nullopt before a certificate of the node stands
    std::uint64_t spaces = 0;
    std::uint64_t documents = 0;
    std::uint64_t updates = 0;
    std::string state_words{};  ///< eight words, `governance::words_of`
    std::vector<PeerView> peers{};
};

/// Reads the store; called once a request, on the event loop.
using StatusSource = std::function<Result<StatusView>()>;

/// The page as HTML. Lists at most `limits::http_peers_shown_max` peers and says how many more.
[[nodiscard]] std::string status_page(const StatusView& view);

/// `GET /`: the status page. A source that fails gives 500.
[[nodiscard]] Route status_route(StatusSource source);

}  // namespace praxis::http
