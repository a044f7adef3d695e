#pragma once

#include "store/records.hpp"

/// Walks over what a copy of a node takes along beside updates. As in records.hpp: inside one
/// `Store::read`, results are values.
namespace praxis::store {

/// Every small record of this node alone, by name.
[[nodiscard]] Result<std::vector<NamedRecord>> local_records(const Reader& reader);

/// Visits the answers to forms that are remembered, those to be forgotten first before others.
using VisitFormAnswer = std::function<Result<Scan>(const Hash& token, const FormAnswer&)>;
[[nodiscard]] Result<void> scan_form_answers(const Reader& reader, const VisitFormAnswer& visit);

}  // namespace praxis::store
