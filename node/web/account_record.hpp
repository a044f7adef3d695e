#pragma once

#include "node/web/account_errc.hpp"
#include "protocol/base/ids.hpp"
#include "protocol/base/time.hpp"

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
    /// When its person took the key away from this centre. Then neither of both is here any more:
    /// nothing opens the account, and its name stays taken.
    std::optional<WallTime> taken{};
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
    /// The same as long as the account at `account` is still `was`, byte for byte, or fails with
    /// `AccountErrc::changed`: what holds a secret of an account is written in this way, so that
    /// none comes back that was taken away meanwhile.
    [[nodiscard]] virtual Result<void> replace_if(const Hash& place,
                                                  ByteView record,
                                                  const Hash& account,
                                                  ByteView was) = 0;
    /// Takes what lies at `code` off the disk, then puts `last` in place of the account at
    /// `account` as long as that is still `was`, else fails with `AccountErrc::changed`. While
    /// nobody else writes, and durably; what fails or ends half way leaves the account as it was,
    /// perhaps without its code. Only when the very last step fails, that which makes it durable,
    /// `last` is there already: whoever wants to know reads.
    [[nodiscard]] virtual Result<void> close(const Hash& account,
                                             ByteView was,
                                             ByteView last,
                                             const Hash& code) = 0;
};

}  // namespace praxis::web
