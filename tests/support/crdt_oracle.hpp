#pragma once

#include "crdt/document.hpp"

#include <map>
#include <set>

namespace praxis::testing {

/// What a document must answer, the slow and obvious way: every question replays everything from
/// scratch, over sets of update ids and a flat list of characters, each with its insertion and its
/// deleters. Shares the values of `crdt/` (ids, operations) and none of its code: versions are
/// sets, the order of characters is the tree of the Fugue-Max paper (Weidner and Kleppmann, "The
/// art of the fugue", 2023, appendix), and causality is recursion over deps.
class CrdtOracle {
public:
    explicit CrdtOracle(DocumentId document) : document_{document} {}

    using Ids = std::set<UpdateId>;
    std::map<UpdateId, crdt::Update> updates;  ///< in any order; filled in by the test

    /// An update with everything before it.
    [[nodiscard]] Ids past_and_self(const UpdateId& id) const;
    [[nodiscard]] Ids closure(const std::vector<UpdateId>& version) const;
    [[nodiscard]] bool stands(const UpdateId& id) const;
    /// The updates of a version that none other of them follows.
    [[nodiscard]] std::vector<UpdateId> heads(const Ids& version) const;
    [[nodiscard]] std::vector<UpdateId> current() const;
    [[nodiscard]] std::size_t merged_from() const;

    [[nodiscard]] std::vector<crdt::FieldId> fields(const Ids& version) const;
    [[nodiscard]] std::optional<crdt::Value> last(const Ids& version,
                                                  const crdt::Address& at) const;
    [[nodiscard]] std::vector<crdt::Value> multi(const Ids& version, const crdt::Address& at) const;
    [[nodiscard]] std::vector<crdt::Element> elements(const Ids& version,
                                                      const crdt::Address& at) const;
    [[nodiscard]] std::vector<crdt::Element> strict_elements(const Ids& version,
                                                             const crdt::Address& at) const;
    [[nodiscard]] std::optional<crdt::Value> ballot(const Ids& version,
                                                    const crdt::Address& at) const;
    [[nodiscard]] std::vector<crdt::Entry> entries(const Ids& version,
                                                   const crdt::Address& at) const;
    [[nodiscard]] std::vector<crdt::Item> items(const Ids& version, const crdt::Address& at) const;
    [[nodiscard]] std::string text(const Ids& version, const crdt::Address& at) const;
    [[nodiscard]] std::u32string raw_text(const Ids& version, const crdt::Address& at) const;

private:
    struct Character {
        crdt::EventId id;
        std::optional<char32_t> value;
        std::set<crdt::EventId> deleters;
    };
    struct Placed {
        crdt::EventId event;
        const crdt::Operation* operation;
        std::optional<Bytes> part;
    };
    [[nodiscard]] bool is_void_for_ever(const UpdateId& id) const;
    [[nodiscard]] std::vector<Placed> operations(const UpdateId& id) const;
    [[nodiscard]] std::vector<Character> characters(const Ids& version,
                                                    const crdt::Address& at) const;
    struct ListItem {
        crdt::EventId insertion;
        std::optional<Bytes> value;
        std::set<crdt::EventId> placings;  ///< insertion and moves, standing or not
        std::set<crdt::EventId> deletions;
    };
    struct List {
        std::vector<crdt::EventId> places;  ///< in order
        std::vector<ListItem> items;
    };
    [[nodiscard]] List list(const Ids& version, const crdt::Address& at) const;
    [[nodiscard]] std::optional<crdt::EventId> place_of(const ListItem& item) const;
    [[nodiscard]] bool before(const crdt::EventId& a, const crdt::EventId& b) const;
    [[nodiscard]] std::vector<Placed> newest(const std::vector<Placed>& writes) const;
    /// The standing operations of one kind on one field.
    template <class Operation>
    [[nodiscard]] std::vector<Placed> standing(const Ids& version, const crdt::Address& at) const;
    [[nodiscard]] bool is_theirs(const Placed& ballot) const;
    [[nodiscard]] std::size_t longest_way_back(const UpdateId& id) const;
    [[nodiscard]] std::optional<crdt::Value> winner(const std::vector<Placed>& writes) const;
    [[nodiscard]] std::vector<UpdateId> in_causal_order(const Ids& version) const;
    [[nodiscard]] crdt::Value value(const Placed& write) const;

    DocumentId document_;
};

}  // namespace praxis::testing
