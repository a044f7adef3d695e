// F7: three replicas change lists, sets, registers, ballots and logs, hear of one another in any
// causal order, and are told different verdicts, persons and contents until the end. Input: who
// writes what on which version, who hears what when and how it is told. Removes, moves and
// deletions name anything: one another, themselves, what comes later. Each replica must show what
// the oracle shows of what it was told, in the end all three the same; and whatever is moved, no
// item is in two places.
#include "tests/fuzz/chosen_operations.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/document_answers.hpp"

#include <algorithm>
#include <array>

namespace praxis::fuzz {
namespace {

using namespace crdt;
using testing::oracle::Oracle;

constexpr std::size_t acts_max = 48;
// The oracle's time grows with the cube of a list: what is wrong in small is found soon.
constexpr std::size_t updates_max = 8;
constexpr std::size_t operations_max = 3;
constexpr std::size_t looks_max = 2;

/// An update as somebody may be told of it who does not know better: bit 0 another verdict, 1 no
/// content, 2 another person, 3 a content that does not agree with its skeleton.
Update as_told(Update update, unsigned how) {
    if ((how & 1U) != 0) update.stands = !update.stands;
    if ((how & 4U) != 0) update.person = person_number(how + (update.stands ? 0U : 1U));
    if ((how & 8U) != 0 && update.parts) update.parts->emplace_back();
    if ((how & 2U) != 0) update.parts.reset();
    return update;
}

struct Replica {
    explicit Replica(DocumentId id) : document{id} {}
    Document document;
    std::map<UpdateId, Update> told;  // what it has, as it was told of it last
};

Oracle oracle_of(const Replica& replica) {
    Oracle out{replica.document.id()};
    for (const auto& [id, update] : replica.told) {
        auto skeleton = update.skeleton ? encode(*update.skeleton) : Bytes{std::byte{0xFF}};
        out.add(testing::for_oracle(update, std::move(skeleton)));
    }
    return out;
}

void expect_same(const testing::Answers& wanted, const testing::Answers& shown) {
    for (const auto& name : testing::differences(wanted, shown))
        expect(false, "a replica shows what the oracle shows: " + name);
}

class Group {
public:
    explicit Group(Choices& choices)
        : choices_{choices},
          ids_{choose_ids()},
          operations_{choices, ids_},
          never_written_{static_cast<testing::oracle::FieldType>(choices.below(10)),
                         testing::for_oracle(Address{2, {}})},
          document_{same_bytes<DocumentId>(ids_.front())},
          replicas_{Replica{document_}, Replica{document_}, Replica{document_}} {
        write(replicas_.front());
    }

    void act() {
        const auto choice = choices_.u8();
        auto& replica = replicas_.at(choice % 3U);
        const unsigned how = choice / 24U;
        switch (choice / 3 % 8) {
            case 0:
            case 1:
            case 2:
                if (updates_.size() < updates_max) write(replica);
                break;
            case 3:
            case 4:
                hear_one(replica, how);
                break;
            case 5:
                hear_all(replica);
                break;
            case 6:
                correct(replica, as_told(choose_update(), how));
                break;
            default:
                how < 4 && looks_++ < looks_max ? look(replica) : glance(replica);
        }
    }

    void compare() {
        const bool backwards = choices_.below(2) == 1;
        for (auto& replica : replicas_) {
            while (replica.told.size() < updates_.size())
                hear_one(replica, choices_.u8());
            if (backwards) std::ranges::reverse(updates_);
            for (const auto& update : updates_)
                correct(replica, update);
        }
        const auto oracle = oracle_of(replicas_.front());
        const auto current = oracle.current();
        const auto asked = asked_of_all();
        const auto now = testing::answers_of(oracle, oracle.closure(current), asked);
        const auto merged = testing::merged_of(oracle);
        const std::vector<UpdateId> some{choose_update().id, choose_update().id};
        const auto then = testing::answers_of(oracle, oracle.closure(some), asked);
        for (const auto& replica : replicas_) {
            const auto& document = replica.document;
            expect(document.now().version() == current, "equal updates are one version");
            expect_one_place_each(document.now());
            expect_same(then, testing::answers_of(document.at(some).value(), asked));
            expect_same(now, testing::answers_of(document.now(), asked));
            expect(testing::merged_of(document) == merged, "all tell the same of joins");
            for (const auto& update : updates_)
                expect(document.stands(update.id) == oracle.stands(update.id), "verdicts are kept");
        }
    }

private:
    using Ids = std::array<UpdateId, updates_max>;

    /// Ids are there before what they name, so that an operation may name any; whose is larger is
    /// chosen.
    Ids choose_ids() {
        Ids out;
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i].bytes[0] = static_cast<std::byte>(choices_.u8());
            out[i].bytes[1] = static_cast<std::byte>(i);
        }
        return out;
    }

    [[nodiscard]] testing::Asked asked_of_all() const {
        testing::Asked out{operations_.fields(), {}};
        out.fields.insert(never_written_);
        return out;
    }

    const Update& choose_update() { return updates_[choices_.below(updates_.size())]; }

