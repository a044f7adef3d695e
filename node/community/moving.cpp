#include "node/community/moving.hpp"

#include "node/community/adoption.hpp"
#include "node/replica/errc.hpp"
#include "protocol/wire/header.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <set>

namespace praxis::community {
namespace {

namespace json = boost::json;

/// Where documents of a kind name the act that moved what they continue; nullopt: they name none.
std::optional<crdt::Address> naming_act(const Kind* kind) {
    const auto* field = kind != nullptr ? kind->continuing() : nullptr;
    if (field == nullptr) return std::nullopt;
    return address_of({field, {}});
}

json::value hex_or_null(const std::optional<PersonId>& person) {
    return person ? json::value(person->hex()) : json::value(nullptr);
}

Result<void> check_whole(const ReadField& field) {
    const auto is = [&](ReadValue::State state) {
        return field.value.state == state ||
               std::ranges::any_of(field.conflict,
                                   [&](const auto& one) { return one.value.state == state; });
    };
    const auto name = field.place.field->quoted(Called::by_label);
    if (field.lacking > 0 || is(ReadValue::State::absent)) {
        return fail(Errc::bad_request,
                    "what is moved is moved whole, and something of " + name +
                        " is not here: it was erased, or has not arrived yet");
    }
    const bool is_for_ever = field.place.field->type == FieldType::constant;
    if (is(ReadValue::State::unreadable) && !is_for_ever) {
        return fail(Errc::bad_request,
                    "what is moved is moved whole, and " + name +
                        " has a value that cannot be read; write another there first");
    }
    return success();
}

/// nullopt: it is not here, or of a newer version.
Result<std::optional<wire::Header>> header_of(const node::Replica& replica, const UpdateId& id) {
    TRY(const auto update, replica.load(id));
    auto header = update ? wire::decode_header(update->header)
                         : Result<wire::Header>{fail(node::NodeErrc::not_found)};
    if (!header) return std::optional<wire::Header>{};
    return std::optional{std::move(header).value()};
}

}  // namespace

Result<void> Moves::catch_up() {
    TRY(seen_, replica_.creations(seen_, [&](const node::Creation& creation) {
        const auto at = naming_act(kinds_.by_number(creation.kind));
        const auto named = at ? creation.constant_ids.find(*at) : creation.constant_ids.end();
        if (named == creation.constant_ids.end()) return;
        by_act_[{creation.kind, named->second}][creation.id] = {
            creation.id, creation.space, creation.written};
    }));
    return success();
}

Result<std::optional<Continuation>> Moves::naming(const UpdateId& act) {
    TRY(catch_up());
    TRY(const auto moving, header_of(replica_, act));
    if (!moving) return std::optional<Continuation>{};
    const auto found = by_act_.find({moving->kind, same_bytes<Hash>(act)});
    if (found == by_act_.end()) return std::optional<Continuation>{};
    for (const auto& [id, each] : found->second) {
        if (each.space == moving->space || each.written != moving->written) continue;
        TRY(const bool stands, replica_.stands(id));
        TRY(const auto made, header_of(replica_, same_bytes<UpdateId>(id)));
        if (stands && made && made->device == moving->device) return std::optional{each};
    }
    return std::optional<Continuation>{};
}

Result<std::optional<Continuation>> Moves::continuing(const ModerationEntry& act) {
    if (act.act != ModerationAct::move) return std::optional<Continuation>{};
    return naming(act.update);
}

Result<std::vector<Move>> Moves::of(const node::DocumentState& state, const ModerationState& acts) {
    std::vector<Move> out;
    for (const auto& act : acts.moves()) {
        const std::array version{act.update};
        TRY(const auto seen, state.document.at(version));
        TRY(const auto to, continuing(act));
        out.push_back({act, to, brings_words(state, seen, state.document.now())});
    }
    return out;
}

Result<std::optional<Continued>> Moves::continued_by(const node::DocumentState& state) {
    const auto at = naming_act(kinds_.by_number(state.kind));
    const auto named = at ? state.document.now().constant_id(*at) : std::nullopt;
    if (!named) return std::optional<Continued>{};
    const auto id = same_bytes<UpdateId>(*named);
    TRY(const auto counts, naming(id));
    if (!counts || counts->id != state.id) return std::optional<Continued>{};
    TRY(const auto moving, header_of(replica_, id));
    if (!moving) return std::optional<Continued>{};
    const auto held = replica_.document(moving->document);
    if (!held && held.error().code == node::NodeErrc::not_found) return std::optional<Continued>{};
    if (!held) return fail(held.error());
    const auto& old = held.value();
    const auto acts = moderation_of(old->document, author_of(*old, replica_.governance())).entries;
    const auto act = std::ranges::find(acts, id, &ModerationEntry::update);
    const bool moved = act != acts.end() && act->act == ModerationAct::move &&
                       old->document.stands(same_bytes<UpdateId>(old->id));
    if (!moved) return std::optional<Continued>{};
    return std::optional{Continued{old->id, old->space, *act}};
}

Result<Carried> carried_over(const Kind& kind, const crdt::View& view) {
    const auto nobody = [](const UpdateId&) { return std::optional<PersonId>{}; };
    Carried out;
    for (const auto& field : read_fields(kind, view, nobody)) {
        const auto& form = *field.place.field;
        auto name = field.place.name();
        if (form.continues) continue;
        if (form.type == FieldType::ballot) {
            if (tally(field).empty()) continue;
            out.left_behind.push_back({std::move(name), "whoever cast a ballot casts it there"});
            continue;
        }
        TRY(check_whole(field));
        for (const auto& element : field.elements)
            out.settings.push_back({name, "+" + element});
        if (field.unreadable > 0 || field.value.state == ReadValue::State::unreadable) {
            out.left_behind.push_back({name, "what another program wrote there cannot be read"});
        }
        if (!field.value.text.empty()) out.settings.push_back({name, field.value.text});
        if (field.conflict.empty()) continue;
        out.left_behind.push_back(
            {std::move(name), "of the values that stand side by side, the one shown went with it"});
    }
    std::map<std::uint16_t, std::string> unknown;  // why
    for (const auto& id : view.fields()) {
        const bool is_its_own = id.at.field < governance::moderation_fields_first;
        if (!is_its_own || place_of(kind, id)) continue;
        unknown[id.at.field] = kind.field(id.at.field) == nullptr
                                   ? "a newer version is needed to read it"
                                   : "what another program wrote there in a form of its own";
    }
    for (const auto& [number, why] : unknown) {
        const auto* field = kind.field(number);
        out.left_behind.push_back({field != nullptr ? field->name : std::to_string(number), why});
    }
    return out;
}

bool differs_in_visibility(const Kind& kind, const crdt::View& one, const crdt::View& other) {
    const auto place = kind.place("visibility");
    if (!place) return false;
    const auto said = [&](const crdt::View& view) {
        std::set<std::string> out;
        for (const auto& value : view.multi(address_of(place.value())))
            out.insert(value.content ? std::string{text_of(*value.content)} : "?");
        return out;
    };
    return said(one) != said(other);
}

bool is_read_by_more(const governance::Governance& governance,
                     const node::DocumentState& from,
                     const SpaceId& to) {
    const auto is_open = [&](const SpaceId& space) {
        const auto info = governance.space_info(space);
        return info && info->policy == governance::JoinPolicy::open;
    };
    if (is_open(from.space)) return false;  // who may not read it there is named in the document
    if (is_open(to)) return true;
    std::set<PersonId> readers;
    for (const auto& role : governance.roles(from.space)) {
        if (covers(role.scope, from.id, from.kind.value)) readers.insert(role.person);
    }
    const auto there = governance.roles(to);
    return std::ranges::any_of(
        there, [&](const governance::RoleInfo& role) { return !readers.contains(role.person); });
}

json::array to_json(const std::optional<Continuation>& to) {
    json::array out;
    if (!to) return out;
    json::object line;
    line["id"] = to->id.hex();
    line["space"] = to->space.hex();
    out.push_back(std::move(line));
    return out;
}

json::object to_json(const Move& move) {
    json::object out;
    out["act"] = move.act.update.hex();
    out["by"] = hex_or_null(move.act.by);
    out["to"] = to_json(move.to);
    out["changed_since"] = move.changed_since;
    return out;
}

json::object to_json(const Continued& continued) {
    json::object out;
    out["id"] = continued.id.hex();
    out["space"] = continued.space.hex();
    out["act"] = continued.act.update.hex();
    out["by"] = hex_or_null(continued.act.by);
    out["taken_back"] = continued.act.taken_back;
    return out;
}

json::array to_json(const std::vector<Carried::LeftBehind>& left_behind) {
    json::array out;
    for (const auto& each : left_behind) {
        json::object line;
        line["field"] = each.field;
        line["why"] = each.why;
        out.push_back(std::move(line));
    }
    return out;
}

}  // namespace praxis::community
