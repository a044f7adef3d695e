#include "crdt/document.hpp"
#include "protocol/base/entropy.hpp"
#include "protocol/base/utf8.hpp"
#include "tests/support/crdt_oracle.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace praxis::crdt {
namespace {

const Address prose{3, std::string{"en"}};
const Address notes{4, std::uint64_t{7}};
const Address title{1, {}};
const Address budget{2, std::uint64_t{2026}};
const Address themes{5, {}};

UpdateId random_id(SeededEntropy& rng) {
    UpdateId id;
    rng.fill(id.bytes);
    return id;
}

Bytes random_word(SeededEntropy& rng) {
    constexpr const char* words[] = {"well", "pump", "water", "board"};
    return copy(bytes_of(words[rng.below(4)]));
}

std::u32string random_text(SeededEntropy& rng, std::uint64_t length) {
    constexpr std::u32string_view letters = U"abcdefghij\u00e9\u0e01\U0001F600";
    std::u32string out;
    for (std::uint64_t i = 0; i < length; ++i)
        out += letters[rng.below(letters.size())];
    return out;
}

/// A random history of one document, in one causal order: branches and merges, positions inside
/// and outside the text, deletions by id and removes that name anything, skeletons that do not
/// parse, deps outside the document, contents that are absent or wrong.
class History {
public:
    explicit History(std::uint64_t seed) : rng{seed} {
        document = same_bytes<DocumentId>(random_id(rng));
        const auto count = 3 + rng.below(12);
        for (std::uint64_t i = 0; i < count; ++i)
            add(i);
    }

    SeededEntropy rng;
    DocumentId document;
    std::vector<Update> updates;

private:
    void add(std::uint64_t number) {
        Update update;
        update.id = number == 0 ? same_bytes<UpdateId>(document) : random_id(rng);
        update.written = from_millis(static_cast<std::int64_t>(rng.below(4)));
        update.stands = rng.below(5) != 0;
        add_deps(update, number);
        Skeleton skeleton;
        update.parts.emplace();
        const auto operations = rng.below(5);
        for (std::uint64_t i = 0; i < operations; ++i)
            add_operation(skeleton, *update.parts);
        if (rng.below(30) != 0) update.skeleton = std::move(skeleton);
        if (rng.below(6) == 0) update.parts.reset();
        if (update.parts && rng.below(20) == 0) update.parts->push_back(random_word(rng));
        if (update.parts && !update.parts->empty() && rng.below(20) == 0) {
            update.parts->front() = {std::byte{0xFF}};
        }
        updates.push_back(std::move(update));
    }

    void add_deps(Update& update, std::uint64_t number) {
        if (number == 0) return;
        // Mostly the newest few, so that there are lines of work and not only a bush.
        const auto deps = 1 + rng.below(3);
        for (std::uint64_t i = 0; i < deps; ++i) {
            const auto back = rng.below(std::min<std::uint64_t>(number, 4));
            update.deps.push_back(updates[number - 1 - back].id);
        }
        std::ranges::sort(update.deps);
        const auto repeated = std::ranges::unique(update.deps);
        update.deps.erase(repeated.begin(), repeated.end());
        if (rng.below(40) == 0) update.deps.push_back(random_id(rng));
        if (rng.below(60) == 0) update.deps.clear();
    }

    EventId any_event() {
        if (updates.empty()) return {random_id(rng), rng.below(6)};
        return {updates[rng.below(updates.size())].id, rng.below(6)};
    }

