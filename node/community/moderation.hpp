#pragma once

#include "crdt/edit.hpp"
#include "node/community/quarantine.hpp"
#include "node/community/read.hpp"
#include "node/replica/replica.hpp"

#include <boost/json/array.hpp>

#include <array>
#include <map>

namespace praxis::community {

/// What a moderator decides about a document; the number is the key of its entry in the log of the
/// document's moderation, which is field `governance::moderation_fields_first` of every kind.
enum class ModerationAct : std::uint64_t {
    hide = 1,
    restore = 2,
    lock = 3,
    unlock = 4,
    erase = 5,
    approve = 7,
    move = 9,
    unmove = 10,
    adopt = 11,
};
inline constexpr std::array moderation_acts{ModerationAct::hide,
                                            ModerationAct::restore,
                                            ModerationAct::lock,
                                            ModerationAct::unlock,
                                            ModerationAct::erase,
                                            ModerationAct::approve,
                                            ModerationAct::move,
                                            ModerationAct::unmove,
                                            ModerationAct::adopt};

/// The word of the command line: "hide".
[[nodiscard]] std::string_view word_of(ModerationAct act);
[[nodiscard]] std::optional<ModerationAct> moderation_act_from(std::string_view word);

/// One act that stands.
struct ModerationEntry {
    ModerationAct act = ModerationAct::hide;
    UpdateId update;
    WallTime written;  ///< by the moderator's clock
    std::optional<PersonId> by;
    std::optional<std::string> reason;  ///< nullopt: erased, not here yet, or no text
    bool taken_back = false;            ///< by a later one that had seen it
};

/// What the acts of moderation of one document come to: a function of the set of its standing
/// updates. An act is taken back only by a later one whose author had seen it, so of two that
/// knew nothing of each other hiding beats restoring, locking unlocking, and moving unmoving.
/// Restoring takes back what was asked to be erased, too, which is hidden as long as that is asked.
/// An adoption takes back those that its author had seen.
struct ModerationState {
    bool hidden = false;
    bool locked = false;
    bool moved = false;
    std::vector<ModerationEntry> entries;  ///< newest first by their clocks, then by id
    /// The newest entry that asks to erase and is not taken back.
    [[nodiscard]] const ModerationEntry* erasure() const;
    /// Those by which a version is adopted, newest first: several when their authors knew nothing
    /// of each other.
    [[nodiscard]] std::vector<ModerationEntry> adoptions() const;
    /// Those by which it was moved, newest first; in force, and several as above.
    [[nodiscard]] std::vector<ModerationEntry> moves() const;
};
[[nodiscard]] ModerationState moderation_of(const crdt::Document& document, const AuthorOf& author);

/// The persons in quarantine in its space who wrote something in a document that stands and that no
/// standing approval by another had seen, and when, by their clocks, the first of it; acts of
/// moderation say something of it, and are left out.
[[nodiscard]] std::map<PersonId, WallTime> unapproved(const governance::Governance& governance,
                                                      const node::DocumentState& state);

/// What is in force about a document, by its own acts or those of what it answers: a post is hidden
/// and locked with its thread, and waits with it. Fails as Replica::document does of that.
struct Restraint {
    bool hidden = false;
    bool locked = false;  ///< by a lock, or since it was moved
    bool moved = false;
    bool waits = false;  ///< for a moderator's approval: its author is among the `unapproved`

    /// Only who `reads_hidden` reads it.
    [[nodiscard]] bool is_withheld() const { return hidden || waits; }
};
[[nodiscard]] Restraint operator|(const Restraint& one, const Restraint& other);
/// By its own acts and its own author alone.
[[nodiscard]] Restraint own_restraint(const governance::Governance& governance,
                                      const node::DocumentState& state);
[[nodiscard]] Result<Restraint> restraint_of(const node::Replica& replica,
                                             const Kinds& kinds,
                                             const node::DocumentState& state);

/// Whether a person still reads what is withheld: whoever may moderate it, and who wrote it.
[[nodiscard]] bool reads_hidden(const governance::Governance& governance,
                                const node::DocumentState& state,
                                const std::optional<PersonId>& person);
[[nodiscard]] bool may_moderate(const governance::Governance& governance,
                                const node::DocumentState& state,
                                const std::optional<PersonId>& person);

/// The act as operations. The reason is one paragraph or several, as `canonical` has prose.
[[nodiscard]] crdt::Edit moderation_edit(ModerationAct act, std::string_view reason);

/// `{"act","update","by","written","reason"}`; "reason" null while it is not here.
[[nodiscard]] boost::json::object to_json(const ModerationEntry& entry);
[[nodiscard]] boost::json::array to_json(const std::vector<ModerationEntry>& entries);

/// A call for moderators that none of them has answered.
struct OpenCall {
    DocumentId call;
    DocumentId about;
    SpaceId space;
    std::string reason;  ///< as its author made it; empty: erased, not here yet, or no text
    std::optional<PersonId> by;
    WallTime written;  ///< by their clock
};
/// The open calls that a person may settle about what they may moderate, oldest first by their
/// authors' clocks, then by id. What calls from another space than that of the document it names
/// counts nothing. Documents that are not merged are left out. Store errors only.
[[nodiscard]] Result<std::vector<OpenCall>> open_calls(const node::Replica& replica,
                                                       const Kinds& kinds,
                                                       const std::optional<SpaceId>& space,
                                                       const std::optional<PersonId>& moderator);

}  // namespace praxis::community
