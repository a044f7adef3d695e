#include "node/web/words.hpp"

#include "protocol/base/utf8.hpp"
#include "protocol/wire/limits.hpp"

#include <array>
#include <cstdio>

namespace praxis::web {
namespace {

enum class To { minutes, seconds };

std::string time_words(WallTime time, To precision) {
    using namespace std::chrono;
    constexpr std::array months{"January",
                                "February",
                                "March",
                                "April",
                                "May",
                                "June",
                                "July",
                                "August",
                                "September",
                                "October",
                                "November",
                                "December"};
    const auto day = floor<days>(time);
    const year_month_day date{day};
    if (!date.ok()) return "at a time that no calendar has";
    const hh_mm_ss clock{floor<seconds>(time - day)};
    std::array<char, 8> seconds_part{};
    if (precision == To::seconds) {
        std::snprintf(seconds_part.data(),
                      seconds_part.size(),
                      ":%02d",
                      static_cast<int>(clock.seconds().count()));
    }
    std::array<char, 80> out{};
    std::snprintf(out.data(),
                  out.size(),
                  "%u %s %d, %02d:%02d%s UTC",
                  static_cast<unsigned>(date.day()),
                  months.at(static_cast<unsigned>(date.month()) - 1),
                  static_cast<int>(date.year()),
                  static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  seconds_part.data());
    return out.data();
}

}  // namespace

std::string day_words(WallTime time) {
    const auto words = minute_words(time);
    return words.substr(0, words.find(','));
}

std::string minute_words(WallTime time) {
    return time_words(time, To::minutes);
}

std::string second_words(WallTime time) {
    return time_words(time, To::seconds);
}

std::string plain_words(std::string_view name) {
    std::string out{name};
    for (auto& c : out) {
        if (c == '_') c = ' ';
    }
    if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') {
        out[0] = static_cast<char>(out[0] - 'a' + 'A');
    }
    return out;
}

std::string sentence_of(std::string_view words) {
    std::string out{words};
    if (out.empty()) return out;
    if (out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
    if (std::string_view{".!?"}.find(out.back()) == std::string_view::npos) out += '.';
    return out;
}

std::string count_words(std::uint64_t count, std::string_view one, std::string_view many) {
    return std::to_string(count) + " " + std::string{count == 1 ? one : many};
}

std::string size_words(std::uint64_t bytes) {
    constexpr std::uint64_t thousand = 1000;
    if (bytes < thousand) return count_words(bytes, "byte", "bytes");
    constexpr std::array units{" kB", " MB", " GB"};
    std::size_t unit = 0;
    auto tenths = bytes / 100;  // of the unit, rounded down
    for (; tenths >= 10 * thousand && unit + 1 < units.size(); ++unit)
        tenths /= thousand;
    const auto whole = std::to_string(tenths / 10);
    return (tenths >= 1000 ? whole : whole + "." + std::to_string(tenths % 10)) + units.at(unit);
}

std::string list_words(const std::vector<std::string>& words) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) out += i + 1 == words.size() ? " and " : ", ";
        out += words[i];
    }
    return out;
}

std::string role_words(governance::NodeRole role) {
    switch (role) {
        case governance::NodeRole::centre:
            return "centre, always on";
        case governance::NodeRole::office:
            return "office, on line at times";
        case governance::NodeRole::replica:
            return "a member's own copy";
        case governance::NodeRole::none:
            break;
    }
    return "node";
}

std::string role_words(governance::Role role) {
    switch (role) {
        case governance::Role::steward:
            return "a steward";
        case governance::Role::moderator:
            return "a moderator";
        case governance::Role::member:
            return "a member";
        case governance::Role::editor:
            return "an editor";
        case governance::Role::desk_officer:
            return "a desk officer";
        case governance::Role::focal_point:
            return "a focal point";
        case governance::Role::reviewer:
            return "a reviewer";
        case governance::Role::expert:
            return "an expert";
        case governance::Role::observer:
            return "an observer";
        case governance::Role::reader:
            return "a reader";
    }
    return "a member";
}

std::string role_name(governance::Role role) {
    std::string out{governance::word_of(role)};
    std::ranges::replace(out, '-', ' ');
    return plain_words(out);
}

std::string may_words(governance::Role role) {
    switch (governance::letter_of(role)) {
        case governance::Letter::a:
            return "Reads, writes, and gives and takes every other role.";
        case governance::Letter::b:
            return "Reads, writes, and takes members and readers in.";
        case governance::Letter::c:
            break;
    }
    return governance::may_write(role) ? "Reads and writes." : "Reads.";
}

std::string join_words(governance::JoinPolicy policy) {
    switch (policy) {
        case governance::JoinPolicy::open:
            return "Open: everybody in the network is a member.";
        case governance::JoinPolicy::approve:
            return "Members only; a steward takes in who asks.";
        case governance::JoinPolicy::invite:
            return "Members only, by invitation.";
    }
    return "Members only.";
}

std::string label_of(const community::FieldPlace& place) {
    if (place.language.empty()) return place.field->label;
    return place.field->label + " (" + place.language + ")";
}

std::string hint_for(const community::Field& field) {
    using community::ValueType;
    switch (field.value) {
        case ValueType::line:
        case ValueType::choice:
        case ValueType::flag:
            return {};
        case ValueType::prose:
            return "A blank line begins a new paragraph.";
        case ValueType::number:
            return "A whole number, such as 12";
        case ValueType::date:
            return "A date, such as 2006, 2006-12 or 2006-12-04";
        case ValueType::period:
            return "From and to, such as 2004/2006-12; one of them may be missing";
        case ValueType::language:
            return "A language tag, such as en, fr or pt-br";
        case ValueType::country:
            return "A country code of two capitals, such as EE";
        case ValueType::id:
            return "The address of its page, or its id";
        case ValueType::relation:
            return "What it is to the other, a colon, and the address of its page or its id, such "
                   "as replicates:ID";
        case ValueType::link:
            return "An address that begins with https:// or http://";
        case ValueType::money:
            return "Amount, currency and year, such as 120000 EUR 2005";
        case ValueType::file:
            return "Files cannot be sent to this node yet. A file that is elsewhere is named by "
                   "its "
                   "hash, size in bytes, media type and name, with a blank between";
    }
    return {};
}

std::vector<std::string> paragraphs_of(std::string_view text) {
    std::vector<std::string> out;
    std::string now;
    const auto flush = [&] {
        while (!now.empty() && now.back() == '\n')
            now.pop_back();
        if (!now.empty()) out.push_back(std::move(now));
        now.clear();
    };
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        if (line.find_first_not_of(" \t") == std::string_view::npos) {
            flush();
        } else {
            now += line;
            now += '\n';
        }
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    flush();
    return out;
}

std::pair<std::string, bool> beginning_of(const std::string& text) {
    auto points = decode_utf8(text);
    if (!points || points.value().size() <= limits::section_shown_max) return {text, true};
    points.value().resize(limits::section_shown_max);
    return {encode_utf8(points.value()) + "…", false};
}

}  // namespace praxis::web
