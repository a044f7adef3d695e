#include "tests/sim/disk/power_cut_disk.hpp"

#include "protocol/base/check.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace praxis::sim {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t page_bytes = 4096;

int refuse(int error) {
    errno = error;
    return -1;
}

bool exists(const std::string& path) {
    struct stat about {};
    return ::lstat(path.c_str(), &about) == 0;
}

FileId id_of(const std::string& path) {
    struct stat about {};
    PRAXIS_CHECK(::lstat(path.c_str(), &about) == 0);
    return {about.st_dev, about.st_ino};
}

Bytes read_file(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    return copy(bytes_of(text));
}

void write_file(const fs::path& path, ByteView bytes) {
    const int descriptor = kernel::open(path.string(), O_WRONLY | O_CREAT | O_EXCL, 0600);
    PRAXIS_CHECK(descriptor >= 0);
    PRAXIS_CHECK(kernel::write(descriptor, 0, bytes) == static_cast<ssize_t>(bytes.size()));
    ::close(descriptor);
}

}  // namespace

PowerCutDisk::PowerCutDisk(fs::path folder, Platter platter)
    : folder_{fs::canonical(folder)}, platter_{std::move(platter)} {
    lay_out(Platter::root, folder_);
    watching_.emplace(static_cast<FileWatcher&>(*this));
}

/// Makes what is in a folder of the platter, in a real one that is empty.
void PowerCutDisk::lay_out(Platter::Node folder, const fs::path& path) {
    note_file(path, folder);
    for (const auto& [name, node] : platter_.names(folder)) {
        const auto place = path / name;
        if (platter_.is_folder(node)) {
            PRAXIS_CHECK(kernel::make_folder(place.string(), 0700) == 0);
            lay_out(node, place);
        } else {
            write_file(place, platter_.content(node));
            note_file(place, node);
        }
    }
}

void PowerCutDisk::note_file(const fs::path& path, Platter::Node node) {
    files_[id_of(path.string())] = node;
}

void PowerCutDisk::cut_power() {
    if (!powered_) return;
    read_mapped(Platter::root, folder_);
    powered_ = false;
}

const Platter& PowerCutDisk::platter() {
    if (powered_) read_mapped(Platter::root, folder_);
    return platter_;
}

void PowerCutDisk::restore_power(SeededEntropy& random) {
    cut_power();
    watching_.reset();
    platter_.cut_power(random);
    for (const auto& entry : fs::directory_iterator{folder_})
        fs::remove_all(entry.path());
    files_.clear();
    reserved_.clear();
    lay_out(Platter::root, folder_);
    powered_ = true;
    cut_at_ = 0;
    fault_.reset();
    watching_.emplace(static_cast<FileWatcher&>(*this));
}

/// Finds what differs between the files and what the calls made of them.
void PowerCutDisk::read_mapped(Platter::Node folder, const fs::path& path) {
    const auto names = platter_.names(folder);
    for (const auto& [name, node] : names) {
        if (platter_.is_folder(node)) {
            read_mapped(node, path / name);
            continue;
        }
        const auto now = read_file(path / name);
        PRAXIS_CHECK(now.size() == platter_.content(node).size());
        for (std::size_t at = 0; at < now.size(); at += sector_bytes) {
            const auto length = std::min(sector_bytes, now.size() - at);
            const auto sector = ByteView{now}.subspan(at, length);
            if (equal(sector, ByteView{platter_.content(node)}.subspan(at, length))) continue;
            platter_.write(node, at, sector);
            mapped_.insert(name);
        }
    }
}

bool PowerCutDisk::watches(const std::string& path) const {
    const auto& own = folder_.native();
    return path.size() > own.size() + 1 && path.starts_with(own) && path[own.size()] == '/';
}

PowerCutDisk::Place PowerCutDisk::place_of(const std::string& path) const {
    const auto relative = fs::path{path}.lexically_relative(folder_);
    auto folder = Platter::root;
    for (const auto& name : relative.parent_path()) {
        const auto found = platter_.find(folder, name.string());
        PRAXIS_CHECK(found.has_value());
        folder = *found;
    }
    return {folder, relative.filename().string()};
}

void PowerCutDisk::fail(const DiskFault& fault) {
    PRAXIS_CHECK(fault.number > 0 && fault.error != 0);
    fault_ = fault;
}

/// A call that changes or syncs something.
PowerCutDisk::Answer PowerCutDisk::ask() {
    ++calls_;
    if (!powered_) return Answer::fail;
    if (calls_ != cut_at_) return Answer::go_on;
    cut_power();
    return Answer::power_goes;
}

bool PowerCutDisk::fails(Of of) {
    if (!fault_ || fault_->of != of || --fault_->number > 0) return false;
    errno = fault_->error;
    fault_.reset();
    return true;
}

int PowerCutDisk::open(const std::string& path, int flags, mode_t mode) {
    const bool is_there = exists(path);
    const bool makes = (flags & O_CREAT) != 0 && !is_there;
    const bool empties = (flags & O_TRUNC) != 0 && is_there;
    if (!makes && !empties) return kernel::open(path, flags, mode);
    const auto answer = ask();
    if (answer == Answer::fail) return refuse(EIO);
    if (answer == Answer::go_on) {
        if (makes && full_) return refuse(ENOSPC);
        if (fails(Of::write)) return -1;
    }
    const auto place = place_of(path);
    const auto node = makes ? platter_.make_file(place.folder, place.name)
                            : platter_.find(place.folder, place.name).value();
    if (empties) platter_.resize(node, 0);
    if (answer == Answer::power_goes) return refuse(EIO);
    const int descriptor = kernel::open(path, flags, mode);
    PRAXIS_CHECK(descriptor >= 0);
    note_file(path, node);
    return descriptor;
}

