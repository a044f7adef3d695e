#include "node/replica/refusals.hpp"

#include "protocol/wire/limits.hpp"

namespace praxis::node {
namespace {

void add(RefusedOf& to, const Refusal& refusal) {
    ++(refusal.outcome == Outcome::refused ? to.refused : to.later);
    to.last_why = refusal.why;
}

}  // namespace

std::optional<RefusedOf> Refusals::note(const NodeId& from, const Refusal& refusal, MonoTime now) {
    const bool room = accounts_.contains(from) || accounts_.size() < limits::refusals_peers_max;
    auto& account = accounts_[room ? from : NodeId{}];
    add(account.all, refusal);
    add(account.untold, refusal);
    if (account.told && now < *account.told + limits::refusals_told_every) return std::nullopt;
    account.told = now;
    return std::exchange(account.untold, {});
}

RefusedOf Refusals::of(const NodeId& from) const {
    const auto account = accounts_.find(from);
    return account == accounts_.end() ? RefusedOf{} : account->second.all;
}

}  // namespace praxis::node
