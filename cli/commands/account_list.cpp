#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "cli/describe.hpp"
#include "node/web/account_folder.hpp"

#include <boost/json/value.hpp>

namespace praxis::cli {
namespace {

namespace json = boost::json;

/// The person of a key, null while nothing in root names it.
Result<json::value> person_of(Context& context, const SigningKey& key) {
    auto asked = request("root.person");
    asked["key"] = key.hex();
    TRY(const auto answer, context.call_one(std::move(asked)));
    return answer.at("person");
}

Result<void> run(Context& context, const Arguments&) {
    TRY(who_am_i(context));  // there is a node here
    TRY(const auto accounts, web::AccountFolder{context.folder()}.all());
    for (const auto& account : accounts) {
        json::object line;
        line["name"] = account.name;
        line["key"] = account.key.hex();
        TRY(line["person"], person_of(context, account.key));
        line["key_here"] = !account.taken;
        line["taken"] = nullptr;
        if (account.taken) line["taken"] = to_millis(*account.taken);
        context.print(line, describe_account(line));
    }
    return success();
}

}  // namespace

Command account_list_command() {
    return {"account list",
            "the accounts of this centre, and whose key it keeps no more",
            "praxis -C bratislava account list",
            {},
            {},
            run};
}

}  // namespace praxis::cli
