#include "node/backup/items.hpp"

#include "protocol/base/codec.hpp"

namespace praxis::node {
namespace {

enum class Kind : std::uint8_t { genesis = 1, update = 2, local = 3, form = 4 };
enum class Payload : std::uint8_t { none = 0, without_content = 1, with_content = 2 };

void put_kind(ByteWriter& out, Kind kind) {
    out.u8(static_cast<std::uint8_t>(kind));
}

void put_bytes(ByteWriter& out, ByteView bytes) {
    out.u32(static_cast<std::uint32_t>(bytes.size()));
    out.raw(bytes);
}

Result<Bytes> take_bytes(ByteReader& in) {
    TRY(const auto length, in.u32());
    TRY(const auto bytes, in.raw(length));
    return copy(bytes);
}

void put_ids(ByteWriter& out, const std::vector<UpdateId>& ids) {
    out.u32(static_cast<std::uint32_t>(ids.size()));
    for (const auto& id : ids)
        out.id(id);
}

Result<std::vector<UpdateId>> take_ids(ByteReader& in) {
    TRY(const auto count, in.u32());
    std::vector<UpdateId> out;
    for (std::uint32_t i = 0; i < count; ++i) {
        TRY(const auto id, in.id<UpdateId>());
        out.push_back(id);
    }
    return out;
}

/// An enum whose values are 1 to `last`.
template <class Enum>
Result<Enum> take_one_of(ByteReader& in, Enum last) {
    TRY(const auto value, in.u8());
    if (value == 0 || value > static_cast<std::uint8_t>(last)) {
        return fail(Errc::out_of_range, "a word of an item");
    }
    return static_cast<Enum>(value);
}

struct Encode {
    ByteWriter& out;

    void operator()(const GenesisItem& item) const {
        put_kind(out, Kind::genesis);
        put_bytes(out, item.genesis);
    }
    void operator()(const UpdateItem& item) const {
        put_kind(out, Kind::update);
        put_bytes(out, item.header.header);
        out.id(item.header.signature);
        out.u8(static_cast<std::uint8_t>(item.applied));
        out.u8(static_cast<std::uint8_t>(item.standing));
        out.u8(item.person ? 1 : 0);
        if (item.person) out.id(*item.person);
        put_payload(item.payload);
    }
    void operator()(const LocalItem& item) const {
        put_kind(out, Kind::local);
        put_bytes(out, item.record.name);
        put_bytes(out, item.record.body);
    }
    void operator()(const FormItem& item) const {
        put_kind(out, Kind::form);
        out.id(item.token);
        out.id(item.answer.document);
        put_ids(out, item.answer.updates);
        put_ids(out, item.answer.version);
    }

private:
    void put_payload(const std::optional<store::StoredPayload>& payload) const {
        const auto what = !payload           ? Payload::none
                          : payload->content ? Payload::with_content
                                             : Payload::without_content;
        out.u8(static_cast<std::uint8_t>(what));
        if (!payload) return;
        out.id(payload->content_leaf);
        put_bytes(out, payload->skeleton);
        if (payload->content) put_bytes(out, *payload->content);
    }
};

Result<std::optional<store::StoredPayload>> take_payload(ByteReader& in) {
    TRY(const auto what, in.u8());
    if (what == static_cast<std::uint8_t>(Payload::none)) {
        return std::optional<store::StoredPayload>{};
    }
    if (what > static_cast<std::uint8_t>(Payload::with_content)) {
        return fail(Errc::out_of_range, "a payload of an item");
    }
    store::StoredPayload out;
    TRY(out.content_leaf, in.id<Hash>());
    TRY(out.skeleton, take_bytes(in));
    if (what == static_cast<std::uint8_t>(Payload::with_content)) {
        TRY(out.content, take_bytes(in));
    }
    return std::optional{std::move(out)};
}

Result<Item> take_update(ByteReader& in) {
    UpdateItem out;
    TRY(out.header.header, take_bytes(in));
    TRY(out.header.signature, in.id<Signature>());
    TRY(out.applied, take_one_of(in, store::Applied::never));
    TRY(out.standing, take_one_of(in, store::Standing::is_void));
    TRY(const auto has_person, in.u8());
    if (has_person > 1) return fail(Errc::out_of_range, "a person of an item");
    if (has_person == 1) {
        TRY(out.person, in.id<PersonId>());
    }
    TRY(out.payload, take_payload(in));
    return Item{std::move(out)};
}

Result<Item> take_local(ByteReader& in) {
    LocalItem out;
    TRY(out.record.name, take_bytes(in));
    TRY(out.record.body, take_bytes(in));
    if (out.record.name.empty() || out.record.name.size() > store::name_bytes_max) {
        return fail(Errc::out_of_range, "the name of a local record");
    }
    return Item{std::move(out)};
}

Result<Item> take_form(ByteReader& in) {
    FormItem out;
    TRY(out.token, in.id<Hash>());
    TRY(out.answer.document, in.id<DocumentId>());
    TRY(out.answer.updates, take_ids(in));
    TRY(out.answer.version, take_ids(in));
    return Item{std::move(out)};
}

Result<Item> take_item(ByteReader& in) {
    TRY(const auto kind, in.u8());
    switch (static_cast<Kind>(kind)) {
        case Kind::genesis: {
            GenesisItem out;
            TRY(out.genesis, take_bytes(in));
            return Item{std::move(out)};
        }
        case Kind::update:
            return take_update(in);
        case Kind::local:
            return take_local(in);
        case Kind::form:
            return take_form(in);
    }
    return fail(Errc::out_of_range, "the kind of an item");
}

}  // namespace

Bytes encode(const Item& item) {
    ByteWriter out;
    std::visit(Encode{out}, item);
    return out.take();
}

Result<Item> decode_item(ByteView bytes) {
    ByteReader in{bytes};
    TRY(auto item, take_item(in));
    TRY(in.finish());
    return item;
}

}  // namespace praxis::node
