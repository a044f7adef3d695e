#include "node/community/giving.hpp"
#include "node/web/join_pages.hpp"
#include "node/web/lists.hpp"
#include "node/web/pages.hpp"
#include "node/web/words.hpp"
#include "protocol/governance/words.hpp"

#include <algorithm>

// Pages that lead to documents: what is new, spaces, one space, a list of one kind.

namespace praxis::web {
namespace {

/// The role a visitor holds in a space, in words; empty for none.
std::string role_here(const Site& site, const Visit& visit, const SpaceId& space) {
    const auto person = visit.person();
    if (!person) return {};
    const auto role = site.replica.governance().role_of(*person, space);
    return role ? role_words(role->role) : std::string{};
}

std::string waiting_words(std::optional<std::uint64_t> waiting, bool with_numbers) {
    if (!waiting) return "What it lacks is not known before the first contact.";
    if (*waiting == 0) return "It has confirmed everything that is here.";
    return (with_numbers ? count_words(*waiting, "change waits", "changes wait")
                         : std::string{"Something waits"}) +
           " to be passed on or confirmed; that goes on by itself.";
}

/// Whether a space has a document of a kind that this visitor may read.
Result<bool> has_readable(const Site& site,
                          const Visit& visit,
                          const SpaceId& space,
                          const community::Kind& kind) {
    TRY(const auto all, site.catalogue.list(space, kind));
    const auto may_read = site.may_read(visit);
    for (const auto& id : all) {
        TRY(const bool readable, may_read(id));
        if (readable) return true;
    }
    return false;
}

/// The kinds that a space's page lists: those it has documents of, and those it takes. Who does not
/// read all of them is told no numbers, since these would count what is not for them.
Result<void> add_kinds(Site& site, View& view, const Visit& visit, const SpaceId& space) {
    TRY(auto counts, site.catalogue.counts(space));
    TRY(const auto hidden, site.hidden_counts(visit, space));
    for (const auto& [kind, count] : hidden)
        counts[kind] -= std::min(count, counts[kind]);
    const bool reads_all = site.reading.reads_all(visit.person(), space);
    for (const auto& kind : site.kinds.all()) {
        if (!kind.stands_alone()) continue;
        const bool takes = site.is_written_in(kind, space);
        const auto count = counts[kind.number];
        auto is_listed = takes || (count > 0 && reads_all);
        if (!is_listed && count > 0) {
            TRY(is_listed, has_readable(site, visit, space, kind));
        }
        if (!is_listed) continue;
        auto& line = view.part("KIND");
        line.set("KIND_NAME", kind.name).set("PLURAL", kind.plural).set("LABEL", kind.label);
        if (reads_all) line.part("COUNTED").set("COUNT", count);
        line.part_if("WRITE", takes && site.may_write_new(visit, kind, space));
    }
    return success();
}

Result<void> add_purpose(Site& site, View& view, const Visit& visit, const SpaceId& space) {
    TRY(const auto id, site.catalogue.space_document(space));
    if (!id) return success();
    const auto described = site.open(visit, id->hex());
    if (!described) return success();
    view.part("ABOUT").set("ABOUT_ID", id->hex());
    for (const auto& field : described.value().fields) {
        const bool prose = field.place.field->type == community::FieldType::text;
        if (!prose || !field.place.language.empty()) continue;
        add_paragraphs(view.part("PURPOSE"), field.value.text);
        break;
    }
    return success();
}

/// How many ask to be taken in, for who may answer them.
void add_waiting(const Site& site,
                 View& view,
                 const Visit& visit,
                 const governance::SpaceInfo& space) {
    const auto& governance = site.replica.governance();
    const auto person = visit.person();
    if (space.policy != governance::JoinPolicy::approve || !person) return;
    if (!governance.answering_grant(*person, space.id)) return;
    const auto requests = governance.join_requests(space.id);
    const auto count = static_cast<std::uint64_t>(
        std::ranges::count_if(requests, &governance::JoinRequestInfo::open));
    view.part("REQUESTS")
        .set("COUNT_WORDS", count_words(count, "person asks to join", "people ask to join"));
}

}  // namespace

Answer home_page(Site& site, const Visit& visit) {
    CO_TRY(const auto news,
           site.catalogue.news(std::nullopt, limits::list_lines_max, site.may_read(visit)));
    View view;
    CO_TRY(add_list(site, view, lines_of(news), Spaces::named));
    if (news.empty()) view.part("NOTHING").part_if("STRANGER", !visit.session);
    Frame frame;
    frame.title = "New here";
    frame.place = Place::home;
    co_return site.page(visit, std::move(frame), "home.tpl", view);
}

Answer spaces_page(Site& site, const Visit& visit) {
    View view;
    std::size_t shown = 0;
    std::size_t closed = 0;
    for (const auto& space : site.replica.governance().spaces()) {
        if (!site.reading.may_enter(visit.person(), space.id)) {
            if (!site.door(visit, space.id.hex())) {
                ++closed;
                continue;
            }
            ++shown;
            CO_TRY(auto name, site.space_name(space.id));
            auto& line = view.part("SPACE");
            line.set("ID", space.id.hex())
                .set("NAME", std::move(name))
                .set("JOIN", join_words(space.policy));
            line.part("ASK");
            continue;
        }
        ++shown;
        auto& line = view.part("SPACE");
        CO_TRY(auto name, site.space_name(space.id));
        line.set("ID", space.id.hex())
            .set("NAME", std::move(name))
            .set("JOIN", join_words(space.policy));
        if (site.reading.reads_all(visit.person(), space.id)) {
            CO_TRY(const auto counts, site.catalogue.counts(space.id));
            std::size_t documents = 0;
            CO_TRY(const auto hidden, site.hidden_counts(visit, space.id));
            for (const auto& [number, count] : counts) {
                const auto* kind = site.kinds.by_number(number);
                const bool is_for_few = kind != nullptr && !kind->calls_moderators_to.empty();
                const auto left_out = hidden.contains(number) ? hidden.at(number) : 0;
                if (!is_for_few) documents += count - std::min(count, left_out);
            }
            line.part("COUNTED").set("DOCUMENTS", count_words(documents, "document", "documents"));
        }
        const auto role = role_here(site, visit, space.id);
        if (!role.empty()) line.part("ROLE").set("ROLE_WORD", role);
    }
    view.part_if("NOTHING", shown == 0);
    if (closed > 0) {
        view.part("CLOSED")
            .set("CLOSED_WORDS",
                 count_words(closed, "space is", "spaces are") + " open to members only.")
            .set("WHAT_TO_DO",
                 visit.session ? "Their stewards take members in."
                               : "Sign in as a member to see them.");
    }
    Frame frame;
    frame.title = "Spaces";
    frame.place = Place::spaces;
    co_return site.page(visit, std::move(frame), "spaces.tpl", view);
}

Answer space_page(Site& site, const Visit& visit) {
    if (const auto closed = site.door(visit, visit.request.params.at(0))) {
        co_return door_page(site, visit, *closed, {});
    }
    CO_TRY(const auto space, site.space(visit, visit.request.params.at(0)));
    View view;
    CO_TRY(const auto name, site.space_name(space.id));
    view.set("NAME", name).set("SPACE", space.id.hex()).set("JOIN", join_words(space.policy));
    const auto role = role_here(site, visit, space.id);
    if (!role.empty()) view.part("ROLE").set("ROLE_WORD", role);
    CO_TRY(add_purpose(site, view, visit, space.id));
    CO_TRY(add_rules(site, view, space));
    add_waiting(site, view, visit, space);
    const auto person = visit.person();
    view.part_if("INVITE",
                 person && community::giving_of(site.replica.governance(), *person, space.id));
    CO_TRY(add_kinds(site, view, visit, space.id));
    CO_TRY(const auto news,
           site.catalogue.news(space.id, limits::list_lines_max, site.may_read(visit)));
    CO_TRY(add_list(site, view, lines_of(news), Spaces::understood));
    view.part_if("NOTHING", news.empty());
    Frame frame;
    frame.title = name;
    frame.place = Place::spaces;
    co_return site.page(visit, std::move(frame), "space.tpl", view);
}

Answer kind_page(Site& site, const Visit& visit) {
    CO_TRY(const auto space, site.space(visit, visit.request.params.at(0)));
    const auto found = site.kinds.by_name(visit.request.params.at(1));
    if (!found) co_return fail(community::Errc::no_such_part, "There is no such list.");
    const auto& kind = *found.value();
    CO_TRY(auto all, site.catalogue.list(space.id, kind));
    const auto may_read = site.may_read(visit);
    std::vector<ListLine> lines;
    for (const auto& id : all) {
        CO_TRY(const bool readable, may_read(id));
        if (readable) lines.push_back({id, {}});
    }
    const auto count = lines.size();
    constexpr auto a_page = limits::list_lines_max;
    const auto pages = std::max<std::size_t>(1, (count + a_page - 1) / a_page);
    const auto page = std::min(page_asked(visit.query), pages);
    const auto begin = lines.begin() + static_cast<std::ptrdiff_t>((page - 1) * a_page);
    const auto end = lines.begin() + static_cast<std::ptrdiff_t>(std::min(count, page * a_page));
    View view;
    CO_TRY(auto name, site.space_name(space.id));
    view.set("SPACE", space.id.hex())
        .set("SPACE_NAME", std::move(name))
        .set("KIND_NAME", kind.name)
        .set("PLURAL", kind.plural)
        .set("LABEL", kind.label)
        .set("COUNT_WORDS",
             count == 0 ? std::string{"None that you may read yet."}
                        : count_words(count, "document", "documents") + ".");
    view.part_if("WRITE",
                 site.is_written_in(kind, space.id) && site.may_write_new(visit, kind, space.id));
    CO_TRY(add_list(site, view, {begin, end}, Spaces::understood));
    add_page_links(view, "/s/" + space.id.hex() + "/" + kind.name, page, pages, {"Newer", "Older"});
    Frame frame;
    frame.title = kind.plural;
    frame.place = Place::spaces;
    co_return site.page(visit, std::move(frame), "kind_list.tpl", view);
}

Answer sync_page(Site& site, const Visit& visit) {
    const auto& governance = site.replica.governance();
    CO_TRY(const auto peers, site.links.peers());
    CO_TRY(const auto state, site.replica.state());
    CO_TRY(const auto waiting, site.replica.waiting());
    const bool with_numbers = site.reads_everything(visit);
    View view;
    std::size_t connected = 0;
    for (const auto& peer : peers) {
        if (peer.connected) ++connected;
        auto& line = view.part("NODE");
        CO_TRY(auto name, site.node(peer.node));
        const auto device = governance.device_info(peer.node);
        const auto role = device ? device->node : governance::NodeRole::none;
        line.set("NAME", std::move(name)).set("ROLE", role_words(role));
        const auto last = peer.last_contact
                              ? "Last contact " + minute_words(*peer.last_contact) + "."
                              : std::string{"No contact yet."};
        line.set("CONTACT", peer.connected ? "In contact now. " + last : last);
        line.set("WAITING", waiting_words(peer.waiting, with_numbers));
    }
    view.part_if("NONE", peers.empty());
    view.set("SUMMARY",
             connected > 0
                 ? "In contact with " + count_words(connected, "node", "nodes") + " now."
                 : "In contact with nobody now. Reading and writing go on; what you write is "
                   "passed on at the next contact.");
    if (site.replica.broken()) {
        view.part("BROKEN").set("WORDS", "Its disk failed.");
    }
    CO_TRY(auto own, site.node(site.replica.node()));
    const auto device = governance.device_info(site.replica.node());
    view.set("OWN_NAME", std::move(own))
        .set("OWN_ROLE", role_words(device ? device->node : governance::NodeRole::none));
    if (with_numbers) {
        view.part("COUNTED")
            .set("DOCUMENTS", state.documents)
            .set("UPDATES", state.updates)
            .set("STATE", governance::words_of(state.state));
    }
    CO_TRY(const auto withheld, site.replica.withheld());
    for (const auto& each : withheld) {
        const auto author = governance.person_of(each.device);
        const bool is_own = author.has_value() && author == visit.person();
        if (!is_own && !with_numbers) continue;
        CO_TRY(auto space, site.space_name(each.space));
        view.part("WITHHELD")
            .set("SPACE", std::move(space))
            .set("WORDS",
                 count_words(each.amount.updates, "change", "changes") +
                     (is_own ? " of yours" : "") +
                     " beyond what one person may bring in a day. The next are passed on on " +
                     day_words(each.next) + ", the last about " + day_words(each.last) +
                     ". Nothing is lost");
    }
    if (waiting > 0) {
        view.part("WAITING_HERE")
            .set("WORDS",
                 (with_numbers ? count_words(waiting, "change", "changes")
                               : std::string{"Something waits"}) +
                     " for something that has not arrived yet");
    }
    Frame frame;
    frame.title = "Sync";
    frame.place = Place::sync;
    co_return site.page(visit, std::move(frame), "sync.tpl", view);
}

}  // namespace praxis::web
