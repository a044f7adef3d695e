#pragma once

#include "crdt/skeleton.hpp"
#include "protocol/base/causal_graph.hpp"
#include "protocol/base/time.hpp"

#include <map>
#include <memory>
#include <span>

namespace praxis::crdt {

namespace detail {
class HistoryWriter;
}
struct FieldChange;

/// One update as a document sees it; what its bytes and its verdict were is decided elsewhere.
struct Update {
    UpdateId id;
    std::vector<UpdateId> deps;
    /// nullopt: does not parse, or the kind differs from the creation's. Void for ever.
    std::optional<Skeleton> skeleton;
    /// The content, a part for each operation that has one (`has_part`); nullopt: absent.
    std::optional<std::vector<Bytes>> parts;
    bool stands = false;
    WallTime written;
    /// Whose device made it, as the verdict says; nullopt: nobody's that is known.
    std::optional<PersonId> person = std::nullopt;
    /// Without a skeleton: the bytes that this program cannot read. They are kept for one that can.
    Bytes unread = {};
};

enum class FieldType : std::uint8_t {
    constant_id,
    constant,
    last_writer,
    multi_value,
    text,
    set,
    list,
    ballot,  ///< one register a person; the person is the key
    strict_set,
    log
};

/// Operations of two types on one address do not touch each other.
struct FieldId {
    FieldType type = FieldType::constant_id;
    Address at;
    friend auto operator<=>(const FieldId&, const FieldId&) = default;
};

/// A value of a register and who wrote it.
struct Value {
    UpdateId update;
    WallTime written;
    std::optional<Bytes> content;  ///< nullopt: erased, or not here yet
    friend bool operator==(const Value&, const Value&) = default;
};

/// An element of a set. Equal bytes added several times are one element.
struct Element {
    std::optional<Bytes> content;  ///< nullopt: erased, or not here yet; then one for each add
    std::vector<EventId> adds;     ///< what a remove names; ascending
    friend bool operator==(const Element&, const Element&) = default;
};

/// An item of a movable list. Equal bytes inserted several times are one item, at the foremost of
/// their places.
struct Item {
    std::optional<Bytes>
        content;  ///< nullopt: erased, or not here yet; then one for each insertion
    std::vector<EventId> insertions;  ///< what moves and deletions name; the one shown here first,
                                      ///< the others ascending
    std::uint64_t position = 0;       ///< places of the version in front of its own
    friend bool operator==(const Item&, const Item&) = default;
};

/// An entry of a grow-only log, or an insertion of a list.
struct Entry {
    EventId id;
    WallTime written;
    std::optional<Bytes> content;  ///< nullopt: erased, or not here yet
    friend bool operator==(const Entry&, const Entry&) = default;
};

/// Characters with successive ids that stand side by side and share their fate.
struct Piece {
    EventId first;
    std::uint64_t count = 0;
    bool raw = false;          ///< no update of the version deletes them: they have raw positions
    bool stands = false;       ///< their insertion does
    bool shown = false;        ///< insert stands, content here, no standing update deletes them
    std::u32string_view text;  ///< `count` code points, or empty when the content is absent
};

/// A stretch of a shown text that one update wrote, in code points.
struct Passage {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    UpdateId update;
    WallTime written;
    std::optional<PersonId> person;  ///< nullopt: nobody's that is known
    friend bool operator==(const Passage&, const Passage&) = default;
};

class Document;

/// A document at one version. A cheap value; the document must outlive it and not be moved. It may
/// be used after later changes: same version, with the standing and the content of then.
class View {
public:
    /// Every field that a standing update of this version wrote, ascending.
    [[nodiscard]] std::vector<FieldId> fields() const;

    /// As the creating update set them; nullopt when it did not, or does not stand.
    [[nodiscard]] std::optional<Hash> constant_id(const Address& at) const;
    [[nodiscard]] std::optional<Value> constant(const Address& at) const;

    /// The winner of a last-writer register: of the standing writes that no other standing write
    /// came after, the one with the larger `written`, then the larger id. nullopt: never written.
    [[nodiscard]] std::optional<Value> last(const Address& at) const;
    /// All standing writes of a multi-value register that no other standing write came after,
    /// ascending by update id. More than one is a conflict to show.
    [[nodiscard]] std::vector<Value> multi(const Address& at) const;

    /// Elements with a standing add that no standing remove which knew it names: ascending by
    /// content, those without content last by id.
    [[nodiscard]] std::vector<Element> elements(const Address& at) const;

    /// As `elements` of a strict set: those with a standing add that no standing removal of the
    /// element stands beside or behind, whoever's add it names. So a removal holds until somebody
    /// who knew of it adds again.
    [[nodiscard]] std::vector<Element> strict_elements(const Address& at) const;

    /// The ballot of one person, the key: of the standing ones cast by devices of that person the
    /// winner, as of a last-writer register. `fields` tells who cast one. nullopt: none.
    [[nodiscard]] std::optional<Value> ballot(const Address& at) const;

    /// The standing entries of a log: by the longest way of deps back to the creation, so each
    /// behind all that its author knew, then by id.
    [[nodiscard]] std::vector<Entry> entries(const Address& at) const;

    /// A movable list in its order: the items whose insertion stands and that have a place. An item
    /// is at the place that the newest of its standing insertion and moves gave it (as of writes of
    /// a last-writer register), of those that no standing deletion came after; with none it is
    /// gone.
    [[nodiscard]] std::vector<Item> items(const Address& at) const;

    /// Every insertion of a list in this version, shown or not, by id; without content also where
    /// it does not stand.
    [[nodiscard]] std::vector<Entry> insertions(const Address& at) const;

