#pragma once

#include "tests/sim/scenarios/checkpoint.hpp"
#include "tests/sim/scenarios/hostile.hpp"
#include "tests/sim/scenarios/page_reader.hpp"
#include "tests/sim/scenarios/people.hpp"
#include "tests/support/oracle.hpp"

namespace praxis::sim {

/// What came of one storm, for checks over many of them.
struct StormOutcome {
    std::string violation;  ///< "I3: words"; empty: all invariants held
    std::string report;     ///< of a violation: who holds what, and the last events
    std::string swarm;      ///< what was on
    std::size_t nodes = 0;
    Duration simulated{0};
    std::uint64_t trace = 0;
    Hash state;
    std::size_t acknowledged = 0;
    std::size_t refused = 0;  ///< acts that a node answered with an error
    std::size_t crashes = 0;
    std::size_t void_updates = 0;  ///< held by all in the end, and not standing
    std::size_t merged = 0;        ///< documents whose newest join brought lines together
    std::size_t boards = 0;        ///< 1: the board was replaced
    std::size_t quarantines = 0;   ///< that stand in the end, ended or not
    std::size_t delayed = 0;       ///< looks at a machine that withheld something by a quota
    std::size_t pages = 0;         ///< read in the end without a session, in search of what is void
    std::size_t pages_signed_in = 0;  ///< and by a member who signed in
    std::size_t void_visible = 0;     ///< of both, those that show it
    StrategyCounts strategies{};      ///< what a hostile node tried, and how often
    friend bool operator==(const StormOutcome&, const StormOutcome&) = default;
};

/// Two or three centres and some offices, whose people create, edit and govern for two hours while
/// their links, machines, disks and clocks fail as a swarm drawn from the seed says; then
/// everything heals, and what must be true is required. Follows from the seed alone.
class Storm {
public:
    /// Without `make_disk` disks are memory; with an oracle, it judges what some seeds came to.
    explicit Storm(std::uint64_t seed, MakeDisk make_disk = {}, test::Oracle* oracle = nullptr);
    StormOutcome run();

private:
    void set_up();
    void rage();
    void end();
    void restore_rights();
    void lift_quota(NodeMachine& by);
    void act_later();
    void write_letter_later();
    void end_rights_later(Duration wait);
    void require_rights_ended();
    void check_deeply();
    [[nodiscard]] bool reads_pages() const;
    void admit_member();
    void read_pages_of_one();
    void look_later();
    void look();
    void count(StormOutcome& out);

    PagesRead pages_;
    std::size_t delayed_ = 0;
    Swarm swarm_;
    test::Oracle* oracle_;
    NodeWorld town_;
    SpaceId closed_;  // to whoever has no role
    Agenda agenda_{town_.world};
    Faults faults_{town_, agenda_, swarm_};
    Checkpoint checkpoint_{town_};
    std::optional<People> people_;
    std::optional<Hostile> hostile_;
    std::optional<Member> member_;  // whose node's pages are read
};

}  // namespace praxis::sim
