#pragma once

#include "cli/arguments.hpp"
#include "node/community/compose.hpp"

namespace praxis::cli {

/// What settings are for: a new document needs the required fields, a change must leave them.
enum class SettingsFor { creation, change };

/// The `--title T` and `--set FIELD=TEXT|FIELD=@FILE` of a command line. Names and values are held
/// against the kind here, before a node is opened: fails with `CliErrc::usage` and the kind's
/// words (also for a field named twice, a required one that is missing or emptied, a constant that
/// is to change), or `CliErrc::no_file`.
[[nodiscard]] Result<std::vector<community::Setting>> settings_from(const Arguments& arguments,
                                                                    const community::Kind& kind,
                                                                    SettingsFor purpose);

/// Holds one text that is to become the field of a kind against that field, and refuses a blank
/// one: fails with `CliErrc::usage`, naming the argument `what`.
[[nodiscard]] Result<void> check_value(const community::Kinds& kinds,
                                       std::string_view kind,
                                       std::string_view field,
                                       std::string_view what,
                                       const std::string& text);

}  // namespace praxis::cli
