#pragma once

#include "node/community/catalogue.hpp"
#include "node/community/compose.hpp"

#include <boost/json/object.hpp>

namespace praxis::community {

// A document lives in one space for ever. A moderator who moves one acts on it with
// `ModerationAct::move`, and makes another in a further space, of the same kind, whose constant
// `Kind::continuing` names that act. Both are signed by one device as of one moment, which is how
// they are written, or it counts for nothing: so nobody says of another's document that it went to
// theirs. Rationale: an act stands for ever, also when its author may moderate no more; were the
// person enough, they could make one document after another that the page of the old one names.

/// The document that continues one that was moved; it stands.
struct Continuation {
    DocumentId id;
    SpaceId space;
    WallTime written;  ///< of its creation, and of the act
    friend auto operator<=>(const Continuation&, const Continuation&) = default;
};

/// A move that is in force.
struct Move {
    ModerationEntry act;
    /// nullopt: it has not arrived, or is in a space that this node does not hold.
    std::optional<Continuation> to;
    bool changed_since = false;  ///< it has words that whoever moved it had not seen
};

/// What a document continues.
struct Continued {
    DocumentId id;
    SpaceId space;
    ModerationEntry act;  ///< taken back or not
};

/// Where documents went and where they came from. Its index of those that continue another is read
/// from the store once and then kept up with what arrives. Event-loop thread only; replica and
/// kinds outlive it.
class Moves {
public:
    Moves(const node::Replica& replica, const Kinds& kinds) : replica_{replica}, kinds_{kinds} {}

    /// Of a document with these acts, newest first by their clocks, then by id: several when those
    /// who moved it knew nothing of each other. Store errors only.
    [[nodiscard]] Result<std::vector<Move>> of(const node::DocumentState& state,
                                               const ModerationState& acts);
    /// What continues a document by this act of its own, taken back or not: of its kind, in another
    /// space, by the device and of the time of the act; of several the one with the smallest id.
    [[nodiscard]] Result<std::optional<Continuation>> continuing(const ModerationEntry& act);
    /// What a document continues that stands: nullopt when it is not what `continuing` has of the
    /// act it names, or when that is not here. Fails when what it continues cannot be merged, or
    /// not yet.
    [[nodiscard]] Result<std::optional<Continued>> continued_by(const node::DocumentState& state);

private:
    struct Place {
        KindNumber kind;
        Hash act;
        friend auto operator<=>(const Place&, const Place&) = default;
    };
    [[nodiscard]] Result<void> catch_up();
    /// The same of any update, whatever it says.
    [[nodiscard]] Result<std::optional<Continuation>> naming(const UpdateId& act);

    const node::Replica& replica_;
    const Kinds& kinds_;
    std::map<Place, std::map<DocumentId, Continuation>> by_act_;
    Arrival seen_;  // everything up to here is in
};

/// What of a version goes into the document that continues it: every value, as its kind file has
/// it, in every language.
struct Carried {
    std::vector<Setting> settings;  ///< for compose_new
    struct LeftBehind {
        std::string field;  ///< its name; its number where the kind file does not know it
        std::string why;
    };
    std::vector<LeftBehind> left_behind;
};
/// Fails with `Errc::bad_request` when something of it is not here, or is a value that cannot be
/// read and that another can take the place of: what is moved is moved whole. What a foreign
/// program wrote and nobody can put right is left behind, or nothing of it could ever be moved.
[[nodiscard]] Result<Carried> carried_over(const Kind& kind, const crdt::View& view);

/// Whether one version of a document says otherwise than another who may read it.
[[nodiscard]] bool differs_in_visibility(const Kind& kind,
                                         const crdt::View& one,
                                         const crdt::View& other);

/// Whether somebody may read in the space `to` who may not read a document of `from` now: roles and
/// join policies as governance is known here. There any role counts, also of one kind or document
/// alone: a node of whoever holds it is given the whole space.
[[nodiscard]] bool is_read_by_more(const governance::Governance& governance,
                                   const node::DocumentState& from,
                                   const SpaceId& to);

/// `{"act","by","to":[{"id","space"}],"changed_since"}`
[[nodiscard]] boost::json::object to_json(const Move& move);
/// `{"id","space","act","by","taken_back"}`
[[nodiscard]] boost::json::object to_json(const Continued& continued);
/// `[{"id","space"}]`, or empty
[[nodiscard]] boost::json::array to_json(const std::optional<Continuation>& to);
/// `[{"field","why"}]`
[[nodiscard]] boost::json::array to_json(const std::vector<Carried::LeftBehind>& left_behind);

}  // namespace praxis::community
