#include "store/copying.hpp"

#include "store/detail/key_layout.hpp"

namespace praxis::store {

Result<std::vector<NamedRecord>> local_records(const Reader& reader) {
    std::vector<NamedRecord> records;
    const auto visit = [&](ByteView key, ByteView body) -> Result<Scan> {
        records.push_back({copy(key), copy(body)});
        return Scan::go_on;
    };
    TRY(reader.scan(Table::local, KeyRange::all(), visit));
    return records;
}

Result<void> scan_form_answers(const Reader& reader, const VisitFormAnswer& visit) {
    const auto visit_row = [&](ByteView key, ByteView) -> Result<Scan> {
        detail::Fields fields{Table::form_order, key};
        static_cast<void>(fields.number<Arrival>());
        const auto token = fields.id<Hash>();
        TRY(fields.finish());
        TRY(const auto answer, find_form_answer(reader, token));
        return answer ? visit(token, *answer) : Result<Scan>{Scan::go_on};
    };
    return reader.scan(Table::form_order, KeyRange::all(), visit_row);
}

}  // namespace praxis::store
