#include "node/replica/moderation_form.hpp"

#include "protocol/governance/acts.hpp"

#include <algorithm>

namespace praxis::node {

ModerationForm moderation_form(const std::vector<crdt::Operation>& operations) {
    const bool touches = std::ranges::any_of(operations, [](const crdt::Operation& operation) {
        return address_of(operation).field >= governance::moderation_fields_first;
    });
    if (!touches) return ModerationForm::none;
    if (operations.size() != 1) return ModerationForm::bad;
    const auto* entry = std::get_if<crdt::AppendEntry>(&operations.front());
    const bool is_act = entry != nullptr &&
                        entry->at.field == governance::moderation_fields_first &&
                        std::holds_alternative<std::uint64_t>(entry->at.key);
    return is_act ? ModerationForm::act : ModerationForm::bad;
}

bool is_act_of_moderation(ByteView skeleton) {
    if (skeleton.size() > moderation_act_bytes_max) return false;
    const auto parsed = crdt::parse_skeleton(skeleton);
    return parsed && moderation_form(parsed.value().operations) == ModerationForm::act;
}

}  // namespace praxis::node
