#pragma once

#include "node/community/errc.hpp"
#include "protocol/base/ids.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace praxis::community {

/// How concurrent changes of a field merge (DESIGN.md 4).
enum class FieldType {
    constant,
    last_writer,
    multi_value,
    text,
    set,
    list,
    strict_set,  ///< a remove wins over a concurrent add
    log,
    ballot
};
/// The word for it in kind files and `show`.
[[nodiscard]] std::string_view word(FieldType type);

/// What a value of a field looks like; `canonical` in value.hpp holds the rule of each.
enum class ValueType {
    line,
    prose,
    number,
    date,
    period,
    choice,
    language,
    country,
    id,
    relation,
    link,
    flag,
    money,
    file
};

/// How words about what cannot be saved call fields and kinds.
enum class Called {
    by_name,   ///< as commands do: a post needs "body"
    by_label,  ///< as pages do: "Text"
};

struct Field {
    std::uint16_t number;
    std::string name;
    std::string label;
    FieldType type;
    ValueType value;
    std::vector<std::string> choices;  ///< of a choice; while several values stand, the earliest
    bool by_language;
    bool required;
    bool themes;        ///< its elements are the themes of the document
    bool continues;     ///< it names the act that moved what the document continues (moving.hpp)
    std::string group;  ///< of a part: the name of the whole, such as `sections`; else empty

    [[nodiscard]] bool is_set() const {
        return type == FieldType::set || type == FieldType::strict_set;
    }
    /// Whether it holds several values that are put in one by one; all but entries of a log can be
    /// taken out again.
    [[nodiscard]] bool has_elements() const {
        return is_set() || type == FieldType::list || type == FieldType::log;
    }
    /// In quotation marks, for words about it.
    [[nodiscard]] std::string quoted(Called called) const;
};

/// One place of a document that a person can name: `title`, `title:fr`, `problem`, `problem:fr`.
struct FieldPlace {
    const Field* field;    ///< lives as long as the Kind
    std::string language;  ///< empty: the document's own

    /// The name back again.
    [[nodiscard]] std::string name() const;
};

/// How documents of a kind answer those of another: all names, of a kind and of own fields.
struct Answers {
    std::string kind;
    std::string field;   ///< the constant that names the document answered
    std::string text;    ///< what the answer says
    std::string quotes;  ///< the set of other answers it quotes; empty: none
};

/// A document kind, as read from its file.
struct Kind {
    KindNumber number;
    std::string name;
    std::string command;  ///< empty: no command of its own
    std::string label;
    std::string title;          ///< name of the field that names a document
    std::vector<Field> fields;  ///< ascending by number
    std::string plural;         ///< what a list of them is called
    std::optional<Answers> answers{};
    bool commons = false;      ///< lives in the commons
    bool beside_root = false;  ///< made together with something in root
    /// Set: it calls moderators to the document this constant names. It is for them and its author,
    /// and open until one of them locks or hides it.
    std::string calls_moderators_to{};
    /// It says how its space is run: the version that was adopted is in force (adoption.hpp).
    bool governs_space = false;

    /// Whether people write it by itself, and not about another document.
    [[nodiscard]] bool stands_alone() const { return !answers && calls_moderators_to.empty(); }

    /// What a person means by NAME. Fails with `Errc::unknown_field`; by name also listing what
    /// there is.
    [[nodiscard]] Result<FieldPlace> place(std::string_view wanted,
                                           Called called = Called::by_name) const;
    /// The field of that number; null when this kind file knows none.
    [[nodiscard]] const Field* field(std::uint16_t wanted) const;
    /// The field that names the act which moved what a document of it continues; null: documents of
    /// this kind stay in their space.
    [[nodiscard]] const Field* continuing() const;
    /// Whether a field of it counts people.
    [[nodiscard]] bool has_ballots() const;
    /// Names of every field, ascending by number, for help texts.
    [[nodiscard]] std::vector<std::string> names() const;
};

/// All kinds of this node. A value; immutable once loaded.
class Kinds {
public:
    /// Reads `shared.fields` and every `*.textproto` of a folder. Fails with
    /// `Errc::bad_kind_file` at the first file that cannot be read or breaks a rule: numbers and
    /// names are unique, names are snake_case, shared fields are numbered 1 to 31 and own ones 32
    /// to 65,279, choices belong to choices, languages to text or registers, and the title field
    /// exists. The detail names file, line where known, and rule.
    [[nodiscard]] static Result<Kinds> load(const std::filesystem::path& folder);

    /// Where this program's kind files are: `../share/praxis/kinds` seen from the executable when
    /// that folder exists (an installation), else the source tree it was built from.
    [[nodiscard]] static std::filesystem::path default_folder();

    /// Fails with `Errc::unknown_kind`, listing the names there are.
    [[nodiscard]] Result<const Kind*> by_name(std::string_view name) const;
    /// Null when no file has the command.
    [[nodiscard]] const Kind* by_command(std::string_view command) const;
    /// Null for a kind of a newer version: its documents are kept and passed on, not shown.
    [[nodiscard]] const Kind* by_number(KindNumber number) const;
    /// The kind whose documents answer those of `kind`, the one with the lowest number; null when
    /// there is none.
    [[nodiscard]] const Kind* answering(const Kind& kind) const;
    /// The kind whose documents call moderators, the one with the lowest number; null when there is
    /// none.
    [[nodiscard]] const Kind* calling_moderators() const;
    /// Ascending by number.
    [[nodiscard]] const std::vector<Kind>& all() const { return kinds_; }

private:
    std::vector<Kind> kinds_;
};

}  // namespace praxis::community
