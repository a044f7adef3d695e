#include "cli/password.hpp"

#include "cli/arguments.hpp"
#include "node/web/passwords.hpp"

#include <array>

namespace praxis::cli {

Result<std::string> password_in(const std::string& file) {
    TRY(const auto text, text_or_file("@" + file));
    return text.substr(0, text.find_first_of("\r\n"));
}

Result<std::string> new_password_in(const std::string& file, const std::string& name) {
    TRY(auto password, password_in(file));
    const auto good = web::check_new_password(password, std::array{name, std::string{"Praxis"}});
    if (!good) return fail(CliErrc::usage, "in " + file + ": " + good.error().detail);
    return password;
}

}  // namespace praxis::cli
