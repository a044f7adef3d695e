#pragma once

#include <string>
#include <string_view>

namespace praxis::test {

/// Where a file of the checkout that was built is: `source_path("node/web")`. Absolute.
/// The one place that knows, so that no other object file depends on where the checkout lies.
[[nodiscard]] std::string source_path(std::string_view path);

}  // namespace praxis::test
