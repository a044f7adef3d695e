#include "cli/recovery_key.hpp"

#include "cli/key_file.hpp"
#include "node/replica/errc.hpp"
#include "node/replica/key_seals.hpp"
#include "node/web/account_folder.hpp"

#include <algorithm>

namespace praxis::cli {
namespace {

auto missing(const Context& context) {
    return fail(node::NodeErrc::key_missing,
                "this needs the recovery key, which is not in " +
                    (context.folder() / "keys").string() +
                    "; put it there from where it is kept, or run this where it is");
}

/// Whether an account here is sealed to a recovery key. Those that are older or damaged are not,
/// nor those whose key was taken away.
Result<bool> has_sealed_accounts(const std::filesystem::path& folder) {
    TRY(const auto accounts, web::AccountFolder{folder}.all());
    return std::ranges::any_of(accounts,
                               [](const auto& account) { return !account.recovery.empty(); });
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
    TRY(const bool has_accounts, has_sealed_accounts(context.folder()));
    if (has_accounts) return missing(context);
    auto drawn = crypto::DhPair::draw(context.world().entropy());
    TRY(keep_new_key(context, node::KeyFile::recovery, drawn.secret()));
    return drawn;
}

}  // namespace praxis::cli
