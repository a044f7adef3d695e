#pragma once

#include "store/lease.hpp"
#include "store/lmdb_store.hpp"
#include "tests/sim/disk/power_cut_disk.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace praxis::sim {

/// What a process writes into its store, step by step, and what must be there after each.
class StorePlan {
public:
    using Key = std::pair<store::Table, Bytes>;
    using State = std::map<Key, Bytes>;
    struct Edit {
        store::Table table;
        Bytes key;
        std::optional<Bytes> body;  ///< nullopt: erased
    };
    using Step = std::vector<Edit>;  ///< one commit for several requests

    /// Small records and such of many pages, some put in place of others, some erased.
    StorePlan(std::uint64_t seed, std::size_t steps, std::size_t body_bytes_max = 9'000);

    [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
    /// What the store holds after the first `steps` steps.
    [[nodiscard]] const State& after(std::size_t steps) const { return states_.at(steps); }

private:
    std::vector<Step> steps_;
    std::vector<State> states_;
};

/// Processes one after the other on the store and the lease of one disk; what they told the world,
/// against what each of them finds when it starts. Every breach of a promise is a test failure.
class StoreLife {
public:
    StoreLife(const StorePlan& plan, std::uint64_t seed) : plan_{plan}, random_{seed} {}

    /// One process: opens, looks at everything, claims, writes until so many steps are
    /// acknowledged, ends. Success when all of that was done; else the error that ended it. Answers
    /// given without power reach nobody. After `full` it looks whether nothing changed, has
    /// `when_full` done, and then writing must go on; after `io` it must not.
    [[nodiscard]] Result<void> run(
        PowerCutDisk& disk, std::size_t until, const std::function<void()>& when_full = [] {});
    /// Opens, looks at everything, claims.
    [[nodiscard]] Result<void> look(PowerCutDisk& disk) { return run(disk, 0); }

    /// Steps that were acknowledged.
    [[nodiscard]] std::size_t acknowledged() const { return acknowledged_; }
    /// The last claim that was answered.
    [[nodiscard]] const std::optional<store::Claim>& claim() const { return claim_; }
    struct Answers {
        int full = 0;
        int io = 0;
    };
    /// What writes were answered when they failed.
    [[nodiscard]] const Answers& answers() const { return answers_; }

private:
    [[nodiscard]] Result<void> write_step(const PowerCutDisk& disk, store::Store& store);
    [[nodiscard]] Result<void> write_step_on(PowerCutDisk& disk,
                                             store::Store& store,
                                             const std::function<void()>& when_full);
    void check_found(const store::Store& store);
    void check_undamaged(const store::Store& store);
    void check_claim(const store::Claim& claim, bool after_half_a_claim);

    const StorePlan& plan_;
    SeededEntropy random_;
    std::size_t acknowledged_ = 0;
    bool step_open_ = false;   // begun and not answered
    bool claim_open_ = false;  // begun and not answered
    std::optional<store::Claim> claim_;
    Answers answers_;
};

}  // namespace praxis::sim
