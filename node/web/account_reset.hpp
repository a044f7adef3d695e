#pragma once

#include "node/web/account_record.hpp"
#include "protocol/base/entropy.hpp"
#include "protocol/base/time.hpp"
#include "protocol/crypto/sealed_keys.hpp"

namespace praxis::web {

/// What a one-time code opens: an account's secrets once more, for whoever forgot the password. It
/// lies beside the account, among `AccountFiles`, and is of one state of it: a new password, by the
/// code or not, is the end of the code.
struct AccountReset {
    Hash of;  ///< H of what the password of the account sealed when the code was made
    WallTime until;
    Bytes sealed;  ///< both secrets under the code: crypto::seal
};
[[nodiscard]] Bytes encode(const AccountReset& reset);
/// Fails with `AccountErrc::damaged`.
[[nodiscard]] Result<AccountReset> decode_reset(ByteView bytes);

/// Where the code of an account lies; `name` is what `account_name` gave.
[[nodiscard]] Hash reset_place(std::string_view name);

/// For `account`, as it is now.
[[nodiscard]] Result<AccountReset> make_reset(const AccountRecord& account,
                                              std::string_view code,
                                              const crypto::SealedKeys& keys,
                                              WallTime until,
                                              Entropy& entropy,
                                              crypto::SealCost cost = {});
/// Whether a code may be tried: it is of this account as it is now, and not out of date.
[[nodiscard]] bool is_current(const AccountReset& reset,
                              const AccountRecord& account,
                              WallTime now);

/// 160 bits as eight groups of four letters and digits, none of which looks like another one
/// (Crockford's base 32): "7K3M-...".
[[nodiscard]] std::string draw_code(Entropy& entropy);
/// A code as somebody typed it, in the form of `draw_code`: capital or not, with any blanks and
/// dashes. What can be no code comes back as it is.
[[nodiscard]] std::string code_from(std::string_view typed);

}  // namespace praxis::web
