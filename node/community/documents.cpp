#include "node/community/documents.hpp"

#include "node/community/adoption.hpp"
#include "node/community/authorship.hpp"
#include "node/community/catalogue.hpp"
#include "node/community/erasing.hpp"
#include "node/community/history.hpp"
#include "node/community/show.hpp"
#include "node/community/value.hpp"
#include "node/community/writing.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::community {
namespace {

namespace json = boost::json;

node::Draft draft_of(crdt::Edit edit, const SpaceId& space, KindNumber kind) {
    node::Draft out;
    out.space = space;
    out.kind = kind;
    out.edit = std::move(edit);
    return out;
}

/// Whether one of them has this element of a set or list stand in it.
bool keeps(const std::vector<Setting>& settings,
           const FieldPlace& place,
           const std::string& element) {
    const auto& field = *place.field;
    return std::ranges::any_of(settings, [&](const Setting& one) {
        if (one.name != place.name() || one.text.empty()) return false;
        if (field.type == FieldType::log) {
            const auto entry = log_entry(field, one.text);
            return entry && entry.value() == element;
        }
        if (field.type == FieldType::list) {
            const auto step = list_step(field, one.text);
            return step && step.value().what != ListStep::What::remove &&
                   step.value().element == element;
        }
        const auto step = set_step(field, one.text);
        return step && step.value().add && step.value().element == element;
    });
}

/// Takes the entries out of the settings that the form appended to a log before: they stay.
void leave_out_entries(std::vector<Setting>& settings, const FieldDifference& log) {
    for (const auto& change : log.changes) {
        const auto again = std::ranges::find_if(settings, [&](const Setting& one) {
            if (one.name != log.place.name() || one.text.empty()) return false;
            const auto entry = log_entry(*log.place.field, one.text);
            return entry && entry.value() == change.text;
        });
        if (again != settings.end()) settings.erase(again);
    }
}

/// What a form asks for that was sent before, and went from `before` to `sent` then: what changed
/// is not as it was any more, and an element that came then and stands in it no longer goes again.
std::vector<Setting> typed_onto(const Kind& kind,
                                std::vector<Setting> settings,
                                const crdt::View& before,
                                const crdt::View& sent) {
    const auto nobody = [](const UpdateId&) { return std::optional<PersonId>{}; };
    const auto changed =
        differences(read_fields(kind, before, nobody), read_fields(kind, sent, nobody));
    std::vector<Setting> out;
    for (const auto& one : settings) {
        const auto place = kind.place(one.name);
        const bool has_elements = place && place.value().field->has_elements();
        if (one.as_it_was && has_elements && one.text.empty()) continue;
        const auto is_it = [&](const FieldDifference& field) {
            return field.place.name() == one.name;
        };
        if (!one.as_it_was || std::ranges::any_of(changed, is_it)) out.push_back(one);
    }
    for (const auto& field : changed) {
        const auto name = field.place.name();
        if (field.place.field->type == FieldType::log) {
            leave_out_entries(out, field);
            continue;
        }
        const bool is_in_form =
            std::ranges::any_of(settings, [&](const Setting& one) { return one.name == name; });
        if (!field.place.field->has_elements() || !is_in_form) continue;
        for (const auto& change : field.changes) {
            const bool came = change.what == community::Change::What::added;
            if (came && !keeps(settings, field.place, change.text)) {
                out.push_back({name, "-" + change.text});
            }
        }
    }
    return out;
}

std::string shortened(const DocumentId& id) {
    return id.hex().substr(0, 10);
}

}  // namespace

Result<Documents::Opened> Documents::open(const DocumentId& id) const {
    TRY(auto state, replica_.document(id));
    if (!state->document.stands(same_bytes<UpdateId>(id))) {
        return fail(Errc::not_standing,
                    "document " + shortened(id) +
                        "... is here, but its author had no right to make it; see praxis log "
                        "--document " +
                        id.hex());
    }
    const auto* kind = kinds_.by_number(state->kind);
    return Opened{std::move(state), kind};
}

