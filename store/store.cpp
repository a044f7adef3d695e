#include "store/store.hpp"

#include "protocol/base/check.hpp"
#include "store/detail/record.hpp"

#include <algorithm>

namespace praxis::store {
namespace {

void check_key(ByteView key) {
    PRAXIS_CHECK(!key.empty() && key.size() <= key_bytes_max);
}

}  // namespace

KeyRange KeyRange::prefix(ByteView prefix) {
    auto upper = copy(prefix);
    while (!upper.empty() && upper.back() == std::byte{0xff})
        upper.pop_back();
    if (!upper.empty()) {
        upper.back() = static_cast<std::byte>(std::to_integer<unsigned>(upper.back()) + 1);
    }
    return {copy(prefix), std::move(upper)};
}

bool KeyRange::contains(ByteView key) const {
    return !std::ranges::lexicographical_compare(key, lower) &&
           (upper.empty() || std::ranges::lexicographical_compare(key, upper));
}

Result<std::optional<ByteView>> Reader::get(Table table, ByteView key) const {
    check_key(key);
    TRY(const auto sealed, find(table, key));
    if (!sealed) return std::optional<ByteView>{};
    TRY(const auto body, detail::unseal(table, key, *sealed));
    return std::optional{body};
}

Result<bool> Reader::contains(Table table, ByteView key) const {
    TRY(const auto body, get(table, key));
    return body.has_value();
}

Result<void> Reader::scan(Table table, const KeyRange& range, const Visit& visit) const {
    return walk(table, range, [&](ByteView key, ByteView sealed) -> Result<Scan> {
        TRY(const auto body, detail::unseal(table, key, sealed));
        return visit(key, body);
    });
}

Result<std::optional<Entry>> Reader::last(Table table, const KeyRange& range) const {
    TRY(const auto found, find_last(table, range));
    if (!found) return std::optional<Entry>{};
    TRY(const auto body, detail::unseal(table, found->key, found->body));
    return std::optional{Entry{found->key, body}};
}

Result<std::uint64_t> Reader::count(Table table) const {
    return size(table);
}

Result<void> Reader::scan_damaged(Table table, const VisitKey& visit) const {
    return walk(table, KeyRange::all(), [&](ByteView key, ByteView sealed) -> Result<Scan> {
        if (!detail::unseal(table, key, sealed)) visit(key);
        return Scan::go_on;
    });
}

Result<void> Writer::put(Table table, ByteView key, ByteView body) {
    check_key(key);
    return replace(table, key, detail::seal(table, key, body));
}

Result<void> Writer::erase(Table table, ByteView key) {
    check_key(key);
    return remove(table, key);
}

}  // namespace praxis::store
