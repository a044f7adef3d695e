#pragma once

#include "crdt/changes.hpp"
#include "crdt/detail/sections.hpp"
#include "crdt/text_walker.hpp"
#include "protocol/base/range_set.hpp"
#include "protocol/base/standing_heads.hpp"

#include <functional>
#include <set>
#include <string>
#include <unordered_map>

namespace praxis::crdt {

/// What one update did to registers and sets: its event, and where its content lies.
struct Write {
    Lv event = 0;
    std::size_t row = 0;
    std::size_t part = 0;
};

/// A remove, with the adds it really names: in its past and of the same set; ascending.
struct Removal {
    Lv event = 0;
    std::size_t row = 0;
    std::vector<Lv> adds;
};

/// A move or a deletion of a list's item that is one, inserted in its past.
struct ItemChange {
    Lv event = 0;
    std::size_t row = 0;
    bool deletes = false;
};

/// The events of a version, kept as those that are not in it: of a version not long ago, few.
struct Scope {
    RangeSet others;
    [[nodiscard]] bool contains(Lv event) const { return !others.contains(event); }
};

/// Everything a document keeps. An update is a row; rows and their events stand in order of
/// arrival, so local versions name nothing outside. `rows` only grow; standing and content are
/// the only things of a row that change.
struct Document::State final : EventOrder {
    struct Insertion {
        Lv first = 0;
        std::uint64_t length = 0;
        std::size_t part = 0;
    };
    struct Row {
        UpdateId id;
        Lv first = 0;
        std::uint64_t count = 1;  // a join or an update that is void for ever is one event
        WallTime written;
        std::optional<PersonId> person;
        std::uint64_t depth = 0;  // longest way of deps back to an update without any
        bool stands = false;
        bool void_for_ever = false;
        bool reaches_creation = false;
        bool has_content = false;
        std::size_t skeleton = 0;  // where its bytes begin in `skeletons`; the next row's end them
        std::vector<bool> part_is_text;     // what the skeleton asks of the content
        std::vector<Insertion> insertions;  // ascending
        std::vector<Bytes> parts;           // when has_content; empty for parts that are text
        std::vector<std::u32string> texts;  // when has_content; one for each part, or none
        [[nodiscard]] Lv last() const { return first + count - 1; }
    };
    /// What this program cannot read of an update: for one that can, which gets it by an archive.
    struct Unread {
        Bytes skeleton;
        std::optional<std::vector<Bytes>> parts;
        bool stands = false;
    };
    struct Field {
        std::vector<std::size_t> rows;  // that touched it, ascending
        std::vector<Write> writes;      // registers, constants, adds, items; ascending by event
        std::vector<Removal> removals;
        std::map<Lv, std::vector<ItemChange>> changes;  // of items, by insertion; ascending
        std::unique_ptr<TextWalker> walker;             // of a text's characters or a list's places
    };

    /// What somebody who asks for changes was told.
    struct Told {
        std::set<FieldId> touched;  // since then
        std::map<FieldId, Shown> values;
        std::map<FieldId, std::vector<LvRange>> texts;  // characters shown; ascending
    };

    explicit State(DocumentId document) : id{document} {}

    [[nodiscard]] bool name_is_less(Lv a, Lv b) const override;
    [[nodiscard]] std::size_t row_of(Lv event) const;
    [[nodiscard]] EventId name_of(Lv event) const;
    [[nodiscard]] const Row* find(const UpdateId& update) const;
    [[nodiscard]] Field* field(FieldType type, const Address& at) const;
    /// The fields that rows which count wrote, ascending.
    [[nodiscard]] std::vector<FieldId> fields_written(
        const std::function<bool(std::size_t row)>& counts) const;
    /// The frontier of the standing updates.
    [[nodiscard]] const Version& heads() const;
    /// What the newest join brought together; the only head, or nothing, when there was none.
    [[nodiscard]] Version lines() const;
    [[nodiscard]] std::size_t deletion_runs() const;
    /// The events of a version; valid until the next call.
    [[nodiscard]] const Scope& scope(const Version& version) const;

    void add_operations(std::size_t row, const Skeleton& skeleton);
    void add_operation(std::size_t row, Lv event, const Operation& operation, std::size_t part);
    void add_deletion_of(const DeleteCharacters& op, Lv event, TextWalker& walker);
    void add_removal(const std::vector<EventId>& adds, Lv event, std::size_t row, Field& into);
    void add_list_operation(std::size_t row,
                            Lv event,
                            const Operation& operation,
                            std::size_t part);
    /// The event, if it is a write of the field that happened before `event`.
    [[nodiscard]] std::optional<Lv> write_before(Lv event, const EventId& name, const Field& of);
    [[nodiscard]] std::vector<TextChange> changes_of(const std::vector<Piece>& pieces,
                                                     std::vector<LvRange>& shown) const;
    [[nodiscard]] Skeleton skeleton_of(std::size_t row) const;
    /// What this row writes may show otherwise than before.
    void touch_fields_of(std::size_t row);
    Field& touch(FieldType type, const Address& at, std::size_t row);
    void set_parts(Row& row, std::optional<std::vector<Bytes>> parts);

    DocumentId id;
    CausalGraph graph;
    std::vector<Row> rows;
    std::unordered_map<UpdateId, std::size_t> row_by_id;  // looked up only, never iterated
    mutable std::map<FieldId, Field> fields;              // walkers move when a version is read
    std::map<Address, Hash> constant_ids;                 // as the creating update set them
    std::size_t void_rows = 0;
    Bytes skeletons;                                       // of all rows, one behind the other
    std::map<std::size_t, Unread> unread;                  // by row
    std::map<std::size_t, std::vector<UpdateId>> outside;  // deps that lie outside the document
    std::vector<detail::Section> kept;  // of the archive, unknown to this program

    std::optional<Told> told;

    std::optional<CausalGraph::Past> past;  // of the row that is taken in now
    std::uint64_t steps = 0;                // of taking in rows, without those of the graph
    mutable StandingHeads standing_heads;
    mutable Version scope_version;
    mutable Lv scope_events = 0;  // of the graph when the scope was found
    mutable Scope scope_now;
};

}  // namespace praxis::crdt
