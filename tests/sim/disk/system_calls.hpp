#pragma once

#include "protocol/base/bytes.hpp"

#include <sys/stat.h>
#include <sys/types.h>
#include <utility>

/// Stands between a test program and the kernel. A program that links this has the calls below
/// answered by whoever watches the file or folder they are about, whether they come from the code
/// under test, from LMDB or from the C++ library; all other calls go on to the kernel. Calls of a
/// thread are seen by the watchers of that thread alone.
namespace praxis::sim {

using FileId = std::pair<dev_t, ino_t>;

/// Each call does what its namesake in POSIX does: -1 and `errno` when it fails.
class FileWatcher {
public:
    FileWatcher(const FileWatcher&) = delete;
    FileWatcher& operator=(const FileWatcher&) = delete;

    [[nodiscard]] virtual bool watches(const std::string& path) const = 0;
    [[nodiscard]] virtual bool watches(FileId file) const = 0;

    /// Opens with O_CREAT or O_TRUNC; other opens change nothing and go to the kernel.
    virtual int open(const std::string& path, int flags, mode_t mode) = 0;
    virtual int make_folder(const std::string& path, mode_t mode) = 0;
    virtual int rename(const std::string& from, const std::string& to) = 0;
    virtual int remove(const std::string& path, int flags) = 0;  ///< flags of unlinkat
    virtual ssize_t write(int descriptor, FileId file, off_t at, ByteView bytes) = 0;
    virtual int resize(int descriptor, FileId file, off_t size) = 0;
    /// Room up to `size`, which the file need not have.
    virtual int reserve(int descriptor, FileId file, off_t size) = 0;
    virtual int sync(int descriptor, FileId file) = 0;

protected:
    FileWatcher() = default;
    ~FileWatcher() = default;
};

/// Watches in this thread for as long as it lives.
class Watching {
public:
    explicit Watching(FileWatcher& watcher);
    Watching(const Watching&) = delete;
    Watching& operator=(const Watching&) = delete;
    ~Watching();

private:
    friend FileWatcher* watcher_of(const std::string& path);
    friend FileWatcher* watcher_of(FileId file);
    FileWatcher& watcher_;
    Watching* next_;
};

/// What the kernel itself does, past every watcher.
namespace kernel {
int open(const std::string& path, int flags, mode_t mode);
int make_folder(const std::string& path, mode_t mode);
int rename(const std::string& from, const std::string& to);
int remove(const std::string& path, int flags);
ssize_t write(int descriptor, off_t at, ByteView bytes);
int resize(int descriptor, off_t size);
}  // namespace kernel

}  // namespace praxis::sim
