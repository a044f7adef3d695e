#include "node/community/reasons.hpp"

#include "node/community/errc.hpp"
#include "node/community/value.hpp"

namespace praxis::community {
namespace {

bool is_blank(const std::string& typed) {
    return typed.find_first_not_of(" \t\r\n") == std::string::npos;
}

Result<std::string> line_called(std::string_view name,
                                std::string_view label,
                                const std::string& typed) {
    Field form{};
    form.name = name;
    form.label = label;
    form.type = FieldType::log;
    form.value = ValueType::line;
    return canonical(form, typed);
}

}  // namespace

Result<std::string> moderation_reason(const std::string& typed) {
    if (is_blank(typed)) {
        return fail(Errc::missing_value,
                    "an act of moderation needs a reason, which everybody can read");
    }
    return line_called("reason", "Reason", typed);
}

Result<std::string> line_beside(std::string_view called, const std::string& typed) {
    if (is_blank(typed)) return std::string{};
    return line_called(called, called, typed);
}

}  // namespace praxis::community
