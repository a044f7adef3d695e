#include "tests/support/crdt_oracle/skeleton_reader.hpp"

namespace praxis::testing::oracle {
namespace {

constexpr std::uint64_t events_max = 262'144;
constexpr std::uint64_t insert_max = 16'384;
constexpr std::uint64_t position_max = 4'294'967'295;
constexpr std::uint64_t field_max = 65'535;
constexpr std::uint64_t any_number = ~std::uint64_t{0};
constexpr std::size_t tag_max = 35;

/// Where the bytes are not the grammar's, everything read from then on is worth nothing.
class Reader {
public:
    explicit Reader(ByteView bytes) : rest_{bytes} {}

    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] bool at_end() const { return rest_.empty() || !good_; }
    void want(bool condition) { good_ = good_ && condition; }

    unsigned byte() {
        want(!rest_.empty());
        if (!good_) return 0;
        const auto out = std::to_integer<unsigned>(rest_.front());
        rest_ = rest_.subspan(1);
        return out;
    }

    /// Seven bits a byte, the lowest first; no byte more than the number needs.
    std::uint64_t number(std::uint64_t max) {
        std::uint64_t out = 0;
        for (unsigned shift = 0; good_; shift += 7) {
            const auto next = byte();
            const std::uint64_t bits = next & 0x7FU;
            want(shift < 63 || (shift == 63 && bits <= 1));
            if (!good_) break;
            out |= bits << shift;
            if ((next & 0x80U) != 0) continue;
            want(next != 0 || shift == 0);
            break;
        }
        want(out <= max);
        return out;
    }

    template <class Id>
    Id id() {
        Id out;
        for (auto& each : out.bytes)
            each = static_cast<std::byte>(byte());
        return out;
    }

    std::string tag() {
        const auto length = byte();
        want(length >= 1 && length <= tag_max);
        std::string out;
        for (unsigned i = 0; i < length && good_; ++i) {
            const auto c = static_cast<char>(byte());
            want((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
            out += c;
        }
        return out;
    }

    EventId event() {
        const auto update = id<UpdateId>();
        return {update, number(events_max - 1)};
    }

private:
    ByteView rest_;
    bool good_ = true;
};

Key read_key(Reader& in, unsigned form) {
    if (form == 0) return {};
    if (form == 1) return in.tag();
    if (form == 2) return in.id<Hash>();
    in.want(form == 3);
    return in.number(any_number);
}

std::uint64_t read_count(Reader& in) {
    const auto count = in.number(events_max);
    in.want(count >= 1);
    return count;
}

void read_body(Reader& in, Operation& operation) {
    switch (operation.act) {
        case Act::set_constant_id:
            operation.id = in.id<Hash>();
            break;
        case Act::insert_text:
        case Act::delete_text:
            operation.position = in.number(position_max);
            operation.events = read_count(in);
            break;
        case Act::delete_characters:
            operation.target = in.event();
            operation.events = read_count(in);
            in.want(operation.target.index + operation.events <= events_max);
            break;
        case Act::remove_elements:
        case Act::remove_strict:
            for (auto left = read_count(in); left > 0 && in.good(); --left) {
                const auto event = in.event();
                in.want(operation.names.empty() || operation.names.back() < event);
                operation.names.push_back(event);
            }
            break;
        case Act::insert_item:
            operation.position = in.number(position_max);
            break;
        case Act::move_item:
            operation.target = in.event();
            operation.position = in.number(position_max);
            break;
        case Act::delete_item:
            operation.target = in.event();
            break;
        case Act::cast_ballot:
            in.want(std::holds_alternative<Hash>(operation.at.key));
            break;
        default:
            break;
    }
}

Operation read_operation(Reader& in) {
    Operation out;
    const auto head = in.byte();
    auto number = head & 0x0FU;
    if (number == 0) {
        number = in.byte();
        in.want(number > 15);
    }
    in.want(number >= 1 && number <= static_cast<unsigned>(Act::append_entry));
    if (!in.good()) return out;
    out.act = static_cast<Act>(number);
    out.at.field = static_cast<std::uint16_t>(in.number(field_max));
    out.at.key = read_key(in, head >> 4U);
    read_body(in, out);
    return out;
}

}  // namespace

bool has_part(Act act) {
    switch (act) {
        case Act::set_constant:
        case Act::set_last:
        case Act::set_multi:
        case Act::insert_text:
        case Act::add_element:
        case Act::insert_item:
        case Act::cast_ballot:
        case Act::add_strict:
        case Act::append_entry:
            return true;
        default:
            return false;
    }
}

FieldType type_of(Act act) {
    switch (act) {
        case Act::set_constant_id:
            return FieldType::constant_id;
        case Act::set_constant:
            return FieldType::constant;
        case Act::set_last:
            return FieldType::last_writer;
        case Act::set_multi:
            return FieldType::multi_value;
        case Act::insert_text:
        case Act::delete_text:
        case Act::delete_characters:
            return FieldType::text;
        case Act::add_element:
        case Act::remove_elements:
            return FieldType::set;
        case Act::insert_item:
        case Act::move_item:
        case Act::delete_item:
            return FieldType::list;
        case Act::cast_ballot:
            return FieldType::ballot;
        case Act::add_strict:
        case Act::remove_strict:
            return FieldType::strict_set;
        case Act::append_entry:
            break;
    }
    return FieldType::log;
}

std::optional<std::vector<Operation>> read_skeleton(ByteView bytes) {
    std::vector<Operation> out;
    if (bytes.empty()) return out;
    Reader in{bytes};
    in.want(in.byte() == 1);
    std::uint64_t events = 0;
    std::uint64_t inserted = 0;
    do {
        out.push_back(read_operation(in));
        events += out.back().events;
        if (out.back().act == Act::insert_text) inserted += out.back().events;
        in.want(events <= events_max && inserted <= insert_max);
    } while (!in.at_end());
    if (!in.good()) return std::nullopt;
    return out;
}

}  // namespace praxis::testing::oracle
