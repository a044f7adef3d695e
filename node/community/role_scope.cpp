#include "node/community/role_scope.hpp"

#include "node/community/errc.hpp"

#include <algorithm>
#include <charconv>

namespace praxis::community {
namespace {

using governance::Country;
using governance::Scope;
using governance::Theme;

struct Word {
    std::string operator()(const governance::WholeSpace&) const { return {}; }
    std::string operator()(const KindNumber& kind) const {
        return "kind:" + std::to_string(kind.value);
    }
    std::string operator()(const DocumentId& id) const { return "document:" + id.hex(); }
    std::string operator()(const Theme& theme) const { return "theme:" + theme.id.hex(); }
    std::string operator()(const Country& country) const {
        return "country:" + std::string{country.letters.begin(), country.letters.end()};
    }
};

std::optional<KindNumber> kind_from(const std::string& typed, const Kinds& kinds) {
    if (const auto known = kinds.by_name(typed)) return known.value()->number;
    KindNumber out;
    const auto* end = typed.data() + typed.size();
    const auto [at, error] = std::from_chars(typed.data(), end, out.value);
    const bool is_number = error == std::errc{} && at == end && out.value > 0;
    return is_number ? std::optional{out} : std::nullopt;
}

}  // namespace

std::string word_of(const Scope& scope) {
    return std::visit(Word{}, scope);
}

Result<Scope> scope_from(const std::string& word, const Kinds& kinds) {
    const auto colon = word.find(':');
    const auto sort = word.substr(0, colon);
    const auto rest = colon == std::string::npos ? std::string{} : word.substr(colon + 1);
    if (sort == "kind") {
        if (const auto kind = kind_from(rest, kinds)) return Scope{*kind};
    }
    if (sort == "document" || sort == "theme") {
        if (const auto id = DocumentId::from_hex(rest)) {
            return sort == "theme" ? Scope{Theme{id.value()}} : Scope{id.value()};
        }
    }
    const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (sort == "country" && rest.size() == 2 && std::ranges::all_of(rest, is_capital)) {
        return Scope{Country{{rest[0], rest[1]}}};
    }
    return fail(Errc::bad_request,
                "a role is for kind:NAME, document:ID, theme:ID or country:EE, and not for \"" +
                    word + "\"");
}

}  // namespace praxis::community
