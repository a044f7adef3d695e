// Runs a fuzz target over files instead of under libFuzzer, so that its corpus is an ordinary test
// in any build: the paths are files, or folders of files.
#include "tests/fuzz/fuzz.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

namespace {

std::vector<std::filesystem::path> files_of(const std::filesystem::path& path) {
    if (!std::filesystem::is_directory(path)) return {path};
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{path}) {
        if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

bool replay(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    const std::vector<char> input{std::istreambuf_iterator<char>{file}, {}};
    if (file.bad() || !file.is_open()) {
        std::fprintf(stderr, "%s cannot be read\n", path.c_str());
        return false;
    }
    // A copy of exactly its size, so that AddressSanitizer sees the first byte behind it.
    const auto exact = std::make_unique<std::uint8_t[]>(input.size());
    std::ranges::copy(input, exact.get());
    std::fprintf(stderr, "%s\n", path.c_str());  // the last line names what broke a promise
    LLVMFuzzerTestOneInput(exact.get(), input.size());
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t inputs = 0;
    for (int i = 1; i < argc; ++i) {
        for (const auto& path : files_of(argv[i])) {
            if (!replay(path)) return 1;
            ++inputs;
        }
    }
    std::printf("%zu inputs\n", inputs);
    return inputs == 0 ? 1 : 0;  // a corpus that is not there is no test
}
