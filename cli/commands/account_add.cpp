#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "cli/key_file.hpp"
#include "cli/password.hpp"
#include "cli/recovery_key.hpp"
#include "cli/root_signer.hpp"
#include "cli/settings.hpp"
#include "node/web/account_folder.hpp"
#include "protocol/crypto/sealed_box.hpp"

#include <boost/json/value.hpp>

namespace praxis::cli {
namespace {

Result<std::string> name_from(const Arguments& arguments) {
    auto name = web::account_name(arguments.word("NAME"));
    if (!name) return fail(CliErrc::usage, "NAME: " + name.error().detail);
    return name;
}

Result<UpdateId> under_of(Context& context, const crypto::SigningPair& administrator) {
    auto asked = request("root.administrator");
    asked["key"] = administrator.key().hex();
    TRY(const auto answer, context.call_one(std::move(asked)));
    return id_in<UpdateId>(answer, "grant");
}

auto name_taken(const std::string& name) {
    return fail(web::AccountErrc::name_taken,
                "an account \"" + name +
                    "\" is here already (capital and small letters are one), or was until its "
                    "person took their key away; take another name");
}

/// Puts the account at its place. One that was begun there and not finished (nothing in root names
/// its key) makes room; any other is the name of somebody else.
Result<void> put_account(Context& context, const web::AccountRecord& record) {
    web::AccountFolder files{context.folder()};
    const auto place = web::account_place(record.name);
    TRY(const auto before, files.read(place));
    if (!before) {
        const auto added = files.add(place, web::encode(record));
        if (!added && added.error().code == web::AccountErrc::name_taken)
            return name_taken(record.name);
        return added;
    }
    TRY(const auto other, web::decode_account(*before));
    auto asked = request("root.person");
    asked["key"] = other.key.hex();
    TRY(const auto answer, context.call_one(std::move(asked)));
    if (answer.at("known").as_bool()) return name_taken(record.name);
    return files.replace(place, web::encode(record));
}

Result<void> run(Context& context, const Arguments& arguments) {
    TRY(const auto name, name_from(arguments));
    TRY(check_value(context.kinds(), "person", "display_name", "NAME", name));
    TRY(const auto password, new_password_in(arguments.required("password-file"), name));
    TRY(const bool is_first, lacks_recovery_key(context));
    TRY(const auto administrator, key_for(context, node::KeyFile::administrator));
    TRY(const auto self, who_am_i(context));
    TRY(const auto under, under_of(context, administrator));
    TRY(const auto recovery, recovery_key_for_new_account(context));

    auto& entropy = context.world().entropy();
    const auto signing = crypto::SigningPair::draw(entropy);
    const auto dh = crypto::DhPair::draw(entropy);
    governance::GrantPerson act;
    act.under = under;
    act.holder = signing.key();
    act.form = governance::Holder::hosted;
    act.dh = dh.key();
    act.possession = possess(self.network, under, signing, act.dh);

    // The secrets are on the disk before the world can know the key.
    TRY(auto sealed,
        crypto::seal(password, signing.seed(), dh.secret(), entropy, context.world().seal_cost()));
    TRY(auto box,
        crypto::seal_to(
            recovery.key(), {signing.seed().duplicate(), dh.secret().duplicate()}, entropy));
    TRY(put_account(context, {name, signing.key(), std::move(sealed), std::move(box)}));
    TRY(const auto grant, submit_act(context, administrator, act));
    const auto person = same_bytes<PersonId>(grant);
    TRY(new_document(
        context, "person", self.commons, {{"person", person.hex()}, {"display_name", name}}));
    boost::json::object line;
    line["person"] = person.hex();
    context.print(line, person.hex());
    if (is_first) {
        TRY(const auto file, file_of_key(context, node::KeyFile::recovery));
        context.say("A recovery key was made: " + file.string() +
                    ". With it, and this folder or a backup, every account of this centre can be "
                    "opened; keep it as the administrator's key is kept. It may be moved off this "
                    "machine between one account add or account recover and the next.");
        TRY(say_if_left_clear(context, node::KeyFile::recovery));
    }
    return success();
}

}  // namespace

Command account_add_command() {
    return {"account add",
            "make a person whose key this centre keeps, sealed by a password",
            "praxis -C bratislava account add \"Desk officer\" --password-file password.txt",
            {"NAME"},
            {{"password-file", "FILE", Option::Need::required, "its first line is the password"}},
            run};
}

}  // namespace praxis::cli
