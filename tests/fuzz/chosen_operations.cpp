#include "tests/fuzz/chosen_operations.hpp"

#include "tests/support/document_answers.hpp"

namespace praxis::fuzz {

using namespace crdt;

namespace {

/// The oracle counts its operations as the skeleton does, from 1.
testing::oracle::FieldId field_of(const Operation& operation) {
    const auto act = static_cast<testing::oracle::Act>(operation.index() + 1);
    return {testing::oracle::type_of(act), testing::for_oracle(address_of(operation))};
}

}  // namespace

PersonId person_number(std::size_t number) {
    PersonId out;
    out.bytes.fill(static_cast<std::byte>(0xA0 + number % 3));
    return out;
}

void ChosenOperations::add_to(Update& update) {
    auto operation = choose();
    const auto field = field_of(operation);
    fields_.insert(field);
    if (field.type == testing::oracle::FieldType::list) lists_.insert(address_of(operation));
    events_[operation.index()].push_back({update.id, events_of(*update.skeleton)});
    if (has_part(operation)) {
        const auto* text = std::get_if<InsertText>(&operation);
        const char letter = "aabc"[choices_.below(4)];  // few, so that many are equal
        const std::string word(text != nullptr ? text->length : 1, letter);
        update.parts->push_back(copy(bytes_of(word)));
    }
    update.skeleton->operations.push_back(std::move(operation));
}

Operation ChosenOperations::choose() {
    const auto choice = choices_.u8();
    const auto key = choice / 18U;
    const auto person = same_bytes<Hash>(person_number(key));
    Address at{1, {}};
    if (key == 11) at.key = std::string{"en"};
    if (key == 12) at.key = std::uint64_t{7};
    if (key == 13) at.key = person;
    switch (choice % 18) {
        case 0:
        case 1:
            return InsertItem{at, choices_.below(8)};
        case 2:
        case 3:
            return MoveItem{at, name<InsertItem>(), choices_.below(8)};
        case 4:
            return DeleteItem{at, name<InsertItem>()};
        case 5:
            return AddElement{at};
        case 6:
            return RemoveElements{at, names<AddElement>()};
        case 7:
            return AddStrict{at};
        case 8:
            return RemoveStrict{at, names<AddStrict>()};
        case 9:
            return CastBallot{{1, person}};
        case 10:
            return SetLast{at};
        case 11:
            return SetMulti{at};
        case 12:
            return AppendEntry{at};
        case 13:
            return SetConstantId{at, person};
        case 14:
            return SetConstant{at};
        case 15:
            return InsertText{at, choices_.below(8), 1 + choices_.below(3)};
        case 16:
            return DeleteText{at, choices_.below(8), 1 + choices_.below(3)};
        default:
            return DeleteCharacters{at, name<InsertText>(), 1 + choices_.below(3)};
    }
}

template <class Kind>
EventId ChosenOperations::name() {
    const auto& found = events_[Operation{Kind{}}.index()];
    const auto chosen = choices_.u8();
    if (found.empty() || chosen >= 224) return {ids_[chosen % ids_.size()], choices_.below(8)};
    return found[chosen % found.size()];
}

template <class Kind>
std::vector<EventId> ChosenOperations::names() {
    std::set<EventId> out;
    for (auto left = 1 + choices_.below(3); left > 0; --left)
        out.insert(name<Kind>());
    return {out.begin(), out.end()};
}

}  // namespace praxis::fuzz
