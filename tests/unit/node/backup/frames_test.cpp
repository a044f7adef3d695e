#include "node/backup/frames.hpp"

#include "node/backup/errc.hpp"
#include "tests/unit/node/backup/temp_folder.hpp"

#include <gmock/gmock.h>

namespace praxis::node {
namespace {

using test::content_of;
using test::TempFolder;
using test::write_file;

const std::vector<std::string> bodies{"first", "", std::string(200, 'x'), "last"};

FramesEnd write_frames(const std::filesystem::path& path) {
    auto out = FrameWriter::create(path);
    EXPECT_TRUE(out);
    for (const auto& body : bodies)
        EXPECT_TRUE(out.value().put(bytes_of(body)));
    return out.value().finish().value();
}

/// Everything that can be read, and how it ended.
std::pair<std::vector<std::string>, Result<FramesEnd>> read_frames(
    const std::filesystem::path& path) {
    auto in = FrameReader::open(path);
    EXPECT_TRUE(in);
    std::vector<std::string> found;
    for (;;) {
        const auto body = in.value().next();
        if (!body) return {found, fail(body.error())};
        if (!body.value()) return {found, in.value().end()};
        found.emplace_back(text_of(*body.value()));
    }
}

TEST(Frames, ComeBackInOrder) {
    const TempFolder folder;
    const auto path = folder.path() / "records";
    const auto written = write_frames(path);
    EXPECT_EQ(written.frames, bodies.size());
    EXPECT_EQ(written.bytes, std::filesystem::file_size(path));
    const auto [found, end] = read_frames(path);
    EXPECT_EQ(found, bodies);
    ASSERT_TRUE(end);
    EXPECT_EQ(end.value(), written);
}

TEST(Frames, NeverWriteOverAFile) {
    const TempFolder folder;
    const auto path = folder.path() / "records";
    write_file(path, "here before");
    EXPECT_FALSE(FrameWriter::create(path));
    EXPECT_EQ(content_of(path), "here before");
}

// A bit of any byte: nothing from that frame on is given out, and the rest is not believed.
TEST(Frames, AnyFlippedBitIsFound) {
    const TempFolder folder;
    const auto path = folder.path() / "records";
    write_frames(path);
    const auto whole = content_of(path);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 16);
        write_file(path, damaged);
        const auto [found, end] = read_frames(path);
        ASSERT_FALSE(end) << "byte " << at;
        EXPECT_EQ(end.error().code, BackupErrc::damaged) << "byte " << at;
        ASSERT_LT(found.size(), bodies.size());
        EXPECT_TRUE(std::equal(found.begin(), found.end(), bodies.begin())) << "byte " << at;
    }
}

// Cut between two frames a file reads well, and comes to another end than the whole one.
TEST(Frames, ACutFileIsFound) {
    const TempFolder folder;
    const auto path = folder.path() / "records";
    const auto written = write_frames(path);
    const auto whole = content_of(path);
    int read_well = 0;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        write_file(path, whole.substr(0, size));
        const auto end = read_frames(path).second;
        if (!end) continue;
        ++read_well;
        EXPECT_NE(end.value(), written) << "first " << size << " bytes";
    }
    EXPECT_EQ(read_well, static_cast<int>(bodies.size()));
}

TEST(Frames, TwoInAnotherOrderAreFound) {
    const TempFolder folder;
    const auto path = folder.path() / "records";
    auto out = FrameWriter::create(path);
    ASSERT_TRUE(out);
    ASSERT_TRUE(out.value().put(bytes_of("one")));
    ASSERT_TRUE(out.value().put(bytes_of("two")));
    ASSERT_TRUE(out.value().finish());
    const auto whole = content_of(path);
    write_file(path, whole.substr(whole.size() / 2) + whole.substr(0, whole.size() / 2));
    EXPECT_FALSE(read_frames(path).second);
}

}  // namespace
}  // namespace praxis::node
