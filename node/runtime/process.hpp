#pragma once

#include <cstddef>
#include <string>

namespace praxis::node {

/// Lets this process have as many descriptors open at once as the system allows it; how many that
/// is. Most systems begin a process with 1,024, which a thousand browsers use up.
[[nodiscard]] std::size_t raise_descriptors();

/// Keeps what is in memory out of files: this process leaves no core, neither one of its own nor
/// one that a program of the system takes, other programs of the same user cannot look into it,
/// and its keys are not written to swap (`crypto::KeyRoom`). If the system refuses the last, now or
/// later, the process says so once on standard error, beginning with `program`, and goes on.
/// For programs that hold keys; call it before they do.
void keep_memory_private(const std::string& program);

}  // namespace praxis::node
