#include "cli/program.hpp"

#include "cli/commands/commands.hpp"
#include "cli/password.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <ostream>
#include <sstream>

namespace praxis::cli {
namespace {

constexpr int exit_done = 0;
constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

void print_overview(const std::vector<Command>& table, std::ostream& to) {
    to << "praxis: a community's documents on this machine, synced with others\n\n"
          "  praxis -C DIR COMMAND ...   DIR is the node's folder\n"
          "  --json                      the result as JSON lines, for programs\n"
          "  --kinds DIR                 another folder of kind files\n"
          "  --key-password-file FILE    its first line opens the keys that are sealed\n"
          "  praxis COMMAND --help       what a command takes, with an example\n\n";
    std::size_t width = 0;
    for (const auto& command : table) {
        width = std::max(width, command.name.size());
    }
    for (const auto& command : table) {
        to << "  " << command.name << std::string(width - command.name.size() + 2, ' ')
           << command.summary << '\n';
    }
}

void print_help(const Command& command, std::ostream& to) {
    to << command.summary << "\n\nusage: " << command.usage() << '\n';
    for (const auto& option : command.options) {
        to << "  --" << option.name << (option.value.empty() ? "" : " ") << option.value << "  "
           << option.help << '\n';
    }
    to << "example: " << command.example << '\n';
}

std::vector<std::string> words_of(const std::string& name) {
    std::vector<std::string> out(1);
    for (const char c : name) {
        if (c == ' ') {
            out.emplace_back();
        } else {
            out.back().push_back(c);
        }
    }
    return out;
}

bool begins_with(const std::vector<std::string>& words, const std::vector<std::string>& name) {
    return words.size() >= name.size() && std::equal(name.begin(), name.end(), words.begin());
}

const Command* find(const std::vector<Command>& table, const std::vector<std::string>& words) {
    for (const auto& command : table) {
        if (begins_with(words, words_of(command.name))) return &command;
    }
    return nullptr;
}

boost::json::object overview_line(const std::vector<Command>& table) {
    boost::json::array names;
    for (const auto& command : table) {
        names.emplace_back(command.name);
    }
    boost::json::object out;
    out["commands"] = std::move(names);
    return out;
}

boost::json::object help_line(const Command& command) {
    boost::json::object out;
    out["command"] = command.name;
    out["summary"] = command.summary;
    out["usage"] = command.usage();
    out["example"] = command.example;
    return out;
}

/// What is asked about the program itself: for people on standard output, or with --json on
/// standard error, beside a line for programs.
int answer(const Line& line,
           std::string_view words,
           const boost::json::object& for_programs,
           std::ostream& out,
           std::ostream& err) {
    (line.json ? err : out) << words;
    if (line.json) out << boost::json::serialize(for_programs) << '\n';
    return exit_done;
}

/// What to say about words that make no command.
std::string unknown(const std::vector<Command>& table, const std::vector<std::string>& words) {
    std::vector<std::string> family;
    std::vector<std::string> names;
    for (const auto& command : table) {
        if (words_of(command.name).front() == words.front()) family.push_back(command.name);
        names.push_back(command.name);
    }
    if (!family.empty()) {
        std::string out = "\"" + words.front() + "\" goes on with one of:";
        for (const auto& name : family) {
            out += " " + words_of(name).back();
        }
        return out;
    }
    const auto typed = words.size() > 1 ? words[0] + " " + words[1] : words[0];
    auto near = nearest(typed, names);
    if (!near) near = nearest(words[0], names);
    return "no command \"" + typed + "\"" +
           (near ? "; did you mean \"" + *near + "\"?" : "; see praxis --help");
}

int report(const Error& error, const Command* command, std::ostream& err) {
    const bool usage = error.code == CliErrc::usage;
    err << "praxis: " << plain(node::words_of(error)) << '\n';
    if (usage && command != nullptr) {
        err << "usage: " << command->usage() << "\nexample: " << command->example << '\n';
    } else if (usage) {
        err << "usage: praxis -C DIR COMMAND ...; praxis --help lists the commands\n";
    }
    return usage ? exit_usage : exit_failed;
}

int run_command(const Command& command,
                const Line& line,
                const community::Kinds& kinds,
                const std::filesystem::path& kinds_folder,
                World& world,
                std::ostream& out,
                std::ostream& err) {
    const auto length = words_of(command.name).size();
    const auto matched = Arguments::match(
        std::span{line.words}.subspan(length), command.positionals, line, command.options);
    if (!matched) return report(matched.error(), &command, err);
    if (!line.folder && command.needs_folder) {
        const Error error{make_error_code(CliErrc::usage), "say which node: -C DIR"};
        return report(error, &command, err);
    }
    std::optional<std::string> key_password;
    if (line.key_password) {
        auto read = password_in(line.key_password->string());
        if (!read) return report(read.error(), &command, err);
        key_password = std::move(read).value();
    }
    Context context{world,
                    kinds,
                    kinds_folder,
                    line.folder.value_or(""),
                    std::move(key_password),
                    line.json,
                    out,
                    err};
    const auto done = command.run(context, matched.value());
    if (!done) return report(done.error(), &command, err);
    return exit_done;
}

}  // namespace

std::vector<Command> commands(const community::Kinds& kinds) {
    auto table = fixed_commands();
    for (const auto& kind : kinds.all()) {
        if (kind.command.empty()) continue;
        for (auto& row : kind_commands(kind)) {
            const bool taken = std::ranges::find(table, row.name, &Command::name) != table.end();
            if (!taken) table.push_back(std::move(row));
        }
    }
    std::ranges::sort(table, {}, &Command::name);
    return table;
}

int run(std::span<const std::string> arguments,
        World& world,
        std::ostream& out,
        std::ostream& err) {
    const auto line = cut(arguments);
    if (!line) return report(line.error(), nullptr, err);
    const auto folder = line.value().kinds.value_or(community::Kinds::default_folder());
    const auto kinds = community::Kinds::load(folder);
    if (!kinds) return report(kinds.error(), nullptr, err);
    const auto table = commands(kinds.value());
    const auto& words = line.value().words;
    if (line.value().version) {
        boost::json::object version;
        version["version"] = PRAXIS_VERSION;
        return answer(line.value(), "praxis " PRAXIS_VERSION "\n", version, out, err);
    }
    if (words.empty()) {
        std::ostringstream overview;
        print_overview(table, overview);
        if (line.value().help) {
            return answer(line.value(), overview.str(), overview_line(table), out, err);
        }
        err << overview.str();
        return exit_usage;
    }
    const auto* command = find(table, words);
    if (command == nullptr) {
        const Error error{make_error_code(CliErrc::usage), unknown(table, words)};
        return report(error, nullptr, err);
    }
    if (line.value().help) {
        std::ostringstream help;
        print_help(*command, help);
        return answer(line.value(), help.str(), help_line(*command), out, err);
    }
    return run_command(*command, line.value(), kinds.value(), folder, world, out, err);
}

}  // namespace praxis::cli
