#include "cli/arguments.hpp"

#include "protocol/base/check.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

namespace praxis::cli {
namespace {

auto usage(std::string words) {
    return fail(CliErrc::usage, std::move(words));
}

/// Levenshtein distance; command words are short.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
        }
    }
    return row[b.size()];
}

Result<void> take_path(std::optional<std::filesystem::path>& to,
                       const std::string& option,
                       const std::string& what,
                       const std::string& value) {
    if (to) return usage(option + " stands more than once");
    if (value.empty()) return usage(option + " needs a " + what + " after it");
    to = value;
    return success();
}

/// What is a flag in every command that has it.
bool is_flag(std::string_view name) {
    return name == "verify" || name == "above" || name == "wider";
}

Result<void> take_option(Line& line, std::string name, std::string value) {
    if (name == "kinds") return take_path(line.kinds, "--kinds", "folder", value);
    if (name == "key-password-file")
        return take_path(line.key_password, "--key-password-file", "file", value);
    if (is_flag(name)) return usage("--" + name + " takes no value");
    line.options.emplace_back(std::move(name), std::move(value));
    return success();
}

bool take_flag(Line& line, std::string_view argument) {
    if (argument == "--json") return line.json = true;
    if (argument == "--help" || argument == "-h") return line.help = true;
    if (argument == "--version") return line.version = true;
    if (argument.starts_with("--") && is_flag(argument.substr(2))) {
        line.options.emplace_back(argument.substr(2), "");
        return true;
    }
    return false;
}

Result<void> check_known(std::span<const Option> options, const std::string& name) {
    std::vector<std::string> known;
    for (const auto& option : options) {
        if (option.name == name) return success();
        known.push_back(option.name);
    }
    const auto near = nearest(name, known);
    return usage("no option --" + name + " here" + (near ? "; did you mean --" + *near + "?" : ""));
}

}  // namespace

Result<Line> cut(std::span<const std::string> arguments) {
    Line line;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto& argument = arguments[i];
        if (argument == "--") {
            line.words.insert(line.words.end(),
                              arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                              arguments.end());
            break;
        }
        if (take_flag(line, argument)) continue;
        const bool folder = argument == "-C";
        if (!folder && !argument.starts_with("--")) {
            if (argument.starts_with('-') && argument.size() > 1) {
                return usage("no option " + argument + "; see praxis --help");
            }
            line.words.push_back(argument);
            continue;
        }
        const auto equals = folder ? std::string::npos : argument.find('=');
        if (equals != std::string::npos) {
            TRY(take_option(line, argument.substr(2, equals - 2), argument.substr(equals + 1)));
            continue;
        }
        if (i + 1 == arguments.size()) return usage(argument + " needs a value after it");
        ++i;
        if (folder) {
            TRY(take_path(line.folder, "-C", "folder", arguments[i]));
        } else {
            TRY(take_option(line, argument.substr(2), arguments[i]));
        }
    }
    return line;
}

Result<Arguments> Arguments::match(std::span<const std::string> words,
                                   std::span<const std::string> positionals,
                                   const Line& line,
                                   std::span<const Option> options) {
    Arguments out;
    if (words.size() < positionals.size()) return usage(positionals[words.size()] + " is missing");
    if (words.size() > positionals.size()) {
        return usage("\"" + words[positionals.size()] +
                     "\" is one word too many; put texts with blanks in quotes");
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i].empty()) return usage(positionals[i] + " may not be empty");
        out.words_.emplace(positionals[i], words[i]);
    }
    for (const auto& [name, value] : line.options) {
        TRY(check_known(options, name));
        if (value.empty() && !is_flag(name))
            return usage("--" + name + " needs a value that is not empty");
        out.options_.emplace(name, value);
    }
    for (const auto& option : options) {
        if (option.need != Option::Need::repeated && out.options_.count(option.name) > 1) {
            return usage("--" + option.name + " stands more than once");
        }
    }
    for (const auto& option : options) {
        if (option.need == Option::Need::required && !out.options_.contains(option.name)) {
            return usage("--" + option.name + " " + option.value + " is missing");
        }
    }
    return out;
}

const std::string& Arguments::word(std::string_view name) const {
    const auto at = words_.find(name);
    PRAXIS_CHECK(at != words_.end());
    return at->second;
}

std::optional<std::string> Arguments::option(std::string_view name) const {
    const auto at = options_.find(name);
    return at == options_.end() ? std::nullopt : std::optional{at->second};
}

const std::string& Arguments::required(std::string_view name) const {
    const auto at = options_.find(name);
    PRAXIS_CHECK(at != options_.end());
    return at->second;
}

std::vector<std::string> Arguments::all(std::string_view name) const {
    std::vector<std::string> out;
    const auto [first, last] = options_.equal_range(name);
    for (auto at = first; at != last; ++at) {
        out.push_back(at->second);
    }
    return out;
}

std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> known) {
    std::optional<std::string> best;
    std::size_t best_distance = std::max<std::size_t>(2, typed.size() / 3) + 1;
    for (const auto& word : known) {
        const auto here = distance(typed, word);
        if (here < best_distance) {
            best_distance = here;
            best = word;
        }
    }
    return best;
}

Result<std::string> text_or_file(const std::string& text) {
    if (!text.starts_with('@')) return text;
    if (text.starts_with("@@")) return text.substr(1);
    std::ostringstream content;
    if (text == "@-") {
        content << std::cin.rdbuf();
        return content.str();
    }
    std::error_code ignored;
    const bool folder = std::filesystem::is_directory(text.substr(1), ignored);
    std::ifstream file{text.substr(1), std::ios::binary};
    content << file.rdbuf();
    const bool empty = file && content.str().empty();
    if (folder || !file || (!content && !empty)) {
        return fail(CliErrc::no_file,
                    "cannot read the file \"" + text.substr(1) +
                        "\"; a text that begins with @ is written @@");
    }
    return content.str();
}

Error not_an_id(std::string_view what, std::size_t digits) {
    return Error{make_error_code(CliErrc::usage),
                 std::string{what} + " must be an id of " + std::to_string(digits) +
                     " lower-case hexadecimal digits"};
}

}  // namespace praxis::cli
