#include "node/replica/replica.hpp"
#include "protocol/base/codec.hpp"
#include "protocol/wire/limits.hpp"

// Contents that go, where enough have agreed.

namespace praxis::node {
namespace {

constexpr std::string_view noted_prefix = "erasure/";

Bytes record_of(const UpdateId& target) {
    Bytes name;
    name.reserve(noted_prefix.size() + UpdateId::size);
    append(name, bytes_of(noted_prefix));
    append(name, target.view());
    return name;
}

Result<std::optional<WallTime>> read_noted(const store::Reader& reader, const UpdateId& target) {
    TRY(const auto body, store::find_local(reader, record_of(target)));
    if (!body) return std::optional<WallTime>{};
    ByteReader in{*body};
    TRY(const auto millis, in.i64());
    TRY(in.finish());
    return std::optional{from_millis(millis)};
}

/// When it was noted first; `now` is noted if it never was.
Result<WallTime> note(store::Writer& writer, const UpdateId& target, WallTime now) {
    TRY(const auto noted, read_noted(writer, target));
    if (noted) return *noted;
    ByteWriter out;
    out.i64(to_millis(now));
    TRY(store::put_local(writer, record_of(target), out.take()));
    return now;
}

Result<std::uint64_t> erase_now(store::Writer& writer,
                                Ledger& ledger,
                                const Replica::Erasure& erasure,
                                WallTime now) {
    TRY(const auto noted, note(writer, erasure.target, now));
    std::uint64_t erased = 0;
    if (now < noted + limits::erase_after) return erased;
    for (const auto& id : erasure.updates) {
        TRY(const auto payload, store::find_readable_payload(writer, id));
        if (!payload) continue;
        TRY(const bool changed, store::erase_content(writer, id));
        if (!changed) continue;
        ++erased;
        if (payload->content) ledger.lose_content(id);
    }
    return erased;
}

}  // namespace

Task<Result<std::uint64_t>> Replica::erase(Erasure erasure) {
    struct Shared {
        Erasure erasure;
        std::uint64_t erased = 0;
    };
    auto shared = std::make_shared<Shared>(Shared{std::move(erasure)});
    const auto now = runtime_.clock.now_wall();
    Committer::Job job = [shared, now](store::Writer& writer, Ledger& ledger) -> Result<void> {
        TRY(shared->erased, erase_now(writer, ledger, shared->erasure, now));
        return success();
    };
    auto submitted = co_await committer_.submit(std::move(job));
    if (!submitted) co_return fail(submitted.error());
    co_return shared->erased;
}

Result<std::optional<WallTime>> Replica::erasure_noted(const UpdateId& target) const {
    return store_.read([&](const store::Reader& reader) { return read_noted(reader, target); });
}

}  // namespace praxis::node
