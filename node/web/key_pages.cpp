#include "node/web/key_pages.hpp"

#include "node/community/devices.hpp"
#include "node/community/recovery_words.hpp"
#include "node/community/state_words.hpp"
#include "node/web/detail/cookies.hpp"
#include "node/web/pages.hpp"
#include "node/web/signing.hpp"
#include "node/web/words.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/wire/limits.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <map>

namespace praxis::web {
namespace {

constexpr std::size_t asked_words = 3;
/// Which of the words a form asks for, from 0: one of each third.
using Places = std::array<std::size_t, asked_words>;

/// What this run remembers of the forms that show and ask for words: at most
/// `limits::key_forms_max` of each. Event-loop thread only; the entropy outlives it.
class KeyForms {
public:
    explicit KeyForms(Entropy& entropy) : entropy_{entropy} {}

    /// Whether the form with this token shows the words now: once. False without a token.
    [[nodiscard]] bool shows(std::string_view token) {
        const auto form = crypto::hash("praxis/words-form/v1", {bytes_of(token)});
        if (token.empty() || std::ranges::count(shown_, form) != 0) return false;
        shown_.push_back(form);
        if (shown_.size() > limits::key_forms_max) shown_.pop_front();
        return true;
    }

    /// What a person is asked for, in whichever session, until `ask_others`.
    [[nodiscard]] Places asked_of(const PersonId& person) {
        if (!asked_.contains(person)) {
            if (asked_.size() >= limits::key_forms_max) asked_.clear();
            asked_[person] = drawn();
        }
        return asked_.at(person);
    }
    /// After a wrong answer, so that guesses do not add up.
    void ask_others(const PersonId& person) {
        const auto before = asked_of(person);
        auto& places = asked_.at(person);
        while (places == before)
            places = drawn();
    }

private:
    [[nodiscard]] Places drawn() {
        constexpr auto third = community::recovery_words_count / asked_words;
        Places out{};
        for (std::size_t i = 0; i < asked_words; ++i)
            out[i] = i * third + static_cast<std::size_t>(entropy_.below(third));
        return out;
    }

