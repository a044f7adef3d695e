#include "crdt/revert.hpp"

#include "crdt/detail/replace_text.hpp"
#include "crdt/projection.hpp"
#include "protocol/base/utf8.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace praxis::crdt {
namespace {

using Contents = std::vector<std::optional<Bytes>>;

template <class All>
Contents contents(const All& all) {
    Contents out;
    for (const auto& one : all)
        out.push_back(one.content);
    return out;
}

/// Of several values of a register the one to keep last.
Contents contents(std::vector<Value> values) {
    std::ranges::sort(values, {}, [](const Value& value) {
        return std::tuple{value.written, value.update};
    });
    return contents<std::vector<Value>>(values);
}
Contents contents(const std::optional<Value>& value) {
    return value ? Contents{value->content} : Contents{};
}
Contents contents(const std::string& text) {
    return {copy(bytes_of(text))};
}
Contents contents(const std::optional<Hash>&) {
    return {};
}

/// What a field shows, in its order.
Contents shown(const View& view, const FieldId& field) {
    if (field.type == FieldType::constant) return {};  // never another, as one that is an id
    auto out = std::visit([](const auto& all) { return contents(all); }, show(view, field));
    const bool is_register =
        field.type == FieldType::last_writer || field.type == FieldType::multi_value;
    // An empty value is shown as none.
    if (is_register && out.size() == 1 && out.front() == Bytes{}) out.clear();
    return out;
}

/// Those that are here.
std::vector<Bytes> here(const Contents& all) {
    std::vector<Bytes> out;
    for (const auto& one : all) {
        if (one) out.push_back(*one);
    }
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

/// Instead of inserting again what an author of this version could move.
void move_back(Edit& edit, const View& now, const std::vector<Item>& wanted) {
    Edit moved;
    auto part = edit.parts.begin();
    for (auto& operation : edit.operations) {
        const bool with_part = has_part(operation);
        if (const auto* insert = std::get_if<InsertItem>(&operation)) {
            const auto item = std::ranges::find(wanted, std::optional{*part}, &Item::content);
            const auto& insertion = item->insertions.front();
            if (now.contains(insertion.update)) {
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

template <class Write>
Edit write(const Address& at, const std::vector<Bytes>& values) {
    return {{Write{at}}, {values.empty() ? Bytes{} : values.back()}};
}

Result<Edit> revert_text(const View& now, const View& then, const Address& at, Versions versions) {
    const auto text = then.text(at);
    if (versions == Versions::any) return edit_text(now, at, text);
    TRY(const auto after, decode_utf8(text));
    return replace_text(now, at, after, difference_by_id(now, then, at));
}

Result<Edit> revert_list(const View& now,
                         const View& then,
                         const Address& at,
                         const std::vector<Bytes>& wanted) {
    TRY(auto edit, edit_list(now, at, wanted, {}));
    move_back(edit, now, then.items(at));
    return edit;
}

Result<Edit> revert_field(const View& now,
                          const View& then,
                          const FieldId& field,
                          Versions versions,
                          const std::vector<Bytes>& wanted) {
    switch (field.type) {
        case FieldType::last_writer:
            return write<SetLast>(field.at, wanted);
        case FieldType::multi_value:
            return write<SetMulti>(field.at, wanted);
        case FieldType::text:
            return revert_text(now, then, field.at, versions);
        case FieldType::set:
            return edit_set(now, field.at, wanted);
        case FieldType::strict_set:
            return edit_strict_set(now, field.at, wanted);
        case FieldType::list:
            return revert_list(now, then, field.at, wanted);
        case FieldType::constant_id:
        case FieldType::constant:
        case FieldType::ballot:
        case FieldType::log:
            break;
    }
    return Edit{};
}

/// Whether an edit can make a field that shows something else show this.
bool can_show(FieldType type, const Contents& before, const Contents& wanted) {
    const auto lacks = [](const Contents& all) { return here(all).size() < all.size(); };
    switch (type) {
        case FieldType::ballot:
        case FieldType::log:
            return false;
        case FieldType::last_writer:
        case FieldType::multi_value:
            return wanted.size() <= 1 && !lacks(wanted);
        default:
            return !lacks(before) && !lacks(wanted);
    }
}

Result<void> revert(
    Revert& out, const View& now, const View& then, const FieldId& field, Versions versions) {
    const auto before = shown(now, field);
    const auto wanted = shown(then, field);
    if (before == wanted) return success();
    if (!can_show(field.type, before, wanted)) out.other.push_back(field);
    TRY(auto edit, revert_field(now, then, field, versions, here(wanted)));
    append(out.edit, std::move(edit));
    return success();
}

Result<Revert> revert(const View& now, const View& then, Versions versions) {
    std::set<FieldId> fields;
    for (const auto* view : {&now, &then}) {
        for (auto& field : view->fields())
            fields.insert(std::move(field));
    }
    Revert out;
    for (const auto& field : fields) {
        TRY(revert(out, now, then, field, versions));
    }
    return out;
}

}  // namespace

Result<Revert> restore(const View& now, const View& then) {
    return revert(now, then, Versions::any);
}

Result<Revert> restore(const View& now, const View& then, const FieldId& field) {
    Revert out;
    TRY(revert(out, now, then, field, Versions::any));
    return out;
}

Result<Revert> undo(const View& now, std::span<const UpdateId> updates) {
    return revert(now, now.without(updates), Versions::same);
}

}  // namespace praxis::crdt
