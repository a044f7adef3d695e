#include "crdt/detail/archive_columns.hpp"
#include "crdt/detail/skeleton_codec.hpp"

namespace praxis::crdt::detail {
namespace {

constexpr auto field_types = static_cast<std::uint8_t>(FieldType::log) + 1;

/// The members of what a field shows, in the order of the file.
template <class T>
constexpr std::tuple<> members;
template <>
constexpr auto members<EventId> = std::tuple{&EventId::update, &EventId::index};
template <>
constexpr auto members<Value> = std::tuple{&Value::update, &Value::written, &Value::content};
template <>
constexpr auto members<Element> = std::tuple{&Element::content, &Element::adds};
template <>
constexpr auto members<Item> = std::tuple{&Item::content, &Item::insertions, &Item::position};
template <>
constexpr auto members<Entry> = std::tuple{&Entry::id, &Entry::written, &Entry::content};

class Writer {
public:
    Writer(ByteWriter& out, const RowNumbers& rows) : out_{out}, rows_{rows} {}

    void write(const Projection& shown) {
        item(shown.version);
        item(shown.merged_from);
        for (const auto& [field, value] : shown.fields) {
            out_.u8(static_cast<std::uint8_t>(field.type));
            out_.u8(static_cast<std::uint8_t>(field.at.key.index()));
            write_address(out_, field.at);
            std::visit([this](const auto& one) { item(one); }, value);
        }
    }

private:
    void item(std::uint64_t number) { out_.varint(number); }
    void item(WallTime time) { out_.i64(to_millis(time)); }
    void item(const UpdateId& id) { out_.varint(rows_.at(id)); }
    void item(const Hash& id) { out_.id(id); }
    void item(const Bytes& value) { write_sized(out_, value); }
    void item(const std::string& text) { write_sized(out_, bytes_of(text)); }
    template <class T>
    void item(const T& one) {
        std::apply([&](auto... member) { (item(one.*member), ...); }, members<T>);
    }
    template <class T>
    void item(const std::optional<T>& one) {
        out_.u8(one ? 1 : 0);
        if (one) item(*one);
    }
    template <class T>
    void item(const std::vector<T>& all) {
        out_.varint(all.size());
        for (const auto& one : all)
            item(one);
    }

    ByteWriter& out_;
    const RowNumbers& rows_;
};

class Reader {
public:
    Reader(ByteView shown, ByteView ids) : in_{shown}, ids_{ids} {}

    Result<Projection> read() {
        Projection out;
        TRY(item(out.version));
        TRY(item(out.merged_from));
        while (!in_.at_end()) {
            TRY(auto field, field_id());
            TRY(auto value, shown(field.type));
            out.fields.insert_or_assign(std::move(field), std::move(value));
        }
        return out;
    }

private:
    Result<FieldId> field_id() {
        FieldId out;
        TRY(const auto type, in_.u8());
        if (type >= field_types) return fail(praxis::Errc::out_of_range, "type of a field");
        out.type = static_cast<FieldType>(type);
        TRY(const auto form, in_.u8());
        TRY(out.at, read_address(in_, form));
        return out;
    }

    Result<Shown> shown(FieldType type) {
        switch (type) {
            case FieldType::constant_id:
                return one<std::optional<Hash>>();
            case FieldType::constant:
            case FieldType::last_writer:
            case FieldType::ballot:
                return one<std::optional<Value>>();
            case FieldType::multi_value:
                return one<std::vector<Value>>();
            case FieldType::text:
                return one<std::string>();
            case FieldType::set:
            case FieldType::strict_set:
                return one<std::vector<Element>>();
            case FieldType::list:
                return one<std::vector<Item>>();
            case FieldType::log:
                return one<std::vector<Entry>>();
        }
        return fail(praxis::Errc::out_of_range);
    }
    template <class T>
    Result<Shown> one() {
        T out{};
        TRY(item(out));
        return Shown{std::move(out)};
    }

    Result<void> item(std::uint64_t& out) {
        TRY(out, in_.varint());
        return success();
    }
    Result<void> item(WallTime& out) {
        TRY(const auto millis, in_.i64());
        out = from_millis(millis);
        return success();
    }
    Result<void> item(UpdateId& out) {
        TRY(const auto number, in_.varint());
        TRY(out, id_of_row(ids_, number));
        return success();
    }
    Result<void> item(Hash& out) {
        TRY(out, in_.id<Hash>());
        return success();
    }
    Result<void> item(Bytes& out) {
        TRY(const auto bytes, read_sized(in_));
        out = copy(bytes);
        return success();
    }
    Result<void> item(std::string& out) {
        TRY(const auto bytes, read_sized(in_));
        out = text_of(bytes);
        return success();
    }
    template <class T>
    Result<void> item(T& one) {
        Result<void> out = success();
        const auto read = [&](auto& member) { return (out = item(member)).has_value(); };
        std::apply([&](auto... member) { (void)(read(one.*member) && ...); }, members<T>);
        return out;
    }
    template <class T>
    Result<void> item(std::optional<T>& out) {
        TRY(const auto here, in_.u8());
        if (here > 1) return fail(praxis::Errc::out_of_range);
        return here == 1 ? item(out.emplace()) : success();
    }
    template <class T>
    Result<void> item(std::vector<T>& out) {
        TRY(const auto count, in_.varint());
        for (std::uint64_t i = 0; i < count; ++i) {  // ends with the bytes, whatever the count says
            TRY(item(out.emplace_back()));
        }
        return success();
    }

    ByteReader in_;
    ByteView ids_;
};

}  // namespace

void write_shown(ByteWriter& out, const Projection& shown, const RowNumbers& rows) {
    Writer{out, rows}.write(shown);
}

Result<Projection> read_shown(ByteView shown, ByteView ids) {
    return Reader{shown, ids}.read();
}

}  // namespace praxis::crdt::detail
