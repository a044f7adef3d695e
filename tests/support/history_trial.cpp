#include "tests/support/history_trial.hpp"

#include "crdt/archive.hpp"
#include "tests/support/document_answers.hpp"
#include "tests/support/mirror.hpp"
#include "tests/support/random_history.hpp"

#include <algorithm>

namespace praxis::testing {
namespace {

using crdt::Document;
using crdt::Update;

void shuffle(std::vector<const Update*>& updates, SeededEntropy& rng) {
    for (std::size_t i = updates.size(); i > 1; --i)
        std::swap(updates[i - 1], updates[rng.below(i)]);
}

/// One way in which a history may come to a new document.
class Delivery {
public:
    Delivery(const RandomHistory& history, SeededEntropy& rng)
        : history_{history}, rng_{rng}, document_{history.document} {}

    Document run() {
        for (const auto& update : history_.updates)
            waiting_.push_back(&update);
        while (!waiting_.empty()) {
            hear(take_ready());
            if (rng_.below(3) == 0) change(*arrived_[rng_.below(arrived_.size())]);
            if (rng_.below(4) == 0) read_something();
            if (rng_.below(16) == 0) save_and_load();
            if (rng_.below(8) == 0) hear_changes();
            if (rng_.below(4) == 0) merge_a_slice();
        }
        correct_everything();
        hear_changes();
        expect(mirror_.shows(crdt::project(document_)), "changes");
        if (rng_.below(4) == 0) save_and_load();
        return std::move(document_);
    }

    /// The names of what went wrong on the way: `applied`, `archive`, `changes`.
    [[nodiscard]] const std::set<std::string>& wrong() const { return wrong_; }

private:
    const Update& take_ready() {
        const auto is_waiting = [&](const UpdateId& id) {
            return std::ranges::any_of(waiting_,
                                       [&](const Update* other) { return other->id == id; });
        };
        std::vector<std::size_t> ready;
        for (std::size_t i = 0; i < waiting_.size(); ++i) {
            if (std::ranges::none_of(waiting_[i]->deps, is_waiting)) ready.push_back(i);
        }
        const auto at = ready[rng_.below(ready.size())];
        const auto& update = *waiting_[at];
        waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(at));
        return update;
    }

    void hear(const Update& update) {
        auto sent = update;
        if (rng_.below(3) == 0) sent.stands = !sent.stands;
        if (rng_.below(4) == 0) sent.person = person_number(rng_.below(3));
        if (rng_.below(3) == 0) sent.parts.reset();
        arrived_.push_back(&update);
        expect(document_.apply(sent) == Document::Applied::merged, "applied");
        if (rng_.below(4) == 0) {
            const auto& again = *arrived_[rng_.below(arrived_.size())];
            expect(document_.apply(again) == Document::Applied::duplicate, "applied");
        }
    }

    void change(const Update& update) {
        switch (rng_.below(4)) {
            case 0:
                document_.set_person(update.id, person_number(rng_.below(3)));
                break;
            case 1:
                document_.set_parts(update.id, std::nullopt);
                break;
            case 2:
                document_.set_parts(update.id, update.parts);
                break;
            default:
                document_.set_standing(update.id, rng_.below(2) == 0);
        }
    }

    void correct_everything() {
        shuffle(arrived_, rng_);
        for (const auto* update : arrived_) {
            document_.set_person(update->id, update->person);
            document_.set_parts(update->id, update->parts);
        }
        if (rng_.below(2) == 0) hear_changes();
        for (const auto* update : arrived_) {
            if (rng_.below(8) == 0) read_something();
            document_.set_standing(update->id, update->stands);
        }
    }

    void read_something() {
        const std::vector<UpdateId> version{arrived_[rng_.below(arrived_.size())]->id};
        const auto view = document_.at(version);
        if (view) (void)view.value().text(prose);
        (void)document_.now().raw_text(notes);
        (void)document_.now().items(agenda);
        (void)document_.merged_fields();
    }

    /// Goes on with what an archive gives back, which must show the same before it is decoded.
    void save_and_load() {
        const auto archive = crdt::Archive::open(crdt::Archive::save(document_));
        if (!archive) return expect(false, "archive");
        const auto shown = archive.value().shown();
        auto loaded = archive.value().document();
        expect(shown && shown.value() == crdt::project(document_), "archive");
        expect(loaded && loaded.value().updates() == document_.updates(), "archive");
        expect(loaded && crdt::project(loaded.value()) == crdt::project(document_), "archive");
        if (!loaded) return;
        document_ = std::move(loaded.value());
        mirror_ = {};
    }

    void merge_a_slice() {
        auto steps_left = rng_.below(40);
        (void)document_.merge(steps_left);
    }

    void hear_changes() { mirror_.take(document_.take_changes()); }

    void expect(bool condition, const char* name) {
        if (!condition) wrong_.emplace(name);
    }

