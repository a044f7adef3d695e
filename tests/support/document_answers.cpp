#include "tests/support/document_answers.hpp"

namespace praxis::testing {
namespace {

using oracle::FieldType;

/// In the order of both enumerations.
constexpr std::pair<FieldType, crdt::FieldType> types[] = {
    {FieldType::constant_id, crdt::FieldType::constant_id},
    {FieldType::constant, crdt::FieldType::constant},
    {FieldType::last_writer, crdt::FieldType::last_writer},
    {FieldType::multi_value, crdt::FieldType::multi_value},
    {FieldType::text, crdt::FieldType::text},
    {FieldType::set, crdt::FieldType::set},
    {FieldType::list, crdt::FieldType::list},
    {FieldType::ballot, crdt::FieldType::ballot},
    {FieldType::strict_set, crdt::FieldType::strict_set},
    {FieldType::log, crdt::FieldType::log}};
constexpr const char* type_names[] = {"constant_id",
                                      "constant",
                                      "last_writer",
                                      "multi_value",
                                      "text",
                                      "set",
                                      "list",
                                      "ballot",
                                      "strict_set",
                                      "log"};

FieldType type_of(crdt::FieldType type) {
    for (const auto& [ours, theirs] : types) {
        if (theirs == type) return ours;
    }
    return {};
}

oracle::EventId neutral(const crdt::EventId& id) {
    return {id.update, id.index};
}

std::vector<oracle::EventId> neutral(const std::vector<crdt::EventId>& ids) {
    std::vector<oracle::EventId> out;
    for (const auto& id : ids)
        out.push_back(neutral(id));
    return out;
}

oracle::Value neutral(const crdt::Value& value) {
    return {value.update, value.written, value.content};
}

std::optional<oracle::Value> neutral(const std::optional<crdt::Value>& value) {
    return value ? std::optional{neutral(*value)} : std::nullopt;
}

oracle::Element neutral(const crdt::Element& element) {
    return {element.content, neutral(element.adds)};
}

oracle::Item neutral(const crdt::Item& item) {
    return {item.content, neutral(item.insertions), item.position};
}

oracle::Entry neutral(const crdt::Entry& entry) {
    return {neutral(entry.id), entry.written, entry.content};
}

oracle::Passage neutral(const crdt::Passage& passage) {
    return {passage.begin, passage.end, passage.update, passage.written, passage.person};
}

oracle::Found neutral(const crdt::Found& found) {
    return {found.lost, found.begin, found.end, found.words, found.once};
}

template <class Out, class In>
std::vector<Out> all(const std::vector<In>& values) {
    std::vector<Out> out;
    for (const auto& value : values)
        out.push_back(neutral(value));
    return out;
}

std::vector<oracle::FieldId> neutral(const std::vector<crdt::FieldId>& fields) {
    std::vector<oracle::FieldId> out;
    for (const auto& field : fields)
        out.push_back({type_of(field.type), for_oracle(field.at)});
    return out;
}

Answer answer_of(const crdt::View& view, const oracle::FieldId& field) {
    const auto at = for_document(field.at);
    switch (field.type) {
        case FieldType::constant_id:
            return view.constant_id(at);
        case FieldType::constant:
            return neutral(view.constant(at));
        case FieldType::last_writer:
            return neutral(view.last(at));
        case FieldType::multi_value:
            return all<oracle::Value>(view.multi(at));
        case FieldType::text:
            return Texts{view.text(at), view.raw_text(at), all<oracle::Passage>(view.blame(at))};
        case FieldType::set:
            return all<oracle::Element>(view.elements(at));
        case FieldType::list:
            return all<oracle::Item>(view.items(at));
        case FieldType::ballot:
            return neutral(view.ballot(at));
        case FieldType::strict_set:
            return all<oracle::Element>(view.strict_elements(at));
        case FieldType::log:
            break;
    }
    return all<oracle::Entry>(view.entries(at));
}

Answer answer_of(const oracle::Oracle& oracle,
                 const oracle::Oracle::Ids& version,
                 const oracle::FieldId& field) {
    const auto& at = field.at;
    switch (field.type) {
        case FieldType::constant_id:
            return oracle.constant_id(version, at);
        case FieldType::constant:
            return oracle.constant(version, at);
        case FieldType::last_writer:
            return oracle.last(version, at);
        case FieldType::multi_value:
            return oracle.multi(version, at);
        case FieldType::text:
            return Texts{
                oracle.text(version, at), oracle.raw_text(version, at), oracle.blame(version, at)};
        case FieldType::set:
            return oracle.elements(version, at);
        case FieldType::list:
            return oracle.items(version, at);
        case FieldType::ballot:
            return oracle.ballot(version, at);
        case FieldType::strict_set:
            return oracle.strict_elements(version, at);
        case FieldType::log:
            break;
    }
    return oracle.entries(version, at);
}

}  // namespace

oracle::Address for_oracle(const crdt::Address& at) {
    return {at.field, at.key};
}

crdt::Address for_document(const oracle::Address& at) {
    return {at.field, at.key};
}

crdt::Anchor for_document(const oracle::Anchor& anchor) {
    crdt::Anchor out{
        crdt::Anchor::On{static_cast<std::uint8_t>(anchor.on)}, for_document(anchor.at), {}};
    const std::set<oracle::EventId> events{anchor.events.begin(), anchor.events.end()};
    for (const auto& [update, index] : events) {
        const bool goes_on = !out.runs.empty() && out.runs.back().first.update == update &&
                             out.runs.back().first.index + out.runs.back().count == index;
        if (goes_on) {
            ++out.runs.back().count;
        } else {
            out.runs.push_back({{update, index}, 1});
        }
    }
    return crdt::parse_anchor(crdt::encode(out)).value();
}

oracle::Update for_oracle(const crdt::Update& update, std::optional<Bytes> skeleton) {
    return {update.id,
            update.deps,
            std::move(skeleton),
            update.parts,
            update.stands,
            update.written,
            update.person};
}

Answers answers_of(const crdt::View& view, const Asked& asked) {
    Answers out;
    out.version = view.version();
    out.fields = neutral(view.fields());
    for (const auto& field : asked.fields)
        out.shown.emplace(field, answer_of(view, field));
    for (const auto& anchor : asked.anchors)
        out.anchors.push_back(neutral(crdt::find(view, for_document(anchor))));
    return out;
}

Answers answers_of(const oracle::Oracle& oracle,
                   const oracle::Oracle::Ids& version,
                   const Asked& asked) {
    Answers out;
    out.version = oracle.heads(version);
    out.fields = oracle.fields(version);
    for (const auto& field : asked.fields)
        out.shown.emplace(field, answer_of(oracle, version, field));
    for (const auto& anchor : asked.anchors)
        out.anchors.push_back(oracle.find(version, anchor));
    return out;
}

Merged merged_of(const crdt::Document& document) {
    return {document.merged_from(), neutral(document.merged_fields())};
}

Merged merged_of(const oracle::Oracle& oracle) {
    return {std::max<std::size_t>(1, oracle.lines().size()), oracle.merged_fields()};
}

std::set<std::string> differences(const Answers& one, const Answers& other) {
    std::set<std::string> out;
    if (one.version != other.version) out.emplace("version");
    if (one.fields != other.fields) out.emplace("fields");
    if (one.anchors != other.anchors) out.emplace("anchor");
    for (const auto& [field, answer] : one.shown) {
        const auto found = other.shown.find(field);
        if (found == other.shown.end() || found->second != answer) {
            out.emplace(type_names[static_cast<std::size_t>(field.type)]);
        }
    }
    return out;
}

}  // namespace praxis::testing
