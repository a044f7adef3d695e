#include "crdt/anchor.hpp"

#include "crdt/limits.hpp"
#include "protocol/base/check.hpp"
#include "protocol/base/utf8.hpp"

#include <algorithm>
#include <charconv>

namespace praxis::crdt {
namespace {

constexpr std::string_view names[] = {"passage", "paragraph", "item"};
constexpr char32_t not_here = 0xFFFD;

std::uint64_t end_of(const EventRun& run) {
    return run.first.index + run.count;
}

// --- the one form ---

std::string write_key(const Key& key) {
    if (const auto* tag = std::get_if<std::string>(&key)) return ":" + *tag;
    if (const auto* id = std::get_if<Hash>(&key)) return "@" + id->hex();
    if (const auto* number = std::get_if<std::uint64_t>(&key)) return "#" + std::to_string(*number);
    return {};
}

std::string write(const Anchor& anchor) {
    std::string out{names[static_cast<std::size_t>(anchor.on)]};
    out += " " + std::to_string(anchor.at.field) + write_key(anchor.at.key);
    const UpdateId* update = nullptr;
    for (const auto& run : anchor.runs) {
        const bool goes_on = update != nullptr && *update == run.first.update;
        update = &run.first.update;
        out += goes_on ? "," : " " + update->hex() + ":";
        out += std::to_string(run.first.index) + "+" + std::to_string(run.count);
    }
    return out;
}

bool is_apart(const EventRun& left, const EventRun& right) {
    return left.first.update == right.first.update ? end_of(left) < right.first.index
                                                   : left.first.update < right.first.update;
}

bool may_be(const Anchor& anchor) {
    const auto* tag = std::get_if<std::string>(&anchor.at.key);
    if ((tag != nullptr && !is_language_tag(*tag)) || anchor.runs.empty()) return false;
    for (const auto& run : anchor.runs) {
        if (run.count == 0 || run.first.index >= limits::update_events_max ||
            run.count > limits::update_events_max - run.first.index) {
            return false;
        }
    }
    const auto joins = [](const EventRun& left, const EventRun& right) {
        return !is_apart(left, right);
    };
    return std::ranges::adjacent_find(anchor.runs, joins) == anchor.runs.end();
}

/// Takes what may begin a text; what was not in the one form shows when it is written again.
class Reading {
public:
    explicit Reading(std::string_view text) : rest_{text} {}

