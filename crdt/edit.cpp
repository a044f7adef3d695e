#include "crdt/edit.hpp"

#include "crdt/detail/replace_text.hpp"
#include "crdt/limits.hpp"
#include "protocol/base/check.hpp"
#include "protocol/base/utf8.hpp"

#include <algorithm>

namespace praxis::crdt {
namespace {

/// A character that a reader sees.
struct Shown {
    EventId id;
    bool raw = false;                ///< has a raw position
    std::uint64_t raw_position = 0;  ///< its own, or of the raw character that follows it
};

std::vector<Shown> shown_characters(const View& base, const Address& at) {
    std::vector<Shown> out;
    std::uint64_t raw_position = 0;
    for (const auto& piece : base.present_pieces(at)) {
        for (std::uint64_t i = 0; piece.shown && i < piece.count; ++i) {
            out.push_back({{piece.first.update, piece.first.index + i},
                           piece.raw,
                           raw_position + (piece.raw ? i : 0)});
        }
        if (piece.raw) raw_position += piece.count;
    }
    return out;
}

/// An insertion goes behind a raw character, in front of whatever follows there. So text behind
/// characters that only a void deletion removed takes their place: they are deleted by id and come
/// again in front of it. Widens such hunks to the left, gluing those they run into.
std::vector<Hunk> behind_raw(const std::vector<Hunk>& hunks, const std::vector<Shown>& before) {
    std::vector<Hunk> out;
    for (auto hunk : hunks) {
        const auto must_grow = [&] {
            return hunk.new_begin < hunk.new_end && hunk.old_begin > 0 &&
                   !before[hunk.old_begin - 1].raw;
        };
        while (must_grow()) {
            if (!out.empty() && out.back().old_end == hunk.old_begin) {
                hunk.old_begin = out.back().old_begin;
                hunk.new_begin = out.back().new_begin;
                out.pop_back();
            } else {
                --hunk.old_begin;
                --hunk.new_begin;
            }
        }
        out.push_back(hunk);
    }
    return out;
}

class Writer {
public:
    Writer(const Address& at, const std::vector<Shown>& before) : at_{at}, before_{before} {}

    void change(const Hunk& hunk, std::u32string_view text) {
        for (auto end = hunk.old_end; end > hunk.old_begin;)
            end = erase_run(hunk.old_begin, end);
        if (hunk.new_begin == hunk.new_end) return;
        const auto position =
            hunk.old_begin == 0 ? 0 : before_[hunk.old_begin - 1].raw_position + 1;
        insert(position, text.substr(hunk.new_begin, hunk.new_end - hunk.new_begin));
    }
    Edit take() { return std::move(edit_); }

private:
    /// Deletes the last run of neighbours in [begin, end) and returns where it began.
    std::size_t erase_run(std::size_t begin, std::size_t end) {
        constexpr std::uint64_t deletion_max = limits::update_events_max / 8;
        auto first = end - 1;
        while (first > begin && end - first < deletion_max &&
               neighbours(before_[first - 1], before_[first])) {
            --first;
        }
        const auto& shown = before_[first];
        if (shown.raw) {
            edit_.operations.push_back(DeleteText{at_, shown.raw_position, end - first});
        } else {
            edit_.operations.push_back(DeleteCharacters{at_, shown.id, end - first});
        }
        return first;
    }

    static bool neighbours(const Shown& left, const Shown& right) {
        if (left.raw != right.raw) return false;
        if (left.raw) return left.raw_position + 1 == right.raw_position;
        return left.id.update == right.id.update && left.id.index + 1 == right.id.index;
    }

    void insert(std::uint64_t position, std::u32string_view text) {
        constexpr std::size_t bytes_per_code_point = 4;
        constexpr auto piece_max = limits::insertion_bytes_max / bytes_per_code_point;
        while (!text.empty()) {
            const auto piece = text.substr(0, piece_max);
            edit_.operations.push_back(InsertText{at_, position, piece.size()});
            edit_.parts.push_back(copy(bytes_of(encode_utf8(piece))));
            position += piece.size();
            text.remove_prefix(piece.size());
        }
    }

