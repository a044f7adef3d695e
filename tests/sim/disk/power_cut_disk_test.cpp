#include "tests/sim/disk/power_cut_disk.hpp"

#include "tests/sim/disk/ram_folder.hpp"

#include <gmock/gmock.h>

#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <sys/mman.h>
#include <unistd.h>

// A disk that is too kind proves nothing: each kind of loss must be seen, and no other.

namespace praxis::sim {
namespace {

using testing::UnorderedElementsAre;

constexpr std::uint64_t seeds = 300;

/// A descriptor of its own.
class Opened {
public:
    Opened(const std::filesystem::path& path, int flags)
        : descriptor_{::open(path.c_str(), flags, 0600)} {
        EXPECT_GE(descriptor_, 0) << path;
    }
    ~Opened() { ::close(descriptor_); }
    Opened(const Opened&) = delete;
    Opened& operator=(const Opened&) = delete;
    operator int() const { return descriptor_; }

private:
    int descriptor_;
};

std::string text(char letter, std::size_t sectors) {
    std::string out;
    out.assign(sectors * sector_bytes, letter);
    return out;
}

void put(int file, const std::string& bytes, std::size_t at = 0) {
    ASSERT_EQ(::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at)),
              static_cast<ssize_t>(bytes.size()));
}

std::string read_all(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) return "(none)";
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// One letter for each sector, "?" for one that is not all the same.
std::string letters(const std::string& bytes) {
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += sector_bytes) {
        const auto sector = bytes.substr(at, sector_bytes);
        const bool same = sector.find_first_not_of(sector.front()) == std::string::npos;
        out += !same ? '?' : sector.front() == '\0' ? '0' : sector.front();
    }
    return out;
}

/// What `look` says after a power cut behind `act`, over all seeds.
std::set<std::string> after_cuts(
    const std::function<void(const std::filesystem::path&)>& act,
    const std::function<std::string(const std::filesystem::path&)>& look) {
    std::set<std::string> out;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const RamFolder folder;
        PowerCutDisk disk{folder.path()};
        act(folder.path());
        SeededEntropy random{seed};
        disk.restore_power(random);
        out.insert(look(folder.path()));
    }
    return out;
}

std::string letters_of_file(const std::filesystem::path& folder) {
    return letters(read_all(folder / "file"));
}

/// A durable file of so many sectors of "a".
void make(const std::filesystem::path& folder, std::size_t sectors) {
    const Opened file{folder / "file", O_CREAT | O_RDWR};
    put(file, text('a', sectors));
    ASSERT_EQ(::fdatasync(file), 0);
    ASSERT_EQ(::fsync(Opened{folder, O_RDONLY}), 0);
}

TEST(PowerCutDisk, WhatWasSyncedIsThere) {
    const auto seen = after_cuts([](const auto& folder) { make(folder, 3); }, letters_of_file);
    EXPECT_THAT(seen, UnorderedElementsAre("aaa"));
}

TEST(PowerCutDisk, WhatWasNotSyncedIsThereOrNotOrTornAtSectors) {
    const auto seen = after_cuts(
        [](const auto& folder) {
            make(folder, 2);
            put(Opened{folder / "file", O_RDWR}, text('b', 2));
        },
        letters_of_file);
    EXPECT_THAT(seen, UnorderedElementsAre("aa", "ab", "ba", "bb"));
}

TEST(PowerCutDisk, ALaterWriteMaySurviveAnEarlierOne) {
    const auto seen = after_cuts(
        [](const auto& folder) {
            make(folder, 2);
            const Opened file{folder / "file", O_RDWR};
            put(file, text('b', 1), 0);
            put(file, text('c', 1), sector_bytes);
            put(file, text('d', 1), 0);
        },
        letters_of_file);
    EXPECT_THAT(seen, UnorderedElementsAre("aa", "ba", "da", "ac", "bc", "dc"));
}

TEST(PowerCutDisk, AFileThatGrewMayBeShortOrHaveZeros) {
    const auto seen = after_cuts(
        [](const auto& folder) {
            make(folder, 1);
            put(Opened{folder / "file", O_RDWR}, text('b', 2), sector_bytes);
        },
        letters_of_file);
    EXPECT_THAT(seen, UnorderedElementsAre("a", "abb", "ab", "a0b", "a00", "ab0"));
}

TEST(PowerCutDisk, AWriteThatSyncsItselfSyncsNothingElse) {
    const auto seen = after_cuts(
        [](const auto& folder) {
            make(folder, 2);
            put(Opened{folder / "file", O_RDWR}, text('b', 1), 0);
            put(Opened{folder / "file", O_RDWR | O_DSYNC}, text('c', 1), sector_bytes);
        },
        letters_of_file);
    EXPECT_THAT(seen, UnorderedElementsAre("ac", "bc"));
}

TEST(PowerCutDisk, ANameIsDurableWhenItsFolderIs) {
    const auto seen = after_cuts(
        [](const auto& folder) {
            const Opened file{folder / "file", O_CREAT | O_RDWR};
            put(file, text('a', 1));
            ASSERT_EQ(::fsync(file), 0);
        },
        letters_of_file);
    EXPECT_THAT(seen, UnorderedElementsAre("a", letters("(none)")));
}

