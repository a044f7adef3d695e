#pragma once

#include "crdt/limits.hpp"
#include "tests/support/hand_chain.hpp"

namespace praxis::test {

/// A document that no node can merge: a text in many pieces, deleted as a whole by many updates
/// that do not know of one another. The first one creates it, with what `base` says before the
/// text; its field is one that no kind has. `governance`: heads, ascending.
inline std::vector<wire::SignedUpdate> in_shreds(HandChain& chain,
                                                 const std::vector<UpdateId>& governance,
                                                 crdt::Edit base = {}) {
    constexpr std::size_t pieces = 2'000;
    const crdt::Address at{60, {}};
    for (std::size_t i = 0; i < pieces; ++i) {  // each beside none that was written before it
        base.operations.emplace_back(crdt::InsertText{at, i / 2, 1});
        base.parts.push_back(copy(bytes_of("x")));
    }
    std::vector out{chain.write(base, {{}, {}, governance})};
    const auto creation = chain.id();
    const crdt::Edit erase_all{{crdt::DeleteText{at, 0, pieces}}, {}};
    for (std::size_t i = 0; i <= crdt::limits::deletion_runs_max / pieces; ++i)
        out.push_back(
            chain.write(erase_all, {same_bytes<DocumentId>(creation), {creation}, governance}));
    return out;
}

}  // namespace praxis::test
