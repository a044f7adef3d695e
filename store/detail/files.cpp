#include "store/detail/files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <system_error>
#include <unistd.h>

namespace praxis::store::detail {
namespace {

StoreErrc code_of(int number) {
    switch (number) {
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            return StoreErrc::full;
        case EWOULDBLOCK:
            return StoreErrc::locked;
        case ENOENT:
            return StoreErrc::missing;
        default:
            return StoreErrc::io;
    }
}

/// Nobody who writes to a disk made the place where it is mounted.
bool is_mount_point(const std::filesystem::path& folder) {
    struct stat here {};
    struct stat above {};
    return ::stat(folder.c_str(), &here) != 0 ||
           ::stat(folder.parent_path().c_str(), &above) != 0 || here.st_dev != above.st_dev;
}

}  // namespace

File::~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Error system_error(std::string what, int number) {
    return Error{make_error_code(code_of(number)),
                 std::move(what) + ": " + std::generic_category().message(number)};
}

Result<File> open_locked(const std::filesystem::path& path) {
    File file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (file.descriptor() < 0) return fail(system_error(path.string(), errno));
    if (::flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0)
        return fail(system_error(path.string(), errno));
    return file;
}

Result<void> sync_path(const std::filesystem::path& path) {
    const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.descriptor() < 0 || ::fsync(file.descriptor()) != 0)
        return fail(system_error(path.string(), errno));
    return success();
}

Result<void> sync_names(const std::filesystem::path& path) {
    std::error_code error;
    const auto whole = std::filesystem::absolute(path, error);
    if (error) return fail(system_error(path.string(), error.value()));
    auto folder = whole.parent_path();
    TRY(sync_path(folder));
    while (folder.has_relative_path() && !is_mount_point(folder)) {
        folder = folder.parent_path();
        if (::access(folder.c_str(), R_OK | W_OK) != 0) break;
        TRY(sync_path(folder));
    }
    return success();
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
    auto folder = path.parent_path();
    return folder.empty() ? std::filesystem::path{"."} : folder;
}

bool is_network_file_system(std::uint64_t magic) {
    constexpr std::array<std::uint64_t, 10> network{
        0x6969,      // NFS
        0x517b,      // SMB
        0xff534d42,  // CIFS
        0xfe534d42,  // SMB 2
        0x5346414f,  // AFS, OpenAFS
        0x6b414653,  // AFS, the kernel's own
        0x73757245,  // Coda
        0x564c,      // NCP
        0x00c36400,  // Ceph
        0x01021997,  // 9P
    };
    return std::ranges::find(network, magic) != network.end();
}

Result<void> refuse_network(const std::filesystem::path& path) {
    struct statfs about {};
    if (::statfs(path.c_str(), &about) != 0) return fail(system_error(path.string(), errno));
    // The field's type differs between machines; magics are 32-bit numbers.
    if (!is_network_file_system(static_cast<std::uint32_t>(about.f_type))) return success();
    return fail(StoreErrc::network_file_system, path.string() + ": choose a local disk");
}

}  // namespace praxis::store::detail
