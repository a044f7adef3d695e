#include "tests/fuzz/update_judge.hpp"

#include <sodium.h>

#include <initializer_list>
#include <string_view>

namespace praxis::fuzz {
namespace {

using Id = std::array<std::byte, 32>;

// Where the fields of a header stand.
constexpr std::size_t network_at = 1;
constexpr std::size_t device_at = 33;
constexpr std::size_t space_at = 65;
constexpr std::size_t seq_at = 105;
constexpr std::size_t prev_at = 113;
constexpr std::size_t prefix_end = 145;
constexpr std::size_t flags_at = 145;
constexpr std::size_t document_at = 146;
constexpr std::size_t kind_at = 178;
constexpr std::size_t sealing_at = 180;
constexpr std::size_t skeleton_size_at = 189;
constexpr std::size_t content_size_at = 191;
constexpr std::size_t payload_hash_at = 193;
constexpr std::size_t lists_at = 225;

constexpr std::size_t header_max = 4096;
constexpr std::size_t payload_max = 16384;
constexpr std::size_t list_max = 16;
constexpr std::size_t salt = 8;

const unsigned char* raw(ByteView bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

Id hash(std::string_view tag, std::initializer_list<ByteView> parts) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, 32);
    const Bytes begin = [&] {
        Bytes out = copy(bytes_of(tag));
        out.push_back(std::byte{0});
        return out;
    }();
    crypto_generichash_update(&state, raw(begin), begin.size());
    for (const auto part : parts)
        crypto_generichash_update(&state, raw(part), part.size());
    Id out;
    crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(out.data()), out.size());
    return out;
}

Id leaf(std::string_view tag, ByteView part) {
    return part.empty() ? Id{} : hash(tag, {part});
}

std::uint64_t number(ByteView bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i)
        value = value * 256 + std::to_integer<std::uint64_t>(bytes[i - 1]);
    return value;
}

bool is_zero(ByteView bytes) {
    for (const auto byte : bytes) {
        if (byte != std::byte{0}) return false;
    }
    return true;
}

/// A count and so many ids, strictly ascending, from `at` on; where the list ends.
std::optional<std::size_t> list_end(ByteView header, std::size_t at) {
    if (at >= header.size()) return std::nullopt;
    const auto count = std::to_integer<std::size_t>(header[at]);
    const auto end = at + 1 + count * 32;
    if (count > list_max || end > header.size()) return std::nullopt;
    for (std::size_t i = 1; i < count; ++i) {
        const auto* before = raw(header.subspan(at + 1 + (i - 1) * 32));
        if (std::memcmp(before, before + 32, 32) >= 0) return std::nullopt;
    }
    return end;
}

bool is_prefix_good(ByteView header, ByteView network) {
    if (header.size() < prefix_end || header.size() > header_max) return false;
    const auto seq = number(header.subspan(seq_at, 8));
    return header[0] != std::byte{0} && seq >= 1 &&
           is_zero(header.subspan(prev_at, 32)) == (seq == 1) &&
           equal(header.subspan(network_at, 32), network);
}

bool is_rest_good(ByteView header) {
    if (header.size() < lists_at) return false;
    const auto governance_end = list_end(header, lists_at);
    if (!governance_end) return false;
    const auto deps_end = list_end(header, *governance_end);
    if (deps_end != header.size()) return false;
    const bool no_governance = header[lists_at] == std::byte{0};
    const bool no_deps = header[*governance_end] == std::byte{0};

    const auto flags = std::to_integer<unsigned>(header[flags_at]);
    const auto skeleton = number(header.subspan(skeleton_size_at, 2));
    const auto content = number(header.subspan(content_size_at, 2));
    if (flags > 3 || std::to_integer<unsigned>(header[sealing_at]) > 1) return false;
    if (skeleton + content > payload_max || (content > 0 && content <= salt)) return false;
    const bool joins = (flags & 2) != 0;
    if (joins && (skeleton > 0 || content > 0)) return false;

    const auto document = header.subspan(document_at, 32);
    const auto network = header.subspan(network_at, 32);
    const bool kind_zero = is_zero(header.subspan(kind_at, 2));
    if (equal(header.subspan(space_at, 32), network)) {
        return equal(document, network) && kind_zero && no_governance;
    }
    return !kind_zero && is_zero(document) == no_deps;
}

bool is_payload_good(const RawUpdate& update) {
    const auto content_size = number(update.header.subspan(content_size_at, 2));
    if (update.skeleton.size() != number(update.header.subspan(skeleton_size_at, 2))) return false;
    if (update.content && update.content->size() != content_size) return false;
    Id content_leaf{};
    if (update.content) {
        content_leaf = leaf("praxis/content/v1", *update.content);
    } else if (content_size > 0) {
        std::memcpy(content_leaf.data(), update.content_leaf.data(), content_leaf.size());
    }
    const auto skeleton_leaf = leaf("praxis/skeleton/v1", update.skeleton);
    const auto wanted = hash("praxis/payload/v1", {skeleton_leaf, content_leaf});
    return equal(wanted, update.header.subspan(payload_hash_at, 32));
}

bool is_signature_good(const RawUpdate& update, const Id& id) {
    Bytes message = copy(bytes_of("praxis/update/v1"));
    message.push_back(std::byte{0});
    append(message, id);
    return update.signature.size() == 64 &&
           crypto_sign_verify_detached(raw(update.signature),
                                       raw(message),
                                       message.size(),
                                       raw(update.header.subspan(device_at, 32))) == 0;
}

}  // namespace

Judgement judge(const RawUpdate& update, ByteView network) {
    using enum Judgement::Verdict;
    if (!is_prefix_good(update.header, network)) return {};
    const bool newer = std::to_integer<unsigned>(update.header[0]) > 1;
    if (!newer && !(is_rest_good(update.header) && is_payload_good(update))) return {};
    const auto id = hash("praxis/header/v1", {update.header});
    if (!is_signature_good(update, id)) return {};
    return {newer ? accepted_newer : accepted, id};
}

}  // namespace praxis::fuzz
