#include "crdt/text_walker.hpp"

#include "protocol/base/check.hpp"

#include <algorithm>
#include <unordered_map>

namespace praxis::crdt {

void TextWalker::add_insertion(Lv first, std::uint64_t position, std::uint64_t length) {
    if (!runs_.empty()) {
        auto& last = runs_.back();
        PRAXIS_CHECK(last.end() <= first);
        if (last.kind == Kind::insert && last.end() == first &&
            last.position + last.length == position) {
            last.length += length;
            return;
        }
    }
    runs_.push_back({first, length, position, Kind::insert});
}

void TextWalker::add_deletion(Lv first, std::uint64_t position, std::uint64_t length) {
    if (!runs_.empty()) {
        auto& last = runs_.back();
        PRAXIS_CHECK(last.end() <= first);
        const bool deletes =
            last.kind == Kind::delete_forward || last.kind == Kind::delete_backward;
        if (deletes && last.end() == first) {
            if (last.kind == Kind::delete_forward && last.position == position) {
                last.length += length;
                return;
            }
            const bool one_way = last.kind == Kind::delete_backward || last.length == 1;
            if (one_way && length == 1 && position + last.length == last.position) {
                last.kind = Kind::delete_backward;
                ++last.length;
                return;
            }
        }
    }
    runs_.push_back({first, length, position, Kind::delete_forward});
}

void TextWalker::add_deletion_of(Lv first, Lv target, std::uint64_t length) {
    PRAXIS_CHECK(runs_.empty() || runs_.back().end() <= first);
    runs_.push_back({first, length, target, Kind::delete_ids});
}

void TextWalker::add_run(const Run& run) {
    PRAXIS_CHECK(runs_.empty() || runs_.back().end() <= run.first);
    runs_.push_back(run);
}

LvRange TextWalker::Deletion::hit(Lv begin, Lv end) const {
    if (!backward) return {target + (begin - first), target + (end - first)};
    return {target + 1 - (end - first), target + 1 - (begin - first)};
}

std::vector<TextWalker::Run>::const_iterator TextWalker::first_run_in(LvRange range) const {
    return std::ranges::upper_bound(runs_, range.begin, {}, &Run::end);
}

void TextWalker::go_to(const Version& version) {
    integrate_new();
    move_to(version);
}

void TextWalker::integrate_new() {
    const LvRange fresh{integrated_, graph_->next()};
    integrated_ = fresh.end;
    if (first_run_in(fresh) == runs_.end()) return;
    // One branch after the other, as far as the graph allows, so that branches which arrived
    // interleaved are not undone and redone for every piece.
    struct Piece {
        LvRange range;
        std::vector<Lv> parents;
        std::size_t waits = 0;
        std::vector<std::size_t> followers;
    };
    std::vector<Piece> pieces;
    graph_->for_each_run(fresh, [&](LvRange range, std::span<const Lv> parents) {
        pieces.push_back({range, {parents.begin(), parents.end()}, 0, {}});
    });
    const auto piece_of = [&](Lv event) {
        const auto after = std::ranges::upper_bound(
            pieces, event, {}, [](const Piece& p) { return p.range.begin; });
        return static_cast<std::size_t>(std::distance(pieces.begin(), after)) - 1;
    };
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        for (const auto parent : pieces[i].parents) {
            if (parent < fresh.begin) continue;
            ++pieces[i].waits;
            pieces[piece_of(parent)].followers.push_back(i);
        }
        if (pieces[i].waits == 0) ready.push_back(i);
    }
    std::ranges::reverse(ready);
    while (!ready.empty()) {
        const auto i = ready.back();
        ready.pop_back();
        integrate(pieces[i].range, pieces[i].parents);
        const auto& followers = pieces[i].followers;
        for (auto follower = followers.rbegin(); follower != followers.rend(); ++follower) {
            if (--pieces[*follower].waits == 0) ready.push_back(*follower);
        }
    }
}

void TextWalker::integrate(LvRange range, std::span<const Lv> parents) {
    auto run = first_run_in(range);
    if (run == runs_.end() || run->first >= range.end) return;
    move_to(parents);
    for (; run != runs_.end() && run->first < range.end; ++run) {
        apply(*run, {std::max(run->first, range.begin), std::min(run->end(), range.end)});
    }
    version_ = {range.end - 1};
}

void TextWalker::apply(const Run& run, LvRange range) {
    const auto done = range.begin - run.first;
    const auto length = range.end - range.begin;
    switch (run.kind) {
        case Kind::insert:
            insert(range.begin, run.position + done, length);
            break;
        case Kind::delete_forward:
            erase(range.begin, run.position, length);
            break;
        case Kind::delete_backward:
            // What lies behind the end deletes nothing: no need to look at each.
            for (auto i = behind_end(run.position - done, length); i < length; ++i) {
                erase(range.begin + i, run.position - done - i, 1);
            }
            break;
        case Kind::delete_ids:
            erase_ids(range.begin, run.position + done, length);
            break;
    }
}

/// How many of `length` deletions that go back from a position find nothing there.
std::uint64_t TextWalker::behind_end(std::uint64_t position, std::uint64_t length) const {
    return position < tree_.length() ? 0 : std::min(length, position - tree_.length() + 1);
}

