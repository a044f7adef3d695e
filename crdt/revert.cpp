#include "crdt/revert.hpp"

#include "crdt/detail/replace_text.hpp"
#include "protocol/base/utf8.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace praxis::crdt {
namespace {

/// What a register shows: nothing written, nothing here and nothing in it look alike.
Bytes shown(const std::optional<Value>& value) {
    return value ? value->content.value_or(Bytes{}) : Bytes{};
}

bool is_here(const Value& value) {
    return value.content.has_value();
}

/// The bytes of values, elements, items or entries that have some, in their order.
template <class All>
std::vector<Bytes> contents(const All& all) {
    std::vector<Bytes> out;
    for (const auto& one : all) {
        if (one.content) out.push_back(*one.content);
    }
    return out;
}

std::multiset<Bytes> sorted(const std::vector<Value>& values) {
    const auto all = contents(values);
    return {all.begin(), all.end()};
}

/// The names of elements or items without content; in the order of the set, or ascending.
std::vector<EventId> absent(const std::vector<Element>& elements) {
    std::vector<EventId> out;
    for (const auto& one : elements) {
        if (!one.content) out.push_back(one.adds.front());
    }
    return out;
}
std::vector<EventId> absent(const std::vector<Item>& items) {
    std::vector<EventId> out;
    for (const auto& one : items) {
        if (!one.content) out.push_back(one.insertions.front());
    }
    std::ranges::sort(out);
    return out;
}

/// Which characters become others, where both views are of one version and so have the same.
std::vector<Hunk> difference_by_id(const View& now, const View& then, const Address& at) {
    struct Run {
        std::uint64_t count;
        bool shown;
    };
    const auto runs_of = [&at](const View& view) {
        std::vector<Run> out;
        for (const auto& piece : view.pieces(at))
            out.push_back({piece.count, piece.shown});
        return out;
    };
    auto left = runs_of(now);
    auto right = runs_of(then);
    std::vector<Hunk> out;
    std::size_t old_at = 0;
    std::size_t new_at = 0;
    bool goes_on = false;  // nothing that stays was met since the last change
    for (auto a = left.begin(), b = right.begin(); a != left.end() && b != right.end();) {
        const auto count = std::min(a->count, b->count);
        if (a->shown != b->shown) {
            if (!goes_on) out.push_back({old_at, old_at, new_at, new_at});
            goes_on = true;
        } else if (a->shown) {
            goes_on = false;
        }
        old_at += a->shown ? count : 0;
        new_at += b->shown ? count : 0;
        if (goes_on) {
            out.back().old_end = old_at;
            out.back().new_end = new_at;
        }
        if ((a->count -= count) == 0) ++a;
        if ((b->count -= count) == 0) ++b;
    }
    return out;
}

enum class Versions : std::uint8_t { any, same };

/// Makes one view show what another does, field by field.
class Reverter {
public:
    Reverter(const View& now, const View& then, Versions versions)
        : now_{now}, then_{then}, versions_{versions} {}

    Result<void> take_back(const FieldId& field) {
        const auto& at = field.at;
        bool exact = true;
        switch (field.type) {
            case FieldType::constant_id:
            case FieldType::constant:
                break;
            case FieldType::last_writer:
                exact = take_back_last(at);
                break;
            case FieldType::multi_value:
                exact = take_back_multi(at);
                break;
            case FieldType::text: {
                TRY(auto edit, text_edit(at));
                append(out_.edit, std::move(edit));
                break;
            }
            case FieldType::set:
                exact = absent(now_.elements(at)) == absent(then_.elements(at));
                append(out_.edit, edit_set(now_, at, contents(then_.elements(at))));
                break;
            case FieldType::strict_set:
                exact = absent(now_.strict_elements(at)) == absent(then_.strict_elements(at));
                append(out_.edit, edit_strict_set(now_, at, contents(then_.strict_elements(at))));
                break;
            case FieldType::list: {
                const auto wanted = then_.items(at);
                TRY(auto edit, edit_list(now_, at, contents(wanted), {}));
                move_back(edit, wanted);
                append(out_.edit, std::move(edit));
                exact = absent(now_.items(at)) == absent(wanted);
                break;
            }
            case FieldType::ballot:
                exact = now_.ballot(at) == then_.ballot(at);
                break;
            case FieldType::log:
                exact = now_.entries(at) == then_.entries(at);
                break;
        }
        if (!exact) out_.other.push_back(field);
        return success();
    }
    Revert take() { return std::move(out_); }

private:
    template <class Write>
    void write(const Address& at, Bytes value) {
        out_.edit.operations.push_back(Write{at});
        out_.edit.parts.push_back(std::move(value));
    }

