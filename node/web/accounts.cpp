#include "node/web/accounts.hpp"

#include "node/replica/replica.hpp"
#include "node/runtime/offload.hpp"
#include "node/web/passwords.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/wire/limits.hpp"

namespace praxis::web {
namespace {

using node::Task;

/// What one trial of a password found.
struct Tried {
    std::optional<AccountRecord> record;
    std::optional<crypto::SealedKeys> keys;  ///< when the password was right
};

Result<Tried> try_password(const AccountFiles& files,
                           const Hash& place,
                           std::string_view password,
                           crypto::SealCost cost) {
    TRY(const auto bytes, files.read(place));
    Tried out;
    if (!bytes) {
        crypto::try_nothing(password, cost);
        return out;
    }
    TRY(out.record, decode_account(*bytes));
    auto keys = crypto::unseal(password, out.record->sealed);
    if (!keys && keys.error().code != crypto::CryptoErrc::not_authentic) return fail(keys.error());
    if (keys) out.keys.emplace(std::move(keys.value()));
    return out;
}

/// Counts somebody for as long as it lives, and tells those who wait when it ends.
class Counted {
public:
    Counted(std::size_t& count, node::Event& ended) : count_{count}, ended_{ended} { ++count_; }
    ~Counted() {
        --count_;
        ended_.notify();
    }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    std::size_t& count_;
    node::Event& ended_;
};

/// Where an account of this name is, whether it can be one or not.
Hash place_of(const std::string& typed) {
    const auto name = account_name(typed);
    return account_place(name ? name.value() : typed);
}

std::string in_words(Duration wait) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
    if (seconds < std::chrono::minutes{2}) return std::to_string(seconds.count()) + " s";
    return std::to_string(std::chrono::ceil<std::chrono::minutes>(wait).count()) + " minutes";
}

}  // namespace

PersonOf hosted_person_of(const node::Replica& replica) {
    return [&replica](const SigningKey& key) -> std::optional<PersonId> {
        const auto device = replica.governance().device_info(key);
        if (!device || !device->hosted || !device->stands_now) return std::nullopt;
        return device->person;
    };
}

RolesOf roles_of(const node::Replica& replica) {
    // Asked at every request, so remembered for as long as root stays as it is.
    return [&replica, seen = std::size_t{0}, known = std::map<PersonId, Hash>{}](
               const PersonId& person) mutable {
        const auto& governance = replica.governance();
        if (seen != governance.updates().size()) known.clear();
        seen = governance.updates().size();
        const auto at = known.find(person);
        if (at != known.end()) return at->second;
        Bytes roles;
        for (const auto& space : governance.spaces()) {
            for (const auto& role : governance.roles(space.id)) {
                if (role.person == person) append(roles, role.grant.view());
            }
        }
        return known.emplace(person, crypto::hash("praxis/roles/v1", {roles})).first->second;
    };
}

struct Accounts::Opened {
    Hash place;
    AccountRecord record;
    std::shared_ptr<crypto::SealedKeys> keys;
    PersonId person;
};

Accounts::Accounts(node::Runtime& runtime,
                   std::shared_ptr<AccountFiles> files,
                   PersonOf person_of,
                   SiteNames site,
                   crypto::SealCost cost)
    : runtime_{runtime},
      files_{std::move(files)},
      person_of_{std::move(person_of)},
      site_{std::move(site)},
      cost_{cost} {}

Task<Result<Accounts::Opened>> Accounts::open(std::string typed,
                                              std::string password,
                                              std::string client) {
    const auto place = place_of(typed);
    if (const auto wait = attempts_.begin(place, client, runtime_.clock.now_mono())) {
        co_return fail(AccountErrc::too_often,
                       "Too many attempts. Try again in " + in_words(*wait) + ".");
    }
    if (trials_ >= limits::password_trials_max || waiters_ > 0) {
        if (waiters_ >= limits::password_waiters_max) {
            attempts_.withdrawn(place, client);
            co_return fail(AccountErrc::busy,
                           "Too many people sign in at this moment. Try again in " +
                               in_words(limits::password_waiters_retry) + ".");
        }
        const Counted waiter{waiters_, trial_ended_};
        while (trials_ >= limits::password_trials_max)
            co_await trial_ended_.wait();
    }
    const Counted trial{trials_, trial_ended_};
    auto work = [files = files_, place, password, cost = cost_] {
        return try_password(*files, place, password, cost);
    };
    auto tried = co_await node::offload(runtime_.loop, runtime_.workers, std::move(work));
    if (!tried) {
        attempts_.withdrawn(place, client);
        co_return fail(std::move(tried).error());
    }
    if (!tried.value().keys) {
        co_return fail(AccountErrc::refused, "That name and password do not belong together here.");
    }
    attempts_.succeeded(place, client);
    auto& record = *tried.value().record;
    const auto person = person_of_(record.key);
    if (!person) {
        co_return fail(AccountErrc::ended,
                       "This account may not act any more; ask the people who run this centre.");
    }
    auto keys = std::make_shared<crypto::SealedKeys>(std::move(*tried.value().keys));
    co_return Opened{place, std::move(record), std::move(keys), *person};
}

Task<Result<void>> Accounts::seal_anew(Opened opened, std::string password) {
    auto work = [files = files_,
                 place = opened.place,
                 record = opened.record,
                 keys = opened.keys,
                 secret = std::move(password),
                 cost = cost_,
                 &entropy = runtime_.entropy]() mutable -> Result<void> {
        TRY(record.sealed, crypto::seal(secret, keys->signing, keys->dh, entropy, cost));
        return files->replace(place, encode(record));
    };
    co_return co_await node::offload(runtime_.loop, runtime_.workers, std::move(work));
}

Task<Result<SignedIn>> Accounts::sign_in(std::string name,
                                         std::string password,
                                         std::string client) {
    CO_TRY(auto opened, co_await open(std::move(name), password, std::move(client)));
    const auto cost = crypto::cost_of(opened.record.sealed);
    if (cost && cost.value() != cost_) {
        const auto resealed = co_await seal_anew(opened, std::move(password));
        if (!resealed) {  // the account is as good as before
            runtime_.host.log().warning("an account could not be sealed anew",
                                        {{"why", resealed.error().text()}});
        }
    }
    auto acting = std::make_shared<const crypto::SigningPair>(opened.keys->signing.duplicate());
    co_return SignedIn{opened.person, std::move(opened.record.name), std::move(acting)};
}

Task<Result<void>> Accounts::change_password(std::string name,
                                             std::string old_password,
                                             std::string new_password,
                                             std::string client) {
    CO_TRY(auto opened, co_await open(std::move(name), std::move(old_password), std::move(client)));
    auto site = site_ ? site_() : std::vector<std::string>{};
    site.push_back(opened.record.name);
    CO_TRY(check_new_password(new_password, site));
    co_return co_await seal_anew(std::move(opened), std::move(new_password));
}

std::optional<Duration> Accounts::retry_after(const Error& error,
                                              const std::string& name,
                                              const std::string& client) {
    if (error.code == AccountErrc::busy) return limits::password_waiters_retry;
    if (error.code != AccountErrc::too_often) return std::nullopt;
    return attempts_.wait(place_of(name), client, runtime_.clock.now_mono());
}

}  // namespace praxis::web