    /// What one was told already is told again, and changes nothing.
    void hear(Replica& replica, Update update) {
        const auto id = update.id;
        const auto applied = replica.document.apply(update);
        const bool is_new = replica.told.try_emplace(id, std::move(update)).second;
        expect((applied == Document::Applied::merged) == is_new, "an update is merged once");
    }

    /// A dep that nobody has written is none to wait for.
    [[nodiscard]] bool is_ready(const Replica& replica, const Update& update) const {
        return std::ranges::all_of(update.deps, [&](const UpdateId& dep) {
            return replica.told.contains(dep) || dep == outside();
        });
    }

    /// One that it does not have and whose deps it has; sometimes one that it has already.
    void hear_one(Replica& replica, unsigned how) {
        std::vector<const Update*> ready;
        for (const auto& update : updates_) {
            const bool is_new = !replica.told.contains(update.id);
            if (is_new && is_ready(replica, update)) ready.push_back(&update);
        }
        const auto chosen = choices_.u8();
        const auto& update =
            ready.empty() ? updates_[chosen % updates_.size()] : *ready[chosen % ready.size()];
        hear(replica, as_told(update, how));
    }

    void hear_all(Replica& replica) {
        for (const auto& update : updates_) {
            if (!replica.told.contains(update.id)) hear(replica, update);
        }
    }

    /// What is now said of an update; nothing to a replica that does not have it.
    void correct(Replica& replica, const Update& update) {
        replica.document.set_person(update.id, update.person);
        replica.document.set_parts(update.id, update.parts);
        replica.document.set_standing(update.id, update.stands);
        const auto found = replica.told.find(update.id);
        if (found != replica.told.end()) found->second = update;
    }

    /// Holds everything against the oracle.
    void look(const Replica& replica) {
        const auto oracle = oracle_of(replica);
        const auto current = oracle.closure(oracle.current());
        const auto asked = asked_of_all();
        expect_same(testing::answers_of(oracle, current, asked),
                    testing::answers_of(replica.document.now(), asked));
    }

    /// Reads a version, which moves the walkers.
    void glance(const Replica& replica) {
        const std::vector<UpdateId> version{ids_[choices_.below(ids_.size())]};
        const auto view = replica.document.at(version);
        expect(view.has_value() == replica.told.contains(version.front()),
               "a version is that of updates that are here");
        if (view) expect_one_place_each(view.value());
    }

    void expect_one_place_each(const View& view) const {
        for (const auto& list : operations_.lists()) {
            std::set<EventId> seen;
            std::optional<std::uint64_t> before;
            for (const auto& item : view.items(list)) {
                for (const auto& insertion : item.insertions)
                    expect(seen.insert(insertion).second, "an item of a list is in one place");
                expect(!before || *before < item.position, "places are in order");
                before = item.position;
            }
        }
    }

    void write(Replica& author) {
        Update update;
        update.id = ids_.at(updates_.size());
        const unsigned shape = choices_.u8();
        update.stands = (shape & 7) != 7;
        update.written = from_millis(shape >> 3 & 3);
        if (shape < 7U << 5) update.person = person_number(shape >> 5);
        const unsigned form = choices_.u8();
        update.deps = choose_deps(author, form % 8);
        update.skeleton.emplace();
        update.parts.emplace();
        for (auto left = choices_.below(operations_max + 1); left > 0; --left)
            operations_.add_to(update);
        const auto fault = form / 8;
        if (fault == 28) update.parts.reset();
        if (fault == 29) update.parts->emplace_back();
        if (fault == 30 && !update.parts->empty()) update.parts->front() = {std::byte{0xFF}};
        if (fault == 31) update.skeleton.reset();
        updates_.push_back(update);
        hear(author, std::move(update));
    }

    /// Mostly what the author has; else an older version, none at all, or one outside.
    std::vector<UpdateId> choose_deps(const Replica& author, unsigned form) {
        std::set<UpdateId> deps;
        if (!updates_.empty()) {
            const auto now = author.document.now().version();
            deps.insert(now.begin(), now.end());
            if (form >= 5 || deps.empty()) deps.clear();
            for (auto left = deps.empty() ? choices_.below(4) : 0; left > 0; --left) {
                const auto& dep = choose_update();
                if (author.told.contains(dep.id)) deps.insert(dep.id);
            }
        }
        if (form == 7) deps.insert(outside());
        return {deps.begin(), deps.end()};
    }

    static UpdateId outside() {
        UpdateId out;
        out.bytes.fill(std::byte{0x77});
        return out;
    }

    Choices& choices_;
    Ids ids_;
    ChosenOperations operations_;
    testing::oracle::FieldId never_written_;
    DocumentId document_;
    std::array<Replica, 3> replicas_;
    std::vector<Update> updates_;  // as they are
    std::size_t looks_ = 0;
};

}  // namespace

void one_input(ByteView input) {
    Choices choices{input};
    Group group{choices};
    for (std::size_t i = 0; i < acts_max && choices.any(); ++i)
        group.act();
    group.compare();
}

}  // namespace praxis::fuzz