    bool take(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    bool take(std::uint64_t& number) {
        const auto* end = rest_.data() + rest_.size();
        const auto read = std::from_chars(rest_.data(), end, number);
        rest_.remove_prefix(static_cast<std::size_t>(read.ptr - rest_.data()));
        return read.ec == std::errc{};
    }
    template <class Id>
    bool take_id(Id& id) {
        const auto read = Id::from_hex(rest_.substr(0, 2 * Id::size));
        if (!read) return false;
        id = read.value();
        rest_.remove_prefix(2 * Id::size);
        return true;
    }
    bool take(Key& key) {
        if (take(":")) {
            const auto tag = rest_.substr(0, rest_.find(' '));
            key = std::string{tag};
            return take(tag);
        }
        if (take("@")) return take_id(key.emplace<Hash>());
        if (take("#")) return take(key.emplace<std::uint64_t>());
        return true;
    }
    bool take_runs(std::vector<EventRun>& runs) {
        EventRun run;
        if (!take(" ") || !take_id(run.first.update) || !take(":")) return false;
        do {
            if (!take(run.first.index) || !take("+") || !take(run.count)) return false;
            runs.push_back(run);
        } while (take(","));
        return true;
    }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

bool read(Reading in, Anchor& out) {
    const auto name = std::ranges::find_if(names, [&](auto one) { return in.take(one); });
    std::uint64_t field = 0;
    if (name == std::end(names) || !in.take(" ") || !in.take(field) || field > 0xFFFF) return false;
    out.on = static_cast<Anchor::On>(name - std::begin(names));
    out.at.field = static_cast<std::uint16_t>(field);
    if (!in.take(out.at.key)) return false;
    while (!in.at_end()) {
        if (!in.take_runs(out.runs)) return false;
    }
    return may_be(out);
}

// --- making ---

Result<Anchor> make(Anchor::On on, const Address& at, std::vector<EventRun> runs) {
    Anchor out{on, at, {}};
    std::ranges::sort(runs);
    for (const auto& run : runs) {
        if (out.runs.empty() || is_apart(out.runs.back(), run)) {
            out.runs.push_back(run);
        } else {
            out.runs.back().count = end_of(run) - out.runs.back().first.index;
        }
    }
    if (write(out).size() <= limits::anchor_bytes_max) return out;
    return fail(Errc::bad_anchor, "written in too many pieces; choose a shorter passage");
}

Result<Anchor> anchor_on(
    Anchor::On on, const View& view, const Address& at, std::uint64_t begin, std::uint64_t end) {
    std::vector<EventRun> runs;
    std::uint64_t position = 0;
    for (const auto& piece : view.present_pieces(at)) {
        if (!piece.shown) continue;
        const auto from = std::max(begin, position);
        const auto to = std::min(end, position + piece.count);
        if (from < to) {
            const auto index = piece.first.index + (from - position);
            runs.push_back({{piece.first.update, index}, to - from});
        }
        position += piece.count;
    }
    if (begin >= end || end > position) {
        return fail(praxis::Errc::out_of_range, "no characters of this text");
    }
    return make(on, at, std::move(runs));
}

// --- paragraphs ---

struct Stretch {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Without the line feed that ends it, which counts as of it.
Stretch line_around(std::u32string_view text, std::size_t position) {
    const auto before = position == 0 ? text.npos : text.rfind(U'\n', position - 1);
    const auto after = text.find(U'\n', position);
    return {before == text.npos ? 0 : before + 1, std::min(after, text.size())};
}

bool is_blank(std::u32string_view text, Stretch line) {
    const auto words = text.substr(line.begin, line.end - line.begin);
    return words.find_first_not_of(U" \t\r") == words.npos;
}

/// Empty on a blank line.
Stretch paragraph_around(std::u32string_view text, std::size_t position) {
    auto out = line_around(text, position);
    if (is_blank(text, out)) return {position, position};
    while (out.begin > 0) {
        const auto line = line_around(text, out.begin - 1);
        if (is_blank(text, line)) break;
        out.begin = line.begin;
    }
    while (out.end < text.size()) {
        const auto line = line_around(text, out.end + 1);
        if (is_blank(text, line)) break;
        out.end = line.end;
    }
    return out;
}

// --- finding ---

/// Calls `visit(offset in the piece, count)` for those of its characters that the anchor names.
template <class Visit>
void for_each_own(const Anchor& anchor, const Piece& piece, const Visit& visit) {
    const auto begin = piece.first.index;
    const auto end = begin + piece.count;
    auto run = std::ranges::upper_bound(anchor.runs, piece.first, {}, &EventRun::first);
    if (run != anchor.runs.begin()) --run;
    for (; run != anchor.runs.end() && run->first < EventId{piece.first.update, end}; ++run) {
        const auto from = std::max(begin, run->first.index);
        const auto to = std::min(end, end_of(*run));
        if (run->first.update == piece.first.update && from < to) visit(from - begin, to - from);
    }
}

Found find_in_text(const View& view, const Anchor& anchor) {
    Found out;
    std::u32string text;
    std::u32string once;
    for (const auto& piece : view.pieces(anchor.at)) {
        for_each_own(anchor, piece, [&](std::uint64_t offset, std::uint64_t count) {
            if (piece.stands && !piece.text.empty()) {
                once += piece.text.substr(offset, count);
            } else {
                once.append(count, not_here);
            }
            if (!piece.shown) return;
            if (out.lost) out.begin = text.size() + offset;
            out.end = text.size() + offset + count;
            out.lost = false;
        });
        if (piece.shown) text += piece.text;
    }
    if (!out.lost && anchor.on == Anchor::On::paragraph) {
        out.begin = std::min(out.begin, paragraph_around(text, out.begin).begin);
        out.end = std::max(out.end, paragraph_around(text, out.end - 1).end);
    }
    out.words = encode_utf8(std::u32string_view{text}.substr(out.begin, out.end - out.begin));
    out.once = encode_utf8(once);
    return out;
}

std::string words_of(const std::optional<Bytes>& content) {
    return content ? std::string{text_of(*content)} : encode_utf8(std::u32string(1, not_here));
}

Found find_in_list(const View& view, const Anchor& anchor) {
    const auto is_own = [&](const EventId& event) {
        const auto after = std::ranges::upper_bound(anchor.runs, event, {}, &EventRun::first);
        if (after == anchor.runs.begin()) return false;
        const auto& run = *std::prev(after);
        return run.first.update == event.update && event.index < end_of(run);
    };
    Found out;
    const auto items = view.items(anchor.at);
    for (std::size_t i = 0; i < items.size() && out.lost; ++i) {
        if (std::ranges::none_of(items[i].insertions, is_own)) continue;
        out = {false, i, i + 1, words_of(items[i].content), {}};
    }
    for (const auto& insertion : view.insertions(anchor.at)) {
        if (!is_own(insertion.id)) continue;
        out.once = words_of(insertion.content);
        if (insertion.content) break;
    }
    return out;
}

}  // namespace

Result<Anchor> anchor(const View& view, const Address& at, std::uint64_t begin, std::uint64_t end) {
    return anchor_on(Anchor::On::passage, view, at, begin, end);
}

Result<Anchor> paragraph_anchor(const View& view, const Address& at, std::uint64_t position) {
    TRY(const auto text, decode_utf8(view.text(at)));
    const auto paragraph = paragraph_around(text, std::min<std::uint64_t>(position, text.size()));
    if (position > text.size()) return fail(praxis::Errc::out_of_range, "behind the text");
    return anchor_on(Anchor::On::paragraph, view, at, paragraph.begin, paragraph.end);
}

Result<Anchor> item_anchor(const View& view, const Address& at, std::size_t index) {
    const auto items = view.items(at);
    if (index >= items.size()) return fail(praxis::Errc::out_of_range, "no item of this list");
    std::vector<EventRun> runs;
    for (const auto& insertion : items[index].insertions)
        runs.push_back({insertion, 1});
    return make(Anchor::On::item, at, std::move(runs));
}

std::string encode(const Anchor& anchor) {
    auto out = write(anchor);
    PRAXIS_CHECK(may_be(anchor) && out.size() <= limits::anchor_bytes_max);
    return out;
}

Result<Anchor> parse_anchor(std::string_view text) {
    Anchor out;
    const bool is_one = text.size() <= limits::anchor_bytes_max && read(Reading{text}, out);
    if (is_one && write(out) == text) return out;
    return fail(Errc::bad_anchor);
}

Found find(const View& view, const Anchor& anchor) {
    return anchor.on == Anchor::On::item ? find_in_list(view, anchor) : find_in_text(view, anchor);
}

}  // namespace praxis::crdt
