#include "cli/describe.hpp"

#include "cli/command.hpp"
#include "node/community/space_quota.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

namespace praxis::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t short_id = 10;

std::string text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return {};
    if (value->is_string()) return plain(std::string_view{value->get_string()});
    return plain(json::serialize(*value));
}

/// On one line: with more, which only a program of somebody's own writes, it could pass for
/// others'.
std::string reason_in(const json::object& line) {
    auto out = text_of(line, "reason");
    std::ranges::replace(out, '\n', ' ');
    return out;
}

std::string shortened(const std::string& id) {
    return id.empty() ? "somebody" : id.substr(0, short_id);
}

}  // namespace

std::string day_of(WallTime time) {
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
    std::array<char, 32> out{};
    (void)std::snprintf(out.data(),
                        out.size(),
                        "%04d-%02u-%02u",
                        static_cast<int>(day.year()),
                        static_cast<unsigned>(day.month()),
                        static_cast<unsigned>(day.day()));
    return out.data();
}

namespace {

std::string day_in(const json::object& line, std::string_view name) {
    return day_of(from_millis(line.at(name).to_number<std::int64_t>()));
}

/// The last day before a moment.
std::string last_day_in(const json::object& line, std::string_view name) {
    return day_of(from_millis(line.at(name).to_number<std::int64_t>() - 1));
}

/// Who signed a document and who signed for their key; nothing while that is not known.
std::string signed_words(const json::object& by) {
    if (by.at("person").is_null() || by.at("confirmed").is_null()) return {};
    auto out = "signed by person " + shortened(text_of(by, "person"));
    if (const auto role = text_of(by, "role"); !role.empty()) {
        const auto scope = text_of(by, "scope");
        out += ", " + role + (scope.empty() ? " here" : " for " + scope);
    }
    const auto confirmed_by = text_of(by, "confirmed_by");
    out += ", with a key that " +
           (confirmed_by.empty() ? "an administrator" : "person " + shortened(confirmed_by)) +
           " confirmed on " + day_in(by, "confirmed");
    if (!by.at("key_is_theirs_now").as_bool()) out += " and that is no longer theirs";
    const auto& others = by.at("changed_by").as_array();
    if (!by.at("changed").as_bool()) return out + "; unchanged since\n";
    if (others.empty()) return out + "; changed since by nobody else\n";
    out += "; changed since by";
    for (const auto& person : others)
        out += " " + shortened(std::string{std::string_view{person.as_string()}});
    return out + "\n";
}

/// "2026-11-30  hide by person 1a2b3c4d5e: Names a patient."
std::string moderation_words(const json::object& line) {
    const auto& reason = line.at("reason");
    return day_in(line, "written") + "  " + text_of(line, "act") + " by person " +
           shortened(text_of(line, "by")) + ": " +
           (reason.is_null() ? "(erased, or not here yet)" : reason_in(line));
}

std::string erasure_words(const json::object& erasure) {
    if (erasure.at("done").as_bool()) return "its words are erased here";
    if (!erasure.at("on").is_null()) return "its words go for good on " + day_in(erasure, "on");
    if (erasure.at("agreed").as_bool()) return "its words go for good 14 days from now";
    const auto stewards = erasure.at("stewards").as_array().size();
    return "asked to be erased: agreed by " + counted(stewards, "steward") +
           (erasure.at("from_above").as_bool() ? " and from above the space" : "") +
           "; two have to agree, one of them a steward";
}

std::string indented(const std::string& text) {
    std::string out = "  ";
    for (const char c : text) {
        out.push_back(c);
        if (c == '\n') out += "  ";
    }
    return out;
}

std::string list_of(const json::array& words) {
    std::string out;
    for (const auto& word : words)
        out += (out.empty() ? "" : ", ") + plain(std::string_view{word.as_string()});
    return out;
}

/// A value, or what there is instead of one.
std::string value_of(const json::object& field) {
    const auto* value = field.if_contains("value");
    if (value == nullptr || value->is_null()) {
        return field.contains("unreadable") ? "(unreadable: not of this field's form)"
                                            : "(erased, or not here yet)";
    }
    return value->is_array() ? list_of(value->get_array()) : text_of(field, "value");
}

void add_field(std::string& out, std::string_view name, const json::object& field) {
    const auto value = value_of(field);
    const bool text = text_of(field, "type") == "text";
    out += std::string{name} + (text ? ":\n" + indented(value) : ": " + value) + "\n";
    if (const auto* missing = field.if_contains("absent");
        missing != nullptr && missing->is_number()) {
        out += "  (" + json::serialize(*missing) + " more erased, or not here yet)\n";
    }
    if (const auto* unreadable = field.if_contains("unreadable");
        unreadable != nullptr && unreadable->is_number()) {
        out += "  (" + json::serialize(*unreadable) + " more not of this field's form)\n";
    }
    const auto& conflict = field.at("conflict").as_array();
    if (conflict.empty()) return;
    out += "  " + std::to_string(conflict.size()) + " values stand side by side; choose one:\n";
    for (const auto& item : conflict) {
        const auto& line = item.as_object();
        out += "    " + value_of(line) + "  (person " + shortened(text_of(line, "person")) +
               ", update " + shortened(text_of(line, "update")) + ")\n";
    }
}

/// "moved to 7e0b2ee507... of space 218b8f45f8 by person ca09104414"
std::string move_words(const json::object& move) {
    std::string out;
    const auto by = " by person " + shortened(text_of(move, "by")) + "\n";
    for (const auto& item : move.at("to").as_array()) {
        const auto& to = item.as_object();
        out +=
            "moved to " + text_of(to, "id") + " of space " + shortened(text_of(to, "space")) + by;
    }
    if (out.empty()) out = "moved, and the document that continues it is not here" + by;
    if (move.at("changed_since").as_bool()) {
        out += "  it has words that were written without sight of that, and did not go with it\n";
    }
    return out;
}

std::string continues_words(const json::object& continued) {
    return "continues " + text_of(continued, "id") + " of space " +
           shortened(text_of(continued, "space")) + ", moved by person " +
           shortened(text_of(continued, "by")) +
           (continued.at("taken_back").as_bool() ? ", which was taken back" : "") + "\n";
}

void add_posts(std::string& out, const json::array& posts) {
    out += counted(posts.size(), "post") + "\n";
    for (const auto& item : posts) {
        const auto& post = item.as_object();
        out += "\n" + text_of(post, "id") + " by " + shortened(text_of(post, "person"));
        if (post.contains("hidden")) {
            out += "\n  (hidden by a moderator)\n";
            continue;
        }
        if (post.contains("waits")) {
            out += "\n  (waits for a moderator)\n";
            continue;
        }
        for (const auto& quote : post.at("quotes").as_array()) {
            out += ", quoting " + shortened(std::string{quote.as_string()});
        }
        const auto text = text_of(post, "text");
        out += "\n" + indented(post.contains("absent") ? "(erased, or not here yet)" : text) + "\n";
    }
}

}  // namespace

