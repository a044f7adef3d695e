#pragma once

#include "crdt/document.hpp"
#include "protocol/base/entropy.hpp"

#include <vector>

namespace praxis::testing {

// The fields of the documents that `RandomHistory` writes.
inline const crdt::Address prose{3, std::string{"en"}};
inline const crdt::Address notes{4, std::uint64_t{7}};
inline const crdt::Address title{1, {}};
inline const crdt::Address budget{2, std::uint64_t{2026}};
inline const crdt::Address themes{5, {}};
inline const crdt::Address agenda{6, {}};
inline const crdt::Address members{7, {}};
inline const crdt::Address decisions{8, std::string{"en"}};
inline constexpr std::uint16_t votes = 9;

/// One of three people.
[[nodiscard]] PersonId person_number(std::uint64_t number);

[[nodiscard]] UpdateId random_id(SeededEntropy& rng);

/// A random history of one document, in one causal order: branches and merges, positions inside
/// and outside the text, deletions by id, removes and moves that name anything, skeletons that do
/// not parse, deps outside the document, contents that are absent or wrong.
class RandomHistory {
public:
    explicit RandomHistory(std::uint64_t seed);

    SeededEntropy rng;
    DocumentId document;
    std::vector<crdt::Update> updates;

private:
    void add(std::uint64_t number);
    void add_deps(crdt::Update& update, std::uint64_t number);
    crdt::EventId any_event();
    template <class Operation>
    crdt::EventId any();
    void add_vote_or_member(crdt::Skeleton& skeleton, std::vector<Bytes>& parts);
    void add_list_operation(crdt::Skeleton& skeleton, std::vector<Bytes>& parts);
    void add_operation(crdt::Skeleton& skeleton, std::vector<Bytes>& parts);
};

}  // namespace praxis::testing
