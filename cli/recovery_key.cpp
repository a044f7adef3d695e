#include "cli/recovery_key.hpp"

#include "cli/key_file.hpp"
#include "node/replica/errc.hpp"
#include "node/replica/key_seals.hpp"
#include "node/web/account_folder.hpp"

namespace praxis::cli {
namespace {

auto missing(const Context& context) {
    return fail(node::NodeErrc::key_missing,
                "this needs the recovery key, which is not in " +
                    (context.folder() / "keys").string() +
                    "; put it there from where it is kept, or run this where it is");
}

/// Whether an account here is sealed to a recovery key. Codes, and accounts that are older or
/// damaged, are not.
bool has_sealed_accounts(const std::filesystem::path& folder) {
    const web::AccountFolder files{folder};
    std::error_code ignored;
    for (const auto& file : std::filesystem::directory_iterator{folder / "accounts", ignored}) {
        const auto place = Hash::from_hex(file.path().filename().string());
        if (!place) continue;
        const auto bytes = files.read(place.value());
        if (!bytes || !bytes.value()) continue;
        const auto account = web::decode_account(*bytes.value());
        if (account && !account.value().recovery.empty()) return true;
    }
    return false;
}

}  // namespace

Result<crypto::DhPair> recovery_key(const Context& context) {
    TRY(auto secret, secret_in(context, node::KeyFile::recovery));
    if (!secret) return missing(context);
    return crypto::DhPair{std::move(*secret)};
}

Result<bool> lacks_recovery_key(const Context& context) {
    TRY(const auto state, node::state_of_key(context.folder(), node::KeyFile::recovery));
    return state == node::KeyState::absent;
}

Result<crypto::DhPair> recovery_key_for_new_account(Context& context) {
    TRY(auto secret, secret_in(context, node::KeyFile::recovery));
    if (secret) return crypto::DhPair{std::move(*secret)};
    if (has_sealed_accounts(context.folder())) return missing(context);
    auto drawn = crypto::DhPair::draw(context.world().entropy());
    TRY(keep_new_key(context, node::KeyFile::recovery, drawn.secret()));
    return drawn;
}

}  // namespace praxis::cli
