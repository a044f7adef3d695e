#include "node/http/error_page.hpp"

#include "node/http/html.hpp"

namespace praxis::http {
namespace {

struct Words {
    std::string_view title;
    std::string_view what_to_do;
};

Words words_for(unsigned status) {
    switch (status) {
        case 404:
            return {"No such page",
                    "Check the address for a missing or extra letter, or begin at the start page."};
        case 405:
            return {"This page cannot be asked in that way", "Open it from the start page."};
        case 408:
            return {"The request took too long",
                    "The connection may be poor. Nothing was changed; send it again."};
        case 413:
            return {"The request is too large", "Send less at once, in several parts."};
        case 417:
            return {"The request expects what this node does not do", "Send it without Expect."};
        case 421:
            return {"This is not the address of the node",
                    "Open the address that praxisd printed when it started."};
        case 431:
            return {"The request has too many or too long fields",
                    "Delete the cookies of this address in your browser, then open it again."};
        case 500:
            return {"The node could not make this page",
                    "Try again. If it stays so, whoever runs the node finds the reason in its "
                    "log; praxis verify checks what it holds."};
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

Response error_page(const Error& error) {
    const auto status = status_of(error);
    const auto words = words_for(status);
    Html body;
    body.markup("<p>").text(words.what_to_do).markup("</p>\n<p><a href=\"/\">Start page</a></p>\n");
    return {status, {}, page(words.title, std::move(body))};
}

}  // namespace praxis::http
