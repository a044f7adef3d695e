#include "crdt/detail/history_columns.hpp"
#include "crdt/detail/skeleton_codec.hpp"
#include "protocol/base/utf8.hpp"

namespace praxis::crdt::detail {

std::uint64_t position_after(const Operation& operation, std::uint64_t before) {
    if (const auto* insert = std::get_if<InsertText>(&operation)) {
        return insert->position + insert->length;
    }
    if (const auto* erase = std::get_if<DeleteText>(&operation)) return erase->position;
    if (const auto* item = std::get_if<InsertItem>(&operation)) return item->position + 1;
    if (const auto* move = std::get_if<MoveItem>(&operation)) return move->position + 1;
    return before;
}

HistoryWriter::HistoryWriter(const Document::State& state, ColumnsOut<Column>& out)
    : state_{state}, out_{out} {}

void HistoryWriter::write() {
    out_[Column::document].id(state_.id);
    for (std::size_t row = 0; row < state_.rows.size(); ++row)
        write_row(row);
}

void HistoryWriter::write_row(std::size_t number) {
    const auto& row = state_.rows[number];
    const auto unread = state_.unread.find(number);
    const bool is_read = unread == state_.unread.end();
    const auto outside = state_.outside.find(number);
    std::vector<std::size_t> deps;
    for (const auto parent : state_.graph.parents(row.first))
        deps.push_back(state_.row_of(parent));
    const bool follows =
        outside == state_.outside.end() && deps.size() == 1 && deps.front() + 1 == number;
    const bool same_person = row.person == person_;
    const bool stands = is_read ? row.stands : unread->second.stands;
    const bool has_content = is_read ? row.has_content : unread->second.parts.has_value();
    out_[Column::ids].id(row.id);
    out_[Column::flags].u8(
        static_cast<std::uint8_t>((stands ? flag_stands : 0) | (has_content ? flag_content : 0) |
                                  (is_read ? 0 : flag_unread) | (follows ? flag_follows : 0) |
                                  (same_person ? flag_same_person : 0)));
    if (!follows) {
        out_[Column::deps].varint(deps.size());
        for (const auto dep : deps)
            out_[Column::deps].varint(number - dep);
        const auto count = outside == state_.outside.end() ? 0 : outside->second.size();
        out_[Column::deps].varint(count);
        for (std::size_t i = 0; i < count; ++i)
            out_[Column::outside].id(outside->second[i]);
    }
    if (!same_person) write_person(row.person);
    const auto written = to_millis(row.written);
    // Two's complement: the difference of any two times has a value.
    write_signed(out_[Column::written],
                 static_cast<std::int64_t>(static_cast<std::uint64_t>(written) -
                                           static_cast<std::uint64_t>(written_)));
    written_ = written;
    if (is_read) {
        write_operations(number);
    } else {
        write_unread(unread->second);
    }
}

void HistoryWriter::write_person(const std::optional<PersonId>& person) {
    person_ = person;
    if (!person) return out_[Column::persons].varint(0);
    const auto [known, fresh] = people_.try_emplace(*person, people_.size() + 1);
    if (fresh) out_[Column::people].id(*person);
    out_[Column::persons].varint(known->second);
}

void HistoryWriter::write_unread(const Document::State::Unread& unread) {
    auto& out = out_[Column::unread];
    write_sized(out, unread.skeleton);
    if (!unread.parts) return;
    out.varint(unread.parts->size());
    for (const auto& part : *unread.parts)
        write_sized(out, part);
}

void HistoryWriter::write_operations(std::size_t number) {
    const auto& row = state_.rows[number];
    const auto operations = state_.skeleton_of(number).operations;
    out_[Column::operations].varint(operations.size());
    std::size_t part = 0;
    for (const auto& operation : operations) {
        write_operation(operation, number);
        if (!has_part(operation) || !row.has_content) continue;
        if (std::holds_alternative<InsertText>(operation)) {
            out_[Column::text].raw(bytes_of(encode_utf8(row.texts[part])));
        } else {
            out_[Column::part_lengths].varint(row.parts[part].size());
            out_[Column::values].raw(row.parts[part]);
        }
        ++part;
    }
}

struct HistoryWriter::Body {
    HistoryWriter& to;
    std::size_t row;
    std::uint64_t cursor;

    void id(const Hash& id) const { to.out_[Column::outside].id(id); }
    void position(std::uint64_t at) const {
        write_signed(to.out_[Column::positions], static_cast<std::int64_t>(at - cursor));
    }
    void count(std::uint64_t count) const { to.out_[Column::lengths].varint(count); }
    /// An update further on in the file, or none of it, is named by its id.
    void event(const EventId& event) const {
        const auto found = to.state_.row_by_id.find(event.update);
        const bool is_known = found != to.state_.row_by_id.end() && found->second <= row;
        to.out_[Column::events].varint(is_known ? row - found->second + 1 : 0);
        if (!is_known) to.out_[Column::outside].id(event.update);
        to.out_[Column::events].varint(event.index);
    }
    void events(const std::vector<EventId>& events) const {
        count(events.size());
        for (const auto& one : events)
            event(one);
    }
};

void HistoryWriter::write_operation(const Operation& operation, std::size_t row) {
    ByteWriter head;
    write_head(head, operation);
    const auto [known, fresh] = heads_.try_emplace(copy(head.view()), heads_.size());
    if (fresh) write_sized(out_[Column::heads], head.view());
    out_[Column::operations].varint(known->second);
    auto& cursor = cursors_[address_of(operation)];
    const Body body{*this, row, cursor};
    code_body(operation, body);
    cursor = position_after(operation, cursor);
}

}  // namespace praxis::crdt::detail
