#pragma once

#include "crdt/document.hpp"

namespace praxis::crdt {

/// Operations with their parts, ready for a skeleton and a content.
struct Edit {
    std::vector<Operation> operations;
    std::vector<Bytes> parts;  ///< one for each operation that has one, in order
    [[nodiscard]] bool empty() const { return operations.empty(); }
};

/// The operations that turn what a reader of `base` sees in a text field into `text`, as few words
/// touched as a word-level difference finds, so that two people who change different sentences of
/// one version both keep their words. An update with these operations and with the deps
/// `base.version()` shows exactly `text` at its own version.
/// Fails with `praxis::Errc::bad_utf8`, and `Errc::field_too_long` above `limits::field_text_max`.
[[nodiscard]] Result<Edit> edit_text(const View& base, const Address& at, std::string_view text);

/// The operations that put `text` into a text field that nobody has written yet, in pieces that
/// `split` can share out among updates. Fails as `edit_text` does.
[[nodiscard]] Result<Edit> first_text(const Address& at, std::string_view text);

/// As `edit_text` for a set: adds what is missing, removes every add seen of what is too much.
[[nodiscard]] Edit edit_set(const View& base, const Address& at, std::span<const Bytes> elements);

/// As `edit_set` for a strict set: adds what is missing, removes what is too much.
[[nodiscard]] Edit edit_strict_set(const View& base,
                                   const Address& at,
                                   std::span<const Bytes> elements);

/// As `edit_text` for a movable list: deletes what is too much, inserts what is missing, and moves
/// as few as give the wanted order; where either of two may move, the one in `named` does (what a
/// person picked up). Repeated items count where they stand first; what is absent stays where it
/// is. Fails with `Errc::field_too_long` above `limits::list_items_max`.
[[nodiscard]] Result<Edit> edit_list(const View& base,
                                     const Address& at,
                                     std::span<const Bytes> items,
                                     std::span<const Bytes> named);

/// The operations that fill a list that nobody has written yet. Fails as `edit_list` does.
[[nodiscard]] Result<Edit> first_list(const Address& at, std::span<const Bytes> items);

/// Cuts an edit into pieces whose skeleton and parts together stay within `bytes_max` (at least
/// 8 KiB; an operation larger than that gets a piece of its own), to be written as updates each of
/// which has the one before as its dep.
[[nodiscard]] std::vector<Edit> split(Edit edit, std::size_t bytes_max);

/// Puts `more` behind `edit`: one update that changes several fields.
void append(Edit& edit, Edit more);

}  // namespace praxis::crdt
