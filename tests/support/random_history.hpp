#pragma once

#include "crdt/document.hpp"
#include "protocol/base/entropy.hpp"

#include <set>
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

/// A random history of one document, in one causal order: a bush, or up to six replicas that each
/// write on what they know and hear of one another now and then; positions inside and outside the
/// text, deletions by id, removes and moves that name anything, skeletons that do not parse, deps
/// outside the document, contents that are absent or wrong.
class RandomHistory {
public:
    explicit RandomHistory(std::uint64_t seed);

    SeededEntropy rng;
    DocumentId document;
    std::vector<crdt::Update> updates;
    /// Of each update the bytes of its skeleton, such as do not parse too; nullopt: none.
    std::vector<std::optional<Bytes>> skeletons;

private:
    using Known = std::set<std::uint64_t>;  // numbers of updates, with all before them

    void add(std::uint64_t number);
    void add_skeleton(crdt::Update& update, const crdt::Skeleton& wanted);
    void add_deps(crdt::Update& update, std::uint64_t number);
    void add_deps_of_bush(crdt::Update& update, std::uint64_t number);
    void add_deps_of_replica(crdt::Update& update, std::uint64_t number);
    [[nodiscard]] std::vector<UpdateId> heads(const Known& known) const;
    crdt::EventId any_event();
    template <class Operation>
    crdt::EventId any();
    void add_vote_or_member(crdt::Skeleton& skeleton, std::vector<Bytes>& parts);
    void add_list_operation(crdt::Skeleton& skeleton, std::vector<Bytes>& parts);
    void add_operation(crdt::Skeleton& skeleton, std::vector<Bytes>& parts);

    std::vector<Known> replicas_;  // none: a bush
};

}  // namespace praxis::testing
