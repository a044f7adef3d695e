#include "node/web/templates.hpp"

#include "protocol/crypto/hash.hpp"

#include <algorithm>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>
#include <fstream>
#include <sstream>

namespace praxis::web {
namespace {

constexpr std::string_view first_line = "{{%AUTOESCAPE context=\"HTML\"}}\n";
constexpr auto strip = ctemplate::STRIP_BLANK_LINES;

const char* words(int value) {
    switch (static_cast<TemplateErrc>(value)) {
        case TemplateErrc::bad_template:
            return "bad template";
        case TemplateErrc::not_rendered:
            return "the page could not be made from its template";
    }
    return "unknown error";
}

const NamedCategory category{"praxis.templates", words};

auto bad(const std::filesystem::path& file, const std::string& rule) {
    return fail(TemplateErrc::bad_template, file.filename().string() + ": " + rule);
}

Result<std::string> read_text(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    if (!in || !text) return bad(path, "cannot be read");
    return text.str();
}

/// A modifier may keep line ends (`:pre_escape`, which escapes as much); any other is the
/// template engine's own choice.
Result<void> check_rules(const std::filesystem::path& path, const std::string& text) {
    if (!text.starts_with(first_line)) return bad(path, "the first line does not ask to escape");
    for (auto at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 2)) {
        const auto tag = text.substr(at + 2, text.find("}}", at) - at - 2);
        if (tag.starts_with('!') || at == 0) continue;
        const auto colon = tag.find(':');
        if (colon != std::string::npos && tag.substr(colon) != ":pre_escape") {
            return bad(path, "only :pre_escape is allowed, not {{" + tag + "}}");
        }
        if (tag.starts_with('%') || tag.starts_with('=')) {
            return bad(path, "one pragma, in the first line; no other delimiters: {{" + tag + "}}");
        }
    }
    return success();
}

/// Control characters mean nothing on a page, and some of them something to a reader of HTML.
std::string without_controls(const std::string& text) {
    const auto is_control = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f;
    };
    if (std::ranges::none_of(text, is_control)) return text;
    std::string out;
    for (const char c : text) {
        if (is_control(c))
            out += "\xef\xbf\xbd";  // U+FFFD
        else
            out += c;
    }
    return out;
}

void fill(ctemplate::TemplateDictionary& dictionary, const View& view) {
    for (const auto& [name, text] : view.texts())
        dictionary.SetValue(name, without_controls(text));
    for (const auto& part : view.parts()) {
        auto* inner = part.file.empty() ? dictionary.AddSectionDictionary(part.name)
                                        : dictionary.AddIncludeDictionary(part.name);
        if (!part.file.empty()) inner->SetFilename(part.file);
        fill(*inner, part.view);
    }
}

}  // namespace

boost::system::error_code make_error_code(TemplateErrc code) noexcept {
    return {static_cast<int>(code), category};
}

struct Templates::Cache {
    ctemplate::TemplateCache cache;
};

Templates::Templates() : cache_{std::make_unique<Cache>()} {}
Templates::Templates(Templates&&) noexcept = default;
Templates& Templates::operator=(Templates&&) noexcept = default;
Templates::~Templates() = default;

Result<Templates> Templates::load(const std::filesystem::path& folder) {
    Templates out;
    std::error_code error;
    std::vector<std::filesystem::path> paths;
    for (std::filesystem::directory_iterator at{folder / "templates", error}, end;
         !error && at != end;
         at.increment(error)) {
        if (at->path().extension() == ".tpl") paths.push_back(at->path());
    }
    if (error || paths.empty()) return bad(folder, "holds no templates (templates/*.tpl)");
    std::ranges::sort(paths);
    for (const auto& path : paths) {
        TRY(const auto text, read_text(path));
        TRY(check_rules(path, text));
        if (!out.cache_->cache.StringToTemplateCache(path.filename().string(), text, strip)) {
            return bad(path, "is not well made; the reason stands on standard error");
        }
    }
    out.cache_->cache.Freeze();
    TRY(out.style_, read_text(folder / "assets" / "praxis.css"));
    const auto name = crypto::hash("praxis/web/style/v1", {bytes_of(out.style_)}).hex();
    out.style_path_ = "/assets/" + name.substr(0, 16) + "/praxis.css";
    return out;
}

std::filesystem::path Templates::default_folder() {
    std::error_code ignored;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
    const auto installed = self.parent_path().parent_path() / "share" / "praxis" / "web";
    if (std::filesystem::is_directory(installed, ignored)) return installed;
    return PRAXIS_WEB_FOLDER;
}

Result<std::string> Templates::render(const std::string& file, const View& view) const {
    ctemplate::TemplateDictionary dictionary{file};
    fill(dictionary, view);
    ctemplate::PerExpandData nothing;
    std::string out;
    if (!cache_->cache.ExpandNoLoad(file, strip, &dictionary, &nothing, &out)) {
        return fail(TemplateErrc::not_rendered, file);
    }
    return out;
}

}  // namespace praxis::web
