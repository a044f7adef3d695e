#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "cli/describe.hpp"
#include "node/community/acts.hpp"
#include "node/community/role_scope.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace praxis::cli {
namespace {

namespace json = boost::json;

struct Asked {
    SpaceId space;
    PersonId person;
    governance::Role role;
    std::string reason;
    std::optional<governance::Scope> scope;  ///< nullopt: nothing was said of it
    std::optional<std::chrono::sys_seconds> until;
};

/// A key in this folder that may act about the role, and the grant that it acts by.
struct Signer {
    crypto::SigningPair key;
    UpdateId under;
};

/// The end of a day written as 2027-03-31, UTC; it must not have passed.
Result<std::chrono::sys_seconds> end_of_day(const std::string& word, WallTime now) {
    constexpr std::size_t year_end = 4;
    constexpr std::size_t month_end = 7;
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    const auto read = [&](std::size_t from, std::size_t to, auto& into) {
        const auto* end = word.data() + to;
        const auto done = std::from_chars(word.data() + from, end, into);
        return done.ec == std::errc{} && done.ptr == end;
    };
    const bool has_form = word.size() == 10 && word[year_end] == '-' && word[month_end] == '-' &&
                          read(0, year_end, year) && read(year_end + 1, month_end, month) &&
                          read(month_end + 1, word.size(), day);
    const std::chrono::year_month_day date{
        std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!has_form || !date.ok()) {
        return fail(CliErrc::usage, "--until is a day such as 2027-03-31, not " + word);
    }
    const std::chrono::sys_seconds end = std::chrono::sys_days{date} + std::chrono::days{1};
    if (WallTime{end} <= now) return fail(CliErrc::usage, "--until: " + word + " has passed");
    return end;
}

/// What the words alone decide, before the node is asked.
Result<Asked> read_arguments(Context& context, const Arguments& arguments) {
    Asked out{};
    TRY(out.space, id_from<SpaceId>("--space", arguments.required("space")));
    TRY(out.person, id_from<PersonId>("--person", arguments.required("person")));
    const auto role = community::role_from(arguments.required("as"));
    if (!role) {
        return fail(CliErrc::usage,
                    "--as is " + community::role_choices() + ", not " + arguments.required("as"));
    }
    out.role = *role;
    out.reason = arguments.option("reason").value_or("");
    if (const auto day = arguments.option("until")) {
        TRY(out.until, end_of_day(*day, context.world().now()));
    }
    if (const auto only = arguments.option("only")) {
        const auto scope = community::scope_from(*only, context.kinds());
        if (!scope) return fail(CliErrc::usage, "--only: " + scope.error().detail);
        out.scope = scope.value();
        if (!governance::may_have(out.role, *out.scope)) {
            return fail(CliErrc::usage,
                        "a steward is one of the whole space, and a moderator not of a theme or "
                        "country: which documents these have is told by nothing that is signed");
        }
    }
    return out;
}

/// Who appoints stewards, from above; their role is taken back in the same way.
Result<Signer> administrator(Context& context) {
    TRY(auto key, key_for(context, node::KeyFile::administrator));
    auto asked = request("root.administrator");
    asked["key"] = key.key().hex();
    TRY(const auto own, context.call_one(std::move(asked)));
    TRY(const auto under, id_in<UpdateId>(own, "grant"));
    return Signer{std::move(key), under};
}

/// Who gives every other role, by the strongest of their own in the space.
Result<Signer> in_the_space(Context& context, const SpaceId& space) {
    auto asked = request("root.role");
    asked["space"] = space.hex();
    TRY(const auto own, context.call_one(std::move(asked)));
    TRY(const auto under, id_in<UpdateId>(own, "grant"));
    TRY(auto key, key_for(context, node::KeyFile::device));
    return Signer{std::move(key), under};
}

bool is_steward(const Asked& asked) {
    return asked.role == governance::Role::steward;
}

void print_update(Context& context, const UpdateId& id) {
    json::object line;
    line["update"] = id.hex();
    context.print(line, id.hex());
}

/// The grants of this role that the person holds now, for what was asked, if anything; fails when
/// no such person is known here.
Result<std::vector<json::object>> grants_of(Context& context,
                                            const Asked& asked,
                                            const std::string& role) {
    auto question = request("root.grants");
    question["space"] = asked.space.hex();
    question["person"] = asked.person.hex();
    question["as"] = role;
    TRY(auto lines, context.call(std::move(question)));
    if (asked.scope) {
        const auto only = community::word_of(*asked.scope);
        std::erase_if(
            lines, [&](const json::object& line) { return line.at("only").as_string() != only; });
    }
    return lines;
}

Result<void> add(Context& context, const Arguments& arguments) {
    TRY(auto asked, read_arguments(context, arguments));
    if (!asked.scope) asked.scope = governance::WholeSpace{};
    auto signer_now =
        is_steward(asked) ? administrator(context) : in_the_space(context, asked.space);
    if (!signer_now) return fail(std::move(signer_now).error());
    const auto& signer = signer_now.value();
    TRY(const auto held, grants_of(context, asked, arguments.required("as")));
    if (!held.empty()) {
        TRY(const auto grant, id_in<UpdateId>(held.front(), "grant"));
        context.say("That person holds this role already.");
        print_update(context, grant);
        return success();
    }
    const governance::GrantRole act{
        signer.under, asked.space, asked.role, asked.person, *asked.scope, asked.until};
    TRY(const auto id, submit_act(context, signer.key, act, asked.reason));
    print_update(context, id);
    return success();
}

/// A steward's, by an administrator above the space.
Result<UpdateId> revoke_from_above(Context& context, const Asked& asked, const UpdateId& grant) {
    TRY(const auto signer, administrator(context));
    TRY(auto cuts, cuts_of(context, grant, asked.space));
    const governance::Revoke act{signer.under, grant, std::move(cuts)};
    return submit_act(context, signer.key, act, asked.reason);
}

/// By this node's person: one that theirs reaches, or their own, which they give up.
Result<UpdateId> end_role(Context& context, const Asked& asked, const UpdateId& grant) {
    auto question = request("root.end_role");
    question["space"] = asked.space.hex();
    question["grant"] = grant.hex();
    question["reason"] = asked.reason;
    TRY(const auto done, context.call_one(std::move(question)));
    return id_in<UpdateId>(done, "id");
}

Result<void> revoke(Context& context, const Arguments& arguments) {
    TRY(const auto asked, read_arguments(context, arguments));
    TRY(const auto grants, grants_of(context, asked, arguments.required("as")));
    if (grants.empty()) {
        return fail(node::NodeErrc::not_found,
                    "that person was not granted this role here; in an open space everybody is a "
                    "member without a grant");
    }
    TRY(const auto self, context.call_one(request("whoami")));
    const auto& own = self.at("person");
    const bool is_own = own.is_string() && own.as_string() == asked.person.hex();
    for (const auto& line : grants) {
        TRY(const auto grant, id_in<UpdateId>(line, "grant"));
        auto ended = is_steward(asked) && !is_own ? revoke_from_above(context, asked, grant)
                                                  : end_role(context, asked, grant);
        if (!ended) return fail(std::move(ended).error());
        print_update(context, ended.value());
    }
    return success();
}

Result<void> print_roles(Context& context,
                         const Arguments& arguments,
                         std::string_view action,
                         std::string (*describe)(const json::object&)) {
    TRY(const auto space, id_from<SpaceId>("--space", arguments.required("space")));
    auto asked = request(action);
    asked["space"] = space.hex();
    TRY(const auto lines, context.call(std::move(asked)));
    for (const auto& line : lines)
        context.print(line, describe(line));
    return success();
}

Result<void> list(Context& context, const Arguments& arguments) {
    return print_roles(context, arguments, "root.roles", describe_role);
}

Result<void> log(Context& context, const Arguments& arguments) {
    return print_roles(context, arguments, "root.role_log", describe_role_change);
}

const Option space_option{"space", "ID", Option::Need::required, "the space"};

std::vector<Option> options(std::vector<Option> more = {}) {
    std::vector<Option> out{
        space_option,
        {"person", "ID", Option::Need::required, "whose role"},
        {"as", "ROLE", Option::Need::required, community::role_choices()},
        {"only",
         "WHAT",
         Option::Need::optional,
         "kind:NAME, document:ID, theme:ID or country:EE; default: the whole space"},
        {"reason", "TEXT", Option::Need::optional, "why; everybody of the network can read it"}};
    out.insert(out.end(), more.begin(), more.end());
    return out;
}

}  // namespace

Command role_add_command() {
    return {"role add",
            "give a person a role in a space",
            "praxis -C bratislava role add --space ID --person ID --as moderator",
            {},
            options({{"until",
                      "DAY",
                      Option::Need::optional,
                      "the last day, as 2027-03-31 (UTC); your node then takes the role back"}}),
            add};
}

Command role_list_command() {
    return {"role list",
            "who has which role in a space, and who gave it",
            "praxis -C bratislava role list --space ID",
            {},
            {space_option},
            list};
}

Command role_log_command() {
    return {"role log",
            "every role of a space given and taken back, newest first",
            "praxis -C bratislava role log --space ID",
            {},
            {space_option},
            log};
}

Command role_revoke_command() {
    return {"role revoke",
            "take a role back, or give up your own; what was done by it until now stays",
            "praxis -C bratislava role revoke --space ID --person ID --as moderator",
            {},
            options(),
            revoke};
}

}  // namespace praxis::cli
