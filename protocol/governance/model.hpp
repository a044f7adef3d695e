#pragma once

#include "protocol/governance/acts.hpp"
#include "protocol/governance/named_places.hpp"
#include "protocol/governance/verdict.hpp"

#include <functional>
#include <memory>
#include <set>
#include <span>

namespace praxis::governance {

namespace detail {
struct State;
}

/// The cuts of one revocation or ratification that are of one chain; at least one, ascending.
struct CutsOfAct {
    UpdateId act;
    std::span<const Cut> cuts;
};

/// What decides about an update outside `root`.
struct ContentFacts {
    UpdateId id;
    ChainId chain;
    Seq seq;
    /// Effective heads of root: the update's own, or those of the nearest earlier update of its
    /// chain that names any; empty when none does (genesis only).
    std::span<const UpdateId> governance;
    DocumentId document;     ///< of a creating update its own id
    std::uint16_t kind = 0;  ///< of the document
    /// Whether it is an act of moderation. What touches a field of `moderation_fields_first` or
    /// above and is none is void for ever, and not asked about.
    bool moderates = false;
    /// Where it lies, seen from all that an act's cuts of this chain name. Asked once for each act
    /// that may decide, so up to all revocations of a right for each update that rests on it.
    std::function<CutSide(const CutsOfAct& cuts)> side_of;
};

struct DeviceInfo {
    PersonId person;
    UpdateId certificate;  ///< the grant; for a hosted person it is the person's own
    SigningKey key;
    DhKey dh;
    NodeRole node = NodeRole::none;
    bool hosted = false;
    bool stands_now = false;  ///< certificate stands, and neither it nor the person is revoked
};

struct PersonInfo {
    PersonId id;
    UpdateId under;                 ///< the administrator's grant it was made under
    std::optional<SigningKey> key;  ///< the person key; nullopt: invitation not handed over
    bool hosted = false;
    bool stands_now = false;
};

struct SpaceInfo {
    SpaceId id;
    JoinPolicy policy = JoinPolicy::open;
    PersonId steward;
};

struct RoleInfo {
    PersonId person;
    SpaceId space;
    Role role = Role::member;
    UpdateId grant;
    Scope scope = WholeSpace{};
    std::optional<std::chrono::sys_seconds> until = std::nullopt;  ///< advice
    UpdateId under = {};  ///< by which it was given: a role there, or an administrator's grant
    friend bool operator==(const RoleInfo&, const RoleInfo&) = default;
};

/// An act about a role of a space, standing or not; also to ask for that of a member, and to
/// decline; and what its stewards certify.
struct RoleAct {
    enum class What : std::uint8_t {
        founding,
        grant,
        handover,
        revocation,
        request,
        decline,
        vouch,     ///< act 15
        recovery,  ///< a certificate under a steward's grant
    };
    UpdateId id;
    What what = What::grant;
    UpdateId grant;  ///< the role's, or the request: of what begins either its own id
    Role role = Role::member;
    SigningKey signer;
    /// Whose role, whose device, or who asked; nullopt: an invitation nobody took up, a request
    /// that is void.
    std::optional<PersonId> holder;
    Verdict verdict;
};

struct AdministratorInfo {
    UpdateId grant;
    Level level = Level::centre;
    friend bool operator==(const AdministratorInfo&, const AdministratorInfo&) = default;
};

/// Who agrees, by acts that stand, to erase what an update of a space asks to erase.
struct ErasureInfo {
    SpaceId space;
    UpdateId target;
    std::set<PersonId> stewards;  ///< of that space
    bool from_above = false;      ///< an administrator of level 1 above the space, or the board
    bool agreed = false;          ///< a steward, and somebody else: rule 11
};

/// An act that stands and agrees to that.
struct ErasureAgreement {
    UpdateId id;
    UpdateId target;
    friend bool operator==(const ErasureAgreement&, const ErasureAgreement&) = default;
};

/// Who decides together now.
struct BoardInfo {
    std::optional<UpdateId> rotation;  ///< by which it came; nullopt: from the beginning
    std::uint8_t k = 1;                ///< how many have to agree
    std::vector<SigningKey> keys;      ///< ascending
};

/// What is proposed to the board of now, and does not stand yet.
struct ProposalInfo {
    UpdateId id;
    std::vector<SigningKey> agreed;  ///< ascending
    std::size_t needed = 1;
};

/// A vouch that stands, and as which stewards it counts; never the person it is for.
struct VouchInfo {
    UpdateId id;
    SigningKey holder;
    DhKey dh;
    NodeRole node = NodeRole::none;
    std::set<PersonId> stewards;
};

/// The quota of a space, and the act that set it.
struct QuotaInfo {
    UpdateId act;
    Quota quota;
    friend bool operator==(const QuotaInfo&, const QuotaInfo&) = default;
};

/// A request to join a space that stands: whose it is, and what answers it (rule 12).
struct JoinRequestInfo {
    UpdateId id;
    SpaceId space;
    PersonId person;
    /// Declines of it, and roles there of that person, ascending; empty: not answered.
    std::vector<UpdateId> answers;
    /// Nobody answered it, the person stands now, and it is the one of theirs that counts.
    bool open = false;
    friend bool operator==(const JoinRequestInfo&, const JoinRequestInfo&) = default;
};

/// A quarantine that stands (rule 13).
struct QuarantineInfo {
    UpdateId id;
    SpaceId space;
    PersonId person;
    std::vector<UpdateId> releases;  ///< of it, that stand, ascending
    [[nodiscard]] bool in_force() const { return releases.empty(); }
    friend bool operator==(const QuarantineInfo&, const QuarantineInfo&) = default;
};

/// All updates of `root` a node has applied, and what follows from them: who may do what. A
/// function of the set: any order of `add` gives equal answers. Rules:
/// protocol/governance/README.md, section 3.
///
/// Pure: no clock, disk or network. Not thread-safe, const calls included: the first query after
/// an `add` decides again what the new update may have changed, and only that.
///
/// "Now" means with everything applied: the grant stands and no standing revocation names it.
class Governance {
public:
    /// `genesis` must be valid.
    explicit Governance(Genesis genesis);
    ~Governance();
    Governance(Governance&&) noexcept;
    Governance& operator=(Governance&&) noexcept;

