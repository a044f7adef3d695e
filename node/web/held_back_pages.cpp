#include "node/community/held_back.hpp"
#include "node/replica/errc.hpp"
#include "node/web/lists.hpp"
#include "node/web/pages.hpp"
#include "node/web/words.hpp"

#include <algorithm>

// What was written and counts for nothing: for its author, and for those who moderate.

namespace praxis::web {
namespace {

using community::HeldBack;

std::string what_words(const Site& site, const HeldBack& each) {
    const auto* kind = each.kind ? site.kinds.by_number(*each.kind) : nullptr;
    const auto label = kind != nullptr ? kind->label : std::string{"Document"};
    const bool creates = each.document && same_bytes<UpdateId>(*each.document) == each.update;
    if (each.moderates) return "An act of moderation";
    return creates ? label : "A change of a document: " + label;
}

Result<http::Response> show(Site& site,
                            const Visit& visit,
                            View& view,
                            const std::vector<HeldBack>& all,
                            const std::string& path,
                            Frame frame) {
    constexpr auto a_page = limits::list_lines_max;
    const auto pages = std::max<std::size_t>(1, (all.size() + a_page - 1) / a_page);
    const auto page = std::min(page_asked(visit.query), pages);
    view.set("COUNT_WORDS", count_words(all.size(), "update", "updates") + ".");
    view.part_if("NONE", all.empty());
    for (auto i = (page - 1) * a_page; i < std::min(all.size(), page * a_page); ++i) {
        const auto& each = all[i];
        TRY(auto space, site.space_name(each.space));
        TRY(auto by, site.person(site.replica.governance().person_of(each.device)));
        auto& line = view.part("LINE");
        line.set("SHORT", each.update.hex().substr(0, update_digits))
            .set("UPDATE", each.update.hex())
            .set("WHAT", what_words(site, each))
            .set("IN", std::move(space))
            .set("BY", std::move(by))
            .set("WHY", each.why)
            .set("WRITTEN", minute_words(each.written));
        TRY(auto words, community::words_of(site.replica, each.update));
        if (!words.empty()) line.part("WORDS").set("TEXT", std::move(words));
    }
    add_page_links(view, path, page, pages, {"Newer", "Older"});
    return site.page(visit, std::move(frame), "held_back.tpl", view);
}

}  // namespace

Answer held_back_page(Site& site, const Visit& visit) {
    CO_TRY(const auto all, community::held_back_of(site.replica, *visit.person()));
    View view;
    view.part("OWN");
    Frame frame;
    frame.title = "What of yours is held back";
    co_return show(site, visit, view, all, "/me/held-back", std::move(frame));
}

Answer space_held_back_page(Site& site, const Visit& visit) {
    CO_TRY(const auto space, site.space(visit, visit.request.params.at(0)));
    if (!site.moderates_in(visit, space.id)) {
        co_return fail(node::NodeErrc::not_allowed,
                       "This is for moderators and stewards of the space.");
    }
    CO_TRY(auto all, community::held_back_in(site.replica, space.id));
    // Who moderates one kind or document is told of that alone.
    const auto& governance = site.replica.governance();
    std::erase_if(all, [&](const HeldBack& each) {
        return !governance.may_moderate(*visit.person(),
                                        space.id,
                                        each.document.value_or(DocumentId{}),
                                        each.kind.value_or(KindNumber{}).value);
    });
    View view;
    CO_TRY(auto name, site.space_name(space.id));
    view.part("SPACE_PART").set("SPACE", space.id.hex()).set("NAME", name);
    Frame frame;
    frame.title = "What is held back in " + name;
    frame.place = Place::spaces;
    const auto path = "/s/" + space.id.hex() + "/held-back";
    co_return show(site, visit, view, all, path, std::move(frame));
}

}  // namespace praxis::web
