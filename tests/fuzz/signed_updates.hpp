#pragma once

#include "protocol/crypto/keys.hpp"
#include "protocol/wire/message.hpp"
#include "tests/fuzz/choices.hpp"

namespace praxis::fuzz {

/// The network and the author of updates that targets make or sign again.
[[nodiscard]] NetworkId fuzz_network();
[[nodiscard]] const crypto::SigningPair& fuzz_author();

/// Writes lengths, payload hash, network and device into the header where they belong, whatever
/// was there, and signs it: what a hostile author could send.
void sign_again(wire::SignedUpdate& update);

/// An update of `fuzz_author` that is well-formed unless a choice says otherwise.
[[nodiscard]] wire::SignedUpdate choose_update(Choices& choices);

}  // namespace praxis::fuzz
