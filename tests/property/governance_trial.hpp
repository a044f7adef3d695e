#pragma once

#include "tests/property/governance_node.hpp"
#include "tests/property/history_shape.hpp"
#include "tests/property/random_governance.hpp"
#include "tests/support/oracle.hpp"

#include <map>
#include <set>
#include <string>
#include <unordered_map>

namespace praxis::governance {

/// What one random network came to.
struct Outcome {
    std::uint64_t orders = 0;     ///< in how many it was delivered
    std::uint64_t differing = 0;  ///< in how many of them something differed
    /// What differed: `act`, `content` or `moderation` when a verdict is not the oracle's; `order`
    /// when a verdict or reason depends on the order of arrival, `erasure` when what is agreed to
    /// go is not the oracle's or does, `joining` the same of requests to join and their answers,
    /// `quarantine` of who is in quarantine where, `quota` of what is in force; `hash` when nothing
    /// of that does, and yet a state that a node kept of a space is another in another order, or
    /// not the oracle's.
    std::set<std::string> names;
    std::vector<std::string> words;  ///< the same for people, a line for each update

    std::map<Reason, int> root, content, moderation;
    /// What stands: ratifications by their sort, acts behind a fork, roles of a kind or document,
    /// boards, devices certified by stewards.
    int of_own_revocation = 0, of_others_revocation = 0, of_branch = 0, behind_fork = 0;
    int bound_roles = 0, rotations = 0, recoveries = 0;
    int agreed = 0, not_agreed = 0;               ///< erasures that somebody agreed to rightly
    int in_force = 0, released = 0;               ///< quarantines that stand
    int waiting = 0, declined = 0, taken_in = 0;  ///< requests to join, by what became of them
    int limited = 0, outdone = 0;  ///< quotas in force, and those that stand and are not

    void add(const Outcome& other);
};

/// A random network, delivered in many causal orders and judged by Governance and by the oracle:
/// everything at once, and what had come half way through one of the orders. In every second order
/// only that is judged again on the way of which Governance says that it may have changed; in two
/// of these, drawn by the seed, the node keeps the states of its spaces by that, as `KeptState`
/// does. Of every 20th seed the oracle computes these states, too.
///
/// `ask`, `deliver`, `outcome`, in this order; the oracle thinks while `deliver` runs.
class GovernanceTrial {
public:
    GovernanceTrial(std::uint64_t seed, std::uint64_t orders);

    void ask(test::Oracle& oracle);
    void deliver();
    [[nodiscard]] Outcome outcome(test::Oracle& oracle);
    /// Once it was delivered.
    [[nodiscard]] const HistoryShape& shape() const { return shape_; }

private:
    /// What follows from some of the updates.
    struct Answers {
        std::unordered_map<UpdateId, Verdict> verdicts;
        std::set<UpdateId> agreed;  ///< to erase
        Requests asked;
        Quarantined quarantined;
        Quotas quotas;
        States states;  ///< of the whole, as one order or the other came to them
    };
    void ask(test::Oracle& oracle, const Updates& updates, test::OracleShows shows) const;
    void compare(const boost::json::object& answer, const Answers& own, const std::string& when);
    void compare_requests(const boost::json::object& told,
                          const Requests& own,
                          const std::string& when);
    void compare_quarantined(const boost::json::object& told,
                             const Quarantined& own,
                             const std::string& when);
    void compare_quotas(const boost::json::object& told,
                        const Quotas& own,
                        const std::string& when);
    /// Another verdict is another state; that was told already.
    void compare_states(const States& here, const States& there, const std::string& when);
    void differ(const std::string& name, const wire::CheckedUpdate& update, std::string words);
    void count_erasures(const Governance& governance);
    void count_requests(const Governance& governance);
    void count_quarantines(const Governance& governance);
    void count_quotas(const Governance& governance);
    void count(const wire::CheckedUpdate& update, const Verdict& verdict);

    RandomNetwork network_;
    Acts acts_;
    std::vector<Updates> orders_;
    std::size_t half_ = 0;        // of the last of them
    std::set<std::size_t> kept_;  // of them, those in which states are kept
    bool has_oracle_states_;
    Answers all_, some_;                  // on everything; on that half
    std::optional<States> other_states_;  // of the second order in which they are kept
    HistoryShape shape_;
    Outcome outcome_;
};

}  // namespace praxis::governance
