#include "cli/commands/commands.hpp"
#include "cli/describe.hpp"

#include <boost/json/value.hpp>

namespace praxis::cli {
namespace {

Result<void> run(Context& context, const Arguments& arguments) {
    TRY(const auto space, id_from<SpaceId>("--space", arguments.required("space")));
    auto asked = request("space.charter");
    asked["space"] = space.hex();
    TRY(const auto lines, context.call(std::move(asked)));
    for (const auto& line : lines)
        context.print(line, describe_governing(line));
    if (lines.empty()) context.say("Nobody has written a charter or policy here.");
    return success();
}

}  // namespace

Command space_charter_command() {
    return {"space charter",
            "what is in force of a space's charter and policies, and what is proposed",
            "praxis -C bratislava space charter --space ID",
            {},
            {{"space", "ID", Option::Need::required, "the space"}},
            run};
}

}  // namespace praxis::cli
