#include "crdt/text_walker.hpp"

#include "crdt/limits.hpp"
#include "protocol/base/check.hpp"

#include <algorithm>

namespace praxis::crdt {

void TextWalker::add_insertion(Lv first, std::uint64_t position, std::uint64_t length) {
    if (!inserted_.empty() && inserted_.back().end == first) {
        inserted_.back().end += length;
    } else {
        inserted_.push_back({first, first + length});
    }
    if (auto* last = run_before(first);
        last != nullptr && last->kind == Kind::insert && last->position_after() == position) {
        last->length += length;
    } else {
        runs_.push_back({first, length, position, Kind::insert});
    }
}

void TextWalker::add_deletion(Lv first, std::uint64_t position, std::uint64_t length) {
    auto* last = run_before(first);
    const auto is = [&](Kind kind) { return last != nullptr && last->kind == kind; };
    const bool one_way =
        is(Kind::delete_backward) || (is(Kind::delete_forward) && last->length == 1);
    if (is(Kind::delete_forward) && last->position == position) {
        last->length += length;
    } else if (one_way && length == 1 && position + last->length == last->position) {
        last->kind = Kind::delete_backward;
        ++last->length;
    } else {
        runs_.push_back({first, length, position, Kind::delete_forward});
    }
}

void TextWalker::add_deletion_of(Lv first, Lv target, std::uint64_t length) {
    add_deletions({first, length, target, Kind::delete_ids});
}

void TextWalker::add_deletions(const Run& run) {
    PRAXIS_CHECK(run.kind != Kind::insert);
    (void)run_before(run.first);
    runs_.push_back(run);
}

/// The last run, if event `first` is the next after it; checks that it is none before.
TextWalker::Run* TextWalker::run_before(Lv first) {
    if (runs_.empty()) return nullptr;
    PRAXIS_CHECK(runs_.back().end() <= first);
    return runs_.back().end() == first ? &runs_.back() : nullptr;
}

LvRange TextWalker::Deletion::hit(Lv begin, Lv end) const {
    if (!backward) return {target + (begin - first), target + (end - first)};
    return {target + 1 - (end - first), target + 1 - (begin - first)};
}

std::vector<TextWalker::Run>::const_iterator TextWalker::first_run_in(LvRange range) const {
    return std::ranges::upper_bound(runs_, range.begin, {}, &Run::end);
}

void TextWalker::go_to(const Version& version) {
    steps_max_ = std::numeric_limits<std::uint64_t>::max();
    while (!is_at(version))
        go_on(version);
}

bool TextWalker::advance(const Version& version, std::uint64_t& steps_left) {
    // Finding a run again takes some steps, before anything is done.
    constexpr std::uint64_t slice_min = 8;
    const auto before = steps();
    const auto slice = std::max(steps_left, slice_min);
    steps_max_ = before + std::min(slice, std::numeric_limits<std::uint64_t>::max() - before);
    while (!is_at(version) && !spent() && deletions_.size() < limits::deletion_runs_max)
        go_on(version);
    steps_left -= std::min(steps_left, steps() - before);
    return is_at(version);
}

bool TextWalker::is_at(const Version& version) const {
    return move_.done() && branches_.empty() && planned_ == graph_->next() && version_ == version;
}

void TextWalker::go_on(const Version& version) {
    if (!move_.done()) {
        move();
    } else if (!branches_.empty()) {
        integrate();
    } else if (planned_ < graph_->next()) {
        plan();
    } else {
        set_out(version);
    }
}

void TextWalker::plan() {
    ++steps_;
    const LvRange fresh{planned_, graph_->next()};
    planned_ = fresh.end;
    // What lies before and behind the events of this text need not be ordered.
    const auto run = first_run_in(fresh);
    if (run == runs_.end()) return;
    branches_.plan(*graph_, {std::max(fresh.begin, run->first), runs_.back().end()});
}

void TextWalker::integrate() {
    ++steps_;
    const auto& piece = branches_.front();
    auto run = first_run_in({begun_ ? applied_ : piece.range.begin, piece.range.end});
    const auto is_in_piece = [&] { return run != runs_.end() && run->first < piece.range.end; };
    if (!begun_ && is_in_piece()) {
        if (!std::ranges::equal(version_, piece.parents)) return set_out(piece.parents);
        begun_ = true;
        applied_ = piece.range.begin;
    }
    for (; is_in_piece() && !spent(); ++run) {
        ++steps_;
        applied_ = std::max(applied_, run->first);
        const LvRange part{std::max(run->first, piece.range.begin),
                           std::min(run->end(), piece.range.end)};
        while (applied_ < part.end && !spent())
            applied_ += apply(*run, part);
        if (applied_ < part.end) return;
    }
    if (is_in_piece()) return;
    if (begun_) version_.assign(1, piece.range.end - 1);
    begun_ = false;
    branches_.pop();
}

std::uint64_t TextWalker::apply(const Run& run, LvRange part) {
    const auto done = applied_ - run.first;
    const auto length = part.end - applied_;
    switch (run.kind) {
        case Kind::insert:
            if (applied_ > part.begin) return insert_behind(applied_, length);
            return insert(applied_, run.position + done, length);
        case Kind::delete_forward:
            return erase(applied_, run.position, length);
        case Kind::delete_backward:
            // What lies behind the end deletes nothing: no need to look at each.
            if (const auto idle = behind_end(run.position - done, length); idle > 0) return idle;
            return erase(applied_, run.position - done, 1);
        case Kind::delete_ids:
            return erase_id(applied_, run.position + done, length);
    }
    check_failed("every kind of run is applied", __FILE__, __LINE__);
}

/// How many of `length` deletions that go back from a position find nothing there.
std::uint64_t TextWalker::behind_end(std::uint64_t position, std::uint64_t length) const {
    return position < tree_.length() ? 0 : std::min(length, position - tree_.length() + 1);
}

std::uint64_t TextWalker::insert(Lv first, std::uint64_t position, std::uint64_t length) {
    const auto place = tree_.behind(std::min(position, tree_.length()));
    TextItem item;
    item.first = first;
    item.length =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(length, TextTree::item_length_max));
    item.state = 1;
    if (place.offset > 0) item.origin_left = tree_.item_at(place)->first + place.offset - 1;
    const auto gap = siblings_.gap_for(tree_, item, place);
    tree_.insert(gap, item);
    return item.length;
}

