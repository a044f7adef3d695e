#pragma once

#include "protocol/base/time.hpp"
#include "protocol/governance/model.hpp"
#include "store/records.hpp"

#include <map>
#include <set>
#include <vector>

namespace praxis::node {

/// What this node does not pass on yet: what one device brought into a space beyond the quota of
/// its person.
struct Withheld {
    SpaceId space;
    SigningKey device;
    governance::Quota amount;  ///< updates and bytes
    WallTime next;             ///< when the next of it may be passed on, by this node's clock
    WallTime last;             ///< by when all of its person is, if no more comes
};

/// Counts what arrives of each person in each space that has a quota, all devices together, by the
/// days of this node's clock (UTC), and says of each device up to which line of arrival it may be
/// passed on. What is beyond a day's quota waits its turn: the next day it comes before what
/// arrives then, in the order of arrival. The first update of a person's day always goes, however
/// large. Devices that no standing certificate names count as one person's: nothing that they
/// write stands, and whoever can write an act of root can name any number of them.
///
/// Whose a device is, governance says when it is asked: when that changes, what waits goes on under
/// the new person, and what was counted that day stays where it was.
///
/// An act of moderation that stands is passed on at once, with what came before it of its device.
/// Where others have the document it is in, so is what it builds on there, with what came before
/// that: it would wait elsewhere without. Else it goes alone, waits elsewhere until the document
/// comes, and hurries nothing.
///
/// All that lasts are small records (`quota_records.hpp`). Writer only, but for the two reads.
class Quotas {
public:
    /// The day it is, before anything is counted or settled.
    void set_day(WallTime now);

    /// Takes the quotas in force from what is stored, before anything is counted.
    void know(const governance::Governance& governance);
    /// An update of a device came into a space with this line, or gained its content.
    [[nodiscard]] Result<void> count(store::Writer& writer,
                                     const governance::Governance& governance,
                                     const ChainId& chain,
                                     Arrival line,
                                     std::uint64_t bytes);
    /// An act of moderation stands now that did not.
    void note_moderation(const SpaceId& space, const UpdateId& act);
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
    [[nodiscard]] Result<void> take_in_force(store::Writer& writer,
                                             const governance::Governance& governance);
    /// `acts`: of moderation, that are new.
    [[nodiscard]] Result<void> pass_on(store::Writer& writer,
                                       const governance::Governance& governance,
                                       const SpaceId& space,
                                       const std::set<UpdateId>& acts) const;

    std::uint32_t day_ = 0;
    std::uint32_t settled_day_ = 0;
    bool settled_ = false;  // ever
    std::map<SpaceId, governance::Quota> in_force_;
    std::set<SpaceId> changed_;  // whose quota is another one than before
    std::map<SpaceId, std::set<UpdateId>> moderated_;
};

}  // namespace praxis::node
