#include "protocol/crypto/hash.hpp"

#include "protocol/base/check.hpp"

#include <sodium.h>

namespace praxis::crypto {
namespace {

const unsigned char* raw(ByteView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

void hash_into(std::string_view tag,
               std::initializer_list<ByteView> parts,
               std::span<std::byte> out) {
    crypto_generichash_state state;
    PRAXIS_CHECK(crypto_generichash_init(&state, nullptr, 0, out.size()) == 0);
    const auto tag_bytes = bytes_of(tag);
    crypto_generichash_update(&state, raw(tag_bytes), tag_bytes.size());
    constexpr unsigned char zero = 0;
    crypto_generichash_update(&state, &zero, 1);
    for (const auto part : parts)
        crypto_generichash_update(&state, raw(part), part.size());
    crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(out.data()), out.size());
}

}  // namespace

Hash hash(std::string_view tag, std::initializer_list<ByteView> parts) {
    Hash out;
    hash_into(tag, parts, out.bytes);
    return out;
}

Bytes hash_sized(std::string_view tag, std::initializer_list<ByteView> parts, std::size_t size) {
    PRAXIS_CHECK(size >= crypto_generichash_BYTES_MIN && size <= crypto_generichash_BYTES_MAX);
    Bytes out(size);
    hash_into(tag, parts, out);
    return out;
}

}  // namespace praxis::crypto
