#pragma once

#include "node/community/documents.hpp"
#include "node/community/request.hpp"
#include "node/community/signing.hpp"
#include "node/replica/replica.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <vector>

namespace praxis::community {

/// What answers a request to join a space.
struct JoinAnswer {
    UpdateId act;
    std::optional<governance::Role> role;  ///< as what they were taken in; nullopt: declined
    std::optional<PersonId> by;            ///< nullopt: an administrator
    WallTime written;                      ///< by the signer's clock
    std::string reason;                    ///< empty: none was given, or it is not here
};

/// A request to join a space that stands, and what became of it.
struct JoinRequest {
    governance::JoinRequestInfo info;
    WallTime written;                  ///< by the asker's clock
    std::string words;                 ///< of who asks; empty: none, or they are not here
    std::optional<JoinAnswer> answer;  ///< of several the newest
};

/// Asking to join a space whose policy is `approve`, and answering that. Authority is governance's:
/// protocol/governance/README.md, rule 12. Event-loop thread only; the replica outlives it, and it
/// outlives its tasks.
///
/// Each act is made once: who asks while a request of theirs waits, or answers again as they did
/// before, is told of the act that is there, and nothing is written; also of two at once.
class Joining {
public:
    explicit Joining(node::Replica& replica) : replica_{replica} {}

    /// Oldest first by the askers' clocks. Store errors only.
    [[nodiscard]] Result<std::vector<JoinRequest>> requests(const SpaceId& space) const;
    /// A person's newest there. Store errors only.
    [[nodiscard]] Result<std::optional<JoinRequest>> newest_of(const PersonId& person,
                                                               const SpaceId& space) const;

    /// What was done, or had been done before.
    using Done = SignedAct;
    /// Asks as whoever writes. Fails with `Errc::not_found` without such a space,
    /// `Errc::bad_value` for words of more than one line, and `Errc::bad_request` with what to do
    /// instead where a role is held already or the space takes no requests.
    [[nodiscard]] node::Task<Result<Done>> ask(SpaceId space, std::string words, Writing writing);
    /// Declines, with a reason that everybody can read. Fails with `Errc::not_found` where no such
    /// request stands, `NodeErrc::not_allowed` for whoever may not answer, `Errc::missing_value`
    /// without a reason, and `Errc::bad_request` when it was answered otherwise.
    [[nodiscard]] node::Task<Result<Done>> decline(UpdateId request,
                                                   std::string reason,
                                                   Writing writing);
    /// Gives who asked a role of the last letter. Fails as `decline`.
    [[nodiscard]] node::Task<Result<Done>> take_in(UpdateId request,
                                                   governance::Role as,
                                                   Writing writing);

    /// `space.requests` space: `{"request","person","words","written","open","answer"}` each,
    /// "answer" null or `{"act","what","role","by","written","reason"}`.
    [[nodiscard]] Result<std::vector<boost::json::object>> list(const Request& request) const;
    /// `space.join` space, words; and `space.decline` request, reason: `{"id","before"}`.
    [[nodiscard]] node::Task<Result<boost::json::object>> ask(Request request);
    [[nodiscard]] node::Task<Result<boost::json::object>> decline(Request request);

private:
    /// A request that somebody may answer, and by which right.
    struct Answerable {
        governance::JoinRequestInfo info;
        PersonId by;
        UpdateId under;
    };
    [[nodiscard]] Result<Answerable> answerable(const UpdateId& request,
                                                const Writing& writing) const;
    /// The answer of that person and that sort; fails when another answers it already.
    [[nodiscard]] Result<std::optional<UpdateId>> answered_before(const Answerable& request,
                                                                  bool declines) const;
    /// Writes an answer once; fails when another came first.
    [[nodiscard]] node::Task<Result<Done>> answer(
        Answerable asked, bool declines, governance::Act act, std::string reason, Writing writing);
    [[nodiscard]] std::optional<PersonId> writer(const Writing& writing) const;
    [[nodiscard]] Result<void> check_takes_requests(const SpaceId& space,
                                                    const PersonId& person) const;

    node::Replica& replica_;
};

/// "taken in", "declined".
[[nodiscard]] std::string_view what_words(const JoinAnswer& answer);

/// The roles by which somebody is taken in: those of the last letter, member first.
[[nodiscard]] std::vector<governance::Role> roles_to_take_in();

}  // namespace praxis::community
