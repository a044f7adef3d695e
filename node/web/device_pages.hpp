#pragma once

#include "node/web/pages.hpp"

namespace praxis::web {

/// The devices of who is signed in: GET /me/devices lists them, /me/devices/add takes a further
/// one, POST /me/devices/revoke ends one. What is signed is signed by the person's key, after their
/// password was given again. Everything given outlives the routes.
[[nodiscard]] std::vector<http::Route> device_routes(Site& site, Guard& guard, Accounts& accounts);

}  // namespace praxis::web
