#pragma once

#include "crdt/edit.hpp"

namespace praxis::crdt {

/// An edit that takes things back, and the changed fields that may not show what was asked for:
///  - a multi-value register that was contested gets the value written last (then of the larger
///    update id), because one edit cannot disagree with itself;
///  - what has no content is not brought back, and counts as nothing: a register then shows none
///    (an empty value), a text lacks the characters, a set or list the element; and elements that
///    have none now stay;
///  - ballots are a person's own, and logs only grow: neither is touched, nor is a constant.
struct Revert {
    Edit edit;
    std::vector<FieldId> other;  ///< ascending
};

/// Makes every field of `now` show what `then` shows, as a new edit on `now`; equal fields are not
/// touched. What was never written in `then` becomes empty. Text changes by words as `edit_text`
/// does; a list's item that is only deleted now is moved back, so that its anchors find it.
/// Both are of one document; the edit is for an update with the deps `now.version()`.
/// Fails as `edit_text` and `edit_list` do, when what `then` shows is more than a field may hold.
[[nodiscard]] Result<Revert> restore(const View& now, const View& then);
/// The same for one field.
[[nodiscard]] Result<Revert> restore(const View& now, const View& then, const FieldId& field);

/// Takes back what these updates did: the document then shows what `now.without(updates)` shows,
/// so what others wrote later or in between stays. Of text the very characters go and the others
/// keep their ids; what the updates had deleted comes again as new characters. To undo what one
/// person did: `now.updates_since(from, person)`. Fails as `restore` does.
[[nodiscard]] Result<Revert> undo(const View& now, std::span<const UpdateId> updates);

}  // namespace praxis::crdt
