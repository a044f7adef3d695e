#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace praxis::http {

/// What counts as one address: an IPv4 address, the first 64 bits of an IPv6 address (a household
/// or an office has them all), or the text itself when it is neither.
[[nodiscard]] std::string address_group(std::string_view host);

/// Whether `text` is an IP address and nothing else.
[[nodiscard]] bool is_address(std::string_view text);

/// For how many connections of browsers a process with so many descriptors has room: for all but
/// `limits::descriptors_reserved`, at most `limits::http_connections_max`; for half of them where
/// that would be less.
[[nodiscard]] std::size_t places_for(std::size_t descriptors);

/// How many connections are open, in all and per address group.
class ConnectionCounts {
public:
    /// One connection's place; gives it back when destroyed. The counts outlive it.
    class Place {
    public:
        Place(ConnectionCounts& counts, std::string group)
            : counts_{&counts}, group_{std::move(group)} {}
        Place(Place&& other) noexcept
            : counts_{std::exchange(other.counts_, nullptr)}, group_{std::move(other.group_)} {}
        Place& operator=(Place&&) = delete;
        ~Place();

    private:
        ConnectionCounts* counts_;
        std::string group_;
    };

    ConnectionCounts(std::size_t all_max, std::size_t group_max)
        : all_max_{all_max}, group_max_{group_max} {}

    /// A place for a connection from `host`; nullopt when so many are there already, in all or of
    /// its group.
    [[nodiscard]] std::optional<Place> take(std::string_view host);
    /// One group may have as many as all, from now on.
    void share_freely() { group_max_ = all_max_; }
    [[nodiscard]] std::size_t all() const { return all_; }

private:
    std::size_t all_max_;
    std::size_t group_max_;
    std::map<std::string, std::size_t> by_group_;  // none is 0
    std::size_t all_ = 0;                          // their sum
};

}  // namespace praxis::http
