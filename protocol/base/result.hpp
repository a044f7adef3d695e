#pragma once

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/success_failure.hpp>
#include <boost/outcome/try.hpp>
#include <boost/system/error_code.hpp>

#include <string>
#include <utility>

namespace praxis {

/// An expected failure: branch on `code`; `detail` is for people and says what to do where it can.
struct Error {
    boost::system::error_code code;
    std::string detail;

    /// "detail (category: message)", or the message alone when there is no detail.
    [[nodiscard]] std::string text() const;
};

/// A value or an Error. Reading the side that is not there ends the process.
template <class T>
using Result = boost::outcome_v2::basic_result<T, Error, boost::outcome_v2::policy::terminate>;

/// What a function returns when it is done and has nothing to give: `return success();`
[[nodiscard]] inline auto success() {
    return boost::outcome_v2::success();
}

/// Fails with a library's `Errc`: `return fail(Errc::too_large, "title is 70,000 bytes")`.
template <class Code>
[[nodiscard]] auto fail(Code code, std::string detail = {}) {
    return boost::outcome_v2::failure(Error{make_error_code(code), std::move(detail)});
}

/// Passes on an error that is already there.
[[nodiscard]] inline auto fail(Error error) {
    return boost::outcome_v2::failure(std::move(error));
}

/// Adds "context: " in front of an error's detail where the context is known.
[[nodiscard]] Error within(std::string context, Error error);

}  // namespace praxis

/// TRY(f()); TRY(auto x, f()); pass an error up to the caller.
#define TRY(...) BOOST_OUTCOME_TRY(__VA_ARGS__)
/// The same inside a coroutine.
#define CO_TRY(...) BOOST_OUTCOME_CO_TRY(__VA_ARGS__)
