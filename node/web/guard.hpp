#pragma once

#include "node/http/form.hpp"
#include "node/http/router.hpp"
#include "node/web/sessions.hpp"

namespace praxis::web {

/// What a page needs of the visitor.
enum class Needs {
    nothing,  ///< everybody may ask; whoever is signed in is known
    form,     ///< as nothing, and the page holds a form that also a stranger may send: sign-in
    session,  ///< signed in only: others are led to sign in, and typed text is carried along
};

/// One request, after every check. Lives until the page returns.
struct Visit {
    const http::Request& request;
    const http::Form& query;
    const http::Form& form;                  ///< of a POST; empty of a GET
    std::shared_ptr<const Session> session;  ///< null: not signed in
    /// The value of the hidden input `csrf` that every form of the page holds; empty where there
    /// can be none (Needs::nothing without a session).
    std::string csrf;

    /// Who writes, for community::Writing.
    [[nodiscard]] node::Acting acting() const { return session ? session->acting : nullptr; }
    [[nodiscard]] std::optional<PersonId> person() const {
        return session ? std::optional{session->person} : std::nullopt;
    }
};
using Page = std::function<node::Task<Result<http::Response>>(const Visit&)>;

/// A form that could not be dealt with yet, carried along so that nothing typed is lost.
struct Kept {
    std::string path;  ///< where it goes: a local path; empty: nothing is kept
    std::vector<std::pair<std::string, std::string>> fields;  ///< without `csrf` and `password`
    /// Too large to carry: the page says that the browser's Back button still has the text.
    bool too_large = false;
};
/// Which way a kept form goes back to where it was sent.
enum class Way {
    by_sign_in,  ///< through the form of the sign-in page
    straight,    ///< by a form of its own, which may be as long as its page may be
};

/// What the sign-in page says. Its form posts to /sign-in: csrf, name, password, next, and of
/// `kept` the hidden inputs of `hidden_inputs`.
struct SignInView {
    std::string csrf;
    std::string name;     ///< as typed before
    std::string problem;  ///< why it is shown again, a sentence; empty at first
    std::string next;     ///< where to go afterwards; empty: home
    Kept kept;
};
/// The page on which somebody who forgot their password uses a code. Its form posts to /recover:
/// csrf, name, code, new, again.
struct RecoverView {
    std::string csrf;
    std::string name;     ///< as typed before
    std::string problem;  ///< as of SignInView
};
/// A form that comes back after signing in, or one whose token is not of this session: nothing is
/// written before the person sends it again. Its form posts `kept.fields` and `csrf` to
/// `kept.path`; the page shows what was typed. What is too large to carry has no form: the page
/// says where it still is.
struct ConfirmView {
    std::string csrf;
    Kept kept;
};
/// A form for what is sensitive, before anything of it is done. Its form posts `kept.fields`,
/// `csrf` and `password` to `kept.path`; the page shows what was typed. What is too large to carry
/// has no form, as of ConfirmView.
struct ProveView {
    std::string csrf;
    std::string name;     ///< of the account
    std::string problem;  ///< why it is shown again, a sentence; empty at first
    Kept kept;
};
struct SessionLine {
    Hash id;  ///< hidden input `session` of the form that ends it
    WallTime since;
    WallTime last_seen;
    bool is_this = false;
};
/// The person's own page. Forms: /me/password (csrf, old, new, again), /me/end-session (csrf,
/// session), /sign-out (csrf).
struct MeView {
    std::string csrf;
    PersonId person;
    std::string name;
    std::vector<SessionLine> sessions;  ///< the last used first
    std::string problem;                ///< of the form that was sent; empty: none
    std::string done;                   ///< what was done, a sentence; empty: nothing
};

/// How the pages of this file look; the status is set by the caller.
class AccountLooks {
public:
    virtual ~AccountLooks() = default;
    [[nodiscard]] virtual Result<std::string> sign_in(const Visit& visit,
                                                      const SignInView& view) = 0;
    [[nodiscard]] virtual Result<std::string> recover(const Visit& visit,
                                                      const RecoverView& view) = 0;
    [[nodiscard]] virtual Result<std::string> confirm(const Visit& visit,
                                                      const ConfirmView& view) = 0;
    [[nodiscard]] virtual Result<std::string> prove(const Visit& visit, const ProveView& view) = 0;
    [[nodiscard]] virtual Result<std::string> me(const Visit& visit, const MeView& view) = 0;
};

/// The hidden inputs that carry a kept form through the sign-in page, in order.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> hidden_inputs(const Kept& kept);
/// A form as it was sent, to be carried.
[[nodiscard]] Kept kept_of(const http::Request& request, const http::Form& form, Way way);
/// What `hidden_inputs` wrote, out of the form that was sent back; empty when it wrote nothing.
[[nodiscard]] Kept kept_in(const http::Form& form);

/// Wraps pages into routes: reads the cookie, finds the session, checks the hidden token of every
/// POST, and asks of governance at each request whether the person may act still, and as what: when
/// their roles became others, the answer carries a new id of the session, and the old one is dead;
/// tokens of forms stay. So it is after a password was given anew. Event-loop thread only;
/// everything given outlives it, and it outlives the routes.
///
/// Cookies are HttpOnly, SameSite=Lax, for all paths, and over TLS Secure under a `__Host-` name.
class Guard {
public:
    Guard(node::Runtime& runtime,
          Sessions& sessions,
          PersonOf person_of,
          RolesOf roles_of,
          Accounts& accounts,
          AccountLooks& looks);

