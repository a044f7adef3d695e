#include "tests/sim/disk/system_calls.hpp"

#include "protocol/base/check.hpp"

#include <array>
#include <cstdarg>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace praxis::sim {
namespace {

/// The newest watching of this thread. Plain, so that calls before `main` and after it may look.
constinit thread_local Watching* first_watching = nullptr;

bool nobody_watches() {
    return first_watching == nullptr;
}

}  // namespace

Watching::Watching(FileWatcher& watcher) : watcher_{watcher}, next_{first_watching} {
    first_watching = this;
}

Watching::~Watching() {
    for (auto** at = &first_watching; *at != nullptr; at = &(*at)->next_) {
        if (*at != this) continue;
        *at = next_;
        return;
    }
}

FileWatcher* watcher_of(const std::string& path) {
    for (auto* at = first_watching; at != nullptr; at = at->next_)
        if (at->watcher_.watches(path)) return &at->watcher_;
    return nullptr;
}

FileWatcher* watcher_of(FileId file) {
    for (auto* at = first_watching; at != nullptr; at = at->next_)
        if (at->watcher_.watches(file)) return &at->watcher_;
    return nullptr;
}

namespace kernel {

int open(const std::string& path, int flags, mode_t mode) {
    return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path.c_str(), flags, mode));
}

int make_folder(const std::string& path, mode_t mode) {
    return static_cast<int>(::syscall(SYS_mkdirat, AT_FDCWD, path.c_str(), mode));
}

int rename(const std::string& from, const std::string& to) {
    return static_cast<int>(
        ::syscall(SYS_renameat2, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), 0));
}

int remove(const std::string& path, int flags) {
    return static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path.c_str(), flags));
}

ssize_t write(int descriptor, off_t at, ByteView bytes) {
    return ::syscall(SYS_pwrite64, descriptor, bytes.data(), bytes.size(), at);
}

int resize(int descriptor, off_t size) {
    return static_cast<int>(::syscall(SYS_ftruncate, descriptor, size));
}

}  // namespace kernel