    /// What a reader sees, UTF-8.
    [[nodiscard]] std::string text(const Address& at) const;
    /// What positions count in: every update of the version takes effect, void ones too. A
    /// character whose content is absent is U+FFFD here, so lengths are right.
    [[nodiscard]] std::u32string raw_text(const Address& at) const;
    /// Every character the version ever had, in order. Texts point into the document and live
    /// until it next changes.
    [[nodiscard]] std::vector<Piece> pieces(const Address& at) const;
    /// Those of `pieces` that are raw or shown. What was deleted long ago costs next to nothing.
    [[nodiscard]] std::vector<Piece> present_pieces(const Address& at) const;

    /// Who wrote what is shown: `text` cut where the update changes. Who put words back that
    /// somebody else had deleted wrote them.
    [[nodiscard]] std::vector<Passage> blame(const Address& at) const;

    /// The heads: what an update made on this version names as deps; ascending.
    [[nodiscard]] std::vector<UpdateId> version() const;
    /// Whether it is one of the version's updates, standing or not.
    [[nodiscard]] bool contains(const UpdateId& update) const;
    /// The standing updates of this version that `from` (of the same document) does not contain,
    /// `person`: of this person's devices alone. Each behind all that it knew, then by id.
    [[nodiscard]] std::vector<UpdateId> updates_since(
        const View& from, const std::optional<PersonId>& person = std::nullopt) const;

    /// This version as it would be if these updates were void too; those that are not here change
    /// nothing. Raw text and positions stay: only what is shown is another. Nobody's verdict.
    [[nodiscard]] View without(std::span<const UpdateId> updates) const;

private:
    friend class Document;
    struct Reader;
    /// Characters of the document, of the version, or those of it that are raw or shown.
    enum class Which : std::uint8_t { ever, all, present };
    [[nodiscard]] std::vector<Piece> pieces_of(const Address& at, Which which) const;
    View(const Document& document, Version version)
        : document_{&document}, version_{std::move(version)} {}

    const Document* document_;
    Version version_;
    std::vector<std::size_t> taken_as_void_;  // rows, ascending
};

/// One document: a causal graph of updates, replayed by an event-graph walker (crdt/README.md).
/// Fed in any causal order; equal sets of updates with equal standing and equal contents give
/// equal answers, whatever the order and whatever was asked in between. Nothing here fails on what
/// an update says: hostile operations have a defined result (crdt/README.md, section 4).
/// Not thread-safe, not even const calls: reading a version moves the walkers.
class Document {
public:
    /// `id` is the id of the update that creates the document.
    explicit Document(DocumentId id);
    ~Document();
    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;

    enum class Applied : std::uint8_t { merged, duplicate };
    /// Takes in one update. Everything it names in deps must have been applied before: a dep that
    /// is not here is taken to lie outside the document, and makes the update void for ever, as do
    /// deps in the creation, no deps elsewhere, and a missing skeleton. An update that is here
    /// already changes nothing, neither its standing nor its parts.
    Applied apply(Update update);

    /// The verdict on an update changed. No effect on one that is void for ever or not here.
    void set_standing(const UpdateId& id, bool stands);
    /// Whose device made it. No effect on one that is not here.
    void set_person(const UpdateId& id, const std::optional<PersonId>& person);
    /// Content came or went. Parts that disagree with the skeleton in number, in code points, or
    /// are not UTF-8 where they are text count as absent. No effect on an update that is not here.
    void set_parts(const UpdateId& id, std::optional<std::vector<Bytes>> parts);

    [[nodiscard]] bool contains(const UpdateId& id) const;
    [[nodiscard]] bool stands(const UpdateId& id) const;
    /// Whether all the update's content is here and agrees with its skeleton.
    [[nodiscard]] bool has_content(const UpdateId& id) const;
    [[nodiscard]] std::size_t updates() const;
    /// Of all updates together: what the memory of a document grows with.
    [[nodiscard]] std::uint64_t events() const;
    [[nodiscard]] DocumentId id() const;

    /// Merges what was applied, in slices: stops when about `steps_left` steps are done, lowers
    /// that by those it took, and says whether reading `now` has nothing left to merge. Call again
    /// to go on: whatever the slices, and whatever is applied or read between them, the result is
    /// the same. Reading merges what is left at once. What `is_in_shreds` is not merged any
    /// further.
    [[nodiscard]] bool merge(std::uint64_t& steps_left) const;
    /// Whether so many concurrent updates deleted the same texts in so many pieces that memory to
    /// remember which is better kept for others: `limits::deletion_runs_max`.
    [[nodiscard]] bool is_in_shreds() const;
    /// The steps of taking in and merging done so far (crdt/README.md, section 4).
    [[nodiscard]] std::uint64_t steps() const;

    /// The document as it is: the closure under deps of its standing updates.
    [[nodiscard]] View now() const;
    /// The document at the closure of these updates; fails with `Errc::unknown_update`.
    [[nodiscard]] Result<View> at(std::span<const UpdateId> version) const;

    /// What `now` shows otherwise than at the call before, by field; the first call tells all that
    /// it shows, as changes of an empty document. Looks only at fields of updates that came, or
    /// whose verdict, person or content changed. Include crdt/changes.hpp.
    [[nodiscard]] std::vector<FieldChange> take_changes();

    /// How many lines of work the newest join brought together: the number of current heads when
    /// there are several, else of the deps of the newest update that has several and that all
    /// since follow; 1 when there is none.
    [[nodiscard]] std::size_t merged_from() const;
    /// The fields that standing updates wrote which not all of these lines contain, ascending:
    /// where what one line did may have met another's. None of more than `limits::merged_lines_max`
    /// lines.
    [[nodiscard]] std::vector<FieldId> merged_fields() const;

private:
    friend class View;
    friend class Archive;
    friend class detail::HistoryWriter;
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace praxis::crdt
