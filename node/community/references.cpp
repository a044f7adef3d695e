#include "node/community/references.hpp"

#include "node/community/compose.hpp"

#include <algorithm>

namespace praxis::community {

Result<std::vector<Reference>> References::naming(const Kind& kind,
                                                  std::string_view field,
                                                  const Hash& target) {
    TRY(seen_, replica_.creations(seen_, [&](const node::Creation& creation) {
        for (const auto& [at, id] : creation.constant_ids) {
            by_target_[{creation.kind, at, id}][creation.id] = {
                creation.id, creation.space, creation.written};
        }
    }));
    TRY(const auto place, kind.place(field));
    std::vector<Reference> out;
    const auto found = by_target_.find({kind.number, address_of(place), target});
    if (found == by_target_.end()) return out;
    for (const auto& [id, reference] : found->second)
        out.push_back(reference);
    std::ranges::sort(out, {}, [](const Reference& each) {
        return std::pair{each.written, each.from};
    });
    return out;
}

}  // namespace praxis::community
