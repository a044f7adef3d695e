#pragma once

#include "node/replica/descriptor.hpp"
#include "protocol/base/ids.hpp"

#include <filesystem>
#include <fstream>
#include <optional>

namespace praxis::node {

/// What a file of frames comes to; the hash covers every frame and their order.
struct FramesEnd {
    std::uint64_t frames = 0;
    std::uint64_t bytes = 0;
    Hash hash;
    friend bool operator==(const FramesEnd&, const FramesEnd&) = default;
};

/// The most a frame may be: several times an update of the largest payload.
inline constexpr std::size_t frame_bytes_max = 256 * 1024;

/// Writes records one after another into a new file, each with a hash that covers it and all
/// before it: length u32 | body | H(`praxis/backup/frame/v1`, hash before, body), the first hash
/// before being zero. So whoever reads finds the first byte that is not as it was written.
class FrameWriter {
public:
    /// Makes the file, 0600; it must not be there.
    [[nodiscard]] static Result<FrameWriter> create(const std::filesystem::path& path);
    [[nodiscard]] Result<void> put(ByteView body);
    /// Makes all of it durable.
    [[nodiscard]] Result<FramesEnd> finish();
    [[nodiscard]] std::uint64_t bytes() const { return end_.bytes; }

private:
    FrameWriter(Descriptor file, std::filesystem::path path)
        : file_{std::move(file)}, path_{std::move(path)} {}
    Result<void> flush();

    Descriptor file_;
    std::filesystem::path path_;
    Bytes buffer_;
    FramesEnd end_;
};

/// Reads them back. Fails with `BackupErrc::damaged` at the first frame that is not as it was
/// written, and holds one frame at a time.
class FrameReader {
public:
    [[nodiscard]] static Result<FrameReader> open(const std::filesystem::path& path);
    /// The next body, or nullopt at the end of the file.
    [[nodiscard]] Result<std::optional<Bytes>> next();
    /// What was read so far.
    [[nodiscard]] const FramesEnd& end() const { return end_; }

private:
    FrameReader(std::ifstream file, std::filesystem::path path)
        : file_{std::move(file)}, path_{std::move(path)} {}
    [[nodiscard]] Error damaged() const;

    std::ifstream file_;
    std::filesystem::path path_;
    FramesEnd end_;
};

}  // namespace praxis::node
