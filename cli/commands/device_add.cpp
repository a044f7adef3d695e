#include "cli/acting.hpp"
#include "cli/address.hpp"
#include "cli/commands/commands.hpp"
#include "cli/new_folder.hpp"
#include "cli/settings.hpp"
#include "cli/typed_line.hpp"
#include "node/community/certifying.hpp"
#include "node/community/root_records.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/value.hpp>

// A further device of a person, by two lines of text that can go by any way.

namespace praxis::cli {
namespace {

namespace json = boost::json;

Result<void> invite(Context& context, const Arguments& arguments) {
    auto asked = request("root.person_line");
    if (const auto address = arguments.option("address")) {
        TRY(check_address("--address", *address));
        asked["address"] = *address;
    }
    if (const auto typed = arguments.option("person")) {
        TRY(const auto person, id_from<PersonId>("--person", *typed));
        asked["person"] = person.hex();
    } else {
        TRY(const auto self, who_am_i(context));
        asked["person"] = self.person.hex();
    }
    TRY(const auto line, context.call_one(std::move(asked)));
    TRY(const auto text, text_in(line, "line"));
    context.print(line, text);
    return success();
}

/// The person of a line, as its own records say.
Result<void> check_person(const community::PersonLine& line) {
    TRY(const auto governance, community::governance_of(line.genesis, line.root));
    const auto person = governance.person_info(line.person);
    if (!person || !person->stands_now) {
        return fail(node::NodeErrc::not_allowed,
                    "by the records in this line the person has no right any more; ask for a new "
                    "invitation");
    }
    return success();
}

Result<void> begin(Context& context, const Arguments& arguments) {
    const auto& name = arguments.required("node");
    TRY(check_value(context.kinds(), "node", "name", "--node", name));
    TRY(const auto text, text_or_file(arguments.word("TEXT")));
    TRY(const auto line, as_argument(community::decode_person_line(text)));
    TRY(check_empty(context.folder()));
    TRY(check_person(line));
    TRY(const auto node,
        another_device(line, line.person, {}, context.world().entropy(), context.world().now()));
    TRY(begin_device(context, node, {line.node, line.node_dh, line.address}, name));
    const auto asking = device_line_of(node, name);
    TRY(const auto given, encode(asking));
    const auto words = community::words_of(asking);
    json::object out;
    out["network"] = asking.network.hex();
    out["node"] = asking.device.hex();
    out["person"] = asking.person.hex();
    out["line"] = given;
    out["words"] = words;
    context.print(out, given);
    context.say(
        "Give this line to a device of the person, for praxis device add, or to the page "
        "My devices.\nTell these words beside it, by another way: " +
        words + "\nThis node waits for its certificate. Then: praxis -C " +
        context.folder().string() + " sync" +
        (line.address.empty() ? " --peer HOST:PORT, where the node of that person listens" : ""));
    return success();
}

/// The person's own key where it is in the folder, else this device's: a device adds a sibling.
Result<crypto::SigningPair> certifier(const Context& context) {
    TRY(auto person, key_if_here(context, node::KeyFile::person));
    if (person) return std::move(*person);
    return key_for(context, node::KeyFile::device);
}

Result<void> check_words(const community::DeviceLine& line, const Arguments& arguments) {
    TRY(const auto words, text_or_file(arguments.required("words")));
    if (community::are_words_of(line, words)) return success();
    return fail(node::NodeErrc::bad_request,
                "these are not the words of this line: it was changed on its way, or they are "
                "another's. Nothing was signed; ask for line and words again");
}

Result<void> add(Context& context, const Arguments& arguments) {
    TRY(const auto text, text_or_file(arguments.word("TEXT")));
    TRY(const auto line, as_argument(community::decode_device_line(text)));
    TRY(check_words(line, arguments));
    TRY(const auto self, who_am_i(context));
    auto asked = request("root.new_device");
    asked["line"] = text;
    asked["person"] = self.person.hex();
    TRY(auto answer, context.call_one(std::move(asked)));
    TRY(const auto key, certifier(context));
    TRY(const auto certificate, submit_act(context, key, community::certificate_of(line)));
    answer["certificate"] = certificate.hex();
    context.print(answer, certificate.hex());
    context.say("\"" + plain(line.name) + "\" acts for person " + self.person.hex().substr(0, 10) +
                " now, as far as this node can say. It hears of that when it syncs.");
    return success();
}

/// Two stewards run the same: the first vouches, the second certifies.
Result<void> vouch(Context& context, const Arguments& arguments) {
    TRY(const auto text, text_or_file(arguments.word("TEXT")));
    TRY(const auto line, as_argument(community::decode_device_line(text)));
    TRY(check_words(line, arguments));
    const auto& reason = arguments.required("reason");
    if (reason.empty()) {
        return fail(CliErrc::usage,
                    "--reason says how you know that it is they; it stays for all to read");
    }
    auto asked = request("root.recovery");
    asked["line"] = text;
    TRY(auto answer, context.call_one(std::move(asked)));
    TRY(const auto under, id_in<UpdateId>(answer, "grant"));
    TRY(const auto own, key_for(context, node::KeyFile::device));
    auto certificate = community::certificate_of(line);
    certificate.under = under;
    const bool is_second = !answer.at("vouch").is_null();
    const governance::Act act =
        is_second ? governance::Act{certificate}
                  : governance::Act{governance::Vouch{
                        under, line.person, line.device, line.dh, certificate.node}};
    TRY(const auto id, submit_act(context, own, act, reason));
    answer["update"] = id.hex();
    answer["certified"] = is_second;
    context.print(answer, id.hex());
    context.say(
        is_second ? "\"" + plain(line.name) + "\" acts for person " +
                        line.person.hex().substr(0, 10) + " again. It hears of that when it syncs."
                  : "Vouched for. When another steward, who hears of this by sync, runs the "
                    "same command with the same line, \"" +
                        plain(line.name) + "\" is let in.");
    return success();
}

}  // namespace

Command device_invite_command() {
    return {"device invite",
            "a line of text with which another machine becomes a device of the same person",
            "praxis -C bratislava device invite --address centre.example:7400 > person.txt",
            {},
            {{"address",
              "HOST:PORT",
              Option::Need::optional,
              "where this node listens, so that the new device finds it"},
             {"person",
              "ID",
              Option::Need::optional,
              "for another person, whose device or recovery words go on from there"}},
            invite};
}

Command device_begin_command() {
    return {"device begin",
            "make a node in DIR that waits to become a person's device; needs no connection",
            "praxis -C laptop device begin @person.txt --node Laptop",
            {"TEXT"},
            {{"node", "NAME", Option::Need::required, "what this node is called"}},
            begin};
}

Command device_vouch_command() {
    return {"device vouch",
            "as a steward, let back in a person who lost every device; it takes two",
            "praxis -C bratislava device vouch @device.txt --words 'lagoon jewel saddle glove "
            "umbrella prairie candle bell' --reason 'We spoke on the phone.'",
            {"TEXT"},
            {{"words",
              "WORDS",
              Option::Need::required,
              "the eight words that the new device told, by another way than the line came"},
             {"reason",
              "TEXT",
              Option::Need::required,
              "how you know that it is they; everybody of the network can read it"}},
            vouch};
}

Command device_add_command() {
    return {"device add",
            "sign that a machine is a device of this node's person",
            "praxis -C bratislava device add @device.txt --words 'lagoon jewel saddle glove "
            "umbrella prairie candle bell'",
            {"TEXT"},
            {{"words",
              "WORDS",
              Option::Need::required,
              "the eight words that the new device told, by another way than the line came"}},
            add};
}

}  // namespace praxis::cli
