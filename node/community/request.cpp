#include "node/community/request.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace praxis::community {
namespace {

namespace json = boost::json;

auto wrong(std::string_view name, const std::string& rule) {
    return fail(Errc::bad_request, "argument \"" + std::string{name} + "\" " + rule);
}

/// Null and missing are one.
const json::value* find(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

}  // namespace

boost::outcome_v2::failure_type<Error> Request::not_an_id(std::string_view name,
                                                          std::size_t digits) {
    return wrong(name, "must be " + std::to_string(digits) + " lower-case hexadecimal digits");
}

Result<std::string> Request::text(std::string_view name) const {
    TRY(auto value, optional_text(name));
    if (!value) return wrong(name, "is missing");
    return std::move(*value);
}

Result<std::optional<std::string>> Request::optional_text(std::string_view name) const {
    const auto* value = find(object_, name);
    if (value == nullptr) return std::optional<std::string>{};
    if (!value->is_string()) return wrong(name, "must be text");
    const auto& text = value->get_string();
    return std::optional<std::string>{std::string{text.data(), text.size()}};
}

Result<json::object> Request::object(std::string_view name) const {
    const auto* value = find(object_, name);
    if (value == nullptr || !value->is_object()) return wrong(name, "must be an object");
    return value->get_object();
}

Result<std::vector<std::string>> Request::texts(std::string_view name) const {
    std::vector<std::string> out;
    const auto* value = find(object_, name);
    if (value == nullptr) return out;
    if (!value->is_array()) return wrong(name, "must be a list of texts");
    for (const auto& item : value->get_array()) {
        if (!item.is_string()) return wrong(name, "must be a list of texts");
        out.emplace_back(item.get_string().data(), item.get_string().size());
    }
    return out;
}

Result<bool> Request::flag(std::string_view name) const {
    const auto* value = find(object_, name);
    if (value == nullptr) return false;
    if (!value->is_bool()) return wrong(name, "must be true or false");
    return value->get_bool();
}

Result<std::optional<std::uint64_t>> Request::optional_number(std::string_view name) const {
    const auto* value = find(object_, name);
    if (value == nullptr) return std::optional<std::uint64_t>{};
    boost::system::error_code error;
    const auto number = value->to_number<std::uint64_t>(error);
    if (error) return wrong(name, "must be a whole number");
    return std::optional<std::uint64_t>{number};
}

Result<std::vector<Setting>> Request::settings(std::string_view name) const {
    std::vector<Setting> out;
    const auto* value = find(object_, name);
    if (value == nullptr) return out;
    const auto* list = value->if_array();
    if (list == nullptr) return wrong(name, "must be a list of [NAME, TEXT]");
    for (const auto& item : *list) {
        const auto* pair = item.if_array();
        if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() ||
            !(*pair)[1].is_string()) {
            return wrong(name, "must be a list of [NAME, TEXT]");
        }
        out.push_back({std::string{(*pair)[0].get_string()}, std::string{(*pair)[1].get_string()}});
    }
    return out;
}

}  // namespace praxis::community
