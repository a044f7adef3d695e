#include "node/community/acts.hpp"

#include "node/community/cuts.hpp"
#include "node/community/role_scope.hpp"
#include "node/community/show.hpp"
#include "node/replica/errc.hpp"
#include "protocol/base/utf8.hpp"
#include "protocol/wire/content.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::community {
namespace {

namespace json = boost::json;

std::string_view word_of(governance::Standing standing) {
    switch (standing) {
        case governance::Standing::standing:
            return "standing";
        case governance::Standing::void_:
            return "void";
        case governance::Standing::waiting:
            return "waiting";
    }
    return "waiting";
}

Result<Bytes> bytes_from(const Request& request, std::string_view name) {
    TRY(const auto digits, request.text(name));
    const auto bytes = from_hex(digits);
    if (!bytes) return fail(Errc::bad_request, "\"" + std::string{name} + "\" is not hexadecimal");
    return bytes.value();
}

Result<governance::Role> role_in(const Request& request) {
    TRY(const auto word, request.text("as"));
    const auto role = role_from(word);
    if (!role) return fail(Errc::bad_request, "no role \"" + word + "\"");
    return *role;
}

}  // namespace

std::string reason_of(const wire::SignedUpdate& update) {
    if (!update.content || update.content->empty()) return {};
    const auto parts = wire::decode_content(*update.content);
    if (!parts || parts.value().empty()) return {};
    const auto text = text_of(parts.value().front());
    return decode_utf8(text) ? std::string{text} : std::string{};
}

std::optional<governance::Role> role_from(std::string_view word) {
    using governance::Role;
    for (const auto role : {Role::steward,
                            Role::moderator,
                            Role::member,
                            Role::editor,
                            Role::desk_officer,
                            Role::focal_point,
                            Role::reviewer,
                            Role::expert,
                            Role::observer,
                            Role::reader}) {
        if (governance::word_of(role) == word) return role;
    }
    return std::nullopt;
}

std::string role_choices() {
    return "steward, moderator, editor, desk-officer, focal-point, member, reviewer, expert, "
           "observer or reader";
}

json::object to_json(const wire::SignedUpdate& update) {
    json::object out;
    out["header"] = hex(update.header);
    out["signature"] = update.signature.hex();
    out["skeleton"] = hex(update.skeleton);
    out["content"] = nullptr;
    if (update.content) out["content"] = hex(*update.content);
    out["content_leaf"] = update.content_leaf.hex();
    return out;
}

Result<wire::SignedUpdate> signed_update_from(const json::object& object) {
    const Request request{object};
    wire::SignedUpdate out;
    TRY(out.header, bytes_from(request, "header"));
    TRY(out.signature, request.id<Signature>("signature"));
    TRY(out.skeleton, bytes_from(request, "skeleton"));
    TRY(const auto content, request.optional_text("content"));
    if (content) {
        TRY(out.content, bytes_from(request, "content"));
    }
    TRY(const auto leaf, request.optional_id<Hash>("content_leaf"));
    if (leaf) out.content_leaf = *leaf;
    return out;
}

Result<json::object> Acts::position(const Request& request) const {
    TRY(const auto key, request.id<SigningKey>("key"));
    TRY(const auto at, replica_.root_position(key));
    json::object out;
    out["network"] = replica_.network().hex();
    out["incarnation"] = std::to_string(at.incarnation.value);
    out["seq"] = at.seq.value;
    out["prev"] = at.prev.hex();
    out["deps"] = to_json(at.deps);
    return out;
}

node::Task<Result<json::object>> Acts::submit(Request request) {
    CO_TRY(const auto object, request.object("update"));
    CO_TRY(auto update, signed_update_from(object));
    CO_TRY(const auto id, co_await replica_.submit(std::move(update)));
    const auto verdict = replica_.governance().verdict_of_root(id);
    json::object out;
    out["id"] = id.hex();
    out["verdict"] = word_of(verdict.standing);
    out["reason"] = verdict.stands() ? "" : governance::text_of(verdict);
    co_return out;
}

Result<std::vector<json::object>> Acts::updates() const {
    std::vector<json::object> out(1);
    out.front()["genesis"] = hex(governance::encode(replica_.governance().genesis()));
    for (const auto& id : replica_.governance().updates()) {
        TRY(const auto update, replica_.load(id));
        if (!update) return fail(Errc::not_found, "update " + id.hex() + " of root");
        out.push_back(to_json(*update));
    }
    return out;
}

Result<json::object> Acts::administrator(const Request& request) const {
    TRY(const auto key, request.id<SigningKey>("key"));
    const auto info = replica_.governance().administrator(key);
    if (!info) return fail(Errc::not_found, "this administrator's key holds no grant that stands");
    json::object out;
    out["grant"] = info->grant.hex();
    out["level"] = info->level == governance::Level::centre ? "centre" : "office";
    return out;
}

Result<json::object> Acts::person(const Request& request) const {
    TRY(const auto key, request.id<SigningKey>("key"));
    const auto person = replica_.governance().person_of(key);
    json::object out;
    out["known"] = replica_.governance().is_certificate_known(key);
    out["person"] = nullptr;
    if (person) out["person"] = person->hex();
    return out;
}

Result<json::object> Acts::role(const Request& request) const {
    TRY(const auto space, request.id<SpaceId>("space"));
    TRY(auto person, request.optional_id<PersonId>("person"));
    if (!person) person = replica_.person();
    if (!replica_.governance().space_info(space)) {
        return fail(Errc::not_found, "no space " + space.hex() + " here");
    }
    if (!person) return fail(Errc::not_found, "this node acts for nobody yet");
    const auto info = replica_.governance().role_of(*person, space);
    if (!info) return fail(Errc::not_found, "that person has no role in this space");
    json::object out;
    out["grant"] = info->grant.hex();
    out["role"] = governance::word_of(info->role);
    return out;
}

Result<std::vector<json::object>> Acts::grants(const Request& request) const {
    TRY(const auto space, request.id<SpaceId>("space"));
    TRY(const auto person, request.id<PersonId>("person"));
    TRY(const auto role, role_in(request));
    if (!replica_.governance().space_info(space)) {
        return fail(Errc::not_found, "no space " + space.hex() + " here");
    }
    if (!replica_.governance().person_info(person)) {
        return fail(node::NodeErrc::not_found, "person " + person.hex());
    }
    std::vector<json::object> out;
    for (const auto& info : replica_.governance().roles(space)) {
        if (info.person != person || info.role != role) continue;
        json::object line;
        line["grant"] = info.grant.hex();
        line["only"] = word_of(info.scope);
        out.push_back(std::move(line));
    }
    return out;
}

Result<std::vector<json::object>> Acts::cuts(const Request& request) const {
    TRY(const auto space, request.optional_id<SpaceId>("space"));
    TRY(const auto grant, request.id<UpdateId>("grant"));
    auto spaces = every_space(replica_);
    if (space) spaces = {same_bytes<SpaceId>(replica_.network()), *space};
    TRY(const auto cuts, cuts_now(replica_, grant, spaces));
    std::vector<json::object> out;
    for (const auto& cut : cuts)
        out.push_back(to_json(cut));
    return out;
}

}  // namespace praxis::community
