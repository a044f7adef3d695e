#pragma once

#include "node/community/kind.hpp"
#include "node/replica/replica.hpp"
#include "protocol/governance/acts.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace praxis::web {

/// So much of an id stands in for a name that is not here, and for an update.
inline constexpr std::size_t name_digits = 10;
inline constexpr std::size_t update_digits = 16;

/// "22 November 2026"
[[nodiscard]] std::string day_words(WallTime time);
/// "22 November 2026, 02:10 UTC"
[[nodiscard]] std::string minute_words(WallTime time);
/// "22 November 2026, 02:10:07 UTC", where times of one minute are told apart.
[[nodiscard]] std::string second_words(WallTime time);

/// A name of the program as people read it: "in_review" is "In review".
[[nodiscard]] std::string plain_words(std::string_view name);

/// Words of an error as a sentence: the first letter a capital, a full stop in the end.
[[nodiscard]] std::string sentence_of(std::string_view words);

/// "1 document", "3 documents".
[[nodiscard]] std::string count_words(std::uint64_t count,
                                      std::string_view one,
                                      std::string_view many);

/// "1 byte", "12 kB", "3.4 MB": decimal units, as links and discs are sold.
[[nodiscard]] std::string size_words(std::uint64_t bytes);

/// "A", "A and B", "A, B and C".
[[nodiscard]] std::string list_words(const std::vector<std::string>& words);

[[nodiscard]] std::string role_words(governance::NodeRole role);
/// With its article: "a member".
[[nodiscard]] std::string role_words(governance::Role role);
/// As a heading: "Focal point".
[[nodiscard]] std::string role_name(governance::Role role);
/// What a role allows in its space: "Reads and writes."
[[nodiscard]] std::string may_words(governance::Role role);
[[nodiscard]] std::string join_words(governance::JoinPolicy policy);

/// The label of a field, with the language of its place: "Problem (fr)".
[[nodiscard]] std::string label_of(const community::FieldPlace& place);

/// What to type into a field of this form; empty when anything will do.
[[nodiscard]] std::string hint_for(const community::Field& field);

/// The paragraphs of a text: what blank lines separate, none of them empty.
[[nodiscard]] std::vector<std::string> paragraphs_of(std::string_view text);

/// At most `limits::section_shown_max` code points of a text, and whether that is all.
[[nodiscard]] std::pair<std::string, bool> beginning_of(const std::string& text);

}  // namespace praxis::web
