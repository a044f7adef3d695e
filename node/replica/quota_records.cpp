#include "node/replica/quota_records.hpp"

#include "protocol/base/codec.hpp"

#include <algorithm>
#include <array>

namespace praxis::node {
namespace {

using governance::Quota;

constexpr std::string_view any_prefix = "quota/";
constexpr std::string_view queue_prefix = "quota/queue/";
constexpr std::string_view spent_prefix = "quota/spent/";
constexpr std::string_view act_prefix = "quota/act/";

Bytes name_of(std::string_view kind, const std::optional<SpaceId>& space) {
    Bytes name = copy(bytes_of(kind));
    if (space) append(name, space->view());
    return name;
}

template <class Id>
Bytes name_of(std::string_view kind, const SpaceId& space, const Id& whose) {
    auto name = name_of(kind, space);
    append(name, whose.view());
    return name;
}

void write(ByteWriter& out, const Quota& amount) {
    out.u32(amount.updates);
    out.u64(amount.bytes);
}

Result<Quota> read_amount(ByteReader& in) {
    Quota out;
    TRY(out.updates, in.u32());
    TRY(out.bytes, in.u64());
    return out;
}

Result<QuotaQueue> decode_queue(ByteView body) {
    ByteReader in{body};
    QuotaQueue out;
    TRY(out.day, in.u32());
    TRY(const auto passed, in.u64());
    out.passed = Arrival{passed};
    TRY(out.withheld, read_amount(in));
    TRY(in.finish());
    return out;
}

/// Every record of a kind: whose space, whose it is, and its body.
using Visit = std::function<Result<void>(const SpaceId&, ByteView whose, ByteView body)>;
Result<void> each_record(const store::Reader& reader,
                         std::string_view kind,
                         const std::optional<SpaceId>& space,
                         const Visit& visit) {
    const auto take = [&](ByteView name, ByteView body) -> Result<store::Scan> {
        const auto ids = name.subspan(kind.size());
        TRY(const auto of, SpaceId::from(ids.first(std::min(ids.size(), SpaceId::size))));
        TRY(visit(of, ids.subspan(SpaceId::size), body));
        return store::Scan::go_on;
    };
    return reader.scan(store::Table::local, store::KeyRange::prefix(name_of(kind, space)), take);
}

}  // namespace

Result<std::optional<QuotaQueue>> find_queue(const store::Reader& reader,
                                             const SpaceId& space,
                                             const SigningKey& device) {
    TRY(const auto body, store::find_local(reader, name_of(queue_prefix, space, device)));
    if (!body) return std::optional<QuotaQueue>{};
    TRY(const auto queue, decode_queue(*body));
    return std::optional{queue};
}

Result<void> put_queue(store::Writer& writer,
                       const SpaceId& space,
                       const SigningKey& device,
                       const QuotaQueue& queue) {
    const auto name = name_of(queue_prefix, space, device);
    if (queue.withheld.updates == 0) return store::erase_local(writer, name);
    ByteWriter out;
    out.u32(queue.day);
    out.u64(queue.passed.value);
    write(out, queue.withheld);
    return store::put_local(writer, name, out.take());
}

Result<void> each_queue(const store::Reader& reader,
                        const std::optional<SpaceId>& space,
                        const VisitQueue& visit) {
    return each_record(reader,
                       queue_prefix,
                       space,
                       [&](const SpaceId& of, ByteView whose, ByteView body) -> Result<void> {
                           TRY(const auto device, SigningKey::from(whose));
                           TRY(const auto queue, decode_queue(body));
                           return visit(of, device, queue);
                       });
}

Result<Quota> find_spent(const store::Reader& reader,
                         const SpaceId& space,
                         const PersonId& person,
                         std::uint32_t day) {
    TRY(const auto body, store::find_local(reader, name_of(spent_prefix, space, person)));
    if (!body) return Quota{};
    ByteReader in{*body};
    TRY(const auto last_day, in.u32());
    TRY(const auto spent, read_amount(in));
    TRY(in.finish());
    return last_day == day ? spent : Quota{};
}

Result<void> put_spent(store::Writer& writer,
                       const SpaceId& space,
                       const PersonId& person,
                       std::uint32_t day,
                       const Quota& spent) {
    ByteWriter out;
    out.u32(day);
    write(out, spent);
    return store::put_local(writer, name_of(spent_prefix, space, person), out.take());
}

Result<std::set<UpdateId>> kept_acts(const store::Reader& reader, const SpaceId& space) {
    std::set<UpdateId> out;
    TRY(each_record(
        reader, act_prefix, space, [&](const SpaceId&, ByteView whose, ByteView) -> Result<void> {
            TRY(const auto act, UpdateId::from(whose));
            out.insert(act);
            return success();
        }));
    return out;
}

Result<void> keep_act(store::Writer& writer, const SpaceId& space, const UpdateId& act) {
    return store::put_local(writer, name_of(act_prefix, space, act), {});
}

Result<void> forget_act(store::Writer& writer, const SpaceId& space, const UpdateId& act) {
    return store::erase_local(writer, name_of(act_prefix, space, act));
}

bool is_of_quotas(ByteView name) {
    const auto prefix = bytes_of(any_prefix);
    return name.size() >= prefix.size() && std::ranges::equal(name.first(prefix.size()), prefix);
}

Result<void> forget_quotas_but_of(store::Writer& writer,
                                  const std::function<bool(const SpaceId&)>& stays) {
    std::vector<Bytes> ended;
    for (const auto kind : std::array{queue_prefix, spent_prefix, act_prefix}) {
        TRY(each_record(
            writer, kind, {}, [&](const SpaceId& space, ByteView whose, ByteView) -> Result<void> {
                if (stays(space)) return success();
                auto name = name_of(kind, space);
                append(name, whose);
                ended.push_back(std::move(name));
                return success();
            }));
    }
    for (const auto& name : ended) {
        TRY(store::erase_local(writer, name));
    }
    return success();
}

}  // namespace praxis::node
