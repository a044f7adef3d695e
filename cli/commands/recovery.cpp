#include "cli/acting.hpp"
#include "cli/commands/commands.hpp"
#include "cli/new_folder.hpp"
#include "cli/settings.hpp"
#include "cli/typed_line.hpp"
#include "node/community/recovery_words.hpp"
#include "node/community/root_records.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

// A person's key on paper, and a device made of it when no other is left.

namespace praxis::cli {
namespace {

Result<void> tell_words(Context& context, const Arguments&) {
    TRY(const auto key, key_for(context, node::KeyFile::person));
    auto words = community::recovery_words(key.seed());
    boost::json::object line;
    line["words"] = words;
    context.print(line, words);
    std::ranges::fill(words, '\0');
    std::ranges::fill(line["words"].as_string(), '\0');
    return success();
}

Result<crypto::SigningPair> key_in(const std::string& typed) {
    if (!typed.starts_with('@') || typed.starts_with("@@")) {
        return fail(CliErrc::usage,
                    "words of a key do not belong on a command line, which others can see: --words "
                    "@FILE, or @- for standard input");
    }
    TRY(auto text, text_or_file(typed));
    auto seed = as_argument(community::seed_from_words(text));
    std::ranges::fill(text, '\0');
    if (!seed) return fail(std::move(seed).error());
    return crypto::SigningPair{std::move(seed).value()};
}

/// The person whose key it is, by the records of a line: of several the line's own.
Result<PersonId> person_of(const community::PersonLine& line, const SigningKey& key) {
    TRY(const auto governance, community::governance_of(line.genesis, line.root));
    auto persons = governance.persons_by_key(key);
    std::erase_if(persons, [&](const PersonId& id) {
        const auto info = governance.person_info(id);
        return !info || !info->stands_now;
    });
    if (std::ranges::find(persons, line.person) != persons.end()) return line.person;
    if (persons.size() == 1) return persons.front();
    if (!persons.empty()) {
        return fail(CliErrc::usage,
                    "these words are the key of several persons; say whose device this is where "
                    "the line is made: praxis device invite --person ID");
    }
    return fail(node::NodeErrc::not_found,
                "these words are the key of no person who may act in network " +
                    governance.network().hex().substr(0, 10) +
                    ", by the records in the line; take the line from a node of the right network, "
                    "or ask for a new invitation");
}

Result<void> recover(Context& context, const Arguments& arguments) {
    const auto& name = arguments.required("node");
    TRY(check_value(context.kinds(), "node", "name", "--node", name));
    TRY(const auto text, text_or_file(arguments.word("TEXT")));
    TRY(const auto line, as_argument(community::decode_person_line(text)));
    TRY(auto key, key_in(arguments.required("words")));
    TRY(check_empty(context.folder()));
    TRY(const auto person, person_of(line, key.key()));
    auto& world = context.world();
    TRY(const auto node,
        another_device(line, person, std::move(key), world.entropy(), world.now()));
    TRY(begin_device(context, node, {line.node, line.node_dh, line.address}, name));
    TRY(who_am_i(context));
    print_new_node(context,
                   node,
                   "This node acts for the person now; nobody else knows before it "
                   "syncs.");
    context.say("Revoke what was lost: praxis device list, then praxis device revoke.");
    return success();
}

}  // namespace

Command person_words_command() {
    return {"person words",
            "this node's person's key as words for paper; whoever has them is that person",
            "praxis -C bratislava person words",
            {},
            {},
            tell_words};
}

Command device_recover_command() {
    return {"device recover",
            "make a node in DIR that is a person's device, by the words of their key",
            "praxis -C laptop device recover @person.txt --words @- --node Laptop",
            {"TEXT"},
            {{"words", "@FILE", Option::Need::required, "what praxis person words told"},
             {"node", "NAME", Option::Need::required, "what this node is called"}},
            recover};
}

}  // namespace praxis::cli
