#pragma once

#include "node/web/site.hpp"

namespace praxis::web {

/// The piece KEPT of an error's page: what was typed into the form that could not be dealt with, to
/// be copied, or sent again once it can be. Empty when nothing was typed, or nobody is signed in.
void add_typed(View& page, const Visit& visit);

/// How signing in and the person's own page look.
class Looks final : public AccountLooks {
public:
    /// `site` outlives it.
    explicit Looks(Site& site) : site_{site} {}

    [[nodiscard]] Result<std::string> sign_in(const Visit& visit, const SignInView& view) override;
    [[nodiscard]] Result<std::string> recover(const Visit& visit, const RecoverView& view) override;
    [[nodiscard]] Result<std::string> confirm(const Visit& visit, const ConfirmView& view) override;
    [[nodiscard]] Result<std::string> prove(const Visit& visit, const ProveView& view) override;
    [[nodiscard]] Result<std::string> me(const Visit& visit, const MeView& view) override;

private:
    Site& site_;
};

}  // namespace praxis::web
