#include "tests/support/mirror.hpp"

#include "protocol/base/utf8.hpp"

namespace praxis::testing {
namespace {

bool shows_something(const crdt::Shown& shown) {
    const crdt::Shown nothing[] = {std::optional<Hash>{},
                                   std::optional<crdt::Value>{},
                                   std::vector<crdt::Value>{},
                                   std::string{},
                                   std::vector<crdt::Element>{},
                                   std::vector<crdt::Item>{},
                                   std::vector<crdt::Entry>{}};
    return shown != nothing[shown.index()];
}

}  // namespace

void Mirror::take(const std::vector<crdt::FieldChange>& changes) {
    for (const auto& change : changes) {
        if (change.field.type != crdt::FieldType::text) {
            values_[change.field] = change.now;
            continue;
        }
        auto& text = texts_[change.field];
        for (const auto& one : change.text) {
            text.replace(one.position, one.removed, decode_utf8(one.inserted).value());
        }
    }
}

bool Mirror::shows(const crdt::Projection& projection) const {
    std::map<crdt::FieldId, crdt::Shown> mine;
    std::map<crdt::FieldId, crdt::Shown> wanted;
    for (const auto& [field, text] : texts_)
        mine[field] = encode_utf8(text);
    mine.insert(values_.begin(), values_.end());
    for (const auto& [field, shown] : projection.fields) {
        auto& into = wanted.emplace(field, shown).first->second;
        if (auto* items = std::get_if<std::vector<crdt::Item>>(&into)) {
            for (auto& item : *items)
                item.position = 0;
        }
    }
    std::erase_if(mine, [](const auto& one) { return !shows_something(one.second); });
    std::erase_if(wanted, [](const auto& one) { return !shows_something(one.second); });
    return mine == wanted;
}

}  // namespace praxis::testing
