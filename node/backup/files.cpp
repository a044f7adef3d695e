#include "node/backup/files.hpp"

#include "node/backup/errc.hpp"
#include "protocol/crypto/hash.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace praxis::node {

Result<void> write_all(const Descriptor& file, ByteView bytes, const std::filesystem::path& path) {
    while (!bytes.empty()) {
        const auto count = ::write(file.get(), bytes.data(), bytes.size());
        if (count < 0) return system_failure(path);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return success();
}

Result<void> write_new(const std::filesystem::path& path, ByteView bytes) {
    const Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!file) return system_failure(path);
    TRY(write_all(file, bytes, path));
    if (::fsync(file.get()) != 0) return system_failure(path);
    return success();
}

Result<Bytes> read_small(const std::filesystem::path& path) {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file) return system_failure(path);
    Bytes bytes(small_file_bytes_max + 1);
    std::size_t size = 0;
    while (size < bytes.size()) {
        const auto count = ::read(file.get(), bytes.data() + size, bytes.size() - size);
        if (count < 0) return system_failure(path);
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
    }
    if (size > small_file_bytes_max) {
        return fail(BackupErrc::damaged, path.string() + " is larger than it can be");
    }
    bytes.resize(size);
    return bytes;
}

Hash hash_of_file(ByteView bytes) {
    return crypto::hash("praxis/backup/file/v1", {bytes});
}

Result<void> sync_folder(const std::filesystem::path& path) {
    const Descriptor folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder || ::fsync(folder.get()) != 0) return system_failure(path);
    return success();
}

Result<void> make_private_folder(const std::filesystem::path& path) {
    std::error_code ignored;  // an unusable folder shows itself when the next is made in it
    std::filesystem::create_directories(path.parent_path(), ignored);
    if (::mkdir(path.c_str(), 0700) == 0) return success();
    if (errno == EEXIST && std::filesystem::is_directory(path, ignored)) return success();
    return system_failure(path);
}

bool is_vacant(const std::filesystem::path& path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return true;
    return std::filesystem::is_directory(path, error) && std::filesystem::is_empty(path, error);
}

}  // namespace praxis::node
