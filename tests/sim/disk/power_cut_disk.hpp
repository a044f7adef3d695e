#pragma once

#include "tests/sim/disk/platter.hpp"
#include "tests/sim/disk/system_calls.hpp"

#include <filesystem>
#include <memory>
#include <set>

namespace praxis::sim {

/// A call that a disk answers with an error.
struct DiskFault {
    enum class Of {
        write,  ///< a write, a longer file, a new name: nothing of it happens
        sync,   ///< a sync, or a write that is its own sync: what was to become durable may be lost
    };
    Of of = Of::sync;
    std::size_t number = 1;  ///< the how manieth call of its kind from now on fails, from 1
    int error = 0;           ///< with this `errno`
    bool in_part = false;    ///< a write of more than a page writes some pages, and says so
};

/// A folder on a disk whose power can be cut at any system call, and which can fail and be full.
/// Real files, for real code: what processes see is in the folder, and a `Platter` beside it keeps
/// which of it is durable. One thread, and not for two processes.
///
/// After a cut every call that would change something fails with EIO and changes nothing, until
/// `restore_power`. What is stored through a shared mapping is seen when the power goes, as a
/// change that nobody synced.
class PowerCutDisk final : private FileWatcher {
public:
    /// Puts what is on `platter` into `folder`, which exists and is empty.
    explicit PowerCutDisk(std::filesystem::path folder, Platter platter = {});
    ~PowerCutDisk() = default;

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

    /// Calls so far that changed or synced something, or tried to.
    [[nodiscard]] std::size_t calls() const { return calls_; }
    /// The power goes within the call of this number from now on, counted from 1: what that call
    /// asked for may be kept, in whole or in part, like all that is not durable.
    void cut_power_at_call(std::size_t number) { cut_at_ = calls_ + number; }
    void cut_power_at_no_call() { cut_at_ = 0; }
    void cut_power();
    [[nodiscard]] bool has_power() const { return powered_; }

    /// What is on the disk, durable or not.
    [[nodiscard]] const Platter& platter();
    /// Everybody who had a file open is gone. The power comes back, and the folder has what
    /// survived.
    void restore_power(SeededEntropy& random);

    void fail(const DiskFault& fault);
    /// Whether the fault of `fail` is still to come.
    [[nodiscard]] bool will_fail() const { return fault_.has_value(); }
    void forget_fault() { fault_.reset(); }
    /// While set, no file gets longer than what was reserved for it, and there are no new ones.
    void set_full(bool full) { full_ = full; }

    /// Names of files that were changed past all system calls.
    [[nodiscard]] const std::set<std::string>& mapped() const { return mapped_; }

private:
    struct Place {
        Platter::Node folder;
        std::string name;
    };
    enum class Answer { go_on, power_goes, fail };
    using Of = DiskFault::Of;

    bool watches(const std::string& path) const override;
    bool watches(FileId file) const override { return files_.contains(file); }
    int open(const std::string& path, int flags, mode_t mode) override;
    int make_folder(const std::string& path, mode_t mode) override;
    int rename(const std::string& from, const std::string& to) override;
    int remove(const std::string& path, int flags) override;
    ssize_t write(int descriptor, FileId file, off_t at, ByteView bytes) override;
    int resize(int descriptor, FileId file, off_t size) override;
    int reserve(int descriptor, FileId file, off_t size) override;
    int sync(int descriptor, FileId file) override;

    Answer ask();
    bool fails(Of of);
    [[nodiscard]] std::size_t room_of(Platter::Node file) const;
    [[nodiscard]] Place place_of(const std::string& path) const;
    void lay_out(Platter::Node folder, const std::filesystem::path& path);
    void note_file(const std::filesystem::path& path, Platter::Node node);
    void read_mapped(Platter::Node folder, const std::filesystem::path& path);

    std::filesystem::path folder_;
    Platter platter_;
    std::map<FileId, Platter::Node> files_;
    std::map<Platter::Node, std::size_t> reserved_;  // bytes; forgotten when the power goes
    std::size_t calls_ = 0;
    std::size_t cut_at_ = 0;  // 0: not foreseen
    bool powered_ = true;
    bool full_ = false;
    std::optional<DiskFault> fault_;
    std::set<std::string> mapped_;
    std::optional<Watching> watching_;
};

}  // namespace praxis::sim
