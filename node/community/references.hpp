#pragma once

#include "node/community/kind.hpp"
#include "node/replica/replica.hpp"

#include <map>

namespace praxis::community {

/// A document that names another by a constant.
struct Reference {
    DocumentId from;
    SpaceId space;
    WallTime written;  ///< of its creation
    friend auto operator<=>(const Reference&, const Reference&) = default;
};

/// Which documents name which ids by a constant: the posts of a thread, the document of a person.
/// Read from the store once and then kept up with what arrives, so a question costs what is new
/// since the last one. Says nothing of standing. Event-loop thread only; the replica outlives it.
class References {
public:
    explicit References(const node::Replica& replica) : replica_{replica} {}

    /// Documents of `kind` whose constant `field` is `target`, by time written, then id. Fails only
    /// as the store does, or with `Errc::unknown_field`.
    [[nodiscard]] Result<std::vector<Reference>> naming(const Kind& kind,
                                                        std::string_view field,
                                                        const Hash& target);

private:
    struct Place {
        KindNumber kind;
        crdt::Address at;
        Hash target;
        friend auto operator<=>(const Place&, const Place&) = default;
    };
    const node::Replica& replica_;
    std::map<Place, std::map<DocumentId, Reference>> by_target_;
    Arrival seen_;  // everything up to here is in
};

}  // namespace praxis::community
