#pragma once

#include "tests/support/update_reader.hpp"

namespace praxis::test {

/// What a replica must make of a set of updates, the slow and obvious way: by recursion over the
/// definitions, from the bytes of the set alone, without order of arrival, store or network. Shares
/// identifiers, bytes and primitives with the product. Authority is `GovernanceOracle`'s.
class ReplicaOracle {
public:
    explicit ReplicaOracle(ByteView genesis);

    /// A well-formed update; its content is nullopt when no copy of it was ever delivered.
    void add(ByteView header, ByteView skeleton, std::optional<ByteView> content);
    /// Decides about all of them; after the last `add`, before the first question.
    void decide();

    enum class Verdict { not_held, waiting, void_, standing };
    [[nodiscard]] Verdict verdict(const UpdateId& id) const;
    /// The state hash of every space that has an update which is not waiting.
    [[nodiscard]] std::map<SpaceId, Hash> states() const;
    /// The documents whose creation is held.
    [[nodiscard]] std::vector<DocumentId> documents() const;

    /// An address as the skeleton has it: form of key, then field and key as encoded.
    using Address = Bytes;
    struct Write {
        UpdateId update;
        std::optional<Bytes> content;
        friend auto operator<=>(const Write&, const Write&) = default;
    };
    /// One address, read as a field of each type.
    struct Shown {
        std::u32string raw;  ///< U+FFFD for what is absent
        std::u32string text;
        std::vector<Write> multi;  ///< ascending; more than one is a conflict
        std::optional<Write> last;
        std::vector<std::optional<Bytes>> elements;  ///< ascending, absent ones last
    };
    [[nodiscard]] Shown show(const DocumentId& document, const Address& at) const;
    /// Its standing updates that no other standing one follows, ascending.
    [[nodiscard]] std::vector<UpdateId> version(const DocumentId& document) const;

private:
    using Ids = std::set<UpdateId>;
    using Event = ReadEvent;
    using Operation = ReadOperation;
    using Update = ReadUpdate;
    struct Character {
        Event id;
        std::optional<Event> left, right;  // neighbours its author knew
        std::optional<char32_t> value;
        Ids deleters;
    };
    enum class Place { waiting, never, applied };

    [[nodiscard]] bool in_root(const UpdateId& id) const;
    [[nodiscard]] bool is_held(const UpdateId& id);
    [[nodiscard]] static bool is_beside(const Update& a, const Update& b);
    [[nodiscard]] bool reaches_creation(const UpdateId& id) const;
    [[nodiscard]] Place place(const UpdateId& id);
    [[nodiscard]] Place place_of_content(const Update& update);
    [[nodiscard]] Ids past(const UpdateId& id) const;
    void reach(const UpdateId& id, Ids& out) const;
    [[nodiscard]] bool stands(const UpdateId& id) const { return stands_.at(id); }
    [[nodiscard]] bool follows(const Event& later, const Event& earlier) const;
    [[nodiscard]] std::vector<UpdateId> in_version(const DocumentId& document) const;
    [[nodiscard]] std::vector<const Operation*> standing_operations(const DocumentId& document,
                                                                    unsigned number,
                                                                    const Address& at) const;
    [[nodiscard]] std::vector<Character> characters(const DocumentId& document,
                                                    const Address& at) const;

    NetworkId network_;
    std::set<SigningKey> keys_;  // that may sign what is held
    GovernanceOracle governance_;
    std::map<UpdateId, Update> updates_;
    Ids held_;
    Ids acts_;  // of root, applied
    std::map<UpdateId, Place> places_;
    std::map<UpdateId, bool> stands_;
    mutable std::map<UpdateId, Ids> pasts_;
};

}  // namespace praxis::test
