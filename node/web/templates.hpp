#pragma once

#include "node/web/view.hpp"
#include "protocol/base/errc.hpp"

#include <filesystem>
#include <memory>

namespace praxis::web {

enum class TemplateErrc {
    bad_template = 1,  ///< a template or the style sheet cannot be read or is not well made
    not_rendered,      ///< no such template, or a piece of it is missing: a bug of a page
};
[[nodiscard]] boost::system::error_code make_error_code(TemplateErrc code) noexcept;

/// The templates of all pages and the style sheet, read once. Every template escapes by the place
/// a text stands in (text, attribute, address) and says so in its first line; one that does not,
/// or that switches it off somewhere, is refused. Immutable; any thread.
class Templates {
public:
    /// Reads `templates/*.tpl` and `assets/praxis.css` of a folder. Fails with `bad_template`,
    /// naming the file.
    [[nodiscard]] static Result<Templates> load(const std::filesystem::path& folder);
    /// Where this program's are: `../share/praxis/web` seen from the executable when that folder
    /// exists (an installation), else the source tree it was built from.
    [[nodiscard]] static std::filesystem::path default_folder();

    Templates(Templates&&) noexcept;
    Templates& operator=(Templates&&) noexcept;
    ~Templates();

    /// A template of the folder filled: HTML. Fails with `not_rendered`.
    [[nodiscard]] Result<std::string> render(const std::string& file, const View& view) const;

    [[nodiscard]] const std::string& style() const { return style_; }
    /// Its path on every page, `/assets/HASH/praxis.css`: another text, another path.
    [[nodiscard]] const std::string& style_path() const { return style_path_; }

private:
    struct Cache;
    Templates();

    std::unique_ptr<Cache> cache_;
    std::string style_;
    std::string style_path_;
};

}  // namespace praxis::web

template <>
struct boost::system::is_error_code_enum<praxis::web::TemplateErrc> : std::true_type {};
