#pragma once

#include "crdt/skeleton.hpp"

namespace praxis::node {

/// What the shape of an update says about moderation. Fields from
/// `governance::moderation_fields_first` on belong to it, in documents of every kind.
enum class ModerationForm : std::uint8_t {
    none,  ///< touches none of these fields
    act,   ///< one entry of the log at the first of them, whose number, its key, says which act
    bad,   ///< touches them in any other way, or other fields beside: void for ever
};

/// What the skeleton of an act takes: version, two bytes of the operation, three of the field, and
/// a number of up to ten.
inline constexpr std::size_t moderation_act_bytes_max = 16;

/// A function of the skeleton alone. Acts of newer versions are acts too: whose right they need is
/// known, what they do is not.
[[nodiscard]] ModerationForm moderation_form(const std::vector<crdt::Operation>& operations);

/// Whether bytes that may be a skeleton are that of an act. Longer ones are not read.
[[nodiscard]] bool is_act_of_moderation(ByteView skeleton);

}  // namespace praxis::node
