#include "cli/new_folder.hpp"

#include "cli/acting.hpp"
#include "cli/settings.hpp"
#include "node/replica/errc.hpp"
#include "protocol/base/base64url.hpp"

#include <boost/json/value.hpp>

namespace praxis::cli {
namespace {

constexpr std::size_t token_bytes = 16;

Result<void> write_keys(const std::filesystem::path& folder, const NodeKeys& keys) {
    using node::KeyFile;
    if (keys.board) {
        TRY(node::write_key(folder, KeyFile::board, keys.board->seed()));
    }
    if (keys.administrator) {
        TRY(node::write_key(folder, KeyFile::administrator, keys.administrator->seed()));
    }
    if (keys.person) {
        TRY(node::write_key(folder, KeyFile::person, keys.person->seed()));
    }
    TRY(node::write_key(folder, KeyFile::device, keys.device.seed()));
    return node::write_key(folder, KeyFile::device_dh, keys.dh.secret());
}

Result<void> make_node(Context& context,
                       const NewNode& node,
                       const std::optional<node::Inviter>& inviter) {
    TRY(write_keys(context.folder(), node.keys));
    TRY(context.world().make(context.folder(), node.genesis, inviter));
    // Old records need not stand: a network remembers what was revoked or done twice. Whether this
    // node's own do is asked next.
    for (const auto& update : node.root) {
        TRY(hand_in(context, update));
    }
    return success();
}

std::vector<community::Setting> node_document(const NewNode& node,
                                              governance::NodeRole role,
                                              const std::string& name) {
    return {{"node", node.keys.device.key().hex()},
            {"name", name},
            {"role", std::string{word_of(role)}}};
}

}  // namespace

Result<void> check_empty(const std::filesystem::path& folder) {
    std::error_code ignored;
    for (const auto* name : {"store", "keys"}) {
        if (std::filesystem::exists(folder / name, ignored)) {
            return fail(node::NodeErrc::bad_request,
                        folder.string() + " holds a node already; take another folder: -C NEWDIR");
        }
    }
    return success();
}

Result<void> check_node_name(const Context& context, const std::string& name) {
    TRY(check_value(context.kinds(), "node", "name", "--node", name));
    return check_value(context.kinds(), "person", "display_name", "--node", name);
}

Result<void> begin_node(Context& context,
                        const NewNode& node,
                        const std::optional<node::Inviter>& inviter,
                        governance::NodeRole role,
                        const std::string& name) {
    TRY(make_node(context, node, inviter));
    TRY(who_am_i(context));
    TRY(new_document(
        context, "person", node.commons, {{"person", node.person.hex()}, {"display_name", name}}));
    TRY(new_document(context, "node", node.commons, node_document(node, role, name)));
    return success();
}

Result<void> begin_device(Context& context,
                          const NewNode& node,
                          const node::Inviter& inviter,
                          const std::string& name) {
    TRY(make_node(context, node, inviter));
    Bytes drawn(token_bytes);
    context.world().entropy().fill(drawn);
    auto asked = request("document.new_when_member");
    asked["kind"] = "node";
    asked["space"] = node.commons.hex();
    asked["set"] = to_json(node_document(node, governance::NodeRole::replica, name));
    asked["token"] = to_base64url(drawn);
    TRY(context.call_one(std::move(asked)));
    return success();
}

void print_new_node(Context& context, const NewNode& node, std::string_view done) {
    const auto network = governance::network_id(node.genesis).hex();
    const auto device = node.keys.device.key().hex();
    boost::json::object line;
    line["network"] = network;
    line["node"] = device;
    line["person"] = node.person.hex();
    context.print(line,
                  std::string{done} + "\nnetwork " + network + "\nnode    " + device +
                      "\nperson  " + node.person.hex());
}

}  // namespace praxis::cli
