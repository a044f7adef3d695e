#pragma once

#include "node/web/site.hpp"

namespace praxis::web {

/// One text of a field as words: a choice without its underscores, else the text itself.
[[nodiscard]] std::string value_words(const community::Field& field, const std::string& text);

/// An element of a set or list as a form names it: a document by its title where this visitor may
/// read it, a file by its name.
[[nodiscard]] std::string element_words(const Site& site,
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
