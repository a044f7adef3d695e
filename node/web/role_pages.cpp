#include "node/web/role_pages.hpp"

#include "node/community/role_dates.hpp"
#include "node/community/role_ending.hpp"
#include "node/community/roles.hpp"
#include "node/replica/errc.hpp"
#include "node/web/forms.hpp"
#include "node/web/pages.hpp"
#include "node/web/signing.hpp"
#include "node/web/words.hpp"

#include <algorithm>

// Who may do what in a space, every act that made it so, and the form that ends a role.

namespace praxis::web {
namespace {

using governance::RoleInfo;

constexpr std::string_view ended_word = "ended";  // in the address, after a form

Result<void> add_change(Site& site, View& view, const community::RoleChange& change) {
    std::string by = "a key that is nobody's here";
    if (change.by || change.by_administrator) {
        TRY(by, site.signer(change.by));
    }
    auto& line = view.part("CHANGE");
    line.set("SHORT", change.act.id.hex().substr(0, name_digits))
        .set("WRITTEN", minute_words(change.written))
        .set("ROLE_NAME", role_name(change.act.role))
        .set("WHAT", std::string{what_words(change)})
        .set("BY", std::move(by));
    using What = governance::RoleAct::What;
    const bool is_asked = change.act.what == What::request || change.act.what == What::decline;
    const bool is_device = change.act.what == What::vouch || change.act.what == What::recovery;
    if (change.act.holder) {
        TRY(auto person, site.person(change.act.holder));
        line.part(is_asked    ? "ASKER"
                  : is_device ? "OWNER"
                              : "HOLDER")
            .set("PERSON", std::move(person));
    } else if (!is_asked) {
        line.part("INVITED");
    }
    if (!change.reason.empty()) line.part("REASON").set("TEXT", change.reason);
    if (!change.act.verdict.stands()) {
        line.part("VOID").set("WHY", governance::text_of(change.act.verdict));
    }
    return success();
}

/// By what the visitor may end a role, among those of its space.
std::optional<UpdateId> ending_for(const Visit& visit,
                                   const std::vector<RoleInfo>& roles,
                                   const RoleInfo& role) {
    const auto person = visit.person();
    return person ? community::ending_grant(roles, *person, role) : std::nullopt;
}

/// The way to the form that ends it; of another steward's, to a steward, the command.
void add_ending(const Visit& visit,
                View& line,
                const std::vector<RoleInfo>& roles,
                const RoleInfo& role) {
    const auto by = ending_for(visit, roles, role);
    if (by) {
        line.part("END")
            .set("SPACE", role.space.hex())
            .set("GRANT", role.grant.hex())
            .set("WORD", *by == role.grant ? "Give up" : "Take back");
        return;
    }
    const auto is_steward = [](const RoleInfo& each) {
        return each.role == governance::Role::steward;
    };
    const bool to_steward = std::ranges::any_of(roles, [&](const RoleInfo& each) {
        return is_steward(each) && each.person == visit.person();
    });
    if (!to_steward || !is_steward(role)) return;
    line.part("FROM_ABOVE").set("SPACE", role.space.hex()).set("ID", role.person.hex());
}

/// The form for the role that the address names, or the one that came back.
Result<void> add_end_form(
    Site& site, const Visit& visit, View& view, const SpaceId& space, const std::string& problem) {
    const bool is_back = visit.form.first("grant") != nullptr;
    const auto named = field_of(is_back ? visit.form : visit.query, is_back ? "grant" : "end");
    const auto roles = site.replica.governance().roles(space);
    const auto role = std::ranges::find_if(
        roles, [&](const RoleInfo& each) { return each.grant.hex() == named; });
    const auto by = role == roles.end() ? std::nullopt : ending_for(visit, roles, *role);
    if (!by) return success();
    TRY(auto person, site.person(role->person));
    TRY(const auto only, scope_words(site, visit, role->scope));
    auto& form = view.part("END");
    form.set("SPACE", space.hex())
        .set("GRANT", role->grant.hex())
        .set("PERSON", std::move(person))
        .set("ROLE_NAME", role_name(role->role))
        .set("REASON", field_of(visit.form, "reason"));
    if (!only.empty()) form.part("ONLY").set("WORDS", sentence_of(only));
    const bool gives_up = *by == role->grant;
    form.part_if("OWN", gives_up).part_if("OTHER", !gives_up);
    const auto stewards = std::ranges::count(roles, governance::Role::steward, &RoleInfo::role);
    form.part_if("LAST", role->role == governance::Role::steward && stewards == 1);
    add_problem(form, problem);
    add_hidden(form, visit, site.draw_token(), {});
    return success();
}

/// Whether a visitor is told of an act that has no effect: who moderates the space, and its author.
bool reads(const community::RoleChange& change,
           const std::optional<PersonId>& visitor,
           const std::optional<governance::RoleInfo>& role) {
    if (change.act.verdict.stands()) return true;
    const bool is_own = visitor && change.by == visitor;
    return is_own || (role && governance::may_moderate(role->role));
}

Result<http::Response> show_roles(Site& site,
                                  const Visit& visit,
                                  const governance::SpaceInfo& space,
                                  const std::string& problem) {
    View view;
    TRY(auto name, site.space_name(space.id));
    view.set("SPACE", space.id.hex()).set("NAME", name).set("JOIN", join_words(space.policy));
    const auto person = visit.person();
    const auto role = person ? site.replica.governance().role_of(*person, space.id) : std::nullopt;
    if (role) view.part("ROLE").set("ROLE_WORD", role_words(role->role));
    view.part_if("ENDED", field_of(visit.query, "done") == ended_word);
    TRY(add_end_form(site, visit, view, space.id, problem));
    TRY(add_held_roles(site, visit, view, space.id, Endings::offered));
    view.part_if("EVERYBODY", space.policy == governance::JoinPolicy::open);

    TRY(auto changes, community::Roles{site.replica}.changes(space.id));
    std::erase_if(changes, [&](const auto& change) { return !reads(change, person, role); });
    view.set("COUNT_WORDS", count_words(changes.size(), "act", "acts") + ".");
    constexpr auto a_page = limits::list_lines_max;
    const auto pages = std::max<std::size_t>(1, (changes.size() + a_page - 1) / a_page);
    const auto page = std::min(page_asked(visit.query), pages);
    for (auto i = (page - 1) * a_page; i < std::min(changes.size(), page * a_page); ++i) {
        TRY(add_change(site, view, changes[i]));
    }
    add_page_links(
        view, "/s/" + space.id.hex() + "/who-does-what", page, pages, {"Newer", "Older"});
    Frame frame;
    frame.title = "Who may do what in " + name;
    frame.place = Place::spaces;
    if (!problem.empty()) frame.status = 422;
    return site.page(visit, std::move(frame), "roles.tpl", view);
}

/// Ends the role that a form names; fails as RoleEnding, and without a reason.
node::Task<Result<void>> end_role(Site& site, const Visit& visit, SpaceId space) {
    CO_TRY(auto writing, writing_of(visit));
    const auto grant = UpdateId::from_hex(field_of(visit.form, "grant"));
    if (!grant) co_return fail(community::Errc::bad_request, "The form names no role.");
    CO_TRY(auto reason, reason_of(visit.form));
    community::RoleEnding roles{site.replica};
    auto ending = roles.end(space, grant.value(), std::move(reason), std::move(writing));
    CO_TRY(co_await std::move(ending));
    co_return success();
}

}  // namespace

Result<std::string> scope_words(const Site& site,
                                const Visit& visit,
                                const governance::Scope& scope) {
    const auto title_of = [&](const DocumentId& id) {
        const auto opened = site.open(visit, id.hex());
        return opened ? Site::title_of(opened.value())
                      : "document " + id.hex().substr(0, name_digits);
    };
    if (const auto* number = std::get_if<KindNumber>(&scope)) {
        const auto* kind = site.kinds.by_number(*number);
        return "only for " +
               (kind != nullptr ? kind->plural : "kind " + std::to_string(number->value));
    }
    if (const auto* id = std::get_if<DocumentId>(&scope)) return "only for " + title_of(*id);
    if (const auto* theme = std::get_if<governance::Theme>(&scope)) {
        return "on the theme " + title_of(theme->id);
    }
    if (const auto* country = std::get_if<governance::Country>(&scope)) {
        return "for the country " + std::string{country->letters.begin(), country->letters.end()};
    }
    return std::string{};
}

Result<void> add_held_roles(
    Site& site, const Visit& visit, View& view, const SpaceId& space, Endings endings) {
    auto& list = view.piece("HELD_ROLES", "held_roles.tpl");
    const auto roles = site.replica.governance().roles(space);
    TRY(const auto held, community::Roles{site.replica}.held(space));
    for (const auto& role : held) {
        TRY(auto person, site.person(role.info.person));
        TRY(auto by, site.signer(role.by));
        auto& held_line = list.part("HELD");
        held_line.set("PERSON", std::move(person))
            .set("ROLE_NAME", role_name(role.info.role))
            .set("MAY", may_words(role.info.role))
            .set("BY", std::move(by))
            .set("SINCE", minute_words(role.since));
        TRY(const auto only, scope_words(site, visit, role.info.scope));
        if (role.info.until) {
            const auto end = community::passes_at(*role.info.until);
            auto& until = held_line.part("UNTIL");
            until.set("DAY", day_words(end - std::chrono::milliseconds{1}));
            until.part_if("PASSED", end <= site.replica.now());
        }
        if (!only.empty()) held_line.part("ONLY").set("WORDS", sentence_of(only));
        if (endings == Endings::offered) add_ending(visit, held_line, roles, role.info);
    }
    return success();
}

Answer roles_page(Site& site, const Visit& visit) {
    CO_TRY(const auto space, site.space(visit, visit.request.params.at(0)));
    co_return show_roles(site, visit, space, {});
}

Answer roles_sent(Site& site, const Visit& visit) {
    CO_TRY(const auto space, site.space(visit, visit.request.params.at(0)));
    auto ending = end_role(site, visit, space.id);
    const auto ended = co_await std::move(ending);
    if (ended) {
        // Who gave up all they had may not enter any more.
        const bool is_inside = site.reading.may_enter(visit.person(), space.id);
        const auto path = "/s/" + space.id.hex() + "/who-does-what?done=" + std::string{ended_word};
        co_return http::redirect(is_inside ? path : "/spaces");
    }
    const bool refused = ended.error().code == make_error_code(node::NodeErrc::not_allowed);
    if (refused || !is_about_form(ended.error())) co_return fail(ended.error());
    co_return show_roles(site, visit, space, sentence_of(node::words_of(ended.error())));
}

}  // namespace praxis::web
