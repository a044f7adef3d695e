#pragma once

#include "tests/sim/scenarios/member.hpp"

#include <string_view>

namespace praxis::sim {

/// What came of reading the pages of a node.
struct PagesRead {
    struct Walk {
        std::size_t pages = 0;    ///< that were answered with 200
        std::size_t showing = 0;  ///< answers that have the words that nobody may see
        std::string first;        ///< of these, in words; empty: none
    };
    Walk without_session;
    Walk signed_in;
};

/// Reads the pages of the member's node as a browser gets them, all from one site and twice:
/// without a session, then as the member, who signed in by the form of the sign-in page. Each time
/// the first page and all that links lead to; then, by address, each route with each space, kind
/// and document that the node holds, and each version, void ones too. Looks for `unseen` in all of
/// them. I22: each is a page, not a failure of the node, and whoever signed in stays so.
[[nodiscard]] PagesRead read_pages(const Member& member, std::string_view unseen);

}  // namespace praxis::sim
