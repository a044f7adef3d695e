#pragma once

#include "store/records.hpp"

/// Steps that more than one file of typed records takes.
namespace praxis::store::detail {

/// Draws the next arrival number for a part and files it under the store and the space.
[[nodiscard]] Result<Arrival> draw_arrival(Writer& writer,
                                           const SpaceId& space,
                                           const UpdateId& id,
                                           Part part);

/// Links a held update into its chain, numbering the chain at its first, and moves the head.
[[nodiscard]] Result<void> add_link(Writer& writer, const ChainId& chain, const Link& link);

/// Files an update under its document.
[[nodiscard]] Result<void> add_to_document(Writer& writer,
                                           const DocumentId& document,
                                           Arrival arrival,
                                           const UpdateId& id);

/// A record copied out, or nullopt.
[[nodiscard]] Result<std::optional<Bytes>> copy_of(const Reader& reader, Table table, ByteView key);

}  // namespace praxis::store::detail