    /// Takes an update of this network's `root`. Its prev must have been added before; otherwise
    /// it is a bug of the caller and ends the process. A dep that was not is taken to lie outside
    /// `root`, and makes the update void for ever. False: it was here already.
    bool add(const wire::CheckedUpdate& update);
    /// The same for who has asked `act_of(update)` already, which is most of the work: it checks
    /// possession.
    bool add(const wire::CheckedUpdate& update, Result<Act> act);

    [[nodiscard]] const Genesis& genesis() const;
    [[nodiscard]] const NetworkId& network() const;

    /// What became otherwise between two calls of `take_changes`.
    struct Changes {
        std::vector<UpdateId> verdicts;  ///< updates of root: added, or with another verdict
        /// Keys whose updates outside root may be judged otherwise than before, and spaces where
        /// all may.
        std::set<SigningKey> devices;
        std::set<SpaceId> spaces;
    };
    /// Since the last call; at first, everything.
    [[nodiscard]] Changes take_changes();

    // --- verdicts ---

    /// The verdict on an update of root that was added.
    [[nodiscard]] Verdict verdict_of_root(const UpdateId& id) const;
    /// The verdict on an update of any other space.
    [[nodiscard]] Verdict verdict(const ContentFacts& facts) const;
    [[nodiscard]] bool contains(const UpdateId& id) const;
    /// Updates of root, in the order they were added.
    [[nodiscard]] const std::vector<UpdateId>& updates() const;
    /// Those that no other has as a dep, ascending: deps and governance heads of what is written
    /// next.
    [[nodiscard]] std::vector<UpdateId> heads() const;

