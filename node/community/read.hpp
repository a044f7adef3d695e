#pragma once

#include "crdt/document.hpp"
#include "node/community/kind.hpp"

#include <functional>

namespace praxis::community {

/// The person an update was made by; nullopt while nobody knows.
using AuthorOf = std::function<std::optional<PersonId>(const UpdateId&)>;

/// One value as it can be shown.
struct ReadValue {
    enum class State {
        shown,
        absent,      ///< its content is erased, or not here yet
        unreadable,  ///< not of its field's form, which only a foreign program can write
    };
    State state = State::shown;
    std::string text;  ///< empty unless shown
};

/// One of several values that stand side by side, and whose it is.
struct Alternative {
    ReadValue value;
    UpdateId update;
    WallTime written;
    std::optional<PersonId> person;
};

/// One person's ballot.
struct Ballot {
    PersonId person;
    ReadValue value;  ///< shown and empty: taken back
};

/// One field of a document at one version, as people read it.
struct ReadField {
    FieldPlace place;
    ReadValue value;                      ///< of a text too; of a set or list nothing
    std::vector<std::string> elements{};  ///< of a set, ascending; of a list or log in its order
    std::size_t lacking = 0;              ///< characters of a text or elements not here
    std::size_t unreadable = 0;           ///< elements not of the field's form
    /// Every value that stands when several different ones do, by update id; else empty. `value`
    /// is then the choice listed first in the kind file, or the one written last (then the larger
    /// id).
    std::vector<Alternative> conflict{};
    std::vector<Ballot> ballots{};  ///< ascending by person
};

/// How many cast what: choices as the kind file lists them, other values ascending; what was taken
/// back, or cannot be shown, counts nothing.
[[nodiscard]] std::vector<std::pair<std::string, std::size_t>> tally(const ReadField& field);
/// What a person cast, as the value of the field; empty when nothing.
[[nodiscard]] std::string ballot_of(const ReadField& field, const PersonId& person);

/// The name a stored field is shown under; nullopt when the kind file does not know it: no field of
/// that number, of another type, or in no language that it has. Points into `kind`.
[[nodiscard]] std::optional<FieldPlace> place_of(const Kind& kind, const crdt::FieldId& id);

/// The fields that a version has, ascending by number, then language; all ballots of one number
/// are one field. What the kind file does not
/// know is left out. Places point into `kind`.
[[nodiscard]] std::vector<ReadField> read_fields(const Kind& kind,
                                                 const crdt::View& view,
                                                 const AuthorOf& author);

/// The fields that the lines of work which a document's newest join brought together changed, each
/// once (crdt::Document::merged_fields). What the kind file does not know is left out.
[[nodiscard]] std::vector<FieldPlace> merged_places(const Kind& kind,
                                                    const crdt::Document& document);

/// The field at this place; null when the version has none.
[[nodiscard]] const ReadField* find_field(const std::vector<ReadField>& fields,
                                          std::string_view name);

}  // namespace praxis::community
