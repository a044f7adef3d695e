#include "node/web/signing.hpp"

#include "node/community/text_line.hpp"
#include "node/replica/errc.hpp"
#include "node/web/words.hpp"

namespace praxis::web {

std::string field_of(const http::Form& form, std::string_view name) {
    const auto* value = form.first(name);
    return value != nullptr ? *value : std::string{};
}

std::optional<Said> said_of(const Error& error) {
    const bool of_the_form =
        error.code == make_error_code(node::NodeErrc::bad_request) ||
        error.code == make_error_code(node::NodeErrc::not_allowed) ||
        error.code.category() == make_error_code(community::LineErrc::damaged).category();
    if (!of_the_form) return std::nullopt;
    return Said{sentence_of(error.detail), 422};
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
