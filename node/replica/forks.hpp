#pragma once

#include "protocol/base/time.hpp"
#include "protocol/wire/header.hpp"

#include <vector>

namespace praxis::node {

/// One side of a chain that forked, from where it parted.
struct Branch {
    UpdateId first;  ///< at the seq where they part; with another's first it proves the fork
    UpdateId end;    ///< the last that is here
    Seq end_seq;
    WallTime since;  ///< when first and end were written, by the clock of who wrote them
    WallTime until;
    bool counts = false;  ///< the last is not void
};

/// A chain with two updates at one place: two devices write with one key, or a disk was copied.
struct ForkedChain {
    ChainId chain;
    Seq parted;                    ///< the smallest seq of which there are several
    std::vector<Branch> branches;  ///< by end: seq, then id; the first 16
};

}  // namespace praxis::node
