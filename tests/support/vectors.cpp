#include "tests/support/vectors.hpp"

#include "protocol/base/check.hpp"
#include "tests/support/source_path.hpp"

#include <boost/json/parse.hpp>

#include <array>
#include <zlib.h>

namespace praxis::testing {

std::string vector_path(std::string_view name) {
    return test::source_path("tests/vectors/") + std::string{name};
}

std::optional<std::string> read_file(const std::string& path) {
    // gzread hands plain files through unchanged.
    const auto file = gzopen(path.c_str(), "rb");
    if (file == nullptr) return std::nullopt;
    std::string text;
    std::array<char, 65536> block{};
    int got = 1;
    while (got > 0) {
        got = gzread(file, block.data(), block.size());
        if (got > 0) text.append(block.data(), static_cast<std::size_t>(got));
    }
    const bool whole = gzclose(file) == Z_OK && got == 0;
    return whole ? std::optional{std::move(text)} : std::nullopt;
}

std::string read_vector(std::string_view name) {
    auto text = read_file(vector_path(name));
    PRAXIS_CHECK(text.has_value());
    return std::move(*text);
}

boost::json::value json_vector(std::string_view name) {
    return boost::json::parse(read_vector(name));
}

std::vector<boost::json::value> json_lines_vector(std::string_view name) {
    const auto text = read_vector(name);
    std::vector<boost::json::value> out;
    std::string_view rest{text};
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        if (end > 0) out.push_back(boost::json::parse(rest.substr(0, end)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return out;
}

}  // namespace praxis::testing
