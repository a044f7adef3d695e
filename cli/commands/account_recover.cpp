#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "cli/describe.hpp"
#include "cli/recovery_key.hpp"
#include "node/replica/errc.hpp"
#include "node/web/account_folder.hpp"
#include "node/web/account_reset.hpp"
#include "protocol/crypto/sealed_box.hpp"

#include <boost/json/value.hpp>

namespace praxis::cli {
namespace {

constexpr std::chrono::hours code_life{24};

/// An account, and its bytes as they are.
struct Found {
    web::AccountRecord record;
    Bytes bytes;
};

Result<Found> account_called(const web::AccountFolder& files, const std::string& name) {
    TRY(const auto bytes, files.read(web::account_place(name)));
    if (!bytes) {
        return fail(node::NodeErrc::not_found,
                    "no account \"" + name +
                        "\" at this centre; the name is the one to sign in "
                        "with, as it was given to `account add`");
    }
    TRY(auto record, web::decode_account(*bytes));
    if (record.taken) {
        return fail(node::NodeErrc::not_allowed,
                    "the person of this account took their key away from this centre on " +
                        day_of(*record.taken) +
                        ": nothing here opens it. They act by devices of their own, or make one of "
                        "the words of their key (device recover); who has neither is let back in "
                        "by two stewards (device vouch) or by a new invitation");
    }
    return Found{std::move(record), *bytes};
}

Result<crypto::SealedKeys> recovered(const crypto::DhPair& key, const web::AccountRecord& account) {
    if (account.recovery.empty()) {
        return fail(node::NodeErrc::not_allowed,
                    "this account was made before there were codes, and only its password opens "
                    "it; whoever forgot that needs a new account");
    }
    auto keys = crypto::open_sealed(key, account.recovery);
    if (!keys) {
        return fail(node::NodeErrc::key_missing,
                    "the recovery key in this folder is not the one this account was made with");
    }
    return keys;
}

/// Puts the code at its place, whether or not another lies there: the newest alone counts. Not when
/// the account has become another meanwhile: no key that was taken away comes back by a code.
Result<void> put_reset(web::AccountFolder& files,
                       const std::string& name,
                       ByteView reset,
                       ByteView account) {
    auto put = files.replace_if(web::reset_place(name), reset, web::account_place(name), account);
    if (!put && put.error().code == web::AccountErrc::changed) {
        return fail(web::AccountErrc::changed,
                    "the account was changed at the same moment; run this again");
    }
    return put;
}

Result<void> run(Context& context, const Arguments& arguments) {
    auto name = web::account_name(arguments.word("NAME"));
    if (!name) return fail(CliErrc::usage, "NAME: " + name.error().detail);
    TRY(const auto key, recovery_key(context));
    web::AccountFolder files{context.folder()};
    TRY(const auto account, account_called(files, name.value()));
    TRY(const auto keys, recovered(key, account.record));
    auto& entropy = context.world().entropy();
    const auto code = web::draw_code(entropy);
    const auto until = context.world().now() + code_life;
    TRY(const auto reset, web::make_reset(account.record, code, keys, until, entropy));
    TRY(put_reset(files, name.value(), web::encode(reset), account.bytes));
    boost::json::object line;
    line["code"] = code;
    line["until"] = to_millis(until);
    context.print(line, code);
    context.say(
        "Give this code to the person themselves, by voice or on paper. On the sign-in page "
        "they follow \"I forgot my password\", type their name and the code, and choose a "
        "new password. It works once, within 24 hours; a code given before is dead.");
    return success();
}

}  // namespace

Command account_recover_command() {
    return {"account recover",
            "a one-time code for somebody who forgot the password",
            "praxis -C bratislava account recover \"Desk officer\"",
            {"NAME"},
            {},
            run};
}

}  // namespace praxis::cli
