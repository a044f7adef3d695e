#pragma once

#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praxis::testing {

/// Where a file of `tests/vectors` lies, by its path below that folder.
[[nodiscard]] std::string vector_path(std::string_view name);

/// The bytes of any file, unpacked when they are gzip; nullopt when it is missing or damaged.
[[nodiscard]] std::optional<std::string> read_file(const std::string& path);

/// The bytes of a file of `tests/vectors`; a name that ends in `.gz` is unpacked. Ends the process
/// with a clear word when the file is missing or damaged.
[[nodiscard]] std::string read_vector(std::string_view name);

/// The same, parsed: one JSON document.
[[nodiscard]] boost::json::value json_vector(std::string_view name);

/// The same for a file with one JSON document a line.
[[nodiscard]] std::vector<boost::json::value> json_lines_vector(std::string_view name);

}  // namespace praxis::testing
