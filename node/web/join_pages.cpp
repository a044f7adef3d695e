#include "node/web/join_pages.hpp"

#include "node/community/acts.hpp"
#include "node/community/joining.hpp"
#include "node/community/space_quota.hpp"
#include "node/replica/errc.hpp"
#include "node/web/forms.hpp"
#include "node/web/signing.hpp"
#include "node/web/words.hpp"

#include <algorithm>

// How one takes part in a space: its rules in words, asking to be taken in, and answering that.

namespace praxis::web {
namespace {

using community::JoinRequest;
using governance::JoinPolicy;

constexpr std::string_view decline_word = "decline";  // what a form answers; else it takes in

/// The names of those who hold a role there of which `counts` is true, each once.
Result<std::string> names_of(Site& site,
                             const SpaceId& space,
                             const std::function<bool(const governance::RoleInfo&)>& counts) {
    std::vector<PersonId> people;
    std::vector<std::string> names;
    for (const auto& info : site.replica.governance().roles(space)) {
        if (!counts(info) || std::ranges::count(people, info.person) > 0) continue;
        people.push_back(info.person);
        TRY(auto name, site.person(info.person));
        names.push_back(std::move(name));
    }
    return names.empty() ? std::string{"Nobody now"} : list_words(names);
}

/// Who may be asked: whoever answers requests.
Result<std::string> who_answers(Site& site, const SpaceId& space) {
    return names_of(site, space, [](const governance::RoleInfo& info) {
        return governance::letter_of(info.role) < governance::Letter::c &&
               !governance::is_bound(info.scope);
    });
}

std::string reading_words(JoinPolicy policy) {
    if (policy == JoinPolicy::open) {
        return "Everybody of the network; without signing in, what is public.";
    }
    return "Whoever has a role here; of a role for one kind or document, that.";
}

std::string writing_words(JoinPolicy policy) {
    if (policy == JoinPolicy::open) return "Everybody of the network.";
    return "Whoever has a role here but observers and readers; of a role for one kind or document, "
           "there.";
}

std::string joining_words(JoinPolicy policy) {
    switch (policy) {
        case JoinPolicy::open:
            return "Nobody needs to: everybody of the network takes part.";
        case JoinPolicy::approve:
            return "Who asks is taken in with a role, or declined with a reason, by: ";
        case JoinPolicy::invite:
            break;
    }
    return "By invitation alone. A role is given by: ";
}

void add_rule(View& rules, std::string about, std::string words) {
    rules.part("RULE").set("ABOUT", std::move(about)).set("WORDS", std::move(words));
}

/// What the visitor's newest request came to, and whether they may ask (again).
Result<bool> add_asked(Site& site, View& view, const JoinRequest& request) {
    auto& asked = view.part("ASKED");
    asked.set("WRITTEN", day_words(request.written));
    if (!request.words.empty()) asked.part("SAID").set("TEXT", request.words);
    if (!request.answer) {
        asked.part("WAITS");
        return false;
    }
    TRY(auto by, site.signer(request.answer->by));
    auto& answer = asked.part(request.answer->role ? "TAKEN" : "DECLINED");
    answer.set("BY", std::move(by)).set("WRITTEN", day_words(request.answer->written));
    if (!request.answer->reason.empty()) answer.part("REASON").set("TEXT", request.answer->reason);
    return true;
}

/// The space of a path's segment, where the visitor may ask to be taken in or is.
Result<governance::SpaceInfo> space_to_ask(const Site& site, const Visit& visit) {
    if (const auto closed = site.door(visit, visit.request.params.at(0))) return *closed;
    return site.space(visit, visit.request.params.at(0));
}

/// The space of a path's segment, where the visitor may answer who asks.
Result<governance::SpaceInfo> space_to_answer(const Site& site, const Visit& visit) {
    TRY(const auto space, site.space(visit, visit.request.params.at(0)));
    const auto person = visit.person();
    if (person && site.replica.governance().answering_grant(*person, space.id)) return space;
    return fail(node::NodeErrc::not_allowed,
                "This is for who may take people in: stewards, moderators, editors, desk officers "
                "and focal points of the whole space.");
}

/// A form that came back: which request it was about, and what was wrong.
struct Returned {
    std::string request;
    std::string problem;
};

Result<void> add_request(Site& site,
                         const Visit& visit,
                         View& view,
                         const JoinRequest& request,
                         const Returned& returned) {
    TRY(auto person, site.person(request.info.person));
    auto& line = view.part("REQUEST");
    line.set("SHORT", request.info.id.hex().substr(0, update_digits))
        .set("ID", request.info.id.hex())
        .set("SPACE", request.info.space.hex())
        .set("PERSON", std::move(person))
        .set("WRITTEN", minute_words(request.written));
    line.part(request.words.empty() ? "NO_WORDS" : "SAID").set("TEXT", request.words);
    const bool is_back = returned.request == request.info.id.hex();
    line.set("REASON", is_back ? field_of(visit.form, "reason") : std::string{});
    const auto chosen = is_back ? field_of(visit.form, "as") : std::string{};
    for (const auto role : community::roles_to_take_in()) {
        const auto word = std::string{governance::word_of(role)};
        auto& choice = line.part("ROLE");
        choice.set("WORD", word).set("LABEL", role_name(role)).set("MAY", may_words(role));
        choice.part_if("CHOSEN", chosen == word);
    }
    add_hidden(line, visit, site.draw_token(), {});
    return success();
}

Result<http::Response> show_requests(Site& site,
                                     const Visit& visit,
                                     const governance::SpaceInfo& space,
                                     const Returned& returned) {
    TRY(auto all, community::Joining{site.replica}.requests(space.id));
    std::erase_if(all, [](const JoinRequest& request) { return !request.info.open; });
    View view;
    TRY(auto name, site.space_name(space.id));
    view.set("SPACE", space.id.hex())
        .set("NAME", name)
        .set("COUNT_WORDS", count_words(all.size(), "person waits.", "people wait."));
    view.part_if("NONE", all.empty());
    add_problem(view, returned.problem);
    constexpr auto a_page = limits::list_lines_max;
    const auto pages = std::max<std::size_t>(1, (all.size() + a_page - 1) / a_page);
    const auto page = std::min(page_asked(visit.query), pages);
    for (auto i = (page - 1) * a_page; i < std::min(all.size(), page * a_page); ++i) {
        TRY(add_request(site, visit, view, all[i], returned));
    }
    add_page_links(view, "/s/" + space.id.hex() + "/requests", page, pages, {"Earlier", "Later"});
    Frame frame;
    frame.title = "Who asks to join " + name;
    frame.place = Place::spaces;
    if (!returned.problem.empty()) frame.status = 422;
    return site.page(visit, std::move(frame), "requests.tpl", view);
}

/// Whether an error is about what was typed or is: the page comes back and says so.
bool comes_back(const Error& error) {
    return error.code == make_error_code(community::Errc::bad_request) || is_about_form(error);
}

}  // namespace

Result<void> add_rules(Site& site, View& view, const governance::SpaceInfo& space) {
    auto& rules = view.piece("RULES", "rules.tpl");
    auto joining = joining_words(space.policy);
    if (space.policy != JoinPolicy::open) {
        TRY(const auto names, who_answers(site, space.id));
        joining += names + ".";
    }
    TRY(const auto stewards, names_of(site, space.id, [](const governance::RoleInfo& info) {
            return info.role == governance::Role::steward;
        }));
    TRY(const auto moderators, names_of(site, space.id, [](const governance::RoleInfo& info) {
            return governance::may_moderate(info.role);
        }));
    add_rule(rules, "Who reads", reading_words(space.policy));
    add_rule(rules, "Who writes", writing_words(space.policy));
    add_rule(rules, "How one joins", std::move(joining));
    add_rule(rules, "Stewards", stewards + ".");
    add_rule(rules, "Who moderates", moderators + ".");
    const auto limit = site.replica.governance().quota(space.id);
    if (limit && !limit->quota.is_none()) {
        add_rule(rules,
                 "How much at once",
                 "Each person may bring in " + community::words_of(limit->quota) +
                     ", with all their devices together; what is more is passed on to other nodes "
                     "in the next days. Nothing of it is lost.");
    }
    return success();
}

Result<http::Response> door_page(Site& site,
                                 const Visit& visit,
                                 const governance::SpaceInfo& space,
                                 const std::string& problem) {
    View view;
    TRY(auto name, site.space_name(space.id));
    view.set("SPACE", space.id.hex()).set("NAME", name).set("JOIN", join_words(space.policy));
    TRY(add_rules(site, view, space));
    TRY(const auto asked,
        community::Joining{site.replica}.newest_of(visit.person().value(), space.id));
    bool may_ask = true;
    if (asked) {
        TRY(may_ask, add_asked(site, view, *asked));
    }
    if (may_ask) {
        auto& form = view.part("FORM");
        form.set("SPACE", space.id.hex()).set("WORDS", field_of(visit.form, "words"));
        add_problem(form, problem);
        add_hidden(form, visit, site.draw_token(), {});
    }
    Frame frame;
    frame.title = name;
    frame.place = Place::spaces;
    if (!problem.empty()) frame.status = 422;
    return site.page(visit, std::move(frame), "door.tpl", view);
}

Answer join_form(Site& site, const Visit& visit) {
    CO_TRY(const auto space, space_to_ask(site, visit));
    if (site.reading.may_enter(visit.person(), space.id)) {
        co_return http::redirect("/s/" + space.id.hex());
    }
    co_return door_page(site, visit, space, {});
}

Answer join_sent(Site& site, const Visit& visit) {
    CO_TRY(const auto space, space_to_ask(site, visit));
    CO_TRY(auto writing, writing_of(visit));
    auto words = field_of(visit.form, "words");
    community::Joining joining{site.replica};
    auto running = joining.ask(space.id, std::move(words), std::move(writing));
    const auto asked = co_await std::move(running);
    if (asked || site.reading.may_enter(visit.person(), space.id)) {
        co_return http::redirect("/s/" + space.id.hex());
    }
    if (!comes_back(asked.error())) co_return fail(asked.error());
    co_return door_page(site, visit, space, sentence_of(node::words_of(asked.error())));
}

Answer requests_page(Site& site, const Visit& visit) {
    CO_TRY(const auto space, space_to_answer(site, visit));
    co_return show_requests(site, visit, space, {});
}

bool takes_in(const http::Form& form) {
    const auto* answer = form.first("answer");
    return answer == nullptr || *answer != decline_word;
}

Answer requests_sent(Site& site, const Visit& visit) {
    CO_TRY(const auto space, space_to_answer(site, visit));
    CO_TRY(auto writing, writing_of(visit));
    const auto named = field_of(visit.form, "request");
    const auto request = UpdateId::from_hex(named);
    if (!request) co_return fail(community::Errc::bad_request, "The form names no request.");
    community::Joining joining{site.replica};
    Result<community::Joining::Done> done =
        fail(community::Errc::bad_request, "Choose how to answer.");
    if (field_of(visit.form, "answer") == decline_word) {
        auto reason = field_of(visit.form, "reason");
        auto running = joining.decline(request.value(), std::move(reason), std::move(writing));
        done = co_await std::move(running);
    } else if (const auto role = community::role_from(field_of(visit.form, "as"))) {
        auto running = joining.take_in(request.value(), *role, std::move(writing));
        done = co_await std::move(running);
    }
    if (done) co_return http::redirect("/s/" + space.id.hex() + "/requests");
    if (!comes_back(done.error())) co_return fail(done.error());
    const Returned returned{named, sentence_of(node::words_of(done.error()))};
    co_return show_requests(site, visit, space, returned);
}

}  // namespace praxis::web
