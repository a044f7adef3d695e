#include "cli/new_folder.hpp"

#include "cli/acting.hpp"
#include "cli/settings.hpp"
#include "node/replica/errc.hpp"

namespace praxis::cli {
namespace {

Result<void> write_keys(const std::filesystem::path& folder, const NodeKeys& keys) {
    using node::KeyFile;
    if (keys.board) {
        TRY(node::write_key(folder, KeyFile::board, keys.board->seed()));
    }
    if (keys.administrator) {
        TRY(node::write_key(folder, KeyFile::administrator, keys.administrator->seed()));
    }
    TRY(node::write_key(folder, KeyFile::person, keys.person.seed()));
    TRY(node::write_key(folder, KeyFile::device, keys.device.seed()));
    return node::write_key(folder, KeyFile::device_dh, keys.dh.secret());
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
    TRY(write_keys(context.folder(), node.keys));
    TRY(context.world().make(context.folder(), node.genesis, inviter));
    // Old records need not stand: a network remembers what was revoked or done twice. Whether this
    // node's own do is asked next.
    for (const auto& update : node.root) {
        TRY(hand_in(context, update));
    }
    TRY(const auto self, who_am_i(context));
    TRY(new_document(
        context, "person", node.commons, {{"person", node.person.hex()}, {"display_name", name}}));
    TRY(new_document(
        context,
        "node",
        node.commons,
        {{"node", self.node.hex()}, {"name", name}, {"role", std::string{word_of(role)}}}));
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
