#pragma once

#include <cstddef>

namespace praxis::node {

/// Lets this process have as many descriptors open at once as the system allows it; how many that
/// is. Most systems begin a process with 1,024, which a thousand browsers use up.
[[nodiscard]] std::size_t raise_descriptors();

}  // namespace praxis::node
