#include "node/web/account_record.hpp"

#include "protocol/base/codec.hpp"
#include "protocol/base/utf8.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/wire/limits.hpp"

#include <algorithm>

namespace praxis::web {
namespace {

constexpr std::uint8_t record_version = 2;
constexpr std::uint8_t version_of_taken = 3;
constexpr std::uint8_t version_before_recovery = 1;
constexpr std::size_t recovery_bytes_max = 256;

Result<AccountRecord> decode(ByteView bytes) {
    ByteReader in{bytes};
    TRY(const auto version, in.u8());
    const bool has_recovery = version == record_version;
    const bool is_taken = version == version_of_taken;
    if (!has_recovery && !is_taken && version != version_before_recovery) {
        return fail(Errc::unknown_version);
    }
    AccountRecord record;
    TRY(const auto size, in.varint_up_to(limits::account_name_bytes_max));
    TRY(const auto name, in.raw(size));
    record.name = text_of(name);
    TRY(record.key, in.id<SigningKey>());
    if (is_taken) {
        TRY(const auto taken, in.i64());
        record.taken = from_millis(taken);
        if (in.remaining() > 0) return fail(Errc::trailing_bytes);
        return record;
    }
    if (has_recovery) {
        TRY(const auto recovery_bytes, in.varint_up_to(recovery_bytes_max));
        TRY(const auto recovery, in.raw(recovery_bytes));
        record.recovery = copy(recovery);
    }
    TRY(const auto sealed, in.raw(in.remaining()));
    record.sealed = copy(sealed);
    return record;
}

bool is_control(char32_t point) {
    return point < 0x20 || (point >= 0x7F && point < 0xA0);
}

}  // namespace

Bytes encode(const AccountRecord& record) {
    ByteWriter out;
    out.u8(record.taken ? version_of_taken : record_version);
    out.varint(record.name.size());
    out.raw(bytes_of(record.name));
    out.id(record.key);
    if (record.taken) {
        out.i64(to_millis(*record.taken));
        return out.take();
    }
    out.varint(record.recovery.size());
    out.raw(record.recovery);
    out.raw(record.sealed);
    return out.take();
}

Result<AccountRecord> decode_account(ByteView bytes) {
    auto record = decode(bytes);
    if (!record) return fail(AccountErrc::damaged, record.error().text());
    return record;
}

Result<std::string> account_name(std::string_view typed) {
    if (typed.size() > limits::account_name_bytes_max) {
        return fail(AccountErrc::bad_name, "That name is too long; a shorter one is needed.");
    }
    const auto points = decode_utf8(typed);
    if (!points || std::ranges::any_of(points.value(), is_control)) {
        return fail(AccountErrc::bad_name, "That name holds characters that no name has.");
    }
    std::string name;
    for (const char c : typed) {
        if (c != ' ') {
            name.push_back(c);
        } else if (!name.empty() && name.back() != ' ') {
            name.push_back(c);
        }
    }
    if (!name.empty() && name.back() == ' ') name.pop_back();
    if (name.empty()) return fail(AccountErrc::bad_name, "The name is missing.");
    return name;
}

Hash account_place(std::string_view name) {
    std::string folded{name};
    std::ranges::transform(folded, folded.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return crypto::hash("praxis/account/v1", {bytes_of(folded)});
}

}  // namespace praxis::web
