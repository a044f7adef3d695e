#include "node/community/reasons.hpp"

#include "node/community/errc.hpp"
#include "node/community/value.hpp"

namespace praxis::community {

Result<std::string> moderation_reason(const std::string& typed) {
    Field form{};
    form.name = "reason";
    form.label = "Reason";
    form.type = FieldType::log;
    form.value = ValueType::line;
    if (typed.find_first_not_of(" \t\r\n") == std::string::npos) {
        return fail(Errc::missing_value,
                    "an act of moderation needs a reason, which everybody can read");
    }
    return canonical(form, typed);
}

}  // namespace praxis::community
