#include "node/http/error_page.hpp"

#include "node/http/html.hpp"

namespace praxis::http {
namespace {

using Words = ErrorWords;

/// What to do after `pause`: `sent`: with a form.
std::string after(const std::string& pause, bool sent) {
    return sent ? "Nothing was changed. Wait " + pause + ", go back, and send it again."
                : "Wait " + pause + ", then open the page again.";
}

Words words_for(unsigned status, bool sent, const std::optional<Duration>& wait) {
    switch (status) {
        case 403:
            return {"You may not do this",
                    "Open the page from the start page and try there. If a page of another site "
                    "sent you here, nothing was changed."};
        case 404:
            return {"No such page",
                    "Check the address for a missing or extra letter, or begin at the start page."};
        case 405:
            return {"This page cannot be asked in that way", "Open it from the start page."};
        case 408:
            return {"The request took too long",
                    "The connection may be poor. Nothing was changed; send it again."};
        case 413:
            return {"The request is too large",
                    "Nothing was changed. Go back: the text is still in its form. If you were "
                    "signed out meanwhile, sign in in another window first; else send less at "
                    "once, in several parts."};
        case 415:
            return {"The page does not take what was sent", "Send the form of the page itself."};
        case 417:
            return {"The request expects what this node does not do", "Send it without Expect."};
        case 421:
            return {"This is not the address of the node",
                    "Open the address that praxisd printed when it started."};
        case 429:
            return {"Too many requests in a short time",
                    after(wait ? wait_words(*wait) : "some seconds", sent)};
        case 431:
            return {"The request has too many or too long fields",
                    "Delete the cookies of this address in your browser, then open it again."};
        case 500:
            return {"The node could not make this page",
                    "Try again. If it stays so, whoever runs the node finds the reason in its "
                    "log; praxis verify checks what it holds."};
        case 503:
            return {"The node has too much to do at this moment",
                    after(wait ? wait_words(*wait) : "a few seconds", sent)};
        case 501:
        case 505:
            return {"The request uses a form that this node does not speak",
                    "Use a current browser, without a proxy in between."};
        default:
            return {"The request could not be read",
                    "Open the address again. If it stays so, a program between you and the node "
                    "changes requests."};
    }
}

}  // namespace

std::string wait_words(Duration wait) {
    const auto seconds = retry_after(wait).value;
    return seconds == "1" ? "1 second" : seconds + " seconds";
}

ErrorWords error_words(const Failure& failure) {
    if (failure.error.code == HttpErrc::cross_site) {
        return {"This was not sent from a page of the node",
                "Nothing was changed. Open the page on this node and send its form from there; a "
                "browser of before 2023 may not say where a form comes from."};
    }
    const bool sent = failure.request != nullptr && failure.request->head.method == Method::post;
    return words_for(status_of(failure.error), sent, failure.wait);
}

Response error_page(const Failure& failure) {
    const auto words = error_words(failure);
    Html body;
    body.markup("<p>").text(words.what_to_do).markup("</p>\n<p><a href=\"/\">Start page</a></p>\n");
    Response response{status_of(failure.error)};
    response.body = page(words.title, std::move(body));
    return response;
}

}  // namespace praxis::http