/// The rest of a long insertion goes right behind its beginning: nobody can know less of it.
std::uint64_t TextWalker::insert_behind(Lv first, std::uint64_t length) {
    auto place = *tree_.find(first - 1);
    auto item = *tree_.item_at(place);
    item.first = first;
    item.origin_left = first - 1;
    item.length =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(length, TextTree::item_length_max));
    ++place.offset;
    tree_.insert(place, item);
    return item.length;
}

/// Deletes what one item has of the characters from a position on, or finds that there is nothing;
/// how many events that takes.
std::uint64_t TextWalker::erase(Lv first, std::uint64_t position, std::uint64_t length) {
    ++steps_;
    if (position >= tree_.length()) return length;
    const auto place = tree_.before(position);
    const auto& item = *tree_.item_at(place);
    const auto count = std::min<std::uint64_t>(length, item.length - place.offset);
    const auto target = item.first + place.offset;
    record({first, target, count, false});
    return tree_.change_first({target, target + count}, 1);
}

/// Like `erase`, of the characters from `target` on and what stands between them that is none.
std::uint64_t TextWalker::erase_id(Lv first, Lv target, std::uint64_t length) {
    ++steps_;
    const auto known = std::ranges::upper_bound(inserted_, target, {}, &LvRange::end);
    if (known == inserted_.end() || known->begin >= target + length) return length;
    const auto at = std::max(target, known->begin);
    const auto count = tree_.change_first({at, std::min(target + length, known->end)}, 1);
    record({first + (at - target), at, count, false});
    return at + count - target;
}

