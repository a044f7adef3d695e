#include "node/community/compose.hpp"

#include "node/community/value.hpp"
#include "protocol/base/utf8.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace praxis::community {
namespace {

/// The settings by place, in the order people wrote them; only sets and lists may have several.
struct Wish {
    FieldPlace place;
    std::vector<std::string> texts;
};

Result<std::vector<Wish>> wishes_of(const Kind& kind,
                                    std::span<const Setting> settings,
                                    Called called) {
    std::vector<Wish> out;
    for (const auto& setting : settings) {
        TRY(auto place, kind.place(setting.name, called));
        const auto at = std::ranges::find_if(out, [&](const Wish& wish) {
            return wish.place.field == place.field && wish.place.language == place.language;
        });
        if (at == out.end()) {
            out.push_back({std::move(place), {setting.text}});
        } else if (place.field->has_elements()) {
            at->texts.push_back(setting.text);
        } else {
            return fail(Errc::bad_request, at->place.field->quoted(called) + " is set twice");
        }
    }
    return out;
}

void add(crdt::Edit& edit, crdt::Operation operation, std::string_view part) {
    edit.operations.push_back(std::move(operation));
    edit.parts.push_back(copy(bytes_of(part)));
}

Result<void> add_constant(crdt::Edit& edit, const Field& field, const std::string& value) {
    const crdt::Address at{field.number, {}};
    if (field.value != ValueType::id) {
        add(edit, crdt::SetConstant{at}, value);
        return success();
    }
    TRY(const auto id, Hash::from_hex(value));
    edit.operations.emplace_back(crdt::SetConstantId{at, id});
    return success();
}

/// The elements a set, strict or not, would hold after the steps, and what to write for it.
Result<void> add_steps(crdt::Edit& edit,
                       const Wish& wish,
                       const std::vector<crdt::Element>& elements,
                       Called called) {
    const auto at = address_of(wish.place);
    std::map<std::string, const crdt::Element*> present;
    for (const auto& element : elements) {
        if (element.content) present[std::string{text_of(*element.content)}] = &element;
    }
    std::map<std::string, bool> wanted;  // the last step about an element counts
    for (const auto& text : wish.texts) {
        TRY(auto step, set_step(*wish.place.field, text, called));
        wanted[std::move(step.element)] = step.add;
    }
    for (const auto& [element, stays] : wanted) {
        const auto here = present.find(element);
        const bool strict = wish.place.field->type == FieldType::strict_set;
        if (stays && here == present.end()) {
            strict ? add(edit, crdt::AddStrict{at}, element)
                   : add(edit, crdt::AddElement{at}, element);
        }
        if (stays || here == present.end()) continue;
        const auto& adds = here->second->adds;
        strict ? edit.operations.emplace_back(crdt::RemoveStrict{at, adds})
               : edit.operations.emplace_back(crdt::RemoveElements{at, adds});
    }
    return success();
}

Result<void> add_entries(crdt::Edit& edit, const Wish& wish, Called called) {
    for (const auto& text : wish.texts) {
        TRY(const auto entry, log_entry(*wish.place.field, text, called));
        add(edit, crdt::AppendEntry{address_of(wish.place)}, entry);
    }
    return success();
}

/// `base` is null for a new document.
Result<void> add_ballot(
    crdt::Edit& edit, const Wish& wish, const crdt::View* base, Called called, const Voter& voter) {
    const auto& field = *wish.place.field;
    TRY(const auto value, canonical(field, wish.texts.front(), called));
    if (!voter) {
        return fail(Errc::bad_request,
                    field.quoted(called) + " is cast by a person, and this node acts for nobody");
    }
    const crdt::Address at{field.number, same_bytes<Hash>(*voter)};
    const auto held = base == nullptr ? std::nullopt : base->ballot(at);
    const bool same = held ? held->content && text_of(*held->content) == value : value.empty();
    if (!same) add(edit, crdt::CastBallot{at}, value);
    return success();
}

bool is_readable(const Field& field, const std::string& element) {
    const auto form = canonical(field, element);
    return form && form.value() == element;
}

/// A list as it changes step by step.
struct Order {
    std::vector<std::string> elements;
    std::vector<std::string> named;  ///< those a person gave a place