    void add_operation(Skeleton& skeleton, std::vector<Bytes>& parts) {
        const auto& text = rng.below(4) == 0 ? notes : prose;
        switch (rng.below(12)) {
            case 0:
                skeleton.operations.push_back(SetLast{title});
                break;
            case 1:
                skeleton.operations.push_back(SetMulti{budget});
                break;
            case 2:
                skeleton.operations.push_back(AddElement{themes});
                break;
            case 3: {
                RemoveElements remove{themes, {any_event(), any_event(), any_event()}};
                std::ranges::sort(remove.adds);
                skeleton.operations.push_back(remove);
                return;
            }
            case 4:
                skeleton.operations.push_back(
                    DeleteCharacters{text, any_event(), 1 + rng.below(4)});
                return;
            case 5:
            case 6:
                skeleton.operations.push_back(DeleteText{text, rng.below(8), 1 + rng.below(4)});
                return;
            case 7:
                if (rng.below(2) == 0) {
                    skeleton.operations.push_back(SetConstantId{title, Hash{}});
                    return;
                }
                skeleton.operations.push_back(SetConstant{title});
                break;
            default: {
                const auto length = 1 + rng.below(4);
                skeleton.operations.push_back(InsertText{text, rng.below(10), length});
                parts.push_back(copy(bytes_of(encode_utf8(random_text(rng, length)))));
                return;
            }
        }
        parts.push_back(random_word(rng));
    }
};

testing::CrdtOracle oracle_of(const History& history) {
    testing::CrdtOracle oracle{history.document};
    for (const auto& update : history.updates)
        oracle.updates.emplace(update.id, update);
    return oracle;
}

void read_something(const Document& document, const History& history, SeededEntropy& rng) {
    const auto& update = history.updates[rng.below(history.updates.size())];
    const std::vector<UpdateId> version{update.id};
    const auto view = document.at(version);
    if (view) (void)view.value().text(prose);
    (void)document.now().raw_text(notes);
    (void)document.merged_from();
}

/// Delivers everything in a random causal order, some of it twice, with verdicts and contents that
/// are corrected later, and reads in between.
Document deliver(const History& history, SeededEntropy& rng) {
    Document document{history.document};
    std::vector<const Update*> waiting;
    for (const auto& update : history.updates)
        waiting.push_back(&update);
    std::vector<const Update*> wrong_verdict;
    std::vector<const Update*> wrong_parts;
    const auto is_waiting = [&](const UpdateId& id) {
        return std::ranges::any_of(waiting, [&](const Update* other) { return other->id == id; });
    };
    while (!waiting.empty()) {
        std::vector<std::size_t> ready;
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            if (std::ranges::none_of(waiting[i]->deps, is_waiting)) ready.push_back(i);
        }
        const auto at = ready[rng.below(ready.size())];
        const auto* update = waiting[at];
        waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(at));
        auto sent = *update;
        if (rng.below(3) == 0) {
            sent.stands = !sent.stands;
            wrong_verdict.push_back(update);
        }
        if (rng.below(3) == 0) {
            sent.parts.reset();
            wrong_parts.push_back(update);
        }
        EXPECT_EQ(document.apply(sent), Document::Applied::merged);
        if (rng.below(4) == 0) {
            EXPECT_EQ(document.apply(*update), Document::Applied::duplicate);
        }
        if (rng.below(4) == 0) read_something(document, history, rng);
    }
    for (const auto* update : wrong_verdict) {
        document.set_standing(update->id, update->stands);
        if (rng.below(4) == 0) read_something(document, history, rng);
    }
    for (const auto* update : wrong_parts)
        document.set_parts(update->id, update->parts);
    return document;
}

void expect_equal(const View& view,
                  const testing::CrdtOracle& oracle,
                  const testing::CrdtOracle::Ids& version) {
    EXPECT_EQ(view.version(), oracle.heads(version));
    EXPECT_EQ(view.fields(), oracle.fields(version));
    for (const auto& at : {prose, notes}) {
        EXPECT_EQ(view.raw_text(at), oracle.raw_text(version, at));
        EXPECT_EQ(view.text(at), oracle.text(version, at));
    }
    EXPECT_EQ(view.last(title), oracle.last(version, title));
    EXPECT_EQ(view.multi(budget), oracle.multi(version, budget));
    EXPECT_EQ(view.elements(themes), oracle.elements(version, themes));
}

// Any history, any causal order, any sequence of verdicts and contents that ends in the same ones:
// the document answers as the oracle does, now and at any version.
TEST(DocumentProperty, AnswersLikeTheOracleInAnyOrder) {
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        History history{seed};
        const auto oracle = oracle_of(history);
        for (int delivery = 0; delivery < 3; ++delivery) {
            const auto document = deliver(history, history.rng);
            const auto current = oracle.current();
            EXPECT_EQ(document.now().version(), current);
            EXPECT_EQ(document.merged_from(), oracle.merged_from());
            expect_equal(document.now(), oracle, oracle.closure(current));
            for (int i = 0; i < 3; ++i) {
                std::vector<UpdateId> version;
                for (std::uint64_t n = history.rng.below(4); n > 0; --n) {
                    version.push_back(
                        history.updates[history.rng.below(history.updates.size())].id);
                }
                const auto view = document.at(version);
                ASSERT_TRUE(view.has_value());
                expect_equal(view.value(), oracle, oracle.closure(version));
            }
        }
        if (HasFailure()) return;
    }
}

}  // namespace
}  // namespace praxis::crdt
