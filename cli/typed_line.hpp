#pragma once

#include "cli/errc.hpp"
#include "node/community/text_line.hpp"

namespace praxis::cli {

/// A line that was read from what somebody typed: one that is another, or not whole, is wrong
/// usage; one of a newer version is right, elsewhere.
template <class Line>
[[nodiscard]] Result<Line> as_argument(Result<Line> read) {
    using community::LineErrc;
    if (read) return read;
    const auto& error = read.error();
    const bool of_the_text = error.code == LineErrc::not_such || error.code == LineErrc::damaged;
    if (of_the_text) return fail(CliErrc::usage, error.detail);
    return read;
}

}  // namespace praxis::cli
