#pragma once

#include "store/store.hpp"

#include <map>

namespace praxis::fuzz {

/// The tables of a store whose sealed values anybody may change behind its back.
class DamagedReader final : public store::Reader {
public:
    /// Key, sealed value. A plain map of byte strings: its order is the order of unsigned bytes.
    using Records = std::map<std::pair<store::Table, Bytes>, Bytes>;

    explicit DamagedReader(Records records) : records_{std::move(records)} {}

    [[nodiscard]] Records& records() { return records_; }

private:
    Result<std::optional<ByteView>> find(store::Table table, ByteView key) const override;
    Result<void> walk(store::Table table,
                      const store::KeyRange& range,
                      const VisitSealed& visit) const override;
    Result<std::optional<store::Entry>> find_last(store::Table table,
                                                  const store::KeyRange& range) const override;
    Result<std::uint64_t> size(store::Table table) const override;

    Records records_;
};

}  // namespace praxis::fuzz
