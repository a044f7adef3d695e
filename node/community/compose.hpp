#pragma once

#include "crdt/edit.hpp"
#include "node/community/kind.hpp"

#include <span>

namespace praxis::community {

/// One `NAME=TEXT` of a person. In a set or a list TEXT is a step (value.hpp).
struct Setting {
    std::string name;
    std::string text;
    /// Of a form: as it was when the form was made, which asks for nothing, unless the form was
    /// sent before and changed it then. Of a set or list also with an empty text: the form has it.
    bool as_it_was = false;
};

/// Whose ballots are cast: the person that the update will be by. nullopt: nobody's can be.
using Voter = std::optional<PersonId>;

/// What creates a document of `kind` with these fields. Fails with `Errc::missing_value` without a
/// required one, `Errc::bad_request` when a name that is no set or list stands twice, and as
/// Kind::place and `canonical` do.
[[nodiscard]] Result<crdt::Edit> compose_new(const Kind& kind,
                                             std::span<const Setting> settings,
                                             Called called = Called::by_name,
                                             const Voter& voter = std::nullopt);

/// What turns the version a person looked at into what they want: text as a word-level difference,
/// registers written, steps of sets and lists taken. What is so already is left alone: the Edit may
/// be empty. Fails as compose_new, and with `Errc::unchangeable` on a constant.
[[nodiscard]] Result<crdt::Edit> compose_edit(const Kind& kind,
                                              std::span<const Setting> settings,
                                              const crdt::View& base,
                                              Called called = Called::by_name,
                                              const Voter& voter = std::nullopt);

/// Where a place of a kind lies in a document.
[[nodiscard]] crdt::Address address_of(const FieldPlace& place);
/// The same by the field's name; the address of no field when the kind has none of that name.
[[nodiscard]] crdt::Address address_in(const Kind& kind, std::string_view name);

}  // namespace praxis::community
