#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <utility>

namespace praxis::web {

/// What a template is filled with: texts by name, and parts that stand there once or many times.
/// Text is text: it becomes HTML in `Templates` and nowhere else. A value.
///
/// A name that a part does not set is looked up in what surrounds the part; a piece of another
/// template sees only its own names.
class View {
public:
    /// `{{NAME}}`: UTF-8; control characters are shown as U+FFFD.
    View& set(const std::string& name, std::string text) {
        texts_[name] = std::move(text);
        return *this;
    }
    View& set(const std::string& name, std::uint64_t number) {
        return set(name, std::to_string(number));
    }

    /// `{{#NAME}}...{{/NAME}}` once more, filled by the view returned, which lives as long as this
    /// one. A part that is never added is left out.
    View& part(const std::string& name);
    View& part_if(const std::string& name, bool shown) {
        if (shown) part(name);
        return *this;
    }
    /// `{{>NAME}}` once more: the template `file` of the same folder, filled by the view returned.
    View& piece(const std::string& name, std::string file);

    struct Part;
    [[nodiscard]] const std::map<std::string, std::string>& texts() const { return texts_; }
    [[nodiscard]] const std::list<Part>& parts() const { return parts_; }

private:
    std::map<std::string, std::string> texts_;
    std::list<Part> parts_;  // in the order they were added
};

struct View::Part {
    std::string name;
    std::string file;  ///< empty: a part of this template
    View view;
};

inline View& View::part(const std::string& name) {
    return parts_.emplace_back(Part{name, {}, {}}).view;
}

inline View& View::piece(const std::string& name, std::string file) {
    return parts_.emplace_back(Part{name, std::move(file), {}}).view;
}

}  // namespace praxis::web
