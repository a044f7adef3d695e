#pragma once

#include "node/community/documents.hpp"

namespace praxis::community {

/// A document that a node begins with and cannot write yet: a device that waits for its certificate
/// has no right to write, and whoever adds it may not write in its name. So it is kept, and written
/// by the node itself as soon as its certificate is here; once, also over a restart.
/// Event-loop thread only; both given outlive it.
class FirstDocument {
public:
    FirstDocument(node::Replica& replica, Documents& documents)
        : replica_{replica}, documents_{documents} {}

    /// Keeps one, in the place of another, and writes it at once if that can be.
    [[nodiscard]] node::Task<Result<void>> keep(std::string kind,
                                                SpaceId space,
                                                std::vector<Setting> settings,
                                                std::string token);
    /// Writes what is kept, if anything is and this node's certificate stands. Whoever asks may do
    /// so at any time, and at once: it is one form, so it becomes one document. Fails as
    /// `Documents::create`; then it stays kept.
    [[nodiscard]] node::Task<Result<void>> write_if_due();

private:
    node::Replica& replica_;
    Documents& documents_;
};

}  // namespace praxis::community
