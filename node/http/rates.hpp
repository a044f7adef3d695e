#pragma once

#include "protocol/base/time.hpp"

#include <cstddef>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace praxis::http {

/// So many at once, then one every `interval`.
struct Rate {
    std::size_t burst;
    Duration interval;
};

/// How often each of many clients did one thing, held to some rates, all at once. Remembers at most
/// `clients_max`; then who was quiet longest is forgotten, and begins anew. Times never go back.
class Rates {
public:
    Rates(std::vector<Rate> rates, std::size_t clients_max);

    /// Counts one by `client`, if it may now; whether it may. What may not is not counted.
    [[nodiscard]] bool take(const std::string& client, MonoTime now);
    /// How long until `client` may; zero when it may now.
    [[nodiscard]] Duration wait(std::string_view client, MonoTime now) const;

    [[nodiscard]] std::size_t clients() const { return by_name_.size(); }

private:
    /// For each rate, when the burst is whole again.
    using Whole = std::vector<MonoTime>;
    struct Client {
        std::string name;
        Whole whole;
    };
    [[nodiscard]] Duration wait(const Whole& whole, MonoTime now) const;
    [[nodiscard]] Client& client(const std::string& name);

    std::vector<Rate> rates_;
    std::size_t clients_max_;
    std::list<Client> recent_;  // who asked last is first
    std::map<std::string, std::list<Client>::iterator, std::less<>> by_name_;
};

}  // namespace praxis::http
