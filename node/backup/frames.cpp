#include "node/backup/frames.hpp"

#include "node/backup/errc.hpp"
#include "node/backup/files.hpp"
#include "protocol/base/check.hpp"
#include "protocol/base/codec.hpp"
#include "protocol/crypto/hash.hpp"

#include <array>
#include <fcntl.h>
#include <unistd.h>

namespace praxis::node {
namespace {

constexpr std::string_view frame_tag = "praxis/backup/frame/v1";
constexpr std::size_t length_bytes = 4;
constexpr std::size_t buffer_bytes = 1024 * 1024;

/// Takes a body into the chain.
void take_in(FramesEnd& end, ByteView body) {
    end.hash = crypto::hash(frame_tag, {end.hash.view(), body});
    ++end.frames;
    end.bytes += length_bytes + body.size() + Hash::size;
}

std::span<char> writable(std::span<std::byte> bytes) {
    return {reinterpret_cast<char*>(bytes.data()), bytes.size()};
}

}  // namespace

Result<FrameWriter> FrameWriter::create(const std::filesystem::path& path) {
    Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!file) return system_failure(path);
    return FrameWriter{std::move(file), path};
}

Result<void> FrameWriter::put(ByteView body) {
    PRAXIS_CHECK(body.size() <= frame_bytes_max);
    take_in(end_, body);
    ByteWriter out;
    out.u32(static_cast<std::uint32_t>(body.size()));
    out.raw(body);
    out.id(end_.hash);
    append(buffer_, out.view());
    if (buffer_.size() < buffer_bytes) return success();
    return flush();
}

Result<void> FrameWriter::flush() {
    TRY(write_all(file_, buffer_, path_));
    buffer_.clear();
    return success();
}

Result<FramesEnd> FrameWriter::finish() {
    TRY(flush());
    if (::fsync(file_.get()) != 0) return system_failure(path_);
    return end_;
}

Result<FrameReader> FrameReader::open(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return system_failure(path);
    return FrameReader{std::move(file), path};
}

Error FrameReader::damaged() const {
    return {make_error_code(BackupErrc::damaged),
            path_.string() + " is damaged at byte " + std::to_string(end_.bytes) +
                ": take another backup"};
}

Result<std::optional<Bytes>> FrameReader::next() {
    std::array<std::byte, length_bytes> head{};
    const auto head_chars = writable(head);
    file_.read(head_chars.data(), static_cast<std::streamsize>(head_chars.size()));
    if (file_.gcount() == 0 && file_.eof()) return std::optional<Bytes>{};
    if (!file_) return fail(damaged());
    ByteReader length_in{head};
    TRY(const auto length, length_in.u32());
    if (length > frame_bytes_max) return fail(damaged());
    Bytes body(length + Hash::size);
    const auto chars = writable(body);
    file_.read(chars.data(), static_cast<std::streamsize>(chars.size()));
    if (!file_) return fail(damaged());
    TRY(const auto claimed, Hash::from(ByteView{body}.last(Hash::size)));
    body.resize(length);
    auto after = end_;
    take_in(after, body);
    if (after.hash != claimed) return fail(damaged());
    end_ = after;
    return std::optional{std::move(body)};
}

}  // namespace praxis::node
