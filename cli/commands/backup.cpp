#include "cli/commands/commands.hpp"
#include "cli/describe.hpp"
#include "cli/password.hpp"
#include "node/backup/folder.hpp"
#include "protocol/governance/words.hpp"

namespace praxis::cli {
namespace {

/// A store that cannot be read whole makes no backup: it would take the place of a good one.
Error explained(Error error) {
    if (error.code != store::StoreErrc::damaged) return error;
    return {make_error_code(CliErrc::refused),
            error.detail +
                ": the store is damaged here. No backup was made: keep those there are. praxis "
                "verify lists all that is damaged"};
}

std::string words_about_keys(const node::Manifest& manifest, const std::filesystem::path& folder) {
    const std::string at_node =
        manifest.sealed_at_node.empty()
            ? ""
            : "Keys that are sealed at the node are in it as they are, and open by the password "
              "of the node.\n";
    if (manifest.keys) {
        return at_node +
               "Its keys are sealed by your password: without that nobody can restore it.";
    }
    return at_node + (at_node.empty() ? "It holds no keys, and" : "It holds no other keys, and") +
           " restoring needs them. Keep a copy of " + (folder / "keys").string() +
           " somewhere safe, once: they never change. Or seal them: --password-file FILE.";
}

void print(Context& context, const std::filesystem::path& to, const node::Manifest& manifest) {
    boost::json::object line;
    line["backup"] = to.string();
    line["network"] = manifest.network.hex();
    line["node"] = manifest.node.hex();
    line["updates"] = manifest.updates;
    line["documents"] = manifest.documents;
    line["accounts"] = manifest.accounts.size();
    line["bytes"] = manifest.records.bytes;
    line["state"] = manifest.state.hex();
    line["words"] = governance::words_of(manifest.state);
    line["keys"] = manifest.keys.has_value();
    context.print(line,
                  counted(manifest.updates, "update") + ", " +
                      counted(manifest.documents, "document") + ", " +
                      counted(manifest.accounts.size(), "account") + ", " +
                      std::to_string(manifest.records.bytes) + " bytes in " + to.string() + "\n" +
                      governance::words_of(manifest.state));
    context.say(words_about_keys(manifest, context.folder()));
}

Result<void> run(Context& context, const Arguments& arguments) {
    const std::filesystem::path to{arguments.word("BACKUP")};
    std::optional<std::string> password;
    if (const auto file = arguments.option("password-file")) {
        TRY(password, new_password_in(*file, "backup"));
    }
    TRY(const auto identity, node::read_identity(context.folder()));
    TRY(auto backup, node::NewBackup::begin(to));
    const node::Progress progress = [&](std::uint64_t done, std::uint64_t all) {
        context.say(std::to_string(done) + " of " + counted(all, "update"));
    };
    auto read = context.world().read(context.folder(), [&](const store::Reader& reader) {
        return backup.take_records(reader, progress);
    });
    if (!read) return fail(explained(std::move(read).error()));
    TRY(backup.take_accounts(context.folder()));
    if (password) {
        TRY(backup.take_keys(context.folder(), *password, context.world().entropy()));
    }
    TRY(backup.take_sealed_keys(context.folder()));
    TRY(const auto manifest, backup.finish(identity.device.key(), context.world().now()));
    print(context, to, manifest);
    return success();
}

}  // namespace

Command backup_command() {
    return {"backup",
            "copy the node's records and accounts into a new folder, while it runs",
            "praxis -C bratislava backup /media/backup/2026-11-30 --password-file password.txt",
            {"BACKUP"},
            {{"password-file",
              "FILE",
              Option::Need::optional,
              "its first line seals the node's keys into the backup; default: they are left out"}},
            run};
}

}  // namespace praxis::cli
