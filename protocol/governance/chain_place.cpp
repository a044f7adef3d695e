#include "protocol/governance/chain_place.hpp"

#include <functional>

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

bool ChainPlace::comes_before(const ChainPlace& other) const {
    const auto* own = this;
    const auto* its = &other;
    while (own->seq_ > other.seq_)
        own = own->step_to(other.seq_);
    while (its->seq_ > seq_)
        its = its->step_to(seq_);
    if (own == its) return seq_ < other.seq_;
    // Links of two places of one seq are equally long.
    while (own->before_ != its->before_) {
        const bool is_far = own->jump_ != its->jump_;
        own = is_far ? own->jump_ : own->before_;
        its = is_far ? its->jump_ : its->before_;
    }
    return std::less<>{}(own, its);
}

}  // namespace praxis::governance
