#include "node/community/queue.hpp"
#include "node/replica/errc.hpp"
#include "node/web/pages.hpp"
#include "node/web/words.hpp"

#include <algorithm>
#include <variant>

// What waits for moderators: flags, and what authors in quarantine wrote.

namespace praxis::web {
namespace {

using community::OpenCall;
using community::Unapproved;
using Waiting = std::variant<OpenCall, Unapproved>;

/// What the address asks to see.
Result<community::QueueFilter> filter_in(const Visit& visit, const SpaceId& space) {
    community::QueueFilter out;
    out.space = space;
    if (const auto* typed = visit.query.first("language")) out.language = *typed;
    const auto* theme = visit.query.first("theme");
    if (theme == nullptr || theme->empty()) return out;
    const auto id = DocumentId::from_hex(*theme);
    if (!id) return fail(community::Errc::bad_request, "A theme is named wrongly in the address.");
    out.theme = id.value();
    return out;
}

std::string title_for(const Site& site, const Visit& visit, const DocumentId& id) {
    const auto opened = site.open(visit, id.hex());
    return opened ? Site::title_of(opened.value()) : std::string{"A document not shown here"};
}

void add_choice(View& view, const std::string& value, const std::string& word, bool chosen) {
    auto& choice = view.part("CHOICE");
    choice.set("VALUE", value).set("WORD", word);
    choice.part_if("CHOSEN", chosen);
}

/// The form that asks for less: of what there is to ask for.
void add_filter(const Site& site,
                const Visit& visit,
                View& view,
                const community::Queue& queue,
                const community::QueueFilter& filter) {
    if (queue.themes.empty() && queue.languages.empty()) return;
    auto& form = view.part("FILTER");
    form.set("SPACE", filter.space->hex());
    if (!queue.themes.empty()) {
        auto& themes = form.part("THEMES");
        add_choice(themes, "", "Any", !filter.theme);
        for (const auto& id : queue.themes)
            add_choice(themes, id.hex(), title_for(site, visit, id), filter.theme == id);
    }
    if (!queue.languages.empty()) {
        auto& languages = form.part("LANGUAGES");
        add_choice(languages, "", "Any", filter.language.empty());
        for (const auto& tag : queue.languages)
            add_choice(languages, tag, tag, filter.language == tag);
    }
}

Result<void> add_call(Site& site, const Visit& visit, View& view, const OpenCall& call) {
    TRY(auto by, site.person(call.by));
    view.part("CALL")
        .set("SHORT", call.call.hex().substr(0, update_digits))
        .set("CALL_ID", call.call.hex())
        .set("ABOUT", call.about.hex())
        .set("TITLE", title_for(site, visit, call.about))
        .set("TEXT", call.reason)
        .set("BY", std::move(by))
        .set("WRITTEN", minute_words(call.written));
    return success();
}

Result<void> add_unapproved(Site& site, const Visit& visit, View& view, const Unapproved& each) {
    TRY(auto by, site.person(each.by));
    auto& line = view.part("UNAPPROVED");
    line.set("ABOUT", each.about.hex())
        .set("TITLE", title_for(site, visit, each.about))
        .set("BY", std::move(by))
        .set("WRITTEN", minute_words(each.written));
    line.part(each.withheld ? "WITHHELD" : "SHOWN");
    return success();
}

/// What of the address goes on from page to page.
std::string rest_of(const community::QueueFilter& filter) {
    std::string out;
    if (filter.theme) out += "&theme=" + filter.theme->hex();
    if (!filter.language.empty()) out += "&language=" + http::percent_encoded(filter.language);
    return out;
}

}  // namespace

Answer queue_page(Site& site, const Visit& visit) {
    CO_TRY(const auto space, site.space(visit, visit.request.params.at(0)));
    CO_TRY(const auto filter, filter_in(visit, space.id));
    CO_TRY(const auto queue, community::queue_of(site.replica, site.kinds, filter, visit.person()));
    std::vector<Waiting> waiting{queue.calls.begin(), queue.calls.end()};
    waiting.insert(waiting.end(), queue.unapproved.begin(), queue.unapproved.end());
    if (waiting.empty() && !site.moderates_in(visit, space.id)) {
        co_return fail(node::NodeErrc::not_allowed,
                       "This is for moderators and stewards of the space.");
    }
    View view;
    CO_TRY(auto name, site.space_name(space.id));
    view.set("SPACE", space.id.hex())
        .set("NAME", name)
        .set(
            "COUNT_WORDS",
            count_words(queue.calls.size(), "flag waits.", "flags wait.") + " " +
                count_words(
                    queue.unapproved.size(), "approval is asked for.", "approvals are asked for."));
    add_filter(site, visit, view, queue, filter);
    view.part_if("NONE", waiting.empty());
    view.part_if("QUARANTINE", site.may_quarantine(visit, space.id));
    constexpr auto a_page = limits::list_lines_max;
    const auto pages = std::max<std::size_t>(1, (waiting.size() + a_page - 1) / a_page);
    const auto page = std::min(page_asked(visit.query), pages);
    for (auto i = (page - 1) * a_page; i < std::min(waiting.size(), page * a_page); ++i) {
        if (const auto* call = std::get_if<OpenCall>(&waiting[i])) {
            CO_TRY(add_call(site, visit, view, *call));
        } else {
            CO_TRY(add_unapproved(site, visit, view, std::get<Unapproved>(waiting[i])));
        }
    }
    add_page_links(view,
                   "/s/" + space.id.hex() + "/queue",
                   page,
                   pages,
                   {"Earlier", "Later"},
                   rest_of(filter));
    Frame frame;
    frame.title = "What waits for moderators of " + name;
    frame.place = Place::spaces;
    co_return site.page(visit, std::move(frame), "queue.tpl", view);
}

}  // namespace praxis::web
