#include "node/http/html.hpp"
#include "node/web/guard.hpp"
#include "protocol/wire/limits.hpp"

namespace praxis::web {
namespace {

constexpr std::string_view path_input = "kept-path";
constexpr std::string_view field_prefix = "kept:";

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

bool is_too_large(const Kept& kept) {
    constexpr std::size_t around_page = 32 * 1024;  // the page around the inputs
    constexpr std::size_t around_form = 4 * 1024;   // name, password, token
    constexpr std::size_t around_fields = 8;
    std::size_t page = around_page;
    std::size_t form = around_form;
    for (const auto& [name, value] : hidden_inputs(kept)) {
        page += http::escaped(name).size() + http::escaped(value).size() + 64;
        form += http::percent_encoded(name).size() + http::percent_encoded(value).size() + 2;
        for (const char c : value)
            form += c == '\n' ? 3U : 0U;  // sent as CR LF
    }
    return page > limits::http_response_bytes_max || form > limits::http_body_bytes_max ||
           kept.fields.size() + around_fields > limits::form_fields_max;
}

}  // namespace praxis::web