    const Address& at_;
    const std::vector<Shown>& before_;
    Edit edit_;
};

auto too_long(std::size_t characters) {
    return fail(Errc::field_too_long,
                std::to_string(characters) + " characters, at most " +
                    std::to_string(limits::field_text_max));
}

/// What turns the elements that a set shows into those that are wanted.
template <class Add, class Remove>
Edit edit_elements(const Address& at,
                   const std::vector<Element>& shown,
                   std::span<const Bytes> elements) {
    std::vector<Bytes> wanted{elements.begin(), elements.end()};
    std::ranges::sort(wanted);
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    Remove remove{at, {}};
    std::vector<Bytes> here;  // ascending, as the view gives them
    for (const auto& element : shown) {
        if (!element.content) continue;  // nobody can have decided about what they cannot see
        if (std::ranges::binary_search(wanted, *element.content)) {
            here.push_back(*element.content);
        } else {
            remove.adds.insert(remove.adds.end(), element.adds.begin(), element.adds.end());
        }
    }
    std::ranges::sort(remove.adds);
    Edit out;
    constexpr std::size_t adds_max = 200;  // some 7 KiB
    for (std::size_t i = 0; i < remove.adds.size(); i += adds_max) {
        const auto begin = remove.adds.begin() + static_cast<std::ptrdiff_t>(i);
        const auto count = std::min(adds_max, remove.adds.size() - i);
        out.operations.push_back(Remove{at, {begin, begin + static_cast<std::ptrdiff_t>(count)}});
    }
    for (auto& element : wanted) {
        if (std::ranges::binary_search(here, element)) continue;
        out.operations.push_back(Add{at});
        out.parts.push_back(std::move(element));
    }
    return out;
}

}  // namespace

Result<Edit> edit_text(const View& base, const Address& at, std::string_view text) {
    TRY(const auto after, decode_utf8(text));
    if (after.size() > limits::field_text_max) return too_long(after.size());
    TRY(const auto before, decode_utf8(base.text(at)));
    return replace_text(base, at, after, word_difference(before, after));
}

Result<Edit> replace_text(const View& base,
                          const Address& at,
                          std::u32string_view after,
                          const std::vector<Hunk>& changes) {
    if (after.size() > limits::field_text_max) return too_long(after.size());
    const auto before = shown_characters(base, at);
    const auto hunks = behind_raw(changes, before);
    // From the end to the start, so that no operation moves the positions of a later one.
    Writer writer{at, before};
    for (auto hunk = hunks.rbegin(); hunk != hunks.rend(); ++hunk)
        writer.change(*hunk, after);
    return writer.take();
}

Edit edit_set(const View& base, const Address& at, std::span<const Bytes> elements) {
    return edit_elements<AddElement, RemoveElements>(at, base.elements(at), elements);
}

Edit edit_strict_set(const View& base, const Address& at, std::span<const Bytes> elements) {
    return edit_elements<AddStrict, RemoveStrict>(at, base.strict_elements(at), elements);
}

Result<Edit> first_text(const Address& at, std::string_view text) {
    TRY(const auto after, decode_utf8(text));
    if (after.size() > limits::field_text_max) return too_long(after.size());
    const std::vector<Shown> nothing;
    Writer writer{at, nothing};
    writer.change({0, 0, 0, after.size()}, after);
    return writer.take();
}

std::vector<Edit> split(Edit edit, std::size_t bytes_max) {
    constexpr std::size_t overhead = 64;      // version, random bytes, room for the frame
    constexpr std::size_t part_overhead = 8;  // tag and length
    std::vector<Edit> out;
    std::size_t bytes = 0;
    std::uint64_t events = 0;
    std::uint64_t inserted = 0;
    std::size_t part = 0;
    for (auto& operation : edit.operations) {
        const bool with_part = has_part(operation);
        const auto count = events_of(operation);
        const bool inserts = std::holds_alternative<InsertText>(operation);
        auto size = encode(Skeleton{{operation}}).size();
        if (with_part) size += edit.parts[part].size() + part_overhead;
        const bool full = bytes + size > bytes_max || events + count > limits::update_events_max ||
                          (inserts && inserted + count > limits::update_insert_max);
        if (out.empty() || full) {
            out.emplace_back();
            bytes = overhead;
            events = 0;
            inserted = 0;
        }
        bytes += size;
        events += count;
        inserted += inserts ? count : 0;
        if (with_part) out.back().parts.push_back(std::move(edit.parts[part++]));
        out.back().operations.push_back(std::move(operation));
    }
    return out;
}

void append(Edit& edit, Edit more) {
    std::ranges::move(more.operations, std::back_inserter(edit.operations));
    std::ranges::move(more.parts, std::back_inserter(edit.parts));
}

}  // namespace praxis::crdt
