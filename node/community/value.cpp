#include "node/community/value.hpp"

#include "node/community/file_reference.hpp"
#include "protocol/base/utf8.hpp"
#include "protocol/wire/limits.hpp"

#include <algorithm>
#include <array>

namespace praxis::community {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_capital(char c) {
    return c >= 'A' && c <= 'Z';
}
bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, is_digit);
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Control characters hide things on pages and in terminals; prose keeps line ends and tabs.
bool has_control(std::u32string_view points, std::u32string_view allowed) {
    return std::ranges::any_of(points, [&](char32_t c) {
        const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
        return control && allowed.find(c) == std::u32string_view::npos;
    });
}

/// Forms and mail send \r\n; stored prose knows \n alone.
std::string with_plain_line_ends(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && text.substr(i + 1).starts_with('\n')) continue;
        out.push_back(text[i]);
    }
    return out;
}

bool is_number(std::string_view text) {
    const auto digits = text.starts_with('-') ? text.substr(1) : text;
    if (digits.empty() || digits.size() > 18 || !all_digits(digits)) return false;
    return digits == text ? digits == "0" || digits[0] != '0' : digits[0] != '0';
}

unsigned to_number(std::string_view digits) {
    unsigned out = 0;
    for (const char c : digits)
        out = out * 10 + static_cast<unsigned>(c - '0');
    return out;
}

unsigned days_in(unsigned year, unsigned month) {
    constexpr std::array<unsigned, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool is_date(std::string_view text) {
    if (text.size() != 4 && text.size() != 7 && text.size() != 10) return false;
    if (!all_digits(text.substr(0, 4))) return false;
    if (text.size() == 4) return true;
    if (text[4] != '-' || !all_digits(text.substr(5, 2))) return false;
    const auto month = to_number(text.substr(5, 2));
    if (month < 1 || month > 12) return false;
    if (text.size() == 7) return true;
    if (text[7] != '-' || !all_digits(text.substr(8))) return false;
    const auto day = to_number(text.substr(8));
    return day >= 1 && day <= days_in(to_number(text.substr(0, 4)), month);
}

bool is_period(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos || text.size() == 1) return false;
    const auto from = text.substr(0, slash);
    const auto to = text.substr(slash + 1);
    return (from.empty() || is_date(from)) && (to.empty() || is_date(to));
}

bool is_id(std::string_view text) {
    return text.size() == 64 &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

bool is_relation(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 40) return false;
    const auto name = text.substr(0, colon);
    return std::ranges::all_of(name, [](char c) { return is_lower(c) || c == '_'; }) &&
           is_id(text.substr(colon + 1));
}

bool is_link(std::string_view text) {
    const auto rest = text.starts_with("https://")  ? text.substr(8)
                      : text.starts_with("http://") ? text.substr(7)
                                                    : std::string_view{};
    return !rest.empty() && text.find_first_of(" \"<>") == std::string_view::npos;
}

bool is_money(std::string_view text) {
    const auto first = text.find(' ');
    if (first == std::string_view::npos || !is_number(text.substr(0, first))) return false;
    const auto rest = text.substr(first + 1);
    if (rest.size() != 3 && !(rest.size() == 8 && rest[3] == ' ')) return false;
    if (!std::ranges::all_of(rest.substr(0, 3), is_capital)) return false;
    return rest.size() == 3 || all_digits(rest.substr(4));
}

bool is_choice(const Field& field, std::string_view text) {
    return std::ranges::find(field.choices, text) != field.choices.end();
}

bool fits(const Field& field, std::string_view text) {
    switch (field.value) {
        case ValueType::line:
        case ValueType::prose:
            return true;
        case ValueType::number:
            return is_number(text);
        case ValueType::date:
            return is_date(text);
        case ValueType::period:
            return is_period(text);
        case ValueType::choice:
            return is_choice(field, text);
        case ValueType::language:
            return is_language(text);
        case ValueType::country:
            return text.size() == 2 && std::ranges::all_of(text, is_capital);
        case ValueType::id:
            return is_id(text);
        case ValueType::relation:
            return is_relation(text);
        case ValueType::link:
            return is_link(text);
        case ValueType::flag:
            return text == "yes" || text == "no";
        case ValueType::money:
            return is_money(text);
        case ValueType::file:
            return parse_file_reference(text).has_value();
    }
    return false;
}

