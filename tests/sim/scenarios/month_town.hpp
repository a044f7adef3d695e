#pragma once

#include "tests/sim/disk/ram_folder.hpp"
#include "tests/sim/scenarios/node_world.hpp"
#include "tests/support/hand_chain.hpp"

namespace praxis::sim {

/// What others have of a machine: nothing of this may change because a fourth restores its disk.
struct Picture {
    Hash state;
    std::string exported;
    std::set<UpdateId> log;
};
[[nodiscard]] Picture picture_of(const NodeMachine& machine);

/// Every place of a chain that anybody ever showed. Remembers, so that a fork is seen though who
/// had one of its branches lost it.
class Places {
public:
    /// Looks at all that a machine holds; gives the places at which another update was seen before.
    [[nodiscard]] std::size_t forked_at(const NodeMachine& machine);

private:
    std::map<std::pair<ChainId, Seq>, UpdateId> ids_;
};

/// Two centres and an office in a month: people write at each of them every day, and govern. The
/// machines are awake when people come, and sleep with their lids closed for the rest of the day.
/// The second centre has LMDB in real files, and takes a backup on the first day.
///
/// The hall is open and has a quota; in the closed space roles decide. A laptop and a tablet have
/// certificates and no node: what they wrote is brought to a node by hand.
class MonthTown {
public:
    static constexpr int last_day = 30;

    explicit MonthTown(std::uint64_t seed);
    /// From the founding to the morning after the last day.
    void live_a_month();
    /// The machines sleep until the next morning; then lines come up.
    void pass_night();

    /// What is agreed to be erased, with the words to look for afterwards.
    struct Letter {
        std::string words;
        DocumentId document;
    };
    Letter agreed_before{"Agreed to go before the backup was taken.", {}};
    Letter agreed_within{"Written before the backup, agreed to go after it.", {}};
    Letter written_within{"Written after the backup, and agreed to go.", {}};
    DocumentId notice;                     ///< hidden by a role that was given after the backup
    UpdateId role_revoked;                 ///< the laptop's person's, with what was written by it
    UpdateId device_revoked;               ///< the tablet, likewise
    UpdateId behind_the_role;              ///< a document by the laptop, after that
    UpdateId behind_the_device;            ///< one by the tablet
    std::vector<UpdateId> heads_of_first;  ///< of root, on the day of the backup

    [[nodiscard]] std::vector<NodeMachine*> machines() { return {&one, &two, &three}; }
    /// A document by a key that has no node, given to a machine, which has to take it.
    UpdateId write_by_hand(NodeMachine& at,
                           test::HandChain& chain,
                           const std::string& title,
                           const std::vector<UpdateId>& heads);
    /// An act of root, once it is acknowledged.
    UpdateId act(NodeMachine& by, const crypto::SigningPair& key, const governance::Act& act);
    [[nodiscard]] governance::GrantRole role(governance::Role role, const PersonId& to) const;
    [[nodiscard]] static bool is_hidden(const NodeMachine& at, const DocumentId& document);
    /// Chains that forked, by what a machine itself says.
    [[nodiscard]] std::size_t forks_told(const NodeMachine& machine) const;
    [[nodiscard]] std::filesystem::path backup() const { return folder_.path() / "first-day"; }

    NodeWorld town;
    NodeMachine& one = town.add_centre();
    NodeMachine& two = town.add_centre();
    NodeMachine& three = town.add_office(one);
    test::NodeKeys laptop = town.network.add_office(one.keys());
    test::NodeKeys tablet = town.network.add_office(one.keys());
    SpaceId hall = town.network.found_space(one.keys(), governance::JoinPolicy::open);
    SpaceId closed = town.network.found_space(two.keys(), governance::JoinPolicy::invite);

private:
    void live(int today);
    void write(int today);
    void govern(int today);
    DocumentId write_letter(NodeMachine& at, const Letter& letter);
    void erase(const Letter& letter);
    void flood();
    void revoke_role();
    void revoke_device();
    UpdateId moderate(NodeMachine& by, const DocumentId& document, community::ModerationAct act);
    [[nodiscard]] std::vector<UpdateId> root_heads(const NodeMachine& at) const {
        return at.replica().governance().heads();
    }

    RamFolder folder_;
    MonoTime morning_;
    UpdateId steward_of_two_;  // of the hall
    UpdateId laptop_role_;
    DocumentId diary_;
    DocumentId flooded_;                     // the last of what a quota delays by a day
    std::vector<UpdateId> heads_of_before_;  // of root, before anything was revoked
    test::HandChain laptop_chain_{laptop.device, town.network.id(), closed, Incarnation{5}};
    test::HandChain tablet_chain_{tablet.device, town.network.id(), hall, Incarnation{5}};
};

}  // namespace praxis::sim