    void take(const Field& field, const ListStep& step) {
        using enum ListStep::What;
        const auto at = std::ranges::find(elements, step.element);
        if (step.what == add && at != elements.end()) return;
        if (at != elements.end()) elements.erase(at);
        if (step.what == remove) return;
        if (step.what == place) named.push_back(step.element);
        elements.insert(step.what == add ? elements.end() : front_of(field, step.place),
                        step.element);
    }

private:
    /// Where the element of that number is, as people count: what cannot be read has none.
    std::vector<std::string>::iterator front_of(const Field& field, std::size_t number) {
        return std::ranges::find_if(elements, [&](const std::string& element) {
            return is_readable(field, element) && --number == 0;
        });
    }
};

std::vector<Bytes> as_bytes(const std::vector<std::string>& texts) {
    std::vector<Bytes> out;
    for (const auto& text : texts)
        out.push_back(copy(bytes_of(text)));
    return out;
}

/// What a list becomes by the steps; `base` is null for a new document.
Result<void> add_list(crdt::Edit& edit, const Wish& wish, const crdt::View* base, Called called) {
    const auto at = address_of(wish.place);
    Order order;
    if (base != nullptr) {
        for (const auto& item : base->items(at)) {
            if (item.content) order.elements.emplace_back(text_of(*item.content));
        }
    }
    for (const auto& text : wish.texts) {
        TRY(const auto step, list_step(*wish.place.field, text, called));
        order.take(*wish.place.field, step);
    }
    const auto items = as_bytes(order.elements);
    if (base == nullptr) {
        TRY(auto first, crdt::first_list(at, items));
        crdt::append(edit, std::move(first));
        return success();
    }
    TRY(auto changes, crdt::edit_list(*base, at, items, as_bytes(order.named)));
    crdt::append(edit, std::move(changes));
    return success();
}

bool is_value(const std::optional<crdt::Value>& held, std::string_view value) {
    return held && held->content && text_of(*held->content) == value;
}

/// Whether nothing of a text can be seen: blanks, and marks that only shape what is around them.
bool is_blank(std::string_view text) {
    const auto points = decode_utf8(text);
    if (!points) return false;  // who reads it says what is wrong with it
    return std::ranges::all_of(points.value(), [](char32_t at) {
        return at <= U' ' || (at >= 0x7F && at <= 0xA0) || at == 0xAD || at == 0x1680 ||
               (at >= 0x2000 && at <= 0x200F) || (at >= 0x2028 && at <= 0x202F) ||
               (at >= 0x205F && at <= 0x206F) || at == 0x3000 || at == 0xFEFF;
    });
}

/// Whether somebody who reads this version sees a value at this place of the field.
bool is_seen(const crdt::View& base, const Field& field, const crdt::Address& at) {
    const auto shows = [](const crdt::Value& value) {
        return value.content && !is_blank(text_of(*value.content));
    };
    if (field.type == FieldType::text) return !is_blank(base.text(at));
    if (field.type != FieldType::last_writer) return std::ranges::any_of(base.multi(at), shows);
    const auto held = base.last(at);
    return held && shows(*held);
}

/// A required field keeps a value in some language, and always the one it has in the document's
/// own: all wishes together decide.
Result<void> check_kept(const std::vector<Wish>& wishes, const crdt::View& base, Called called) {
    for (const auto& wish : wishes) {
        const auto& field = *wish.place.field;
        if (!field.required || !is_blank(wish.texts.front())) continue;
        const bool is_written = std::ranges::any_of(wishes, [&](const Wish& other) {
            return other.place.field == &field && !is_blank(other.texts.front());
        });
        const auto is_wished = [&](const crdt::Address& at) {
            return std::ranges::any_of(
                wishes, [&](const Wish& other) { return address_of(other.place) == at; });
        };
        const auto ids = base.fields();
        const bool is_left = std::ranges::any_of(ids, [&](const crdt::FieldId& id) {
            return id.at.field == field.number && !is_wished(id.at) && is_seen(base, field, id.at);
        });
        if (wish.place.language.empty() || !(is_written || is_left)) {
            return fail(Errc::missing_value, field.quoted(called) + " may not become empty");
        }
    }
    return success();
}

Result<void> add_wish(
    crdt::Edit& edit, const Wish& wish, const crdt::View& base, Called called, const Voter& voter) {
    const auto& field = *wish.place.field;
    const auto at = address_of(wish.place);
    if (field.type == FieldType::constant) {
        return fail(Errc::unchangeable, field.quoted(called) + " is set when the document is made");
    }
    if (field.type == FieldType::set) {
        return add_steps(edit, wish, base.elements(at), called);
    }
    if (field.type == FieldType::strict_set) {
        return add_steps(edit, wish, base.strict_elements(at), called);
    }
    if (field.type == FieldType::list) return add_list(edit, wish, &base, called);
    if (field.type == FieldType::log) return add_entries(edit, wish, called);
    if (field.type == FieldType::ballot) return add_ballot(edit, wish, &base, called, voter);
    TRY(const auto value, canonical(field, wish.texts.front(), called));
    if (field.type == FieldType::text) {
        TRY(auto changes, crdt::edit_text(base, at, value));
        crdt::append(edit, std::move(changes));
    } else if (field.type == FieldType::last_writer) {
        if (!is_value(base.last(at), value)) add(edit, crdt::SetLast{at}, value);
    } else {
        const auto held = base.multi(at);
        const bool same = held.size() == 1 && is_value(held.front(), value);
        if (!same) add(edit, crdt::SetMulti{at}, value);
    }
    return success();
}

Result<void> add_first(crdt::Edit& edit, const Wish& wish, Called called, const Voter& voter) {
    const auto& field = *wish.place.field;
    const auto at = address_of(wish.place);
    if (field.is_set()) return add_steps(edit, wish, {}, called);
    if (field.type == FieldType::list) return add_list(edit, wish, nullptr, called);
    if (field.type == FieldType::log) return add_entries(edit, wish, called);
    if (field.type == FieldType::ballot) return add_ballot(edit, wish, nullptr, called, voter);
    TRY(const auto value, canonical(field, wish.texts.front(), called));
    if (value.empty()) return success();
    switch (field.type) {
        case FieldType::constant:
            return add_constant(edit, field, value);
        case FieldType::last_writer:
            add(edit, crdt::SetLast{at}, value);
            break;
        case FieldType::multi_value:
            add(edit, crdt::SetMulti{at}, value);
            break;
        case FieldType::text: {
            TRY(auto text, crdt::first_text(at, value));
            crdt::append(edit, std::move(text));
            break;
        }
        case FieldType::set:
        case FieldType::list:
        case FieldType::strict_set:
        case FieldType::log:
        case FieldType::ballot:
            break;
    }
    return success();
}

/// A required field is there when some place of it, in any language, has a value.
Result<void> check_required(const Kind& kind, const std::vector<Wish>& wishes, Called called) {
    for (const auto& field : kind.fields) {
        if (!field.required) continue;
        const bool given = std::ranges::any_of(wishes, [&](const Wish& wish) {
            return wish.place.field == &field && !is_blank(wish.texts.front());
        });
        if (!given) {
            const auto words = called == Called::by_label
                                   ? field.quoted(called) + " is needed, and nothing is there"
                                   : "a " + kind.name + " needs " + field.quoted(called);
            return fail(Errc::missing_value, words);
        }
    }
    return success();
}

}  // namespace

crdt::Address address_of(const FieldPlace& place) {
    crdt::Address out{place.field->number, {}};
    if (!place.language.empty()) out.key = place.language;
    return out;
}

crdt::Address address_in(const Kind& kind, std::string_view name) {
    const auto place = kind.place(name);
    return place ? address_of(place.value()) : crdt::Address{};
}

Result<crdt::Edit> compose_new(const Kind& kind,
                               std::span<const Setting> settings,
                               Called called,
                               const Voter& voter) {
    TRY(const auto wishes, wishes_of(kind, settings, called));
    TRY(check_required(kind, wishes, called));
    crdt::Edit edit;
    for (const auto& wish : wishes) {
        TRY(add_first(edit, wish, called, voter));
    }
    return edit;
}

Result<crdt::Edit> compose_edit(const Kind& kind,
                                std::span<const Setting> settings,
                                const crdt::View& base,
                                Called called,
                                const Voter& voter) {
    TRY(const auto wishes, wishes_of(kind, settings, called));
    TRY(check_kept(wishes, base, called));
    crdt::Edit edit;
    for (const auto& wish : wishes) {
        TRY(add_wish(edit, wish, base, called, voter));
    }
    return edit;
}

}  // namespace praxis::community
