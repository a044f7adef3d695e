#include "node/replica/errc.hpp"

#include "store/errc.hpp"

namespace praxis::node {
namespace {

const char* words(int value) {
    switch (static_cast<NodeErrc>(value)) {
        case NodeErrc::no_node:
            return "no node in this folder; make one with praxis init or praxis join, or name "
                   "another -C DIR";
        case NodeErrc::key_exists:
            return "the key file is already there";
        case NodeErrc::key_missing:
            return "this folder does not hold the key the act needs";
        case NodeErrc::key_exposed:
            return "a key file that others may read; chmod 600 it";
        case NodeErrc::not_found:
            return "not found on this node";
        case NodeErrc::not_allowed:
            return "the right to do this is missing";
        case NodeErrc::bad_request:
            return "the request cannot be";
        case NodeErrc::stale_position:
            return "something else was written first; try again";
        case NodeErrc::read_only:
            return "the disk is full; nothing can be written, reading goes on";
        case NodeErrc::busy:
            return "another process has this node open; end that praxisd, or wait for that command";
        case NodeErrc::unreachable:
            return "no connection to that node";
        case NodeErrc::stopping:
            return "the node is stopping";
        case NodeErrc::incomplete:
            return "a part of the node's folder is missing";
        case NodeErrc::merging:
            return "the node is still merging it; nothing is lost, try again in a moment";
        case NodeErrc::in_shreds:
            return "its texts were deleted in more pieces than a node can keep in mind; all of its "
                   "updates are stored, but the text goes on only in a new document";
        case NodeErrc::not_member:
            return "this node is not a member";
        case NodeErrc::key_sealed:
            return "the key is sealed by a password";
    }
    return "unknown error";
}

const boost::system::error_category& node_category() noexcept {
    static const NamedCategory category{"praxis.node", words};
    return category;
}

}  // namespace

boost::system::error_code make_error_code(NodeErrc code) noexcept {
    return {static_cast<int>(code), node_category()};
}

bool is_unmerged(const Error& error) {
    return error.code == NodeErrc::merging || error.code == NodeErrc::in_shreds;
}

std::string words_of(const Error& error) {
    if (error.detail.empty()) return error.code.message();
    if (error.code.category() == store::store_category()) {
        return error.detail + ": " + error.code.message();
    }
    if (error.code.category() != node_category()) return error.detail;
    const bool is_a_sentence =
        error.code == NodeErrc::bad_request || error.code == NodeErrc::unreachable ||
        error.code == NodeErrc::key_missing || error.code == NodeErrc::not_member ||
        error.code == NodeErrc::key_sealed || error.code == NodeErrc::incomplete;
    if (is_a_sentence) return error.detail;
    return error.detail + ": " + error.code.message();
}

}  // namespace praxis::node