TEST(PowerCutDisk, ARenameIsWholeAndDurableWhenItsFolderIs) {
    const auto names = [](const std::filesystem::path& folder) {
        return letters_of_file(folder) + "," + letters(read_all(folder / "new"));
    };
    const auto none = letters("(none)");
    for (const bool synced : {true, false}) {
        const auto seen = after_cuts(
            [&](const auto& folder) {
                make(folder, 1);
                const Opened file{folder / "new", O_CREAT | O_RDWR};
                put(file, text('b', 1));
                ASSERT_EQ(::fsync(file), 0);
                ASSERT_EQ(::fsync(Opened{folder, O_RDONLY}), 0);
                std::filesystem::rename(folder / "new", folder / "file");
                if (synced) {
                    ASSERT_EQ(::fsync(Opened{folder, O_RDONLY}), 0);
                }
            },
            names);
        if (synced) {
            EXPECT_THAT(seen, UnorderedElementsAre("b," + none));
        } else {
            EXPECT_THAT(seen, UnorderedElementsAre("b," + none, "a,b"));
        }
    }
}

TEST(PowerCutDisk, ASyncAfterAFailedOneProvesNothing) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const RamFolder folder;
        PowerCutDisk disk{folder.path()};
        make(folder.path(), 2);
        const Opened file{folder.path() / "file", O_RDWR};
        put(file, text('b', 1));
        disk.fail({.of = DiskFault::Of::sync, .number = 1, .error = EIO});
        EXPECT_EQ(::fdatasync(file), -1);
        EXPECT_EQ(errno, EIO);
        put(file, text('c', 1), sector_bytes);
        EXPECT_EQ(::fdatasync(file), 0);
        EXPECT_EQ(letters_of_file(folder.path()), "bc") << "as processes see it";
        SeededEntropy random{seed};
        disk.restore_power(random);
        seen.insert(letters_of_file(folder.path()));
    }
    EXPECT_THAT(seen, UnorderedElementsAre("ac", "bc"));
}

TEST(PowerCutDisk, NothingIsWrittenAfterTheCut) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const RamFolder folder;
        PowerCutDisk disk{folder.path()};
        make(folder.path(), 1);
        const Opened file{folder.path() / "file", O_RDWR};
        disk.cut_power_at_call(2);
        put(file, text('b', 1));
        EXPECT_TRUE(disk.has_power());
        EXPECT_EQ(::fdatasync(file), -1) << "the power goes in here";
        EXPECT_FALSE(disk.has_power());
        EXPECT_EQ(::pwrite(file, "c", 1, 0), -1);
        EXPECT_EQ(errno, EIO);
        EXPECT_EQ(::fdatasync(file), -1);
        EXPECT_EQ(::mkdir((folder.path() / "more").c_str(), 0700), -1);
        SeededEntropy random{seed};
        disk.restore_power(random);
        EXPECT_FALSE(std::filesystem::exists(folder.path() / "more"));
        seen.insert(letters_of_file(folder.path()));
    }
    EXPECT_THAT(seen, UnorderedElementsAre("a", "b"));
}

TEST(PowerCutDisk, AFullDiskKeepsWhatItHas) {
    const RamFolder folder;
    PowerCutDisk disk{folder.path()};
    make(folder.path(), 2);
    const Opened file{folder.path() / "file", O_RDWR};
    disk.set_full(true);
    put(file, text('b', 1), sector_bytes);
    EXPECT_EQ(::pwrite(file, "c", 1, 2 * sector_bytes), -1);
    EXPECT_EQ(errno, ENOSPC);
    EXPECT_EQ(::pwrite(file, text('c', 2).data(), 2 * sector_bytes, sector_bytes), sector_bytes)
        << "as far as there is room";
    EXPECT_EQ(::open((folder.path() / "new").c_str(), O_CREAT | O_RDWR, 0600), -1);
    EXPECT_EQ(errno, ENOSPC);
    disk.set_full(false);
    put(file, text('d', 1), 2 * sector_bytes);
    EXPECT_EQ(letters_of_file(folder.path()), "acd");
}

TEST(PowerCutDisk, WhatIsStoredThroughAMappingIsSeenWhenThePowerGoes) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const RamFolder folder;
        PowerCutDisk disk{folder.path()};
        make(folder.path(), 2);
        {
            const Opened file{folder.path() / "file", O_RDWR};
            void* mapped = ::mmap(nullptr, 2 * sector_bytes, PROT_WRITE, MAP_SHARED, file, 0);
            ASSERT_NE(mapped, MAP_FAILED);
            std::memset(mapped, 'b', 2 * sector_bytes);
            disk.cut_power();
            ::munmap(mapped, 2 * sector_bytes);
        }
        EXPECT_THAT(disk.mapped(), UnorderedElementsAre("file"));
        SeededEntropy random{seed};
        disk.restore_power(random);
        seen.insert(letters_of_file(folder.path()));
    }
    EXPECT_THAT(seen, UnorderedElementsAre("aa", "ab", "ba", "bb"));
}

TEST(PowerCutDisk, FoldersAreMadeAndRemovedLikeFiles) {
    const RamFolder folder;
    PowerCutDisk disk{folder.path()};
    std::filesystem::create_directories(folder.path() / "one" / "two");
    { const Opened file{folder.path() / "one" / "two" / "file", O_CREAT | O_RDWR}; }
    ASSERT_EQ(::fsync(Opened{folder.path(), O_RDONLY}), 0);
    std::filesystem::remove_all(folder.path() / "one");
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "one"));
}

TEST(PowerCutDisk, TheSameSeedLosesTheSame) {
    const auto once = [](std::uint64_t seed) {
        const RamFolder folder;
        PowerCutDisk disk{folder.path()};
        make(folder.path(), 20);
        const Opened file{folder.path() / "file", O_RDWR};
        for (std::size_t at = 0; at < 20; at += 3)
            put(file, text(static_cast<char>('b' + at), 4), at * sector_bytes);
        SeededEntropy random{seed};
        disk.restore_power(random);
        return letters_of_file(folder.path());
    };
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
        EXPECT_EQ(once(seed), once(seed));
}

}  // namespace
}  // namespace praxis::sim