std::string counted(std::uint64_t count, const std::string& what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string describe_document(const json::object& document) {
    std::string out = text_of(document, "kind") + " " + text_of(document, "id") + "\n";
    if (const auto* by = document.if_contains("signed")) out += signed_words(by->as_object());
    if (const auto* acts = document.if_contains("moderation")) {
        for (const auto& act : acts->as_array())
            out += moderation_words(act.as_object()) + "\n";
    }
    if (document.contains("hidden")) out += "hidden by a moderator\n";
    if (document.contains("waits")) out += "waits for a moderator: an author in quarantine\n";
    if (const auto* asked = document.if_contains("erasure")) {
        out += erasure_words(asked->as_object()) + "\n";
    }
    if (document.contains("locked")) out += "locked: neither changed nor answered\n";
    if (const auto* moves = document.if_contains("moved")) {
        for (const auto& move : moves->as_array())
            out += move_words(move.as_object());
    }
    if (const auto* continued = document.if_contains("continues")) {
        out += continues_words(continued->as_object());
    }
    const auto& merged = document.at("merged_from");
    if (merged.to_number<std::uint64_t>() > 1) {
        out += "merged from " + json::serialize(merged) + " lines of work";
        const auto fields = list_of(document.at("merged_fields").as_array());
        out += (fields.empty() ? "" : " on ") + fields + "\n";
    }
    for (const auto& field : document.at("fields").as_object()) {
        add_field(out, std::string_view{field.key()}, field.value().as_object());
    }
    if (const auto* posts = document.if_contains("posts")) add_posts(out, posts->as_array());
    if (const auto* others = document.if_contains("not_merged")) {
        out += "\n" + json::serialize(*others) +
               " more may belong here: they cannot be merged, or not yet\n";
    }
    out.pop_back();
    return out;
}

std::string describe_role(const json::object& line) {
    const auto by = text_of(line, "by");
    const auto only = text_of(line, "only");
    return text_of(line, "role") + (only.empty() ? "" : " of " + only) + "  person " +
           shortened(text_of(line, "person")) + "  given by " +
           (by.empty() ? "an administrator" : "person " + shortened(by)) + " on " +
           day_in(line, "since") +
           (line.at("until").is_null() ? "" : ", until the end of " + last_day_in(line, "until"));
}

std::string describe_overdue(const json::object& line) {
    const auto only = text_of(line, "only");
    return text_of(line, "role") + (only.empty() ? "" : " of " + only) + "  person " +
           shortened(text_of(line, "person")) + "  in space " + shortened(text_of(line, "space")) +
           ", until the end of " + last_day_in(line, "until");
}

std::string describe_join_request(const json::object& line) {
    const auto words = text_of(line, "words");
    auto out = day_in(line, "written") + "  request " + text_of(line, "request") +
               "\n  by person " + shortened(text_of(line, "person")) +
               (words.empty() ? "" : ": " + words);
    const auto& answer = line.at("answer");
    if (answer.is_null()) return out;
    const auto& given = answer.as_object();
    const auto role = text_of(given, "role");
    const auto by = text_of(given, "by");
    const auto reason = reason_in(given);
    return out + "\n  " + text_of(given, "what") + (role.empty() ? "" : " as " + role) + " by " +
           (by.empty() ? "an administrator" : "person " + shortened(by)) + " on " +
           day_in(given, "written") + (reason.empty() ? "" : ": " + reason);
}

std::string describe_device(const json::object& line) {
    const auto node = text_of(line, "node");
    const auto by = text_of(line, "revoked_by");
    const auto standing =
        line.at("in_force").as_bool()
            ? "in force since " + day_in(line, "since")
            : text_of(line, "why") + (by.empty() ? "" : " (update " + shortened(by) + ")");
    return text_of(line, "device") + "\n  " +
           (line.at("hosted").as_bool() ? "hosted person " : "of person ") +
           shortened(text_of(line, "person")) + (node == "none" ? "" : ", node: " + node) +
           (line.at("own").as_bool() ? ", this one" : "") + ", " + standing;
}

std::string describe_account(const json::object& line) {
    const auto person = text_of(line, "person");
    const bool is_here = line.at("key_here").as_bool();
    return text_of(line, "name") + "\n  " +
           (person.empty() ? "nobody who may act" : "person " + shortened(person)) + ", " +
           (is_here
                ? "whose key is here, sealed by the password"
                : "who took the key away on " + day_in(line, "taken") + "; nothing here opens it");
}

std::string describe_call(const json::object& line) {
    const auto by = text_of(line, "by");
    if (text_of(line, "what") == "approval") {
        return day_in(line, "written") + "  to approve " + text_of(line, "about") +
               "\n  by person " + shortened(by) + ", who is in quarantine" +
               (line.at("withheld").as_bool() ? "" : ": a change, which is shown");
    }
    return day_in(line, "written") + "  flag " + text_of(line, "id") + "\n  about " +
           text_of(line, "about") + "\n  by person " + shortened(by) + ": " + reason_in(line);
}

std::string describe_moderation(const json::object& line) {
    if (const auto* others = line.if_contains("not_merged")) {
        return json::serialize(*others) +
               " more documents were moderated: they cannot be merged, or not yet";
    }
    if (line.contains("person")) {
        return moderation_words(line) + "\n  author " + text_of(line, "person") + ", quarantine " +
               text_of(line, "quarantine");
    }
    if (text_of(line, "act") == "agree") {
        const auto by = text_of(line, "by");
        const auto reason = reason_in(line);
        return day_in(line, "written") + "  agreed to erase, by " +
               (by.empty() ? "a key above the space" : "person " + shortened(by)) +
               (reason.empty() ? "" : ": " + reason) + "  (document " +
               shortened(text_of(line, "document")) + ")";
    }
    auto out = moderation_words(line) + "  (document " + shortened(text_of(line, "document")) + ")";
    if (const auto* to = line.if_contains("to")) {
        for (const auto& item : to->as_array())
            out += "\n  to document " + text_of(item.as_object(), "id");
    }
    return out;
}

std::string describe_left_behind(const json::object& item) {
    return "left behind: " + text_of(item, "field") + ": " + text_of(item, "why");
}

std::string describe_quota(const json::object& line) {
    const governance::Quota quota{line.at("updates").to_number<std::uint32_t>(),
                                  line.at("bytes").to_number<std::uint64_t>()};
    return "Each person may bring in " + community::words_of(quota) +
           (quota.is_none() ? "."
                            : ", with all their devices together; what is more is passed on in the "
                              "next days.");
}

std::string describe_withheld(const json::object& line) {
    const auto whose = line.at("own").as_bool() ? std::string{"of your own"}
                                                : "of device " + shortened(text_of(line, "device"));
    return "withheld by the quota of space " + shortened(text_of(line, "space")) + ": " +
           counted(line.at("updates").to_number<std::uint64_t>(), "update") + " " + whose +
           "; the next are passed on on " + day_in(line, "next") + ", the last about " +
           day_in(line, "last");
}

std::string describe_governing(const json::object& line) {
    if (const auto* others = line.if_contains("not_merged")) {
        return json::serialize(*others) + " more cannot be merged, or not yet";
    }
    const auto head =
        text_of(line, "title") + "  (" + text_of(line, "kind") + " " + text_of(line, "id") + ")\n";
    if (line.at("adopted").is_null()) return head + "  proposed; nobody has adopted it";
    const auto& adopted = line.at("adopted").as_object();
    std::string out = head;
    for (const auto& act : adopted.at("by").as_array())
        out += "  " + moderation_words(act.as_object()) + "\n";
    if (adopted.at("changed_since").as_bool()) {
        out += "  the document has words that nobody has adopted; they are not in force\n";
    }
    for (const auto& field : adopted.at("fields").as_object())
        add_field(out, std::string_view{field.key()}, field.value().as_object());
    return out;
}

std::string describe_held_back(const json::object& line) {
    const auto document = text_of(line, "document");
    const auto words = text_of(line, "words");
    return day_in(line, "written") + "  update " + text_of(line, "update") +
           (document.empty() ? "" : "  (document " + shortened(document) + ")") +
           "\n  held back because: " + text_of(line, "why") + "\n" +
           indented(words.empty() ? "(no words)" : words);
}

std::string describe_board(const json::object& board) {
    const auto& keys = board.at("keys").as_array();
    auto out = text_of(board, "need") + " of " + counted(keys.size(), "key") + " decide" +
               (keys.size() == 1 ? "s" : "") + ":";
    for (const auto& key : keys)
        out += "\n  " + std::string{key.as_string()};
    const auto& proposals = board.at("proposals").as_array();
    if (proposals.empty()) return out + "\nNothing waits for them.";
    for (const auto& each : proposals) {
        const auto& line = each.as_object();
        out += "\nproposed, agreed by " + std::to_string(line.at("agreed").as_array().size()) +
               " of the " + text_of(line, "need") + " it needs: " + text_of(line, "what") +
               "\n  praxis board endorse " + text_of(line, "id");
    }
    return out;
}

std::string describe_fork(const json::object& line) {
    const auto person = text_of(line, "person");
    auto out = "device " + shortened(text_of(line, "device")) +
               (person.empty() ? "" : " of person " + shortened(person)) + ", space " +
               shortened(text_of(line, "space")) + ": two updates at place " + text_of(line, "seq");
    for (const auto& each : line.at("branches").as_array()) {
        const auto& branch = each.as_object();
        out += "\n  " + counted(branch.at("updates").to_number<std::uint64_t>(), "update") + ", " +
               day_in(branch, "since") + " to " + day_in(branch, "until") + ", ends in " +
               text_of(branch, "end") + (branch.at("counts").as_bool() ? "" : ", does not count");
    }
    const auto& picked = line.at("picked_by").as_array();
    if (picked.empty()) return out + "\n  nobody picked: `praxis fork pick UPDATE`";
    for (const auto& id : picked)
        out += "\n  picked by act " + shortened(std::string{id.as_string()});
    if (line.at("open").as_bool()) out += "\n  it forked again behind what was picked";
    return out;
}

std::string describe_role_change(const json::object& line) {
    const auto person = text_of(line, "person");
    const auto by = text_of(line, "by");
    auto out = day_in(line, "written") + "  " + shortened(text_of(line, "id")) + "  " +
               (person.empty() ? "an invitation: " : "person " + shortened(person) + ": ") +
               text_of(line, "role") + " " + text_of(line, "what") + " by " +
               (!by.empty()                             ? "person " + shortened(by)
                : line.at("by_administrator").as_bool() ? "an administrator"
                                                        : "a key that is nobody's here");
    if (const auto reason = reason_in(line); !reason.empty()) out += ": " + reason;
    const auto why = text_of(line, "why");
    return why.empty() ? out : out + "\n  without effect: " + why;
}

std::string describe_log_line(const json::object& line) {
    auto out = text_of(line, "arrival") + "  " + shortened(text_of(line, "id")) + "  " +
               text_of(line, "kind") + " " + shortened(text_of(line, "document")) + "  " +
               text_of(line, "bytes") + " bytes  " + text_of(line, "verdict");
    if (const auto content = text_of(line, "content"); content != "here") {
        out += ", content " + content;
    }
    const auto reason = reason_in(line);
    return reason.empty() ? out : out + ": " + reason;
}

}  // namespace praxis::cli
