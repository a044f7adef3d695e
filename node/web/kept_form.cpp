#include "node/http/html.hpp"
#include "node/web/guard.hpp"
#include "protocol/wire/limits.hpp"

#include <algorithm>
#include <array>

namespace praxis::web {
namespace {

constexpr std::string_view path_input = "kept-path";
constexpr std::string_view field_prefix = "kept:";
/// Of a session, and of a password's field: none of them is carried.
constexpr std::array not_carried{"csrf", "password", "username"};

/// What the page around the form, and the form around what it carries, take.
constexpr std::size_t around_page = 32 * 1024;
constexpr std::size_t beginning_max = 6 * limits::section_shown_max;  // of a text, shown beside it
constexpr std::size_t around_form = 4 * 1024;                         // name, password, token
constexpr std::size_t around_fields = 8;

/// Whether inputs are more than a page, or a form that is sent, may hold.
bool is_too_large(const std::vector<std::pair<std::string, std::string>>& inputs,
                  std::size_t page_max,
                  std::size_t form_max) {
    auto page = around_page;
    auto form = around_form;
    for (const auto& [name, value] : inputs) {
        const auto shown = http::escaped(value).size();
        page += http::escaped(name).size() + shown + std::min(shown, beginning_max) + 64;
        form += http::percent_encoded(name).size() + http::percent_encoded(value).size() + 2;
        for (const char c : value)
            form += c == '\n' ? 3U : 0U;  // sent as CR LF
    }
    return page > page_max || form > form_max ||
           inputs.size() + around_fields > limits::form_fields_max;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> hidden_inputs(const Kept& kept) {
    std::vector<std::pair<std::string, std::string>> out;
    if (kept.path.empty() || kept.too_large) return out;
    out.emplace_back(path_input, kept.path);
    for (const auto& [name, value] : kept.fields)
        out.emplace_back(std::string{field_prefix} + name, value);
    return out;
}

Kept kept_in(const http::Form& form) {
    Kept out;
    const auto* path = form.first(path_input);
    if (path == nullptr || !http::is_local_path(*path)) return out;
    out.path = *path;
    for (const auto& [name, value] : form.fields()) {
        if (name.starts_with(field_prefix)) {
            out.fields.emplace_back(name.substr(field_prefix.size()), value);
        }
    }
    return out;
}

Kept kept_of(const http::Request& request, const http::Form& form, Way way) {
    Kept out;
    out.path = request.head.path;
    for (const auto& field : form.fields()) {
        if (std::ranges::count(not_carried, field.first) == 0) out.fields.push_back(field);
    }
    out.too_large = way == Way::straight ? is_too_large(out.fields,
                                                        limits::http_text_response_bytes_max,
                                                        limits::http_text_body_bytes_max)
                                         : is_too_large(hidden_inputs(out),
                                                        limits::http_response_bytes_max,
                                                        limits::http_body_bytes_max);
    return out;
}

}  // namespace praxis::web
