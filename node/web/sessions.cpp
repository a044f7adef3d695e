#include "node/web/sessions.hpp"

#include "protocol/base/base64url.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/wire/limits.hpp"

#include <algorithm>

namespace praxis::web {
namespace {

Hash id_of(std::string_view cookie) {
    return crypto::hash("praxis/session/v1", {bytes_of(cookie)});
}

}  // namespace

std::string drawn_text(Entropy& entropy) {
    return to_base64url(crypto::Secret32::draw(entropy).expose());
}

Sessions::Opened Sessions::keep(Session session, Token token) {
    Opened out;
    out.cookie = drawn_text(entropy_);
    session.id = id_of(out.cookie);
    session.proven_since = false;
    if (token == Token::fresh) {
        const auto secret = crypto::Secret32::draw(entropy_);
        session.csrf = to_base64url(crypto::hash("praxis/csrf/v1", {secret.expose()}).view());
    }
    out.session = std::make_shared<const Session>(std::move(session));
    sessions_[out.session->id] = out.session;
    return out;
}

Sessions::Opened Sessions::open(SignedIn who, const Hash& roles) {
    make_room(who.person);
    Session session;
    session.person = who.person;
    session.name = std::move(who.name);
    session.acting = std::move(who.acting);
    session.since = session.last_seen = clock_.now_wall();
    session.opened = session.used = session.proven = clock_.now_mono();
    session.roles = roles;
    return keep(std::move(session), Token::fresh);
}

bool Sessions::is_over(const Session& session) const {
    const auto now = clock_.now_mono();
    return now - session.used >= limits::session_idle_max ||
           now - session.opened >= limits::session_age_max;
}

std::shared_ptr<const Session> Sessions::peek(std::string_view cookie) const {
    const auto at = sessions_.find(id_of(cookie));
    return at == sessions_.end() || is_over(*at->second) ? nullptr : at->second;
}

std::shared_ptr<const Session> Sessions::find(std::string_view cookie) {
    const auto at = sessions_.find(id_of(cookie));
    if (at == sessions_.end()) return nullptr;
    if (is_over(*at->second)) {
        sessions_.erase(at);
        return nullptr;
    }
    auto used = *at->second;
    used.used = clock_.now_mono();
    used.last_seen = clock_.now_wall();
    at->second = std::make_shared<const Session>(std::move(used));
    return at->second;
}

std::optional<Session> Sessions::take(const Hash& id) {
    const auto at = sessions_.find(id);
    if (at == sessions_.end()) return std::nullopt;
    auto session = *at->second;
    sessions_.erase(at);
    return session;
}

std::optional<Sessions::Opened> Sessions::renew(const Hash& id) {
    auto session = take(id);
    if (!session) return std::nullopt;
    session->proven = clock_.now_mono();
    return keep(std::move(*session), Token::fresh);
}

std::optional<Sessions::Opened> Sessions::rotate(const Hash& id, const Hash& roles) {
    auto session = take(id);
    if (!session) return std::nullopt;
    session->roles = roles;
    return keep(std::move(*session), Token::same);
}

std::shared_ptr<const Session> Sessions::prove(const Hash& id) {
    const auto at = sessions_.find(id);
    if (at == sessions_.end() || is_over(*at->second)) return nullptr;
    auto proven = *at->second;
    proven.proven = clock_.now_mono();
    proven.proven_since = true;
    at->second = std::make_shared<const Session>(std::move(proven));
    return at->second;
}

bool Sessions::is_proven(const Session& session) const {
    return clock_.now_mono() - session.proven < limits::proof_age_max;
}

void Sessions::end(const Hash& id) {
    sessions_.erase(id);
}

bool Sessions::end_of(const PersonId& person, const Hash& id) {
    const auto at = sessions_.find(id);
    if (at == sessions_.end() || at->second->person != person) return false;
    sessions_.erase(at);
    return true;
}

void Sessions::end_all_of(const PersonId& person) {
    std::erase_if(sessions_, [&](const auto& each) { return each.second->person == person; });
}

void Sessions::end_others(const PersonId& person, const Hash& kept) {
    std::erase_if(sessions_, [&](const auto& each) {
        return each.second->person == person && each.first != kept;
    });
}

std::vector<std::shared_ptr<const Session>> Sessions::of(const PersonId& person) const {
    std::vector<std::shared_ptr<const Session>> out;
    for (const auto& [id, session] : sessions_) {
        if (session->person == person && !is_over(*session)) out.push_back(session);
    }
    std::ranges::stable_sort(
        out, std::greater{}, [](const auto& session) { return session->used; });
    return out;
}

void Sessions::make_room(const PersonId& person) {
    std::erase_if(sessions_, [&](const auto& each) { return is_over(*each.second); });
    auto own = of(person);
    for (; own.size() >= limits::sessions_per_account_max; own.pop_back())
        sessions_.erase(own.back()->id);
    if (sessions_.size() < limits::sessions_all_max) return;
    sessions_.erase(std::ranges::min_element(
        sessions_, {}, [](const auto& each) { return each.second->used; }));
}

}  // namespace praxis::web
