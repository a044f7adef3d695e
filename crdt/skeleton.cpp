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

// Goes through bodies: see `detail::code_body`.

struct BodyWriter {
    ByteWriter& out;

    void id(const Hash& id) const { out.id(id); }
    void position(std::uint64_t position) const { out.varint(position); }
    void count(std::uint64_t count) const { out.varint(count); }
    void event(const EventId& event) const {
        out.id(event.update);
        out.varint(event.index);
    }
    void events(const std::vector<EventId>& events) const {
        count(events.size());
        for (const auto& one : events)
            event(one);
    }
};

class BodyReader : public detail::FirstFailure {
public:
    explicit BodyReader(ByteReader& in) : in_{in} {}

    void id(Hash& out) { take(out, in_.id<Hash>()); }
    void position(std::uint64_t& out) { take(out, in_.varint_up_to(position_max)); }
    void count(std::uint64_t& out) {
        take(out, in_.varint_up_to(limits::update_events_max));
        if (out == 0) refuse(fail(Errc::empty_operation));
    }
    void event(EventId& out) {
        take(out.update, in_.id<UpdateId>());
        take(out.index, in_.varint_up_to(limits::update_events_max - 1));
    }
    void events(std::vector<EventId>& out) {
        std::uint64_t number = 0;
        count(number);
        while (result() && out.size() < number) {  // ends with the bytes, whatever the count says
            EventId next;
            event(next);
            if (!out.empty() && !(out.back() < next)) refuse(fail(praxis::Errc::not_canonical));
            out.push_back(next);
        }
    }

private:
    ByteReader& in_;
};

Result<unsigned> read_number(ByteReader& in, std::uint8_t head) {
    const unsigned number = head & operation_mask;
    if (number != 0) return number;
    TRY(const auto far, in.u8());
    if (far <= operation_mask) return fail(praxis::Errc::not_canonical, "number of an operation");
    return unsigned{far};
}

template <std::size_t... places>
Operation operation_at(std::size_t place, std::index_sequence<places...>) {
    Operation out;
    ((place == places ? static_cast<void>(out.emplace<places>()) : void()), ...);
    return out;
}

}  // namespace

namespace detail {

void write_head(ByteWriter& out, const Operation& operation) {
    const auto number = operation.index() + 1;
    const auto form = address_of(operation).key.index() << key_form_shift;
    const bool is_short = number <= operation_mask;
    out.u8(static_cast<std::uint8_t>((is_short ? number : 0) | form));
    if (!is_short) out.u8(static_cast<std::uint8_t>(number));
    write_address(out, address_of(operation));
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

void write_body(ByteWriter& out, const Operation& operation) {
    const BodyWriter writer{out};
    code_body(operation, writer);
}

Result<Operation> read_head(ByteReader& in) {
    TRY(const auto head, in.u8());
    TRY(const auto number, read_number(in, head));
    constexpr auto count = std::variant_size_v<Operation>;
    if (number > count) return fail(Errc::unknown_operation, std::to_string(number));
    TRY(auto at, read_address(in, static_cast<unsigned>(head) >> key_form_shift));
    auto out = operation_at(number - 1, std::make_index_sequence<count>{});
    if (std::holds_alternative<CastBallot>(out) && !std::holds_alternative<Hash>(at.key)) {
        return fail(Errc::bad_address, "a ballot of nobody");
    }
    std::visit([&at](auto& op) { op.at = std::move(at); }, out);
    return out;
}

}  // namespace detail

namespace {

Result<Operation> read_operation(ByteReader& in) {
    TRY(auto out, detail::read_head(in));
    BodyReader body{in};
    detail::code_body(out, body);
    TRY(body.result());
    const auto* characters = std::get_if<DeleteCharacters>(&out);
    if (characters != nullptr &&
        characters->count > limits::update_events_max - characters->first.index) {
        return fail(praxis::Errc::out_of_range, "characters behind the end of any update");
    }
    return out;
}

template <class... Operations>
bool is_one_of(const Operation& operation) {
    return (std::holds_alternative<Operations>(operation) || ...);
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
    return is_one_of<SetConstant,
                     SetLast,
                     SetMulti,
                     InsertText,
                     AddElement,
                     InsertItem,
                     CastBallot,
                     AddStrict,
                     AppendEntry>(operation);
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
        detail::write_body(out, operation);
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
