#pragma once

#include "node/replica/author.hpp"
#include "node/runtime/event.hpp"
#include "node/runtime/runtime.hpp"
#include "node/web/account_record.hpp"
#include "node/web/attempts.hpp"
#include "protocol/crypto/sealed_keys.hpp"

#include <functional>
#include <set>

namespace praxis::node {
class Replica;
}

namespace praxis::web {

/// Somebody whose password was right a moment ago.
struct SignedIn {
    PersonId person;
    std::string name;  ///< of the account, as it was given when it was made
    node::Acting acting;
};

/// The hosted person who may act with a key now; nullopt when none may.
using PersonOf = std::function<std::optional<PersonId>(const SigningKey&)>;
/// As the governance of `replica` says; the replica outlives it.
[[nodiscard]] PersonOf hosted_person_of(const node::Replica& replica);

/// What a person is now, as one value: another one whenever other roles stand for them.
using RolesOf = std::function<Hash(const PersonId&)>;
/// As the governance of `replica` says; the replica outlives it.
[[nodiscard]] RolesOf roles_of(const node::Replica& replica);

/// The accounts of the persons this centre hosts: a name, and a key sealed by a password. Event
/// loop only; everything given outlives it. Passwords are tried on the workers, at most
/// `limits::password_trials_max` at once, and `password_waiters_max` wait.
class Accounts {
public:
    /// Names of this place, for the password rules; asked when a password is changed.
    using SiteNames = std::function<std::vector<std::string>()>;
    /// `cost`: what a password costs from now
    /// on; accounts sealed at another cost are sealed anew when their person signs in.
    Accounts(node::Runtime& runtime,
             std::shared_ptr<AccountFiles> files,
             PersonOf person_of,
             SiteNames site = {},
             crypto::SealCost cost = {});

    /// Fails with `refused` (the same words and the same work whether the account exists or not),
    /// `too_often`, `busy`, `ended`, `damaged`, or the system's error. `client` is the group of
    /// addresses the attempt comes from (http::Request::client).
    [[nodiscard]] node::Task<Result<SignedIn>> sign_in(std::string name,
                                                       std::string password,
                                                       std::string client);

    /// Seals the person's key by another password, durably. Fails as sign_in, and with
    /// `weak_password`. What else the person has open is for the caller: Sessions::renew.
    [[nodiscard]] node::Task<Result<void>> change_password(std::string name,
                                                           std::string old_password,
                                                           std::string new_password,
                                                           std::string client);

    /// Sets a password by a one-time code (`AccountReset`) in place of the old one, durably, which
    /// ends the code. Fails as sign_in, in other words, and with `weak_password`, which costs no
    /// attempt. What the person has open is for the caller: Sessions::end_others.
    [[nodiscard]] node::Task<Result<SignedIn>> recover(std::string name,
                                                       std::string code,
                                                       std::string new_password,
                                                       std::string client);

    /// Takes the sealed key of an account, and its code, off the disk for good, durably; the name
    /// stays taken. `key` is the account's, out of a session of its person. Done once, done again
    /// gives the same answer, at the same moment, too. Fails with `changed` when the account was
    /// changed in another way at the same moment or has another key, `damaged`, or the system's
    /// error; the key is as it was then. A disk on which it is gone, and which cannot say that this
    /// is durable, is no failure: it is logged.
    ///
    /// `gone` runs on the loop as soon as the key is off the disk, before this returns and also
    /// when nobody waits for it any more; not after this object's end. It ends what else holds the
    /// key here: Sessions::end_all_of. Who is trying their password at that moment is refused.
    [[nodiscard]] node::Task<Result<void>> take_key(std::string name,
                                                    SigningKey key,
                                                    std::function<void()> gone);

    /// After such a failure: how long until it makes sense to try again; nullopt where nobody
    /// knows.
    [[nodiscard]] std::optional<Duration> retry_after(const Error& error,
                                                      const std::string& name,
                                                      const std::string& client);

private:
    struct Tried;
    struct Opened;
    using Try = std::function<Result<Tried>()>;
    /// Tries on a worker; `refusal` is what is said when it opens nothing.
    [[nodiscard]] node::Task<Result<Opened>> open(std::string name,
                                                  std::string client,
                                                  Try work,
                                                  std::string refusal);
    [[nodiscard]] node::Task<Result<Opened>> open_by_password(std::string name,
                                                              std::string password,
                                                              std::string client);
    [[nodiscard]] Result<void> check_new(const std::string& password,
                                         const std::string& name) const;
    [[nodiscard]] node::Task<Result<void>> seal_anew(Opened opened, std::string password);
    /// Who that is; `refused` when they took their key away meanwhile.
    [[nodiscard]] Result<SignedIn> signed_in(Opened opened) const;

    node::Runtime& runtime_;
    std::shared_ptr<AccountFiles> files_;
    PersonOf person_of_;
    SiteNames site_;
    crypto::SealCost cost_;
    Attempts attempts_;
    std::size_t trials_ = 0;   // that run now
    std::size_t waiters_ = 0;  // that wait for one of these to end
    node::Event trial_ended_;
    std::set<Hash> taken_;  // accounts whose key was taken away in this run
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace praxis::web
