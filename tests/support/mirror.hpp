#pragma once

#include "crdt/changes.hpp"

namespace praxis::testing {

/// What somebody knows of a document who sees nothing but its changes.
class Mirror {
public:
    void take(const std::vector<crdt::FieldChange>& changes);
    /// Whether that is what the document shows. Fields that show nothing count as absent.
    [[nodiscard]] bool shows(const crdt::Projection& projection) const;

private:
    std::map<crdt::FieldId, crdt::Shown> values_;
    std::map<crdt::FieldId, std::u32string> texts_;
};

}  // namespace praxis::testing
