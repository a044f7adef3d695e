#include "crdt/detail/history_columns.hpp"
#include "crdt/detail/skeleton_codec.hpp"

namespace praxis::crdt::detail {
namespace {

class BodyReader : public FirstFailure {
public:
    BodyReader(ColumnsIn<Column>& in, ByteView ids, std::uint64_t row, std::uint64_t cursor)
        : in_{in}, ids_{ids}, row_{row}, cursor_{cursor} {}

    void id(Hash& out) { take(out, in_[Column::outside].id<Hash>()); }
    void position(std::uint64_t& out) {
        std::int64_t more = 0;
        take(more, read_signed(in_[Column::positions]));
        out = cursor_ + static_cast<std::uint64_t>(more);
    }
    void count(std::uint64_t& out) { take(out, in_[Column::lengths].varint()); }
    void event(EventId& out) {
        std::uint64_t back = 0;
        take(back, in_[Column::events].varint_up_to(row_ + 1));
        take(out.update,
             back == 0 ? in_[Column::outside].id<UpdateId>() : id_of_row(ids_, row_ + 1 - back));
        take(out.index, in_[Column::events].varint());
    }
    void events(std::vector<EventId>& out) {
        std::uint64_t number = 0;
        count(number);
        while (result() && out.size() < number)  // ends with the bytes, whatever the count says
            event(out.emplace_back());
    }

private:
    ColumnsIn<Column>& in_;
    ByteView ids_;
    std::uint64_t row_;
    std::uint64_t cursor_;
};

/// Puts rows together again. Skeletons are made as bytes and parsed as those of strangers.
class HistoryReader {
public:
    explicit HistoryReader(ColumnsIn<Column>& in) : in_{in}, ids_{in.all(Column::ids)} {}

    Result<void> read(const std::function<Result<void>(Update)>& apply) {
        if (ids_.size() % UpdateId::size != 0) return fail(praxis::Errc::truncated, "ids");
        const auto rows = ids_.size() / UpdateId::size;
        for (row_ = 0; row_ < rows; ++row_) {
            TRY(auto update, read_row());
            TRY(apply(std::move(update)));
        }
        TRY(in_[Column::ids].raw(ids_.size()));
        return success();
    }

private:
    Result<Update> read_row() {
        Update out;
        TRY(out.id, id_of_row(ids_, row_));
        TRY(const unsigned flags, in_[Column::flags].u8());
        if (flags > flags_max) return fail(praxis::Errc::out_of_range, "flags");
        out.stands = (flags & flag_stands) != 0;
        if ((flags & flag_follows) == 0) {
            TRY(read_deps(out.deps));
        } else {
            if (row_ == 0) return fail(praxis::Errc::out_of_range, "deps");
            TRY(const auto before, id_of_row(ids_, row_ - 1));
            out.deps.push_back(before);
        }
        if ((flags & flag_same_person) == 0) {
            TRY(read_person());
        }
        out.person = person_;
        TRY(const auto more, read_signed(in_[Column::written]));
        written_ = static_cast<std::int64_t>(static_cast<std::uint64_t>(written_) +
                                             static_cast<std::uint64_t>(more));
        out.written = from_millis(written_);
        const bool has_content = (flags & flag_content) != 0;
        if ((flags & flag_unread) != 0) {
            TRY(read_unread(out, has_content));
        } else {
            TRY(read_operations(out, has_content));
        }
        return out;
    }

    Result<void> read_deps(std::vector<UpdateId>& out) {
        auto& in = in_[Column::deps];
        TRY(const auto count, in.varint());
        for (std::uint64_t i = 0; i < count; ++i) {
            TRY(const auto back, in.varint_up_to(row_));
            if (back == 0) return fail(praxis::Errc::out_of_range, "deps");
            TRY(const auto dep, id_of_row(ids_, row_ - back));
            out.push_back(dep);
        }
        TRY(const auto outside, in.varint());
        for (std::uint64_t i = 0; i < outside; ++i) {
            TRY(const auto dep, in_[Column::outside].id<UpdateId>());
            out.push_back(dep);
        }
        return success();
    }

