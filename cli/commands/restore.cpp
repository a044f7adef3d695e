#include "cli/commands/commands.hpp"
#include "cli/describe.hpp"
#include "cli/password.hpp"
#include "node/backup/errc.hpp"
#include "node/backup/folder.hpp"
#include "node/replica/errc.hpp"
#include "protocol/governance/words.hpp"

#include <boost/json/value.hpp>

#include <cstdlib>

namespace praxis::cli {
namespace {

namespace fs = std::filesystem;

/// A folder for a store that is made only to see whether it can be; goes away at the end.
class Scratch {
public:
    [[nodiscard]] static Result<Scratch> make() {
        std::error_code ignored;
        auto pattern = (fs::temp_directory_path(ignored) / "praxis-verify-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) {
            return fail(CliErrc::no_file,
                        "no room to try the backup in " + pattern +
                            "; set TMPDIR to a folder that can be written");
        }
        return Scratch{pattern};
    }
    Scratch(Scratch&& other) noexcept : path_{std::exchange(other.path_, {})} {}
    Scratch& operator=(Scratch&&) = delete;
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() {
        std::error_code ignored;
        if (!path_.empty()) fs::remove_all(path_, ignored);
    }
    [[nodiscard]] fs::path store() const { return path_ / "store"; }

private:
    explicit Scratch(fs::path path) : path_{std::move(path)} {}
    fs::path path_;
};

/// The keys that the person gave or gave the password of; nullopt when neither.
Result<std::optional<node::KeyRing>> given_keys(const Arguments& arguments,
                                                const fs::path& backup,
                                                const node::Manifest& manifest) {
    std::optional<node::KeyRing> keys;
    if (const auto kept = arguments.option("keys")) {
        TRY(keys, node::read_kept_keys(*kept));
    } else if (const auto file = arguments.option("password-file")) {
        if (!manifest.keys) {
            return fail(node::NodeErrc::bad_request,
                        "this backup holds no keys, so there is nothing to open: leave out "
                        "--password-file, and name those you kept: --keys DIR");
        }
        TRY(const auto password, password_in(*file));
        TRY(keys, node::open_keys(backup, password));
    }
    if (keys) {
        TRY(node::check_keys_of(*keys, manifest.node, std::nullopt));
    }
    return keys;
}

Error no_keys(const node::Manifest& manifest) {
    return {make_error_code(node::NodeErrc::key_missing),
            manifest.keys ? "the keys of this backup are sealed: open them with --password-file "
                            "FILE, or name those you kept: --keys DIR"
                          : "this backup holds no keys: name those you kept, --keys DIR (the "
                            "node's folder keys)"};
}

/// Makes the store in `place` and closes it.
Result<node::Restored> restore_store(Context& context,
                                     const fs::path& backup,
                                     const node::Manifest& manifest,
                                     const std::optional<node::KeyRing>& keys,
                                     const fs::path& place) {
    TRY(const auto store, store::LmdbStore::open({.folder = place}));
    node::Restorer made{*store};
    const node::Progress progress = [&](std::uint64_t done, std::uint64_t all) {
        context.say(std::to_string(done) + " of " + counted(all, "record"));
    };
    TRY(const auto restored, node::restore_records(backup, manifest, made, progress));
    if (keys) {
        const auto device = made.governance().device_info(manifest.node);
        TRY(node::check_keys_of(
            *keys, manifest.node, device ? std::optional{device->dh} : std::nullopt));
    }
    return restored;
}

boost::json::object line_of(const node::Manifest& manifest, const node::Restored& restored) {
    boost::json::object line;
    line["network"] = manifest.network.hex();
    line["node"] = manifest.node.hex();
    line["made"] = to_millis(manifest.made);
    line["updates"] = restored.updates;
    line["stand"] = restored.stand;
    line["void"] = restored.is_void;
    line["waiting"] = restored.waiting;
    line["absent"] = restored.absent;
    line["header_only"] = restored.header_only;
    line["chains"] = restored.chains;
    line["forks"] = restored.forks;
    line["documents"] = restored.state.documents;
    line["accounts"] = manifest.accounts.size();
    line["state"] = restored.state.state.hex();
    line["words"] = governance::words_of(restored.state.state);
    return line;
}

std::string words_of(const node::Manifest& manifest,
                     const node::Restored& restored,
                     const std::optional<node::KeyRing>& keys) {
    const auto number = [](std::uint64_t count) { return std::to_string(count); };
    std::string out = counted(restored.updates, "update") +
                      " checked: hash, signature, place in the chain, verdict; 0 bad\n" +
                      number(restored.stand) + " stand, " + number(restored.is_void) + " void, " +
                      number(restored.waiting) + " waiting, " + number(restored.absent) +
                      " without content, " + number(restored.header_only) + " without payload\n" +
                      counted(restored.state.documents, "document") + ", " +
                      counted(restored.chains, "chain") + " of which " + number(restored.forks) +
                      " forked, " + counted(manifest.accounts.size(), "account") + "\n" +
                      governance::words_of(restored.state.state) + "\n";
    if (!manifest.sealed_at_node.empty())
        out += counted(manifest.sealed_at_node.size(), "key") +
               " sealed at the node, as they were there\n";
    if (keys) return out + counted(keys->size(), "key") + ", of this node";
    return out + (manifest.keys ? "keys: sealed, not tried; --password-file FILE tries them"
                                : "keys: none in it; restoring needs those you kept");
}

Result<void> run(Context& context, const Arguments& arguments) {
    const fs::path backup{arguments.word("BACKUP")};
    const bool only_verify = arguments.has("verify");
    if (!only_verify && context.folder().empty()) {
        return fail(
            CliErrc::usage,
            "say where the node is to be: -C NEWDIR; or --verify, to check the backup only");
    }
    TRY(const auto manifest, node::check_backup(backup));
    TRY(const auto keys, given_keys(arguments, backup, manifest));
    auto line = boost::json::object{};
    if (only_verify) {
        TRY(const auto scratch, Scratch::make());
        TRY(const auto restored, restore_store(context, backup, manifest, keys, scratch.store()));
        line = line_of(manifest, restored);
        line["restored"] = nullptr;
        context.print(line, words_of(manifest, restored, keys));
        return success();
    }
    if (!keys) return fail(no_keys(manifest));
    TRY(auto folder, node::NewFolder::begin(context.folder()));
    TRY(const auto restored, restore_store(context, backup, manifest, keys, folder.store()));
    TRY(folder.put_accounts(backup, manifest));
    TRY(folder.put_keys(*keys));
    TRY(folder.put_sealed_keys(backup, manifest));
    if (const auto kept = arguments.option("keys")) {
        TRY(folder.put_kept_sealed_keys(*kept));
    }
    TRY(folder.finish());
    line = line_of(manifest, restored);
    line["restored"] = context.folder().string();
    context.print(line, words_of(manifest, restored, keys));
    context.say("Restored into " + context.folder().string() +
                ". Start its praxisd, or sync: what it wrote since comes back from the others.\n"
                "Let the node that the backup was taken of run no more.");
    return success();
}

}  // namespace

Command restore_command() {
    return {"restore",
            "check a backup and make its node again in a new folder",
            "praxis -C bratislava restore /media/backup/2026-11-30 --password-file password.txt",
            {"BACKUP"},
            {{"verify", "", Option::Need::optional, "check everything, and make nothing"},
             {"password-file", "FILE", Option::Need::optional, "its first line opens sealed keys"},
             {"keys",
              "DIR",
              Option::Need::optional,
              "the node's folder keys, kept elsewhere under that name"}},
            run,
            false};
}

}  // namespace praxis::cli
