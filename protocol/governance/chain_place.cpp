#include "protocol/governance/chain_place.hpp"

namespace praxis::governance {

ChainPlace::ChainPlace(Seq seq, const ChainPlace* before)
    : seq_{seq}, before_{before}, jump_{before} {
    if (before == nullptr || before->jump_ == nullptr) return;
    // Two jumps of one length become one of both and this step: lengths are those of full binary
    // trees, as the digits of skew binary numbers are.
    const auto& middle = *before->jump_;
    const auto& far = middle.jump_ == nullptr ? middle : *middle.jump_;
    const auto first = before->seq_.value - middle.seq_.value;
    const auto second = middle.seq_.value - far.seq_.value;
    if (first == second) jump_ = &far;
}

const ChainPlace* ChainPlace::step_to(Seq seq) const {
    if (before_ == nullptr) return nullptr;
    return jump_->seq_ >= seq ? jump_ : before_;
}

bool ChainPlace::leads_to(const ChainPlace& other) const {
    const auto* at = this;
    while (at != nullptr && at->seq_ > other.seq_)
        at = at->step_to(other.seq_);
    return at == &other;
}

}  // namespace praxis::governance
