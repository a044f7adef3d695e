#include "cli/above.hpp"

#include "cli/acting.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::cli {
namespace {

namespace json = boost::json;

bool is_among(const json::array& grants, const UpdateId& grant) {
    return std::ranges::any_of(
        grants, [&](const json::value& id) { return id.as_string() == grant.hex(); });
}

Result<std::optional<KeyAbove>> as_person(Context& context, const json::array& grants) {
    TRY(auto key, key_if_here(context, node::KeyFile::person));
    if (!key) return std::optional<KeyAbove>{};
    TRY(const auto own, context.call_one(request("whoami")));
    if (own.at("person").is_null()) return std::optional<KeyAbove>{};
    TRY(const auto person, id_in<UpdateId>(own, "person"));
    if (!is_among(grants, person)) return std::optional<KeyAbove>{};
    return std::optional{KeyAbove{std::move(*key), person}};
}

Result<std::optional<KeyAbove>> as_administrator(Context& context, const json::array& grants) {
    TRY(auto key, key_if_here(context, node::KeyFile::administrator));
    if (!key) return std::optional<KeyAbove>{};
    auto asked = request("root.administrator");
    asked["key"] = key->key().hex();
    const auto own = context.call_one(std::move(asked));
    if (!own) return std::optional<KeyAbove>{};
    TRY(const auto grant, id_in<UpdateId>(own.value(), "grant"));
    if (!is_among(grants, grant)) return std::optional<KeyAbove>{};
    return std::optional{KeyAbove{std::move(*key), grant}};
}

}  // namespace

Result<std::optional<KeyAbove>> key_above(Context& context, const json::array& grants) {
    TRY(auto person, as_person(context, grants));
    if (person) return person;
    return as_administrator(context, grants);
}

}  // namespace praxis::cli
