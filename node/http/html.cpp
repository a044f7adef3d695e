#include "node/http/html.hpp"

namespace praxis::http {

std::string escaped(std::string_view text) {
    constexpr std::string_view replacement = "\xef\xbf\xbd";  // U+FFFD
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\'')
            out += "&#39;";
        else if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f)
            out += replacement;
        else
            out += c;
    }
    return out;
}

std::string page(std::string_view title, Html body) {
    Html html;
    html.markup(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
        .text(title)
        .markup("</title>\n</head>\n<body>\n<main>\n<h1>")
        .text(title)
        .markup("</h1>\n");
    return html.take() + body.take() + "</main>\n</body>\n</html>\n";
}

}  // namespace praxis::http