    const RandomHistory& history_;
    SeededEntropy& rng_;
    Document document_;
    Mirror mirror_;
    std::vector<const Update*> waiting_;
    std::vector<const Update*> arrived_;
    std::set<std::string> wrong_;
};

/// A version, and what the oracle says of it.
struct Looked {
    std::vector<UpdateId> version;
    Answers wanted;
};

/// Every field that the history wrote, and every one that it might have written.
std::set<oracle::FieldId> fields_of(const RandomHistory& history, const oracle::Oracle& oracle) {
    using oracle::FieldType;
    std::set<oracle::FieldId> out{{FieldType::constant_id, for_oracle(title)},
                                  {FieldType::constant, for_oracle(title)},
                                  {FieldType::last_writer, for_oracle(title)},
                                  {FieldType::multi_value, for_oracle(budget)},
                                  {FieldType::text, for_oracle(prose)},
                                  {FieldType::text, for_oracle(notes)},
                                  {FieldType::set, for_oracle(themes)},
                                  {FieldType::list, for_oracle(agenda)},
                                  {FieldType::strict_set, for_oracle(members)},
                                  {FieldType::log, for_oracle(decisions)}};
    for (std::uint64_t person = 0; person < 3; ++person)
        out.insert({FieldType::ballot, {votes, same_bytes<Hash>(person_number(person))}});
    std::vector<UpdateId> all;
    for (const auto& update : history.updates)
        all.push_back(update.id);
    out.merge([&] {
        const auto written = oracle.fields(oracle.closure(all));
        return std::set<oracle::FieldId>{written.begin(), written.end()};
    }());
    return out;
}

/// An anchor as the oracle makes it, character by character, and where.
struct Made {
    std::vector<UpdateId> version;
    oracle::Anchor anchor;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;  ///< of an item: one more than its number; 0: names anything
};

Made make_anchor(const RandomHistory& history, const oracle::Oracle& oracle, SeededEntropy& rng) {
    using On = oracle::Anchor::On;
    const auto any = [&] { return history.updates[rng.below(history.updates.size())].id; };
    Made out;
    out.version = {any(), any()};
    const auto version = oracle.closure(out.version);
    out.anchor.on = static_cast<On>(rng.below(3));
    const bool is_item = out.anchor.on == On::item;
    out.anchor.at = for_oracle(is_item ? agenda : rng.below(4) == 0 ? notes : prose);
    auto& events = out.anchor.events;
    if (is_item) {
        const auto items = oracle.items(version, out.anchor.at);
        if (!items.empty()) {
            out.begin = rng.below(items.size());
            out.end = out.begin + 1;
            events = items[out.begin].insertions;
        }
    } else {
        const auto shown = oracle.shown(version, out.anchor.at);
        if (!shown.empty()) {
            out.begin = rng.below(shown.size());
            out.end = out.begin + 1 + rng.below(std::min<std::size_t>(6, shown.size() - out.begin));
            const auto block = oracle.paragraph(version, out.anchor.at, out.begin);
            if (out.anchor.on == On::paragraph && block.empty()) out.anchor.on = On::passage;
            if (out.anchor.on == On::paragraph) {
                out.begin = *block.begin();
                out.end = *block.rbegin() + 1;
            }
            for (auto i = out.begin; i < out.end; ++i)
                events.push_back(shown[i]);
        }
    }
    if (!events.empty() && rng.below(4) != 0) return out;
    out.end = 0;
    for (auto n = 1 + rng.below(4); n > 0; --n)
        events.push_back({rng.below(8) == 0 ? random_id(rng) : any(), rng.below(8)});
    return out;
}

/// Whether the document makes the same anchor there.
bool makes_the_same(const Document& document, const Made& made) {
    if (made.end == 0) return true;
    using On = oracle::Anchor::On;
    const auto view = document.at(made.version).value();
    const auto at = for_document(made.anchor.at);
    const auto anchor = made.anchor.on == On::item ? item_anchor(view, at, made.begin)
                        : made.anchor.on == On::paragraph
                            ? paragraph_anchor(view, at, made.begin)
                            : crdt::anchor(view, at, made.begin, made.end);
    return anchor && anchor.value() == for_document(made.anchor);
}

}  // namespace

Trial try_history(std::uint64_t seed, const TrialOptions& options) {
    RandomHistory history{seed};
    auto& rng = history.rng;
    oracle::Oracle oracle{history.document};
    for (std::size_t i = 0; i < history.updates.size(); ++i)
        oracle.add(for_oracle(history.updates[i], history.skeletons[i]));
    constexpr int anchors = 4;
    std::vector<Made> made;
    Asked asked{fields_of(history, oracle), {}};
    for (int i = 0; i < anchors; ++i) {
        made.push_back(make_anchor(history, oracle, rng));
        asked.anchors.push_back(made.back().anchor);
    }
    const auto current = oracle.current();
    const auto now = answers_of(oracle, oracle.closure(current), asked);
    const auto merged = merged_of(oracle);
    std::vector<Looked> versions;
    for (std::uint64_t i = 0; i < options.versions; ++i) {
        std::vector<UpdateId> version;
        for (auto n = rng.below(4); n > 0; --n)
            version.push_back(history.updates[rng.below(history.updates.size())].id);
        versions.push_back({version, answers_of(oracle, oracle.closure(version), asked)});
    }

    Trial out;
    for (; out.deliveries < options.deliveries; ++out.deliveries) {
        Delivery delivery{history, rng};
        const auto document = delivery.run();
        auto found = differences(now, answers_of(document.now(), asked));
        found.insert(delivery.wrong().begin(), delivery.wrong().end());
        if (merged_of(document) != merged) found.emplace("merged");
        if (rng.below(options.versions_every) == 0) {
            for (const auto& looked : versions) {
                const auto view = document.at(looked.version);
                if (view) {
                    found.merge(differences(looked.wanted, answers_of(view.value(), asked)));
                } else {
                    found.emplace("version");
                }
            }
            for (const auto& one : made) {
                if (!makes_the_same(document, one)) found.emplace("anchor");
            }
        }
        out.differing += found.empty() ? 0 : 1;
        out.names.merge(found);
    }
    return out;
}

}  // namespace praxis::testing
