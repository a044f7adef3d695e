#pragma once

#include "node/community/compose.hpp"
#include "node/community/membership.hpp"
#include "node/community/moving.hpp"
#include "node/replica/replica.hpp"

#include <boost/json/object.hpp>

namespace praxis::community {

/// Who writes, and by which form.
struct Writing {
    node::Acting as{};  ///< null: the node's own person
    /// Drawn by whoever made the form. The same person sending the same words with it again gets
    /// the answer of the first time, and nothing is written; other words are another act, so that
    /// nothing typed is lost, and of an edit they were typed onto what the form wrote before. Known
    /// again after a restart (`limits::form_tokens_max`).
    std::optional<std::string> token{};
    Called called = Called::by_name;  ///< how an Error calls the fields
};

/// Where a document is to go on.
struct Destination {
    SpaceId space;
    bool wider = false;  ///< whoever moves it means that more people may read it there
};

/// Documents as people make, change and read them. Event-loop thread only; the replica and the
/// kinds outlive it.
class Documents {
public:
    Documents(node::Replica& replica, const Kinds& kinds)
        : replica_{replica}, kinds_{kinds}, moves_{replica, kinds} {}

    /// A new document of a kind: `{"id","version"}`. Fails as compose_new and Replica::author.
    [[nodiscard]] node::Task<Result<boost::json::object>> create(std::string kind,
                                                                 SpaceId space,
                                                                 std::vector<Setting> settings,
                                                                 Writing writing = {});

    /// Changes a document: `{"id","version"}`, the version being all current heads. The change is
    /// made against `base`, by default the version as it is, and has it as deps. Writes nothing
    /// when nothing changes. `kind` is what the caller takes it for; empty: anything.
    [[nodiscard]] node::Task<Result<boost::json::object>> edit(DocumentId id,
                                                               std::string kind,
                                                               std::vector<Setting> settings,
                                                               std::vector<UpdateId> base,
                                                               Writing writing = {});

    /// An answer to a document, of the kind whose file says so, such as a post in a thread:
    /// `{"id","version"}`, the answer's. `quote` is another answer to it. Fails with
    /// `Errc::bad_request` for a kind that nothing answers.
    [[nodiscard]] node::Task<Result<boost::json::object>> reply(DocumentId thread,
                                                                std::string text,
                                                                std::optional<DocumentId> quote,
                                                                Writing writing = {});

    /// An act of moderation: `{"id","version"}`. `reason` is for everybody to read. Fails with
    /// `NodeErrc::not_allowed` when who writes is no moderator there, and with `Errc::bad_request`
    /// without a reason, and when it is so already. `base`: the version the moderator looked at;
    /// what others did meanwhile is not taken back.
    [[nodiscard]] node::Task<Result<boost::json::object>> moderate(DocumentId id,
                                                                   ModerationAct act,
                                                                   std::string reason,
                                                                   std::vector<UpdateId> base,
                                                                   Writing writing = {});

    /// Moves a document, with `ModerationAct::move`, to a new one that continues it (moving.hpp):
    /// `{"id","version","left_behind"}`, the new one's, with what of `base` could not go with it.
    /// Both updates are written, or none. Fails as `moderate` and `create` there, and with
    /// `Errc::bad_request` when documents of its kind stay where they are, when it is withheld or
    /// not whole here, and when more people may read there than here and nobody means that.
    [[nodiscard]] node::Task<Result<boost::json::object>> move(DocumentId id,
                                                               Destination to,
                                                               std::string reason,
                                                               std::vector<UpdateId> base,
                                                               Writing writing = {});

    /// Agrees, in `root`, to every erasure that is asked for in `base`, by default the version as
    /// it is: `{"id","update","agreed"}`, the last act's id and whether that is enough now.
    /// `ModerationAct::erase` by a steward does the same at once. Fails without a reason as
    /// `moderate`, with `NodeErrc::not_allowed` when who writes is no steward of its space, and
    /// with `Errc::bad_request` when nothing is asked for, or they agreed before.
    [[nodiscard]] node::Task<Result<boost::json::object>> agree_to_erase(DocumentId id,
                                                                         std::vector<UpdateId> base,
                                                                         std::string reason,
                                                                         Writing writing = {});

    /// A document that calls moderators to this one: `{"id","version"}`, of its own. Fails as
    /// `create`, and with `Errc::bad_request` about what calls them itself.
    [[nodiscard]] node::Task<Result<boost::json::object>> flag(DocumentId id,
                                                               std::string reason,
                                                               Writing writing = {});

    /// As show_document, with "hidden", "locked", "waits" and "moderation" of what was moderated,
    /// "moved" and "continues" of what was moved, and no fields of what is withheld from this
    /// node's person; what can be answered, such as a thread, with its "posts". Fails with
    /// `Errc::not_found`, `Errc::not_standing`, and `Errc::unknown_kind` for a kind of a newer
    /// version.
    [[nodiscard]] Result<boost::json::object> show(const DocumentId& id,
                                                   std::string_view kind) const;

    /// One line of `export`: show with sorted keys; of a kind without a file, no fields.
    [[nodiscard]] Result<boost::json::object> export_line(const DocumentId& id) const;
    /// Ids of what `export` prints, ascending.
    [[nodiscard]] Result<std::vector<DocumentId>> visible() const;

    /// Whether this node is a member, with the words of why not.
    [[nodiscard]] Result<Membership> membership() const;