    // --- admission ---

    /// Whether the genesis or an act that is held names this key, standing or not.
    [[nodiscard]] bool is_certificate_known(const SigningKey& key) const;

    // --- who is who ---

    /// The device with this key: of several certificates the one that stands now, else the one
    /// that stands, else any; among equals the smallest id.
    [[nodiscard]] std::optional<DeviceInfo> device_info(const SigningKey& key) const;
    /// The same of its certificates that name this Noise key, for a session. Not by the Noise key
    /// alone: nobody proves that it is theirs, so a certificate may name another's.
    [[nodiscard]] std::optional<DeviceInfo> device_info(const SigningKey& key,
                                                        const DhKey& dh) const;
    /// Whether any certificate names this Noise key.
    [[nodiscard]] bool is_dh_key_known(const DhKey& key) const;
    /// The person a key acts for: as a device with a standing certificate.
    [[nodiscard]] std::optional<PersonId> person_of(const SigningKey& device) const;
    [[nodiscard]] std::optional<PersonInfo> person_info(const PersonId& id) const;
    /// What stands, by id ascending (devices by key): persons, devices that are nodes, spaces.
    [[nodiscard]] std::vector<PersonInfo> persons() const;
    [[nodiscard]] std::vector<DeviceInfo> devices_of(const PersonId& person) const;
    [[nodiscard]] std::vector<DeviceInfo> nodes() const;
    [[nodiscard]] std::vector<SpaceInfo> spaces() const;
    [[nodiscard]] std::optional<SpaceInfo> space_info(const SpaceId& id) const;
    /// Roles held now in a space, by (role letter, person, grant).
    [[nodiscard]] std::vector<RoleInfo> roles(const SpaceId& space) const;
    /// Every act about them, standing or not, ascending by id.
    [[nodiscard]] std::vector<RoleAct> role_acts(const SpaceId& space) const;
    /// The strongest of them that one person holds.
    [[nodiscard]] std::optional<RoleInfo> role_of(const PersonId& person,
                                                  const SpaceId& space) const;
    /// Whether a person who stands now may write in a space now, be it one kind or document only.
    [[nodiscard]] bool may_write(const PersonId& person, const SpaceId& space) const;
    /// The same in a document of a kind; for a new document its id is zero.
    [[nodiscard]] bool may_write(const PersonId& person,
                                 const SpaceId& space,
                                 const DocumentId& document,
                                 std::uint16_t kind) const;
    /// Whether they may make an act of moderation there, about a document of a kind.
    [[nodiscard]] bool may_moderate(const PersonId& person,
                                    const SpaceId& space,
                                    const DocumentId& document,
                                    std::uint16_t kind) const;

    /// The spaces whose updates a node may be given now: those that are open; and those in which
    /// its operator has a role, be it a reader's, or at a centre or office one of the persons
    /// whom the same administrator hosts. None when its certificate does not stand now.
    [[nodiscard]] std::set<SpaceId> spaces_of_node(const SigningKey& node) const;
    /// The revocation by which a device's certificate for a Noise key, or its person, gives no
    /// right any more: of itself, or of what it rests on. Nullopt while it stands, and when it is
    /// void for another reason.
    [[nodiscard]] std::optional<UpdateId> revocation_of(const SigningKey& key,
                                                        const DhKey& dh) const;

    // --- erasing ---

    /// Of one update, which need not be here.
    [[nodiscard]] ErasureInfo erasure(const SpaceId& space, const UpdateId& target) const;
    /// Those about a space, by target, then id.
    [[nodiscard]] std::vector<ErasureAgreement> erasure_agreements(const SpaceId& space) const;
    /// Those that are agreed, by space, then target.
    [[nodiscard]] std::vector<ErasureInfo> agreed_erasures() const;

    // --- quotas ---

