#include "crdt/text_archive.hpp"

#include "crdt/detail/archive_columns.hpp"
#include "crdt/limits.hpp"
#include "protocol/base/utf8.hpp"

namespace praxis::crdt {
namespace {

using detail::read_signed;
using detail::write_signed;

constexpr std::uint8_t kind_text = 2;

enum class Part : std::uint64_t { shown, agents, names, graph, runs, positions, text, count };

/// How many kinds of runs there are; a run's kind and its length share a number.
constexpr std::uint64_t run_kinds = 3;

Result<void> damaged(const char* what) {
    return fail(Errc::damaged_archive, what);
}

}  // namespace

/// Moves a text into columns and out of them.
struct Text::Columns {
    detail::ColumnsOut<Part> out;

    void write(const Text& text) {
        out[Part::shown].raw(bytes_of(encode_utf8(text.text())));
        write_names(text);
        text.graph_.for_each_run({0, text.graph_.next()}, [&](LvRange range, auto parents) {
            auto& graph = out[Part::graph];
            graph.varint(range.end - range.begin);
            graph.varint(parents.size());
            for (const auto parent : parents)
                graph.varint(range.begin - parent);
        });
        std::uint64_t cursor = 0;
        for (const auto& run : text.walker_.runs()) {
            const auto kind = static_cast<std::uint64_t>(run.kind);
            out[Part::runs].varint(run.length * run_kinds + kind);
            write_signed(out[Part::positions], static_cast<std::int64_t>(run.position - cursor));
            cursor = run.position_after();
        }
        out[Part::text].raw(bytes_of(encode_utf8(text.inserted_)));
    }

    void write_names(const Text& text) {
        std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> agents;  // number, next seq
        text.names_.for_each_run([&](const EventName& name, std::uint64_t count) {
            const auto [known, fresh] =
                agents.try_emplace(name.agent, agents.size(), std::uint64_t{0});
            if (fresh) detail::write_sized(out[Part::agents], bytes_of(name.agent));
            auto& [number, next] = known->second;
            out[Part::names].varint(number);
            write_signed(out[Part::names], static_cast<std::int64_t>(name.seq - next));
            out[Part::names].varint(count);
            next = name.seq + count;
        });
    }

    static Result<void> read(detail::ColumnsIn<Part>& in, Text& text) {
        TRY(read_graph(in[Part::graph], text));
        TRY(read_names(in[Part::agents], in[Part::names], text));
        TRY(const auto bytes, in[Part::text].raw(in[Part::text].remaining()));
        TRY(const auto inserted, decode_utf8(text_of(bytes)));
        TRY(read_runs(in[Part::runs], in[Part::positions], inserted, text));
        return in.finish();
    }

    static Result<void> read_graph(ByteReader& in, Text& text) {
        while (!in.at_end()) {
            const auto first = text.graph_.next();
            TRY(const auto length, in.varint_up_to(limits::text_events_max - first));
            TRY(const auto count, in.varint());
            if (length == 0) return damaged("an empty run");
            std::vector<Lv> parents;
            for (std::uint64_t i = 0; i < count; ++i) {
                TRY(const auto back, in.varint_up_to(first));
                if (back == 0) return damaged("an event that follows itself");
                parents.push_back(first - back);
            }
            text.graph_.add(length, parents);
        }
        return success();
    }

    static Result<void> read_names(ByteReader& agents, ByteReader& in, Text& text) {
        std::vector<std::pair<std::string, std::uint64_t>> known;  // and its next seq
        while (!agents.at_end()) {
            TRY(const auto name, detail::read_sized(agents));
            known.emplace_back(text_of(name), 0);
        }
        Lv first = 0;
        while (!in.at_end()) {
            TRY(const auto number, in.varint());
            if (number >= known.size()) return damaged("an unknown agent");
            auto& [agent, next] = known[number];
            TRY(const auto more, read_signed(in));
            const auto seq = next + static_cast<std::uint64_t>(more);
            TRY(const auto count, in.varint_up_to(text.graph_.next() - first));
            if (count == 0 || seq + count < seq || text.names_.has_any({agent, seq}, count)) {
                return damaged("a name that stands twice");
            }
            text.names_.add(first, {agent, seq}, count);
            next = seq + count;
            auto& typed = text.next_seq_[agent];
            typed = std::max(typed, next);
            first += count;
        }
        return first == text.graph_.next() ? success() : damaged("events without a name");
    }

    static Result<void> read_runs(ByteReader& in,
                                  ByteReader& positions,
                                  std::u32string_view inserted,
                                  Text& text) {
        Lv first = 0;
        std::uint64_t cursor = 0;
        while (!in.at_end()) {
            TRY(const auto number, in.varint());
            TRY(const auto more, read_signed(positions));
            TextWalker::Run run;
            run.first = first;
            run.kind = static_cast<TextWalker::Kind>(number % run_kinds);
            run.length = number / run_kinds;
            run.position = cursor + static_cast<std::uint64_t>(more);
            const bool is_in_graph = run.length > 0 && run.length <= text.graph_.next() - first;
            const bool is_possible =
                run.kind != TextWalker::Kind::delete_backward || run.length <= run.position + 1;
            if (!is_in_graph || !is_possible || run.position > limits::text_events_max) {
                return damaged("a run of edits that cannot be");
            }
            if (run.kind == TextWalker::Kind::insert) {
                if (run.length > inserted.size()) return damaged("too little text");
                text.insert(first, run.position, inserted.substr(0, run.length));
                inserted.remove_prefix(run.length);
            } else {
                text.walker_.add_deletions(run);
            }
            cursor = run.position_after();
            first += run.length;
        }
        if (first != text.graph_.next() || !inserted.empty()) return damaged("events left over");
        return success();
    }
};

Bytes TextArchive::save(const Text& text) {
    Text::Columns columns;
    columns.write(text);
    return detail::seal(kind_text, columns.out.take());
}

Result<TextArchive> TextArchive::open(Bytes file) {
    TRY(auto sealed, detail::Sealed::open(std::move(file), kind_text));
    return TextArchive{std::move(sealed)};
}

Result<std::string> TextArchive::shown() const {
    TRY(const auto bytes, sealed_.section(static_cast<std::uint64_t>(Part::shown)));
    return std::string{text_of(bytes)};
}

Result<std::unique_ptr<Text>> TextArchive::history() const {
    detail::ColumnsIn<Part> in;
    TRY(in.open(sealed_));
    auto out = std::make_unique<Text>();
    const auto read = Text::Columns::read(in, *out);
    if (!read) return fail(Errc::damaged_archive, read.error().text());
    return out;
}

}  // namespace praxis::crdt
