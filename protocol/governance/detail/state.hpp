#pragma once

#include "protocol/governance/detail/boards.hpp"
#include "protocol/governance/detail/pasts.hpp"
#include "protocol/governance/model.hpp"

#include <deque>
#include <map>
#include <set>
#include <unordered_map>

namespace praxis::governance::detail {

/// One update of root, by its local version.
struct Record {
    UpdateId id;
    ChainId chain;
    Seq seq;
    std::optional<Act> act;                  ///< nullopt: does not parse
    Reason broken = Reason::does_not_parse;  ///< why, when there is no act
    std::vector<Lv> revocations;             ///< acts that name this as target, by id
    std::vector<Lv> ratifications;           ///< the same of ratifications
    std::vector<Lv> endorsements;            ///< the same of endorsements
    std::vector<Lv> handovers;               ///< the same of handovers
    std::vector<Lv> declines;                ///< the same of declines
    std::vector<Lv> releases;                ///< the same of releases
    std::vector<Lv> readers;                 ///< acts whose verdict may rest on this grant
    std::map<ChainId, NamedPlaces> named;    ///< what its cuts name in root, of what is here
};

/// An invitation that was taken up: since when, and who holds the grant now.
struct Handed {
    Lv handover = 0;
    SigningKey to;
};

/// The rank of a grant: its level, or 5 to 7 for the letters a to c; 0 is the board.
using Rank = int;
constexpr Rank rank_centre = 1;
constexpr Rank rank_office = 2;
constexpr Rank rank_person = 3;
constexpr Rank rank_device = 4;
constexpr Rank rank_steward = 5;
constexpr Rank rank_last = 8;
[[nodiscard]] std::optional<Rank> rank_of_grant(const Record& record);

/// One thing to decide. In ascending order everything is decided after what it rests on:
///
///   rank 0        endorsements, then what the board decides
///   each rank     handovers of its grants; its holders' giving up; acts under its grants
///   rank 4        first the stewards that administrators appoint; then by causality devices'
///                 certificates, each followed by its own retirement, and who vouches for one
///   last          what handovers come to, and requests to join: nothing rests on that
///
/// A grant is decided under a smaller rank (a sibling's certificate: earlier in causality), and
/// so is every revocation of it but giving up, which only those from above judge. What ratifies
/// comes from no larger rank than the revocation it is of, and from a smaller one than the grant
/// whose key forked; only a steward's does not, and that touches no update of root.
struct Job {
    enum class Step : std::uint8_t { first, handover, self, rest };
    Rank rank = 0;
    Lv device = 0;  // rank 4: the certificate; a retirement follows the one it ends
    Step step = Step::rest;
    Lv lv = 0;
    std::size_t entry = 0;  // of a handover
    friend auto operator<=>(const Job&, const Job&) = default;
};

/// What is in the set, and what follows from it. What follows is kept up to date by `refresh`,
/// which decides again what may have changed, and only that.
struct State {
    explicit State(Genesis genesis_in);

    Genesis genesis;
    NetworkId network;

    // The set, indexed. `records[lv]`, `places[lv]`, `order[lv]` and `pasts` speak of the same
    // update.
    Pasts pasts;
    std::vector<Record> records;
    std::deque<ChainPlace> places;  // each stays at its address
    std::vector<UpdateId> order;
    std::unordered_map<UpdateId, Lv> index;  // looked up only
    struct Chain {
        std::map<Seq, std::vector<Lv>> updates;
        std::optional<Seq> fork;  // smallest seq of which there are two
    };
    std::map<ChainId, Chain> chains;
    std::set<SigningKey> known_keys;
    /// By id ascending, so that no answer depends on the order of arrival.
    std::map<SigningKey, std::set<std::pair<UpdateId, Lv>>> certificates;
    std::set<DhKey> dh_keys;
    std::set<std::pair<UpdateId, Lv>> administrators, persons, spaces;
    std::map<PersonId, std::set<SigningKey>> devices;
    std::map<SpaceId, std::set<std::pair<UpdateId, Lv>>> roles;  // the founding included
    std::map<SigningKey, std::vector<Lv>> persons_by_holder;
    std::map<std::pair<SpaceId, UpdateId>, std::vector<Lv>> agreements;  // to erase, by target
    std::map<SpaceId, std::set<std::pair<UpdateId, Lv>>> join_requests;
    std::map<SpaceId, std::set<std::pair<UpdateId, Lv>>> quarantines;
    std::map<SpaceId, std::vector<Lv>> quotas;  // acts that set one, as they came
    /// Acts with a cut that names an update of root which is not here, and which of their cuts it
    /// is, by that update.
    std::unordered_map<UpdateId, std::vector<std::pair<Lv, std::size_t>>> awaiting;
    /// Acts about a grant that descends from something which is not here, by that.
    std::unordered_map<UpdateId, std::vector<Lv>> awaiting_lineage;

