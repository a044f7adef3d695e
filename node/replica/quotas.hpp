#pragma once

#include "protocol/base/time.hpp"
#include "protocol/governance/model.hpp"
#include "store/records.hpp"

#include <map>
#include <set>
#include <vector>

namespace praxis::node {

/// What this node does not pass on yet: what one device brought into a space beyond its quota.
struct Withheld {
    SpaceId space;
    SigningKey device;
    governance::Quota amount;  ///< updates and bytes
    WallTime next;             ///< when the next of it are passed on, by this node's clock
    WallTime last;             ///< when the last are, if no more comes
};

/// Counts what arrives of each device in each space that has a quota, by the days of this node's
/// clock (UTC), and says up to which line of arrival it may be passed on. What is beyond a day's
/// quota waits its turn: the next day it comes before what arrives then, in the order of arrival.
/// The first update of a day always goes, however large.
///
/// An act of moderation that stands is passed on at once, with what came before it of its device,
/// and of others in its document: it would wait elsewhere without them.
///
/// All that lasts is one small record for each device and space, in the store: it commits with what
/// it counts. Writer only, but for the two reads.
class Quotas {
public:
    /// The day it is, before anything is counted or settled.
    void set_day(WallTime now);

    /// Takes the quotas in force from what is stored, before anything is counted.
    void know(const governance::Governance& governance);
    /// An update of a device came into a space with this line, or gained its content.
    [[nodiscard]] Result<void> count(store::Writer& writer,
                                     const ChainId& chain,
                                     Arrival line,
                                     std::uint64_t bytes);
    /// An act of moderation stands now that did not.
    void note_moderation(const SpaceId& space, const UpdateId& act, const DocumentId& document);
    /// Passes on what the day, the quotas in force and acts of moderation let; call once before the
    /// commit. `grew`: governance did since the last time.
    [[nodiscard]] Result<void> settle(store::Writer& writer,
                                      const governance::Governance& governance,
                                      bool grew);

    [[nodiscard]] static Result<bool> is_withheld(const store::Reader& reader,
                                                  const ChainId& chain,
                                                  Arrival line);
    /// By space, then device.
    [[nodiscard]] static Result<std::vector<Withheld>> withheld(
        const store::Reader& reader, const governance::Governance& governance);

private:
    struct Acts {
        std::set<UpdateId> ids;
        std::set<DocumentId> documents;
    };
    [[nodiscard]] Result<void> take_in_force(store::Writer& writer,
                                             const governance::Governance& governance);
    [[nodiscard]] Result<void> pass_on(store::Writer& writer,
                                       const SpaceId& space,
                                       const Acts& acts) const;

    std::uint32_t day_ = 0;
    std::uint32_t settled_day_ = 0;
    bool settled_ = false;  // ever
    std::map<SpaceId, governance::Quota> in_force_;
    std::set<SpaceId> changed_;  // whose quota is another one than before
    std::map<SpaceId, Acts> moderated_;
};

}  // namespace praxis::node
