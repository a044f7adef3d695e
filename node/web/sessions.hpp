#pragma once

#include "node/web/accounts.hpp"

namespace praxis::web {

/// 256 random bits as base64url, for cookies and forms.
[[nodiscard]] std::string drawn_text(Entropy& entropy);

/// What a signed-in browser stands for. Of one moment: whoever holds it sees no later change.
struct Session {
    Hash id;  ///< H of the cookie: names the session, opens nothing
    PersonId person;
    std::string name;  ///< of the account
    node::Acting acting;
    std::string csrf;           ///< token of every form of this session
    WallTime since;             ///< when the person signed in, for people to read
    WallTime last_seen;         ///< at the last request before this one
    MonoTime opened;            ///< the absolute limit counts from here
    MonoTime used;              ///< the idle limit counts from here
    MonoTime proven;            ///< when the password was last given
    bool proven_since = false;  ///< it was given after the id was drawn: `Sessions::rotate`
    Hash roles;                 ///< what the person was when the id was drawn: see RolesOf
};

/// Who is signed in, in memory only: a restart signs everybody out. Idle
/// `limits::session_idle_max`, whole `session_age_max`, `sessions_per_account_max` of one person
/// (a further one ends the one used longest ago). Event-loop thread only; clock and entropy outlive
/// it.
class Sessions {
public:
    Sessions(const node::Clock& clock, Entropy& entropy) : clock_{clock}, entropy_{entropy} {}

    struct Opened {
        std::string cookie;  ///< 256 bits, base64url; only its hash is kept
        std::shared_ptr<const Session> session;
    };
    /// A new session, with a new cookie.
    [[nodiscard]] Opened open(SignedIn who, const Hash& roles = {});
    /// The session of a cookie, its use noted; null when there is none (any more).
    [[nodiscard]] std::shared_ptr<const Session> find(std::string_view cookie);
    /// The same, its use not noted.
    [[nodiscard]] std::shared_ptr<const Session> peek(std::string_view cookie) const;
    /// After a password was given anew: the same session under a new id, cookie and token; the old
    /// ones end. The absolute limit stays. nullopt: it has ended.
    [[nodiscard]] std::optional<Opened> renew(const Hash& id);
    /// After the person's roles became others, or `prove`: the same session under a new id and
    /// cookie; the old ones end at once. Its token stays, so the forms of open pages do. nullopt:
    /// it has ended.
    [[nodiscard]] std::optional<Opened> rotate(const Hash& id, const Hash& roles);

    /// The same once their password was given anew within it, the id included, until `rotate`;
    /// null: it has ended.
    [[nodiscard]] std::shared_ptr<const Session> prove(const Hash& id);
    /// Whether the password was given within `limits::proof_age_max`.
    [[nodiscard]] bool is_proven(const Session& session) const;

    /// Ends one; nothing when it is gone already.
    void end(const Hash& id);
    /// Ends one of this person's; false when they have none of that id.
    bool end_of(const PersonId& person, const Hash& id);
    void end_all_of(const PersonId& person);
    /// All of a person's but one: after a password change.
    void end_others(const PersonId& person, const Hash& kept);

    /// A person's sessions that have not ended, the last used first.
    [[nodiscard]] std::vector<std::shared_ptr<const Session>> of(const PersonId& person) const;
    [[nodiscard]] std::size_t size() const { return sessions_.size(); }

private:
    [[nodiscard]] bool is_over(const Session& session) const;
    void make_room(const PersonId& person);
    enum class Token { fresh, same };
    [[nodiscard]] Opened keep(Session session, Token token);
    [[nodiscard]] std::optional<Session> take(const Hash& id);

    const node::Clock& clock_;
    Entropy& entropy_;
    std::map<Hash, std::shared_ptr<const Session>> sessions_;
};

}  // namespace praxis::web
