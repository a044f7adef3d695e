#pragma once

#include "node/web/site.hpp"

namespace praxis::web {

/// What a role is for: "only for guides", "for the country EE"; empty for the whole space.
[[nodiscard]] Result<std::string> scope_words(const Site& site,
                                              const Visit& visit,
                                              const governance::Scope& scope);

/// The piece HELD_ROLES: who has which role in a space now, what it allows, who gave it, since and
/// until when; and, where they are offered, the ways to those that the visitor may end.
enum class Endings { offered, left_out };
[[nodiscard]] Result<void> add_held_roles(
    Site& site, const Visit& visit, View& view, const SpaceId& space, Endings endings);

}  // namespace praxis::web
