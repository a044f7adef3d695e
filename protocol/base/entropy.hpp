#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace praxis {

/// Where randomness comes from (seam S6): libsodium in production, a seed in the simulator.
class Entropy {
public:
    virtual ~Entropy() = default;

    /// Fills `out` with random bytes fit for keys.
    virtual void fill(std::span<std::byte> out) = 0;

    [[nodiscard]] std::uint64_t u64();
    /// Uniform in [0, bound); bound at least 1.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound);
};

/// Reproducible numbers from a seed, for tests, the simulator and back-off jitter. Not for keys
/// outside tests. SplitMix64, so the sequence is the same in every build.
class SeededEntropy final : public Entropy {
public:
    explicit SeededEntropy(std::uint64_t seed) : state_{seed} {}
    void fill(std::span<std::byte> out) override;
    /// An independent stream named by `label`.
    [[nodiscard]] SeededEntropy fork(std::uint64_t label);

private:
    std::uint64_t next();
    std::uint64_t state_;
};

}  // namespace praxis
