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

std::string read_vector(std::string_view name) {
    // gzread hands plain files through unchanged.
    const auto file = gzopen(vector_path(name).c_str(), "rb");
    const bool opened = file != nullptr;
    PRAXIS_CHECK(opened);
    std::string text;
    std::array<char, 65536> block{};
    for (;;) {
        const int got = gzread(file, block.data(), block.size());
        PRAXIS_CHECK(got >= 0);
        if (got == 0) break;
        text.append(block.data(), static_cast<std::size_t>(got));
    }
    PRAXIS_CHECK(gzclose(file) == Z_OK);
    return text;
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