    bool take_back_last(const Address& at) {
        const auto here = now_.last(at);
        const auto wanted = then_.last(at);
        if (here == wanted) return true;
        if (shown(here) != shown(wanted)) write<SetLast>(at, shown(wanted));
        return !wanted || is_here(*wanted);
    }

    bool take_back_multi(const Address& at) {
        const auto here = now_.multi(at);
        const auto wanted = then_.multi(at);
        if (here == wanted) return true;
        const bool all_here = std::ranges::all_of(wanted, is_here);
        if (all_here && std::ranges::all_of(here, is_here) && sorted(here) == sorted(wanted)) {
            return true;
        }
        const auto rank = [](const Value& value) {
            return std::tuple{is_here(value), value.written, value.update};
        };
        const auto last = std::ranges::max_element(wanted, {}, rank);
        auto value = last == wanted.end() ? Bytes{} : shown(*last);
        const bool is_so =
            here.empty() ? value.empty() : here.size() == 1 && shown(here[0]) == value;
        if (!is_so) write<SetMulti>(at, std::move(value));
        return all_here && wanted.size() <= 1;
    }

    Result<Edit> text_edit(const Address& at) const {
        const auto text = then_.text(at);
        if (versions_ == Versions::any) return edit_text(now_, at, text);
        TRY(const auto after, decode_utf8(text));
        return replace_text(now_, at, after, difference_by_id(now_, then_, at));
    }

    /// Instead of inserting again what an author of this version could move.
    void move_back(Edit& edit, const std::vector<Item>& wanted) const {
        Edit moved;
        auto part = edit.parts.begin();
        for (auto& operation : edit.operations) {
            const bool with_part = has_part(operation);
            if (const auto* insert = std::get_if<InsertItem>(&operation)) {
                const auto item = std::ranges::find(wanted, std::optional{*part}, &Item::content);
                const auto& insertion = item->insertions.front();
                if (now_.contains(insertion.update)) {
                    moved.operations.push_back(MoveItem{insert->at, insertion, insert->position});
                    ++part;
                    continue;
                }
            }
            if (with_part) moved.parts.push_back(std::move(*part++));
            moved.operations.push_back(std::move(operation));
        }
        edit = std::move(moved);
    }

    const View& now_;
    const View& then_;
    Versions versions_;
    Revert out_;
};

Result<Revert> revert(const View& now, const View& then, Versions versions) {
    std::set<FieldId> fields;
    for (const auto* view : {&now, &then}) {
        for (auto& field : view->fields())
            fields.insert(std::move(field));
    }
    Reverter reverter{now, then, versions};
    for (const auto& field : fields) {
        TRY(reverter.take_back(field));
    }
    return reverter.take();
}

}  // namespace

Result<Revert> restore(const View& now, const View& then) {
    return revert(now, then, Versions::any);
}

Result<Revert> restore(const View& now, const View& then, const FieldId& field) {
    Reverter reverter{now, then, Versions::any};
    TRY(reverter.take_back(field));
    return reverter.take();
}

Result<Revert> undo(const View& now, std::span<const UpdateId> updates) {
    return revert(now, now.without(updates), Versions::same);
}

}  // namespace praxis::crdt
