#include "store/copying.hpp"

#include "tests/unit/store/stores.hpp"

#include <array>

namespace praxis::store {
namespace {

Hash token_of(unsigned char number) {
    Hash token;
    token.bytes[0] = std::byte{number};
    return token;
}

TEST(Copying, VisitsLocalRecordsByName) {
    MemoryStore store;
    const std::vector<NamedRecord> wanted{{copy(bytes_of("a")), copy(bytes_of("1"))},
                                          {copy(bytes_of("b")), copy(bytes_of("2"))}};
    ASSERT_TRUE(store.write([&](Writer& writer) -> Result<void> {
        TRY(put_local(writer, wanted[1].name, wanted[1].body));
        return put_local(writer, wanted[0].name, wanted[0].body);
    }));
    EXPECT_EQ(store.read(local_records).value(), wanted);
}

TEST(Copying, VisitsAnswersToFormsWithTheOldestFirst) {
    MemoryStore store;
    const FormAnswer answer{DocumentId{}, {UpdateId{}}, {}};
    for (const auto number : std::array<unsigned char, 2>{9, 3}) {
        ASSERT_TRUE(store.write([&](Writer& writer) -> Result<void> {
            NewHeader update{};  // so that there is an arrival between the two
            update.id.bytes[0] = std::byte{number};
            update.chain.device.bytes[0] = std::byte{number};
            update.seq = Seq{1};
            TRY(add_header(writer, update));
            return put_form_answer(writer, token_of(number), answer, 10);
        }));
    }
    std::vector<Hash> seen;
    ASSERT_TRUE(store.read([&](const Reader& reader) {
        return scan_form_answers(reader, [&](const Hash& token, const FormAnswer& found) {
            EXPECT_EQ(found, answer);
            seen.push_back(token);
            return Result<Scan>{Scan::go_on};
        });
    }));
    EXPECT_EQ(seen, (std::vector{token_of(9), token_of(3)}));
}

}  // namespace
}  // namespace praxis::store
