#include "crdt/detail/sections.hpp"

#include "crdt/limits.hpp"
#include "protocol/base/check.hpp"
#include "protocol/base/codec.hpp"
#include "protocol/crypto/hash.hpp"

#include <memory>
#include <optional>
#include <zstd.h>

namespace praxis::crdt::detail {
namespace {

constexpr std::string_view magic = "PRXC";
constexpr std::uint8_t archive_version = 1;
constexpr std::string_view hash_tag = "praxis/archive/v1";
constexpr int zstd_level = 9;

Result<Sealed> damaged(const char* what) {
    return fail(Errc::damaged_archive, what);
}

class Compressor {
public:
    /// nullopt when that is not shorter, or so much shorter that a reader would refuse it.
    std::optional<Bytes> shorten(const Bytes& bytes) {
        if (bytes.size() < worth_it) return std::nullopt;
        if (!context_) context_.reset(ZSTD_createCCtx());
        Bytes out(ZSTD_compressBound(bytes.size()));
        const auto size = ZSTD_compressCCtx(
            context_.get(), out.data(), out.size(), bytes.data(), bytes.size(), zstd_level);
        PRAXIS_CHECK(ZSTD_isError(size) == 0);
        if (size >= bytes.size() || bytes.size() > size * limits::archive_ratio_max) {
            return std::nullopt;
        }
        out.resize(size);
        return out;
    }

private:
    static constexpr std::size_t worth_it = 32;  // a frame alone takes some 12 bytes
    struct Free {
        void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    };
    std::unique_ptr<ZSTD_CCtx, Free> context_;
};

}  // namespace

Bytes seal(std::uint8_t kind, const std::vector<Section>& sections) {
    ByteWriter table;
    Bytes bodies;
    Compressor compressor;
    std::uint64_t count = 0;
    for (const auto& section : sections) {
        if (section.bytes.empty()) continue;
        ++count;
        const auto shorter = compressor.shorten(section.bytes);
        const auto form = shorter ? Sealed::Form::zstd : Sealed::Form::plain;
        const auto& stored = shorter ? *shorter : section.bytes;
        table.varint(section.number);
        table.u8(static_cast<std::uint8_t>(form));
        table.varint(stored.size());
        if (shorter) table.varint(section.bytes.size());
        append(bodies, stored);
    }
    ByteWriter body;
    body.u8(kind);
    body.varint(count);
    body.raw(table.view());
    body.raw(bodies);
    ByteWriter out;
    out.raw(bytes_of(magic));
    out.u8(archive_version);
    out.id(crypto::hash(hash_tag, {body.view()}));
    out.raw(body.view());
    return out.take();
}

Result<Sealed> Sealed::open(Bytes file, std::uint8_t kind) {
    Sealed out;
    out.file_ = std::move(file);
    ByteReader in{out.file_};
    const auto name = in.raw(magic.size());
    if (!name || text_of(name.value()) != magic) return damaged("no archive of a document");
    const auto version = in.u8();
    if (!version) return damaged("cut short");
    if (version.value() != archive_version) {
        return fail(praxis::Errc::unknown_version,
                    "archive version " + std::to_string(version.value()) +
                        ": a newer Praxis wrote it, and reads it");
    }
    const auto hash = in.id<Hash>();
    if (!hash) return damaged("cut short");
    const auto body = ByteView{out.file_}.last(in.remaining());
    if (crypto::hash(hash_tag, {body}) != hash.value()) return damaged("its hash is another");
    auto table = out.read_table(kind);
    if (!table) return fail(Errc::damaged_archive, table.error().text());
    return out;
}

Result<void> Sealed::read_table(std::uint8_t kind) {
    constexpr auto head = magic.size() + 1 + Hash::size;
    ByteReader in{ByteView{file_}.subspan(head)};
    TRY(const auto written, in.u8());
    if (written != kind) return fail(praxis::Errc::out_of_range, "an archive of something else");
    TRY(const auto count, in.varint_up_to(in.remaining()));
    std::uint64_t stored = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        Place place;
        TRY(place.number, in.varint());
        if (i > 0 && place.number <= places_.back().number)
            return fail(praxis::Errc::not_canonical);
        TRY(const auto form, in.u8());
        if (form > static_cast<std::uint8_t>(Form::zstd)) return fail(praxis::Errc::out_of_range);
        place.form = static_cast<Form>(form);
        TRY(place.stored, in.varint_up_to(file_.size()));
        place.length = place.stored;
        if (place.form == Form::zstd) {
            TRY(place.length, in.varint_up_to(place.stored * limits::archive_ratio_max));
        }
        place.begin = stored;  // behind the table
        stored += place.stored;
        places_.push_back(place);
    }
    if (in.remaining() != stored) return fail(praxis::Errc::truncated, "sections");
    for (auto& place : places_)
        place.begin += file_.size() - stored;
    return success();
}

Result<Bytes> Sealed::section(std::uint64_t number) const {
    for (const auto& place : places_) {
        if (place.number != number) continue;
        const auto stored = ByteView{file_}.subspan(place.begin, place.stored);
        if (place.form == Form::plain) return copy(stored);
        Bytes out(place.length);
        const auto size = ZSTD_decompress(out.data(), out.size(), stored.data(), stored.size());
        if (ZSTD_isError(size) != 0 || size != out.size()) {
            return fail(Errc::damaged_archive, "section " + std::to_string(number));
        }
        return out;
    }
    return Bytes{};
}

std::vector<std::uint64_t> Sealed::numbers() const {
    std::vector<std::uint64_t> out;
    for (const auto& place : places_)
        out.push_back(place.number);
    return out;
}

}  // namespace praxis::crdt::detail