std::string form_of(const Field& field, Called called) {
    switch (field.value) {
        case ValueType::line:
            return "one line of text";
        case ValueType::prose:
            return "text";
        case ValueType::number:
            return "a whole number such as 12";
        case ValueType::date:
            return "a date such as 2006, 2006-12 or 2006-12-04";
        case ValueType::period:
            return "a period such as 2004/2006-12";
        case ValueType::choice: {
            std::string out = "one of";
            for (const auto& choice : field.choices)
                out += (out.size() > 6 ? ", " : " ") + choice;
            if (called == Called::by_label) std::ranges::replace(out, '_', ' ');
            return out;
        }
        case ValueType::language:
            return "a language tag such as en or pt-br";
        case ValueType::country:
            return "a country code of two capitals such as EE";
        case ValueType::id:
            return called == Called::by_label ? "the address of a page here, or its id"
                                              : "an id of 64 hexadecimal digits";
        case ValueType::relation:
            return called == Called::by_label
                       ? "what it is to the other and the address of its page or its id, such as "
                         "replicates:ID"
                       : "a relation such as replicates:ID, with an id of 64 hexadecimal digits";
        case ValueType::link:
            return "an address that begins with http:// or https://";
        case ValueType::flag:
            return "yes or no";
        case ValueType::money:
            return "an amount such as \"120000 EUR 2005\"";
        case ValueType::file:
            return "a file as \"HASH SIZE TYPE NAME\": 64 hexadecimal digits, bytes, media type";
    }
    return "a value";
}

auto not_of_form(const Field& field, std::string_view typed, Called called) {
    constexpr std::size_t shown = 60;
    const bool show = typed.size() <= shown && count_utf8(typed).has_value();
    return fail(Errc::bad_value,
                field.quoted(called) + " takes " + form_of(field, called) +
                    (show ? ", not \"" + std::string{typed} + "\"" : std::string{}));
}

}  // namespace

bool is_language(std::string_view tag) {
    if (tag.size() < 2 || tag.size() > 16) return false;
    const auto first = tag.substr(0, tag.find('-'));
    if (first.size() < 2 || first.size() > 3 || !std::ranges::all_of(first, is_lower)) return false;
    for (auto rest = tag.substr(first.size()); !rest.empty();) {
        rest.remove_prefix(1);
        const auto group = rest.substr(0, rest.find('-'));
        if (group.size() < 2 || group.size() > 8) return false;
        if (!std::ranges::all_of(group, [](char c) { return is_lower(c) || is_digit(c); })) {
            return false;
        }
        rest.remove_prefix(group.size());
    }
    return true;
}

Result<std::string> canonical(const Field& field, std::string_view typed, Called called) {
    const bool prose = field.value == ValueType::prose;
    const auto text = prose ? with_plain_line_ends(typed) : std::string{trimmed(typed)};
    const auto points = decode_utf8(text);
    if (!points) return fail(Errc::bad_value, field.quoted(called) + " is not UTF-8 text");
    const auto max = prose ? limits::field_text_max : limits::field_value_max;
    if (points.value().size() > max) {
        return fail(Errc::bad_value,
                    field.quoted(called) + " is " + std::to_string(points.value().size()) +
                        " characters; at most " + std::to_string(max) + " fit");
    }
    if (has_control(points.value(), prose ? U"\n\t" : U"")) {
        return fail(Errc::bad_value,
                    field.quoted(called) + " holds a control character" +
                        (prose ? "; end lines with \\n alone" : "; write it on one line"));
    }
    const bool clears = field.type == FieldType::last_writer ||
                        field.type == FieldType::multi_value || field.type == FieldType::ballot;
    if (text.empty()) {
        if (prose || clears) return std::string{};
        return not_of_form(field, typed, called);
    }
    if (!fits(field, text)) return not_of_form(field, text, called);
    return text;
}

Result<SetStep> set_step(const Field& field, std::string_view typed, Called called) {
    const bool signed_ = typed.starts_with('+') || typed.starts_with('-');
    TRY(auto element, canonical(field, signed_ ? typed.substr(1) : typed, called));
    return SetStep{!typed.starts_with('-'), std::move(element)};
}

Result<std::string> log_entry(const Field& field, std::string_view typed, Called called) {
    TRY(auto step, set_step(field, typed, called));
    if (step.add) return std::move(step.element);
    return fail(Errc::bad_value,
                field.quoted(called) +
                    " is a log: entries stay; to add one that begins with -, "
                    "write +" +
                    std::string{typed});
}

Result<ListStep> list_step(const Field& field, std::string_view typed, Called called) {
    if (!typed.starts_with('#')) {
        TRY(auto step, set_step(field, typed, called));
        using enum ListStep::What;
        return ListStep{step.add ? add : remove, 0, std::move(step.element)};
    }
    const auto colon = typed.find(':');
    if (colon == std::string_view::npos) {
        return fail(Errc::bad_value,
                    field.quoted(called) + " takes #3:TEXT to make TEXT the third; write +" +
                        std::string{typed} + " for a text that begins with #");
    }
    constexpr std::size_t digits_max = 6;
    const auto number = typed.substr(1, colon - 1);
    const bool is_place =
        !number.empty() && number.size() <= digits_max && all_digits(number) && number[0] != '0';
    if (!is_place) {
        return fail(Errc::bad_value,
                    field.quoted(called) + ": a place is a number such as 3, not \"" +
                        std::string{number} + "\"");
    }
    TRY(auto element, canonical(field, typed.substr(colon + 1), called));
    return ListStep{ListStep::What::place, to_number(number), std::move(element)};
}

}  // namespace praxis::community
