#include "tests/fuzz/damaged_reader.hpp"

namespace praxis::fuzz {

Result<std::optional<ByteView>> DamagedReader::find(store::Table table, ByteView key) const {
    const auto found = records_.find({table, copy(key)});
    if (found == records_.end()) return std::optional<ByteView>{};
    return std::optional<ByteView>{found->second};
}

Result<void> DamagedReader::walk(store::Table table,
                                 const store::KeyRange& range,
                                 const VisitSealed& visit) const {
    for (const auto& [place, sealed] : records_) {
        if (place.first != table || !range.contains(place.second)) continue;
        TRY(const auto next, visit(place.second, sealed));
        if (next == store::Scan::stop) break;
    }
    return success();
}

Result<std::optional<store::Entry>> DamagedReader::find_last(store::Table table,
                                                             const store::KeyRange& range) const {
    std::optional<store::Entry> last;
    for (const auto& [place, sealed] : records_) {
        if (place.first == table && range.contains(place.second)) last = {place.second, sealed};
    }
    return last;
}

Result<std::uint64_t> DamagedReader::size(store::Table table) const {
    std::uint64_t count = 0;
    for (const auto& [place, sealed] : records_)
        count += place.first == table ? 1U : 0U;
    return count;
}

}  // namespace praxis::fuzz
