#include "store/table.hpp"

namespace praxis::store {
namespace {

constexpr std::array<const char*, table_count> names{
    "meta",          "update",       "skeleton",       "content",       "columns",
    "chain",         "chain_number", "link",           "head",          "arrival",
    "space_arrival", "document",     "space_document", "kind_document", "document_update",
    "waiting",       "peer",         "local",          "form_token",    "form_order",
};

}  // namespace

const char* name_of(Table table) noexcept {
    return names.at(static_cast<std::size_t>(table));
}

std::array<Table, table_count> all_tables() noexcept {
    std::array<Table, table_count> tables{};
    for (std::size_t i = 0; i < table_count; ++i)
        tables.at(i) = static_cast<Table>(i);
    return tables;
}

}  // namespace praxis::store
