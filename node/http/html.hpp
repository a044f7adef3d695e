#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace praxis::http {

/// `text` for use in HTML, between tags or inside a quoted attribute: the five characters that mean
/// something become references, control characters become U+FFFD. The only way from text to HTML.
[[nodiscard]] std::string escaped(std::string_view text);

/// Markup that the program itself wrote: made from literals only, while compiling.
class Markup {
public:
    template <std::size_t N>
    consteval Markup(const char (&literal)[N]) : text_{literal, N - 1} {}
    [[nodiscard]] constexpr std::string_view text() const { return text_; }

private:
    std::string_view text_;
};

/// A page under construction. Markup goes in as it is, and can only be a literal; everything else
/// is text, and is escaped.
class Html {
public:
    Html& markup(Markup markup) {
        out_ += markup.text();
        return *this;
    }
    Html& text(std::string_view text) {
        out_ += escaped(text);
        return *this;
    }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    std::string out_;
};

/// A whole page: head with this title, heading of the same words, then what `body` holds.
[[nodiscard]] std::string page(std::string_view title, Html body);

}  // namespace praxis::http
