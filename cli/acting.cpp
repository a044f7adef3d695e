#include "cli/acting.hpp"

#include "cli/key_file.hpp"
#include "cli/root_signer.hpp"
#include "node/community/acts.hpp"
#include "node/replica/errc.hpp"
#include "protocol/wire/content.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>

namespace praxis::cli {
namespace {

namespace json = boost::json;

Result<std::uint64_t> number_from(std::string_view digits) {
    std::uint64_t out = 0;
    const auto* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, out);
    if (read.ec != std::errc{} || read.ptr != end) {
        return fail(CliErrc::protocol, "the node's answer holds no number where one belongs");
    }
    return out;
}

Result<RootPlace> place_of(const json::object& answer) {
    RootPlace out;
    TRY(out.network, id_in<NetworkId>(answer, "network"));
    TRY(const auto incarnation, text_in(answer, "incarnation"));
    TRY(const auto number, number_from(incarnation));
    out.incarnation = Incarnation{number};
    out.seq = Seq{answer.at("seq").to_number<std::uint64_t>()};
    TRY(out.prev, id_in<UpdateId>(answer, "prev"));
    for (const auto& dep : answer.at("deps").as_array()) {
        TRY(const auto id, UpdateId::from_hex(std::string_view{dep.as_string()}));
        out.deps.push_back(id);
    }
    return out;
}

/// At the end of the signer's chain, with words beside it.
Result<wire::SignedUpdate> signed_act(Context& context,
                                      const crypto::SigningPair& signer,
                                      const governance::Act& act,
                                      const std::string& reason) {
    std::vector<Bytes> parts;
    if (!reason.empty()) parts.push_back(copy(bytes_of(reason)));
    auto content = wire::encode_content(parts, context.world().entropy());
    if (!content) return fail(CliErrc::usage, "that reason is longer than one update can carry");
    auto asked = request("root.position");
    asked["key"] = signer.key().hex();
    TRY(const auto answer, context.call_one(std::move(asked)));
    TRY(const auto place, place_of(answer));
    return sign_act(place, signer, act, context.world().now(), std::move(content).value());
}

}  // namespace

Result<governance::Cut> cut_from(const json::object& line) {
    governance::Cut out;
    TRY(out.chain.device, id_in<SigningKey>(line, "device"));
    TRY(out.chain.space, id_in<SpaceId>(line, "space"));
    TRY(const auto digits, text_in(line, "incarnation"));
    TRY(out.chain.incarnation.value, number_from(digits));
    out.seq = Seq{line.at("seq").to_number<std::uint64_t>()};
    TRY(out.id, id_in<UpdateId>(line, "id"));
    return out;
}

Result<crypto::SigningPair> key_for(const Context& context, node::KeyFile file) {
    TRY(auto key, key_if_here(context, file));
    if (key) return std::move(*key);
    return fail(node::NodeErrc::key_missing,
                "this needs the " + std::string{node::name_of(file)} + " key, which is not in " +
                    (context.folder() / "keys").string() + "; run it where that key is kept");
}

Result<std::optional<crypto::SigningPair>> key_if_here(const Context& context, node::KeyFile file) {
    TRY(auto secret, secret_in(context, file));
    if (!secret) return std::optional<crypto::SigningPair>{};
    return std::optional{crypto::SigningPair{std::move(*secret)}};
}

Result<json::object> hand_in(Context& context, const wire::SignedUpdate& update) {
    auto asked = request("root.submit");
    asked["update"] = community::to_json(update);
    return context.call_one(std::move(asked));
}

Result<UpdateId> submit(Context& context, const wire::SignedUpdate& update) {
    TRY(const auto answer, hand_in(context, update));
    TRY(const auto verdict, text_in(answer, "verdict"));
    if (verdict != "standing") {
        TRY(const auto reason, text_in(answer, "reason"));
        return fail(node::NodeErrc::not_allowed, "the act does not stand: " + reason);
    }
    return id_in<UpdateId>(answer, "id");
}

