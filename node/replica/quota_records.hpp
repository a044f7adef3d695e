#pragma once

#include "protocol/governance/model.hpp"
#include "store/records.hpp"

#include <functional>
#include <set>

/// What a store remembers of quotas: small local records, which commit with what they count. Days
/// are numbered since 1970.
namespace praxis::node {

/// What of one device waits in one space; there is a record only while something does.
struct QuotaQueue {
    std::uint32_t day = 0;       ///< the last on which some of it might go
    Arrival passed;              ///< the last line that may be passed on
    governance::Quota withheld;  ///< updates and bytes behind it
};
[[nodiscard]] Result<std::optional<QuotaQueue>> find_queue(const store::Reader& reader,
                                                           const SpaceId& space,
                                                           const SigningKey& device);
/// Without updates behind it the record goes.
[[nodiscard]] Result<void> put_queue(store::Writer& writer,
                                     const SpaceId& space,
                                     const SigningKey& device,
                                     const QuotaQueue& queue);
/// By space, then device. A visit must not write.
using VisitQueue =
    std::function<Result<void>(const SpaceId&, const SigningKey&, const QuotaQueue&)>;
[[nodiscard]] Result<void> each_queue(const store::Reader& reader,
                                      const std::optional<SpaceId>& space,
                                      const VisitQueue& visit);

/// What of one person in one space was passed on within the quota of a day. Nothing on any other
/// day than the last, an earlier one too: a clock that was put right silences nobody.
[[nodiscard]] Result<governance::Quota> find_spent(const store::Reader& reader,
                                                   const SpaceId& space,
                                                   const PersonId& person,
                                                   std::uint32_t day);
[[nodiscard]] Result<void> put_spent(store::Writer& writer,
                                     const SpaceId& space,
                                     const PersonId& person,
                                     std::uint32_t day,
                                     const governance::Quota& spent);

/// Acts of moderation on documents of one space whose creation waits.
[[nodiscard]] Result<std::set<UpdateId>> kept_acts(const store::Reader& reader,
                                                   const SpaceId& space);
[[nodiscard]] Result<void> keep_act(store::Writer& writer,
                                    const SpaceId& space,
                                    const UpdateId& act);
[[nodiscard]] Result<void> forget_act(store::Writer& writer,
                                      const SpaceId& space,
                                      const UpdateId& act);

/// Whether a local record is one of these: they mean nothing in another store.
[[nodiscard]] bool is_of_quotas(ByteView name);

/// Erases all of this about other spaces.
[[nodiscard]] Result<void> forget_quotas_but_of(store::Writer& writer,
                                                const std::function<bool(const SpaceId&)>& stays);

}  // namespace praxis::node
