#include "node/web/signing.hpp"

#include "node/community/signing.hpp"
#include "node/community/text_line.hpp"
#include "node/replica/errc.hpp"
#include "node/web/words.hpp"

namespace praxis::web {

std::string field_of(const http::Form& form, std::string_view name) {
    const auto* value = form.first(name);
    return value != nullptr ? *value : std::string{};
}

Result<std::string> reason_of(const http::Form& form) {
    auto reason = field_of(form, "reason");
    if (reason.find_first_not_of(" \t\r\n") != std::string::npos) return reason;
    return fail(community::Errc::missing_value, "that needs a reason, which everybody can read");
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
    auto signing = community::sign_act(site.replica,
                                       std::move(act),
                                       std::move(reason),
                                       std::move(as),
                                       std::move(before),
                                       "that was signed and counts for nothing: it ");
    CO_TRY(co_await std::move(signing));
    co_return success();
}

}  // namespace praxis::web
