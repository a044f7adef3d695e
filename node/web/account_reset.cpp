#include "node/web/account_reset.hpp"

#include "protocol/base/codec.hpp"
#include "protocol/crypto/hash.hpp"

namespace praxis::web {
namespace {

constexpr std::uint8_t reset_version = 1;
constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t code_digits = 32;  // of five bits
constexpr std::size_t group_digits = 4;

Result<AccountReset> read_reset(ByteView bytes) {
    ByteReader in{bytes};
    TRY(const auto version, in.u8());
    if (version != reset_version) return fail(Errc::unknown_version);
    AccountReset out;
    TRY(out.of, in.id<Hash>());
    TRY(const auto until, in.i64());
    out.until = from_millis(until);
    TRY(const auto sealed, in.raw(in.remaining()));
    out.sealed = copy(sealed);
    return out;
}

Hash state_of(const AccountRecord& account) {
    return crypto::hash("praxis/account-state/v1", {account.sealed});
}

std::string in_groups(std::string_view code) {
    std::string out;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (i > 0 && i % group_digits == 0) out.push_back('-');
        out.push_back(code[i]);
    }
    return out;
}

/// What somebody meant who typed this; 0: no digit.
char digit_of(char typed) {
    const char c = typed >= 'a' && typed <= 'z' ? static_cast<char>(typed - 'a' + 'A') : typed;
    if (c == 'O') return '0';
    if (c == 'I' || c == 'L') return '1';
    return digits.find(c) == std::string_view::npos ? '\0' : c;
}

}  // namespace

Bytes encode(const AccountReset& reset) {
    ByteWriter out;
    out.u8(reset_version);
    out.id(reset.of);
    out.i64(to_millis(reset.until));
    out.raw(reset.sealed);
    return out.take();
}

Result<AccountReset> decode_reset(ByteView bytes) {
    auto reset = read_reset(bytes);
    if (!reset) return fail(AccountErrc::damaged, reset.error().text());
    return reset;
}

Hash reset_place(std::string_view name) {
    return crypto::hash("praxis/account-reset/v1", {account_place(name).view()});
}

Result<AccountReset> make_reset(const AccountRecord& account,
                                std::string_view code,
                                const crypto::SealedKeys& keys,
                                WallTime until,
                                Entropy& entropy,
                                crypto::SealCost cost) {
    TRY(auto sealed, crypto::seal(code, keys.signing, keys.dh, entropy, cost));
    return AccountReset{state_of(account), until, std::move(sealed)};
}

bool is_current(const AccountReset& reset, const AccountRecord& account, WallTime now) {
    return reset.of == state_of(account) && now < reset.until;
}

std::string draw_code(Entropy& entropy) {
    std::array<std::byte, code_digits> drawn{};
    entropy.fill(drawn);
    std::string code;
    for (const auto byte : drawn)
        code.push_back(digits[std::to_integer<std::size_t>(byte) % digits.size()]);
    return in_groups(code);
}

std::string code_from(std::string_view typed) {
    std::string code;
    for (const char c : typed) {
        if (c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n') continue;
        const char digit = digit_of(c);
        if (digit == '\0') return std::string{typed};
        code.push_back(digit);
    }
    return code.size() == code_digits ? in_groups(code) : std::string{typed};
}

}  // namespace praxis::web
