#include "tests/support/update_reader.hpp"

#include <algorithm>

namespace praxis::test {
namespace {

constexpr std::uint64_t events_max = 256 * 1024;
constexpr std::uint64_t inserted_max = 16 * 1024;

/// Minimal LEB128.
std::uint64_t varint(Taker& in, std::uint64_t most) {
    std::uint64_t out = 0;
    for (unsigned shift = 0; !in.bad; shift += 7) {
        const auto byte = static_cast<std::uint64_t>(in.byte());
        in.bad = in.bad || (shift == 63 && byte > 1) || (shift > 0 && byte == 0);
        if (in.bad) break;
        out |= (byte & 127U) << shift;
        if (byte < 128) break;
    }
    in.bad = in.bad || out > most;
    return out;
}

bool has_part(unsigned number) {
    return (number >= 2 && number <= 5) || number == 8;
}

std::optional<std::vector<ReadOperation>> parse(const UpdateId& id, ByteView skeleton) {
    std::vector<ReadOperation> out;
    if (skeleton.empty()) return out;
    Taker in{skeleton};
    std::uint64_t events = 0;
    std::uint64_t inserted = 0;
    in.bad = in.byte() != 1 || in.rest.empty();
    while (!in.bad && !in.rest.empty()) {
        const auto head = static_cast<unsigned>(in.byte());
        ReadOperation op;
        op.number = head & 15U;
        const auto before = in.rest;
        static_cast<void>(varint(in, 0xFFFF));
        if (head >> 4U == 1) {
            const auto tag = in.take(static_cast<std::size_t>(in.byte()));
            in.bad = in.bad || tag.empty() || tag.size() > 35 ||
                     !std::ranges::all_of(tag, [](std::byte b) {
                         const auto c = std::to_integer<char>(b);
                         return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                     });
        } else if (head >> 4U == 2) {
            in.take(32);
        } else if (head >> 4U == 3) {
            static_cast<void>(varint(in, ~std::uint64_t{0}));
        }
        in.bad = in.bad || head >> 4U > 3 || op.number < 1 || op.number > 9;
        if (in.bad) return std::nullopt;
        op.at = {std::byte(head >> 4U)};
        append(op.at, before.first(before.size() - in.rest.size()));
        const auto event = [&] {
            const auto update = in.id<UpdateId>();
            return ReadEvent{update, varint(in, events_max - 1)};
        };
        if (op.number == 1) in.take(32);
        if (op.number == 5 || op.number == 6) op.position = varint(in, 0xFFFFFFFF);
        if (op.number == 7) op.targets.push_back(event());
        if (op.number >= 5 && op.number <= 7) op.events = varint(in, events_max);
        if (op.number == 7 && op.targets[0].second + op.events > events_max) return std::nullopt;
        auto adds = op.number == 9 ? varint(in, events_max) : 0;
        in.bad = in.bad || op.events == 0 || (op.number == 9 && adds == 0);
        for (; adds > 0 && !in.bad; --adds) {
            const auto add = event();
            in.bad = in.bad || (!op.targets.empty() && add <= op.targets.back());
            op.targets.push_back(add);
        }
        op.event = {id, events};
        events += op.events;
        if (op.number == 5) inserted += op.events;
        in.bad = in.bad || events > events_max || inserted > inserted_max;
        out.push_back(std::move(op));
    }
    return in.bad ? std::nullopt : std::optional{out};
}

/// Hands out the parts of a content, if all of them fit.
void fill(std::vector<ReadOperation>& operations, ByteView content) {
    std::vector<Bytes> parts;
    Taker in{content.empty() ? content : content.subspan(8)};
    while (!in.bad && !in.rest.empty()) {
        in.bad = in.byte() != 0x0A;  // field 1, length-delimited
        const auto size = in.bad ? 0 : varint(in, content.size());
        parts.push_back(copy(in.take(static_cast<std::size_t>(size))));
    }
    if (in.bad) return;
    std::size_t next = 0;
    for (const auto& op : operations) {
        if (!has_part(op.number)) continue;
        if (next == parts.size()) return;
        const auto text = code_points(parts[next++]);
        if (op.number == 5 && (!text || text->size() != op.events)) return;
    }
    if (next != parts.size()) return;
    next = 0;
    for (auto& op : operations) {
        if (has_part(op.number)) op.part = parts[next++];
    }
}

}  // namespace

std::optional<std::u32string> code_points(const Bytes& bytes) {
    std::u32string out;
    for (std::size_t i = 0; i < bytes.size();) {
        const auto first = std::to_integer<char32_t>(bytes[i++]);
        const int more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        if ((first >= 0x80 && first < 0xC2) || first > 0xF4) return std::nullopt;
        char32_t point = more == 0 ? first : first & (0x3FU >> more);
        for (int left = more; left > 0; --left) {
            if (i == bytes.size()) return std::nullopt;
            const auto next = std::to_integer<char32_t>(bytes[i++]);
            if (next >> 6U != 2) return std::nullopt;
            point = point << 6U | (next & 0x3FU);
        }
        out += point;
    }
    return out;
}

ReadUpdate read_update(ByteView header, ByteView skeleton, std::optional<ByteView> content) {
    ReadUpdate update;
    auto& seen = update.seen;
    seen.id = same_bytes<UpdateId>(crypto::hash("praxis/header/v1", {header}));
    seen.skeleton = copy(skeleton);
    Taker in{header.subspan(1 + 32)};
    seen.chain.device = in.id<SigningKey>();
    seen.chain.space = in.id<SpaceId>();
    seen.chain.incarnation = Incarnation{in.number()};
    seen.seq = Seq{in.number()};
    seen.prev = in.id<UpdateId>();
    seen.is_join = (in.byte() & 2) != 0;
    update.document = in.id<DocumentId>();
    update.creates = update.document.is_zero();
    if (update.creates) update.document = same_bytes<DocumentId>(seen.id);
    update.kind = static_cast<std::uint64_t>(in.byte());
    update.kind += 256 * static_cast<std::uint64_t>(in.byte());
    in.take(1);
    update.written = static_cast<std::int64_t>(in.number());
    in.take(2 + 2 + 32);
    for (auto left = in.byte(); left > 0; --left)
        seen.governance.push_back(in.id<UpdateId>());
    for (auto left = in.byte(); left > 0; --left)
        seen.deps.push_back(in.id<UpdateId>());
    update.operations = parse(seen.id, skeleton);
    if (update.operations && content) fill(*update.operations, *content);
    return update;
}

NetworkId network_of(ByteView genesis) {
    return same_bytes<NetworkId>(crypto::hash("praxis/genesis/v1", {genesis}));
}

std::set<SigningKey> board_of(ByteView genesis) {
    Taker in{genesis};
    in.take(1 + 16 + 1);
    std::set<SigningKey> out;
    for (auto left = in.byte(); left > 0; --left)
        out.insert(in.id<SigningKey>());
    return out;
}

}  // namespace praxis::test
