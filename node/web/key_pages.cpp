#include "node/web/key_pages.hpp"

#include "node/community/devices.hpp"
#include "node/community/recovery_words.hpp"
#include "node/community/state_words.hpp"
#include "node/web/detail/cookies.hpp"
#include "node/web/pages.hpp"
#include "node/web/signing.hpp"
#include "node/web/words.hpp"
#include "protocol/crypto/hash.hpp"

#include <algorithm>
#include <array>

namespace praxis::web {
namespace {

constexpr std::size_t asked_words = 3;
using Places = std::array<std::size_t, asked_words>;

std::vector<std::string> words_of_key(const Visit& visit) {
    auto text = community::recovery_words(visit.session->acting->seed());
    auto words = community::words_in(text);
    std::ranges::fill(text, '\0');
    return words;
}

/// Which of the words a form asks for, from 0: one of each third. They follow from the form's own
/// token, so that nobody can send others than its page asked for, and stay while one mistypes.
Places places_of(const Visit& visit) {
    const auto drawn = crypto::hash("praxis/asked-words/v1", {bytes_of(visit.csrf)});
    constexpr auto third = community::recovery_words_count / asked_words;
    Places out{};
    for (std::size_t i = 0; i < asked_words; ++i)
        out[i] = i * third + std::to_integer<std::size_t>(drawn.bytes[i]) % third;
    return out;
}

std::string input_of(std::size_t at) {
    return "word" + std::to_string(at + 1);
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

/// The password is asked for each time, however lately it was given: an open browser shows no key.
Answer words_page(Site& site, const Visit& visit) {
    CO_TRY(auto other, without_device(site, visit));
    if (other) co_return std::move(*other);
    if (field_of(visit.form, "password").empty()) {
        co_return show_meaning(site, visit, {"The words are shown for your password only.", 403});
    }
    View view;
    for (auto& word : words_of_key(visit))
        view.part("WORD").set("TEXT", std::move(word));
    co_return drawn(site, visit, {}, "Your key, as words", "key_words.tpl", view);
}

Result<http::Response> show_take(Site& site, const Visit& visit, const Said& said) {
    View view;
    const auto places = places_of(visit);
    for (std::size_t i = 0; i < asked_words; ++i) {
        view.part("ASKED").set("INPUT", input_of(i)).set("PLACE", places[i] + 1);
    }
    return drawn(site, visit, said, "Delete your key at this centre", "key_take.tpl", view);
}

Answer take_form(Site& site, const Visit& visit) {
    CO_TRY(const auto devices, own_devices(site, visit.session->person));
    if (devices.empty()) co_return http::redirect("/me/key");  // which says what to do first
    co_return show_take(site, visit, {});
}

/// Empty when every word that was asked for is there and right.
std::string problem_in(const Visit& visit) {
    auto words = words_of_key(visit);
    const auto places = places_of(visit);
    std::vector<std::string> wrong;
    for (std::size_t i = 0; i < asked_words; ++i) {
        const auto typed = community::words_in(field_of(visit.form, input_of(i)));
        if (typed.size() != 1 || typed.front() != words[places[i]]) {
            wrong.push_back("word " + std::to_string(places[i] + 1));
        }
    }
    for (auto& word : words)
        std::ranges::fill(word, '\0');
    if (wrong.empty()) return {};
    return sentence_of(list_words(wrong) + (wrong.size() == 1 ? " is" : " are") +
                       " not as in your key, and nothing was deleted. Compare your paper with the "
                       "words once more");
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

Answer take(Site& site, Accounts& accounts, Sessions& sessions, const Visit& visit) {
    CO_TRY(auto other, without_device(site, visit));
    if (other) co_return std::move(*other);
    if (auto problem = problem_in(visit); !problem.empty()) {
        co_return show_take(site, visit, {std::move(problem), 422});
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
        co_return show_take(site, visit, *why);
    }
    CO_TRY(auto response, show_taken(site, visit, "DONE", 200));
    response.fields.push_back(detail::set_cookie(visit.request.secure, detail::session_cookie, {}));
    co_return response;
}

bool always(const http::Form&) {
    return true;
}

/// A form that is sent twice finds nobody signed in the second time, and is told what that means.
http::Handler for_who_is_gone(Site& site, http::Handler handler) {
    return [&site, handler = std::move(handler)](const http::Request& request) -> Answer {
        CO_TRY(auto response, co_await handler(request));
        if (response.status != 401) co_return response;
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
    const auto page = [&site](Answer (*function)(Site&, const Visit&)) -> Page {
        return [&site, function](const Visit& visit) {
            return with_problems(site, visit, function(site, visit));
        };
    };
    std::vector<http::Route> out;
    out.push_back(guard.get("/me/key", Needs::session, page(meaning_page)));
    out.push_back(
        guard.post("/me/key", Needs::session, page(words_page), Guard::Carry::nothing, always));
    out.push_back(guard.get("/me/key/take", Needs::session, page(take_form)));
    Page taking = [&site, &accounts, &sessions](const Visit& visit) {
        return with_problems(site, visit, take(site, accounts, sessions, visit));
    };
    out.push_back(guard.post(
        "/me/key/take", Needs::session, std::move(taking), Guard::Carry::nothing, always));
    out.back().handler = for_who_is_gone(site, std::move(out.back().handler));
    return out;
}

}  // namespace praxis::web
