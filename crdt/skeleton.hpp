#pragma once

#include "crdt/errc.hpp"
#include "protocol/base/ids.hpp"

#include <compare>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace praxis::crdt {

inline constexpr std::uint8_t skeleton_version = 1;

/// What a field of a kind is addressed by beyond its number: nothing, a language tag (lower-case
/// letters, digits, '-'), an id, or a number. A keyed map is fields of one number, one a key.
using Key = std::variant<std::monostate, std::string, Hash, std::uint64_t>;

/// Whether it can be a key: 1 to `limits::language_tag_max` of a-z, 0-9, '-'.
[[nodiscard]] bool is_language_tag(std::string_view tag);

/// One field of a document.
struct Address {
    std::uint16_t field = 0;
    Key key;
    friend auto operator<=>(const Address&, const Address&) = default;
};

/// One event of an update. Events are counted from 0 over the whole update in skeleton order:
/// every inserted and every deleted code point is one, every other operation is one.
struct EventId {
    UpdateId update;
    std::uint64_t index = 0;
    friend auto operator<=>(const EventId&, const EventId&) = default;
};

// What operations of one shape have. Their tags are declared and no more.

/// Nothing but where: what it writes is its part of the content.
template <class Tag>
struct InContent {
    Address at;
    friend bool operator==(const InContent&, const InContent&) = default;
};
/// Code points from a raw position on.
template <class Tag>
struct OfText {
    Address at;
    std::uint64_t position = 0;
    std::uint64_t length = 0;
    friend bool operator==(const OfText&, const OfText&) = default;
};
/// Adds of a set; ascending.
template <class Tag>
struct OfAdds {
    Address at;
    std::vector<EventId> adds;
    friend bool operator==(const OfAdds&, const OfAdds&) = default;
};

/// A constant that is an id; counts only in the update that creates the document.
struct SetConstantId {
    Address at;
    Hash id;
    friend bool operator==(const SetConstantId&, const SetConstantId&) = default;
};
/// A constant whose value is in the content; counts only in the creating update.
using SetConstant = InContent<struct SetConstantTag>;
/// Writes a last-writer register; the value is in the content.
using SetLast = InContent<struct SetLastTag>;
/// Writes a multi-value register, superseding what its author had seen; value in the content.
using SetMulti = InContent<struct SetMultiTag>;
/// Inserts `length` code points at a raw position of the text as the update's deps and its own
/// earlier operations left it. The text is in the content.
using InsertText = OfText<struct InsertTextTag>;
/// Deletes `length` code points from a raw position on.
using DeleteText = OfText<struct DeleteTextTag>;
/// Deletes `count` characters by their ids: `first` and the events after it in the same update.
/// For text that only a void deletion removed, which has no raw position any more.
struct DeleteCharacters {
    Address at;
    EventId first;
    std::uint64_t count = 0;
    friend bool operator==(const DeleteCharacters&, const DeleteCharacters&) = default;
};
/// Adds an element to an add-wins set; the element is in the content.
using AddElement = InContent<struct AddElementTag>;
/// Takes back these adds, and no others; ascending.
using RemoveElements = OfAdds<struct RemoveElementsTag>;

/// Inserts an item into a movable list: a place at a position among all places the list has in the
/// version named by the update's deps and its own earlier operations. The item is in the content.
/// Places are never taken away, so nothing but an insertion or a move changes a position.
struct InsertItem {
    Address at;
    std::uint64_t position = 0;
    friend bool operator==(const InsertItem&, const InsertItem&) = default;
};
/// Puts an item, named by its insertion, to a new place at a position; one that was deleted is
/// back.
struct MoveItem {
    Address at;
    EventId item;
    std::uint64_t position = 0;
    friend bool operator==(const MoveItem&, const MoveItem&) = default;
};
/// Takes an item out of the list; its places stay, as positions that show nothing.
struct DeleteItem {
    Address at;
    EventId item;
    friend bool operator==(const DeleteItem&, const DeleteItem&) = default;
};

/// Casts the ballot of one person, whose id is the key; the choice is in the content. Without
/// effect unless a device of that person made the update.
using CastBallot = InContent<struct CastBallotTag>;
/// Adds an element to a strict (remove-wins) set; the element is in the content.
using AddStrict = InContent<struct AddStrictTag>;
/// Takes the elements of these adds out of a strict set, whoever else added them and did not know
/// of this; ascending.
using RemoveStrict = OfAdds<struct RemoveStrictTag>;
/// Appends an entry to a grow-only log; the entry is in the content.
using AppendEntry = InContent<struct AppendEntryTag>;

using Operation = std::variant<SetConstantId,
                               SetConstant,
                               SetLast,
                               SetMulti,
                               InsertText,
                               DeleteText,
                               DeleteCharacters,
                               AddElement,
                               RemoveElements,
                               InsertItem,
                               MoveItem,
                               DeleteItem,
                               CastBallot,
                               AddStrict,
                               RemoveStrict,
                               AppendEntry>;

/// What an update does to the shape of its document. Empty: a `join`.
struct Skeleton {
    std::vector<Operation> operations;
    friend bool operator==(const Skeleton&, const Skeleton&) = default;
};

/// The field an operation acts on.
[[nodiscard]] const Address& address_of(const Operation& operation);
/// How many events an operation is.
[[nodiscard]] std::uint64_t events_of(const Operation& operation);
[[nodiscard]] std::uint64_t events_of(const Skeleton& skeleton);
/// Whether the content holds a part for this operation. The parts of a content stand in the order
/// of the operations that have one.
[[nodiscard]] bool has_part(const Operation& operation);

/// The one encoding of a skeleton. Grammar: crdt/README.md, section 2. The skeleton must be one
/// that `parse_skeleton` would accept; anything else is a bug and ends the process.
[[nodiscard]] Bytes encode(const Skeleton& skeleton);

/// Reads bytes of a stranger. A skeleton has exactly one encoding; everything else fails, with
/// `praxis::Errc` for bytes and `crdt::Errc` for meaning. Work and memory are linear in the bytes.
[[nodiscard]] Result<Skeleton> parse_skeleton(ByteView bytes);

}  // namespace praxis::crdt
