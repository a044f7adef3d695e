#include "node/replica/lineage.hpp"

#include "crdt/document.hpp"
#include "node/replica/causal_order.hpp"
#include "protocol/base/entropy.hpp"

#include <gtest/gtest.h>

// A lineage and a document are told of the same updates, on random deps, some void, some of which
// come to stand or to be void later. They name the same heads and versions after each step.

namespace praxis::node {
namespace {

UpdateId id_of(std::uint64_t number, std::uint64_t seed) {
    UpdateId out;
    SeededEntropy{seed * 1000 + number}.fill(out.bytes);
    return out;
}

TEST(Lineage, NamesTheHeadsAndVersionsThatADocumentDoes) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        SeededEntropy random{seed};
        const auto creation = id_of(0, seed);
        Lineage lineage{same_bytes<DocumentId>(creation), SpaceId{}};
        crdt::Document document{same_bytes<DocumentId>(creation)};
        std::vector<UpdateId> ids;
        for (std::uint64_t step = 0; step < 60; ++step) {
            const auto any = [&] { return ids[ids.size() - 1 - random.below(ids.size()) / 2]; };
            if (step > 0 && random.below(4) == 0) {
                const auto id = any();
                const bool stands = random.below(2) == 0;
                lineage.set_standing(id, stands);
                document.set_standing(id, stands);
            } else {
                const auto id = id_of(step, seed);
                std::vector<UpdateId> deps;
                for (auto left = ids.empty() ? 0 : random.below(4); left > 0; --left)
                    deps.push_back(any());
                std::ranges::sort(deps);
                deps.erase(std::unique(deps.begin(), deps.end()), deps.end());
                const bool stands = random.below(3) > 0;
                lineage.add(id, deps, stands);
                document.apply({id, deps, crdt::Skeleton{}, std::vector<Bytes>{}, stands, {}});
                ids.push_back(id);
            }
            if (random.below(3) == 0) continue;  // several steps between two questions
            EXPECT_EQ(lineage.heads(), document.now().version());
            const std::array base{any(), any(), any()};
            EXPECT_EQ(lineage.version_of(base), document.at(base).value().version());
            EXPECT_EQ(lineage.stands(base[0]), document.stands(base[0]));
        }
        if (HasFailure()) return;
    }
}

TEST(CausalOrder, PutsEachBehindItsDepsAndElseKeepsTheOrder) {
    const auto id = [](std::uint64_t number) { return id_of(number, 7); };
    const std::vector<Named> updates{
        {id(3), {id(1), id(2)}}, {id(0), {}}, {id(2), {id(1), id(9)}}, {id(1), {id(0)}}};
    EXPECT_EQ(causal_order(updates), (std::vector<std::size_t>{1, 3, 2, 0}));
    EXPECT_TRUE(causal_order({}).empty());
}

}  // namespace
}  // namespace praxis::node
