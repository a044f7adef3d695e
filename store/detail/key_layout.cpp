#include "store/detail/key_layout.hpp"

namespace praxis::store::detail {

Result<void> Fields::finish() const {
    if (!wrong_ && rest_.empty()) return success();
    return fail(StoreErrc::damaged, std::string{"table "} + name_of(table_) + ": bad layout");
}

ByteView Fields::take(std::size_t count) {
    if (rest_.size() < count) {
        wrong_ = true;
        rest_ = {};
        return {};
    }
    const auto taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
}

}  // namespace praxis::store::detail