    std::map<std::pair<PersonId, SigningKey>, std::vector<Lv>> vouches;
    std::map<UpdateId, std::set<std::pair<UpdateId, Lv>>> rotations;  // by what they come after
    std::vector<Lv> board_acts;                                       // proposals and endorsements

    // What follows.
    std::vector<Board> boards;  // the first, and each that replaced the one before
    std::vector<Verdict> verdicts;
    std::map<Lv, Handed> handed;  // by grant
    std::set<Job> jobs;           // what may have changed
    // Since the last `take_changes`.
    std::set<Lv> changed_verdicts;
    std::set<SigningKey> changed_devices;
    std::set<SpaceId> changed_spaces;

    /// Takes notice of a record that was just added.
    void index_act(Lv lv);
    /// Brings what follows up to date.
    void refresh();

    // --- what rests on what ---

    /// Sees to it that an act is decided, again if it was before.
    void plan(Lv lv);
    /// Notes a verdict; what rests on it is planned when it says something else than before.
    void decide(Lv lv, const Verdict& verdict);
    /// Notes who took up an invitation to a grant with this handover; nullopt: nobody.
    void hand(Lv grant, Lv handover, const std::optional<SigningKey>& to);
    /// Plans all that rests on a grant, on what revokes and ratifies it, and on who holds it.
    void touch(Lv grant);
    /// The same for the grant that an act of revocation or ratification speaks of.
    void touch_target(Lv lv);
    /// Notes for `take_changes` whose updates outside root rest on a grant.
    void note_devices(Lv grant);
    /// Plans all acts of a chain from a seq on, and the endorsements of these.
    void plan_chain(const ChainId& chain, Seq from);
    /// Sees to it that an act is planned again when what a grant that it is about descends from,
    /// and that is not here, comes: a void grant may name a parent that is not in its past.
    void await_lineage(Lv lv);
    /// The grants in the past of an act that its verdict may rest on.
    [[nodiscard]] std::set<Lv> subjects_of(Lv lv) const;

    // --- structure: functions of bytes ---

    [[nodiscard]] std::optional<Lv> find(const UpdateId& id) const;
    template <class T>
    [[nodiscard]] const T* get(Lv lv) const {
        return records[lv].act ? std::get_if<T>(&*records[lv].act) : nullptr;
    }
    template <class T>
    [[nodiscard]] std::optional<Lv> find_as(const UpdateId& id) const {
        const auto lv = find(id);
        return lv && get<T>(*lv) != nullptr ? lv : std::nullopt;
    }
    /// The board that a rotation would replace; nullopt: none that is in its past.
    [[nodiscard]] std::optional<Board> board_replaced_by(Lv rotation) const;
    /// A rotation, then what endorsed it of those who are on both boards.
    [[nodiscard]] std::vector<Lv> closing(Lv rotation, const Board& replaced) const;
    /// Whether an act is in the past of what closed the board before.
    [[nodiscard]] bool was_decided_before(const Board& next, Lv lv) const;
    /// The keys of that board that made or endorsed it.
    [[nodiscard]] std::set<SigningKey> agreed_to(Lv rotation) const;
    /// Whether the line of boards may be another since an act came: it is a rotation, or somebody's
    /// of the replaced board who agrees to one.
    [[nodiscard]] bool may_rotate(Lv lv) const;
    /// Finds the line of boards again.
    void renew_boards();
    /// The place in that line of the board that an act is under.
    [[nodiscard]] std::size_t board_at(Lv lv) const;
    /// Whether its chain forks before it as far as the rotation saw that replaced the board; of the
    /// last board as far as anybody sees.
    [[nodiscard]] bool is_forked_under(std::size_t board, Lv lv) const;
    /// Of a device its person, of any other grant the one it was given under; zero: the board, or
    /// no grant.
    [[nodiscard]] UpdateId parent_of(Lv grant) const;
    /// Whether `above` lies on the way from a grant to the board. Handovers change nothing here.
    [[nodiscard]] bool descends(Lv grant, const UpdateId& above) const;
    [[nodiscard]] bool is_forked_at(Lv lv) const;
    /// The cuts of a revocation or ratification.
    [[nodiscard]] const std::vector<Cut>& cuts_of(Lv act) const;
    /// Notes what a cut of an act names, if the update it says is of that chain, with that seq. It
    /// is here.
    void note_named(Lv act, const Cut& cut);
    /// What the cuts of an act name in a chain of root; nullptr: nothing.
    [[nodiscard]] const NamedPlaces* named_in(Lv act, const ChainId& chain) const;

