#include "cli/commands/commands.hpp"
#include "cli/settings.hpp"

#include <boost/json/value.hpp>

namespace praxis::cli {
namespace {

Result<void> run(Context& context, const Arguments& arguments) {
    TRY(const auto thread, id_from<DocumentId>("ID", arguments.word("ID")));
    std::optional<DocumentId> quote;
    if (const auto typed = arguments.option("quote")) {
        TRY(quote, id_from<DocumentId>("--quote", *typed));
    }
    TRY(const auto text, text_or_file(arguments.required("text")));
    TRY(check_value(context.kinds(), "post", "body", "--text", text));
    auto asked = request("thread.reply");
    asked["id"] = thread.hex();
    asked["text"] = text;
    if (quote) asked["quote"] = quote->hex();
    TRY(const auto answer, context.call_one(std::move(asked)));
    TRY(const auto id, text_in(answer, "id"));
    context.print(answer, id);
    return success();
}

}  // namespace

Command thread_reply_command() {
    return {"thread reply",
            "post in a thread",
            "praxis -C DIR thread reply ID --text \"We had the same problem.\"",
            {"ID"},
            {{"text", "T|@FILE", Option::Need::required, "what to say"},
             {"quote", "POST", Option::Need::optional, "the id of a post of this thread"}},
            run};
}

}  // namespace praxis::cli
