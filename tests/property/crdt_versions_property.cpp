#include "crdt/anchor.hpp"
#include "crdt/limits.hpp"
#include "crdt/revert.hpp"
#include "tests/support/random_history.hpp"

#include <gtest/gtest.h>

namespace praxis::crdt {
namespace {

using testing::person_number;
using testing::random_id;
using testing::RandomHistory;

/// What a reader is shown of a field: for registers that are empty, absent or never written alike.
std::vector<std::string> shown(const View& view, const FieldId& field) {
    std::vector<std::string> out;
    const auto add = [&out](const std::optional<Bytes>& content) {
        if (content) out.emplace_back(text_of(*content));
    };
    switch (field.type) {
        case FieldType::last_writer:
            if (const auto value = view.last(field.at)) add(value->content);
            std::erase(out, "");
            break;
        case FieldType::multi_value:
            for (const auto& value : view.multi(field.at))
                add(value.content);
            std::ranges::sort(out);
            if (out.size() == 1) std::erase(out, "");
            break;
        case FieldType::text:
            out.push_back(view.text(field.at));
            break;
        case FieldType::set:
            for (const auto& element : view.elements(field.at))
                add(element.content);
            break;
        case FieldType::strict_set:
            for (const auto& element : view.strict_elements(field.at))
                add(element.content);
            break;
        case FieldType::list:
            for (const auto& item : view.items(field.at))
                add(item.content);
            break;
        default:
            break;  // never taken back
    }
    return out;
}

Document load(const RandomHistory& history) {
    Document out{history.document};
    for (const auto& update : history.updates)
        (void)out.apply(update);
    return out;
}

std::vector<UpdateId> any_version(RandomHistory& history, const Document& document) {
    auto& rng = history.rng;
    if (rng.below(2) == 0) return document.now().version();
    return {history.updates[rng.below(history.updates.size())].id};
}

/// Writes the edit on `now`; the heads then.
std::vector<UpdateId> write(Document& document, SeededEntropy& rng, const View& now, Edit edit) {
    auto deps = now.version();
    for (auto& part : split(std::move(edit), rng.below(2) == 0 ? 0 : 8192)) {
        Update update;
        update.id = random_id(rng);
        update.deps = deps;
        update.skeleton = Skeleton{std::move(part.operations)};
        EXPECT_TRUE(parse_skeleton(encode(*update.skeleton)).has_value());
        update.parts = std::move(part.parts);
        update.stands = true;
        update.written = from_millis(9);
        deps = {update.id};
        document.apply(std::move(update));
    }
    return deps;
}

/// Whether `after` shows what was asked for wherever the revert does not say otherwise.
void expect_shows(const View& after, const View& asked, const Revert& made) {
    std::set<FieldId> fields;
    for (const auto* view : {&after, &asked}) {
        for (const auto& field : view->fields())
            fields.insert(field);
    }
    for (const auto& field : fields) {
        if (field.type == FieldType::multi_value &&
            std::ranges::find(made.other, field) != made.other.end()) {
            const auto values = shown(after, field);
            const auto wanted = shown(asked, field);
            EXPECT_LE(values.size(), 1U);
            for (const auto& value : values)
                EXPECT_NE(std::ranges::find(wanted, value), wanted.end());
            continue;
        }
        EXPECT_EQ(shown(after, field), shown(asked, field))
            << "type " << static_cast<int>(field.type) << " number " << field.at.field;
    }
}

// Whatever verdicts, absent content and versions: after the edit every field shows what it was to.
TEST(VersionsProperty, RestoreShowsWhatAnyVersionShowed) {
    std::size_t judged = 0;
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        RandomHistory history{seed};
        auto document = load(history);
        const auto now = document.at(any_version(history, document)).value();
        const auto then = document.at(any_version(history, document)).value();
        const auto made = restore(now, then);
        ASSERT_TRUE(made.has_value());
        const auto heads = write(document, history.rng, now, made.value().edit);
        // Of a version that is empty, or has no creation in it, nothing can be written.
        if (heads != now.version() && !document.stands(heads.front())) continue;
        const auto after = document.at(heads).value();
        expect_shows(after, then, made.value());
        EXPECT_TRUE(restore(after, then).value().edit.empty() || !made.value().other.empty());
        judged += made.value().edit.empty() ? 0 : 1;
        if (HasFailure()) return;
    }
    EXPECT_GT(judged, 300U);
}

TEST(VersionsProperty, UndoShowsWhatWouldBeWithoutTheUpdates) {
    std::size_t judged = 0;
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        RandomHistory history{seed};
        auto& rng = history.rng;
        auto document = load(history);
        const auto now = document.at(any_version(history, document)).value();
        const auto from = document.at(any_version(history, document)).value();
        const auto updates =
            rng.below(2) == 0 ? now.updates_since(from, person_number(rng.below(3)))
                              : std::vector{history.updates[rng.below(history.updates.size())].id};
        const auto without = now.without(updates);
        const auto made = undo(now, updates);
        ASSERT_TRUE(made.has_value());
        const auto heads = write(document, rng, now, made.value().edit);
        if (heads != now.version() && !document.stands(heads.front())) continue;
        expect_shows(document.at(heads).value(), without, made.value());
        judged += made.value().edit.empty() ? 0 : 1;
        if (HasFailure()) return;
    }
    EXPECT_GT(judged, 300U);
}

