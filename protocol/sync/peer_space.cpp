#include "protocol/sync/peer_space.hpp"

#include "protocol/crypto/hash.hpp"

namespace praxis::sync {
namespace {

constexpr std::uint8_t record_version = 1;
/// Exceptions of one table part: with spaces of 32 bytes it stays far below one frame.
constexpr std::size_t part_entries_max = 2048;

/// The part of `later` that the other side is told.
std::vector<Arrival> told_later(const Cursor& cursor) {
    std::vector<Arrival> told;
    std::ranges::copy_if(cursor.later, std::back_inserter(told), [&](Arrival number) {
        return number <= cursor.arrival;
    });
    return told;
}

void write(ByteWriter& out, const Cursor& cursor) {
    const auto later = told_later(cursor);
    out.u64(cursor.incarnation.value);
    out.u64(cursor.arrival.value);
    out.varint(later.size());
    for (const auto number : later)
        out.u64(number.value);
}

Result<Cursor> read_cursor(ByteReader& in) {
    Cursor cursor;
    TRY(const auto incarnation, in.u64());
    TRY(const auto arrival, in.u64());
    TRY(const auto count, in.varint_up_to(limits::exceptions_max));
    for (std::uint64_t i = 0; i < count; ++i) {
        TRY(const auto number, in.u64());
        if (number > arrival) return fail(Errc::out_of_range, "later than the cursor");
        if (!cursor.later.empty() && cursor.later.back().value >= number) {
            return fail(Errc::not_canonical, "later numbers");
        }
        cursor.later.push_back(Arrival{number});
    }
    cursor.incarnation = Incarnation{incarnation};
    cursor.arrival = Arrival{arrival};
    return cursor;
}

}  // namespace

void Cursor::deal_with(Arrival number, bool gap, bool was_later) {
    const auto place = std::ranges::lower_bound(later, number);
    const bool listed = place != later.end() && *place == number;
    if (was_later && !listed) {
        if (later.size() == limits::exceptions_max) {
            frozen = true;
        } else {
            later.insert(place, number);
        }
    }
    if (!was_later && listed) later.erase(place);
    if (!gap) pass(number);
}

void Cursor::pass(Arrival number) {
    if (!frozen) arrival = std::max(arrival, number);
}

void Cursor::rebase(Incarnation now) {
    if (incarnation != now) *this = Cursor{now, {}, {}, false};
}

void Cursor::thaw() {
    frozen = false;
    std::erase_if(later, [&](Arrival number) { return number > arrival; });
}

Bytes encode(const PeerSpace& space) {
    ByteWriter out;
    out.u8(record_version);
    write(out, space.theirs);
    write(out, space.ours);
    out.i64(to_millis(space.as_of));
    space.holds.write(out);
    return out.take();
}

Result<PeerSpace> decode_peer_space(ByteView bytes) {
    ByteReader in{bytes};
    TRY(const auto version, in.u8());
    if (version != record_version) return fail(Errc::unknown_version, "peer state");
    PeerSpace space;
    TRY(space.theirs, read_cursor(in));
    TRY(space.ours, read_cursor(in));
    TRY(const auto as_of, in.i64());
    space.as_of = from_millis(as_of);
    TRY(space.holds, Holdings::read(in));
    TRY(in.finish());
    return space;
}

std::uint64_t digest(const PeerTable& table, Cursor PeerSpace::*side) {
    ByteWriter out;
    for (const auto& [space, state] : table) {
        const auto& cursor = state.*side;
        if (cursor.arrival.value == 0) continue;
        out.id(space);
        write(out, cursor);
    }
    if (out.view().empty()) return 0;
    const auto hash = crypto::hash("praxis/cursors/v1", {out.view()});
    return wire::check_of(same_bytes<UpdateId>(hash)).value;
}

std::vector<wire::CursorTable> cursor_tables(const PeerTable& table,
                                             Incarnation their_incarnation) {
    std::vector<wire::CursorTable> parts(1, {their_incarnation, {}, false});
    std::size_t entries = 0;
    for (const auto& [space, state] : table) {
        const auto& cursor = state.theirs;
        if (cursor.arrival.value == 0) continue;
        auto later = told_later(cursor);
        entries += 1 + later.size();
        if (parts.back().cursors.size() == limits::cursors_max || entries > part_entries_max) {
            parts.push_back({their_incarnation, {}, false});
            entries = 1 + later.size();
        }
        parts.back().cursors.push_back({space, cursor.arrival, std::move(later)});
    }
    parts.back().last = true;
    return parts;
}

}  // namespace praxis::sync
