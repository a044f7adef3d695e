#pragma once

#include "crdt/errc.hpp"
#include "crdt/event_names.hpp"
#include "protocol/base/result.hpp"

#include <span>
#include <string_view>

namespace praxis::crdt {

/// One edit of a text: `removed` code points go at a position, then `inserted` comes there.
struct Patch {
    std::uint64_t position = 0;
    std::uint64_t removed = 0;
    std::u32string_view inserted;
};

/// A collaborative text that stands alone: edits named by (agent, seq), merged by the event-graph
/// walker. A `Document` uses the same walker for each of its text fields; this class is the small
/// door to it, for tests, benches and readers of the code. Not thread-safe, not even const calls.
///
///     Text text;                                             // with vectors named for reading:
///     text.apply({"ada", 0}, nothing, hello_at_0);            // events ada 0 to 4
///     text.apply({"bo", 0}, after_ada_4, exclamation_at_5);   // knows Hello
///     text.apply({"cy", 0}, after_ada_4, J_instead_of_0);     // at the same time
///     text.text();                                            // Jello!
class Text {
public:
    Text() : walker_{graph_, names_} {}
    Text(const Text&) = delete;
    Text& operator=(const Text&) = delete;

    /// Applies patches one after the other on the version named by `parents`. Every removed and
    /// inserted code point is an event; the first is `name`, the next has the next seq. Events
    /// that are here already are skipped: false when all were. Positions out of range are clamped.
    /// Fails with `Errc::unknown_update` when a parent is not here.
    [[nodiscard]] Result<bool> apply(const EventName& name,
                                     std::span<const EventName> parents,
                                     std::span<const Patch> patches);

    /// The same on everything that is here, for the keyboard of the one who types.
    void type(std::string_view agent, const Patch& patch);

    /// The text of everything applied, in code points.
    [[nodiscard]] std::u32string text() const;
    [[nodiscard]] std::uint64_t length() const;

private:
    friend class TextArchive;
    struct Columns;
    void add(Lv first, std::uint64_t skip, std::span<const Patch> patches);
    void insert(Lv first, std::uint64_t position, std::u32string_view text);

    struct Chunk {
        Lv first = 0;
        std::size_t offset = 0;
    };
    CausalGraph graph_;
    EventNames names_;
    mutable TextWalker walker_;
    std::u32string inserted_;    // everything ever inserted, in order of arrival
    std::vector<Chunk> chunks_;  // where insertions that do not follow one another begin
    std::map<std::string, std::uint64_t, std::less<>> next_seq_;
};

}  // namespace praxis::crdt
