#pragma once

#include "node/web/account_errc.hpp"
#include "protocol/base/ids.hpp"

#include <optional>
#include <string>

namespace praxis::web {

/// A hosted person's account as their centre keeps it: local to this centre, never sent.
struct AccountRecord {
    std::string name;  ///< to sign in with, as it was given
    SigningKey key;    ///< the person's; governance says whose it is
    Bytes sealed;      ///< both secrets under the password: crypto::seal
    /// Both sealed to the centre's recovery key, for who forgets the password: crypto::seal_to.
    /// Empty in accounts from before there was one.
    Bytes recovery{};
};
[[nodiscard]] Bytes encode(const AccountRecord& record);
/// Fails with `AccountErrc::damaged`.
[[nodiscard]] Result<AccountRecord> decode_account(ByteView bytes);

/// A name as it is kept: blanks around it and doubled ones inside go. Fails with
/// `AccountErrc::bad_name` when nothing is left, on more than `limits::account_name_bytes_max`
/// bytes, on control characters, and on what is not UTF-8.
[[nodiscard]] Result<std::string> account_name(std::string_view typed);

/// What two names have in common that this centre takes for one: H of the name with ASCII letters
/// in lower case. `name` is what `account_name` gave.
[[nodiscard]] Hash account_place(std::string_view name);

/// Where the accounts of a centre are kept, one record a place. Called on the workers: from any
/// thread, several at once. Errors are the system's.
class AccountFiles {
public:
    virtual ~AccountFiles() = default;

    /// nullopt when no account is at this place.
    [[nodiscard]] virtual Result<std::optional<Bytes>> read(const Hash& place) const = 0;
    /// Puts a record where none is, durably. Fails with `AccountErrc::name_taken`.
    [[nodiscard]] virtual Result<void> add(const Hash& place, ByteView record) = 0;
    /// Puts another record in place of the one there, durably; after a crash one of both is there.
    [[nodiscard]] virtual Result<void> replace(const Hash& place, ByteView record) = 0;
};

}  // namespace praxis::web
