#include "node/web/signing.hpp"

#include "node/community/text_line.hpp"
#include "node/replica/errc.hpp"
#include "node/web/account_errc.hpp"
#include "node/web/words.hpp"

namespace praxis::web {

std::string field_of(const http::Form& form, std::string_view name) {
    const auto* value = form.first(name);
    return value != nullptr ? *value : std::string{};
}

std::optional<Said> said_of(const Error& error, const Visit& visit, Accounts& accounts) {
    if (error.code == AccountErrc::refused) {
        return Said{"That is not your password. Nothing was signed.", 403, {}};
    }
    if (const auto status = status_of(error)) {
        if (*status == 500) return std::nullopt;
        return Said{error.detail,
                    *status,
                    accounts.retry_after(error, visit.session->name, visit.request.client)};
    }
    const bool of_the_form =
        error.code == make_error_code(node::NodeErrc::bad_request) ||
        error.code == make_error_code(node::NodeErrc::not_allowed) ||
        error.code.category() == make_error_code(community::LineErrc::damaged).category();
    if (!of_the_form) return std::nullopt;
    return Said{sentence_of(error.detail), 422, {}};
}

node::Task<Result<node::Acting>> unlocked(const Visit& visit, Accounts& accounts) {
    auto proving = accounts.sign_in(
        visit.session->name, field_of(visit.form, "password"), visit.request.client);
    CO_TRY(auto proven, co_await std::move(proving));
    if (proven.person != visit.session->person) {
        co_return fail(AccountErrc::refused, "This account is another person's.");
    }
    co_return std::move(proven.acting);
}

node::Task<Result<void>> sign(Site& site,
                              governance::Act act,
                              std::string reason,
                              node::Acting as,
                              node::Replica::Before before) {
    auto signing =
        site.replica.act(std::move(act), std::move(reason), std::move(as), std::move(before));
    CO_TRY(const auto id, co_await std::move(signing));
    const auto verdict = site.replica.governance().verdict_of_root(id);
    if (verdict.stands()) co_return success();
    co_return fail(node::NodeErrc::not_allowed,
                   "that was signed and counts for nothing: it " + governance::text_of(verdict));
}

}  // namespace praxis::web
