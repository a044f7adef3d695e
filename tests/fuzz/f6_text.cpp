// F6: three replicas edit one text and hear of one another in any causal order. Input: who writes
// what on which version, and who hears what when. In the end all three, and an oracle that replays
// everything on a flat list, show the same text, now and at other versions.
#include "protocol/base/entropy.hpp"
#include "protocol/base/utf8.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/document_answers.hpp"

#include <array>

namespace praxis::fuzz {
namespace {

using crdt::Document;

constexpr std::size_t acts_max = 64;
// The oracle's time grows with the cube of the text: what is wrong in small is found soon.
constexpr std::size_t updates_max = 9;
const crdt::Address prose{3, std::string{"en"}};
const auto prose_of_oracle = testing::for_oracle(prose);

/// Ids whose order says nothing about who wrote first.
UpdateId make_id(std::size_t number, std::uint8_t chosen) {
    SeededEntropy entropy{number * 256 + chosen};
    UpdateId id;
    entropy.fill(id.bytes);
    return id;
}

struct Replica {
    explicit Replica(DocumentId id) : document{id} {}
    Document document;
    std::set<UpdateId> knows;
};

class Group {
public:
    explicit Group(Choices& choices)
        : choices_{choices},
          document_{same_bytes<DocumentId>(make_id(0, choices.u8()))},
          oracle_{document_},
          replicas_{Replica{document_}, Replica{document_}, Replica{document_}} {
        crdt::Update creation;
        creation.id = same_bytes<UpdateId>(document_);
        creation.skeleton.emplace();
        creation.parts.emplace();
        creation.stands = choices_.below(16) != 15;
        add(replicas_[0], std::move(creation));
        for (auto& replica : replicas_)
            hear_all(replica);
    }

    void act() {
        const auto choice = choices_.u8();
        auto& replica = replicas_.at(choice % 3U);
        switch (choice / 3 % 4) {
            case 0:
            case 1:
                if (updates_.size() < updates_max) write(replica);
                break;
            case 2:
                hear_one(replica);
                break;
            default:
                hear_all(replica);
        }
    }

    void compare() {
        for (auto& replica : replicas_) {
            while (replica.knows.size() < updates_.size())
                hear_one(replica);
        }
        const auto current = oracle_.current();
        const auto shown = oracle_.text(oracle_.closure(current), prose_of_oracle);
        const auto raw = oracle_.raw_text(oracle_.closure(current), prose_of_oracle);
        const std::vector<UpdateId> some{updates_[choices_.below(updates_.size())].id,
                                         updates_[choices_.below(updates_.size())].id};
        const auto raw_of_some = oracle_.raw_text(oracle_.closure(some), prose_of_oracle);
        for (const auto& replica : replicas_) {
            const auto now = replica.document.now();
            expect(now.version() == current, "replicas with the same updates are at one version");
            expect(now.raw_text(prose) == raw, "every replica has the raw text of the oracle");
            expect(now.text(prose) == shown, "every replica shows the text of the oracle");
            const auto then = replica.document.at(some);
            expect(then.has_value() && then.value().raw_text(prose) == raw_of_some,
                   "every version has the raw text of the oracle");
            expect(replica.document.now().raw_text(prose) == raw, "looking back changes nothing");
        }
    }

private:
    void add(Replica& author, crdt::Update update) {
        oracle_.add(testing::for_oracle(update, crdt::encode(*update.skeleton)));
        updates_.push_back(std::move(update));
        hear(author, updates_.back());
    }

    void hear(Replica& replica, const crdt::Update& update) {
        const auto applied = replica.document.apply(update);
        const bool is_new = replica.knows.insert(update.id).second;
        expect((applied == Document::Applied::merged) == is_new, "an update is merged once");
    }

    /// One that it does not know and whose deps it knows; sometimes one that it knows already.
    void hear_one(Replica& replica) {
        std::vector<const crdt::Update*> ready;
        for (const auto& update : updates_) {
            const auto known = [&](const UpdateId& dep) { return replica.knows.contains(dep); };
            if (!known(update.id) && std::ranges::all_of(update.deps, known))
                ready.push_back(&update);
        }
        if (ready.empty()) return hear(replica, updates_[choices_.below(updates_.size())]);
        hear(replica, *ready[choices_.below(ready.size())]);
    }

    void hear_all(Replica& replica) {
        for (const auto& update : updates_)
            hear(replica, update);
    }

    crdt::EventId choose_event() {
        return {updates_[choices_.below(updates_.size())].id, choices_.below(8)};
    }

    void write(Replica& replica) {
        crdt::Update update;
        update.id = make_id(updates_.size(), choices_.u8());
        const auto shape = choices_.u8();
        update.stands = (shape & 7) != 7;
        update.written = from_millis(shape);
        update.deps = replica.document.now().version();
        if ((shape & 0x30) == 0x30 || update.deps.empty()) update.deps = choose_deps(replica);
        update.skeleton.emplace();
        update.parts.emplace();
        for (auto left = 1 + choices_.below(2); left > 0; --left)
            add_operation(*update.skeleton, *update.parts);
        if ((shape & 0xc0) == 0xc0) update.parts.reset();
        add(replica, std::move(update));
    }

    /// An old version: what somebody writes who has not heard of the rest.
    std::vector<UpdateId> choose_deps(const Replica& replica) {
        const std::vector<UpdateId> known(replica.knows.begin(), replica.knows.end());
        std::set<UpdateId> deps;
        for (auto left = 1 + choices_.below(2); left > 0; --left)
            deps.insert(known[choices_.below(known.size())]);
        return {deps.begin(), deps.end()};
    }

    void add_operation(crdt::Skeleton& skeleton, std::vector<Bytes>& parts) {
        constexpr std::u32string_view letters = U"abcdefghijklmnopqrstuvwxyz\u00e9\u0e01\U0001F600";
        const auto choice = choices_.u8();
        const auto length = 1U + (choice >> 2 & 3U);
        switch (choice & 3) {
            case 0:
                skeleton.operations.push_back(crdt::DeleteText{prose, choices_.below(16), length});
                return;
            case 1:
                skeleton.operations.push_back(
                    crdt::DeleteCharacters{prose, choose_event(), length});
                return;
            default: {
                std::u32string text;
                for (unsigned i = 0; i < length; ++i)
                    text += letters[(letters_++) % letters.size()];
                skeleton.operations.push_back(crdt::InsertText{prose, choices_.below(16), length});
                parts.push_back(copy(bytes_of(encode_utf8(text))));
            }
        }
    }

    Choices& choices_;
    DocumentId document_;
    testing::oracle::Oracle oracle_;
    std::array<Replica, 3> replicas_;
    std::vector<crdt::Update> updates_;
    std::size_t letters_ = 0;
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
