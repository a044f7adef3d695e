#pragma once

#include "protocol/wire/header.hpp"
#include "store/records.hpp"

#include <map>

namespace praxis::node {

/// A chain that forked: how far the payloads of its branches are whole. Everything that is held of
/// the chain is noted once, what prev names before it; each note is a few steps, however long the
/// chain is and however many branches it has.
class WholeBranches {
public:
    /// An update that is held, and whether all of it is here.
    void add(const store::Link& link, bool here);
    /// All of an update is here now. Nothing happens when that was known.
    void complete(const UpdateId& id);

    /// Whether an update that was added lacks something, or comes after one that does.
    [[nodiscard]] bool lacks(const UpdateId& id) const { return lacking_.contains(id); }
    /// Whether all of an update that was added is thought to be here.
    [[nodiscard]] bool is_complete(const UpdateId& id) const;
    /// Of the updates that lack nothing those after which none of these comes, by id.
    [[nodiscard]] const std::map<UpdateId, Seq>& ends() const { return ends_; }

private:
    struct Lacking {
        store::Link link;
        bool is_complete = false;  // all of it is here, but not of what comes before it
    };
    void count(const store::Link& link);

    std::map<UpdateId, Seq> ends_;
    std::map<UpdateId, Lacking> lacking_;
    std::map<UpdateId, std::vector<UpdateId>> after_;  // what comes after one of lacking_
};

/// How far the payloads of each chain are whole, as peers are told of it after every commit. Of a
/// chain that did not fork it reads on from the last place that was whole; one that forked is read
/// once, then only what arrived since, each line once for all chains of its space. Says nothing
/// that the store does not, as long as it is told of what was here and is not any more. Loop only.
class PayloadHeads {
public:
    /// For each branch the last update up to which every update of the branch is complete; see
    /// `ReplicaPort::payload_heads_of`.
    [[nodiscard]] Result<std::vector<store::Head>> of(const store::Reader& reader,
                                                      const ChainId& chain);

    /// Something of an update turns out not to be here: when it was thought whole, its chain is
    /// read anew.
    [[nodiscard]] Result<void> doubt(const store::Reader& reader,
                                     const UpdateId& id,
                                     const wire::Prefix& prefix);
    /// Contents that were here are wanted again: every chain is read anew.
    void forget();

private:
    /// The chains of a space that forked, with everything up to one line of its order of arrival.
    struct Forked {
        Arrival up_to;
        std::map<ChainId, WholeBranches> chains;
    };
    [[nodiscard]] Result<std::vector<store::Head>> of_forked(const store::Reader& reader,
                                                             const ChainId& chain,
                                                             store::ChainNumber number);
    [[nodiscard]] Result<std::vector<store::Head>> of_line(const store::Reader& reader,
                                                           const ChainId& chain,
                                                           store::ChainNumber number);
    /// Takes in what arrived; forgets the space when that fails.
    [[nodiscard]] Result<void> catch_up(const store::Reader& reader, const SpaceId& space);

    std::map<ChainId, store::Head> whole_up_to_;  // of chains that did not fork
    std::map<SpaceId, Forked> forked_;
};

}  // namespace praxis::node