    /// The one in force (rule 14); nullopt: none was ever rightly set.
    [[nodiscard]] std::optional<QuotaInfo> quota(const SpaceId& space) const;
    /// The grant by which a person may now set it: of several stewards' the smallest id.
    [[nodiscard]] std::optional<UpdateId> steward_grant(const PersonId& person,
                                                        const SpaceId& space) const;

    // --- asking to join ---

    /// Those that stand, ascending by id.
    [[nodiscard]] std::vector<JoinRequestInfo> join_requests(const SpaceId& space) const;
    /// The same of one; nullopt: it does not stand, or is none.
    [[nodiscard]] std::optional<JoinRequestInfo> join_request(const UpdateId& id) const;
    /// The grant by which a person may now take somebody in as a member there, and decline: of
    /// several the one of the earliest letter, then the smallest id.
    [[nodiscard]] std::optional<UpdateId> answering_grant(const PersonId& person,
                                                          const SpaceId& space) const;

    // --- letting back in who lost every device ---

    /// Ascending by id.
    [[nodiscard]] std::vector<VouchInfo> vouches_for(const PersonId& person) const;
    /// The grants by which somebody may now vouch for a device of another, or certify it,
    /// ascending.
    [[nodiscard]] std::vector<UpdateId> recovering_grants(const PersonId& steward,
                                                          const PersonId& person) const;

    // --- the board ---

    [[nodiscard]] BoardInfo board() const;
    /// Ascending by id.
    [[nodiscard]] std::vector<ProposalInfo> proposals() const;

    // --- forks ---

    /// The grants that a key holds now, and the certificates of it that stand, revoked or not,
    /// ascending: what a ratification names that picks branches of a chain which the key forked.
    [[nodiscard]] std::vector<UpdateId> grants_naming(const SigningKey& key) const;
    /// A ratification of these that stands, and the updates of a chain that it names.
    struct Pick {
        UpdateId act;
        std::vector<Cut> cuts;
    };
    /// Ascending.
    [[nodiscard]] std::vector<Pick> picks_of(const ChainId& chain) const;
    // --- quarantine ---

    /// Those that stand, ascending by id, the released ones too.
    [[nodiscard]] std::vector<QuarantineInfo> quarantines(const SpaceId& space) const;
    /// Whether one of a person is in force in a space.
    [[nodiscard]] bool is_in_quarantine(const PersonId& person, const SpaceId& space) const;
    /// The grant by which a person may now put authors of a space in quarantine, and release them:
    /// chosen as `answering_grant`.
    [[nodiscard]] std::optional<UpdateId> quarantining_grant(const PersonId& person,
                                                             const SpaceId& space) const;

    // --- what authors of acts need ---

    /// The strongest administrator's grant this key holds now.
    [[nodiscard]] std::optional<AdministratorInfo> administrator(const SigningKey& key) const;
    /// The persons whose person key this is now, ascending.
    [[nodiscard]] std::vector<PersonId> persons_by_key(const SigningKey& key) const;
    /// The grants that name this invitation key and stand now, ascending: what to hand over.
    [[nodiscard]] std::vector<UpdateId> invitation(const SigningKey& key) const;
    /// The grants that a grant descends from, nearest first: those by which it can be revoked, as
    /// far as levels go.
    [[nodiscard]] std::vector<UpdateId> grants_above(const UpdateId& grant) const;
    /// The keys that act by virtue of a grant, invitation keys included, ascending: a revocation
    /// of it needs a cut for every chain of theirs that is to stay.
    [[nodiscard]] std::vector<SigningKey> acting_keys(const UpdateId& grant) const;

private:
    /// Whether a person who stands now holds what gives a right in a space.
    [[nodiscard]] bool holds_right(
        const PersonId& person,
        const SpaceId& space,
        const std::function<bool(const SpaceInfo&, const RoleInfo*)>& gives) const;

    std::unique_ptr<detail::State> state_;
};

}  // namespace praxis::governance
