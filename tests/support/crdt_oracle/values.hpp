#pragma once

#include "protocol/base/ids.hpp"
#include "protocol/base/time.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

// What the oracle is handed and what it answers. Nothing here is of `crdt/`.

namespace praxis::testing::oracle {

using Key = std::variant<std::monostate, std::string, Hash, std::uint64_t>;

struct Address {
    std::uint16_t field = 0;
    Key key;
    friend auto operator<=>(const Address&, const Address&) = default;
};

struct EventId {
    UpdateId update;
    std::uint64_t index = 0;
    friend auto operator<=>(const EventId&, const EventId&) = default;
};

struct Update {
    UpdateId id;
    std::vector<UpdateId> deps;
    std::optional<Bytes> skeleton;  ///< nullopt: none that could be read
    std::optional<std::vector<Bytes>> parts;
    bool stands = false;
    WallTime written;
    std::optional<PersonId> person;
};

enum class FieldType : std::uint8_t {
    constant_id,
    constant,
    last_writer,
    multi_value,
    text,
    set,
    list,
    ballot,
    strict_set,
    log
};

struct FieldId {
    FieldType type = FieldType::constant_id;
    Address at;
    friend auto operator<=>(const FieldId&, const FieldId&) = default;
};

struct Value {
    UpdateId update;
    WallTime written;
    std::optional<Bytes> content;
    friend bool operator==(const Value&, const Value&) = default;
};

struct Element {
    std::optional<Bytes> content;
    std::vector<EventId> adds;  ///< ascending
    friend bool operator==(const Element&, const Element&) = default;
};

struct Item {
    std::optional<Bytes> content;
    std::vector<EventId> insertions;  ///< the one shown here, then the others ascending
    std::uint64_t position = 0;       ///< places in front of its own
    friend bool operator==(const Item&, const Item&) = default;
};

struct Entry {
    EventId id;
    WallTime written;
    std::optional<Bytes> content;
    friend bool operator==(const Entry&, const Entry&) = default;
};

/// Shown characters [begin, end) that one update wrote.
struct Passage {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    UpdateId update;
    WallTime written;
    std::optional<PersonId> person;
    friend bool operator==(const Passage&, const Passage&) = default;
};

/// Every character or insertion that it stands on, one by one.
struct Anchor {
    enum class On : std::uint8_t { passage, paragraph, item };
    On on = On::passage;
    Address at;
    std::vector<EventId> events;
};

struct Found {
    bool lost = true;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::string words;
    std::string once;
    friend bool operator==(const Found&, const Found&) = default;
};

}  // namespace praxis::testing::oracle
