#pragma once

#include "node/web/site.hpp"

namespace praxis::web {

// One function a page; each reads the request, asks, fills a view, and renders. All of them are
// wrapped by `with_problems`.

using Answer = node::Task<Result<http::Response>>;

[[nodiscard]] Answer home_page(Site& site, const Visit& visit);
[[nodiscard]] Answer spaces_page(Site& site, const Visit& visit);
[[nodiscard]] Answer space_page(Site& site, const Visit& visit);
[[nodiscard]] Answer roles_page(Site& site, const Visit& visit);
[[nodiscard]] Answer roles_sent(Site& site, const Visit& visit);
[[nodiscard]] Answer charter_page(Site& site, const Visit& visit);
[[nodiscard]] Answer invite_form(Site& site, const Visit& visit);
[[nodiscard]] Answer invite_sent(Site& site, const Visit& visit);
[[nodiscard]] Answer join_form(Site& site, const Visit& visit);
[[nodiscard]] Answer join_sent(Site& site, const Visit& visit);
[[nodiscard]] Answer requests_page(Site& site, const Visit& visit);
[[nodiscard]] Answer requests_sent(Site& site, const Visit& visit);
[[nodiscard]] Answer moderation_page(Site& site, const Visit& visit);
[[nodiscard]] Answer moderate_form(Site& site, const Visit& visit);
[[nodiscard]] Answer moderate_sent(Site& site, const Visit& visit);
[[nodiscard]] Answer flag_form(Site& site, const Visit& visit);
[[nodiscard]] Answer flag_sent(Site& site, const Visit& visit);
[[nodiscard]] Answer queue_page(Site& site, const Visit& visit);
[[nodiscard]] Answer board_page(Site& site, const Visit& visit);
[[nodiscard]] Answer forks_page(Site& site, const Visit& visit);
[[nodiscard]] Answer quarantine_page(Site& site, const Visit& visit);
[[nodiscard]] Answer quarantine_sent(Site& site, const Visit& visit);
[[nodiscard]] Answer held_back_page(Site& site, const Visit& visit);
[[nodiscard]] Answer held_back_sent(Site& site, const Visit& visit);
[[nodiscard]] Answer space_held_back_page(Site& site, const Visit& visit);
[[nodiscard]] Answer space_held_back_sent(Site& site, const Visit& visit);
[[nodiscard]] Answer devices_page(Site& site, const Visit& visit);
[[nodiscard]] Answer device_form(Site& site, const Visit& visit);
[[nodiscard]] Answer device_added(Site& site, const Visit& visit);
[[nodiscard]] Answer device_revoked(Site& site, const Visit& visit);
[[nodiscard]] Answer kind_page(Site& site, const Visit& visit);
[[nodiscard]] Answer sync_page(Site& site, const Visit& visit);
[[nodiscard]] Answer compare_page(Site& site, const Visit& visit);
[[nodiscard]] Answer document_page(Site& site, const Visit& visit);
[[nodiscard]] Answer status_page(Site& site, const Visit& visit);
[[nodiscard]] Answer history_page(Site& site, const Visit& visit);
[[nodiscard]] Answer diff_page(Site& site, const Visit& visit);
[[nodiscard]] Answer new_form(Site& site, const Visit& visit);
[[nodiscard]] Answer new_sent(Site& site, const Visit& visit);
[[nodiscard]] Answer edit_form(Site& site, const Visit& visit);
[[nodiscard]] Answer edit_sent(Site& site, const Visit& visit);
[[nodiscard]] Answer conflicts_form(Site& site, const Visit& visit);
[[nodiscard]] Answer conflicts_sent(Site& site, const Visit& visit);
[[nodiscard]] Answer reply_form(Site& site, const Visit& visit);
[[nodiscard]] Answer reply_sent(Site& site, const Visit& visit);

/// A page whose errors that are for people become pages too.
[[nodiscard]] Answer with_problems(Site& site, const Visit& visit, Answer running);

/// Everything that pages need.
struct Parts {
    node::Runtime& runtime;
    node::Replica& replica;
    const community::Kinds& kinds;
    community::Links& links;
    const Templates& templates;
    std::shared_ptr<AccountFiles> accounts;
    crypto::SealCost seal_cost = {};  ///< of a password that is set here
};

/// The whole web site of a node: made once, outlives the router it is added to. Event-loop thread
/// only; the parts outlive it.
class Pages final {
public:
    explicit Pages(const Parts& parts);
    ~Pages();
    Pages(const Pages&) = delete;
    Pages& operator=(const Pages&) = delete;

    /// Adds every route, the looks of errors, and how sessions are counted.
    void add_to(http::Router& router);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace praxis::web
