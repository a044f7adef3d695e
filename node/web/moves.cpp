#include "node/web/moves.hpp"

#include "node/replica/errc.hpp"
#include "node/web/words.hpp"

namespace praxis::web {
namespace {

using community::OpenDocument;

/// What the moderators of its old space know of a move is for who reads that.
Result<void> add_origin(Site& site, const Visit& visit, View& view, const OpenDocument& document) {
    const auto* field = document.kind->continuing();
    const auto* named =
        field != nullptr ? community::find_field(document.fields, field->name) : nullptr;
    if (named == nullptr) return success();
    const auto continued = site.moves.continued_by(*document.state);
    const bool is_here = continued && continued.value();
    const auto old = is_here ? site.open(visit, continued.value()->id.hex())
                             : Result<OpenDocument>{fail(community::Errc::not_found)};
    if (old) {
        const auto& act = continued.value()->act;
        TRY(auto author, site.person(old.value().author));
        TRY(auto space, site.space_name(continued.value()->space));
        TRY(auto by, site.person(act.by));
        view.part("CONTINUES")
            .set("ID", continued.value()->id.hex())
            .set("TITLE", Site::title_of(old.value()))
            .set("AUTHOR", std::move(author))
            .set("SPACE", continued.value()->space.hex())
            .set("SPACE_NAME", std::move(space))
            .set("BY", std::move(by))
            .set("WRITTEN", minute_words(act.written))
            .part_if("TAKEN_BACK", act.taken_back);
        return success();
    }
    TRY(const auto act, UpdateId::from_hex(named->value.text));
    TRY(const auto held, site.replica.load(act));
    // An act that is here and moved nothing to this document is not worth a word.
    view.part_if("CONTINUES_UNSEEN", is_here || !continued || !held);
    return success();
}

}  // namespace

Result<bool> add_continuation(Site& site,
                              const Visit& visit,
                              View& line,
                              const std::optional<community::Continuation>& to) {
    if (!to) return false;
    const auto opened = site.open(visit, to->id.hex());
    if (!opened) return false;
    TRY(auto space, site.space_name(to->space));
    line.part("TO")
        .set("ID", to->id.hex())
        .set("TITLE", Site::title_of(opened.value()))
        .set("SPACE", to->space.hex())
        .set("SPACE_NAME", std::move(space));
    return true;
}

Result<void> add_moves(Site& site,
                       const Visit& visit,
                       View& view,
                       const OpenDocument& document,
                       const community::ModerationState& acts) {
    TRY(const auto moves, site.moves.of(*document.state, acts));
    for (const auto& move : moves) {
        auto& note = view.part("MOVED");
        TRY(auto by, site.person(move.act.by));
        note.set("BY", std::move(by)).set("WRITTEN", minute_words(move.act.written));
        TRY(const bool shown, add_continuation(site, visit, note, move.to));
        note.part_if("NOT_HERE", !shown).part_if("SINCE", move.changed_since);
    }
    return add_origin(site, visit, view, document);
}

Result<bool> add_destinations(Site& site,
                              const Visit& visit,
                              View& view,
                              const OpenDocument& document) {
    const auto& kind = *document.kind;
    if (kind.continuing() == nullptr) return false;
    std::vector<SpaceId> spaces;
    for (const auto& space : site.replica.governance().spaces()) {
        const bool takes = space.id != document.state->space &&
                           site.is_written_in(kind, space.id) &&
                           site.may_write_new(visit, kind, space.id);
        if (takes) spaces.push_back(space.id);
    }
    if (spaces.empty()) return false;
    auto& move = view.part("MOVE");
    const auto* chosen = visit.form.first("to");
    for (const auto& space : spaces) {
        TRY(auto name, site.space_name(space));
        auto& choice = move.part("DESTINATION");
        choice.set("VALUE", space.hex()).set("WORD", std::move(name));
        choice.part_if("CHOSEN", chosen != nullptr && *chosen == space.hex());
    }
    move.part_if("WIDER", visit.form.first("wider") != nullptr);
    const auto seen = document.state->document.at(document.version);
    const auto carried = seen ? community::carried_over(kind, seen.value())
                              : Result<community::Carried>{fail(seen.error())};
    if (!carried) {
        move.part("NOT_WHOLE").set("WORDS", sentence_of(node::words_of(carried.error())));
        return true;
    }
    for (const auto& each : carried.value().left_behind) {
        const auto place = kind.place(each.field);
        move.part("LEFT_BEHIND")
            .set("LABEL", place ? label_of(place.value()) : "Field " + each.field)
            .set("WHY", each.why);
    }
    return true;
}

}  // namespace praxis::web