    /// GET. Needs::session and nobody signed in: 303 to /sign-in, which leads back; with the cookie
    /// of a session that is over 401 and the sign-in page, which does too.
    [[nodiscard]] http::Route get(std::string path, Needs needs, Page page);
    /// POST of a form; `needs` is not `nothing`. Without a session: 401 and the sign-in page, which
    /// carries the form along. With a token that is not this session's: 403 and the page that asks
    /// to send it again. Nothing is done in either case. A form with a secret other than `password`
    /// is not carried.
    enum class Carry { typed, nothing };
    /// Whether a form asks for what an open browser or a stolen cookie must not do: what gives or
    /// takes a right, or cannot be taken back (RELIABILITY 6.3). Such a form passes when it has the
    /// right `password`, or has none while the session is proven (`Sessions::is_proven`). Else the
    /// page that asks for it, with everything typed: 403, or the status of who tries too often. A
    /// password that is given is tried in any case, and counts as an attempt to sign in.
    using Sensitive = bool (*)(const http::Form& form);
    [[nodiscard]] http::Route post(std::string path,
                                   Needs needs,
                                   Page page,
                                   Carry carry = Carry::typed,
                                   Sensitive sensitive = nullptr);

    /// /sign-in, /recover, /sign-out, /me, /me/password, /me/end-session.
    [[nodiscard]] std::vector<http::Route> account_routes();

    /// For http::Router::set_session_name.
    [[nodiscard]] std::optional<std::string> session_name(const http::RequestHead& head) const;
    /// Who asks; null: nobody that is signed in. For pages outside of routes, such as of errors.
    [[nodiscard]] std::shared_ptr<const Session> session_of(const http::Request& request);

private:
    using Answer = Result<http::Response>;
    [[nodiscard]] node::Task<Answer> answer_get(const http::Request& request,
                                                Needs needs,
                                                const Page& page);
    [[nodiscard]] node::Task<Answer> answer_post(const http::Request& request,
                                                 Needs needs,
                                                 const Page& page,
                                                 Carry carry,
                                                 Sensitive sensitive);
    [[nodiscard]] node::Task<Answer> with_present_id(const http::Request& request,
                                                     node::Task<Answer> answering);
    [[nodiscard]] Answer ask_to_sign_in(const Visit& visit, Kept kept);
    [[nodiscard]] Answer ask_to_confirm(const Visit& visit, Kept kept, unsigned status);
    /// The answer to a sensitive form that does not pass; nullopt when it does.
    [[nodiscard]] node::Task<Result<std::optional<http::Response>>> ask_to_prove(Visit& visit);
    [[nodiscard]] Answer draw_prove(const Visit& visit, ProveView view, unsigned status);
    [[nodiscard]] Answer draw_sign_in(const Visit& visit, const SignInView& view, unsigned status);
    [[nodiscard]] Answer draw_recover(const Visit& visit, RecoverView view, unsigned status);
    [[nodiscard]] Answer draw_me(const Visit& visit, MeView view, unsigned status);
    [[nodiscard]] Answer enter(const Visit& visit, SignedIn who);
    /// The token of a form that also a stranger may send; gives them the cookie it belongs to.
    [[nodiscard]] std::string token_for_stranger(const Visit& visit, http::Response& response);
    [[nodiscard]] std::string token_of(std::string_view form_cookie) const;

    [[nodiscard]] node::Task<Answer> sign_in(const Visit& visit);
    [[nodiscard]] node::Task<Answer> recover(const Visit& visit);
    [[nodiscard]] node::Task<Answer> change_password(const Visit& visit);
    [[nodiscard]] Answer sign_out(const Visit& visit);
    [[nodiscard]] Answer end_session(const Visit& visit);

    node::Runtime& runtime_;
    Sessions& sessions_;
    PersonOf person_of_;
    RolesOf roles_of_;
    Accounts& accounts_;
    AccountLooks& looks_;
    crypto::Secret32 secret_;  // of this run: tokens of forms without a session
};

}  // namespace praxis::web
