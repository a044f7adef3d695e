#pragma once

#include "protocol/wire/header.hpp"
#include "store/records.hpp"

namespace praxis::node {

/// An update as the store holds it; its signature was checked when it came.
struct HeldUpdate {
    wire::Prefix prefix;
    wire::SignedUpdate raw;     ///< of a newer version the header alone
    bool payload_here = false;  ///< skeleton and leaf are; the content may be absent yet
    bool erased = false;        ///< the content is absent for good
    /// Whether everything is here that this version could keep.
    [[nodiscard]] bool is_complete() const {
        return prefix.is_newer() || raw.content.has_value() || erased;
    }
    /// Whether a peer can be given it: nothing is missing that this version could check.
    [[nodiscard]] bool is_whole() const { return payload_here || prefix.is_newer(); }
};
[[nodiscard]] Result<HeldUpdate> load_held(const store::Reader& reader, const UpdateId& id);
/// The same for peers, whom one damaged record must not cut off from all others: what is damaged of
/// its payload counts as not here.
[[nodiscard]] Result<HeldUpdate> load_readable(const store::Reader& reader, const UpdateId& id);

/// Decodes it. Fails with `StoreErrc::damaged` when it is of a newer version or its payload is not
/// here: of nothing that was applied.
[[nodiscard]] Result<wire::CheckedUpdate> decode_held(const UpdateId& id, HeldUpdate held);

/// Both in one.
[[nodiscard]] Result<wire::CheckedUpdate> load_update(const store::Reader& reader,
                                                      const UpdateId& id);

/// What an update takes of the disk; a content that is absent as its leaf.
[[nodiscard]] std::size_t stored_bytes(const wire::SignedUpdate& raw);

}  // namespace praxis::node
