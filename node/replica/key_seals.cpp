#include "node/replica/key_seals.hpp"

#include "node/replica/descriptor.hpp"
#include "node/replica/errc.hpp"
#include "protocol/crypto/sealed_keys.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <map>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace praxis::node {
namespace {

namespace fs = std::filesystem;

/// One sealed secret has 133 bytes; whoever finds more looks at something else.
constexpr std::size_t sealed_bytes_max = 256;

using Opened = std::map<KeyFile, crypto::Secret32>;

auto system_failure(const fs::path& path) {
    return fail(Error{boost::system::error_code{errno, boost::system::system_category()}, path});
}

bool are_equal(const crypto::Secret32& a, const crypto::Secret32& b) {
    return std::ranges::equal(a.expose(), b.expose());
}

Result<bool> is_there(const fs::path& path) {
    std::error_code error;
    const bool there = fs::exists(path, error);
    if (error) return fail(Error{error, path});
    return there;
}

/// One process at a time seals or unseals the keys of a folder.
Result<Descriptor> lock(const fs::path& folder) {
    const auto path = folder / "keys";
    Descriptor out{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!out && errno == ENOENT) return fail(NodeErrc::no_node, folder);
    if (!out) return system_failure(path);
    if (::flock(out.get(), LOCK_EX | LOCK_NB) == 0) return out;
    if (errno == EWOULDBLOCK) return fail(NodeErrc::busy, path);
    return system_failure(path);
}

Result<void> remove_synced(const fs::path& path) {
    if (::unlink(path.c_str()) != 0) return system_failure(path);
    return sync_keys_folder(path.parent_path());
}

/// All that is sealed, opened; every clear one beside it has the same secret.
Result<Opened> open_all(const fs::path& folder, std::string_view password) {
    Opened out;
    for (const auto file : sealable_keys) {
        TRY(const bool sealed, is_there(path_of_sealed_key(folder, file)));
        if (!sealed) continue;
        TRY(auto secret, open_sealed_key(folder, file, password));
        TRY(const auto clear, read_key(folder, file));
        if (clear && !are_equal(*clear, secret)) {
            return fail(NodeErrc::bad_request,
                        path_of_sealed_key(folder, file).string() + " and " +
                            path_of_key(folder, file).string() +
                            " hold different keys; move away the one that is not wanted. Nothing "
                            "was changed");
        }
        out.emplace(file, std::move(secret));
    }
    return out;
}

/// Puts a secret into its sealed file, and opens that again.
Result<void> seal_into_file(const fs::path& folder,
                            KeyFile file,
                            const crypto::Secret32& secret,
                            std::string_view password,
                            Entropy& entropy,
                            crypto::SealCost cost) {
    const std::array one{secret.duplicate()};
    TRY(const auto sealed, crypto::seal_all(password, one, entropy, cost));
    TRY(put_sealed_key(folder, file, sealed));
    TRY(const auto again, open_sealed_key(folder, file, password));
    if (are_equal(again, secret)) return success();
    return fail(NodeErrc::bad_request,
                path_of_sealed_key(folder, file).string() +
                    " does not hold what was sealed; a clear key stays as it was");
}

}  // namespace

fs::path path_of_sealed_key(const fs::path& folder, KeyFile file) {
    return path_of_key(folder, file).concat(".sealed");
}

Result<KeyState> state_of_key(const fs::path& folder, KeyFile file) {
    TRY(const bool clear, is_there(path_of_key(folder, file)));
    TRY(const bool sealed, is_there(path_of_sealed_key(folder, file)));
    if (clear) return sealed ? KeyState::both : KeyState::clear;
    return sealed ? KeyState::sealed : KeyState::absent;
}

