#include "cli/commands/commands.hpp"
#include "cli/password.hpp"
#include "node/replica/errc.hpp"
#include "node/replica/key_seals.hpp"

namespace praxis::cli {
namespace {

using node::KeyFile;
using node::KeyState;

constexpr std::array all_keys{KeyFile::board,
                              KeyFile::administrator,
                              KeyFile::person,
                              KeyFile::recovery,
                              KeyFile::device,
                              KeyFile::device_dh};

std::string_view use_of(KeyFile file) {
    switch (file) {
        case KeyFile::board:
            return "decides for the network, as one of its board";
        case KeyFile::administrator:
            return "founds spaces, takes in persons, gives roles";
        case KeyFile::person:
            return "is the person of this node: adds and ends their devices";
        case KeyFile::recovery:
            return "opens the accounts here whose passwords were forgotten";
        case KeyFile::device:
            return "signs what this node writes; praxisd needs it whenever it starts";
        case KeyFile::device_dh:
            return "begins sessions with other nodes; praxisd needs it whenever it starts";
    }
    return "";
}

std::string_view word_of(KeyState state) {
    switch (state) {
        case KeyState::absent:
            return "not here";
        case KeyState::clear:
            return "clear";
        case KeyState::sealed:
            return "sealed";
        case KeyState::both:
            return "clear and sealed";
    }
    return "";
}

Result<void> check_node(const Context& context) {
    TRY(node::read_identity(context.folder()));
    return success();
}

void print_changed(Context& context, const std::vector<KeyFile>& keys, std::string_view now) {
    for (const auto file : keys) {
        boost::json::object line;
        line["key"] = node::name_of(file);
        line["state"] = now;
        context.print(line, std::string{node::name_of(file)} + ": " + std::string{now});
    }
}

Result<void> seal(Context& context, const Arguments& arguments) {
    TRY(const auto password, new_password_in(arguments.required("password-file"), "key"));
    TRY(check_node(context));
    TRY(const auto sealed,
        node::seal_key_files(
            context.folder(), password, context.world().entropy(), context.world().seal_cost()));
    print_changed(context, sealed, "sealed");
    context.say(sealed.empty() ? "No key that can be sealed stands in clear."
                               : "Commands that need them take --key-password-file FILE. Nobody "
                                 "opens them without the password.");
    context.say(
        "device and device-dh stay in clear: praxisd needs them whenever it starts. Against "
        "whoever takes the disk, and what it may keep of files that were removed, encrypt all of "
        "it.");
    return success();
}

Result<void> unseal(Context& context, const Arguments& arguments) {
    TRY(const auto password, password_in(arguments.required("password-file")));
    TRY(check_node(context));
    TRY(const auto unsealed, node::unseal_key_files(context.folder(), password));
    print_changed(context, unsealed, "clear");
    if (unsealed.empty()) context.say("No key is sealed here.");
    return success();
}

Result<void> list(Context& context, const Arguments& /*arguments*/) {
    TRY(check_node(context));
    for (const auto file : all_keys) {
        TRY(const auto state, node::state_of_key(context.folder(), file));
        boost::json::object line;
        line["key"] = node::name_of(file);
        line["state"] = word_of(state);
        line["use"] = use_of(file);
        context.print(line,
                      std::string{node::name_of(file)} + ": " + std::string{word_of(state)} +
                          "\n  " + std::string{use_of(file)});
    }
    return success();
}

}  // namespace

std::vector<Command> key_commands() {
    return {{"key seal",
             "seal the keys that praxisd does not need by a password",
             "praxis -C bratislava key seal --password-file password.txt",
             {},
             {{"password-file",
               "FILE",
               Option::Need::required,
               "its first line is to open them; `-` reads standard input"}},
             seal},
            {"key unseal",
             "put the sealed keys back in clear",
             "praxis -C bratislava key unseal --password-file password.txt",
             {},
             {{"password-file",
               "FILE",
               Option::Need::required,
               "its first line opens them; `-` reads standard input"}},
             unseal},
            {"key list",
             "which keys are here, in clear or sealed, and what each is for",
             "praxis -C bratislava key list",
             {},
             {},
             list}};
}

}  // namespace praxis::cli
