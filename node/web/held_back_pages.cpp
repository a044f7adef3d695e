#include "node/community/held_back.hpp"
#include "node/community/ratifying.hpp"
#include "node/replica/errc.hpp"
#include "node/web/forms.hpp"
#include "node/web/pages.hpp"
#include "node/web/signing.hpp"
#include "node/web/words.hpp"

#include <algorithm>
#include <map>
#include <tuple>

// What was written and counts for nothing: for its author, and for those who moderate; and the form
// by which whoever may lets it count.

namespace praxis::web {
namespace {

using community::HeldBack;

constexpr std::string_view counts_word = "counts";  // in the address, after a form

std::string what_words(const Site& site, const HeldBack& each) {
    const auto* kind = each.kind ? site.kinds.by_number(*each.kind) : nullptr;
    const auto label = kind != nullptr ? kind->label : std::string{"Document"};
    const bool creates = each.document && same_bytes<UpdateId>(*each.document) == each.update;
    if (each.moderates) return "An act of moderation";
    return creates ? label : "A change of a document: " + label;
}

/// What one of the pages lists, and what is around it.
struct List {
    std::vector<HeldBack> all;
    std::string path;
    View view;
    Frame frame;
};

/// For whom a form lets something count: asked once of what a device wrote in a space.
class Ways {
public:
    Ways(Site& site, const Visit& visit) : ratifying_{site.replica}, acting_{visit.acting()} {}

    Result<bool> has(const HeldBack& each) {
        if (!each.revocation) return false;
        const auto chain = std::tuple{*each.revocation, each.device, each.space};
        if (const auto at = known_.find(chain); at != known_.end()) return at->second;
        community::Writing by_visitor;
        by_visitor.as = acting_;
        const auto way = ratifying_.way(*each.revocation, each.update, by_visitor);
        const bool nothing = !way && way.error().code == make_error_code(node::NodeErrc::not_found);
        if (!way && !nothing) return fail(way.error());
        const bool has = way && way.value();
        known_.emplace(chain, has);
        return has;
    }

private:
    community::Ratifying ratifying_;
    node::Acting acting_;
    std::map<std::tuple<UpdateId, SigningKey, SpaceId>, bool> known_;
};

Result<void> add_line(Site& site,
                      const Visit& visit,
                      View& view,
                      const HeldBack& each,
                      const std::string& path,
                      Ways& ways) {
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
    TRY(const bool may, ways.has(each));
    if (!may) return success();
    const bool is_back = field_of(visit.form, "update") == each.update.hex();
    auto& form = line.part("RATIFY");
    form.set("PATH", path).set("REASON", is_back ? field_of(visit.form, "reason") : std::string{});
    add_hidden(form, visit, site.draw_token(), {});
    return success();
}

/// The page that is asked for, or the one with the form that came back.
Result<http::Response> show(Site& site, const Visit& visit, List list, const std::string& problem) {
    const auto& all = list.all;
    constexpr auto a_page = limits::list_lines_max;
    const auto pages = std::max<std::size_t>(1, (all.size() + a_page - 1) / a_page);
    auto page = std::min(page_asked(visit.query), pages);
    const auto back = field_of(visit.form, "update");
    const auto at =
        std::ranges::find_if(all, [&](const HeldBack& each) { return each.update.hex() == back; });
    if (at != all.end()) page = static_cast<std::size_t>(at - all.begin()) / a_page + 1;
    auto& view = list.view;
    view.set("COUNT_WORDS", count_words(all.size(), "update", "updates") + ".");
    view.part_if("NONE", all.empty());
    view.part_if("COUNTS", field_of(visit.query, "done") == counts_word);
    add_problem(view, problem);
    Ways ways{site, visit};
    for (auto i = (page - 1) * a_page; i < std::min(all.size(), page * a_page); ++i) {
        TRY(add_line(site, visit, view, all[i], list.path, ways));
    }
    add_page_links(view, list.path, page, pages, {"Newer", "Older"});
    if (!problem.empty()) list.frame.status = 422;
    return site.page(visit, std::move(list.frame), "held_back.tpl", view);
}

Result<List> own_list(const Site& site, const Visit& visit) {
    List out;
    TRY(out.all, community::held_back_of(site.replica, *visit.person()));
    out.path = "/me/held-back";
    out.view.part("OWN");
    out.frame.title = "What of yours is held back";
    return out;
}

Result<List> list_of_space(Site& site, const Visit& visit) {
    TRY(const auto space, site.space(visit, visit.request.params.at(0)));
    if (!site.moderates_in(visit, space.id)) {
        return fail(node::NodeErrc::not_allowed,
                    "This is for moderators and stewards of the space.");
    }
    List out;
    TRY(out.all, community::held_back_in(site.replica, space.id));
    // Who moderates one kind or document is told of that alone.
    const auto& governance = site.replica.governance();
    std::erase_if(out.all, [&](const HeldBack& each) {
        return !governance.may_moderate(*visit.person(),
                                        space.id,
                                        each.document.value_or(DocumentId{}),
                                        each.kind.value_or(KindNumber{}).value);
    });
    TRY(auto name, site.space_name(space.id));
    out.view.part("SPACE_PART").set("SPACE", space.id.hex()).set("NAME", name);
    out.path = "/s/" + space.id.hex() + "/held-back";
    out.frame.title = "What is held back in " + name;
    out.frame.place = Place::spaces;
    return out;
}

/// Lets one of them count, and what is before it in its chain; fails as Ratifying, and without a
/// reason.
node::Task<Result<void>> let_count(Site& site, const Visit& visit, HeldBack each) {
    CO_TRY(auto writing, writing_of(visit));
    if (!each.revocation) {
        co_return fail(node::NodeErrc::not_allowed,
                       "no revocation holds that back, so nobody can let it count");
    }
    CO_TRY(auto reason, reason_of(visit.form));
    community::Ratifying ratifying{site.replica};
    auto signing =
        ratifying.ratify(*each.revocation, each.update, std::move(reason), std::move(writing));
    CO_TRY(co_await std::move(signing));
    co_return success();
}

Answer sent(Site& site, const Visit& visit, List list) {
    const auto named = field_of(visit.form, "update");
    const auto at = std::ranges::find_if(
        list.all, [&](const HeldBack& each) { return each.update.hex() == named; });
    if (at == list.all.end()) co_return http::redirect(list.path);  // it counts already
    auto letting = let_count(site, visit, *at);
    const auto done = co_await std::move(letting);
    if (done) co_return http::redirect(list.path + "?done=" + std::string{counts_word});
    const bool refused = done.error().code == make_error_code(node::NodeErrc::not_allowed);
    if (refused || !is_about_form(done.error())) co_return fail(done.error());
    co_return show(site, visit, std::move(list), sentence_of(node::words_of(done.error())));
}

}  // namespace

Answer held_back_page(Site& site, const Visit& visit) {
    CO_TRY(auto list, own_list(site, visit));
    co_return show(site, visit, std::move(list), {});
}

Answer held_back_sent(Site& site, const Visit& visit) {
    CO_TRY(auto list, own_list(site, visit));
    auto sending = sent(site, visit, std::move(list));
    co_return co_await std::move(sending);
}

Answer space_held_back_page(Site& site, const Visit& visit) {
    CO_TRY(auto list, list_of_space(site, visit));
    co_return show(site, visit, std::move(list), {});
}

Answer space_held_back_sent(Site& site, const Visit& visit) {
    CO_TRY(auto list, list_of_space(site, visit));
    auto sending = sent(site, visit, std::move(list));
    co_return co_await std::move(sending);
}

}  // namespace praxis::web
