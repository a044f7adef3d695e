#include "tests/unit/web/html.hpp"

#include <cctype>
#include <optional>

namespace praxis::test {
namespace {

const std::set<std::string> empty_elements{"meta", "link", "input", "br"};
const std::set<std::string> known_elements{
    "html",     "head",   "meta",     "title",  "link",    "body",    "a",         "header",
    "p",        "nav",    "ul",       "ol",     "li",      "span",    "bdi",       "form",
    "input",    "button", "main",     "footer", "strong",  "h1",      "h2",        "h3",
    "div",      "label",  "textarea", "select", "option",  "section", "dl",        "dt",
    "dd",       "table",  "thead",    "tbody",  "tr",      "th",      "td",        "code",
    "fieldset", "legend", "ins",      "del",    "article", "br",      "blockquote"};

class Reading {
public:
    explicit Reading(const std::string& page) : page_{page} {}

    Html run() {
        const std::string doctype = "<!doctype html>\n";
        const auto begin = page_.find_first_not_of('\n');
        if (page_.compare(begin, doctype.size(), doctype) != 0) problem("no doctype");
        at_ = begin + doctype.size();
        while (at_ < page_.size())
            step();
        if (!open_.empty()) problem("not closed: " + html_.elements[open_.back()].name);
        return std::move(html_);
    }

private:
    void problem(const std::string& what) {
        html_.problems.push_back(what + " near \"" + page_.substr(at_, 40) + "\"");
    }

    void step() {
        if (page_[at_] == '<') {
            page_.compare(at_, 2, "</") == 0 ? end_tag() : begin_tag();
            return;
        }
        const auto next = page_.find('<', at_);
        add_text(resolved(page_.substr(at_, next - at_)));
        at_ = next == std::string::npos ? page_.size() : next;
    }

    void add_text(const std::string& text) {
        for (const auto index : open_)
            html_.elements[index].text += text;
    }

    std::string name() {
        const auto begin = at_;
        while (at_ < page_.size() &&
               (std::islower(static_cast<unsigned char>(page_[at_])) != 0 ||
                std::isdigit(static_cast<unsigned char>(page_[at_])) != 0 || page_[at_] == '-')) {
            ++at_;
        }
        return page_.substr(begin, at_ - begin);
    }

    void begin_tag() {
        ++at_;
        Element element;
        element.name = name();
        if (!known_elements.contains(element.name)) problem("element <" + element.name + ">");
        while (at_ < page_.size() && page_[at_] == ' ') {
            ++at_;
            attribute(element);
        }
        if (at_ >= page_.size() || page_[at_] != '>') {
            problem("tag of " + element.name + " does not end");
            at_ = page_.size();
            return;
        }
        ++at_;
        html_.elements.push_back(element);
        if (!empty_elements.contains(element.name)) open_.push_back(html_.elements.size() - 1);
    }

    void attribute(Element& element) {
        const auto key = name();
        std::string value;
        if (key.empty()) problem("attribute without a name");
        if (at_ < page_.size() && page_[at_] == '=') {
            if (page_.compare(at_, 2, "=\"") != 0) {
                problem("value without quotes");
                return;
            }
            at_ += 2;
            const auto end = page_.find('"', at_);
            if (end == std::string::npos) {
                problem("value does not end");
                at_ = page_.size();
                return;
            }
            value = resolved(page_.substr(at_, end - at_));
            at_ = end + 1;
        }
        if (!element.attributes.emplace(key, value).second) problem("attribute twice: " + key);
    }

    void end_tag() {
        at_ += 2;
        const auto closed = name();
        if (open_.empty() || html_.elements[open_.back()].name != closed) {
            problem("</" + closed + "> closes nothing");
        } else {
            open_.pop_back();
        }
        if (at_ >= page_.size() || page_[at_] != '>') problem("end tag of " + closed);
        ++at_;
    }

    /// Text with its references resolved; anything that is none is a problem.
    std::string resolved(const std::string& raw) {
        static const std::map<std::string, std::string> references{
            {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"#39", "'"}};
        std::string out;
        for (std::size_t i = 0; i < raw.size(); ++i) {
            if (raw[i] == '<' || raw[i] == '>') problem("bare bracket");
            if (raw[i] != '&') {
                out += raw[i];
                continue;
            }
            const auto end = raw.find(';', i);
            const auto known = end == std::string::npos
                                   ? references.end()
                                   : references.find(raw.substr(i + 1, end - i - 1));
            if (known == references.end()) {
                problem("bare ampersand: " + raw.substr(i, 12));
                continue;
            }
            out += known->second;
            i = end;
        }
        return out;
    }

    std::string page_;
    std::size_t at_ = 0;
    Html html_;
    std::vector<std::size_t> open_;
};

}  // namespace

std::string Element::attribute(const std::string& wanted) const {
    const auto at = attributes.find(wanted);
    return at == attributes.end() ? std::string{} : at->second;
}

Html Html::read(const std::string& page) {
    return Reading{page}.run();
}

std::set<std::string> Html::shapes() const {
    std::set<std::string> out;
    for (const auto& element : elements) {
        auto shape = element.name;
        for (const auto& [name, value] : element.attributes)
            shape += " " + name;
        out.insert(shape);
    }
    return out;
}

std::vector<const Element*> Html::all(const std::string& name) const {
    std::vector<const Element*> out;
    for (const auto& element : elements) {
        if (element.name == name) out.push_back(&element);
    }
    return out;
}

const Element* Html::first(const std::string& name) const {
    const auto found = all(name);
    return found.empty() ? nullptr : found.front();
}

const Element* Html::with(const std::string& attribute, const std::string& value) const {
    for (const auto& element : elements) {
        const auto at = element.attributes.find(attribute);
        if (at != element.attributes.end() && at->second == value) return &element;
    }
    return nullptr;
}

std::string Html::text() const {
    const auto* body = first("body");
    return body == nullptr ? std::string{} : body->text;
}

}  // namespace praxis::test