    Result<void> read_person() {
        TRY(const auto number, in_[Column::persons].varint_up_to(people_.size() + 1));
        person_.reset();
        if (number == 0) return success();
        if (number > people_.size()) {
            TRY(const auto person, in_[Column::people].id<PersonId>());
            people_.push_back(person);
        }
        person_ = people_[number - 1];
        return success();
    }

    Result<void> read_unread(Update& out, bool has_content) {
        auto& in = in_[Column::unread];
        TRY(const auto bytes, read_sized(in));
        out.unread = copy(bytes);
        if (has_content) {
            auto& parts = out.parts.emplace();
            TRY(const auto count, in.varint());
            for (std::uint64_t i = 0; i < count; ++i) {
                TRY(const auto part, read_sized(in));
                parts.push_back(copy(part));
            }
        }
        // Whoever wrote this could not read it. No bytes: it was none of this document's kind.
        if (out.unread.empty()) return success();
        if (auto skeleton = parse_skeleton(out.unread)) out.skeleton = std::move(skeleton.value());
        return success();
    }

    Result<void> read_operations(Update& out, bool has_content) {
        TRY(const auto count, in_[Column::operations].varint());
        ByteWriter skeleton;
        if (count > 0) skeleton.u8(skeleton_version);
        for (std::uint64_t i = 0; i < count; ++i) {
            TRY(read_operation(skeleton));
        }
        TRY(out.skeleton, parse_skeleton(skeleton.view()));
        if (!has_content) return success();
        auto& parts = out.parts.emplace();
        for (const auto& operation : out.skeleton->operations) {
            if (!has_part(operation)) continue;
            if (const auto* insert = std::get_if<InsertText>(&operation)) {
                TRY(parts.emplace_back(), read_characters(insert->length));
            } else {
                TRY(const auto length, in_[Column::part_lengths].varint());
                TRY(const auto value, in_[Column::values].raw(length));
                parts.push_back(copy(value));
            }
        }
        return success();
    }

    /// The bytes of so many code points.
    Result<Bytes> read_characters(std::uint64_t count) {
        Bytes out;
        auto& in = in_[Column::text];
        for (std::uint64_t i = 0; i < count; ++i) {
            TRY(const unsigned lead, in.u8());
            const auto more = lead < 0xC0 ? 0U : lead < 0xE0 ? 1U : lead < 0xF0 ? 2U : 3U;
            out.push_back(static_cast<std::byte>(lead));
            TRY(const auto rest, in.raw(more));
            append(out, rest);
        }
        return out;
    }

    Result<void> read_head() {
        TRY(const auto bytes, read_sized(in_[Column::heads]));
        ByteReader head{bytes};
        TRY(auto blank, detail::read_head(head));
        TRY(head.finish());
        heads_.push_back(std::move(blank));
        return success();
    }

    Result<void> read_operation(ByteWriter& out) {
        TRY(const auto number, in_[Column::operations].varint_up_to(heads_.size()));
        if (number == heads_.size()) {
            TRY(read_head());
        }
        auto operation = heads_[number];
        auto& cursor = cursors_[address_of(operation)];
        BodyReader body{in_, ids_, row_, cursor};
        code_body(operation, body);
        TRY(body.result());
        cursor = position_after(operation, cursor);
        write_head(out, operation);
        write_body(out, operation);
        return success();
    }

    ColumnsIn<Column>& in_;
    ByteView ids_;
    std::uint64_t row_ = 0;
    std::int64_t written_ = 0;
    std::optional<PersonId> person_;
    std::vector<PersonId> people_;
    std::vector<Operation> heads_;  // without their bodies
    std::map<Address, std::uint64_t> cursors_;
};

}  // namespace

Result<void> read_history(ColumnsIn<Column>& in, const std::function<Result<void>(Update)>& apply) {
    return HistoryReader{in}.read(apply);
}

}  // namespace praxis::crdt::detail
