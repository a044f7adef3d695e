#include "tests/fuzz/chosen_operations.hpp"

#include "tests/support/document_answers.hpp"

namespace praxis::fuzz {

using namespace crdt;

namespace {

using testing::oracle::Act;

constexpr std::array<std::array<Act, 3>, 6> all_groups{{
    {Act::insert_item, Act::move_item, Act::delete_item},
    {Act::add_element, Act::remove_elements, Act::add_element},
    {Act::add_strict, Act::remove_strict, Act::add_strict},
    {Act::cast_ballot, Act::set_last, Act::set_multi},
    {Act::append_entry, Act::set_constant_id, Act::set_constant},
    {Act::insert_text, Act::delete_text, Act::delete_characters},
}};

/// The oracle counts its operations as the skeleton does, from 1.
testing::oracle::FieldId field_of(const Operation& operation) {
    const auto act = static_cast<Act>(operation.index() + 1);
    return {testing::oracle::type_of(act), testing::for_oracle(address_of(operation))};
}

}  // namespace

PersonId person_number(std::size_t number) {
    PersonId out;
    out.bytes.fill(static_cast<std::byte>(0xA0 + number % 3));
    return out;
}

ChosenOperations::ChosenOperations(Choices& choices, std::span<const UpdateId> ids)
    : choices_{choices}, ids_{ids} {
    unsigned chosen = choices.u8();
    chosen &= choices.u8();
    for (std::size_t i = 0; i < all_groups.size(); ++i) {
        if ((chosen >> i & 1U) != 0) groups_.push_back(&all_groups.at(i));
    }
    if (!groups_.empty()) return;
    for (const auto& group : all_groups)
        groups_.push_back(&group);
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
    const std::size_t choice = choices_.u8();
    const auto& group = *groups_[choice % groups_.size()];
    const auto act = group.at(choice / groups_.size() % group.size());
    const auto key = choice / groups_.size() / group.size() % 15;
    const auto person = same_bytes<Hash>(person_number(key));
    Address at{1, {}};
    if (key == 11) at.key = std::string{"en"};
    if (key == 12) at.key = std::uint64_t{7};
    if (key == 13) at.key = person;
    switch (act) {
        case Act::set_constant_id:
            return SetConstantId{at, person};
        case Act::set_constant:
            return SetConstant{at};
        case Act::set_last:
            return SetLast{at};
        case Act::set_multi:
            return SetMulti{at};
        case Act::insert_text:
            return InsertText{at, choices_.below(8), 1 + choices_.below(3)};
        case Act::delete_text:
            return DeleteText{at, choices_.below(8), 1 + choices_.below(3)};
        case Act::delete_characters:
            return DeleteCharacters{at, name<InsertText>(), 1 + choices_.below(3)};
        case Act::add_element:
            return AddElement{at};
        case Act::remove_elements:
            return RemoveElements{at, names<AddElement>()};
        case Act::insert_item:
            return InsertItem{at, choices_.below(8)};
        case Act::move_item:
            return MoveItem{at, name<InsertItem>(), choices_.below(8)};
        case Act::delete_item:
            return DeleteItem{at, name<InsertItem>()};
        case Act::cast_ballot:
            return CastBallot{{1, person}};
        case Act::add_strict:
            return AddStrict{at};
        case Act::remove_strict:
            return RemoveStrict{at, names<AddStrict>()};
        case Act::append_entry:
            break;
    }
    return AppendEntry{at};
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
