#pragma once

#include "node/web/site.hpp"

namespace praxis::web {

/// The pages on which a hosted person takes their key away from this centre: `/me/key` says what
/// that means and shows the key as words, `/me/key/take` asks for three of them and deletes what
/// the centre keeps. Everything given outlives the routes.
///
/// Both forms are sensitive, want the password each time, and nothing of them is carried through
/// the page that signs in. One that showed the words shows them no more. What wrong words are
/// answered with does not say which, and other ones are asked for then. Who has no device of their
/// own in force gets neither words nor form.
[[nodiscard]] std::vector<http::Route> key_routes(Site& site,
                                                  Guard& guard,
                                                  Accounts& accounts,
                                                  Sessions& sessions);

}  // namespace praxis::web
