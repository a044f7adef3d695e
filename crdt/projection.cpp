#include "crdt/projection.hpp"

namespace praxis::crdt {

Shown show(const View& view, const FieldId& field) {
    switch (field.type) {
        case FieldType::constant_id:
            return view.constant_id(field.at);
        case FieldType::constant:
            return view.constant(field.at);
        case FieldType::last_writer:
            return view.last(field.at);
        case FieldType::multi_value:
            return view.multi(field.at);
        case FieldType::text:
            return view.text(field.at);
        case FieldType::set:
            return view.elements(field.at);
        case FieldType::list:
            return view.items(field.at);
        case FieldType::ballot:
            return view.ballot(field.at);
        case FieldType::strict_set:
            return view.strict_elements(field.at);
        case FieldType::log:
            return view.entries(field.at);
    }
    return {};
}

Projection project(const Document& document) {
    const auto view = document.now();
    Projection out{view.version(), document.merged_from(), {}};
    for (const auto& field : view.fields())
        out.fields.emplace(field, show(view, field));
    return out;
}

}  // namespace praxis::crdt
