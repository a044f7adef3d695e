#include "crdt/document.hpp"
#include "crdt/limits.hpp"
#include "tests/support/random_history.hpp"

#include <gtest/gtest.h>

namespace praxis::crdt {
namespace {

using testing::random_id;
using testing::RandomHistory;

// What was encoded is read back, and is the only way to say it.
TEST(SkeletonProperty, RoundTrips) {
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        const RandomHistory history{seed};
        for (const auto& update : history.updates) {
            if (!update.skeleton) continue;
            const auto parsed = parse_skeleton(encode(*update.skeleton));
            ASSERT_TRUE(parsed.has_value()) << "seed " << seed;
            EXPECT_EQ(parsed.value(), *update.skeleton) << "seed " << seed;
        }
    }
}

Bytes hostile_bytes(SeededEntropy& rng, const Bytes& good) {
    Bytes out = good;
    for (auto n = 1 + rng.below(4); n > 0; --n) {
        const auto at = rng.below(out.size() + 1);
        const auto place = out.begin() + static_cast<std::ptrdiff_t>(at);
        const auto any = static_cast<std::byte>(rng.below(256));
        switch (rng.below(4)) {
            case 0:
                out.insert(place, any);
                break;
            case 1:
                if (place != out.end()) out.erase(place);
                break;
            case 2:
                if (place != out.end()) *place = any;
                break;
            default:
                out.resize(at);
        }
    }
    return out;
}

// Bytes of a stranger: refused, or the one encoding of what they mean; never more operations than
// bytes nor more events than one update may have; and a document that is fed them answers.
TEST(SkeletonProperty, HostileBytesAreRefusedOrCanonicalAndHarmless) {
    std::size_t accepted = 0;
    for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        RandomHistory history{seed};
        auto& rng = history.rng;
        Document document{history.document};
        for (auto& update : history.updates) {
            Bytes bytes;
            if (update.skeleton) bytes = encode(*update.skeleton);
            bytes = hostile_bytes(rng, bytes);
            auto parsed = parse_skeleton(bytes);
            update.skeleton.reset();
            if (parsed) {
                ++accepted;
                EXPECT_EQ(encode(parsed.value()), bytes);
                EXPECT_LE(parsed.value().operations.size(), bytes.size());
                EXPECT_LE(events_of(parsed.value()), limits::update_events_max);
                update.skeleton = std::move(parsed).value();
            }
            document.apply(update);
        }
        const auto view = document.now();
        for (const auto& field : view.fields()) {
            if (field.type == FieldType::text) (void)view.text(field.at);
            if (field.type == FieldType::list) (void)view.items(field.at);
            if (field.type == FieldType::strict_set) (void)view.strict_elements(field.at);
            if (field.type == FieldType::log) (void)view.entries(field.at);
            if (field.type == FieldType::ballot) (void)view.ballot(field.at);
        }
    }
    EXPECT_GT(accepted, 1000U);
}

// The largest numbers the grammar allows have a defined result.
TEST(SkeletonProperty, ExtremePositionsAreClamped) {
    SeededEntropy rng{1};
    const Address at{1, {}};
    const auto creation = random_id(rng);
    Document document{same_bytes<DocumentId>(creation)};
    Update update;
    update.id = creation;
    update.stands = true;
    update.skeleton = Skeleton{{InsertText{at, 0xFFFF'FFFF, 2},
                                DeleteText{at, 1, limits::update_events_max / 2},
                                DeleteText{at, 0xFFFF'FFFF, 9},
                                DeleteCharacters{at, {creation, limits::update_events_max - 1}, 1},
                                InsertText{at, 0xFFFF'FFFF, 1}}};
    update.parts = {copy(bytes_of("ab")), copy(bytes_of("c"))};
    ASSERT_EQ(parse_skeleton(encode(*update.skeleton)).value(), *update.skeleton);
    document.apply(update);
    EXPECT_EQ(document.now().text(at), "ac");
}

}  // namespace
}  // namespace praxis::crdt
