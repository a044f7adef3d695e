#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <unistd.h>

namespace praxis::sim {

/// A folder of its own, in memory where the system has that, that goes away with it.
class RamFolder {
public:
    RamFolder() {
        const std::filesystem::path memory{"/dev/shm"};
        const bool there = ::access(memory.c_str(), R_OK | W_OK | X_OK) == 0;
        const auto base = there ? memory : std::filesystem::temp_directory_path();
        auto pattern = (base / "praxis-disk-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) std::abort();
        path_ = pattern;
    }
    ~RamFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    RamFolder(const RamFolder&) = delete;
    RamFolder& operator=(const RamFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace praxis::sim
