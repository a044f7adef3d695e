#include "node/http/status_page.hpp"

#include "node/http/html.hpp"
#include "protocol/base/utf8.hpp"
#include "protocol/wire/limits.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace praxis::http {
namespace {

constexpr std::string_view nameless = "no name known here";

/// "2026-11-22 02:10 UTC"
std::string minute_of(WallTime time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{floor<minutes>(time - day)};
    std::array<char, 64> out{};
    std::snprintf(out.data(),
                  out.size(),
                  "%04d-%02u-%02u %02d:%02d UTC",
                  static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()));
    return out.data();
}

/// As much of a name as the page has room for.
std::string shown(const std::optional<std::string>& name) {
    if (!name) return std::string{nameless};
    auto points = decode_utf8(*name);
    if (!points) return std::string{nameless};
    if (points.value().size() <= limits::http_name_shown_max) return *name;
    points.value().resize(limits::http_name_shown_max);
    return encode_utf8(points.value()) + "…";
}

/// One line of the list; `value` is text.
void add_line(Html& html, std::string_view name, std::string_view value) {
    html.markup("<dt>").text(name).markup("</dt>\n<dd><bdi>").text(value).markup("</bdi></dd>\n");
}

void add_peer(Html& html, const PeerView& peer) {
    html.markup("<li><bdi>")
        .text(shown(peer.name))
        .markup("</bdi> (node <code>")
        .text(peer.node.hex())
        .markup("</code>): ");
    if (peer.last_contact)
        html.markup("last contact ").text(minute_of(*peer.last_contact));
    else
        html.markup("no contact recorded");
    html.markup("</li>\n");
}

void add_peers(Html& html, const std::vector<PeerView>& peers) {
    html.markup("<h2>Other nodes</h2>\n");
    if (peers.empty()) {
        html.markup("<p>This node knows of no other.</p>\n");
        return;
    }
    const auto count = std::min(peers.size(), limits::http_peers_shown_max);
    html.markup("<ul>\n");
    for (const auto& peer : std::span{peers}.first(count))
        add_peer(html, peer);
    html.markup("</ul>\n");
    if (count == peers.size()) return;
    html.markup("<p>And ").text(std::to_string(peers.size() - count)).markup(" more.</p>\n");
}

node::Task<Result<Response>> answer(StatusSource source) {
    CO_TRY(const auto view, source());
    Response response;
    response.body = status_page(view);
    co_return response;
}

}  // namespace

std::string status_page(const StatusView& view) {
    Html html;
    html.markup("<dl>\n");
    add_line(html, "Name", shown(view.node_name));
    add_line(html, "Node", view.node.hex());
    add_line(html,
             "Person",
             view.person ? view.person->hex() : "none: no certificate of this node stands");
    add_line(html, "Spaces", std::to_string(view.spaces));
    add_line(html, "Documents", std::to_string(view.documents));
    add_line(html, "Updates", std::to_string(view.updates));
    add_line(html, "State", view.state_words);
    html.markup(
        "</dl>\n<p>Nodes with the same words of state agree on every update that takes "
        "effect.</p>\n");
    add_peers(html, view.peers);
    return page("Praxis node", std::move(html));
}

Route status_route(StatusSource source) {
    return {
        Method::get, "/", [source = std::move(source)](const Request&) { return answer(source); }};
}

}  // namespace praxis::http
