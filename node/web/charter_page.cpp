#include "node/community/adoption.hpp"
#include "node/community/roles.hpp"
#include "node/web/join_pages.hpp"
#include "node/web/pages.hpp"
#include "node/web/role_pages.hpp"
#include "node/web/words.hpp"

#include <algorithm>

// How a space is run: the texts that are in force, its founding, its rules, and who has which role.

namespace praxis::web {
namespace {

using community::FieldType;
using community::Governing;
using community::OpenDocument;

/// What a page of several texts may still show of them, in code points.
using Room = std::size_t;

/// "a=...&b=...": from what is in force to the document as it is.
std::string query_since(const OpenDocument& in_force) {
    std::string out;
    for (const auto& id : in_force.version)
        out += "a=" + id.hex() + "&";
    for (const auto& id : in_force.state->document.now().version())
        out += "b=" + id.hex() + "&";
    out.pop_back();
    return out;
}

void add_sections(View& view, const OpenDocument& document, Room& room) {
    for (const auto& field : document.fields) {
        const bool prose = field.place.field->type == FieldType::text;
        if (!prose || (field.value.text.empty() && field.lacking == 0)) continue;
        auto& section = view.part("SECTION").set("LABEL", label_of(field.place));
        const auto [beginning, all] = beginning_of(field.value.text);
        const bool fits = beginning.size() <= room;
        room -= std::min(room, beginning.size());
        if (fits) add_paragraphs(section, beginning);
        section.part_if("MORE", !all || !fits);
        section.part_if("MISSING", field.lacking > 0);
    }
}

Result<void> add_in_force(
    Site& site, const Visit& visit, View& view, const Governing& one, Room& room) {
    const auto& adoption = *one.adoption;
    const auto opened = site.open(visit, one.id.hex(), adoption.version);
    if (!opened) return success();  // not for this visitor
    const auto& document = opened.value();
    auto& text = view.part("TEXT");
    std::string version;
    for (const auto& id : adoption.version)
        version += (version.empty() ? "version=" : "&version=") + id.hex();
    text.set("ID", one.id.hex())
        .set("SHORT", one.id.hex().substr(0, update_digits))
        .set("TITLE", Site::title_of(document))
        .set("VERSION", version);
    for (const auto& act : adoption.acts) {
        TRY(auto by, site.person(act.by));
        auto& line = text.part("ADOPTED");
        line.set("BY", std::move(by)).set("WRITTEN", day_words(act.written));
        if (act.reason) line.part("REASON").set("TEXT", *act.reason);
    }
    text.part_if("APART", adoption.acts.size() > 1);
    if (adoption.changed_since) text.part("SINCE").set("QUERY", query_since(document));
    text.part_if("ADOPT", site.may_moderate(visit, document) && adoption.changed_since);
    add_sections(text, document, room);
    return success();
}

/// Texts that nobody adopted; says whether this visitor reads any.
Result<void> add_proposals(Site& site,
                           const Visit& visit,
                           View& view,
                           const std::vector<Governing>& all) {
    View* list = nullptr;
    for (const auto& one : all) {
        if (one.adoption) continue;
        const auto opened = site.open(visit, one.id.hex());
        if (!opened) continue;
        if (list == nullptr) list = &view.part("PROPOSALS");
        TRY(auto author, site.person(opened.value().author));
        auto& line = list->part("PROPOSAL");
        line.set("ID", one.id.hex())
            .set("TITLE", Site::title_of(opened.value()))
            .set("AUTHOR", std::move(author))
            .set("WRITTEN", day_words(opened.value().written));
        line.part_if("ADOPT", site.may_moderate(visit, opened.value()));
    }
    return success();
}

Result<void> add_founding(Site& site, View& view, const SpaceId& space) {
    TRY(const auto changes, community::Roles{site.replica}.changes(space));
    const auto founding = std::ranges::find_if(changes, [](const community::RoleChange& change) {
        return change.act.what == governance::RoleAct::What::founding;
    });
    if (founding == changes.end()) return success();
    TRY(auto by, site.signer(founding->by));
    TRY(auto steward, site.person(founding->act.holder));
    view.part("FOUNDED")
        .set("WRITTEN", day_words(founding->written))
        .set("BY", std::move(by))
        .set("STEWARD", std::move(steward));
    return success();
}

/// With one steward alone, nobody of the space can act for them.
void add_stewards(const Site& site, View& view, const SpaceId& space) {
    std::set<PersonId> stewards;
    for (const auto& role : site.replica.governance().roles(space)) {
        if (role.role == governance::Role::steward) stewards.insert(role.person);
    }
    view.part_if("ONE_STEWARD", stewards.size() == 1);
    view.part_if("NO_STEWARD", stewards.empty());
}

}  // namespace

Answer charter_page(Site& site, const Visit& visit) {
    CO_TRY(const auto space, site.space(visit, visit.request.params.at(0)));
    CO_TRY(const auto found, community::governing_documents(site.replica, site.kinds, space.id));
    View view;
    CO_TRY(auto name, site.space_name(space.id));
    view.set("SPACE", space.id.hex()).set("NAME", name).set("JOIN", join_words(space.policy));
    Room room = limits::text_page_max;
    for (const auto& one : found.documents) {
        if (!one.adoption) continue;
        CO_TRY(add_in_force(site, visit, view, one, room));
    }
    const bool has_text = std::ranges::any_of(
        view.parts(), [](const View::Part& part) { return part.name == "TEXT"; });
    view.part_if("NO_TEXT", !has_text);
    CO_TRY(add_proposals(site, visit, view, found.documents));
    for (const auto& kind : site.kinds.all()) {
        if (!kind.governs_space || !site.is_written_in(kind, space.id)) continue;
        if (!site.may_write_new(visit, kind, space.id)) continue;
        view.part("WRITE").set("KIND_NAME", kind.name).set("LABEL", kind.label);
    }
    if (found.not_merged > 0 && site.reading.reads_all(visit.person(), space.id)) {
        view.part("NOT_MERGED")
            .set("WORDS",
                 count_words(found.not_merged, "text of it", "texts of it") +
                     " cannot be merged here, or not yet.");
    }
    CO_TRY(add_founding(site, view, space.id));
    CO_TRY(add_rules(site, view, space));
    CO_TRY(add_held_roles(site, visit, view, space.id, Endings::left_out));
    add_stewards(site, view, space.id);
    Frame frame;
    frame.title = "How " + name + " is run";
    frame.place = Place::spaces;
    co_return site.page(visit, std::move(frame), "charter.tpl", view);
}

}  // namespace praxis::web
