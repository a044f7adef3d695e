#include "node/replica/replica.hpp"
#include "protocol/base/codec.hpp"
#include "protocol/wire/limits.hpp"

// Contents that go, where enough have agreed, and what undoes that.

namespace praxis::node {
namespace {

using Noted = Replica::NotedErasure;

constexpr std::string_view noted_prefix = "erasure/";

Bytes record_of(const UpdateId& target) {
    Bytes name;
    name.reserve(noted_prefix.size() + UpdateId::size);
    append(name, bytes_of(noted_prefix));
    append(name, target.view());
    return name;
}

Result<Noted> decode_noted(const UpdateId& target, ByteView body) {
    ByteReader in{body};
    Noted out;
    out.target = target;
    TRY(const auto millis, in.i64());
    out.since = from_millis(millis);
    TRY(out.document, in.id<DocumentId>());
    TRY(in.finish());
    return out;
}

Result<std::optional<Noted>> find_noted(const store::Reader& reader, const UpdateId& target) {
    TRY(const auto body, store::find_local(reader, record_of(target)));
    if (!body) return std::optional<Noted>{};
    TRY(const auto noted, decode_noted(target, *body));
    return std::optional{noted};
}

/// When it was noted first; `now` is noted if it never was.
Result<WallTime> note(store::Writer& writer, const Replica::Erasure& erasure, WallTime now) {
    TRY(const auto noted, find_noted(writer, erasure.target));
    if (noted) return noted->since;
    ByteWriter out;
    out.i64(to_millis(now));
    out.id(erasure.document);
    TRY(store::put_local(writer, record_of(erasure.target), out.take()));
    return now;
}

Result<std::uint64_t> erase_now(store::Writer& writer,
                                Ledger& ledger,
                                const Replica::Erasure& erasure,
                                WallTime now) {
    TRY(const auto noted, note(writer, erasure, now));
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

Result<void> undo_now(store::Writer& writer, const Replica::Erasure& erasure) {
    TRY(store::erase_local(writer, record_of(erasure.target)));
    for (const auto& id : erasure.updates) {
        TRY(const bool awaits, store::await_content(writer, id));
        static_cast<void>(awaits);
    }
    return success();
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

Task<Result<void>> Replica::undo_erasure(Erasure erasure, SpaceId space) {
    auto shared = std::make_shared<Erasure>(std::move(erasure));
    Committer::Job job = [shared, space](store::Writer& writer, Ledger&) -> Result<void> {
        TRY(undo_now(writer, *shared));
        if (shared->updates.empty()) return success();
        return begin_as_stranger(writer, {space});
    };
    auto submitted = co_await committer_.submit(std::move(job));
    payload_heads_.forget();  // peers are told what is wanted again
    co_return submitted;
}

Result<std::vector<Noted>> Replica::noted_erasures() const {
    return store_.read([](const store::Reader& reader) -> Result<std::vector<Noted>> {
        std::vector<Noted> out;
        const auto range = store::KeyRange::prefix(bytes_of(noted_prefix));
        const auto take = [&](ByteView name, ByteView body) -> Result<store::Scan> {
            TRY(const auto target, UpdateId::from(name.subspan(noted_prefix.size())));
            TRY(const auto noted, decode_noted(target, body));
            out.push_back(noted);
            return store::Scan::go_on;
        };
        TRY(reader.scan(store::Table::local, range, take));
        return out;
    });
}

Result<std::optional<Noted>> Replica::noted_erasure(const UpdateId& target) const {
    return store_.read([&](const store::Reader& reader) { return find_noted(reader, target); });
}

}  // namespace praxis::node
