#pragma once

#include "protocol/governance/genesis.hpp"
#include "protocol/wire/header.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <variant>

namespace praxis::governance {

/// What one update of `root` does: exactly one act. Grammar: protocol/governance/README.md,
/// section 2. `under` is always the grant the signer acts under; zero means the board.

inline constexpr std::uint8_t act_format = 1;
/// An update outside `root` with an operation on a field from here on moderates, or is void.
inline constexpr std::uint16_t moderation_fields_first = 0xFF00;

enum class Level : std::uint8_t { board = 0, centre = 1, office = 2, person = 3, device = 4 };
enum class NodeRole : std::uint8_t { none = 0, centre = 1, office = 2, replica = 3 };
enum class JoinPolicy : std::uint8_t { open = 0, approve = 1, invite = 2 };

/// What holds a grant of level 1 to 3.
enum class Holder : std::uint8_t {
    key = 0,         ///< the named key acts itself
    hosted = 1,      ///< level 3 only: the named key is person and device in one
    invitation = 2,  ///< the named key may only hand the grant over, once
};

/// Rank inside a space; each reaches only later letters.
enum class Letter : std::uint8_t { a = 1, b = 2, c = 3 };
enum class Role : std::uint8_t {
    steward = 1,
    moderator = 2,
    member = 3,
    editor = 4,
    desk_officer = 5,
    focal_point = 6,
    reviewer = 7,
    expert = 8,
    observer = 9,
    reader = 10,
};
[[nodiscard]] Letter letter_of(Role role);
/// Every role writes but observer and reader.
[[nodiscard]] bool may_write(Role role);
/// Stewards and moderators.
[[nodiscard]] bool may_moderate(Role role);
/// The word people use for it, as on the command line: "desk-officer".
[[nodiscard]] std::string_view word_of(Role role);

/// What a role is for. A kind or a document *binds*: there alone the role gives its right, and it
/// reaches no other role. Theme and country are for people to read, and restrict nothing: no
/// skeleton tells them.
struct WholeSpace {
    friend bool operator==(const WholeSpace&, const WholeSpace&) = default;
};
struct Theme {
    DocumentId id;
    friend bool operator==(const Theme&, const Theme&) = default;
};
struct Country {
    std::array<char, 2> letters{'A', 'A'};  ///< upper case
    friend bool operator==(const Country&, const Country&) = default;
};
using Scope = std::variant<WholeSpace, KindNumber, DocumentId, Theme, Country>;

/// Whether it is a kind or a document.
[[nodiscard]] bool is_bound(const Scope& scope);
/// Whether a role of this scope gives its right for a document of a kind.
[[nodiscard]] bool covers(const Scope& scope, const DocumentId& document, std::uint16_t kind);
/// A steward is one of the whole space, a moderator not of a theme or country.
[[nodiscard]] bool may_have(Role role, const Scope& scope);

/// Act 1, levels 1 and 2: an administrator's key. Level 1 with `under` zero is a board proposal.
struct GrantAdministrator {
    Level level = Level::centre;  ///< centre or office
    UpdateId under;
    SigningKey holder;
    bool invitation = false;
    friend bool operator==(const GrantAdministrator&, const GrantAdministrator&) = default;
};

/// Act 1, level 3. The person's id is the id of this update.
struct GrantPerson {
    UpdateId under;
    SigningKey holder;
    Holder form = Holder::key;
    DhKey dh;                        ///< hosted only
    NodeRole node = NodeRole::none;  ///< hosted only
    Signature possession;            ///< not of an invitation; see possession_message
    friend bool operator==(const GrantPerson&, const GrantPerson&) = default;
};

/// Act 1, level 4: a device's certificate.
struct GrantDevice {
    UpdateId under;  ///< the person's grant (by the person key or a sibling), one above it, or a
                     ///< steward's, when another steward vouched (act 15)
    PersonId person;
    SigningKey holder;
    DhKey dh;
    NodeRole node = NodeRole::none;
    Signature possession;
    friend bool operator==(const GrantDevice&, const GrantDevice&) = default;
};

/// Act 2: a board key agrees to a board proposal in its past.
struct Endorse {
    UpdateId target;
    friend bool operator==(const Endorse&, const Endorse&) = default;
};

/// Act 3. The space's id is the id of this update, which is also its steward's role grant.
struct FoundSpace {
    UpdateId under;
    PersonId steward;
    JoinPolicy policy = JoinPolicy::open;
    friend bool operator==(const FoundSpace&, const FoundSpace&) = default;
};

/// Act 4. Held by a person, or by whom an invitation key hands it to.
struct GrantRole {
    UpdateId under;  ///< the issuer's role grant (the founding, for the steward it names)
    SpaceId space;
    Role role = Role::member;
    std::variant<PersonId, SigningKey> holder;
    Scope scope = WholeSpace{};
    /// Advice for whoever gave it, never looked at by the judge; the epoch itself means none.
    std::optional<std::chrono::sys_seconds> until = std::nullopt;
    friend bool operator==(const GrantRole&, const GrantRole&) = default;
};

/// The last accepted update of one branch of one chain. Ordered as encoded.
struct Cut {
    ChainId chain;
    Seq seq;
    UpdateId id;
    friend auto operator<=>(const Cut&, const Cut&) = default;
};

/// Act 5. What the target's holder did stays inside the cuts; everything else of theirs that
/// rests on the target is void. `under` equal to `target` gives up one's own.
struct Revoke {
    UpdateId under;
    UpdateId target;
    std::vector<Cut> cuts;  ///< strictly ascending
    friend bool operator==(const Revoke&, const Revoke&) = default;
};

/// Act 6: the only update of an invitation key, incarnation 0, seq 1.
struct HandOver {
    struct Entry {
        UpdateId grant;
        SigningKey to;  ///< administrator key, person key; for a role, the key of its person
        friend auto operator<=>(const Entry&, const Entry&) = default;
    };
    std::vector<Entry> entries;  ///< at least one, grants strictly ascending
    friend bool operator==(const HandOver&, const HandOver&) = default;
};

/// Act 7. A longer prefix than a revocation kept: what its cuts left out counts up to these after
/// all. Or, of a grant whose key forked a chain, the branch that counts.
struct Ratify {
    UpdateId under;
    UpdateId target;        ///< the revocation, or the grant that names the key
    std::vector<Cut> cuts;  ///< at least one, strictly ascending
    friend bool operator==(const Ratify&, const Ratify&) = default;
};

/// Act 8. Whoever acts under the grant agrees that the content goes which an update of a space, an
/// act of moderation, asks to erase. What so many have to agree: rule 11.
struct AgreeErasure {
    UpdateId under;
    SpaceId space;
    UpdateId target;  ///< outside `root`, and not in this act's past
    friend bool operator==(const AgreeErasure&, const AgreeErasure&) = default;
};

/// Act 9. The person whose device signs asks to be taken into a space whose policy is `approve`,
/// with words for those who answer. It gives no right: whoever may appoint a member there takes
/// them in by a role, or declines. When it stands, and when it is answered: rule 12.
struct AskToJoin {
    SpaceId space;
    friend bool operator==(const AskToJoin&, const AskToJoin&) = default;
};

/// Act 10. The person who asked is not taken in, for the reason in the content.
struct Decline {
    UpdateId under;
    UpdateId target;  ///< the request
    friend bool operator==(const Decline&, const Decline&) = default;
};

/// Act 14. Another board in place of one: a proposal of the board that it replaces.
struct RotateBoard {
    UpdateId after;  ///< the rotation that made that board; zero: the genesis did
    std::uint8_t k = 1;
    std::vector<SigningKey> board;  ///< 1 <= k <= n <= `limits::board_keys_max`, ascending
    friend bool operator==(const RotateBoard&, const RotateBoard&) = default;
};

/// Act 15. A steward says that a key is a device of a person who lost the others: with that,
/// another steward may certify it. Who may for whom: rule 5.
struct Vouch {
    UpdateId under;
    PersonId person;
    SigningKey holder;
    DhKey dh;
    NodeRole node = NodeRole::none;
    friend bool operator==(const Vouch&, const Vouch&) = default;
};

/// Act 11. What a person wrote in the space of the role acted under waits for a moderator there:
/// in force while it stands and no standing release names it. It voids nothing: rule 13.
struct Quarantine {
    UpdateId under;
    PersonId person;
    friend bool operator==(const Quarantine&, const Quarantine&) = default;
};

/// Act 12. One quarantine is over.
struct Release {
    UpdateId under;
    UpdateId target;  ///< the quarantine
    friend bool operator==(const Release&, const Release&) = default;
};

/// What each person may bring into a space in a day, with all their devices together, without being
/// delayed; zero: no bound.
struct Quota {
    std::uint32_t updates = 0;
    std::uint64_t bytes = 0;
    [[nodiscard]] bool is_none() const { return updates == 0 && bytes == 0; }
    friend bool operator==(const Quota&, const Quota&) = default;
};
/// Whether each of the two is zero, or at least `limits::quota_updates_min`, `quota_bytes_min`.
[[nodiscard]] bool is_allowed(const Quota& quota);

/// Act 13. From now on every node passes on what is beyond this on the days after. Which of several
/// is in force: rule 14. Delays, and never touches what stands.
struct SetQuota {
    UpdateId under;
    SpaceId space;
    Quota quota;
    friend bool operator==(const SetQuota&, const SetQuota&) = default;
};

/// An empty update that only brings heads of `root` together.
struct JoinHeads {
    friend bool operator==(const JoinHeads&, const JoinHeads&) = default;
};

using Act = std::variant<JoinHeads,
                         GrantAdministrator,
                         GrantPerson,
                         GrantDevice,
                         Endorse,
                         FoundSpace,
                         GrantRole,
                         Revoke,
                         HandOver,
                         Ratify,
                         AgreeErasure,
                         AskToJoin,
                         Decline,
                         RotateBoard,
                         Vouch,
                         Quarantine,
                         Release,
                         SetQuota>;

/// The skeleton of an act; empty for JoinHeads.
[[nodiscard]] Bytes encode(const Act& act);

/// The act of a skeleton that is not empty. Fails with `GovernanceErrc::unknown_format`,
/// `GovernanceErrc::bad_act`, or the `praxis::Errc` of the first byte that does not fit.
[[nodiscard]] Result<Act> decode_act(ByteView skeleton);

/// What a key signs to let itself be named by a device's certificate, a hosted person or a
/// person's grant: the tag, a zero byte, H(`praxis/possession/v1`, network, anchor, key, dh).
/// `anchor` is the person's id in a device's certificate, and `under` in a grant of level 3;
/// `dh` is zero where the grant names none. So nobody can claim another's key, nor re-use a
/// signature elsewhere.
[[nodiscard]] Bytes possession_message(const NetworkId& network,
                                       const UpdateId& anchor,
                                       const SigningKey& key,
                                       const DhKey& dh);

/// The act of an update of `root`, with its possession signature checked: a function of its
/// bytes. Fails as decode_act, with `GovernanceErrc::bad_possession`, and with
/// `GovernanceErrc::bad_act` on an empty skeleton without the join flag.
[[nodiscard]] Result<Act> act_of(const wire::CheckedUpdate& update);

}  // namespace praxis::governance
