#pragma once

#include "node/web/account_record.hpp"

#include <filesystem>

namespace praxis::web {

/// Accounts as files: DIR/accounts/PLACE, mode 0600 in a folder of mode 0700.
class AccountFolder final : public AccountFiles {
public:
    /// `node` is the node's folder; nothing is made before the first account.
    explicit AccountFolder(const std::filesystem::path& node) : folder_{node / "accounts"} {}

    [[nodiscard]] Result<std::optional<Bytes>> read(const Hash& place) const override;
    [[nodiscard]] Result<void> add(const Hash& place, ByteView record) override;
    [[nodiscard]] Result<void> replace(const Hash& place, ByteView record) override;

private:
    std::filesystem::path folder_;
};

}  // namespace praxis::web
