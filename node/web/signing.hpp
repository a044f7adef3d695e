#pragma once

#include "node/web/site.hpp"

namespace praxis::web {

// Acts of root that a hosted person signs on a page, by the key that their password opened.

/// What is said above a page whose form came back, and the status it says it with.
struct Said {
    std::string problem;  ///< empty: none
    unsigned status = 200;
};
/// In words for who asked; nullopt for what is no answer to a form.
[[nodiscard]] std::optional<Said> said_of(const Error& error);

/// Signs an act by a visitor's key; the route is sensitive (`Guard::Sensitive`). Fails with
/// `NodeErrc::not_allowed` when it does not stand here. `before`: as of Replica::act.
[[nodiscard]] node::Task<Result<void>> sign(Site& site,
                                            governance::Act act,
                                            std::string reason,
                                            node::Acting as,
                                            node::Replica::Before before = {});

/// The reason that a form has to give; fails with `community::Errc::missing_value` for a blank one.
[[nodiscard]] Result<std::string> reason_of(const http::Form& form);

/// A field of a form, empty when it is not there.
[[nodiscard]] std::string field_of(const http::Form& form, std::string_view name);

}  // namespace praxis::web
