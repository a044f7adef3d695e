#include "node/community/space_quota.hpp"

#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "cli/describe.hpp"

#include <boost/json/value.hpp>

#include <charconv>

// What each person may bring into a space in a day before they are delayed.

namespace praxis::cli {
namespace {

namespace json = boost::json;

template <class Number>
Result<Number> number_from(const Arguments& arguments, std::string_view name) {
    const auto typed = arguments.option(name).value_or("0");
    Number out = 0;
    const auto* end = typed.data() + typed.size();
    const auto read = std::from_chars(typed.data(), end, out);
    if (read.ec != std::errc{} || read.ptr != end) {
        return fail(CliErrc::usage,
                    "--" + std::string{name} + " is a whole number, 0 for no bound, not " + typed);
    }
    return out;
}

Result<void> show(Context& context, const SpaceId& space) {
    auto asked = request("space.quota");
    asked["space"] = space.hex();
    TRY(const auto answer, context.call_one(std::move(asked)));
    context.print(answer, describe_quota(answer));
    return success();
}

/// By the key of this folder's administrator, who is above the space.
Result<UpdateId> set_as_administrator(Context& context,
                                      const SpaceId& space,
                                      const governance::Quota& quota,
                                      const std::string& reason) {
    TRY(const auto administrator, key_for(context, node::KeyFile::administrator));
    auto asked = request("root.administrator");
    asked["key"] = administrator.key().hex();
    TRY(const auto answer, context.call_one(std::move(asked)));
    TRY(const auto under, id_in<UpdateId>(answer, "grant"));
    return submit_act(context, administrator, governance::SetQuota{under, space, quota}, reason);
}

Result<UpdateId> set_as_steward(Context& context,
                                const SpaceId& space,
                                const governance::Quota& quota,
                                const std::string& reason) {
    auto asked = request("space.set_quota");
    asked["space"] = space.hex();
    asked["updates"] = quota.updates;
    asked["bytes"] = quota.bytes;
    asked["reason"] = reason;
    TRY(const auto answer, context.call_one(std::move(asked)));
    return id_in<UpdateId>(answer, "id");
}

Result<void> run(Context& context, const Arguments& arguments) {
    TRY(const auto space, id_from<SpaceId>("--space", arguments.required("space")));
    const bool sets = arguments.has("updates") || arguments.has("bytes");
    if (!sets) {
        if (arguments.has("reason") || arguments.has("by")) {
            return fail(CliErrc::usage, "give --updates N or --bytes N to set a quota");
        }
        return show(context, space);
    }
    governance::Quota quota;
    TRY(quota.updates, number_from<std::uint32_t>(arguments, "updates"));
    TRY(quota.bytes, number_from<std::uint64_t>(arguments, "bytes"));
    TRY(const auto reason, text_or_file(arguments.option("reason").value_or("")));
    const auto by = arguments.option("by").value_or("steward");
    if (by != "steward" && by != "administrator") {
        return fail(CliErrc::usage, "--by is steward or administrator, not " + by);
    }
    if (!governance::is_allowed(quota)) {
        return fail(CliErrc::usage, community::least_quota_words());
    }
    TRY(const auto id,
        by == "steward" ? set_as_steward(context, space, quota, reason)
                        : set_as_administrator(context, space, quota, reason));
    json::object line;
    line["id"] = id.hex();
    context.print(line, id.hex());
    context.say("Every node counts by what comes to it, as soon as it has heard of this.");
    return success();
}

}  // namespace

Command space_quota_command() {
    return {"space quota",
            "show or set how much each person may bring into a space in a day; what is more is "
            "passed on later",
            "praxis -C bratislava space quota --space ID --updates 200 --bytes 2000000",
            {},
            {{"space", "ID", Option::Need::required, "the space"},
             {"updates", "N", Option::Need::optional, "changes a day; 0 is no bound"},
             {"bytes", "N", Option::Need::optional, "bytes a day; 0 is no bound"},
             {"reason", "TEXT|@FILE", Option::Need::optional, "why; everybody can read it"},
             {"by",
              "steward|administrator",
              Option::Need::optional,
              "as which of the two this node sets it; default steward"}},
            run};
}

}  // namespace praxis::cli
