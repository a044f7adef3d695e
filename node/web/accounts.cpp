#include "node/web/accounts.hpp"

#include "node/replica/replica.hpp"
#include "node/runtime/offload.hpp"
#include "node/web/account_reset.hpp"
#include "node/web/passwords.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/wire/limits.hpp"

#include <boost/asio/post.hpp>

namespace praxis::web {
namespace {

using node::Task;

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

/// The name somebody typed, whether it can be one or not.
std::string name_of(const std::string& typed) {
    auto name = account_name(typed);
    return name ? std::move(name).value() : typed;
}

/// nullopt: not by this secret.
Result<std::optional<crypto::SealedKeys>> try_to_unseal(std::string_view secret, ByteView sealed) {
    auto keys = crypto::unseal(secret, sealed);
    if (keys) return std::optional{std::move(keys).value()};
    if (keys.error().code != crypto::CryptoErrc::not_authentic) return fail(keys.error());
    return std::optional<crypto::SealedKeys>{};
}

/// Whether an account is of this key, which its person took away.
bool is_taken(const AccountFiles& files, const Hash& place, const SigningKey& key) {
    const auto bytes = files.read(place);
    if (!bytes || !bytes.value()) return false;
    const auto record = decode_account(*bytes.value());
    return record && record.value().key == key && record.value().taken;
}

constexpr const char* not_together =
    "That name and password do not belong together here. If you took your key away from this "
    "centre, signing in here has ended.";

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

/// What one trial found. Each costs the same work, whatever is there.
struct Accounts::Tried {
    std::optional<AccountRecord> record;
    Bytes was;                               ///< the record as it was read
    std::optional<crypto::SealedKeys> keys;  ///< when password or code was right
};

struct Accounts::Opened {
    Hash place;
    AccountRecord record;
    Bytes was;
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
                                              std::string client,
                                              Try work,
                                              std::string refusal) {
    const auto place = account_place(name_of(typed));
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
    auto tried = co_await node::offload(runtime_.loop, runtime_.workers, std::move(work));
    if (!tried) {
        attempts_.withdrawn(place, client);
        co_return fail(std::move(tried).error());
    }
    if (!tried.value().keys) {
        co_return fail(AccountErrc::refused, std::move(refusal));
    }
    attempts_.succeeded(place, client);
    auto& record = *tried.value().record;
    const auto person = person_of_(record.key);
    if (!person) {
        co_return fail(AccountErrc::ended,
                       "This account may not act any more; ask the people who run this centre.");
    }
    auto keys = std::make_shared<crypto::SealedKeys>(std::move(*tried.value().keys));
    auto& was = tried.value().was;
    co_return Opened{place, std::move(record), std::move(was), std::move(keys), *person};
}

Task<Result<Accounts::Opened>> Accounts::open_by_password(std::string typed,
                                                          std::string password,
                                                          std::string client) {
    auto work = [files = files_,
                 place = account_place(name_of(typed)),
                 secret = std::move(password),
                 cost = cost_]() -> Result<Tried> {
        TRY(const auto bytes, files->read(place));
        Tried out;
        if (bytes) {
            TRY(auto record, decode_account(*bytes));
            if (!record.taken) {
                TRY(out.keys, try_to_unseal(secret, record.sealed));
                out.record = std::move(record);
                out.was = *bytes;
                return out;
            }
        }
        crypto::try_nothing(secret, cost);
        return out;
    };
    return open(std::move(typed), std::move(client), std::move(work), not_together);
}

Result<void> Accounts::check_new(const std::string& password, const std::string& name) const {
    auto site = site_ ? site_() : std::vector<std::string>{};
    site.push_back(name);
    return check_new_password(password, site);
}

Task<Result<void>> Accounts::seal_anew(Opened opened, std::string password) {
    auto work = [files = files_,
                 place = opened.place,
                 record = opened.record,
                 was = opened.was,
                 keys = opened.keys,
                 secret = std::move(password),
                 cost = cost_,
                 &entropy = runtime_.entropy]() mutable -> Result<void> {
        TRY(record.sealed, crypto::seal(secret, keys->signing, keys->dh, entropy, cost));
        auto written = files->replace_if(place, encode(record), place, was);
        if (!written && written.error().code == AccountErrc::changed) {
            return fail(AccountErrc::changed,
                        "This account was changed in another way at the same moment, so nothing "
                        "was done. Try again.");
        }
        return written;
    };
    co_return co_await node::offload(runtime_.loop, runtime_.workers, std::move(work));
}

Task<Result<SignedIn>> Accounts::sign_in(std::string name,
                                         std::string password,
                                         std::string client) {
    CO_TRY(auto opened, co_await open_by_password(std::move(name), password, std::move(client)));
    const auto cost = crypto::cost_of(opened.record.sealed);
    if (cost && cost.value() != cost_) {
        const auto resealed = co_await seal_anew(opened, std::move(password));
        if (!resealed) {  // the account is as good as before
            runtime_.host.log().warning("an account could not be sealed anew",
                                        {{"why", resealed.error().text()}});
        }
    }
    co_return signed_in(std::move(opened));
}

Result<SignedIn> Accounts::signed_in(Opened opened) const {
    if (taken_.contains(opened.place)) return fail(AccountErrc::refused, not_together);
    auto acting = std::make_shared<const crypto::SigningPair>(opened.keys->signing.duplicate());
    return SignedIn{opened.person, std::move(opened.record.name), std::move(acting)};
}

Task<Result<void>> Accounts::change_password(std::string name,
                                             std::string old_password,
                                             std::string new_password,
                                             std::string client) {
    CO_TRY(auto opened,
           co_await open_by_password(std::move(name), std::move(old_password), std::move(client)));
    CO_TRY(check_new(new_password, opened.record.name));
    co_return co_await seal_anew(std::move(opened), std::move(new_password));
}

Task<Result<SignedIn>> Accounts::recover(std::string name,
                                         std::string code,
                                         std::string new_password,
                                         std::string client) {
    CO_TRY(check_new(new_password, name_of(name)));
    auto work = [files = files_,
                 account = name_of(name),
                 secret = code_from(code),
                 now = runtime_.clock.now_wall(),
                 cost = cost_]() -> Result<Tried> {
        TRY(const auto bytes, files->read(account_place(account)));
        TRY(const auto reset_bytes, files->read(reset_place(account)));
        Tried out;
        if (bytes && reset_bytes && !reset_bytes->empty()) {
            TRY(auto record, decode_account(*bytes));
            TRY(const auto reset, decode_reset(*reset_bytes));
            if (is_current(reset, record, now)) {
                out.record = std::move(record);
                out.was = *bytes;
                TRY(out.keys, try_to_unseal(secret, reset.sealed));
                return out;
            }
        }
        crypto::try_nothing(secret, cost);
        return out;
    };
    CO_TRY(auto opened,
           co_await open(std::move(name),
                         std::move(client),
                         std::move(work),
                         "That name and code do not belong together here, or the code was used or "
                         "is out of date."));
    const auto place = reset_place(opened.record.name);
    CO_TRY(co_await seal_anew(opened, std::move(new_password)));
    // It opens nothing here any more; that it opens no backup or lost disk either, its words go.
    auto strike_out = [files = files_, place] { return files->replace(place, {}); };
    const auto struck =
        co_await node::offload(runtime_.loop, runtime_.workers, std::move(strike_out));
    if (!struck) {
        runtime_.host.log().warning("a code that was used could not be taken off the disk",
                                    {{"why", struck.error().text()}});
    }
    co_return signed_in(std::move(opened));
}

Task<Result<void>> Accounts::take_key(std::string name,
                                      SigningKey key,
                                      std::function<void()> gone) {
    const auto place = account_place(name_of(name));
    // Posted, not said by this coroutine: a browser that leaves ends that, and not the work.
    auto told = [this, alive = std::weak_ptr{alive_}, place, gone = std::move(gone)](
                    const std::optional<Error>& doubt) {
        if (alive.expired()) return;
        if (doubt) {
            runtime_.host.log().warning("a key is deleted, and the disk may not keep that",
                                        {{"why", doubt->text()}});
        }
        taken_.insert(place);
        gone();
    };
    auto work = [files = files_,
                 place,
                 code = reset_place(name_of(name)),
                 key,
                 now = runtime_.clock.now_wall(),
                 loop = runtime_.loop,
                 told = std::move(told)]() -> Result<void> {
        TRY(const auto bytes, files->read(place));
        if (!bytes) return fail(AccountErrc::changed);
        TRY(const auto record, decode_account(*bytes));
        if (record.key != key) return fail(AccountErrc::changed);
        const AccountRecord last{record.name, record.key, {}, {}, record.taken.value_or(now)};
        const auto closed = files->close(place, *bytes, encode(last), code);
        std::optional<Error> doubt;
        if (!closed) {
            if (!is_taken(*files, place, key)) return closed;
            if (closed.error().code != AccountErrc::changed) doubt = closed.error();
        }
        boost::asio::post(loop, [told, doubt] { told(doubt); });
        return success();
    };
    co_return co_await node::offload(runtime_.loop, runtime_.workers, std::move(work));
}

std::optional<Duration> Accounts::retry_after(const Error& error,
                                              const std::string& name,
                                              const std::string& client) {
    if (error.code == AccountErrc::busy) return limits::password_waiters_retry;
    if (error.code != AccountErrc::too_often) return std::nullopt;
    return attempts_.wait(account_place(name_of(name)), client, runtime_.clock.now_mono());
}

}  // namespace praxis::web
