#include "crdt/skeleton.hpp"

#include "crdt/detail/skeleton_codec.hpp"
#include "crdt/limits.hpp"
#include "protocol/base/check.hpp"
#include "protocol/base/codec.hpp"

#include <algorithm>

namespace praxis::crdt {
namespace {

// Operation numbers are places in the variant, from 1. Those below 16 share a byte with the key's
// form; a byte with 0 in their place says that the number follows in a byte of its own.
constexpr std::uint64_t position_max = 0xFFFF'FFFF;
constexpr unsigned key_form_shift = 4;
constexpr std::uint8_t operation_mask = 0x0F;

template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

bool is_tag_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

// --- writing ---

void write_event(ByteWriter& out, const EventId& event) {
    out.id(event.update);
    out.varint(event.index);
}

void write_adds(ByteWriter& out, const std::vector<EventId>& adds) {
    out.varint(adds.size());
    for (const auto& add : adds)
        write_event(out, add);
}

}  // namespace

namespace detail {

void write_head(ByteWriter& out, const Operation& operation) {
    const auto number = operation.index() + 1;
    const auto form = address_of(operation).key.index() << key_form_shift;
    const bool is_short = number <= operation_mask;
    out.u8(static_cast<std::uint8_t>((is_short ? number : 0) | form));
    if (!is_short) out.u8(static_cast<std::uint8_t>(number));
}

void write_address(ByteWriter& out, const Address& at) {
    out.varint(at.field);
    std::visit(Overloaded{[](std::monostate) {},
                          [&](const std::string& tag) {
                              out.u8(static_cast<std::uint8_t>(tag.size()));
                              out.raw(bytes_of(tag));
                          },
                          [&](const Hash& id) { out.id(id); },
                          [&](std::uint64_t number) { out.varint(number); }},
               at.key);
}

Result<Address> read_address(ByteReader& in, unsigned key_form) {
    Address out;
    TRY(const auto field, in.varint_up_to(0xFFFF));
    out.field = static_cast<std::uint16_t>(field);
    switch (key_form) {
        case 0:
            return out;
        case 1: {
            TRY(const auto length, in.u8());
            TRY(const auto tag, in.raw(length));
            if (!is_language_tag(text_of(tag))) return fail(Errc::bad_address, "language tag");
            out.key = std::string{text_of(tag)};
            return out;
        }
        case 2: {
            TRY(const auto id, in.id<Hash>());
            out.key = id;
            return out;
        }
        case 3: {
            TRY(const auto number, in.varint());
            out.key = number;
            return out;
        }
        default:
            return fail(Errc::bad_address, "form of key");
    }
}

}  // namespace detail

namespace {

void write_body(ByteWriter& out, const Operation& operation) {
    std::visit(Overloaded{[&](const SetConstantId& op) { out.id(op.id); },
                          [&](const InsertText& op) {
                              out.varint(op.position);
                              out.varint(op.length);
                          },
                          [&](const DeleteText& op) {
                              out.varint(op.position);
                              out.varint(op.length);
                          },
                          [&](const DeleteCharacters& op) {
                              write_event(out, op.first);
                              out.varint(op.count);
                          },
                          [&](const RemoveElements& op) { write_adds(out, op.adds); },
                          [&](const RemoveStrict& op) { write_adds(out, op.adds); },
                          [&](const InsertItem& op) { out.varint(op.position); },
                          [&](const MoveItem& op) {
                              write_event(out, op.item);
                              out.varint(op.position);
                          },
                          [&](const DeleteItem& op) { write_event(out, op.item); },
                          [](const auto&) {}},
               operation);
}

// --- reading ---

Result<EventId> read_event(ByteReader& in) {
    EventId out;
    TRY(out.update, in.id<UpdateId>());
    TRY(out.index, in.varint_up_to(limits::update_events_max - 1));
    return out;
}

Result<std::uint64_t> read_count(ByteReader& in) {
    TRY(const auto count, in.varint_up_to(limits::update_events_max));
    if (count == 0) return fail(Errc::empty_operation);
    return count;
}

template <class Op>
Result<Operation> read_position(ByteReader& in, Address at) {
    Op op;
    op.at = std::move(at);
    TRY(op.position, in.varint_up_to(position_max));
    TRY(op.length, read_count(in));
    return Operation{std::move(op)};
}

Result<Operation> read_delete_characters(ByteReader& in, Address at) {
    DeleteCharacters op;
    op.at = std::move(at);
    TRY(op.first, read_event(in));
    TRY(op.count, read_count(in));
    if (op.count > limits::update_events_max - op.first.index) {
        return fail(praxis::Errc::out_of_range, "characters behind the end of any update");
    }
    return Operation{std::move(op)};
}

template <class Op>
Result<Operation> read_remove(ByteReader& in, Address at) {
    Op op;
    op.at = std::move(at);
    TRY(const auto count, read_count(in));
    for (std::uint64_t i = 0; i < count; ++i) {  // ends with the bytes, whatever the count says
        TRY(const auto add, read_event(in));
        if (!op.adds.empty() && !(op.adds.back() < add)) return fail(praxis::Errc::not_canonical);
        op.adds.push_back(add);
    }
    return Operation{std::move(op)};
}

Result<Operation> read_insert_item(ByteReader& in, Address at) {
    InsertItem op{std::move(at), 0};
    TRY(op.position, in.varint_up_to(position_max));
    return Operation{std::move(op)};
}

Result<Operation> read_move_item(ByteReader& in, Address at) {
    MoveItem op{std::move(at), {}, 0};
    TRY(op.item, read_event(in));
    TRY(op.position, in.varint_up_to(position_max));
    return Operation{std::move(op)};
}

Result<Operation> read_delete_item(ByteReader& in, Address at) {
    DeleteItem op{std::move(at), {}};
    TRY(op.item, read_event(in));
    return Operation{std::move(op)};
}

Result<unsigned> read_number(ByteReader& in, std::uint8_t head) {
    const unsigned number = head & operation_mask;
    if (number != 0) return number;
    TRY(const auto far, in.u8());
    if (far <= operation_mask) return fail(praxis::Errc::not_canonical, "number of an operation");
    return unsigned{far};
}

Result<Operation> read_operation(ByteReader& in) {
    TRY(const auto head, in.u8());
    TRY(const auto number, read_number(in, head));
    if (number > std::variant_size_v<Operation>) {
        return fail(Errc::unknown_operation, std::to_string(number));
    }
    TRY(auto at, detail::read_address(in, static_cast<unsigned>(head) >> key_form_shift));
    switch (number) {
        case 1: {
            TRY(const auto id, in.id<Hash>());
            return Operation{SetConstantId{std::move(at), id}};
        }
        case 2:
            return Operation{SetConstant{std::move(at)}};
        case 3:
            return Operation{SetLast{std::move(at)}};
        case 4:
            return Operation{SetMulti{std::move(at)}};
        case 5:
            return read_position<InsertText>(in, std::move(at));
        case 6:
            return read_position<DeleteText>(in, std::move(at));
        case 7:
            return read_delete_characters(in, std::move(at));
        case 8:
            return Operation{AddElement{std::move(at)}};
        case 9:
            return read_remove<RemoveElements>(in, std::move(at));
        case 10:
            return read_insert_item(in, std::move(at));
        case 11:
            return read_move_item(in, std::move(at));
        case 12:
            return read_delete_item(in, std::move(at));
        case 13:
            if (!std::holds_alternative<Hash>(at.key)) {
                return fail(Errc::bad_address, "a ballot of nobody");
            }
            return Operation{CastBallot{std::move(at)}};
        case 14:
            return Operation{AddStrict{std::move(at)}};
        case 15:
            return read_remove<RemoveStrict>(in, std::move(at));
        default:
            return Operation{AppendEntry{std::move(at)}};
    }
}

std::uint64_t inserted_by(const Operation& operation) {
    const auto* insert = std::get_if<InsertText>(&operation);
    return insert == nullptr ? 0 : insert->length;
}

}  // namespace

bool is_language_tag(std::string_view tag) {
    return !tag.empty() && tag.size() <= limits::language_tag_max &&
           std::ranges::all_of(tag, is_tag_character);
}

const Address& address_of(const Operation& operation) {
    return std::visit([](const auto& op) -> const Address& { return op.at; }, operation);
}

std::uint64_t events_of(const Operation& operation) {
    return std::visit(Overloaded{[](const InsertText& op) { return op.length; },
                                 [](const DeleteText& op) { return op.length; },
                                 [](const DeleteCharacters& op) { return op.count; },
                                 [](const auto&) { return std::uint64_t{1}; }},
                      operation);
}

std::uint64_t events_of(const Skeleton& skeleton) {
    std::uint64_t count = 0;
    for (const auto& operation : skeleton.operations)
        count += events_of(operation);
    return count;
}

bool has_part(const Operation& operation) {
    return std::holds_alternative<SetConstant>(operation) ||
           std::holds_alternative<SetLast>(operation) ||
           std::holds_alternative<SetMulti>(operation) ||
           std::holds_alternative<InsertText>(operation) ||
           std::holds_alternative<AddElement>(operation) ||
           std::holds_alternative<InsertItem>(operation) ||
           std::holds_alternative<CastBallot>(operation) ||
           std::holds_alternative<AddStrict>(operation) ||
           std::holds_alternative<AppendEntry>(operation);
}

std::size_t parts_of(const Skeleton& skeleton) {
    return static_cast<std::size_t>(std::ranges::count_if(skeleton.operations, has_part));
}

Bytes encode(const Skeleton& skeleton) {
    if (skeleton.operations.empty()) return {};
    ByteWriter out;
    out.u8(skeleton_version);
    for (const auto& operation : skeleton.operations) {
        const auto& at = address_of(operation);
        const auto* tag = std::get_if<std::string>(&at.key);
        PRAXIS_CHECK(tag == nullptr || is_language_tag(*tag));
        PRAXIS_CHECK(events_of(operation) > 0);
        PRAXIS_CHECK(!std::holds_alternative<CastBallot>(operation) ||
                     std::holds_alternative<Hash>(at.key));
        detail::write_head(out, operation);
        detail::write_address(out, at);
        write_body(out, operation);
    }
    return out.take();
}

Result<Skeleton> parse_skeleton(ByteView bytes) {
    Skeleton out;
    if (bytes.empty()) return out;
    ByteReader in{bytes};
    TRY(const auto version, in.u8());
    if (version != skeleton_version) return fail(praxis::Errc::unknown_version);
    if (in.at_end()) return fail(praxis::Errc::not_canonical, "an empty skeleton has no bytes");
    std::uint64_t events = 0;
    std::uint64_t inserted = 0;
    while (!in.at_end()) {
        TRY(auto operation, read_operation(in));
        events += events_of(operation);
        inserted += inserted_by(operation);
        if (events > limits::update_events_max || inserted > limits::update_insert_max) {
            return fail(Errc::too_many_events);
        }
        out.operations.push_back(std::move(operation));
    }
    return out;
}

}  // namespace praxis::crdt