Result<std::optional<Bytes>> read_sealed_key(const fs::path& folder, KeyFile file) {
    const auto path = path_of_sealed_key(folder, file);
    const Descriptor in{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!in) {
        if (errno == ENOENT) return std::optional<Bytes>{};
        return system_failure(path);
    }
    struct stat status {};
    if (::fstat(in.get(), &status) != 0) return system_failure(path);
    if ((status.st_mode & 077) != 0) return fail(NodeErrc::key_exposed, path);
    Bytes out(sealed_bytes_max);
    const auto count = ::read(in.get(), out.data(), out.size());
    if (count < 0) return system_failure(path);
    out.resize(static_cast<std::size_t>(count));
    return std::optional{std::move(out)};
}

Result<void> put_sealed_key(const fs::path& folder, KeyFile file, ByteView sealed) {
    return put_key_file(path_of_sealed_key(folder, file), sealed);
}

Result<crypto::Secret32> open_sealed_key(const fs::path& folder,
                                         KeyFile file,
                                         std::string_view password) {
    const auto path = path_of_sealed_key(folder, file);
    TRY(const auto sealed, read_sealed_key(folder, file));
    if (!sealed) return fail(NodeErrc::key_missing, path.string() + " is not there");
    auto secrets = crypto::unseal_all(password, 1, *sealed);
    if (secrets) return std::move(secrets.value().front());
    if (secrets.error().code != crypto::CryptoErrc::not_authentic) {
        return fail(Error{secrets.error().code, path.string() + " is damaged, or no sealed key"});
    }
    return fail(crypto::CryptoErrc::not_authentic,
                "the password does not open " + path.string() +
                    ": it is another one, or the file was altered. One password seals all keys of "
                    "a node");
}

Result<std::vector<KeyFile>> seal_key_files(const fs::path& folder,
                                            std::string_view password,
                                            Entropy& entropy,
                                            crypto::SealCost cost) {
    TRY(const auto alone, lock(folder));
    TRY(const auto opened, open_all(folder, password));
    Opened clear;
    for (const auto file : sealable_keys) {
        TRY(auto secret, read_key(folder, file));
        if (secret) clear.emplace(file, std::move(*secret));
    }
    std::vector<KeyFile> out;
    for (const auto& [file, secret] : clear) {
        if (!opened.contains(file)) {
            TRY(seal_into_file(folder, file, secret, password, entropy, cost));
        }
        TRY(remove_synced(path_of_key(folder, file)));
        out.push_back(file);
    }
    return out;
}

Result<bool> are_keys_sealed(const fs::path& folder) {
    for (const auto file : sealable_keys) {
        TRY(const bool sealed, is_there(path_of_sealed_key(folder, file)));
        if (sealed) return true;
    }
    return false;
}

Result<void> seal_new_key(const fs::path& folder,
                          KeyFile file,
                          const crypto::Secret32& secret,
                          std::string_view password,
                          Entropy& entropy,
                          crypto::SealCost cost) {
    TRY(const auto alone, lock(folder));
    TRY(const auto opened, open_all(folder, password));
    TRY(const auto state, state_of_key(folder, file));
    if (state != KeyState::absent) return fail(NodeErrc::key_exists, path_of_key(folder, file));
    return seal_into_file(folder, file, secret, password, entropy, cost);
}

Result<std::vector<KeyFile>> unseal_key_files(const fs::path& folder, std::string_view password) {
    TRY(const auto alone, lock(folder));
    TRY(const auto opened, open_all(folder, password));
    std::vector<KeyFile> out;
    for (const auto& [file, secret] : opened) {
        TRY(const auto before, read_key(folder, file));
        if (!before) {
            TRY(put_key(folder, file, secret));
            TRY(const auto again, read_key(folder, file));
            if (!again || !are_equal(*again, secret)) {
                return fail(NodeErrc::bad_request,
                            path_of_key(folder, file).string() +
                                " does not hold what was unsealed; the sealed key stays");
            }
        }
        TRY(remove_synced(path_of_sealed_key(folder, file)));
        out.push_back(file);
    }
    return out;
}

}  // namespace praxis::node