Result<Documents::Opened> Documents::open_as(const DocumentId& id, std::string_view wanted) const {
    TRY(auto opened, open(id));
    if (opened.kind == nullptr) {
        return fail(Errc::unknown_kind,
                    "document " + shortened(id) + "... is of kind number " +
                        std::to_string(opened.state->kind.value) +
                        ", which needs a newer version of this program");
    }
    if (!wanted.empty() && opened.kind->name != wanted) {
        const auto& command = opened.kind->command;
        return fail(Errc::bad_request,
                    "document " + shortened(id) + "... is a " + opened.kind->name + ", not a " +
                        std::string{wanted} +
                        (command.empty() ? "" : "; use praxis " + command + " show|edit"));
    }
    return opened;
}

Result<Membership> Documents::membership() const {
    std::optional<std::string> name;
    if (const auto inviter = replica_.inviter()) {
        TRY(name, node_name(*inviter));
    }
    return membership_of(replica_, name);
}

/// Fails when it is known in words of people why this node's person may not write here.
Result<void> Documents::explain_missing_right(const SpaceId& space) const {
    TRY(const auto self, membership());
    if (self.state == Membership::State::not_member) {
        return fail(node::NodeErrc::not_member, self.why);
    }
    if (!replica_.governance().space_info(space)) {
        return fail(Errc::not_found, "no space " + space.hex() + " here");
    }
    const auto person = replica_.person();
    if (person && !replica_.governance().may_write(*person, space)) {
        return fail(node::NodeErrc::not_allowed,
                    "this node's person " + person->hex() +
                        " has no role in this space that may write; its steward gives one with "
                        "praxis role add");
    }
    return success();
}

/// The same of a hosted person who is signed in.
Result<void> Documents::explain_missing_right_of(const SigningKey& key,
                                                 const SpaceId& space) const {
    if (!replica_.governance().space_info(space)) {
        return fail(Errc::not_found, "no space " + space.hex() + " here");
    }
    const auto person = replica_.governance().person_of(key);
    if (person && !replica_.governance().may_write(*person, space)) {
        return fail(node::NodeErrc::not_allowed,
                    "you have no role in this space that may write; its steward gives one");
    }
    return success();
}

node::Task<Result<json::object>> Documents::write(node::Draft draft) {
    const auto space = draft.space;
    const auto as = draft.as;
    auto written = co_await replica_.author(std::move(draft));
    if (!written && written.error().code == node::NodeErrc::not_allowed) {
        CO_TRY(as ? explain_missing_right_of(as->key(), space) : explain_missing_right(space));
    }
    if (!written) co_return fail(std::move(written).error());
    co_return written_line(written.value().document, written.value().version);
}

node::Task<Result<json::object>> Documents::create(std::string kind_name,
                                                   SpaceId space,
                                                   std::vector<Setting> settings,
                                                   Writing writing) {
    CO_TRY(const auto* kind, kinds_.by_name(kind_name));
    CO_TRY(auto edit, compose_new(*kind, settings, writing.called, voter(writing)));
    CO_TRY(check_answered(*kind, settings, writing));
    auto draft = draft_of(std::move(edit), space, kind->number);
    FormDigest form{"new"};
    draft.token = form.add(kind_name).add(space).add(settings).token(writing, replica_.node());
    draft.as = std::move(writing.as);
    co_return co_await write(std::move(draft));
}