void TextWalker::record(Deletion deletion) {
    const auto after = deletions_.lower_bound(deletion.first);
    if (after != deletions_.begin()) {
        auto& last = std::prev(after)->second;
        if (last.end() == deletion.first) {
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

void TextWalker::set_out(std::span<const Lv> version) {
    auto diff = graph_->diff(version_, version);
    steps_ += 1 + diff.runs_visited;
    move_.undo = std::move(diff.only_a);
    move_.redo = std::move(diff.only_b);
    std::ranges::reverse(move_.redo);
    move_.to.assign(version.begin(), version.end());
    if (move_.done()) version_ = move_.to;
}

void TextWalker::move() {
    const auto direction = move_.undo.empty() ? Direction::redo : Direction::undo;
    const bool undoes = direction == Direction::undo;
    auto& ranges = undoes ? move_.undo : move_.redo;
    auto& range = ranges.back();
    auto run =
        undoes ? std::ranges::lower_bound(runs_, range.end, {}, &Run::first) : first_run_in(range);
    while (range.begin < range.end && !spent()) {
        ++steps_;
        const bool is_in_range = undoes
                                     ? run != runs_.begin() && std::prev(run)->end() > range.begin
                                     : run != runs_.end() && run->first < range.end;
        if (!is_in_range) {
            take(range, range.end - range.begin, direction);
            break;
        }
        if (undoes) --run;
        const LvRange part{std::max(run->first, range.begin), std::min(run->end(), range.end)};
        auto left = part;
        change(*run, left, direction);
        if (undoes) {
            range.end = left.end;
        } else {
            range.begin = left.begin;
            ++run;
        }
        if (left.begin < left.end) break;
    }
    if (range.begin == range.end) ranges.pop_back();
    if (move_.done()) version_ = move_.to;
}

/// Takes away the newest events to undo or the oldest to redo.
void TextWalker::take(LvRange& part, std::uint64_t count, Direction direction) {
    (direction == Direction::undo ? part.end -= count : part.begin += count);
}

void TextWalker::change(const Run& run, LvRange& part, Direction direction) {
    if (run.kind == Kind::insert) {
        return change_characters({run.first, run.first, run.length, false}, part, direction);
    }
    const bool undoes = direction == Direction::undo;
    auto at = undoes ? deletions_.lower_bound(part.end) : deletion_from(part.begin);
    while (part.begin < part.end && !spent()) {
        ++steps_;
        if (undoes && at != deletions_.begin()) --at;
        const bool hits =
            at != deletions_.end() && at->first < part.end && at->second.end() > part.begin;
        if (!hits) return take(part, part.end - part.begin, direction);
        change_characters(at->second, part, direction);
        if (!undoes) ++at;
    }
}

/// The first deletion with an event from `event` on.
std::map<Lv, TextWalker::Deletion>::const_iterator TextWalker::deletion_from(Lv event) const {
    auto at = deletions_.upper_bound(event);
    if (at != deletions_.begin() && std::prev(at)->second.end() > event) --at;
    return at;
}

/// Changes the characters that those events of `part` hit which are events of `all`: one item
/// after the other. Events of `part` before that, or behind it when undoing, hit nothing.
void TextWalker::change_characters(const Deletion& all, LvRange& part, Direction direction) {
    const bool undoes = direction == Direction::undo;
    const auto begin = std::max(part.begin, all.first);
    const auto end = std::min(part.end, all.end());
    (undoes ? part.end = end : part.begin = begin);
    auto hit = all.hit(begin, end);
    while (hit.begin < hit.end && !spent()) {
        // Whether the event whose turn it is hit the first of the characters left.
        const bool upwards = undoes == all.backward;
        const auto delta = undoes ? -1 : 1;
        const auto count = upwards ? tree_.change_first(hit, delta) : tree_.change_last(hit, delta);
        (upwards ? hit.begin += count : hit.end -= count);
        take(part, count, direction);
    }
}

}  // namespace praxis::crdt
