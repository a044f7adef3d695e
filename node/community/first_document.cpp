#include "node/community/first_document.hpp"

#include "node/community/root_records.hpp"

namespace praxis::community {
namespace {

constexpr const char* note_name = "first-document";
constexpr std::uint8_t version = 1;
constexpr std::size_t text_bytes_max = 64 * 1024;
constexpr std::size_t settings_max = 64;

struct Kept {
    std::string kind;
    SpaceId space;
    std::string token;
    std::vector<Setting> settings;
};

Bytes encode(const Kept& kept) {
    ByteWriter out;
    out.u8(version);
    put_bytes(out, bytes_of(kept.kind));
    out.id(kept.space);
    put_bytes(out, bytes_of(kept.token));
    out.varint(kept.settings.size());
    for (const auto& setting : kept.settings) {
        put_bytes(out, bytes_of(setting.name));
        put_bytes(out, bytes_of(setting.text));
    }
    return out.take();
}

Result<std::string> take_text(ByteReader& in) {
    TRY(const auto bytes, take_bytes(in, text_bytes_max));
    return std::string{text_of(bytes)};
}

Result<Kept> decode(ByteView body) {
    ByteReader in{body};
    TRY(const auto made_by, in.u8());
    if (made_by != version) return fail(praxis::Errc::unknown_version, note_name);
    Kept out;
    TRY(out.kind, take_text(in));
    TRY(out.space, in.id<SpaceId>());
    TRY(out.token, take_text(in));
    TRY(const auto count, in.varint_up_to(settings_max));
    for (std::size_t i = 0; i < count; ++i) {
        TRY(auto name, take_text(in));
        TRY(auto text, take_text(in));
        out.settings.push_back({std::move(name), std::move(text)});
    }
    TRY(in.finish());
    return out;
}

}  // namespace

node::Task<Result<void>> FirstDocument::keep(std::string kind,
                                             SpaceId space,
                                             std::vector<Setting> settings,
                                             std::string token) {
    const Kept kept{std::move(kind), space, std::move(token), std::move(settings)};
    std::optional<Bytes> body = encode(kept);
    CO_TRY(co_await replica_.keep_note(note_name, std::move(body)));
    co_return co_await write_if_due();
}

node::Task<Result<void>> FirstDocument::write_if_due() {
    const auto self = replica_.governance().device_info(replica_.node());
    if (!self || !self->stands_now) co_return success();
    CO_TRY(const auto body, replica_.note(note_name));
    if (!body) co_return success();
    CO_TRY(auto kept, decode(*body));
    Writing writing;
    writing.token = std::move(kept.token);
    auto running = documents_.create(
        std::move(kept.kind), kept.space, std::move(kept.settings), std::move(writing));
    CO_TRY(co_await std::move(running));
    std::optional<Bytes> none;
    co_return co_await replica_.keep_note(note_name, std::move(none));
}

}  // namespace praxis::community
