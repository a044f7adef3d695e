#pragma once

#include "crdt/document.hpp"
#include "tests/fuzz/choices.hpp"
#include "tests/support/crdt_oracle/skeleton_reader.hpp"

#include <array>
#include <map>
#include <set>
#include <span>

namespace praxis::fuzz {

/// One of three people.
[[nodiscard]] PersonId person_number(std::size_t number);

/// Operations of every kind on a few fields, read from choices. What they name is mostly an event
/// of the kind that they are about, whether its author knew of it or not; else anything: another
/// kind, another field, themselves, what is written later. An input is about some types of fields,
/// not always all, so that what it writes meets more often ("swarm testing", Groce et al., 2012).
class ChosenOperations {
public:
    /// `ids`: of all updates that there will be; they and the choices outlive this.
    ChosenOperations(Choices& choices, std::span<const UpdateId> ids);

    /// Appends one to an update, whose id, skeleton and parts are there, with its part.
    void add_to(crdt::Update& update);

    /// The fields written so far, and among them the addresses of lists.
    [[nodiscard]] const std::set<testing::oracle::FieldId>& fields() const { return fields_; }
    [[nodiscard]] const std::set<crdt::Address>& lists() const { return lists_; }

private:
    crdt::Operation choose();
    template <class Kind>
    crdt::EventId name();
    template <class Kind>
    std::vector<crdt::EventId> names();

    Choices& choices_;
    std::span<const UpdateId> ids_;
    std::vector<const std::array<testing::oracle::Act, 3>*> groups_;  // not empty
    std::set<testing::oracle::FieldId> fields_;
    std::set<crdt::Address> lists_;
    std::map<std::size_t, std::vector<crdt::EventId>> events_;  // by kind of operation
};

}  // namespace praxis::fuzz