void TextWalker::insert(Lv first, std::uint64_t position, std::uint64_t length) {
    const auto place = tree_.behind(std::min(position, tree_.length()));
    TextItem item;
    item.first = first;
    item.length =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(length, TextTree::item_length_max));
    item.state = 1;
    if (place.offset > 0) item.origin_left = tree_.item_at(place)->first + place.offset - 1;
    const auto gap = gap_for(item, place);
    tree_.insert(gap, item);
    // The rest of a long insertion goes right behind its beginning: nobody can know less of it.
    for (auto done = std::uint64_t{item.length}; done < length; done += item.length) {
        item.first = first + done;
        item.origin_left = item.first - 1;
        item.length = static_cast<std::uint32_t>(
            std::min<std::uint64_t>(length - done, TextTree::item_length_max));
        auto behind = *tree_.find(item.origin_left);
        ++behind.offset;
        tree_.insert(behind, item);
    }
}

/// Sets the item's right origin and chooses its gap among the insertions that the version it was
/// made on does not know: those stand between its left origin and the next known character.
TextTree::Place TextWalker::gap_for(TextItem& item, TextTree::Place place) const {
    auto known = place;
    const auto* next = tree_.item_from(known);
    if (next == nullptr) return place;
    if (next->known()) {
        item.origin_right = next->first + known.offset;
        return place;
    }
    while (next != nullptr && !next->known()) {
        tree_.skip_item(known);
        next = tree_.item_from(known);
    }
    if (next != nullptr) item.origin_right = next->first + known.offset;

    // Places of origins compare as the gap behind the left and before the right character; the
    // start of the text is before and its end after all of them.
    const auto compare_left = [&](Lv left) {
        if (left == item.origin_left) return 0;
        if (left == no_character) return -1;
        if (item.origin_left == no_character) return 1;
        return tree_.compare(*tree_.find(left), *tree_.find(item.origin_left));
    };
    const auto right_is_before = [&](Lv right) {
        if (right == no_character) return false;
        if (item.origin_right == no_character) return true;
        return tree_.compare(*tree_.find(right), *tree_.find(item.origin_right)) < 0;
    };
    bool scanning = false;
    auto gap = place;
    auto scan = place;
    for (;;) {
        const auto* other = tree_.item_from(scan);
        if (other == nullptr || other->known()) break;
        const auto side = compare_left(other->origin_left_at(scan.offset));
        if (side < 0) break;
        if (side == 0) {
            if (other->origin_right == item.origin_right) {
                if (order_->name_is_less(item.first, other->first + scan.offset)) break;
                scanning = false;
            } else {
                scanning = right_is_before(other->origin_right);
            }
        }
        scan.offset = other->length;
        if (!scanning) gap = scan;
        tree_.skip_item(scan);
    }
    return gap;
}

void TextWalker::erase(Lv first, std::uint64_t position, std::uint64_t length) {
    while (length > 0 && position < tree_.length()) {
        const auto place = tree_.before(position);
        const auto& item = *tree_.item_at(place);
        const auto count = std::min<std::uint64_t>(length, item.length - place.offset);
        const auto target = item.first + place.offset;
        record({first, target, count, false});
        tree_.change_state(target, target + count, 1);
        first += count;
        length -= count;
    }
}

void TextWalker::erase_ids(Lv first, Lv target, std::uint64_t length) {
    const Lv end = target + length;
    for (auto at = tree_.next_character(target, end); at < end;) {
        const auto place = *tree_.find(at);
        const auto item_end = tree_.item_at(place)->end();
        const auto stop = std::min(end, item_end);
        record({first + (at - target), at, stop - at, false});
        tree_.change_state(at, stop, 1);
        at = tree_.next_character(stop, end);
    }
}

void TextWalker::record(Deletion deletion) {
    const auto after = deletions_.lower_bound(deletion.first);
    if (after != deletions_.begin()) {
        auto& last = std::prev(after)->second;
        if (last.first + last.length == deletion.first) {
            const bool forward = !last.backward || last.length == 1;
            if (forward && deletion.target == last.target + last.length) {
                last.backward = false;
                last.length += deletion.length;
                return;
            }
            const bool backward = last.backward || last.length == 1;
            if (backward && deletion.length == 1 && deletion.target + last.length == last.target) {
                last.backward = true;
                ++last.length;
                return;
            }
        }
    }
    deletions_.emplace_hint(after, deletion.first, deletion);
}

void TextWalker::move_to(std::span<const Lv> version) {
    if (std::ranges::equal(version, version_)) return;
    const auto diff = graph_->diff(version_, version);
    for (auto range = diff.only_a.rbegin(); range != diff.only_a.rend(); ++range)
        redo(*range, -1);
    for (const auto& range : diff.only_b)
        redo(range, 1);
    version_.assign(version.begin(), version.end());
}

/// Undoes (direction -1, newest first) or redoes (1, oldest first) this text's events of a range.
void TextWalker::redo(LvRange range, int direction) {
    const auto one = [&](const Run& run) {
        const LvRange part{std::max(run.first, range.begin), std::min(run.end(), range.end)};
        if (run.kind == Kind::insert) {
            tree_.change_state(part.begin, part.end, direction);
        } else {
            redo_deletions(part, direction);
        }
    };
    const auto begin = first_run_in(range);
    auto end = begin;
    while (end != runs_.end() && end->first < range.end)
        ++end;
    if (direction > 0) {
        std::for_each(begin, end, one);
    } else {
        std::for_each(std::make_reverse_iterator(end), std::make_reverse_iterator(begin), one);
    }
}

void TextWalker::redo_deletions(LvRange range, int delta) {
    auto at = deletions_.upper_bound(range.begin);
    if (at != deletions_.begin()) --at;
    for (; at != deletions_.end() && at->first < range.end; ++at) {
        const auto& deletion = at->second;
        const auto begin = std::max(range.begin, deletion.first);
        const auto end = std::min(range.end, deletion.first + deletion.length);
        if (begin >= end) continue;
        const auto hit = deletion.hit(begin, end);
        tree_.change_state(hit.begin, hit.end, delta);
    }
}

}  // namespace praxis::crdt
