#pragma once

#include "node/web/pages.hpp"

namespace praxis::web {

/// How one takes part in a space, in words, from its policy and the roles held there now: the piece
/// RULES of a page.
[[nodiscard]] Result<void> add_rules(Site& site, View& view, const governance::SpaceInfo& space);

/// What whoever may ask to be taken in sees of a space, and nothing more: its name, its rules, what
/// became of their request, and the form. `problem`: why the form came back; empty at first.
[[nodiscard]] Result<http::Response> door_page(Site& site,
                                               const Visit& visit,
                                               const governance::SpaceInfo& space,
                                               const std::string& problem);

/// Whether an answer to a request takes somebody in, which gives a role; a decline does not.
[[nodiscard]] bool takes_in(const http::Form& form);

}  // namespace praxis::web
