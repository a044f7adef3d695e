#include "node/http/connection_counts.hpp"

#include "protocol/wire/limits.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace praxis::http {

std::string address_group(std::string_view host) {
    using boost::asio::ip::address;
    boost::system::error_code error;
    const auto parsed = boost::asio::ip::make_address(std::string{host}, error);
    if (error) return std::string{host};
    if (parsed.is_v4()) return parsed.to_string();
    const auto v6 = parsed.to_v6();
    if (v6.is_v4_mapped()) {
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6).to_string();
    }
    auto bytes = v6.to_bytes();
    std::fill(bytes.begin() + bytes.size() / 2, bytes.end(), std::uint8_t{0});
    return boost::asio::ip::address_v6{bytes}.to_string() + "/64";
}

std::size_t places_for(std::size_t descriptors) {
    const auto rest = descriptors - std::min(descriptors, limits::descriptors_reserved);
    return std::min(std::max(rest, descriptors / 2), limits::http_connections_max);
}

bool is_address(std::string_view text) {
    boost::system::error_code error;
    boost::asio::ip::make_address(std::string{text}, error);
    return !error;
}

ConnectionCounts::Place::~Place() {
    if (counts_ == nullptr) return;
    const auto group = counts_->by_group_.find(group_);
    if (--group->second == 0) counts_->by_group_.erase(group);
    --counts_->all_;
}

std::optional<ConnectionCounts::Place> ConnectionCounts::take(std::string_view host) {
    auto group = address_group(host);
    const auto found = by_group_.find(group);
    const auto same = found == by_group_.end() ? 0 : found->second;
    if (all_ >= all_max_) return std::nullopt;
    if (same >= group_max_) return std::nullopt;
    ++by_group_[group];
    ++all_;
    return Place{*this, std::move(group)};
}

}  // namespace praxis::http
