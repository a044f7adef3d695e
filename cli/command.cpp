#include "cli/command.hpp"

#include "protocol/base/utf8.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <ostream>

namespace praxis::cli {

Context::Context(World& world,
                 const community::Kinds& kinds,
                 std::filesystem::path kinds_folder,
                 std::filesystem::path folder,
                 std::optional<std::string> key_password,
                 bool json,
                 std::ostream& out,
                 std::ostream& err)
    : world_{world},
      kinds_{kinds},
      kinds_folder_{std::move(kinds_folder)},
      folder_{std::move(folder)},
      key_password_{std::move(key_password)},
      json_{json},
      out_{out},
      err_{err} {}

Result<std::vector<boost::json::object>> Context::call(boost::json::object asked) {
    if (!client_) {
        TRY(client_, world_.open(folder_, kinds_folder_));
    }
    return client_->call(std::move(asked));
}

Result<boost::json::object> Context::call_one(boost::json::object asked) {
    TRY(auto lines, call(std::move(asked)));
    if (lines.size() != 1) {
        return fail(CliErrc::protocol,
                    "the node answered with " + std::to_string(lines.size()) + " lines, not one");
    }
    return std::move(lines.front());
}

void Context::print(const boost::json::object& line, std::string_view words) {
    if (json_) {
        out_ << boost::json::serialize(line) << '\n';
    } else {
        out_ << words << '\n';
    }
    out_.flush();
}

void Context::say(std::string_view words) {
    (json_ ? err_ : out_) << words << '\n';
}

std::string Command::usage() const {
    std::string out = needs_folder ? "praxis -C DIR " : "praxis [-C NEWDIR] ";
    out += name;
    for (const auto& word : positionals) {
        out += " " + word;
    }
    for (const auto& option : options) {
        const auto one = "--" + option.name + (option.value.empty() ? "" : " ") + option.value;
        if (option.need == Option::Need::required) out += " " + one;
        if (option.need == Option::Need::optional) out += " [" + one + "]";
        if (option.need == Option::Need::repeated) out += " [" + one + "]...";
    }
    return out;
}

boost::json::object request(std::string_view action) {
    boost::json::object out;
    out["do"] = action;
    return out;
}

Result<std::string> text_in(const boost::json::object& line, std::string_view name) {
    const auto* value = line.if_contains(name);
    if (value == nullptr || !value->is_string()) {
        return fail(CliErrc::protocol, "the node's answer has no \"" + std::string{name} + "\"");
    }
    return std::string{value->get_string()};
}

std::string plain(std::string_view text) {
    const auto points = decode_utf8(text);
    if (!points) return "\xEF\xBF\xBD";
    auto safe = points.value();
    for (auto& point : safe) {
        if (point == U'\n' || point == U'\t') continue;
        if (point < 0x20 || (point >= 0x7F && point < 0xA0)) point = 0xFFFD;
    }
    return encode_utf8(safe);
}

}  // namespace praxis::cli