    /// The name a node gives itself in the commons; nullopt when its document is not here.
    [[nodiscard]] Result<std::optional<std::string>> node_name(const NodeId& node) const;

private:
    struct Opened {
        node::SharedDocument state;
        const Kind* kind;  ///< null: of a newer version
    };
    /// Writes; when the right is missing, fails with words about what is missing.
    [[nodiscard]] node::Task<Result<boost::json::object>> write(node::Draft draft);
    [[nodiscard]] Result<void> explain_missing_right(const SpaceId& space) const;
    [[nodiscard]] Result<void> explain_missing_right_of(const SigningKey& key,
                                                        const SpaceId& space) const;
    struct Change {
        node::Draft draft;              ///< with an empty edit when nothing changes
        std::vector<UpdateId> version;  ///< of the document as it is
    };
    /// Holds the document no longer than it reads it; see Replica::document. `wrote`: what the
    /// same form wrote the last time it was sent.
    [[nodiscard]] Result<Change> compose(const DocumentId& id,
                                         std::string_view kind,
                                         std::vector<Setting> settings,
                                         const std::vector<UpdateId>& base,
                                         const std::vector<UpdateId>& wrote,
                                         const Writing& writing) const;
    /// Whose ballots this writing casts.
    [[nodiscard]] Voter voter(const Writing& writing) const;
    /// Whether the document as it is read here has this update.
    [[nodiscard]] Result<bool> reads(const DocumentId& id, const UpdateId& update) const;
    [[nodiscard]] Result<Opened> open(const DocumentId& id) const;
    [[nodiscard]] Result<Opened> open_as(const DocumentId& id, std::string_view kind) const;
    /// What to do about a document that is still being merged: go on without it, or fail.
    enum class Unmerged : std::uint8_t { count, fail };
    /// `whole`: also what is hidden.
    [[nodiscard]] Result<boost::json::object> render(const Opened& opened,
                                                     Unmerged how,
                                                     bool whole) const;
    [[nodiscard]] node::Task<Result<boost::json::object>> with_agreement(boost::json::object out,
                                                                         DocumentId id,
                                                                         ModerationAct act,
                                                                         Writing writing);
    /// Writes what `agree_to_erase` does; the reason may be empty.
    [[nodiscard]] node::Task<Result<boost::json::object>> sign_agreements(
        DocumentId id, std::vector<UpdateId> base, std::string reason, Writing writing);
    /// What `agree_to_erase` writes.
    [[nodiscard]] Result<std::vector<governance::AgreeErasure>> agreements(
        const DocumentId& id, const std::vector<UpdateId>& base, const Writing& writing) const;
    /// What a move writes, and what it leaves behind.
    struct Moving {
        node::Draft act;
        node::Draft continuation;
        crdt::Address names_act;
        boost::json::array left_behind;
    };
    [[nodiscard]] Result<Moving> compose_move(const DocumentId& id,
                                              const Destination& to,
                                              std::string_view reason,
                                              std::vector<UpdateId> base,
                                              const Writing& writing) const;
    /// Fails with words about why a document may not go there.
    [[nodiscard]] Result<void> check_movable(const Opened& opened, const Destination& to) const;
    /// What was left behind when this document was made to continue another; empty where that
    /// cannot be told any more.
    [[nodiscard]] Result<boost::json::array> left_behind_of(const DocumentId& id) const;
    /// Adds "moved" and "continues".
    [[nodiscard]] Result<void> add_moves(boost::json::object& to,
                                         const node::DocumentState& state,
                                         const ModerationState& acts,
                                         Unmerged how) const;
    /// Why an act would change nothing; empty when it would.
    [[nodiscard]] Result<std::string> why_in_vain(ModerationAct act,
                                                  const node::DocumentState& state,
                                                  const std::vector<UpdateId>& base) const;
    /// Why nothing comes of adopting the version `base`; empty when something does.
    [[nodiscard]] Result<std::string> why_not_adopted(const node::DocumentState& state,
                                                      const std::vector<UpdateId>& base) const;
    /// Fails when moderation keeps a person from writing in a document or answering it.
    [[nodiscard]] Result<void> check_open(const node::DocumentState& state,
                                          const Writing& writing) const;
    /// The same of what a new document answers, where it is here.
    [[nodiscard]] Result<void> check_answered(const Kind& kind,
                                              const std::vector<Setting>& settings,
                                              const Writing& writing) const;
    [[nodiscard]] static bool may_lack(const Error& error, Unmerged how);
    /// Adds "posts", and when there are any that cannot be shown how many, as "not_merged". `above`
    /// is what is in force about all of them.
    [[nodiscard]] Result<void> add_posts(boost::json::object& to,
                                         const DocumentId& thread,
                                         const Kind& kind,
                                         Unmerged how,
                                         const Restraint& above) const;
    struct Referring {
        std::vector<DocumentId> ids;  ///< ascending
        std::size_t not_merged = 0;   ///< of the kind, whatever they name
    };
    /// Standing documents of `kind` whose constant at `field` is `target`.
    [[nodiscard]] Result<Referring> referring(const Kind& kind,
                                              std::string_view field,
                                              const Hash& target,
                                              Unmerged how) const;

    node::Replica& replica_;
    const Kinds& kinds_;
    /// What documents refer to by a constant; it never changes, so each is read once.
    mutable std::map<DocumentId, std::optional<Hash>> refers_to_;
    mutable Moves moves_;
};

}  // namespace praxis::community
