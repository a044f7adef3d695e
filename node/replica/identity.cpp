#include "node/replica/identity.hpp"

#include "node/replica/descriptor.hpp"
#include "node/replica/errc.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace praxis::node {
namespace {

auto system_failure(const std::filesystem::path& path) {
    return fail(Error{boost::system::error_code{errno, boost::system::system_category()}, path});
}

std::string lost(const std::filesystem::path& path) {
    return path.string() +
           " is missing: this node is not whole. Put it back from a backup; nothing here was "
           "touched. A node that was never finished is begun anew in another folder";
}

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::size_t text_bytes = 2 * crypto::Secret32::size + 1;

/// As a key stands in its file: lower-case hexadecimal and an end of line. Never in a string.
crypto::KeyRoom to_text(const crypto::Secret32& secret) {
    crypto::KeyRoom text{text_bytes};
    auto at = text.bytes().begin();
    for (const auto byte : secret.expose()) {
        *at++ = static_cast<std::byte>(digits[std::to_integer<std::size_t>(byte >> 4)]);
        *at++ = static_cast<std::byte>(digits[std::to_integer<std::size_t>(byte & std::byte{15})]);
    }
    *at = std::byte{'\n'};
    return text;
}

std::optional<crypto::Secret32> from_text(const crypto::KeyRoom& text) {
    bool good = std::to_integer<char>(text.bytes().back()) == '\n';
    const auto value = [&](std::size_t at) {
        const auto found = digits.find(std::to_integer<char>(text.bytes()[at]));
        good = good && found != std::string_view::npos;
        return static_cast<std::byte>(found);
    };
    auto secret = crypto::Secret32::made_by([&](crypto::Secret32::Place place) {
        for (std::size_t i = 0; i < place.size(); ++i)
            place[i] = (value(2 * i) << 4) | (value(2 * i + 1) & std::byte{15});
    });
    if (!good) return std::nullopt;
    return secret;
}

Result<void> write_synced(const Descriptor& file,
                          ByteView text,
                          const std::filesystem::path& path) {
    for (std::size_t done = 0; done < text.size();) {
        const auto count = ::write(file.get(), text.data() + done, text.size() - done);
        if (count < 0) return system_failure(path);
        done += static_cast<std::size_t>(count);
    }
    if (::fsync(file.get()) != 0) return system_failure(path);
    return success();
}

void make_keys_folder(const std::filesystem::path& path) {
    std::error_code ignored;  // an unusable folder shows itself when the file is opened
    std::filesystem::create_directories(path, ignored);
    ::chmod(path.c_str(), 0700);
}

}  // namespace

std::string_view name_of(KeyFile file) {
    switch (file) {
        case KeyFile::board:
            return "board";
        case KeyFile::administrator:
            return "administrator";
        case KeyFile::person:
            return "person";
        case KeyFile::device:
            return "device";
        case KeyFile::device_dh:
            return "device-dh";
        case KeyFile::recovery:
            return "recovery";
    }
    return "";
}

std::filesystem::path path_of_key(const std::filesystem::path& folder, KeyFile file) {
    return folder / "keys" / name_of(file);
}

Result<void> sync_keys_folder(const std::filesystem::path& keys) {
    const Descriptor folder{::open(keys.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder || ::fsync(folder.get()) != 0) return system_failure(keys);
    return success();
}

Result<void> put_key_file(const std::filesystem::path& path, ByteView content) {
    make_keys_folder(path.parent_path());
    const auto aside = std::filesystem::path{path}.concat(".new");
    ::unlink(aside.c_str());  // what was cut short
    {
        const Descriptor out{::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
        if (!out) return system_failure(aside);
        TRY(write_synced(out, content, aside));
    }
    if (::rename(aside.c_str(), path.c_str()) != 0) return system_failure(path);
    return sync_keys_folder(path.parent_path());
}

Result<void> put_key(const std::filesystem::path& folder,
                     KeyFile file,
                     const crypto::Secret32& secret) {
    const auto text = to_text(secret);
    return put_key_file(path_of_key(folder, file), text.bytes());
}

Result<void> write_key(const std::filesystem::path& folder,
                       KeyFile file,
                       const crypto::Secret32& secret) {
    const auto path = path_of_key(folder, file);
    make_keys_folder(path.parent_path());
    const Descriptor out{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!out) {
        if (errno == EEXIST) return fail(NodeErrc::key_exists, path);
        return system_failure(path);
    }
    const auto text = to_text(secret);
    TRY(write_synced(out, text.bytes(), path));
    return sync_keys_folder(path.parent_path());
}

Result<std::optional<crypto::Secret32>> read_key(const std::filesystem::path& folder,
                                                 KeyFile file) {
    const auto path = path_of_key(folder, file);
    const Descriptor in{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!in) {
        if (errno == ENOENT) return std::optional<crypto::Secret32>{};
        return system_failure(path);
    }
    struct stat status {};
    if (::fstat(in.get(), &status) != 0) return system_failure(path);
    if ((status.st_mode & 077) != 0) return fail(NodeErrc::key_exposed, path);
    crypto::KeyRoom text{text_bytes};
    const auto count = ::read(in.get(), text.bytes().data(), text_bytes);
    auto secret = count == static_cast<ssize_t>(text_bytes) ? from_text(text) : std::nullopt;
    if (!secret) return fail(Errc::bad_hex, path);
    return secret;
}

Result<Identity> read_identity(const std::filesystem::path& folder) {
    TRY(auto device, read_key(folder, KeyFile::device));
    TRY(auto dh, read_key(folder, KeyFile::device_dh));
    std::error_code ignored;
    const bool begun = device || dh || std::filesystem::exists(folder / "store", ignored) ||
                       std::filesystem::exists(folder / "keys", ignored);
    if (!begun) return fail(NodeErrc::no_node, folder);
    for (const auto file : {KeyFile::device, KeyFile::device_dh}) {
        if (file == KeyFile::device ? device.has_value() : dh.has_value()) continue;
        return fail(NodeErrc::incomplete, lost(path_of_key(folder, file)));
    }
    return Identity{crypto::SigningPair{std::move(*device)}, crypto::DhPair{std::move(*dh)}};
}

}  // namespace praxis::node
