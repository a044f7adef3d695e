#include "node/web/role_pages.hpp"

#include "node/community/role_dates.hpp"
#include "node/community/roles.hpp"
#include "node/web/pages.hpp"
#include "node/web/words.hpp"

#include <algorithm>

// Who may do what in a space, and every act that made it so.

namespace praxis::web {
namespace {

/// What a role is for, in words; empty for the whole space.
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
        return "Only for " +
               (kind != nullptr ? kind->plural : "kind " + std::to_string(number->value));
    }
    if (const auto* id = std::get_if<DocumentId>(&scope)) return "Only for " + title_of(*id);
    if (const auto* theme = std::get_if<governance::Theme>(&scope)) {
        return "On the theme " + title_of(theme->id);
    }
    if (const auto* country = std::get_if<governance::Country>(&scope)) {
        return "For the country " + std::string{country->letters.begin(), country->letters.end()};
    }
    return std::string{};
}

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

}  // namespace

Result<void> add_held_roles(Site& site, const Visit& visit, View& view, const SpaceId& space) {
    auto& list = view.piece("HELD_ROLES", "held_roles.tpl");
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
        if (!only.empty()) held_line.part("ONLY").set("WORDS", only);
    }
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

Answer roles_page(Site& site, const Visit& visit) {
    CO_TRY(const auto space, site.space(visit, visit.request.params.at(0)));
    View view;
    CO_TRY(auto name, site.space_name(space.id));
    view.set("SPACE", space.id.hex()).set("NAME", name).set("JOIN", join_words(space.policy));
    const auto person = visit.person();
    const auto role = person ? site.replica.governance().role_of(*person, space.id) : std::nullopt;
    if (role) view.part("ROLE").set("ROLE_WORD", role_words(role->role));
    CO_TRY(add_held_roles(site, visit, view, space.id));
    view.part_if("EVERYBODY", space.policy == governance::JoinPolicy::open);

    CO_TRY(auto changes, community::Roles{site.replica}.changes(space.id));
    std::erase_if(changes, [&](const auto& change) { return !reads(change, person, role); });
    view.set("COUNT_WORDS", count_words(changes.size(), "act", "acts") + ".");
    constexpr auto a_page = limits::list_lines_max;
    const auto pages = std::max<std::size_t>(1, (changes.size() + a_page - 1) / a_page);
    const auto page = std::min(page_asked(visit.query), pages);
    for (auto i = (page - 1) * a_page; i < std::min(changes.size(), page * a_page); ++i) {
        CO_TRY(add_change(site, view, changes[i]));
    }
    add_page_links(
        view, "/s/" + space.id.hex() + "/who-does-what", page, pages, {"Newer", "Older"});
    Frame frame;
    frame.title = "Who may do what in " + name;
    frame.place = Place::spaces;
    co_return site.page(visit, std::move(frame), "roles.tpl", view);
}

}  // namespace praxis::web
