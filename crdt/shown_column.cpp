#include "crdt/detail/archive_columns.hpp"
#include "crdt/detail/skeleton_codec.hpp"

namespace praxis::crdt::detail {
namespace {

constexpr auto field_types = static_cast<std::uint8_t>(FieldType::log) + 1;

class Writer {
public:
    Writer(ByteWriter& out, const RowNumbers& rows) : out_{out}, rows_{rows} {}

    void write(const Projection& shown) {
        out_.varint(shown.version.size());
        for (const auto& head : shown.version)
            row(head);
        out_.varint(shown.merged_from);
        for (const auto& [field, value] : shown.fields) {
            out_.u8(static_cast<std::uint8_t>(field.type));
            out_.u8(static_cast<std::uint8_t>(field.at.key.index()));
            write_address(out_, field.at);
            std::visit([this](const auto& one) { item(one); }, value);
        }
    }

private:
    void row(const UpdateId& id) { out_.varint(rows_.at(id)); }
    void bytes(ByteView value) {
        out_.varint(value.size());
        out_.raw(value);
    }
    void content(const std::optional<Bytes>& value) {
        out_.u8(value ? 1 : 0);
        if (value) bytes(*value);
    }
    void item(const EventId& event) {
        row(event.update);
        out_.varint(event.index);
    }
    void item(const Hash& id) { out_.id(id); }
    void item(const std::string& text) { bytes(bytes_of(text)); }
    void item(const Value& value) {
        row(value.update);
        out_.i64(to_millis(value.written));
        content(value.content);
    }
    void item(const Element& element) {
        content(element.content);
        item(element.adds);
    }
    void item(const Item& one) {
        content(one.content);
        item(one.insertions);
        out_.varint(one.position);
    }
    void item(const Entry& entry) {
        item(entry.id);
        out_.i64(to_millis(entry.written));
        content(entry.content);
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
        TRY(const auto heads, in_.varint());
        for (std::uint64_t i = 0; i < heads; ++i) {
            UpdateId head;
            TRY(row(head));
            out.version.push_back(head);
        }
        TRY(out.merged_from, in_.varint());
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

    Result<void> row(UpdateId& out) {
        const auto count = ids_.size() / UpdateId::size;
        TRY(const auto number, in_.varint());
        if (number >= count) return fail(praxis::Errc::out_of_range, "row");
        TRY(out, UpdateId::from(ids_.subspan(number * UpdateId::size, UpdateId::size)));
        return success();
    }
    Result<void> bytes(Bytes& out) {
        TRY(const auto size, in_.varint());
        TRY(const auto view, in_.raw(size));
        out = copy(view);
        return success();
    }
    Result<void> item(EventId& out) {
        TRY(row(out.update));
        TRY(out.index, in_.varint());
        return success();
    }
    Result<void> item(Hash& out) {
        TRY(out, in_.id<Hash>());
        return success();
    }
    Result<void> item(std::string& out) {
        Bytes text;
        TRY(bytes(text));
        out = text_of(text);
        return success();
    }
    Result<void> item(WallTime& out) {
        TRY(const auto millis, in_.i64());
        out = from_millis(millis);
        return success();
    }
    Result<void> item(Value& out) {
        TRY(row(out.update));
        TRY(item(out.written));
        return content(out.content);
    }
    Result<void> item(Element& out) {
        TRY(content(out.content));
        return item(out.adds);
    }
    Result<void> item(Item& out) {
        TRY(content(out.content));
        TRY(item(out.insertions));
        TRY(out.position, in_.varint());
        return success();
    }
    Result<void> item(Entry& out) {
        TRY(item(out.id));
        TRY(item(out.written));
        return content(out.content);
    }
    Result<void> content(std::optional<Bytes>& out) {
        TRY(const auto here, in_.u8());
        if (here > 1) return fail(praxis::Errc::out_of_range);
        return here == 1 ? bytes(out.emplace()) : success();
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
