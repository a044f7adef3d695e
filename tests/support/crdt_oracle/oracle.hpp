#pragma once

#include "tests/support/crdt_oracle/skeleton_reader.hpp"

#include <map>
#include <set>

namespace praxis::testing::oracle {

/// What a document must answer, the slow and obvious way: every question replays everything from
/// scratch, over sets of update ids and a flat list of characters, each with its insertion and its
/// deleters. Shares nothing with `crdt/`, not even a header: it reads the bytes of skeletons
/// itself, versions are sets, the order of characters is the tree of the Fugue-Max paper (Weidner
/// and Kleppmann, "The art of the fugue", 2023, appendix), and causality is recursion over deps.
/// What it remembers is the past of each update and the characters of each text, until another
/// update is added.
class Oracle {
public:
    explicit Oracle(DocumentId document) : document_{document} {}

    using Ids = std::set<UpdateId>;
    /// In any order; one that is here already stays as it is.
    void add(Update update);

    [[nodiscard]] Ids closure(const std::vector<UpdateId>& version) const;
    [[nodiscard]] bool stands(const UpdateId& id) const;
    /// The updates of a version that none other of them follows.
    [[nodiscard]] std::vector<UpdateId> heads(const Ids& version) const;
    [[nodiscard]] std::vector<UpdateId> current() const;
    /// What the newest join brought together: heads, or deps; one where there was no join.
    [[nodiscard]] std::vector<UpdateId> lines() const;
    /// The fields that standing updates wrote which not all of the lines contain.
    [[nodiscard]] std::vector<FieldId> merged_fields() const;

    [[nodiscard]] std::vector<FieldId> fields(const Ids& version) const;
    [[nodiscard]] std::optional<Hash> constant_id(const Ids& version, const Address& at) const;
    [[nodiscard]] std::optional<Value> constant(const Ids& version, const Address& at) const;
    [[nodiscard]] std::optional<Value> last(const Ids& version, const Address& at) const;
    [[nodiscard]] std::vector<Value> multi(const Ids& version, const Address& at) const;
    [[nodiscard]] std::vector<Element> elements(const Ids& version, const Address& at) const;
    [[nodiscard]] std::vector<Element> strict_elements(const Ids& version, const Address& at) const;
    [[nodiscard]] std::optional<Value> ballot(const Ids& version, const Address& at) const;
    [[nodiscard]] std::vector<Entry> entries(const Ids& version, const Address& at) const;
    [[nodiscard]] std::vector<Item> items(const Ids& version, const Address& at) const;
    [[nodiscard]] std::string text(const Ids& version, const Address& at) const;
    [[nodiscard]] std::u32string raw_text(const Ids& version, const Address& at) const;
    [[nodiscard]] std::vector<Passage> blame(const Ids& version, const Address& at) const;
    [[nodiscard]] Found find(const Ids& version, const Anchor& anchor) const;

    /// The ids of the shown characters, and which of them are in the paragraph around one of them,
    /// none when that one is on a blank line.
    [[nodiscard]] std::vector<EventId> shown(const Ids& version, const Address& at) const;
    [[nodiscard]] std::set<std::size_t> paragraph(const Ids& version,
                                                  const Address& at,
                                                  std::size_t position) const;

private:
    struct Known {
        Update update;
        std::optional<std::vector<Operation>> operations;  ///< nullopt: does not parse
    };
    struct Character {
        EventId id;
        std::optional<char32_t> value;
        std::set<EventId> deleters;
    };
    struct Placed {
        EventId event;
        const Operation* operation;
        std::optional<Bytes> part;
    };
    struct ListItem {
        EventId insertion;
        std::optional<Bytes> value;
        std::set<EventId> placings;  ///< insertion and moves, standing or not
        std::set<EventId> deletions;
    };
    struct List {
        std::vector<EventId> places;  ///< in order
        std::vector<ListItem> items;
    };

    /// An update with everything before it.
    [[nodiscard]] const Ids& past_and_self(const UpdateId& id) const;
    [[nodiscard]] bool is_void_for_ever(const UpdateId& id) const;
    [[nodiscard]] bool has_good_content(const Known& known) const;
    [[nodiscard]] std::vector<Placed> operations(const UpdateId& id) const;
    /// The standing operations of one kind on one field.
    [[nodiscard]] std::vector<Placed> standing(Act act,
                                               const Ids& version,
                                               const Address& at) const;
    [[nodiscard]] const std::vector<Character>& characters(const Ids& version,
                                                           const Address& at) const;
    [[nodiscard]] std::vector<Character> replay(const Ids& version, const Address& at) const;
    [[nodiscard]] bool is_shown(const Character& character) const;
    [[nodiscard]] Found find_item(const Ids& version, const Anchor& anchor) const;
    [[nodiscard]] List list(const Ids& version, const Address& at) const;
    [[nodiscard]] std::optional<EventId> place_of(const ListItem& item) const;
    [[nodiscard]] bool before(const EventId& a, const EventId& b) const;
    [[nodiscard]] std::vector<Placed> newest(const std::vector<Placed>& writes) const;
    [[nodiscard]] bool is_theirs(const Placed& ballot) const;
    [[nodiscard]] std::size_t longest_way_back(const UpdateId& id) const;
    [[nodiscard]] std::optional<Value> winner(const std::vector<Placed>& writes) const;
    [[nodiscard]] std::vector<UpdateId> in_causal_order(const Ids& version) const;
    [[nodiscard]] Value value(const Placed& write) const;

    DocumentId document_;
    std::map<UpdateId, Known> updates_;
    mutable std::map<UpdateId, Ids> pasts_;
    mutable std::map<std::pair<Ids, Address>, std::vector<Character>> texts_;
};

}  // namespace praxis::testing::oracle
