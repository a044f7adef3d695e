#include "cli/key_file.hpp"

#include "node/replica/errc.hpp"
#include "node/replica/key_seals.hpp"

#include <algorithm>

namespace praxis::cli {

Result<std::optional<crypto::Secret32>> secret_in(const Context& context, node::KeyFile file) {
    TRY(auto clear, node::read_key(context.folder(), file));
    if (clear || std::ranges::find(node::sealable_keys, file) == node::sealable_keys.end())
        return clear;
    TRY(const auto state, node::state_of_key(context.folder(), file));
    if (state == node::KeyState::absent) return std::optional<crypto::Secret32>{};
    if (!context.key_password()) {
        return fail(node::NodeErrc::key_sealed,
                    "the " + std::string{node::name_of(file)} +
                        " key is sealed; give --key-password-file FILE (`-` reads standard input)");
    }
    TRY(auto secret, node::open_sealed_key(context.folder(), file, *context.key_password()));
    return std::optional{std::move(secret)};
}

Result<void> keep_new_key(Context& context, node::KeyFile file, const crypto::Secret32& secret) {
    const auto& folder = context.folder();
    TRY(const bool sealed, node::are_keys_sealed(folder));
    if (sealed && context.key_password()) {
        return node::seal_new_key(folder,
                                  file,
                                  secret,
                                  *context.key_password(),
                                  context.world().entropy(),
                                  context.world().seal_cost());
    }
    return node::write_key(folder, file, secret);
}

Result<void> say_if_left_clear(Context& context, node::KeyFile file) {
    TRY(const auto state, node::state_of_key(context.folder(), file));
    TRY(const bool others_are_sealed, node::are_keys_sealed(context.folder()));
    if (state != node::KeyState::clear || !others_are_sealed) return success();
    context.say("Keys here are sealed, and this one, " + std::string{node::name_of(file)} +
                ", stands in clear. To seal it by the same password: praxis -C " +
                context.folder().string() + " key seal --password-file FILE");
    return success();
}

Result<std::filesystem::path> file_of_key(const Context& context, node::KeyFile file) {
    TRY(const auto state, node::state_of_key(context.folder(), file));
    return state == node::KeyState::sealed ? node::path_of_sealed_key(context.folder(), file)
                                           : node::path_of_key(context.folder(), file);
}

}  // namespace praxis::cli
