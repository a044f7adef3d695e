#pragma once

#include "cli/errc.hpp"
#include "protocol/base/ids.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace praxis::cli {

/// One `--name VALUE` of a command, or a flag: `--name`.
struct Option {
    enum class Need { optional, required, repeated };
    std::string name;   ///< without the hyphens
    std::string value;  ///< what stands for the value in help: NAME; empty: a flag
    Need need = Need::optional;
    std::string help;
};

/// A command line cut into its parts, before anybody knows which command it is. Every option but
/// the global flags and `--verify` takes a value, so this needs no table: `--x V` and `--x=V` are
/// the same, and after `--` everything is a word.
struct Line {
    std::optional<std::filesystem::path> folder;        ///< -C DIR
    std::optional<std::filesystem::path> kinds;         ///< --kinds DIR
    std::optional<std::filesystem::path> key_password;  ///< --key-password-file FILE
    bool json = false;
    bool help = false;
    bool version = false;
    std::vector<std::string> words;
    std::vector<std::pair<std::string, std::string>> options;  ///< in order
};

/// Fails with `CliErrc::usage` on an option without its value, and on a second -C, --kinds
/// or --key-password-file.
[[nodiscard]] Result<Line> cut(std::span<const std::string> arguments);

/// The arguments of one command, checked against what it takes.
class Arguments {
public:
    /// Fails with `CliErrc::usage`: an unknown option (with the nearest known one), one missing or
    /// given twice, too few or too many words, an empty word or value.
    [[nodiscard]] static Result<Arguments> match(std::span<const std::string> words,
                                                 std::span<const std::string> positionals,
                                                 const Line& line,
                                                 std::span<const Option> options);

    /// A positional word by its name, which the command must have declared.
    [[nodiscard]] const std::string& word(std::string_view name) const;
    [[nodiscard]] std::optional<std::string> option(std::string_view name) const;
    /// A required option, which the command must have declared as such.
    [[nodiscard]] const std::string& required(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
    /// Whether a flag stands there.
    [[nodiscard]] bool has(std::string_view name) const { return options_.contains(name); }

private:
    std::map<std::string, std::string, std::less<>> words_;
    std::multimap<std::string, std::string, std::less<>> options_;
};

/// The known word that a mistyped one is nearest to, when it is near.
[[nodiscard]] std::optional<std::string> nearest(std::string_view typed,
                                                 std::span<const std::string> known);

/// TEXT as it stands; `@FILE` is the file's content, `@-` standard input, `@@...` a text that
/// begins with `@`. Fails with `CliErrc::no_file`.
[[nodiscard]] Result<std::string> text_or_file(const std::string& text);

/// An id a person typed. Fails with `CliErrc::usage`, naming the argument.
[[nodiscard]] Error not_an_id(std::string_view what, std::size_t digits);
template <class Id>
[[nodiscard]] Result<Id> id_from(std::string_view what, const std::string& typed) {
    const auto id = Id::from_hex(typed);
    if (!id) return fail(not_an_id(what, 2 * Id::size));
    return id.value();
}

}  // namespace praxis::cli
