#include "node/web/site.hpp"

#include "node/replica/errc.hpp"
#include "node/web/looks.hpp"
#include "node/web/words.hpp"

#include <algorithm>
#include <charconv>

namespace praxis::web {
namespace {

using community::Errc;

auto no_such_page() {
    return fail(Errc::not_found, "There is no such page here, or it is not open to you.");
}

std::string shown_or(const std::optional<std::string>& name, const std::string& otherwise) {
    return name ? *name : otherwise;
}

/// Names of those among `all` that hold everything; centres first.
struct Holders {
    std::vector<std::string> centres;
    std::vector<std::string> others;
    std::size_t nodes = 0;  // other than this one
};

/// "at Bratislava, Bangkok and 3 more"
std::string places_words(std::vector<std::string> names) {
    const auto count = names.size();
    if (count > limits::foot_peers_max) {
        names.resize(limits::foot_peers_max);
        names.push_back(std::to_string(count - limits::foot_peers_max) + " more");
    }
    return "at " + list_words(names);
}

/// The status and what happened, for errors that are a visitor's business.
std::optional<std::pair<unsigned, std::string>> for_people(const Error& error) {
    const auto is = [&](auto code) { return error.code == make_error_code(code); };
    if (is(Errc::not_found) || is(Errc::not_standing) || is(node::NodeErrc::not_found)) {
        return {{404, "No such page"}};
    }
    if (is(Errc::hidden)) return {{403, "Hidden by a moderator"}};
    if (is(Errc::waits)) return {{403, "This waits for a moderator"}};
    if (is(Errc::no_such_part)) return {{404, "There is nothing of that name"}};
    if (is(Errc::unknown_kind)) return {{404, "This needs a newer version"}};
    if (is(node::NodeErrc::not_allowed)) return {{403, "You may not do this"}};
    if (is(node::NodeErrc::read_only)) return {{503, "This node cannot write now"}};
    if (is(node::NodeErrc::merging)) return {{503, "This is still being merged"}};
    if (is(node::NodeErrc::in_shreds)) return {{507, "This cannot be merged"}};
    if (is(node::NodeErrc::busy)) return {{503, "This is being dealt with already"}};
    if (is(Errc::bad_request) || is(Errc::unknown_field)) {
        return {{400, "The address or the form is not complete"}};
    }
    if (is(Errc::bad_value) || is(Errc::missing_value) || is(Errc::unchangeable) ||
        is(node::NodeErrc::bad_request)) {
        return {{422, "Something in the form cannot be saved"}};
    }
    return std::nullopt;
}

std::string advice_for(const Error& error, unsigned status, bool signed_in) {
    if (error.code == make_error_code(Errc::no_such_part)) {
        return "Check the address, or begin at one of the pages below.";
    }
    if (error.code == make_error_code(Errc::hidden)) {
        return "Nothing of it is lost: a moderator of its space can show it again.";
    }
    if (error.code == make_error_code(Errc::waits)) {
        return "It is shown when a moderator of its space has approved it.";
    }
    if (node::is_unmerged(error)) return sentence_of(error.code.message());
    switch (status) {
        case 404:
            return signed_in ? "It may not have arrived here yet; look at Sync for what is waiting."
                             : "Sign in if you are a member: some pages are open to members only. "
                               "Or it has not arrived here yet; look at Sync.";
        case 403:
            return "Ask a steward of the space for the role that this needs.";
        case 503:
            return "Nothing was changed. Try again later; if it stays so, tell whoever runs this "
                   "node.";
        default:
            return "Nothing was changed. Go back, correct it, and send it again.";
    }
}

}  // namespace

Site::Site(node::Runtime& given_runtime,
           node::Replica& given_replica,
           const community::Kinds& given_kinds,
           community::Links& given_links,
           const Templates& given_templates)
    : runtime{given_runtime},
      replica{given_replica},
      kinds{given_kinds},
      links{given_links},
      templates{given_templates},
      documents{replica, kinds},
      catalogue{replica, kinds},
      moderation_log{replica, kinds},
      moves{replica, kinds},
      reading{replica, kinds} {}

Result<community::OpenDocument> Site::open(const Visit& visit,
                                           const std::string& segment,
                                           const std::vector<UpdateId>& version) const {
    const auto id = DocumentId::from_hex(segment);
    if (!id) return no_such_page();
    const auto readable = reading.may_read(visit.person(), id.value());
    if (!readable && readable.error().code != make_error_code(node::NodeErrc::not_found)) {
        return fail(readable.error());
    }
    if (!readable || !readable.value()) return no_such_page();
    TRY(const auto withheld, withheld_from(visit, id.value()));
    if (withheld) return fail(*withheld, "Its page says by whom, when and why.");
    return catalogue.open(id.value(), version);
}

Result<std::optional<Errc>> Site::withheld_from(const Visit& visit, const DocumentId& id) const {
    TRY(const auto state, replica.document(id));
    TRY(const auto restraint, community::restraint_of(replica, kinds, *state));
    const bool reads = !restraint.is_withheld() ||
                       community::reads_hidden(replica.governance(), *state, visit.person());
    if (reads) return std::optional<Errc>{};
    return std::optional{restraint.hidden ? Errc::hidden : Errc::waits};
}

Result<governance::SpaceInfo> Site::space(const Visit& visit, const std::string& segment) const {
    const auto id = SpaceId::from_hex(segment);
    if (!id) return no_such_page();
    const auto info = replica.governance().space_info(id.value());
    if (!info || !reading.may_enter(visit.person(), id.value())) return no_such_page();
    return *info;
}

std::optional<governance::SpaceInfo> Site::door(const Visit& visit,
                                                const std::string& segment) const {
    const auto& governance = replica.governance();
    const auto person = visit.person() ? governance.person_info(*visit.person()) : std::nullopt;
    const auto id = SpaceId::from_hex(segment);
    if (!id || !person || !person->stands_now) return std::nullopt;
    auto info = governance.space_info(id.value());
    if (!info || info->policy != governance::JoinPolicy::approve) return std::nullopt;
    return reading.may_enter(person->id, id.value()) ? std::nullopt : std::move(info);
}

community::Catalogue::MayRead Site::may_read(const Visit& visit) const {
    return [this, &visit](const DocumentId& id) -> Result<bool> {
        auto readable = reading.may_read(visit.person(), id);
        if (readable && readable.value()) {
            const auto withheld = withheld_from(visit, id);
            if (withheld) return !withheld.value().has_value();
            readable = fail(withheld.error());
        }
        if (readable) return readable.value();
        // Whether it is public stands in it.
        if (node::is_unmerged(readable.error())) return reads_everything(visit);
        if (readable.error().code == make_error_code(node::NodeErrc::not_found)) return false;
        return fail(readable.error());
    };
}

bool Site::may_write(const Visit& visit, const SpaceId& space) const {
    const auto person = visit.person();
    return person && replica.governance().may_write(*person, space);
}

bool Site::may_write_in(const Visit& visit, const community::OpenDocument& document) const {
    const auto person = visit.person();
    const auto& state = *document.state;
    return person &&
           replica.governance().may_write(*person, state.space, state.id, state.kind.value);
}

bool Site::may_edit(const Visit& visit, const community::OpenDocument& document) const {
    if (!document.kind->stands_alone() || !may_write_in(visit, document)) return false;
    if (document.restraint.moved) return false;
    if (document.restraint.locked && !may_moderate(visit, document)) return false;
    if (!document.kind->beside_root || document.author == visit.person()) return true;
    const auto view = document.state->document.now();
    return std::ranges::any_of(view.fields(), [&](const crdt::FieldId& field) {
        const auto about = view.constant_id(field.at);
        return about && same_bytes<PersonId>(*about) == visit.person();
    });
}

bool Site::may_answer(const Visit& visit, const community::OpenDocument& document) const {
    if (document.restraint.moved) return false;
    // An answer is a document of its own; of what nothing answers it is a ballot.
    const auto* kind = kinds.answering(*document.kind);
    const bool may = kind != nullptr ? may_write_new(visit, *kind, document.state->space)
                                     : may_write_in(visit, document);
    return may && (!document.restraint.locked || may_moderate(visit, document));
}

Result<void> Site::check_not_locked(const Visit& visit,
                                    const community::OpenDocument& document) const {
    if (may_answer(visit, document)) return success();
    return fail(node::NodeErrc::not_allowed,
                std::string{"A moderator "} + (document.restraint.moved ? "moved" : "locked") +
                    " this: it can be read, and neither changed nor answered.");
}

bool Site::may_moderate(const Visit& visit, const community::OpenDocument& document) const {
    return community::may_moderate(replica.governance(), *document.state, visit.person());
}

bool Site::moderates_in(const Visit& visit, const SpaceId& space) const {
    const auto person = visit.person();
    const auto roles = replica.governance().roles(space);
    return std::ranges::any_of(roles, [&](const governance::RoleInfo& info) {
        return info.person == person && governance::may_moderate(info.role);
    });
}

bool Site::may_quarantine(const Visit& visit, const SpaceId& space) const {
    const auto person = visit.person();
    return person && replica.governance().quarantining_grant(*person, space);
}

bool Site::may_flag(const Visit& visit, const community::OpenDocument& document) const {
    const auto* kind = kinds.calling_moderators();
    return kind != nullptr && kind != document.kind && !document.restraint.is_withheld() &&
           may_write_new(visit, *kind, document.state->space);
}

Result<std::map<KindNumber, std::size_t>> Site::hidden_counts(const Visit& visit,
                                                              const SpaceId& space) {
    TRY(auto moderated, moderation_log.documents(space));
    TRY(const auto in_doubt, community::written_in_quarantine(replica, space));
    moderated.insert(in_doubt.begin(), in_doubt.end());
    std::map<KindNumber, std::size_t> out;
    for (const auto& id : moderated) {
        const auto state = replica.document(id);
        if (!state || !state.value()->document.stands(same_bytes<UpdateId>(id))) continue;
        TRY(const auto withheld, withheld_from(visit, id));
        if (withheld) ++out[state.value()->kind];
    }
    return out;
}

bool Site::may_write_new(const Visit& visit,
                         const community::Kind& kind,
                         const SpaceId& space) const {
    const auto person = visit.person();
    return person && replica.governance().may_write(*person, space, {}, kind.number.value);
}

bool Site::is_written_in(const community::Kind& kind, const SpaceId& space) const {
    return kind.stands_alone() && !kind.beside_root && kind.commons == (space == replica.commons());
}

bool Site::reads_everything(const Visit& visit) const {
    return std::ranges::all_of(replica.governance().spaces(), [&](const auto& space) {
        return reading.reads_all(visit.person(), space.id);
    });
}

Result<std::string> Site::person(const std::optional<PersonId>& person) {
    if (!person) return std::string{"somebody not known here yet"};
    TRY(const auto name, catalogue.person_name(*person));
    return shown_or(name, "person " + person->hex().substr(0, name_digits));
}

Result<std::string> Site::signer(const std::optional<PersonId>& by) {
    if (!by) return std::string{"an administrator of the network"};
    return person(by);
}

Result<std::string> Site::node(const NodeId& node) {
    TRY(const auto name, catalogue.node_name(node));
    return shown_or(name, "node " + node.hex().substr(0, name_digits));
}

Result<std::string> Site::space_name(const SpaceId& space) {
    TRY(const auto name, catalogue.space_name(space));
    return shown_or(name, "space " + space.hex().substr(0, name_digits));
}

std::string Site::title_of(const community::OpenDocument& document) {
    return document.title.empty() ? document.kind->label + " without a title" : document.title;
}

Result<FootLine> Site::contacts() {
    FootLine out{{}, {}, "/sync", "All of Sync"};
    TRY(const auto peers, links.peers());
    std::vector<std::string> words;
    for (const auto& peer : peers) {
        if (words.size() == limits::foot_peers_max) break;
        TRY(const auto name, node(peer.node));
        words.push_back(name + " " +
                        (peer.connected      ? "now"
                         : peer.last_contact ? minute_words(*peer.last_contact)
                                             : "never"));
    }
    if (peers.size() > words.size()) {
        words.push_back(std::to_string(peers.size() - words.size()) + " more");
    }
    out.state = words.empty() ? "No other node is known here." : "Last contact:";
    if (!words.empty()) out.detail = list_words(words) + ".";
    return out;
}

Result<std::vector<node::Whereabouts>> Site::where(const community::OpenDocument& document) {
    using State = node::Whereabouts::State;
    TRY(auto out, links.where(document.state->id));
    TRY(const auto answers, catalogue.answers(document));
    if (answers.empty()) return out;
    TRY(const auto lacking, links.lacking(document.state->space, answers));
    for (auto& each : out) {
        if (each.state == State::holds && lacking.contains(each.node)) each.state = State::behind;
    }
    return out;
}

Result<FootLine> Site::foot_of(const community::OpenDocument& document) {
    FootLine out{{}, {}, "/d/" + document.state->id.hex() + "/status", "Status"};
    TRY(const auto nodes, where(document));
    Holders holders;
    for (const auto& each : nodes) {
        if (each.node == replica.node()) continue;
        ++holders.nodes;
        if (each.state != node::Whereabouts::State::holds) continue;
        TRY(auto name, node(each.node));
        const auto device = replica.governance().device_info(each.node);
        const bool centre = device && device->node == governance::NodeRole::centre;
        (centre ? holders.centres : holders.others).push_back(std::move(name));
    }
    const auto held = holders.centres.size() + holders.others.size();
    if (held == 0) {
        out.state = "Here only.";
        out.detail = holders.nodes == 0 ? "No other node is known."
                                        : "It is passed on by itself at the next contact.";
    } else if (held == holders.nodes) {
        auto names = holders.centres;
        names.insert(names.end(), holders.others.begin(), holders.others.end());
        out.state = "At all nodes:";
        out.detail = (names.size() == 1 ? "here and " : "here, ") + places_words(names) + ".";
    } else if (!holders.centres.empty()) {
        out.state = "At centre.";
        out.detail = "Also " + places_words(holders.centres) + ".";
    } else {
        out.state = "Passed on.";
        out.detail = "Also " + places_words(holders.others) + "; at no other centre yet.";
    }
    return out;
}

Result<std::string> Site::html(const Visit& visit,
                               const Frame& frame,
                               const std::string& file,
                               const View& content) {
    View whole;
    whole.set("TITLE", frame.title).set("STYLE", templates.style_path());
    const auto commons = replica.commons();
    std::string network = "Praxis";
    if (commons) {
        TRY(network, space_name(*commons));
    }
    TRY(auto own, node(replica.node()));
    whole.set("NETWORK", network).set("NODE", std::move(own));
    whole.part_if("AT_HOME", frame.place == Place::home)
        .part_if("AT_SPACES", frame.place == Place::spaces)
        .part_if("AT_SYNC", frame.place == Place::sync);
    if (visit.session) {
        TRY(auto name, person(visit.session->person));
        whole.part("SIGNED_IN")
            .set("NAME", std::move(name))
            .set("CSRF", visit.csrf)
            .part_if("AT_ME", frame.place == Place::me);
    } else {
        whole.part("SIGNED_OUT").part_if("AT_SIGN_IN", frame.place == Place::sign_in);
    }
    FootLine foot;
    if (frame.foot) {
        foot = *frame.foot;
    } else {
        TRY(foot, contacts());
    }
    whole.part("PASSED")
        .set("STATE", foot.state)
        .set("DETAIL", foot.detail)
        .set("MORE", foot.more)
        .set("MORE_WORDS", foot.more_words);
    whole.piece("CONTENT", file) = content;
    return templates.render("page.tpl", whole);
}

Result<http::Response> Site::page(const Visit& visit,
                                  Frame frame,
                                  const std::string& file,
                                  const View& content) {
    http::Response out;
    out.status = frame.status;
    out.bytes_max = frame.bytes_max;
    TRY(out.body, html(visit, frame, file, content));
    if (out.body.size() > out.bytes_max) {
        return fail(Errc::bad_request,
                    "This is too long for one page of the browser. The praxis command can show "
                    "and change it whole.");
    }
    return out;
}

Result<std::optional<http::Response>> Site::problem_page(const Visit& visit, const Error& error) {
    const auto known = for_people(error);
    if (!known) return std::optional<http::Response>{};
    View view;
    view.set("TITLE", known->second)
        .set("WHAT_TO_DO", advice_for(error, known->first, visit.session != nullptr));
    if (!error.detail.empty()) view.part("REASON").set("WORDS", sentence_of(error.detail));
    if (known->first == 404 && !visit.session) {
        view.part("BACK").set("PATH", "/sign-in").set("BACK_WORDS", "Sign in");
    }
    add_typed(view, visit);
    Frame frame;
    frame.title = known->second;
    frame.status = known->first;
    frame.bytes_max = limits::http_text_response_bytes_max;
    TRY(auto out, page(visit, std::move(frame), "error.tpl", view));
    return std::optional{std::move(out)};
}

std::string Site::draw_token() {
    StrongBytes<struct FormTokenTag, 16> drawn;
    runtime.entropy.fill(drawn.bytes);
    return drawn.hex();
}

void add_hidden(View& form,
                const Visit& visit,
                const std::string& token,
                const std::vector<UpdateId>& base) {
    auto& hidden = form.piece("HIDDEN", "hidden.tpl");
    hidden.set("CSRF", visit.csrf);
    hidden.part("INPUT").set("NAME", "token").set("VALUE", token);
    for (const auto& update : base)
        hidden.part("INPUT").set("NAME", "base").set("VALUE", update.hex());
}

Result<std::vector<UpdateId>> ids_in(const http::Form& form, std::string_view name) {
    std::vector<UpdateId> out;
    for (const auto& digits : form.all(name)) {
        const auto id = UpdateId::from_hex(digits);
        if (!id)
            return fail(Errc::bad_request, "A version is named wrongly in the address or form.");
        out.push_back(id.value());
    }
    return out;
}

Result<community::Writing> writing_of(const Visit& visit) {
    const auto* token = visit.form.first("token");
    if (token == nullptr || token->empty() || token->size() > limits::form_token_bytes_max) {
        return fail(Errc::bad_request, "The form is not complete. Open it again.");
    }
    return community::Writing{visit.acting(), *token, community::Called::by_label};
}

void add_paragraphs(View& view, std::string_view text) {
    for (auto& paragraph : paragraphs_of(text))
        view.part("PARAGRAPH").set("TEXT", std::move(paragraph));
}

std::size_t page_asked(const http::Form& query) {
    const auto* typed = query.first("page");
    std::size_t out = 1;
    if (typed == nullptr || typed->size() > 6) return out;
    const auto [end, error] = std::from_chars(typed->data(), typed->data() + typed->size(), out);
    return error == std::errc{} && out > 0 ? out : 1;
}

void add_page_links(View& view,
                    const std::string& path,
                    std::size_t page,
                    std::size_t pages,
                    const std::pair<std::string, std::string>& words,
                    const std::string& rest) {
    auto& piece = view.piece("PAGES", "pages.tpl");
    if (pages < 2) return;
    auto& shown = piece.part("SHOWN");
    shown.set("PATH", path).set("REST", rest);
    if (page > 1) shown.part("NEWER").set("PAGE", page - 1).set("WORD", words.first);
    if (page < pages) shown.part("OLDER").set("PAGE", page + 1).set("WORD", words.second);
}

}  // namespace praxis::web