    // --- judgement: functions of the verdicts so far ---

    /// Where an act stands in time: what it may see, and which cuts hold it.
    struct Place {
        std::function<bool(Lv)> sees;
        /// Whether it is inside what the cuts of this revocation or ratification name.
        std::function<bool(Lv)> is_inside;
    };
    /// All; all but who gives up; all but who gives up after the place.
    enum class Revokers : std::uint8_t { all, above, above_or_seen };

    [[nodiscard]] bool stands(Lv lv) const { return verdicts[lv].stands(); }
    [[nodiscard]] Place place_of(Lv lv) const;
    /// The first standing revocation of a grant, by id, that leaves the place out.
    [[nodiscard]] std::optional<UpdateId> revoked(Lv grant, const Place& place, Revokers by) const;
    /// Whether a place is inside a revocation's cuts, or those that ratify more of it.
    [[nodiscard]] bool is_inside(Lv revocation, const Place& place) const;
    /// Whether an act may use the grant that names its key: its chain does not fork before it, or
    /// what ratifies that grant picks its branch.
    [[nodiscard]] bool may_use(Lv lv, Lv grant) const;
    /// The key that holds a grant of level 1 to 3 there.
    [[nodiscard]] std::optional<SigningKey> key_of(Lv grant, const Place& place) const;
    /// Whether a person holds a role's grant there.
    [[nodiscard]] bool holds_role(Lv person, Lv role, const Place& place) const;
    /// The person of a device's certificate or hosted person's grant.
    [[nodiscard]] std::optional<Lv> person_of(Lv certificate) const;
    /// A place that sees everything and is inside no cut.
    [[nodiscard]] static Place now();
    /// Whether a grant stands, and no standing revocation names it.
    [[nodiscard]] bool is_now(Lv grant) const {
        return stands(grant) && !revoked(grant, now(), Revokers::all);
    }
};

/// Decides one thing, all that it rests on being decided.
void judge(State& state, const Job& job);
/// The persons as whose an act under a role's grant counts, each by a certificate of the signer.
[[nodiscard]] std::set<PersonId> holders_acting(State& state, Lv lv);

[[nodiscard]] Verdict standing(std::optional<PersonId> person = std::nullopt);
[[nodiscard]] Verdict void_for(Reason reason, const UpdateId& by = {});

/// The grant an act names as the one it acts under; zero: the board. Nullopt: the act names none.
[[nodiscard]] std::optional<UpdateId> under_of(const Act& act);

/// Role, space and scope of a founding or a role's grant.
struct RoleOf {
    Role role = Role::steward;
    SpaceId space;
    Scope scope;
};
[[nodiscard]] std::optional<RoleOf> role_of(const Record& record);
/// Whether it reaches the role member in its space: of an earlier letter, and not bound.
[[nodiscard]] bool gives_membership(const RoleOf& role);
/// Every act by which a steward of a space lets somebody back in.
void add_recovery_acts(const State& state, const SpaceId& space, std::vector<RoleAct>& to);
/// Whether it lets somebody put authors of its space in quarantine: it moderates, and is not bound.
[[nodiscard]] bool gives_quarantine(const RoleOf& role);
/// Every act of asking and declining in a space.
void add_join_acts(const State& state, const SpaceId& space, std::vector<RoleAct>& to);

}  // namespace praxis::governance::detail
