#pragma once

#include "protocol/base/result.hpp"

namespace praxis {

/// What may be wrong with bytes, whoever sent them. Other libraries have an `Errc` of their own.
enum class Errc {
    truncated = 1,    ///< fewer bytes than the format asks for
    trailing_bytes,   ///< bytes after the end of the format
    not_canonical,    ///< a second way to write the same value
    out_of_range,     ///< a number or length outside its limits
    unknown_version,  ///< a format version this program does not know
    bad_hex,          ///< not lower-case hexadecimal of the right length
    bad_utf8,         ///< text that is not UTF-8
};

[[nodiscard]] const boost::system::error_category& base_category() noexcept;
[[nodiscard]] boost::system::error_code make_error_code(Errc code) noexcept;

/// A category made of a name and a function from number to words.
class NamedCategory final : public boost::system::error_category {
public:
    using Words = const char* (*)(int);
    constexpr NamedCategory(const char* name, Words words) : name_{name}, words_{words} {}
    [[nodiscard]] const char* name() const noexcept override { return name_; }
    [[nodiscard]] std::string message(int value) const override { return words_(value); }

private:
    const char* name_;
    Words words_;
};

}  // namespace praxis

template <>
struct boost::system::is_error_code_enum<praxis::Errc> : std::true_type {};