Result<UpdateId> submit_act(Context& context,
                            const crypto::SigningPair& signer,
                            const governance::Act& act,
                            const std::string& reason) {
    TRY(const auto update, signed_act(context, signer, act, reason));
    return submit(context, update);
}

Result<Proposed> propose(Context& context,
                         const crypto::SigningPair& signer,
                         const governance::Act& act,
                         const std::string& reason) {
    TRY(const auto update, signed_act(context, signer, act, reason));
    TRY(const auto answer, hand_in(context, update));
    TRY(const auto id, id_in<UpdateId>(answer, "id"));
    TRY(const auto verdict, text_in(answer, "verdict"));
    if (verdict == "standing") return Proposed{id, true};
    TRY(const auto board, context.call_one(request("root.board")));
    const auto& open = board.at("proposals").as_array();
    const bool waits = std::ranges::any_of(open, [&](const json::value& each) {
        return each.as_object().at("id").as_string() == id.hex();
    });
    if (waits) return Proposed{id, false};
    TRY(const auto why, text_in(answer, "reason"));
    return fail(node::NodeErrc::not_allowed, "the act does not stand: " + why);
}

Result<std::vector<governance::Cut>> cuts_of(Context& context,
                                             const UpdateId& grant,
                                             const std::optional<SpaceId>& space) {
    auto asked = request("root.cuts");
    asked["grant"] = grant.hex();
    if (space) asked["space"] = space->hex();
    TRY(const auto lines, context.call(std::move(asked)));
    std::vector<governance::Cut> out;
    for (const auto& line : lines) {
        TRY(const auto cut, cut_from(line));
        out.push_back(cut);
    }
    std::ranges::sort(out);
    return out;
}

Result<void> carry_root(Context& context, Invitation& invitation) {
    TRY(const auto lines, context.call(request("root.updates")));
    if (lines.empty()) return fail(CliErrc::protocol, "the node gave no records of root");
    TRY(const auto genesis, text_in(lines.front(), "genesis"));
    TRY(const auto bytes, from_hex(genesis));
    TRY(invitation.genesis, governance::decode_genesis(bytes));
    invitation.root.clear();
    for (std::size_t i = 1; i < lines.size(); ++i) {
        TRY(auto update, community::signed_update_from(lines[i]));
        invitation.root.push_back(std::move(update));
    }
    return success();
}

Result<Self> who_am_i(Context& context) {
    TRY(const auto answer, context.call_one(request("whoami")));
    TRY(const auto member, text_in(answer, "member"));
    if (member == "no") {
        TRY(auto why, text_in(answer, "why"));
        return fail(node::NodeErrc::not_member, std::move(why));
    }
    if (answer.at("person").is_null() || answer.at("commons").is_null()) {
        return fail(node::NodeErrc::not_found,
                    "this node does not hold its own certificate yet; sync with the node that "
                    "invited it");
    }
    Self out;
    TRY(out.network, id_in<NetworkId>(answer, "network"));
    TRY(out.node, id_in<NodeId>(answer, "node"));
    TRY(out.person, id_in<PersonId>(answer, "person"));
    TRY(out.commons, id_in<SpaceId>(answer, "commons"));
    return out;
}

json::array to_json(const std::vector<community::Setting>& settings) {
    json::array out;
    for (const auto& setting : settings) {
        json::array pair;
        pair.emplace_back(setting.name);
        pair.emplace_back(setting.text);
        out.emplace_back(std::move(pair));
    }
    return out;
}

Result<DocumentId> new_document(Context& context,
                                std::string_view kind,
                                const SpaceId& space,
                                const std::vector<community::Setting>& settings) {
    auto asked = request("document.new");
    asked["kind"] = kind;
    asked["space"] = space.hex();
    asked["set"] = to_json(settings);
    TRY(const auto answer, context.call_one(std::move(asked)));
    return id_in<DocumentId>(answer, "id");
}

}  // namespace praxis::cli
