#pragma once

#include "node/web/site.hpp"

namespace praxis::web {

/// The pages on which a hosted person takes their key away from this centre: `/me/key` says what
/// that means and shows the key as words, `/me/key/take` asks for three of them and deletes what
/// the centre keeps. Everything given outlives the routes.
///
/// Both forms are sensitive, and nothing of them is carried through the page that signs in. Who has
/// no device of their own in force gets neither words nor form.
[[nodiscard]] std::vector<http::Route> key_routes(Site& site,
                                                  Guard& guard,
                                                  Accounts& accounts,
                                                  Sessions& sessions);

}  // namespace praxis::web
