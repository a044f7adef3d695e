#pragma once

#include "node/community/request.hpp"
#include "node/replica/replica.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <vector>

namespace praxis::community {

/// Something that was written and counts for nothing, by the signed records that are here.
struct HeldBack {
    UpdateId update;
    SpaceId space;
    std::optional<DocumentId> document;
    std::optional<KindNumber> kind;
    WallTime written;                         ///< by its author's clock
    SigningKey device;                        ///< whose signature it has
    std::string why;                          ///< the verdict, in words
    std::optional<UpdateId> revocation = {};  ///< by which it is void; nullopt: not by one
    bool moderates = false;
};

/// What the devices of a person wrote and is void, of all spaces, newest first by their clocks,
/// then by id; costs what they wrote. Store errors only.
[[nodiscard]] Result<std::vector<HeldBack>> held_back_of(const node::Replica& replica,
                                                         const PersonId& person);
/// What anybody wrote in a space and is void, among the newest `limits::held_back_scan_max` updates
/// that came there: in the same order.
[[nodiscard]] Result<std::vector<HeldBack>> held_back_in(const node::Replica& replica,
                                                         const SpaceId& space);

/// The texts in an update, a line each; empty: none is here. Store errors only.
[[nodiscard]] Result<std::string> words_of(const node::Replica& replica, const UpdateId& id);

/// `held_back` space (default: what this node's person wrote):
/// `{"update","space","document","device","written","why","words"}` each. Fails with
/// `Errc::not_found` when there is no such space, or no person yet.
[[nodiscard]] Result<std::vector<boost::json::object>> list_held_back(const node::Replica& replica,
                                                                      const Request& request);

}  // namespace praxis::community
