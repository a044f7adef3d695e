#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace praxis::test {

/// One element of a page, with all text inside it.
struct Element {
    std::string name;
    std::map<std::string, std::string> attributes;  ///< values with references resolved
    std::string text;                               ///< of it and everything in it, likewise

    [[nodiscard]] std::string attribute(const std::string& wanted) const;
};

/// A page read strictly, by a reader that shares nothing with what wrote it: every element closed
/// in order, every attribute in double quotes and once, no `<`, `>` or `&` that means nothing, no
/// comment, no element outside a short list. `problems` is empty for such a page.
struct Html {
    std::vector<Element> elements;  ///< in the order they begin
    std::vector<std::string> problems;

    [[nodiscard]] static Html read(const std::string& page);

    /// "input name type value" for each element that is there: what it is made of, without texts.
    [[nodiscard]] std::set<std::string> shapes() const;
    /// Elements of this name, or with this attribute and value.
    [[nodiscard]] std::vector<const Element*> all(const std::string& name) const;
    [[nodiscard]] const Element* first(const std::string& name) const;
    [[nodiscard]] const Element* with(const std::string& attribute, const std::string& value) const;
    /// Everything a reader sees.
    [[nodiscard]] std::string text() const;
};

}  // namespace praxis::test
