#pragma once

#include "node/http/errc.hpp"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praxis::http {

/// What a form says, or a query string (application/x-www-form-urlencoded): names and values, in
/// the order of the form; a name may come several times. All are UTF-8 without NUL. A line ends
/// with LF alone: browsers send CR LF for every line of a text that was given to them with LF.
class Form {
public:
    using Field = std::pair<std::string, std::string>;

    /// Reads a form body or a query string; empty is a form without fields. Fails with `bad_form`
    /// when it has more than `limits::form_fields_max` fields, a '%' without two hexadecimal
    /// digits behind it, or text that is not UTF-8.
    [[nodiscard]] static Result<Form> parse(std::string_view bytes);

    /// The value of the first field with this name; null when there is none.
    [[nodiscard]] const std::string* first(std::string_view name) const;
    /// The values of all fields with this name, in order.
    [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
    [[nodiscard]] std::span<const Field> fields() const { return fields_; }

private:
    std::vector<Field> fields_;
};

/// `text` for use as a name or value in a query string, or as a segment of a path: every byte but
/// letters, digits and "-._~" percent-encoded.
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace praxis::http
