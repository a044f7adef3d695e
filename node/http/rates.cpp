#include "node/http/rates.hpp"

#include <algorithm>

namespace praxis::http {

Rates::Rates(std::vector<Rate> rates, std::size_t clients_max)
    : rates_{std::move(rates)}, clients_max_{clients_max} {}

bool Rates::take(const std::string& client, MonoTime now) {
    auto& whole = this->client(client).whole;
    if (wait(whole, now) > Duration{0}) return false;
    for (std::size_t i = 0; i < rates_.size(); ++i)
        whole[i] = std::max(whole[i], now) + rates_[i].interval;
    return true;
}

Duration Rates::wait(std::string_view client, MonoTime now) const {
    const auto found = by_name_.find(client);
    return found == by_name_.end() ? Duration{0} : wait(found->second->whole, now);
}

Duration Rates::wait(const Whole& whole, MonoTime now) const {
    Duration longest{0};
    for (std::size_t i = 0; i < rates_.size(); ++i) {
        const auto room = rates_[i].interval * static_cast<Duration::rep>(rates_[i].burst - 1);
        longest = std::max(longest, Duration{whole[i] - now - room});
    }
    return longest;
}

Rates::Client& Rates::client(const std::string& name) {
    const auto found = by_name_.find(name);
    if (found != by_name_.end()) {
        recent_.splice(recent_.begin(), recent_, found->second);
        return recent_.front();
    }
    if (by_name_.size() == clients_max_) {
        by_name_.erase(recent_.back().name);
        recent_.pop_back();
    }
    recent_.push_front({name, Whole(rates_.size(), MonoTime{})});
    by_name_.emplace(name, recent_.begin());
    return recent_.front();
}

}  // namespace praxis::http
