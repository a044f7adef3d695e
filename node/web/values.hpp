#pragma once

#include "node/web/site.hpp"

namespace praxis::web {

/// One text of a field as words: a choice without its underscores, else the text itself.
[[nodiscard]] std::string value_words(const community::Field& field, const std::string& text);

/// A value on one line of a form or a comparison: what an id names as far as this visitor may know,
/// a file by its name.
[[nodiscard]] std::string element_words(Site& site,
                                        const Visit& visit,
                                        const community::Field& field,
                                        const std::string& text);

/// What stands for a value that cannot be shown.
[[nodiscard]] std::string absence_words(community::ReadValue::State state);

/// Fills a piece value.tpl with one value: ids become links to what they name, where this visitor
/// may read it.
[[nodiscard]] Result<void> fill_value(Site& site,
                                      const Visit& visit,
                                      View& view,
                                      const community::Field& field,
                                      const community::ReadValue& value);
/// Fills a piece value.tpl with all a field shows: its value, its elements, or all values that
/// stand side by side with their authors.
[[nodiscard]] Result<void> fill_field(Site& site,
                                      const Visit& visit,
                                      View& view,
                                      const community::ReadField& field);

}  // namespace praxis::web
