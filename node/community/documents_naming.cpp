#include "node/community/catalogue.hpp"
#include "node/community/documents.hpp"
#include "node/community/show.hpp"
#include "node/community/value.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

// What documents name by a constant, read the other way: the posts of a thread, the name of a node.

namespace praxis::community {
namespace {

namespace json = boost::json;

/// Kinds the community model itself knows by name; their files ship with every node.
constexpr std::string_view node_kind = "node";

}  // namespace

bool Documents::may_lack(const Error& error, Unmerged how) {
    return error.code == node::NodeErrc::in_shreds ||
           (how == Unmerged::count && node::is_unmerged(error));
}

Result<Documents::Referring> Documents::referring(const Kind& kind,
                                                  std::string_view field,
                                                  const Hash& target,
                                                  Unmerged how) const {
    const auto at = address_in(kind, field);
    TRY(const auto summaries, replica_.documents(std::nullopt, kind.number));
    Referring out;
    for (const auto& summary : summaries) {
        if (!summary.stands) continue;
        auto known = refers_to_.find(summary.id);
        if (known == refers_to_.end()) {
            const auto state = replica_.document(summary.id);
            if (!state && may_lack(state.error(), how)) {
                ++out.not_merged;
                continue;
            }
            if (!state) return fail(state.error());
            const auto names = state.value()->document.now().constant_id(at);
            known = refers_to_.emplace(summary.id, names).first;
        }
        if (known->second == target) out.ids.push_back(summary.id);
    }
    std::ranges::sort(out.ids);
    return out;
}

Result<void> Documents::add_posts(json::object& to,
                                  const DocumentId& thread,
                                  const Kind& kind,
                                  Unmerged how,
                                  const Restraint& above) const {
    const auto& answers = *kind.answers;
    TRY(auto found, referring(kind, answers.field, same_bytes<Hash>(thread), how));
    std::vector<std::pair<std::pair<WallTime, DocumentId>, json::object>> posts;
    for (const auto& id : found.ids) {
        const auto shared = replica_.document(id);
        if (!shared && may_lack(shared.error(), how)) {
            ++found.not_merged;
            continue;
        }
        if (!shared) return fail(shared.error());
        const auto& state = *shared.value();
        const auto creation = same_bytes<UpdateId>(id);
        const auto view = state.document.now();
        const auto written = state.authorship.at(creation).written;
        const auto author = author_of(state, replica_.governance());
        const auto person = author(creation);
        json::object post;
        post["id"] = id.hex();
        post["person"] = nullptr;
        if (person) post["person"] = person->hex();
        post["written"] = to_millis(written);
        const auto restraint = above | own_restraint(replica_.governance(), state);
        if (restraint.is_withheld()) {
            post[restraint.hidden ? "hidden" : "waits"] = true;
            posts.emplace_back(std::pair{written, id}, std::move(post));
            continue;
        }
        post["text"] = view.text(address_in(kind, answers.text));
        json::array quotes;
        if (!answers.quotes.empty()) {
            for (const auto& element : view.elements(address_in(kind, answers.quotes))) {
                if (!element.content) continue;
                const auto quoted = DocumentId::from_hex(text_of(*element.content));
                if (quoted) quotes.emplace_back(quoted.value().hex());
            }
        }
        post["quotes"] = std::move(quotes);
        if (!state.document.has_content(creation)) post["absent"] = true;
        posts.emplace_back(std::pair{written, id}, std::move(post));
    }
    std::ranges::sort(posts, {}, [](const auto& post) { return post.first; });
    json::array out;
    for (auto& post : posts)
        out.push_back(std::move(post.second));
    to["posts"] = std::move(out);
    if (found.not_merged > 0) to["not_merged"] = found.not_merged;
    return success();
}

Result<std::optional<std::string>> Documents::node_name(const NodeId& node) const {
    TRY(const auto* kind, kinds_.by_name(node_kind));
    TRY(const auto found, referring(*kind, "node", same_bytes<Hash>(node), Unmerged::count));
    for (const auto& id : found.ids) {
        const auto shared = replica_.document(id);
        if (!shared && node::is_unmerged(shared.error())) continue;
        if (!shared) return fail(shared.error());
        const auto& state = *shared.value();
        const auto creation = same_bytes<UpdateId>(id);
        // Anybody may write a document about a node; its own is the one that counts.
        if (state.authorship.at(creation).device != node) continue;
        const auto author = author_of(state, replica_.governance());
        if (own_restraint(replica_.governance(), state).is_withheld()) continue;
        const auto fields = show_fields(*kind, state.document.now(), author);
        const auto* name = fields.if_contains(kind->title);
        if (name == nullptr || !name->at("value").is_string()) continue;
        return std::optional<std::string>{name->at("value").as_string()};
    }
    return std::optional<std::string>{};
}

}  // namespace praxis::community
