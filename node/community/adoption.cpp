#include "node/community/adoption.hpp"

#include "node/community/show.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::community {
namespace {

namespace json = boost::json;

/// What is in force first; the same on every node.
auto by_force(const Governing& one) {
    return std::pair{!one.adoption.has_value(), one.id};
}

}  // namespace

bool brings_words(const node::DocumentState& state, const crdt::View& from, const crdt::View& to) {
    return std::ranges::any_of(to.updates_since(from),
                               [&](const UpdateId& id) { return !state.wordless.contains(id); });
}

std::optional<Adoption> adoption_of(const node::DocumentState& state, const AuthorOf& author) {
    Adoption out;
    out.acts = moderation_of(state.document, author).adoptions();
    if (out.acts.empty()) return std::nullopt;
    for (const auto& act : out.acts)
        out.version.push_back(act.update);
    std::ranges::sort(out.version);
    const auto in_force = state.document.at(out.version);
    out.changed_since = !in_force || brings_words(state, in_force.value(), state.document.now());
    return out;
}

Result<json::object> to_json(const Kind& kind,
                             const node::DocumentState& state,
                             const Adoption& adoption,
                             const AuthorOf& author) {
    TRY(const auto in_force, state.document.at(adoption.version));
    json::object out;
    out["by"] = to_json(adoption.acts);
    out["version"] = to_json(adoption.version);
    out["changed_since"] = adoption.changed_since;
    out["fields"] = show_fields(kind, in_force, author);
    return out;
}

Result<GoverningDocuments> governing_documents(const node::Replica& replica,
                                               const Kinds& kinds,
                                               const SpaceId& space) {
    GoverningDocuments out;
    for (const auto& kind : kinds.all()) {
        if (!kind.governs_space) continue;
        TRY(const auto documents, replica.documents(space, kind.number));
        for (const auto& each : documents) {
            if (!each.stands) continue;
            const auto held = replica.document(each.id);
            if (!held && node::is_unmerged(held.error())) {
                ++out.not_merged;
                continue;
            }
            if (!held) return fail(held.error());
            const auto& state = *held.value();
            TRY(const auto restraint, restraint_of(replica, kinds, state));
            if (restraint.hidden) continue;
            out.documents.push_back(
                {each.id, &kind, adoption_of(state, author_of(state, replica.governance()))});
        }
    }
    std::ranges::sort(out.documents, {}, by_force);
    return out;
}

Result<std::vector<json::object>> list_governing(const node::Replica& replica,
                                                 const Kinds& kinds,
                                                 const Request& request) {
    TRY(const auto space, request.id<SpaceId>("space"));
    if (!replica.governance().space_info(space)) {
        return fail(Errc::not_found, "no space " + space.hex() + " here");
    }
    TRY(const auto found, governing_documents(replica, kinds, space));
    const Catalogue catalogue{replica, kinds};
    std::vector<json::object> out;
    for (const auto& one : found.documents) {
        const auto version = one.adoption ? one.adoption->version : std::vector<UpdateId>{};
        TRY(const auto document, catalogue.open(one.id, version));
        json::object line;
        line["id"] = one.id.hex();
        line["kind"] = one.kind->name;
        line["title"] = document.title;
        line["adopted"] = nullptr;
        if (one.adoption) {
            const auto author = author_of(*document.state, replica.governance());
            TRY(line["adopted"], to_json(*one.kind, *document.state, *one.adoption, author));
        }
        out.push_back(std::move(line));
    }
    if (found.not_merged > 0) {
        json::object rest;
        rest["not_merged"] = found.not_merged;
        out.push_back(std::move(rest));
    }
    return out;
}

}  // namespace praxis::community