namespace {

/// A watched file or folder behind a descriptor.
struct Seen {
    FileWatcher* watcher = nullptr;
    FileId file;
    explicit operator bool() const { return watcher != nullptr; }
};

Seen look(int descriptor) {
    if (nobody_watches()) return {};
    struct stat about {};
    if (::fstat(descriptor, &about) != 0) return {};
    const FileId file{about.st_dev, about.st_ino};
    return {watcher_of(file), file};
}

std::string absolute(int folder, const char* path) {
    std::string out = path;
    if (out.starts_with('/')) return std::filesystem::path{out}.lexically_normal().string();
    const auto link = folder == AT_FDCWD ? std::string{"/proc/self/cwd"}
                                         : "/proc/self/fd/" + std::to_string(folder);
    std::array<char, 4096> base{};
    const auto length = ::readlink(link.c_str(), base.data(), base.size());
    if (length <= 0) return out;
    out = std::string{base.data(), static_cast<std::size_t>(length)} + '/' + out;
    return std::filesystem::path{out}.lexically_normal().string();
}

int open_at(int folder, const char* path, int flags, mode_t mode) {
    if (!nobody_watches() && (flags & (O_CREAT | O_TRUNC)) != 0) {
        const auto whole = absolute(folder, path);
        if (auto* watcher = watcher_of(whole)) return watcher->open(whole, flags, mode);
    }
    return static_cast<int>(::syscall(SYS_openat, folder, path, flags, mode));
}

int make_folder_at(int folder, const char* path, mode_t mode) {
    if (!nobody_watches()) {
        const auto whole = absolute(folder, path);
        if (auto* watcher = watcher_of(whole)) return watcher->make_folder(whole, mode);
    }
    return static_cast<int>(::syscall(SYS_mkdirat, folder, path, mode));
}

int remove_at(int folder, const char* path, int flags) {
    if (!nobody_watches()) {
        const auto whole = absolute(folder, path);
        if (auto* watcher = watcher_of(whole)) return watcher->remove(whole, flags);
    }
    return static_cast<int>(::syscall(SYS_unlinkat, folder, path, flags));
}

int rename_at(int from_folder, const char* from, int to_folder, const char* to) {
    if (!nobody_watches()) {
        const auto whole = absolute(from_folder, from);
        if (auto* watcher = watcher_of(whole))
            return watcher->rename(whole, absolute(to_folder, to));
    }
    return static_cast<int>(::syscall(SYS_renameat2, from_folder, from, to_folder, to, 0));
}

/// A write at the place where the descriptor stands, which then moves on.
ssize_t write_on(const Seen& seen, int descriptor, ByteView bytes) {
    const auto at = ::lseek(descriptor, 0, SEEK_CUR);
    const auto written = seen.watcher->write(descriptor, seen.file, at, bytes);
    if (written > 0) ::lseek(descriptor, written, SEEK_CUR);
    return written;
}

Bytes gathered(const iovec* parts, int count) {
    Bytes bytes;
    for (const auto& part : std::span{parts, static_cast<std::size_t>(count)})
        append(bytes, {static_cast<const std::byte*>(part.iov_base), part.iov_len});
    return bytes;
}

mode_t mode_in(int flags, va_list& more) {
    return (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
}

}  // namespace

// The names the linker knows. They are given as labels, so that what the C library's headers
// declare under the same names, inline functions among it, stays out of the way.
extern "C" {

int praxis_open(const char* path, int flags, ...) __asm__("open");
int praxis_open64(const char* path, int flags, ...) __asm__("open64");
int praxis_openat(int folder, const char* path, int flags, ...) __asm__("openat");
int praxis_openat64(int folder, const char* path, int flags, ...) __asm__("openat64");
int praxis_mkdir(const char* path, mode_t mode) __asm__("mkdir");
int praxis_mkdirat(int folder, const char* path, mode_t mode) __asm__("mkdirat");
int praxis_rename(const char* from, const char* to) __asm__("rename");
int praxis_renameat(int from_folder,
                    const char* from,
                    int to_folder,
                    const char* to) __asm__("renameat");
int praxis_unlink(const char* path) __asm__("unlink");
int praxis_rmdir(const char* path) __asm__("rmdir");
int praxis_unlinkat(int folder, const char* path, int flags) __asm__("unlinkat");
int praxis_remove(const char* path) __asm__("remove");
ssize_t praxis_write(int descriptor, const void* bytes, size_t length) __asm__("write");
ssize_t praxis_writev(int descriptor, const iovec* parts, int count) __asm__("writev");
ssize_t praxis_pwrite(int descriptor, const void* bytes, size_t length, off_t at) __asm__("pwrite");
ssize_t praxis_pwrite64(int descriptor,
                        const void* bytes,
                        size_t length,
                        off_t at) __asm__("pwrite64");
ssize_t praxis_pwritev(int descriptor, const iovec* parts, int count, off_t at) __asm__("pwritev");
ssize_t praxis_pwritev64(int descriptor,
                         const iovec* parts,
                         int count,
                         off_t at) __asm__("pwritev64");
int praxis_ftruncate(int descriptor, off_t size) __asm__("ftruncate");
int praxis_ftruncate64(int descriptor, off_t size) __asm__("ftruncate64");
int praxis_fallocate(int descriptor, int mode, off_t at, off_t size) __asm__("fallocate");
int praxis_fallocate64(int descriptor, int mode, off_t at, off_t size) __asm__("fallocate64");
int praxis_fsync(int descriptor) __asm__("fsync");
int praxis_fdatasync(int descriptor) __asm__("fdatasync");

int praxis_open(const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const auto mode = mode_in(flags, more);
    va_end(more);
    return open_at(AT_FDCWD, path, flags, mode);
}

int praxis_open64(const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const auto mode = mode_in(flags, more);
    va_end(more);
    return open_at(AT_FDCWD, path, flags, mode);
}

int praxis_openat(int folder, const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const auto mode = mode_in(flags, more);
    va_end(more);
    return open_at(folder, path, flags, mode);
}

int praxis_openat64(int folder, const char* path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    const auto mode = mode_in(flags, more);
    va_end(more);
    return open_at(folder, path, flags, mode);
}

int praxis_mkdir(const char* path, mode_t mode) {
    return make_folder_at(AT_FDCWD, path, mode);
}

int praxis_mkdirat(int folder, const char* path, mode_t mode) {
    return make_folder_at(folder, path, mode);
}

int praxis_rename(const char* from, const char* to) {
    return rename_at(AT_FDCWD, from, AT_FDCWD, to);
}

int praxis_renameat(int from_folder, const char* from, int to_folder, const char* to) {
    return rename_at(from_folder, from, to_folder, to);
}

int praxis_unlink(const char* path) {
    return remove_at(AT_FDCWD, path, 0);
}

int praxis_rmdir(const char* path) {
    return remove_at(AT_FDCWD, path, AT_REMOVEDIR);
}

int praxis_unlinkat(int folder, const char* path, int flags) {
    return remove_at(folder, path, flags);
}

int praxis_remove(const char* path) {
    struct stat about {};
    const bool is_folder = ::lstat(path, &about) == 0 && S_ISDIR(about.st_mode);
    return remove_at(AT_FDCWD, path, is_folder ? AT_REMOVEDIR : 0);
}

ssize_t praxis_write(int descriptor, const void* bytes, size_t length) {
    if (const auto seen = look(descriptor))
        return write_on(seen, descriptor, {static_cast<const std::byte*>(bytes), length});
    return ::syscall(SYS_write, descriptor, bytes, length);
}

ssize_t praxis_writev(int descriptor, const iovec* parts, int count) {
    if (const auto seen = look(descriptor))
        return write_on(seen, descriptor, gathered(parts, count));
    return ::syscall(SYS_writev, descriptor, parts, count);
}

ssize_t praxis_pwrite(int descriptor, const void* bytes, size_t length, off_t at) {
    const ByteView view{static_cast<const std::byte*>(bytes), length};
    if (const auto seen = look(descriptor))
        return seen.watcher->write(descriptor, seen.file, at, view);
    return kernel::write(descriptor, at, view);
}

ssize_t praxis_pwrite64(int descriptor, const void* bytes, size_t length, off_t at) {
    return praxis_pwrite(descriptor, bytes, length, at);
}

ssize_t praxis_pwritev(int descriptor, const iovec* parts, int count, off_t at) {
    if (const auto seen = look(descriptor))
        return seen.watcher->write(descriptor, seen.file, at, gathered(parts, count));
    return ::syscall(SYS_pwritev, descriptor, parts, count, at, 0);
}

ssize_t praxis_pwritev64(int descriptor, const iovec* parts, int count, off_t at) {
    return praxis_pwritev(descriptor, parts, count, at);
}

int praxis_ftruncate(int descriptor, off_t size) {
    if (const auto seen = look(descriptor))
        return seen.watcher->resize(descriptor, seen.file, size);
    return kernel::resize(descriptor, size);
}

int praxis_ftruncate64(int descriptor, off_t size) {
    return praxis_ftruncate(descriptor, size);
}

int praxis_fallocate(int descriptor, int mode, off_t at, off_t size) {
    const auto seen = look(descriptor);
    if (!seen) return static_cast<int>(::syscall(SYS_fallocate, descriptor, mode, at, size));
    PRAXIS_CHECK(mode == FALLOC_FL_KEEP_SIZE && at == 0);
    return seen.watcher->reserve(descriptor, seen.file, size);
}

int praxis_fallocate64(int descriptor, int mode, off_t at, off_t size) {
    return praxis_fallocate(descriptor, mode, at, size);
}

int praxis_fsync(int descriptor) {
    if (const auto seen = look(descriptor)) return seen.watcher->sync(descriptor, seen.file);
    return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

int praxis_fdatasync(int descriptor) {
    if (const auto seen = look(descriptor)) return seen.watcher->sync(descriptor, seen.file);
    return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

}  // extern "C"

}  // namespace praxis::sim
