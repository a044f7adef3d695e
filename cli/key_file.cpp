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

}  // namespace praxis::cli
