#include "node/community/quarantine.hpp"
#include "node/community/quarantining.hpp"
#include "node/replica/errc.hpp"
#include "node/web/forms.hpp"
#include "node/web/pages.hpp"
#include "node/web/signing.hpp"
#include "node/web/words.hpp"

// Who is in quarantine in a space, and the forms that put them there and release them.

namespace praxis::web {
namespace {

using community::QuarantineEntry;

/// The space of a path's segment, where the visitor may act.
Result<governance::SpaceInfo> space_to_act(const Site& site, const Visit& visit) {
    TRY(const auto space, site.space(visit, visit.request.params.at(0)));
    if (site.may_quarantine(visit, space.id)) return space;
    return fail(node::NodeErrc::not_allowed,
                "This is for moderators and stewards of the whole space.");
}

Result<void> add_author(Site& site, const Visit& visit, View& view, const QuarantineEntry& entry) {
    TRY(auto person, site.person(entry.person));
    TRY(auto by, site.person(entry.by));
    const auto id = entry.update.hex();
    const bool is_back = field_of(visit.form, "quarantine") == id;
    auto& line = view.part("AUTHOR");
    line.set("SHORT", id.substr(0, update_digits))
        .set("ID", id)
        .set("SPACE", entry.space.hex())
        .set("PERSON", std::move(person))
        .set("TEXT", entry.reason)
        .set("BY", std::move(by))
        .set("WRITTEN", minute_words(entry.written))
        .set("REASON", is_back ? field_of(visit.form, "reason") : std::string{});
    add_hidden(line, visit, site.draw_token(), {});
    return success();
}

/// The form for an author whom the address names, or the form that came back.
Result<void> add_new(Site& site, const Visit& visit, View& view, const SpaceId& space) {
    const bool is_back = field_of(visit.form, "act") == "quarantine";
    const auto named = PersonId::from_hex(field_of(is_back ? visit.form : visit.query, "person"));
    if (!named || !site.replica.governance().person_info(named.value())) return success();
    TRY(auto name, site.person(named.value()));
    auto& form = view.part("NEW");
    form.set("SPACE", space.hex())
        .set("PERSON", named.value().hex())
        .set("NAME", std::move(name))
        .set("REASON", is_back ? field_of(visit.form, "reason") : std::string{});
    add_hidden(form, visit, site.draw_token(), {});
    return success();
}

Result<http::Response> show_all(Site& site,
                                const Visit& visit,
                                const SpaceId& space,
                                const std::string& problem) {
    TRY(auto all, community::quarantine_entries(site.replica, space));
    std::erase_if(all, [](const QuarantineEntry& entry) {
        return entry.what != QuarantineEntry::What::quarantine || entry.taken_back;
    });
    View view;
    TRY(auto name, site.space_name(space));
    view.set("SPACE", space.hex())
        .set("NAME", name)
        .set("COUNT_WORDS",
             count_words(all.size(), "quarantine is in force.", "quarantines are in force."));
    add_problem(view, problem);
    TRY(add_new(site, visit, view, space));
    for (const auto& entry : all) {
        TRY(add_author(site, visit, view, entry));
    }
    Frame frame;
    frame.title = "Quarantine in " + name;
    frame.place = Place::spaces;
    if (!problem.empty()) frame.status = 422;
    return site.page(visit, std::move(frame), "quarantine.tpl", view);
}

}  // namespace

Answer quarantine_page(Site& site, const Visit& visit) {
    CO_TRY(const auto space, space_to_act(site, visit));
    co_return show_all(site, visit, space.id, {});
}

Answer quarantine_sent(Site& site, const Visit& visit) {
    CO_TRY(const auto space, space_to_act(site, visit));
    CO_TRY(auto writing, writing_of(visit));
    community::Quarantines quarantines{site.replica};
    auto reason = field_of(visit.form, "reason");
    Result<community::Quarantines::Done> done =
        fail(community::Errc::bad_request, "The form names nobody. Open it again.");
    const auto person = PersonId::from_hex(field_of(visit.form, "person"));
    const auto target = UpdateId::from_hex(field_of(visit.form, "quarantine"));
    if (field_of(visit.form, "act") == "quarantine" && person) {
        auto running =
            quarantines.quarantine(space.id, person.value(), std::move(reason), std::move(writing));
        done = co_await std::move(running);
    } else if (target) {
        auto running = quarantines.release(target.value(), std::move(reason), std::move(writing));
        done = co_await std::move(running);
    }
    if (done) co_return http::redirect("/s/" + space.id.hex() + "/quarantine");
    if (!is_about_form(done.error())) co_return fail(done.error());
    co_return show_all(site, visit, space.id, sentence_of(node::words_of(done.error())));
}

}  // namespace praxis::web
