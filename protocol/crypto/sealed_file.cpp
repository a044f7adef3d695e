#include "protocol/crypto/sealed_file.hpp"

#include "protocol/base/check.hpp"
#include "protocol/base/codec.hpp"

#include <sodium.h>

#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace praxis::crypto {
namespace {

constexpr std::uint8_t format = 1;
constexpr std::uint32_t passes = 3;
constexpr std::uint32_t memory_kib = 64 * 1024;
constexpr std::uint32_t passes_max = 16;
constexpr std::uint32_t memory_kib_max = 1024 * 1024;
constexpr std::size_t plain_bytes = 2 * Secret32::size;

using Salt = std::array<std::byte, crypto_pwhash_SALTBYTES>;
using Nonce = std::array<std::byte, crypto_secretbox_NONCEBYTES>;

unsigned char* writable(std::span<std::byte> bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}
const unsigned char* raw(ByteView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

/// The two secrets side by side, wiped at the end of the scope.
struct Plain {
    std::array<std::byte, plain_bytes> bytes{};
    ~Plain() { sodium_memzero(bytes.data(), bytes.size()); }
};

/// The key a password makes; nullopt when the machine has not the memory for it.
std::optional<Secret32> derive(std::string_view password,
                               const Salt& salt,
                               std::uint32_t opslimit,
                               std::uint32_t kib) {
    std::array<std::byte, Secret32::size> key{};
    const int done = crypto_pwhash(writable(key),
                                   key.size(),
                                   password.data(),
                                   password.size(),
                                   raw(salt),
                                   opslimit,
                                   std::size_t{kib} * 1024,
                                   crypto_pwhash_ALG_ARGON2ID13);
    std::optional<Secret32> out;
    if (done == 0) out.emplace(key);
    sodium_memzero(key.data(), key.size());
    return out;
}

auto no_memory() {
    return fail(Error{boost::system::error_code{ENOMEM, boost::system::system_category()},
                      "not enough memory to seal a key by a password"});
}

auto system_failure(const std::filesystem::path& path) {
    return fail(Error{boost::system::error_code{errno, boost::system::system_category()}, path});
}

/// Writes all of it and syncs; closes the file either way.
bool write_all(int file, ByteView bytes) {
    bool well = true;
    while (well && !bytes.empty()) {
        const auto count = ::write(file, bytes.data(), bytes.size());
        well = count > 0;
        if (well) bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    well = well && ::fsync(file) == 0;
    return ::close(file) == 0 && well;
}

bool sync_folder(const std::filesystem::path& folder) {
    const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return file >= 0 && write_all(file, {});
}

}  // namespace

Result<Bytes> seal(std::string_view password,
                   const Secret32& signing,
                   const Secret32& dh,
                   Entropy& entropy) {
    Salt salt;
    Nonce nonce;
    entropy.fill(salt);
    entropy.fill(nonce);
    const auto key = derive(password, salt, passes, memory_kib);
    if (!key) return no_memory();
    Plain plain;
    std::ranges::copy(signing.expose(), plain.bytes.begin());
    std::ranges::copy(dh.expose(), plain.bytes.begin() + Secret32::size);
    Bytes sealed(plain_bytes + crypto_secretbox_MACBYTES);
    PRAXIS_CHECK(
        crypto_secretbox_easy(
            writable(sealed), raw(plain.bytes), plain_bytes, raw(nonce), raw(key->expose())) == 0);
    ByteWriter out;
    out.u8(format);
    out.u32(passes);
    out.u32(memory_kib);
    out.raw(salt);
    out.raw(nonce);
    out.raw(sealed);
    return out.take();
}

Result<SealedKeys> unseal(std::string_view password, ByteView sealed) {
    ByteReader in{sealed};
    TRY(const auto version, in.u8());
    if (version != format) return fail(Errc::unknown_version, "sealed keys");
    TRY(const auto cost, in.u32());
    TRY(const auto kib, in.u32());
    if (cost < 1 || cost > passes_max || kib < 8 || kib > memory_kib_max) {
        return fail(Errc::out_of_range, "cost of sealed keys");
    }
    Salt salt;
    TRY(const auto salt_bytes, in.raw(salt.size()));
    std::ranges::copy(salt_bytes, salt.begin());
    TRY(const auto nonce, in.raw(crypto_secretbox_NONCEBYTES));
    TRY(const auto box, in.raw(plain_bytes + crypto_secretbox_MACBYTES));
    TRY(in.finish());
    const auto key = derive(password, salt, cost, kib);
    if (!key) return no_memory();
    Plain plain;
    if (crypto_secretbox_open_easy(
            writable(plain.bytes), raw(box), box.size(), raw(nonce), raw(key->expose())) != 0) {
        return fail(CryptoErrc::not_authentic, "wrong password, or the file was altered");
    }
    const std::span<const std::byte, plain_bytes> both{plain.bytes};
    return SealedKeys{Secret32{both.first<Secret32::size>()},
                      Secret32{both.last<Secret32::size>()}};
}

Result<void> write_sealed(const std::filesystem::path& file,
                          std::string_view password,
                          const Secret32& signing,
                          const Secret32& dh,
                          Entropy& entropy) {
    TRY(const auto bytes, seal(password, signing, dh, entropy));
    const auto folder = file.parent_path();
    std::error_code ignored;  // an unusable folder shows itself when the file is opened
    std::filesystem::create_directories(folder, ignored);
    ::chmod(folder.c_str(), 0700);
    const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0 || !write_all(out, bytes)) return system_failure(file);
    if (!sync_folder(folder)) return system_failure(folder);
    return success();
}

Result<SealedKeys> read_sealed(const std::filesystem::path& file, std::string_view password) {
    std::ifstream in{file, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in && !in.eof()) return system_failure(file);
    return unseal(password, bytes_of(text));
}

}  // namespace praxis::crypto
