// Says of each line of standard input whether it may be a new password: "taken" or "refused". For
// tests that have lists of their own.
#include "node/web/passwords.hpp"

#include <iostream>

int main() {
    for (std::string line; std::getline(std::cin, line);)
        std::cout << (praxis::web::check_new_password(line, {}) ? "taken" : "refused") << '\n';
}
