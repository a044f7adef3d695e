#pragma once

#include "protocol/base/errc.hpp"

namespace praxis::node {

/// What can go wrong in a node, in words for whoever asked.
enum class NodeErrc {
    no_node = 1,     ///< the folder holds no node: init or join first
    key_exists,      ///< a key file is already there
    key_missing,     ///< this node's folder does not hold the key the act needs
    key_exposed,     ///< a key file that others may read
    not_found,       ///< no such document, space, person or update here
    not_allowed,     ///< the act would be void: the right is missing
    bad_request,     ///< a field, value or argument that cannot be
    stale_position,  ///< the chain moved on since it was asked: ask again
    read_only,       ///< the store cannot write (full disk or map); reading goes on
    busy,            ///< another process holds the node
    unreachable,     ///< no session with that peer
    stopping,        ///< the node is being stopped
    incomplete,      ///< part of the node's folder is missing
    merging,         ///< a document's updates are stored, and being merged in turns: ask again
    in_shreds,       ///< a document whose texts were deleted in more pieces than memory is for
    not_member,      ///< this node's certificate gives no right, or none any more
    key_sealed,      ///< the key is there, sealed, and no password was given
};
[[nodiscard]] boost::system::error_code make_error_code(NodeErrc code) noexcept;

/// Whether a document is stored and cannot be shown: not yet, or not at all. Lists and whatever
/// else looks at many go on without it.
[[nodiscard]] bool is_unmerged(const Error& error);

/// One line for whoever asked: of a node's and of a store's error what it is about and what it
/// means, of any other its detail, which its maker wrote as a sentence.
[[nodiscard]] std::string words_of(const Error& error);

}  // namespace praxis::node

template <>
struct boost::system::is_error_code_enum<praxis::node::NodeErrc> : std::true_type {};
