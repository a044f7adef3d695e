#pragma once

#include "protocol/base/ids.hpp"

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praxis::test {

/// An update as the oracle is given it; views live until `ask` returns.
struct OracleUpdate {
    ByteView header;
    std::optional<ByteView> signature;  ///< nullopt: not to be checked
    ByteView skeleton;
    std::optional<ByteView> content;  ///< nullopt: absent
};

/// Documents cost more than all the rest, and states more than verdicts.
enum class OracleShows { everything, verdicts_and_states, verdicts };

/// `oracle.py` in a process of its own: what a set of updates must come to, in a second
/// implementation that gets nothing but bytes. Its first lines say what is asked and answered.
/// For one thread. Needs python3 and libsodium; a test that cannot start it aborts.
class Oracle {
public:
    Oracle();
    ~Oracle();
    Oracle(const Oracle&) = delete;
    Oracle& operator=(const Oracle&) = delete;

    /// Hands over a set; `keys` count as certified beside those that genesis and acts name. The
    /// oracle thinks about it while the caller goes on.
    void ask(ByteView genesis,
             const std::vector<OracleUpdate>& updates,
             const std::vector<SigningKey>& keys = {},
             OracleShows shows = OracleShows::everything) const;
    /// What the set asked about last comes to; waits for it. Once for each `ask`.
    [[nodiscard]] boost::json::object answer();

private:
    int process_ = 0;
    int channel_ = -1;  // its standard input and output
    std::string received_;
};

}  // namespace praxis::test
