#pragma once

#include "protocol/base/ids.hpp"
#include "protocol/base/time.hpp"

#include <deque>
#include <map>
#include <optional>
#include <string>

namespace praxis::web {

/// How often somebody may try a password (RELIABILITY 6.3): of one account, from one group of
/// addresses, and in all. Slows down, never locks: whoever waits may try again. Accounts that do
/// not exist are counted as those that do. Bounded memory; pure, time is an argument.
///
/// An attempt counts as failed from its beginning, so that many at once are no way round; one that
/// succeeded, or was never made, is taken back.
class Attempts {
public:
    /// Begins an attempt; or says how long to wait before one, and counts nothing.
    [[nodiscard]] std::optional<Duration> begin(const Hash& account,
                                                const std::string& client,
                                                MonoTime now);
    /// How long until one may begin; nullopt: now.
    [[nodiscard]] std::optional<Duration> wait(const Hash& account,
                                               const std::string& client,
                                               MonoTime now);
    /// The password was right: forgets the account's failures, and this one of the client.
    void succeeded(const Hash& account, const std::string& client);
    /// It was not tried after all: as if it had not begun, but for the count in all.
    void withdrawn(const Hash& account, const std::string& client);

private:
    struct Account {
        std::uint64_t failures = 0;
        MonoTime last;
    };
    void note(const Hash& account, const std::string& client, MonoTime now);
    void forget_last(const std::string& client);

    std::map<Hash, Account> accounts_;
    std::map<std::string, std::deque<MonoTime>> clients_;  // oldest first, none empty
    std::deque<MonoTime> all_;                             // of the last second
};

}  // namespace praxis::web