node::Task<Result<json::object>> Documents::edit(DocumentId id,
                                                 std::string kind_name,
                                                 std::vector<Setting> settings,
                                                 std::vector<UpdateId> base,
                                                 Writing writing) {
    constexpr int tries = 64;  // each takes a commit: more windows at once than anybody has
    const auto token =
        FormDigest{"edit"}.add(id).add(settings).add(base).token(writing, replica_.node());
    const auto form = FormDigest{"edit form"}.add(id).add(base).token(writing, replica_.node());
    for (int left = tries; left > 0; --left) {
        std::vector<UpdateId> wrote;
        if (form) {  // the version of today may have it all, and the answer is the one of then
            CO_TRY(const auto before, replica_.answer_to(*token));
            CO_TRY(auto last, replica_.answer_to(*form));
            if (before && node::is_last_of_form(*before, last)) {
                co_return written_line(before->document, before->version);
            }
            if (last) wrote = std::move(last->updates);
        }
        if (!wrote.empty()) {
            CO_TRY(const bool is_read, reads(id, wrote.back()));
            if (!is_read) {  // committed, and not taken notice of yet
                co_await replica_.committed().wait();
                continue;
            }
        }
        CO_TRY(auto change, compose(id, kind_name, settings, base, wrote, writing));
        if (change.draft.edit.empty() && !token) co_return written_line(id, change.version);
        change.draft.token = token;
        change.draft.form = form;
        change.draft.form_wrote = std::move(wrote);
        change.draft.as = writing.as;
        auto written = co_await write(std::move(change.draft));
        const bool sent_meanwhile =
            !written && written.error().code == node::NodeErrc::stale_position;
        if (!sent_meanwhile) co_return written;
    }
    co_return fail(node::NodeErrc::busy,
                   "this form is sent by many windows at once; send it again");
}

Voter Documents::voter(const Writing& writing) const {
    if (!writing.as) return replica_.person();
    return replica_.governance().person_of(writing.as->key());
}

Result<bool> Documents::reads(const DocumentId& id, const UpdateId& update) const {
    TRY(const auto state, replica_.document(id));
    return state->document.contains(update);
}

Result<Documents::Change> Documents::compose(const DocumentId& id,
                                             std::string_view kind_name,
                                             std::vector<Setting> settings,
                                             const std::vector<UpdateId>& base,
                                             const std::vector<UpdateId>& wrote,
                                             const Writing& writing) const {
    TRY(const auto opened, open_as(id, kind_name));
    TRY(check_open(*opened.state, writing));
    const auto& document = opened.state->document;
    const auto now = document.now();
    auto view = now;
    if (!base.empty()) {
        auto older = document.at(base);
        if (!older) {
            return fail(Errc::not_found,
                        "the base names an update that is not of this document, or not here");
        }
        view = std::move(older).value();
    }
    if (!base.empty() && !wrote.empty()) {
        auto onto = base;
        onto.push_back(wrote.back());
        TRY(auto sent, document.at(onto));
        settings = typed_onto(*opened.kind, std::move(settings), view, sent);
        view = std::move(sent);
    } else {
        std::erase_if(settings, &Setting::as_it_was);
    }
    TRY(auto edit, compose_edit(*opened.kind, settings, view, writing.called, voter(writing)));
    auto draft = draft_of(std::move(edit), opened.state->space, opened.kind->number);
    draft.document = id;
    draft.base = view.version();
    return Change{std::move(draft), now.version()};
}

node::Task<Result<json::object>> Documents::reply(DocumentId thread,
                                                  std::string text,
                                                  std::optional<DocumentId> quote,
                                                  Writing writing) {
    CO_TRY(const auto opened, open_as(thread, {}));
    const auto* kind = kinds_.answering(*opened.kind);
    if (kind == nullptr) {
        co_return fail(Errc::bad_request, "nothing answers a " + opened.kind->name);
    }
    const auto& answers = *kind->answers;
    std::vector<Setting> settings;
    settings.push_back({answers.field, thread.hex()});
    settings.push_back({answers.text, std::move(text)});
    if (quote) {
        CO_TRY(const auto quoted, open_as(*quote, kind->name));
        const auto of = quoted.state->document.now().constant_id(address_in(*kind, answers.field));
        if (of != same_bytes<Hash>(thread)) {
            co_return fail(Errc::bad_request,
                           "the quoted " + kind->name + " belongs to another " + opened.kind->name);
        }
        if (answers.quotes.empty()) {
            co_return fail(Errc::bad_request, "a " + kind->name + " quotes no other");
        }
        settings.push_back({answers.quotes, quote->hex()});
    }
    CO_TRY(auto edit, compose_new(*kind, settings, writing.called));
    auto draft = draft_of(std::move(edit), opened.state->space, kind->number);
    FormDigest form{"reply"};
    draft.token = form.add(settings).token(writing, replica_.node());
    if (draft.token) {  // what was said before a lock is answered as it was then
        CO_TRY(const auto before, replica_.answer_to(*draft.token));
        if (before) co_return written_line(before->document, before->version);
    }
    CO_TRY(check_open(*opened.state, writing));
    draft.as = std::move(writing.as);
    co_return co_await write(std::move(draft));
}

