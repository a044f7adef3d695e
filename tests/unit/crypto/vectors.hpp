#pragma once

#include "protocol/base/bytes.hpp"
#include "tests/support/source_path.hpp"

#include <boost/json/parse.hpp>

#include <fstream>
#include <iterator>
#include <string>

namespace praxis::test {

/// A file of tests/vectors, parsed; throws when it is not there or not JSON.
inline boost::json::value vectors(const std::string& name) {
    std::ifstream file{source_path("tests/vectors/" + name)};
    file.exceptions(std::ios::failbit);
    return boost::json::parse(std::string{std::istreambuf_iterator<char>{file}, {}});
}

/// The bytes that a hexadecimal string field of a vector stands for.
inline Bytes hex_field(const boost::json::value& from, std::string_view name) {
    const auto& text = from.at(name).as_string();
    return from_hex(std::string_view{text.data(), text.size()}).value();
}

}  // namespace praxis::test
