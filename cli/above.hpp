#pragma once

#include "cli/command.hpp"
#include "protocol/crypto/keys.hpp"

#include <boost/json/array.hpp>

namespace praxis::cli {

/// A key in this folder, and the grant it acts by.
struct KeyAbove {
    crypto::SigningPair key;
    UpdateId under;
};

/// The key of this node's person, else that of an administrator, whichever holds one of these
/// grants; nullopt: neither does, or is here.
[[nodiscard]] Result<std::optional<KeyAbove>> key_above(Context& context,
                                                        const boost::json::array& grants);

}  // namespace praxis::cli