int PowerCutDisk::make_folder(const std::string& path, mode_t mode) {
    if (exists(path)) return refuse(EEXIST);
    const auto answer = ask();
    if (answer == Answer::fail) return refuse(EIO);
    if (answer == Answer::go_on) {
        if (full_) return refuse(ENOSPC);
        if (fails(Of::write)) return -1;
    }
    const auto place = place_of(path);
    const auto node = platter_.make_folder(place.folder, place.name);
    if (answer == Answer::power_goes) return refuse(EIO);
    PRAXIS_CHECK(kernel::make_folder(path, mode) == 0);
    note_file(path, node);
    return 0;
}

int PowerCutDisk::rename(const std::string& from, const std::string& to) {
    const auto answer = ask();
    if (answer == Answer::fail) return refuse(EIO);
    if (answer == Answer::go_on && fails(Of::write)) return -1;
    const auto old_place = place_of(from);
    const auto new_place = place_of(to);
    PRAXIS_CHECK(old_place.folder == new_place.folder);  // nothing here moves between folders
    if (answer == Answer::go_on) {
        const auto replaced = exists(to) ? std::optional{id_of(to)} : std::nullopt;
        if (kernel::rename(from, to) != 0) return -1;
        if (replaced) files_.erase(*replaced);
    }
    platter_.rename(old_place.folder, old_place.name, new_place.name);
    return answer == Answer::go_on ? 0 : refuse(EIO);
}

int PowerCutDisk::remove(const std::string& path, int flags) {
    if (!exists(path)) return refuse(ENOENT);
    const auto answer = ask();
    if (answer == Answer::fail) return refuse(EIO);
    const auto place = place_of(path);
    if (answer == Answer::go_on) {
        const auto removed = id_of(path);
        if (kernel::remove(path, flags) != 0) return -1;
        files_.erase(removed);
    }
    platter_.remove(place.folder, place.name);
    return answer == Answer::go_on ? 0 : refuse(EIO);
}

ssize_t PowerCutDisk::write(int descriptor, FileId file, off_t at, ByteView bytes) {
    const auto answer = ask();
    if (answer == Answer::fail) return refuse(EIO);
    const int flags = ::fcntl(descriptor, F_GETFL);
    PRAXIS_CHECK((flags & O_APPEND) == 0);
    const bool is_sync = (flags & O_DSYNC) != 0;
    const auto node = files_.at(file);
    const auto from = static_cast<std::size_t>(at);
    const auto room = room_of(node);
    if (answer == Answer::go_on) {
        const bool in_part = fault_ && fault_->in_part && bytes.size() > page_bytes;
        if (fails(Of::write)) {
            if (!in_part) return -1;
            bytes = bytes.first(bytes.size() / 2 / page_bytes * page_bytes);
        } else if (full_ && from + bytes.size() > room) {
            if (from >= room) return refuse(ENOSPC);
            bytes = bytes.first(room - from);
        }
    }
    platter_.write(node, from, bytes);
    if (answer == Answer::power_goes) return refuse(EIO);
    PRAXIS_CHECK(kernel::write(descriptor, at, bytes) == static_cast<ssize_t>(bytes.size()));
    if (!is_sync) return static_cast<ssize_t>(bytes.size());
    if (fails(Of::sync)) {
        platter_.lose_sync(node);
        return -1;
    }
    platter_.sync_range(node, from, bytes.size());
    return static_cast<ssize_t>(bytes.size());
}

int PowerCutDisk::resize(int descriptor, FileId file, off_t size) {
    const auto node = files_.at(file);
    const auto wanted = static_cast<std::size_t>(size);
    if (wanted == platter_.content(node).size()) return 0;
    const auto answer = ask();
    if (answer == Answer::fail) return refuse(EIO);
    if (answer == Answer::go_on) {
        if (full_ && wanted > room_of(node)) return refuse(ENOSPC);
        if (fails(Of::write)) return -1;
    }
    platter_.resize(node, wanted);
    if (answer == Answer::power_goes) return refuse(EIO);
    return kernel::resize(descriptor, size);
}

std::size_t PowerCutDisk::room_of(Platter::Node file) const {
    const auto reserved = reserved_.find(file);
    const auto size = platter_.content(file).size();
    return reserved == reserved_.end() ? size : std::max(size, reserved->second);
}

int PowerCutDisk::reserve(int /*descriptor*/, FileId file, off_t size) {
    if (ask() != Answer::go_on) return refuse(EIO);
    const auto node = files_.at(file);
    const auto wanted = static_cast<std::size_t>(size);
    if (full_ && wanted > room_of(node)) return refuse(ENOSPC);
    if (fails(Of::write)) return -1;
    reserved_[node] = std::max(reserved_[node], wanted);
    return 0;
}

int PowerCutDisk::sync(int /*descriptor*/, FileId file) {
    const auto answer = ask();
    if (answer != Answer::go_on) return refuse(EIO);
    const auto node = files_.at(file);
    if (fails(Of::sync)) {
        if (!platter_.is_folder(node)) platter_.lose_sync(node);
        return -1;
    }
    platter_.sync(node);
    return 0;
}

}  // namespace praxis::sim
