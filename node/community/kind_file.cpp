#include "node/community/kind_file.hpp"

#include "praxis/community/v1/kind.pb.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>

namespace praxis::community {
namespace {

namespace pb = google::protobuf;

constexpr std::uint16_t own_fields_from = 32;
constexpr std::uint16_t own_fields_to = 0xFEFF;  // above are those of moderation
constexpr std::size_t name_max = 40;

/// Keeps the first complaint of the parser, with its place.
class FirstComplaint final : public pb::io::ErrorCollector {
public:
    void AddError(int line, int column, const std::string& message) override {
        if (!words.empty()) return;
        words = "line " + std::to_string(line + 1) + ", column " + std::to_string(column + 1) +
                ": " + message;
    }
    std::string words;
};

auto broken(const std::string& file, const std::string& rule) {
    return fail(Errc::bad_kind_file, file + ": " + rule);
}

template <class Message>
Result<Message> parse(const std::string& file, const std::string& text) {
    Message out;
    FirstComplaint complaint;
    pb::TextFormat::Parser parser;
    parser.RecordErrorsTo(&complaint);
    if (!parser.ParseFromString(text, &out)) return broken(file, complaint.words);
    return out;
}

bool is_snake_case(std::string_view name) {
    if (name.empty() || name.size() > name_max || name[0] < 'a' || name[0] > 'z') return false;
    return std::ranges::all_of(
        name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

Result<FieldType> type_of(const std::string& file, const v1::Field& wire) {
    switch (wire.type()) {
        case v1::Field::CONSTANT:
            return FieldType::constant;
        case v1::Field::REGISTER:
            return FieldType::last_writer;
        case v1::Field::MULTI:
            return FieldType::multi_value;
        case v1::Field::TEXT:
            return FieldType::text;
        case v1::Field::SET:
            return FieldType::set;
        case v1::Field::LIST:
            return FieldType::list;
        case v1::Field::STRICT_SET:
            return FieldType::strict_set;
        case v1::Field::LOG:
            return FieldType::log;
        case v1::Field::BALLOT:
            return FieldType::ballot;
        default:
            return broken(file, "field \"" + wire.name() + "\" has no type");
    }
}

Result<std::uint16_t> number_of(const std::string& file,
                                const std::string& whose,
                                std::uint32_t number) {
    if (number < 1 || number > std::numeric_limits<std::uint16_t>::max()) {
        return broken(file, "number of " + whose + " must be 1 to 65535");
    }
    return static_cast<std::uint16_t>(number);
}

std::string label_of(const std::string& label, const std::string& name) {
    return label.empty() ? name : label;
}

/// Rules that tie a field's parts together.
Result<void> check_field(const std::string& file, const Field& field) {
    const auto says = [&](const std::string& rule) {
        return broken(file, "field \"" + field.name + "\": " + rule);
    };
    if (!is_snake_case(field.name)) return says("the name is not snake_case");
    if ((field.value == ValueType::choice) == field.choices.empty()) {
        return says("choices belong to a CHOICE, and a CHOICE needs them");
    }
    std::set<std::string> choices;
    for (const auto& choice : field.choices) {
        if (!is_snake_case(choice)) return says("choice \"" + choice + "\" is not snake_case");
        if (!choices.insert(choice).second) return says("choice \"" + choice + "\" stands twice");
    }
    if ((field.type == FieldType::text) != (field.value == ValueType::prose)) {
        return says("PROSE belongs to a TEXT field, and a TEXT field holds PROSE");
    }
    const bool in_languages = field.type == FieldType::last_writer ||
                              field.type == FieldType::multi_value || field.type == FieldType::text;
    if (field.by_language && !in_languages) {
        return says("only a REGISTER, MULTI or TEXT has languages");
    }
    if (field.themes && (!field.is_set() || field.value != ValueType::id)) {
        return says("themes are a SET of ID");
    }
    const bool is_constant_id = field.type == FieldType::constant && field.value == ValueType::id;
    if (field.continues && (!is_constant_id || field.required)) {
        return says("what continues another names it by a CONSTANT ID that is not required");
    }
    if (field.required && field.type == FieldType::ballot) return says("no BALLOT is required");
    return success();
}

/// A field as it stands in a file: one field, or one for each of its parts.
Result<std::vector<Field>> to_domain(const std::string& file, const v1::Field& wire) {
    TRY(const auto type, type_of(file, wire));
    // The enums stand in the same order in the schema and in kind.hpp.
    static_assert(static_cast<int>(ValueType::line) == v1::Field::LINE &&
                  static_cast<int>(ValueType::choice) == v1::Field::CHOICE &&
                  static_cast<int>(ValueType::file) == v1::Field::FILE);
    if (!v1::Field::Value_IsValid(wire.value())) return broken(file, "unknown value type");
    const Field form{0,
                     wire.name(),
                     label_of(wire.label(), wire.name()),
                     type,
                     static_cast<ValueType>(wire.value()),
                     {wire.choices().begin(), wire.choices().end()},
                     wire.by_language(),
                     wire.required(),
                     wire.themes(),
                     wire.continues(),
                     {}};
    TRY(check_field(file, form));
    std::vector<Field> out;
    const auto add = [&](std::uint32_t number, const Field& field) -> Result<void> {
        out.push_back(field);
        TRY(out.back().number, number_of(file, "field \"" + field.name + "\"", number));
        return check_field(file, field);
    };
    if (wire.parts().empty()) {
        TRY(add(wire.number(), form));
        return out;
    }
    if (wire.number() != 0)
        return broken(file, "\"" + form.name + "\" has parts: no number of its own");
    for (const auto& part : wire.parts()) {
        auto field = form;
        field.name = part.name();
        field.label = label_of(part.label(), part.name());
        field.group = form.name;
        TRY(add(part.number(), field));
    }
    return out;
}

Result<std::string> read_text(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    if (!in || !text) return broken(path.filename().string(), "cannot be read");
    return text.str();
}

/// What an answer is made of has the form that answering needs.
Result<void> check_answers(const std::string& file, const Kind& kind) {
    if (!kind.answers) return success();
    const auto is = [&](const std::string& name, FieldType type, ValueType value) {
        const auto at = std::ranges::find(kind.fields, name, &Field::name);
        return at != kind.fields.end() && at->type == type && at->value == value;
    };
    const auto& answers = *kind.answers;
    if (!is(answers.field, FieldType::constant, ValueType::id)) {
        return broken(file, "answers: field names no CONSTANT ID: \"" + answers.field + "\"");
    }
    if (!is(answers.text, FieldType::text, ValueType::prose)) {
        return broken(file, "answers: text names no TEXT: \"" + answers.text + "\"");
    }
    if (!answers.quotes.empty() && !is(answers.quotes, FieldType::set, ValueType::id)) {
        return broken(file, "answers: quotes names no SET of IDs: \"" + answers.quotes + "\"");
    }
    return success();
}

Result<void> check_call(const std::string& file, const Kind& kind) {
    const auto& name = kind.calls_moderators_to;
    if (name.empty()) return success();
    const auto at = std::ranges::find(kind.fields, name, &Field::name);
    const bool names_one = at != kind.fields.end() && at->type == FieldType::constant &&
                           at->value == ValueType::id && at->required;
    if (names_one) {
        // What somebody said of it stays what they said.
        const auto title = std::ranges::find(kind.fields, kind.title, &Field::name);
        if (title != kind.fields.end() && title->type == FieldType::constant) return success();
        return broken(file, "the title of what calls moderators is no CONSTANT");
    }
    return broken(file, "calls_moderators_to names no required CONSTANT ID: \"" + name + "\"");
}

/// What is adopted of a document says nothing of who answers it or whom it calls.
Result<void> check_governing(const std::string& file, const Kind& kind) {
    if (!kind.governs_space || kind.stands_alone()) return success();
    return broken(file, "governs_space is for documents that stand alone");
}

/// A kind whose documents are of one space for another reason has no such field.
Result<void> check_continuing(const std::string& file, const Kind& kind) {
    if (kind.continuing() == nullptr) return success();
    if (std::ranges::count(kind.fields, true, &Field::continues) > 1) {
        return broken(file, "two fields name what a document continues");
    }
    if (kind.stands_alone() && !kind.commons && !kind.beside_root) return success();
    return broken(file,
                  "what answers another, calls moderators, is written in the commons only or goes "
                  "with something of root is not moved, and continues nothing");
}

/// Puts the shared fields a kind asks for in front of its own, and checks the whole.
Result<Kind> complete(const std::string& file,
                      KindFile parsed,
                      const std::vector<Field>& shared_fields) {
    auto& kind = parsed.kind;
    for (const auto& name : parsed.shared) {
        const auto at = std::ranges::find(shared_fields, name, &Field::name);
        if (at == shared_fields.end()) return broken(file, "no shared field \"" + name + "\"");
        kind.fields.push_back(*at);
    }
    std::ranges::sort(kind.fields, {}, &Field::number);
    std::set<std::string> names;
    for (std::size_t i = 0; i < kind.fields.size(); ++i) {
        const auto& field = kind.fields[i];
        if (i > 0 && kind.fields[i - 1].number == field.number) {
            return broken(file, "two fields have number " + std::to_string(field.number));
        }
        if (!names.insert(field.name).second) {
            return broken(file, "field \"" + field.name + "\" stands twice");
        }
    }
    const auto title = kind.place(kind.title);
    if (!title) return broken(file, "title names no field: \"" + kind.title + "\"");
    TRY(check_answers(file, kind));
    TRY(check_call(file, kind));
    TRY(check_governing(file, kind));
    TRY(check_continuing(file, kind));
    return std::move(kind);
}

/// Two files may not claim one number, name or command.
Result<void> check_together(const std::string& file,
                            const Kind& fresh,
                            const std::vector<Kind>& known) {
    for (const auto& kind : known) {
        if (kind.number == fresh.number) {
            return broken(file,
                          "number " + std::to_string(fresh.number.value) + " belongs to \"" +
                              kind.name + "\"");
        }
        if (kind.name == fresh.name) return broken(file, "the name stands in another file");
        if (!fresh.command.empty() && kind.command == fresh.command) {
            return broken(file,
                          "command \"" + fresh.command + "\" belongs to \"" + kind.name + "\"");
        }
    }
    return success();
}

std::optional<Answers> answers_of(const v1::Kind& wire) {
    if (!wire.has_answers()) return std::nullopt;
    const auto& answers = wire.answers();
    return Answers{answers.kind(), answers.field(), answers.text(), answers.quotes()};
}

/// What is answered exists, and is no answer itself: a thread of threads has no end.
Result<void> check_answered(const std::vector<Kind>& kinds) {
    for (const auto& kind : kinds) {
        if (!kind.answers) continue;
        const auto at = std::ranges::find(kinds, kind.answers->kind, &Kind::name);
        if (at == kinds.end() || at->answers) {
            return broken(kind.name,
                          "answers no kind that can be answered: \"" + kind.answers->kind + "\"");
        }
    }
    return success();
}

}  // namespace

Result<KindFile> parse_kind(const std::string& file, const std::string& text) {
    TRY(const auto wire, parse<v1::Kind>(file, text));
    TRY(const auto number, number_of(file, "the kind", wire.number()));
    if (!is_snake_case(wire.name())) {
        return broken(file, "name \"" + wire.name() + "\" is not snake_case");
    }
    if (!wire.command().empty() && !is_snake_case(wire.command())) {
        return broken(file, "command \"" + wire.command() + "\" is not snake_case");
    }
    KindFile out{{KindNumber{number},
                  wire.name(),
                  wire.command(),
                  label_of(wire.label(), wire.name()),
                  wire.title(),
                  {},
                  wire.plural().empty() ? label_of(wire.label(), wire.name()) : wire.plural(),
                  answers_of(wire),
                  wire.commons(),
                  wire.beside_root(),
                  wire.calls_moderators_to(),
                  wire.governs_space()},
                 {wire.shared().begin(), wire.shared().end()}};
    for (const auto& field : wire.fields()) {
        TRY(auto parsed, to_domain(file, field));
        for (auto& one : parsed) {
            if (one.number < own_fields_from || one.number > own_fields_to) {
                return broken(file,
                              "field \"" + one.name + "\": own fields are numbered 32 to 65279");
            }
            out.kind.fields.push_back(std::move(one));
        }
    }
    return out;
}

Result<std::vector<Field>> parse_shared_fields(const std::string& file, const std::string& text) {
    TRY(const auto wire, parse<v1::SharedFields>(file, text));
    std::vector<Field> out;
    for (const auto& field : wire.fields()) {
        TRY(auto parsed, to_domain(file, field));
        for (auto& one : parsed) {
            if (one.number >= own_fields_from) {
                return broken(file,
                              "field \"" + one.name + "\": shared fields are numbered 1 to 31");
            }
            out.push_back(std::move(one));
        }
    }
    return out;
}

Result<Kinds> Kinds::load(const std::filesystem::path& folder) {
    std::error_code error;
    std::vector<std::filesystem::path> paths;
    for (std::filesystem::directory_iterator at{folder, error}, end; !error && at != end;
         at.increment(error)) {
        if (at->path().extension() == ".textproto") paths.push_back(at->path());
    }
    if (error || paths.empty()) return broken(folder.string(), "holds no kind files (*.textproto)");
    std::ranges::sort(paths);

    std::vector<Field> shared_fields;
    if (const auto path = folder / "shared.fields"; std::filesystem::exists(path, error)) {
        TRY(const auto text, read_text(path));
        TRY(shared_fields, parse_shared_fields(path.filename().string(), text));
    }
    Kinds out;
    for (const auto& path : paths) {
        const auto file = path.filename().string();
        TRY(const auto text, read_text(path));
        TRY(auto parsed, parse_kind(file, text));
        TRY(auto kind, complete(file, std::move(parsed), shared_fields));
        TRY(check_together(file, kind, out.kinds_));
        out.kinds_.push_back(std::move(kind));
    }
    std::ranges::sort(out.kinds_, {}, &Kind::number);
    TRY(check_answered(out.kinds_));
    return out;
}

}  // namespace praxis::community
