#include "protocol/governance/verdict.hpp"

namespace praxis::governance {

std::string text_of(const Verdict& verdict) {
    const auto it = verdict.by.hex();
    switch (verdict.reason) {
        case Reason::none:
            return "stands";
        case Reason::heads_missing:
            return "waits for the governance update " + it;
        case Reason::does_not_parse:
            return "is no act of governance";
        case Reason::unknown_format:
            return "is an act of a newer format";
        case Reason::bad_possession:
            return "names a key that did not sign for it";
        case Reason::deps_leave_root:
            return "its deps leave root";
        case Reason::fork_in_root:
            return "its chain forks in root";
        case Reason::grant_not_in_past:
            return "acts under " + it + ", which is no grant in its past";
        case Reason::grant_void:
            return "acts under " + it + ", which is void";
        case Reason::not_the_holder:
            return "its signer does not hold " + it;
        case Reason::target_not_in_past:
            return "names " + it + ", which is not in its past or of another sort";
        case Reason::beyond_reach:
            return "goes beyond the reach of " + it;
        case Reason::not_endorsed:
            return "too few board keys endorse it";
        case Reason::other_board:
            return "as many board keys agreed to another board, or more";
        case Reason::not_the_board:
            return "its signer is not on the board";
        case Reason::revoked:
            return "revoked by " + it + ", outside its cut";
        case Reason::other_branch:
            return "its chain forked, and " + it + " picks another branch";
        case Reason::not_vouched:
            return "no other steward vouched for that device before";
        case Reason::no_right:
            return "no grant in the past of its governance heads gives the right";
        case Reason::no_space:
            return "no standing space in the past of its governance heads";
        case Reason::no_person:
            return "its signer is no device of a person in its past";
        case Reason::no_requests:
            return "the space " + it + " takes no requests to join";
    }
    return "unknown";
}

std::optional<UpdateId> revocation_in(std::string_view text) {
    Verdict verdict;
    verdict.reason = Reason::revoked;
    constexpr std::string_view before = "revoked by ";
    if (!text.starts_with(before)) return std::nullopt;
    const auto id = UpdateId::from_hex(text.substr(before.size(), 2 * UpdateId::size));
    if (!id) return std::nullopt;
    verdict.by = id.value();
    return text == text_of(verdict) ? std::optional{verdict.by} : std::nullopt;
}

}  // namespace praxis::governance
