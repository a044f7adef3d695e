#include "node/web/attempts.hpp"

#include "protocol/wire/limits.hpp"

#include <algorithm>

namespace praxis::web {
namespace {

constexpr std::chrono::seconds second{1};

/// How long after the last failure the next attempt is free.
Duration wait_after(std::uint64_t failures) {
    if (failures < limits::sign_in_free_failures) return Duration{0};
    const auto doublings = failures - limits::sign_in_free_failures;
    constexpr std::uint64_t enough = 20;  // far above the longest wait
    if (doublings >= enough) return limits::sign_in_wait_max;
    return std::min<Duration>(second * (std::int64_t{1} << doublings), limits::sign_in_wait_max);
}

void drop_before(std::deque<MonoTime>& times, MonoTime first_kept) {
    while (!times.empty() && times.front() < first_kept)
        times.pop_front();
}

std::optional<Duration> until(MonoTime then, MonoTime now) {
    return then > now ? std::optional{then - now} : std::nullopt;
}

}  // namespace

std::optional<Duration> Attempts::begin(const Hash& account,
                                        const std::string& client,
                                        MonoTime now) {
    const auto until_then = wait(account, client, now);
    if (!until_then) note(account, client, now);
    return until_then;
}

std::optional<Duration> Attempts::wait(const Hash& account,
                                       const std::string& client,
                                       MonoTime now) {
    if (const auto known = accounts_.find(account); known != accounts_.end()) {
        const auto free = known->second.last + wait_after(known->second.failures);
        if (const auto left = until(free, now)) return left;
    }
    if (const auto known = clients_.find(client); known != clients_.end()) {
        auto& times = known->second;
        drop_before(times, now - limits::sign_in_client_window + Duration{1});
        if (times.size() >= limits::sign_in_client_failures_max) {
            return until(times.front() + limits::sign_in_client_window, now);
        }
        if (times.empty()) clients_.erase(known);
    }
    drop_before(all_, now - second + Duration{1});
    if (all_.size() >= limits::sign_in_per_second_max) return until(all_.front() + second, now);
    return std::nullopt;
}

void Attempts::note(const Hash& account, const std::string& client, MonoTime now) {
    if (!accounts_.contains(account) && accounts_.size() >= limits::sign_in_accounts_max) {
        accounts_.erase(std::ranges::min_element(
            accounts_, {}, [](const auto& each) { return each.second.last; }));
    }
    auto& known = accounts_[account];
    ++known.failures;
    known.last = now;
    if (!clients_.contains(client) && clients_.size() >= limits::sign_in_clients_max) {
        clients_.erase(std::ranges::min_element(
            clients_, {}, [](const auto& each) { return each.second.back(); }));
    }
    clients_[client].push_back(now);
    all_.push_back(now);
}

void Attempts::succeeded(const Hash& account, const std::string& client) {
    accounts_.erase(account);
    forget_last(client);
}

void Attempts::withdrawn(const Hash& account, const std::string& client) {
    const auto known = accounts_.find(account);
    if (known != accounts_.end() && --known->second.failures == 0) accounts_.erase(known);
    forget_last(client);
}

void Attempts::forget_last(const std::string& client) {
    const auto known = clients_.find(client);
    if (known == clients_.end()) return;
    known->second.pop_back();
    if (known->second.empty()) clients_.erase(known);
}

}  // namespace praxis::web