TEST(VersionsProperty, WithoutIsWhatVoidUpdatesWouldLeave) {
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        RandomHistory history{seed};
        auto document = load(history);
        const auto version = any_version(history, document);
        std::vector<UpdateId> some;
        for (auto n = history.rng.below(4); n > 0; --n)
            some.push_back(history.updates[history.rng.below(history.updates.size())].id);
        const auto view = document.at(version).value().without(some);
        auto other = load(history);
        for (const auto& id : some)
            other.set_standing(id, false);
        const auto wanted = other.at(version).value();
        ASSERT_EQ(view.fields(), wanted.fields());
        ASSERT_EQ(view.version(), wanted.version());
        for (const auto& field : document.now().fields()) {
            ASSERT_EQ(shown(view, field), shown(wanted, field));
            ASSERT_EQ(view.blame(field.at), wanted.blame(field.at));
            ASSERT_EQ(view.raw_text(field.at), wanted.raw_text(field.at));
            ASSERT_EQ(view.ballot(field.at), wanted.ballot(field.at));
            ASSERT_EQ(view.entries(field.at), wanted.entries(field.at));
            ASSERT_EQ(view.constant(field.at), wanted.constant(field.at));
        }
    }
}

// --- the form of anchors ---

Key random_key(SeededEntropy& rng) {
    switch (rng.below(4)) {
        case 0:
            return std::string{rng.below(2) == 0 ? "en" : "0-9"};
        case 1:
            return same_bytes<Hash>(random_id(rng));
        case 2:
            return std::uint64_t{rng.below(3) == 0 ? ~std::uint64_t{0} : rng.below(100)};
        default:
            return {};
    }
}

Anchor random_anchor(SeededEntropy& rng) {
    Anchor out{static_cast<Anchor::On>(rng.below(3)),
               {static_cast<std::uint16_t>(rng.below(0x10000)), random_key(rng)},
               {}};
    std::set<UpdateId> updates;
    for (auto n = 1 + rng.below(4); n > 0; --n)
        updates.insert(random_id(rng));
    for (const auto& update : updates) {
        std::uint64_t index = rng.below(4);
        for (auto n = 1 + rng.below(3); n > 0; --n) {
            const auto count = 1 + rng.below(5);
            out.runs.push_back({{update, index}, count});
            index += count + 1 + rng.below(4);
        }
        if (rng.below(8) == 0) {
            out.runs.back().count = limits::update_events_max - out.runs.back().first.index;
        }
    }
    return out;
}

std::string spoilt(SeededEntropy& rng, std::string text) {
    constexpr std::string_view some = " :,+#@0123456789abcdefAF-enpgit\n";
    for (auto n = rng.below(3); n > 0; --n) {
        const auto at = rng.below(text.size() + 1);
        const char letter =
            rng.below(8) == 0 ? static_cast<char>(rng.below(256)) : some[rng.below(some.size())];
        switch (rng.below(4)) {
            case 0:
                text.insert(at, 1, letter);
                break;
            case 1:
                text.erase(at, 1 + rng.below(3));
                break;
            case 2:
                if (at < text.size()) text[at] = letter;
                break;
            default:
                text = text.substr(0, at) + text.substr(at / 2);
        }
    }
    return text;
}

// Any bytes are refused, or are the only way to write what they mean.
TEST(AnchorProperty, HasOneFormAndRefusesTheRest) {
    SeededEntropy rng{1};
    std::size_t accepted = 0;
    std::size_t refused = 0;
    for (int i = 0; i < 8000; ++i) {
        const auto anchor = random_anchor(rng);
        const auto text = encode(anchor);
        const auto parsed = parse_anchor(text);
        ASSERT_TRUE(parsed.has_value()) << text;
        ASSERT_EQ(parsed.value(), anchor);
        const auto changed = spoilt(rng, text);
        const auto again = parse_anchor(changed);
        if (again) {
            ASSERT_EQ(encode(again.value()), changed);
            if (changed != text) ++accepted;
        } else {
            EXPECT_EQ(again.error().code, make_error_code(Errc::bad_anchor));
            ++refused;
        }
    }
    EXPECT_GT(accepted, 200U);
    EXPECT_GT(refused, 2000U);
}

TEST(AnchorProperty, TheLimitIsTheEdge) {
    SeededEntropy rng{2};
    auto text = "passage 3 " + random_id(rng).hex() + ":0+1";
    std::uint64_t index = 2;
    while (text.size() < limits::anchor_bytes_max - 12) {
        text += "," + std::to_string(index) + "+1";
        index += 2;
    }
    EXPECT_TRUE(parse_anchor(text));
    while (text.size() <= limits::anchor_bytes_max) {
        text += "," + std::to_string(index) + "+1";
        index += 2;
    }
    EXPECT_FALSE(parse_anchor(text));
}

// What a stranger says never makes looking it up fail, nor hold more than the field has.
TEST(AnchorProperty, AnyAnchorIsLookedUpInAnyDocument) {
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        RandomHistory history{seed};
        auto& rng = history.rng;
        const auto document = load(history);
        auto anchor = random_anchor(rng);
        for (auto& run : anchor.runs) {
            if (rng.below(4) != 0) {
                run.first.update = history.updates[rng.below(history.updates.size())].id;
            }
        }
        std::ranges::sort(anchor.runs);
        const auto same = [](const EventRun& a, const EventRun& b) {
            return a.first.update == b.first.update;
        };
        anchor.runs.erase(std::unique(anchor.runs.begin(), anchor.runs.end(), same),
                          anchor.runs.end());
        const Address places[] = {testing::prose, testing::notes, testing::agenda};
        anchor.at = places[rng.below(3)];
        const auto found = find(document.now(), parse_anchor(encode(anchor)).value());
        EXPECT_EQ(found.lost, found.begin == found.end);
        std::size_t bytes = 0;
        for (const auto& piece : document.now().pieces(anchor.at))
            bytes += 4 * piece.count;
        if (anchor.on == Anchor::On::item) continue;
        EXPECT_LE(found.once.size(), bytes);
    }
}

}  // namespace
}  // namespace praxis::crdt
