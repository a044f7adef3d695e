#pragma once

#include "node/community/kind.hpp"

#include <string>
#include <string_view>

namespace praxis::community {

/// The one way to write a value of this field, from what a person typed: surrounding blanks of
/// anything but prose fall away, prose keeps \n of \r\n; the rest must already have its form. Fails
/// with `Errc::bad_value` and words that show the form. An empty value clears a register or a
/// ballot, and is refused in a set.
[[nodiscard]] Result<std::string> canonical(const Field& field,
                                            std::string_view typed,
                                            Called called = Called::by_name);

/// Whether `tag` is a language tag as we write them: 2 or 3 lower-case letters, then groups of 2 to
/// 8 lower-case letters or digits after hyphens; at most 16 characters.
[[nodiscard]] bool is_language(std::string_view tag);

/// A step that a set takes: `x` and `+x` add, `-x` takes away.
struct SetStep {
    bool add;
    std::string element;  ///< canonical
};
[[nodiscard]] Result<SetStep> set_step(const Field& field,
                                       std::string_view typed,
                                       Called called = Called::by_name);

/// An entry that a log takes: `x` and `+x` add; `-x` is refused, as entries stay.
[[nodiscard]] Result<std::string> log_entry(const Field& field,
                                            std::string_view typed,
                                            Called called = Called::by_name);

/// A step that a list takes: `x` and `+x` put it at the end unless it is there, `-x` takes it out,
/// `#3:x` makes it the third, whether it was there or not.
struct ListStep {
    enum class What { add, remove, place };
    What what = What::add;
    std::size_t place = 0;  ///< from 1; of a place
    std::string element;    ///< canonical
};
[[nodiscard]] Result<ListStep> list_step(const Field& field,
                                         std::string_view typed,
                                         Called called = Called::by_name);

}  // namespace praxis::community
