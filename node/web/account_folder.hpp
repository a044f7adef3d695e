#pragma once

#include "node/web/account_record.hpp"

#include <filesystem>
#include <vector>

namespace praxis::web {

/// Accounts as files: DIR/accounts/PLACE, mode 0600 in a folder of mode 0700.
class AccountFolder final : public AccountFiles {
public:
    /// `node` is the node's folder; nothing is made before the first account.
    explicit AccountFolder(const std::filesystem::path& node) : folder_{node / "accounts"} {}

    [[nodiscard]] Result<std::optional<Bytes>> read(const Hash& place) const override;
    [[nodiscard]] Result<void> add(const Hash& place, ByteView record) override;
    [[nodiscard]] Result<void> replace(const Hash& place, ByteView record) override;
    [[nodiscard]] Result<void> replace_if(const Hash& place,
                                          ByteView record,
                                          const Hash& account,
                                          ByteView was) override;
    [[nodiscard]] Result<void> close(const Hash& account,
                                     ByteView was,
                                     ByteView last,
                                     const Hash& code) override;

    /// Every account that is here, by name; what is damaged is left out.
    [[nodiscard]] Result<std::vector<AccountRecord>> all() const;

private:
    /// Fails with `AccountErrc::changed` unless it is still that. The caller holds the lock.
    [[nodiscard]] Result<void> check_still(const Hash& account, ByteView was) const;

    std::filesystem::path folder_;
};

}  // namespace praxis::web
