#pragma once

#include "protocol/base/causal_graph.hpp"
#include "protocol/governance/model.hpp"

#include <map>
#include <set>
#include <unordered_map>

namespace praxis::governance::detail {

/// One update of root, by its local version.
struct Record {
    UpdateId id;
    ChainId chain;
    Seq seq;
    Lv prev = 0;                             ///< of its chain; itself where there is none
    std::optional<Act> act;                  ///< nullopt: does not parse
    Reason broken = Reason::does_not_parse;  ///< why, when there is no act
    std::vector<Lv> revocations;             ///< acts that name this as target, by id
    std::vector<Lv> ratifications;           ///< the same of ratifications
    std::vector<Lv> endorsements;            ///< the same of endorsements
    std::vector<Lv> handovers;               ///< the same of handovers
};

/// An invitation that was taken up: since when, and who holds the grant now.
struct Handed {
    Lv handover = 0;
    SigningKey to;
};

/// What is in the set, and what follows from it. Everything under "follows" is computed by
/// `judge` and belongs to exactly the records that were here then.
struct State {
    explicit State(Genesis genesis_in);

    Genesis genesis;
    NetworkId network;

    // The set, indexed. `records[lv]`, `order[lv]` and `graph` speak of the same update.
    CausalGraph graph;
    std::vector<Record> records;
    std::vector<UpdateId> order;
    std::unordered_map<UpdateId, Lv> index;  // looked up only
    struct Chain {
        std::map<Seq, UpdateId> first;
        std::optional<Seq> fork;  // smallest seq of which there are two
    };
    std::map<ChainId, Chain> chains;
    std::set<SigningKey> known_keys;
    /// By id ascending, so that no answer depends on the order of arrival.
    std::map<SigningKey, std::set<std::pair<UpdateId, Lv>>> certificates;
    std::map<DhKey, std::set<SigningKey>> dh_keys;
    std::set<std::pair<UpdateId, Lv>> administrators, persons, spaces;
    std::map<PersonId, std::set<SigningKey>> devices;
    std::map<SpaceId, std::set<std::pair<UpdateId, Lv>>> roles;  // the founding included

    // What follows.
    bool stale = true;
    std::vector<Verdict> verdicts;
    std::map<Lv, Handed> handed;  // by grant

    /// Takes notice of a record that was just added.
    void index_act(Lv lv);
    /// Computes what follows from the set, if anything was added since.
    void refresh();

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
    [[nodiscard]] bool is_on_board(const SigningKey& key) const;
    /// Whether `above` lies on the way from a grant to the board. Handovers change nothing here.
    [[nodiscard]] bool descends(Lv grant, const UpdateId& above) const;
    [[nodiscard]] bool is_forked_at(Lv lv) const;
    /// The update that a cut names, if it is here: of that chain, with that seq.
    [[nodiscard]] std::optional<Lv> named_by(const Cut& cut) const;
    /// Whether prev links lead from an update to another of the same chain, or it is that one.
    [[nodiscard]] bool leads_to(Lv later, Lv earlier) const;

    // --- judgement: functions of the verdicts so far ---

    /// Where an act stands in time: what it may see, and which cuts hold it.
    struct Place {
        std::function<bool(Lv)> sees;
        std::function<bool(const std::vector<Cut>&)> is_inside;
    };
    enum class Revokers : std::uint8_t { all, above };

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
};

/// Role, space and scope of a founding or a role's grant.
struct RoleOf {
    Role role = Role::steward;
    SpaceId space;
    Scope scope;
};
[[nodiscard]] std::optional<RoleOf> role_of(const Record& record);

}  // namespace praxis::governance::detail
