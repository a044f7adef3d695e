#pragma once

#include "protocol/governance/state_hash.hpp"

#include <functional>
#include <unordered_map>

namespace praxis::governance {

/// The state hash of one space, kept while updates are decided and judged anew: over those that
/// stand and those that they reach by deps without leaving the space. What one change takes goes
/// by what it makes reached or not, not by how much there is. Some 60 bytes an update.
///
/// An update must be entered before it or what names it is judged. After an error the state is to
/// be thrown away.
class KeptState {
public:
    /// The deps of an update that was entered.
    using DepsOf = std::function<Result<std::vector<UpdateId>>(const UpdateId&)>;

    /// Notes a decided update, void until it is judged. Again is no harm.
    void enter(const UpdateId& id) { entries_.try_emplace(id); }
    /// Fails only as `deps_of` does.
    [[nodiscard]] Result<void> judge(const UpdateId& id, bool stands, const DepsOf& deps_of);

    [[nodiscard]] bool stands(const UpdateId& id) const;
    [[nodiscard]] Hash digest() const { return hash_.digest(); }
    /// How many updates are in the hash.
    [[nodiscard]] std::uint64_t size() const { return size_; }

private:
    struct Entry {
        std::uint32_t followers = 0;  // counted updates that name it as dep
        bool stands = false;
        [[nodiscard]] bool is_counted() const { return stands || followers > 0; }
    };
    [[nodiscard]] Result<void> follow(const UpdateId& id, bool counted, const DepsOf& deps_of);
    void count(const UpdateId& id, const Entry& entry);
    void discount(const UpdateId& id, const Entry& entry);

    std::unordered_map<UpdateId, Entry> entries_;  // looked up only
    StateHash hash_;
    std::uint64_t size_ = 0;
};

}  // namespace praxis::governance