    Entropy& entropy_;
    std::deque<Hash> shown_;  // of tokens, in order
    std::map<PersonId, Places> asked_;
};

std::vector<std::string> words_of_key(const Visit& visit) {
    auto text = community::recovery_words(visit.session->acting->seed());
    auto words = community::words_in(text);
    std::ranges::fill(text, '\0');
    return words;
}

/// The input for a word, named by its place: a page that asked for others is told apart.
std::string input_of(std::size_t place) {
    return "word" + std::to_string(place + 1);
}

/// The names of their devices that are in force.
Result<std::vector<std::string>> own_devices(Site& site, const PersonId& person) {
    TRY(const auto devices, community::Devices{site.replica}.of(person));
    std::vector<std::string> names;
    for (const auto& device : devices) {
        if (!device.info.stands_now || device.info.hosted) continue;
        TRY(auto name, site.node(device.info.key));
        names.push_back(std::move(name));
    }
    return names;
}

Result<http::Response> drawn(Site& site,
                             const Visit& visit,
                             const Said& said,
                             std::string title,
                             const std::string& file,
                             View& view) {
    view.set("CSRF", visit.csrf);
    if (!said.problem.empty()) view.part("PROBLEM").set("WORDS", said.problem);
    Frame frame;
    frame.title = std::move(title);
    frame.place = Place::me;
    frame.status = said.status;
    return site.page(visit, std::move(frame), file, view);
}

Result<http::Response> show_meaning(Site& site, const Visit& visit, const Said& said) {
    View view;
    TRY(const auto devices, own_devices(site, visit.session->person));
    if (devices.empty()) {
        view.part("NO_DEVICE");
    } else {
        view.part("MAY")
            .set("DEVICES", list_words(devices))
            .set("NAME", visit.session->name)
            .set("TOKEN", site.draw_token())
            .set("CSRF", visit.csrf);
    }
    return drawn(site, visit, said, "Take your key away from this centre", "key.tpl", view);
}

/// Words and forms are for who has somewhere else to go; nullopt when they have.
Result<std::optional<http::Response>> without_device(Site& site, const Visit& visit) {
    TRY(const auto devices, own_devices(site, visit.session->person));
    if (!devices.empty()) return std::optional<http::Response>{};
    TRY(auto page,
        show_meaning(
            site, visit, {"You have no device of your own in force. Nothing was done.", 422}));
    return std::optional{std::move(page)};
}

Answer meaning_page(Site& site, const Visit& visit) {
    co_return show_meaning(site, visit, {});
}

/// The password is asked for each time, however lately it was given, and a form shows words once:
/// an open browser, whose Back and Reload send the password that it remembers, shows no key.
Answer words_page(Site& site, KeyForms& forms, const Visit& visit) {
    CO_TRY(auto other, without_device(site, visit));
    if (other) co_return std::move(*other);
    if (field_of(visit.form, "password").empty()) {
        co_return show_meaning(site, visit, {"The words are shown for your password only.", 403});
    }
    if (!forms.shows(field_of(visit.form, "token"))) {
        co_return show_meaning(
            site,
            visit,
            {"Each time that this page is opened it shows the words once. To see them again, give "
             "your password again.",
             403});
    }
    View view;
    for (auto& word : words_of_key(visit))
        view.part("WORD").set("TEXT", std::move(word));
    co_return drawn(site, visit, {}, "Your key, as words", "key_words.tpl", view);
}

Result<http::Response> show_take(Site& site,
                                 KeyForms& forms,
                                 const Visit& visit,
                                 const Said& said) {
    View view;
    for (const auto place : forms.asked_of(visit.session->person))
        view.part("ASKED").set("INPUT", input_of(place)).set("PLACE", place + 1);
    view.set("NAME", visit.session->name);
    return drawn(site, visit, said, "Delete your key at this centre", "key_take.tpl", view);
}

Answer take_form(Site& site, KeyForms& forms, const Visit& visit) {
    CO_TRY(const auto devices, own_devices(site, visit.session->person));
    if (devices.empty()) co_return http::redirect("/me/key");  // which says what to do first
    co_return show_take(site, forms, visit, {});
}

/// nullopt when every word that was asked for is there and right. Which are wrong is not said:
/// whoever tries one word after the other learns nothing of the key.
std::optional<Said> wrong_with(KeyForms& forms, const Visit& visit) {
    const auto& person = visit.session->person;
    const auto places = forms.asked_of(person);
    const auto is_missing = [&visit](std::size_t place) {
        return visit.form.first(input_of(place)) == nullptr;
    };
    if (std::ranges::any_of(places, is_missing)) {
        return Said{
            "Other words are asked for by now than on that page, so nothing was deleted. Read "
            "these off your paper.",
            422};
    }
    auto words = words_of_key(visit);
    bool right = true;
    for (const auto place : places) {
        const auto typed = community::words_in(field_of(visit.form, input_of(place)));
        right = typed.size() == 1 && typed.front() == words[place] && right;
    }
    for (auto& word : words)
        std::ranges::fill(word, '\0');
    if (right) return std::nullopt;
    forms.ask_others(person);
    return Said{
        "These three are not all as in your key, and nothing was deleted. Compare your paper with "
        "the words once more; others are asked for now.",
        422};
}

/// What is said when the key could not be taken off the disk; nullopt for what is no answer to a
/// form.
std::optional<Said> why_it_stayed(Site& site, const Error& error) {
    if (error.code == AccountErrc::changed) {
        return Said{
            "Your account was changed at the same moment, so nothing was deleted. Try again.", 409};
    }
    if (status_of(error)) return std::nullopt;
    site.runtime.host.log().warning("a key could not be taken off the disk",
                                    {{"why", error.text()}});
    return Said{"This centre could not write to its disk (" + error.code.message() +
                    ") and has not deleted your key for certain. You are signed in as before. Tell "
                    "the people who run this centre, and send this again later.",
                503};
}

Result<http::Response> show_taken(Site& site,
                                  const Visit& visit,
                                  const std::string& part,
                                  unsigned status) {
    const Visit outside{visit.request, visit.query, visit.form, nullptr, {}};
    View view;
    view.part(part);
    Frame frame;
    frame.title = status == 200 ? "Your key has left this centre" : "You are not signed in";
    frame.status = status;
    return site.page(outside, std::move(frame), "key_taken.tpl", view);
}

/// The password is asked for each time, as for the words: a stolen cookie deletes no key.
Answer take(
    Site& site, Accounts& accounts, Sessions& sessions, KeyForms& forms, const Visit& visit) {
    CO_TRY(auto other, without_device(site, visit));
    if (other) co_return std::move(*other);
    if (field_of(visit.form, "password").empty()) {
        co_return show_take(
            site,
            forms,
            visit,
            {"Your key is deleted for your password only, and nothing was deleted.", 403});
    }
    if (const auto wrong = wrong_with(forms, visit)) {
        co_return show_take(site, forms, visit, *wrong);
    }
    const auto& session = *visit.session;
    std::function<void()> gone = [&sessions, person = session.person] {
        sessions.end_all_of(person);
    };
    auto taking = accounts.take_key(session.name, session.acting->key(), std::move(gone));
    const auto taken = co_await std::move(taking);
    if (!taken) {
        auto why = why_it_stayed(site, taken.error());
        if (!why) co_return fail(taken.error());
        co_return show_take(site, forms, visit, *why);
    }
    CO_TRY(auto response, show_taken(site, visit, "DONE", 200));
    response.fields.push_back(detail::set_cookie(visit.request.secure, detail::session_cookie, {}));
    co_return response;
}

bool always(const http::Form&) {
    return true;
}

/// A form that is sent twice finds nobody signed in the second time, or nobody any more once its
/// password was tried, and is told what that means.
http::Handler for_who_is_gone(Site& site, const Sessions& sessions, http::Handler handler) {
    return [&site, &sessions, handler = std::move(handler)](
               const http::Request& request) -> Answer {
        const auto cookie = detail::cookie_of(request.head, request.secure, detail::session_cookie);
        const auto session = sessions.peek(cookie);
        CO_TRY(auto response, co_await handler(request));
        const bool is_over = session && sessions.of(session->person).empty();
        const bool is_gone = response.status == 401 || (is_over && response.status != 200);
        if (!is_gone) co_return response;
        const http::Form none;
        const Visit nobody{request, none, none, nullptr, {}};
        co_return show_taken(site, nobody, "NOBODY", 401);
    };
}

}  // namespace

std::vector<http::Route> key_routes(Site& site,
                                    Guard& guard,
                                    Accounts& accounts,
                                    Sessions& sessions) {
    const auto forms = std::make_shared<KeyForms>(site.runtime.entropy);
    const auto page = [&site, forms](Answer (*function)(Site&, KeyForms&, const Visit&)) -> Page {
        return [&site, forms, function](const Visit& visit) {
            return with_problems(site, visit, function(site, *forms, visit));
        };
    };
    std::vector<http::Route> out;
    Page meaning = [&site](const Visit& visit) {
        return with_problems(site, visit, meaning_page(site, visit));
    };
    out.push_back(guard.get("/me/key", Needs::session, std::move(meaning)));
    out.push_back(
        guard.post("/me/key", Needs::session, page(words_page), Guard::Carry::nothing, always));
    out.push_back(guard.get("/me/key/take", Needs::session, page(take_form)));
    Page taking = [&site, &accounts, &sessions, forms](const Visit& visit) {
        return with_problems(site, visit, take(site, accounts, sessions, *forms, visit));
    };
    out.push_back(guard.post(
        "/me/key/take", Needs::session, std::move(taking), Guard::Carry::nothing, always));
    out.back().handler = for_who_is_gone(site, sessions, std::move(out.back().handler));
    return out;
}

}  // namespace praxis::web
