#include "node/http/error_page.hpp"

#include "node/http/html.hpp"

namespace praxis::http {
namespace {

using Words = ErrorWords;

Words words_for(unsigned status, bool sent) {
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
                    sent ? "Nothing was changed. Wait some seconds, go back, and send it again."
                         : "Wait some seconds, then open the page again."};
        case 431:
            return {"The request has too many or too long fields",
                    "Delete the cookies of this address in your browser, then open it again."};
        case 500:
            return {"The node could not make this page",
                    "Try again. If it stays so, whoever runs the node finds the reason in its "
                    "log; praxis verify checks what it holds."};
        case 503:
            return {"The node has too much to do at this moment",
                    sent ? "Nothing was changed. Wait a few seconds, go back, and send it again."
                         : "Wait a few seconds, then open the page again."};
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

ErrorWords error_words(const Error& error, const Request* request) {
    if (error.code == HttpErrc::cross_site) {
        return {"This was not sent from a page of the node",
                "Nothing was changed. Open the page on this node and send its form from there; a "
                "browser of before 2023 may not say where a form comes from."};
    }
    const bool sent = request != nullptr && request->head.method == Method::post;
    return words_for(status_of(error), sent);
}

Response error_page(const Error& error, const Request* request) {
    const auto status = status_of(error);
    const auto words = error_words(error, request);
    Html body;
    body.markup("<p>").text(words.what_to_do).markup("</p>\n<p><a href=\"/\">Start page</a></p>\n");
    Response response{status};
    response.body = page(words.title, std::move(body));
    return response;
}

}  // namespace praxis::http
