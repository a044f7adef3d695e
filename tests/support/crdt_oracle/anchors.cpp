#include "protocol/base/utf8.hpp"
#include "tests/support/crdt_oracle/oracle.hpp"

#include <algorithm>

// Who wrote what, and where anchors stand: over the flat list of characters, one by one.

namespace praxis::testing::oracle {
namespace {

/// The characters of a text line by line, each line with the line feed that ends it.
std::vector<std::vector<std::size_t>> lines_of(const std::u32string& text) {
    std::vector<std::vector<std::size_t>> out(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        out.back().push_back(i);
        if (text[i] == U'\n') out.emplace_back();
    }
    return out;
}

}  // namespace

std::vector<Passage> Oracle::blame(const Ids& version, const Address& at) const {
    std::vector<Passage> out;
    std::uint64_t position = 0;
    for (const auto& id : shown(version, at)) {
        if (out.empty() || out.back().update != id.update) {
            const auto& update = updates_.at(id.update).update;
            out.push_back({position, position, id.update, update.written, update.person});
        }
        out.back().end = ++position;
    }
    return out;
}

std::vector<EventId> Oracle::shown(const Ids& version, const Address& at) const {
    std::vector<EventId> out;
    for (const auto& character : characters(version, at)) {
        if (is_shown(character)) out.push_back(character.id);
    }
    return out;
}

std::set<std::size_t> Oracle::paragraph(const Ids& version,
                                        const Address& at,
                                        std::size_t position) const {
    const auto words = decode_utf8(text(version, at)).value();
    std::set<std::size_t> block;
    bool is_here = false;
    for (const auto& line : lines_of(words)) {
        const bool blank = std::ranges::all_of(line, [&](std::size_t i) {
            return words[i] == U' ' || words[i] == U'\t' || words[i] == U'\r' || words[i] == U'\n';
        });
        if (blank && is_here) break;
        if (blank) block.clear();
        if (!blank) block.insert(line.begin(), line.end());
        is_here = is_here || block.contains(position);
    }
    if (!is_here) return {};
    // What ends the last line is not in it.
    if (words[*block.rbegin()] == U'\n') block.erase(std::prev(block.end()));
    return block;
}

Found Oracle::find(const Ids& version, const Anchor& anchor) const {
    if (anchor.on == Anchor::On::item) return find_item(version, anchor);
    const auto is_own = [&](const EventId& id) {
        return std::ranges::find(anchor.events, id) != anchor.events.end();
    };
    std::set<std::size_t> own;
    std::u32string once;
    std::size_t position = 0;
    for (const auto& character : characters(version, anchor.at)) {
        if (is_own(character.id)) {
            const bool there = stands(character.id.update) && character.value;
            once += there ? *character.value : U'\xFFFD';
        }
        if (!is_shown(character)) continue;
        if (is_own(character.id)) own.insert(position);
        ++position;
    }
    Found out;
    out.once = encode_utf8(once);
    if (own.empty()) return out;
    if (anchor.on == Anchor::On::paragraph) {
        for (const auto one : {*own.begin(), *own.rbegin()})
            own.merge(paragraph(version, anchor.at, one));
    }
    out.lost = false;
    out.begin = *own.begin();
    out.end = *own.rbegin() + 1;
    const auto all = decode_utf8(text(version, anchor.at)).value();
    out.words = encode_utf8(all.substr(out.begin, out.end - out.begin));
    return out;
}

Found Oracle::find_item(const Ids& version, const Anchor& anchor) const {
    const auto words = [](const std::optional<Bytes>& value) {
        return value ? std::string{text_of(*value)} : std::string{"\uFFFD"};
    };
    Found out;
    const auto all = items(version, anchor.at);
    const std::set<EventId> own{anchor.events.begin(), anchor.events.end()};
    for (std::size_t i = all.size(); i > 0; --i) {
        const auto& names = all[i - 1].insertions;
        const auto is_own = [&](const EventId& id) { return own.contains(id); };
        if (std::ranges::any_of(names, is_own)) {
            out = {false, i - 1, i, words(all[i - 1].content), {}};
        }
    }
    std::map<EventId, std::optional<Bytes>> inserted;
    for (const auto& item : list(version, anchor.at).items) {
        if (!own.contains(item.insertion)) continue;
        inserted[item.insertion] = stands(item.insertion.update) ? item.value : std::nullopt;
    }
    for (const auto& [id, value] : inserted) {
        if (out.once.empty() || out.once == "\uFFFD") out.once = words(value);
    }
    return out;
}

}  // namespace praxis::testing::oracle
