#pragma once

#include "protocol/base/ids.hpp"

#include <span>
#include <vector>

namespace praxis::node {

/// An update and what it names.
struct Named {
    UpdateId id;
    std::vector<UpdateId> deps;
};

/// Indices into `updates`, each behind those of its deps that are there too; else in their order.
/// The ids differ; deps that are not there are passed over. Updates that name one another in a
/// circle, which no hash allows, are left out.
[[nodiscard]] std::vector<std::size_t> causal_order(std::span<const Named> updates);

}  // namespace praxis::node