Result<json::object> Documents::render(const Opened& opened, Unmerged how, bool whole) const {
    const auto& state = *opened.state;
    const auto author = author_of(state, replica_.governance());
    TRY(const auto restraint, restraint_of(replica_, kinds_, state));
    const bool is_shown = whole || !restraint.is_withheld();
    auto out = show_document(*opened.kind, state.space, state.document, author);
    if (!is_shown) withhold_fields(out);
    const auto moderation = moderation_of(state.document, author);
    if (restraint.hidden) out["hidden"] = true;
    if (restraint.locked) out["locked"] = true;
    if (restraint.waits) out["waits"] = true;
    if (!moderation.entries.empty()) out["moderation"] = to_json(moderation.entries);
    if (!is_shown) return out;
    TRY(add_moves(out, state, moderation, how));
    if (const auto adopted = adoption_of(state, author); adopted && opened.kind->governs_space) {
        TRY(out["adopted"], to_json(*opened.kind, state, *adopted, author));
    }
    if (const auto* answering = kinds_.answering(*opened.kind)) {
        // Withheld with it, they are read one by one by whoever may.
        TRY(add_posts(out, state.id, *answering, how, restraint));
    }
    return out;
}

Result<json::object> Documents::show(const DocumentId& id, std::string_view kind) const {
    TRY(const auto opened, open_as(id, kind));
    const auto& state = *opened.state;
    const bool whole = reads_hidden(replica_.governance(), state, replica_.person());
    TRY(auto out, render(opened, Unmerged::count, whole));
    TRY(const auto known, authored(replica_, state, state.document.now()));
    out["signed"] = to_json(known);
    const auto moderation = moderation_of(state.document, author_of(state, replica_.governance()));
    if (moderation.erasure() != nullptr) {
        TRY(out["erasure"], erasure_line(replica_, state, moderation));
    }
    return out;
}

Result<json::object> Documents::export_line(const DocumentId& id) const {
    const auto found = open(id);
    json::object out;
    if (!found && found.error().code == node::NodeErrc::in_shreds) {
        out["id"] = id.hex();
        out["not_merged"] = true;
        return out;
    }
    if (!found) return fail(found.error());
    const auto& opened = found.value();
    if (opened.kind != nullptr) {
        TRY(out, render(opened, Unmerged::fail, false));
    } else {
        out["id"] = id.hex();
        out["kind"] = std::to_string(opened.state->kind.value);
        out["space"] = opened.state->space.hex();
        out["version"] = to_json(opened.state->document.now().version());
        out["merged_from"] = opened.state->document.merged_from();
        out["merged_fields"] = json::array{};
        out["fields"] = json::object{};
    }
    return with_sorted_keys(out).as_object();
}

Result<std::vector<DocumentId>> Documents::visible() const {
    TRY(const auto documents, replica_.documents(std::nullopt, std::nullopt));
    std::vector<DocumentId> out;
    for (const auto& document : documents) {
        if (document.stands) out.push_back(document.id);
    }
    std::ranges::sort(out);
    return out;
}

}  // namespace praxis::community
