#include "tests/support/source_path.hpp"

namespace praxis::test {

std::string source_path(std::string_view path) {
    return PRAXIS_SOURCE_DIR "/" + std::string{path};
}

}  // namespace praxis::test
