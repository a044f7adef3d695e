#include "node/community/acts.hpp"
#include "node/community/giving.hpp"
#include "node/replica/errc.hpp"
#include "node/web/pages.hpp"
#include "node/web/signing.hpp"
#include "node/web/words.hpp"

#include <algorithm>

// How a steward brings people into a space.

namespace praxis::web {
namespace {

using community::Giving;

/// The space, and by what the visitor gives roles there.
struct Door {
    governance::SpaceInfo space;
    Giving giving;
};

Result<Door> open_door(const Site& site, const Visit& visit) {
    TRY(const auto space, site.space(visit, visit.request.params.at(0)));
    const auto person = visit.person();
    auto giving =
        person ? community::giving_of(site.replica.governance(), *person, space.id) : std::nullopt;
    if (giving) return Door{space, std::move(*giving)};
    return fail(node::NodeErrc::not_allowed,
                "This is for who may give roles in the whole space: stewards, moderators, editors, "
                "desk officers and focal points.");
}

struct Invitee {
    std::string name;
    PersonId person;
};

/// Everybody of the network without a role there, by name.
Result<std::vector<Invitee>> people_to_invite(Site& site, const SpaceId& space) {
    std::vector<Invitee> out;
    const auto& governance = site.replica.governance();
    for (const auto& person : governance.persons()) {
        if (governance.role_of(person.id, space)) continue;
        TRY(auto name, site.person(person.id));
        out.push_back({std::move(name), person.id});
    }
    std::ranges::sort(out, {}, [](const Invitee& one) { return std::pair{one.name, one.person}; });
    return out;
}

Result<http::Response> show(Site& site, const Visit& visit, const Door& door, const Said& said) {
    View view;
    TRY(auto name, site.space_name(door.space.id));
    view.set("SPACE", door.space.id.hex())
        .set("NAME", name)
        .set("JOIN", join_words(door.space.policy))
        .set("CSRF", visit.csrf)
        .set("ACCOUNT", visit.session->name)
        .set("REASON", field_of(visit.form, "reason"));
    if (!said.problem.empty()) view.part("PROBLEM").set("WORDS", said.problem);
    view.part_if("GIVEN", field_of(visit.query, "done") == "given");
    TRY(const auto people, people_to_invite(site, door.space.id));
    const auto shown = std::min(people.size(), limits::people_chosen_from_max);
    view.part_if("NOBODY", people.empty());
    if (shown > 0) {
        auto& form = view.part("FORM");
        const auto chosen = field_of(visit.form, "person");
        for (std::size_t i = 0; i < shown; ++i) {
            const auto id = people[i].person.hex();
            auto& line = form.part("PERSON");
            line.set("ID", id).set("PERSON_NAME", people[i].name);
            line.set("SHORT", id.substr(0, name_digits));
            line.part_if("CHOSEN", chosen == id);
        }
        const auto wanted = field_of(visit.form, "as");
        for (const auto role : door.giving.roles) {
            const std::string word{governance::word_of(role)};
            auto& choice = form.part("ROLE");
            choice.set("WORD", word).set("LABEL", role_name(role)).set("MAY", may_words(role));
            choice.part_if("CHOSEN", wanted == word);
        }
    }
    if (shown < people.size()) view.part("MORE").set("COUNT", people.size() - shown);
    Frame frame;
    frame.title = "Invite to " + name;
    frame.place = Place::spaces;
    frame.status = said.status;
    return site.page(visit, std::move(frame), "invite.tpl", view);
}

node::Task<Result<void>> give(Site& site, const Visit& visit, Door door) {
    const auto person = PersonId::from_hex(field_of(visit.form, "person"));
    const auto& governance = site.replica.governance();
    if (!person || !governance.person_info(person.value())) {
        co_return fail(node::NodeErrc::bad_request, "Choose who is to have a role here.");
    }
    const auto role = community::role_from(field_of(visit.form, "as"));
    if (!role || std::ranges::count(door.giving.roles, *role) == 0) {
        co_return fail(node::NodeErrc::bad_request, "Choose a role that you may give.");
    }
    governance::GrantRole grant;
    grant.under = door.giving.under;
    grant.space = door.space.id;
    grant.role = *role;
    grant.holder = person.value();
    // A form that is sent twice gives one role.
    node::Replica::Before given = [space = door.space.id, who = person.value(), as = *role](
                                      const governance::Governance& known) {
        return community::held_as(known, who, space, as);
    };
    auto reason = field_of(visit.form, "reason");
    governance::Act act{grant};
    auto signing = sign(site, std::move(act), std::move(reason), visit.acting(), std::move(given));
    co_return co_await std::move(signing);
}

}  // namespace

Answer invite_form(Site& site, const Visit& visit) {
    CO_TRY(const auto door, open_door(site, visit));
    co_return show(site, visit, door, {});
}

Answer invite_sent(Site& site, const Visit& visit) {
    CO_TRY(auto door, open_door(site, visit));
    auto giving = give(site, visit, door);
    const auto given = co_await std::move(giving);
    if (given) co_return http::redirect("/s/" + door.space.id.hex() + "/invite?done=given");
    const auto words = said_of(given.error());
    if (!words) co_return fail(given.error());
    co_return show(site, visit, door, *words);
}

}  // namespace praxis::web
