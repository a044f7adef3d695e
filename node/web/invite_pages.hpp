#pragma once

#include "node/web/accounts.hpp"
#include "node/web/pages.hpp"

namespace praxis::web {

/// `/s/{space}/invite`: giving somebody of the network a role there, by the visitor's own key, and
/// how somebody who is not of it is invited.
[[nodiscard]] std::vector<http::Route> invite_routes(Site& site, Guard& guard, Accounts& accounts);

}  // namespace praxis::web
