#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "cli/root_signer.hpp"
#include "cli/settings.hpp"
#include "node/replica/errc.hpp"
#include "protocol/crypto/sealed_file.hpp"

#include <boost/json/value.hpp>

namespace praxis::cli {
namespace {

constexpr std::size_t password_bytes_min = 8;

/// The first line of the file: editors add a line end that nobody types later.
Result<std::string> password_in(const std::string& file) {
    TRY(const auto text, text_or_file("@" + file));
    auto password = text.substr(0, text.find_first_of("\r\n"));
    if (password.size() < password_bytes_min) {
        return fail(CliErrc::usage,
                    "the password in " + file + " is shorter than " +
                        std::to_string(password_bytes_min) + " characters");
    }
    return password;
}

Result<UpdateId> under_of(Context& context, const crypto::SigningPair& administrator) {
    auto asked = request("root.administrator");
    asked["key"] = administrator.key().hex();
    TRY(const auto answer, context.call_one(std::move(asked)));
    return id_in<UpdateId>(answer, "grant");
}

Result<void> run(Context& context, const Arguments& arguments) {
    TRY(check_value(context.kinds(), "person", "display_name", "NAME", arguments.word("NAME")));
    TRY(const auto password, password_in(arguments.required("password-file")));
    TRY(const auto administrator, key_for(context, node::KeyFile::administrator));
    TRY(const auto self, who_am_i(context));
    TRY(const auto under, under_of(context, administrator));

    auto& entropy = context.world().entropy();
    const auto signing = crypto::SigningPair::draw(entropy);
    const auto dh = crypto::DhPair::draw(entropy);
    governance::GrantPerson act;
    act.under = under;
    act.holder = signing.key();
    act.form = governance::Holder::hosted;
    act.dh = dh.key();
    act.possession = possess(self.network, under, signing, act.dh);

    // The secrets are on the disk, under the key's own name, before the world can know the key.
    const auto folder = context.folder() / "accounts";
    const auto file = folder / signing.key().hex();
    TRY(crypto::write_sealed(file, password, signing.seed(), dh.secret(), entropy));
    TRY(const auto grant, submit_act(context, administrator, act));
    const auto person = same_bytes<PersonId>(grant);
    std::error_code error;
    std::filesystem::rename(file, folder / person.hex(), error);
    if (error) return fail(node::NodeErrc::read_only, file.string() + ": " + error.message());
    TRY(new_document(context,
                     "person",
                     self.commons,
                     {{"person", person.hex()}, {"display_name", arguments.word("NAME")}}));
    boost::json::object line;
    line["person"] = person.hex();
    context.print(line, person.hex());
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
