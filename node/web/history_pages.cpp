#include "node/community/history.hpp"
#include "node/web/pages.hpp"
#include "node/web/values.hpp"
#include "node/web/words.hpp"
#include "protocol/base/utf8.hpp"

#include <algorithm>
#include <set>

// What became of a document: its versions, what differs between two, and where it is.

namespace praxis::web {
namespace {

using community::Change;
using community::OpenDocument;
using community::Revision;
using Verdict = node::LogEntry::Verdict;

Result<void> add_head(Site& site, View& view, const OpenDocument& document) {
    TRY(auto space, site.space_name(document.state->space));
    view.set("ID", document.state->id.hex())
        .set("SPACE", document.state->space.hex())
        .set("SPACE_NAME", std::move(space))
        .set("TITLE", Site::title_of(document));
    return success();
}

std::string what_words(const Revision& revision) {
    if (revision.base.empty()) return "Made the document:";
    if (revision.joins) return "Brought several lines of work together.";
    if (revision.moderates) return "Moderated it; the document's page says how and why.";
    if (revision.places.empty()) return "Changed something that needs a newer version.";
    return "Changed";
}

/// Fields by their labels, a few of them.
std::string names_of(const std::vector<community::FieldPlace>& places) {
    constexpr std::size_t most = 6;
    std::vector<std::string> labels;
    for (const auto& place : places) {
        if (labels.size() == most) break;
        labels.push_back(label_of(place));
    }
    if (places.size() > labels.size()) {
        labels.push_back(std::to_string(places.size() - labels.size()) + " more");
    }
    return list_words(labels);
}

std::string verdict_words(Verdict verdict, const std::string& reason) {
    const auto why = reason.empty() ? std::string{"."} : ": " + reason + ".";
    switch (verdict) {
        case Verdict::standing:
            return {};
        case Verdict::void_:
            return "This has no effect, because its author had no right to it" + why;
        case Verdict::waiting:
            return "This waits for something that has not arrived yet" + why;
    }
    return {};
}

std::string diff_query(const std::vector<UpdateId>& from, const UpdateId& to) {
    std::string out;
    for (const auto& id : from)
        out += "a=" + id.hex() + "&";
    return out + "b=" + to.hex();
}

/// `number` counts from the first that arrived here.
Result<void> add_revision(Site& site,
                          View& view,
                          const OpenDocument& document,
                          const Revision& revision,
                          std::size_t number) {
    auto& line = view.part("REVISION");
    TRY(auto author, site.person(revision.author));
    line.set("SHORT", revision.id.hex().substr(0, 16))
        .set("REVISION_ID", revision.id.hex())
        .set("NUMBER", number)
        .set("AUTHOR", std::move(author))
        .set("WRITTEN", minute_words(revision.written))
        .set("WHAT", what_words(revision));
    if (!revision.places.empty() && !revision.joins) {
        line.part("FIELDS").set("NAMES", names_of(revision.places) + ".");
    }
    const auto verdict = verdict_words(revision.verdict, revision.reason);
    if (!verdict.empty()) line.part("VERDICT").set("WORDS", verdict);
    const bool here = document.state->document.contains(revision.id);
    if (!here) return success();
    if (!revision.base.empty())
        line.part("CHANGE").set("QUERY", diff_query(revision.base, revision.id));
    return success();
}

/// A version named by an address: when and by whom its newest updates were written.
Result<std::string> version_words(Site& site,
                                  const OpenDocument& document,
                                  const std::vector<UpdateId>& version) {
    if (version.empty()) return std::string{"nothing"};
    std::vector<node::Authorship> heads;
    for (const auto& id : version) {
        const auto at = document.state->authorship.find(id);
        if (at != document.state->authorship.end()) heads.push_back(at->second);
    }
    if (heads.empty()) return std::string{"a version that is not here"};
    std::ranges::stable_sort(heads, std::ranges::greater{}, &node::Authorship::written);
    std::vector<std::string> words;
    for (const auto& head : heads) {
        if (words.size() == limits::foot_peers_max) break;
        const auto device = site.replica.governance().device_info(head.device);
        TRY(const auto author, site.person(device ? std::optional{device->person} : std::nullopt));
        words.push_back(second_words(head.written) + " (" + author + ")");
    }
    if (heads.size() > words.size()) {
        words.push_back(std::to_string(heads.size() - words.size()) + " more");
    }
    return "the version of " + list_words(words);
}

/// Adds the changes of one field; returns the code points that it took.
std::size_t add_changes(Site& site,
                        const Visit& visit,
                        View& view,
                        const community::FieldDifference& field,
                        std::size_t most) {
    std::size_t taken = 0;
    for (const auto& change : field.changes) {
        if (taken >= most) {
            view.part("MORE");
            break;
        }
        auto& part = view.part("CHANGE");
        if (change.what == Change::What::skipped) {
            part.part("SKIPPED");
            continue;
        }
        const auto words = change.text.empty()
                               ? std::string{"(empty)"}
                               : element_words(site, visit, *field.place.field, change.text);
        auto points = decode_utf8(words);
        if (!points) continue;
        if (points.value().size() > most - taken) points.value().resize(most - taken);
        taken += points.value().size();
        part.part(change.what == Change::What::same      ? "SAME"
                  : change.what == Change::What::removed ? "REMOVED"
                  : change.what == Change::What::moved   ? "MOVED"
                                                         : "ADDED")
            .set("TEXT", encode_utf8(points.value()));
    }
    return taken;
}

/// `answers`: how many documents answer it.
std::string holding_words(node::Whereabouts::State state, std::size_t answers) {
    switch (state) {
        case node::Whereabouts::State::holds:
            return answers == 0 ? "Holds this version"
                   : answers == 1
                       ? "Holds this version and the one answer to it"
                       : "Holds this version and all " + std::to_string(answers) + " answers to it";
        case node::Whereabouts::State::behind:
            return answers == 0 ? "Holds an earlier version, or not all of it"
                                : "Holds an earlier version, or not every answer to it";
        case node::Whereabouts::State::unknown:
            return "Has not said; nothing is known";
    }
    return {};
}

Result<void> add_nodes(Site& site, View& view, const OpenDocument& document) {
    TRY(const auto nodes, site.where(document));
    TRY(const auto answers, site.catalogue.answers(document));
    for (const auto& each : nodes) {
        auto& line = view.part("NODE");
        TRY(auto name, site.node(each.node));
        const bool own = each.node == site.replica.node();
        const auto device = site.replica.governance().device_info(each.node);
        line.set("NAME", std::move(name))
            .set("ROLE",
                 own ? "this node" : role_words(device ? device->node : governance::NodeRole::none))
            .set("WORDS",
                 holding_words(own ? node::Whereabouts::State::holds : each.state, answers.size()))
            .set("AS_OF",
                 own          ? "now"
                 : each.as_of ? minute_words(*each.as_of)
                              : std::string{"no contact yet"});
    }
    return success();
}

/// The keys that signed this document's updates, in words; each once.
Result<void> add_authors(Site& site, View& view, const OpenDocument& document) {
    std::set<SigningKey> seen;
    for (const auto& [id, made_by] : document.state->authorship) {
        if (!seen.insert(made_by.device).second) continue;
        const auto device = site.replica.governance().device_info(made_by.device);
        TRY(auto name, site.person(device ? std::optional{device->person} : std::nullopt));
        std::string words = "signed by a key whose certificate is not here";
        if (device && device->hosted) {
            words = "signed by their own key, which a centre keeps for them";
        } else if (device && device->node != governance::NodeRole::none) {
            TRY(const auto node, site.node(made_by.device));
            words = "signed by the key of node " + node + ", which acts for them";
        } else if (device) {
            words = "signed by the key of a device of theirs";
        }
        if (device && !device->stands_now) words += "; the key has been taken back since";
        view.part("AUTHOR").set("NAME", std::move(name)).set("WORDS", words + ".");
    }
    return success();
}

void add_standing(View& view, const std::vector<Revision>& revisions) {
    std::size_t standing = 0;
    View* bad = nullptr;
    for (const auto& revision : revisions) {
        if (revision.verdict == Verdict::standing) {
            ++standing;
            continue;
        }
        if (bad == nullptr) bad = &view.part("BAD");
        bad->part("LINE").set("WORDS",
                              minute_words(revision.written) + ": " +
                                  verdict_words(revision.verdict, revision.reason));
    }
    view.set("STANDING",
             standing == revisions.size()
                 ? "Everything written about this document takes effect (" +
                       count_words(standing, "change", "changes") + ")."
                 : std::to_string(standing) + " of " +
                       count_words(revisions.size(), "change takes", "changes take") + " effect.");
}

void add_missing(View& view, const OpenDocument& document) {
    std::size_t absent = 0;
    for (const auto& [id, made_by] : document.state->authorship) {
        if (!document.state->document.has_content(id)) ++absent;
    }
    if (absent == 0) return;
    view.part("MISSING").set("WORDS",
                             "The words of " + count_words(absent, "change are", "changes are") +
                                 " not here: erased, or not arrived yet.");
}

}  // namespace

Answer history_page(Site& site, const Visit& visit) {
    CO_TRY(const auto document, site.open(visit, visit.request.params.at(0)));
    CO_TRY(const auto all, community::revisions(site.replica, *document.kind, document.state->id));
    constexpr auto a_page = limits::list_lines_max;
    const auto pages = std::max<std::size_t>(1, (all.size() + a_page - 1) / a_page);
    const auto page = std::min(page_asked(visit.query), pages);
    View view;
    CO_TRY(add_head(site, view, document));
    view.set("COUNT_WORDS", count_words(all.size(), "change", "changes") + ".");
    const auto first = (page - 1) * a_page;
    const auto end = std::min(all.size(), page * a_page);
    for (auto at = first; at < end; ++at) {
        CO_TRY(add_revision(site, view, document, all[at], all.size() - at));
    }
    if (all.size() > 1) {
        auto& compare = view.part("COMPARE");
        for (auto at = first; at < end; ++at) {
            if (!document.state->document.contains(all[at].id)) continue;
            auto& option = compare.part("OPTION");
            CO_TRY(const auto author, site.person(all[at].author));
            option.set("REVISION_ID", all[at].id.hex())
                .set("WORDS",
                     std::to_string(all.size() - at) + ": " + author + ", " +
                         minute_words(all[at].written));
            option.part_if("IS_A", at + 1 == end);
            option.part_if("IS_B", at == first);
        }
    }
    add_page_links(
        view, "/d/" + document.state->id.hex() + "/history", page, pages, {"Newer", "Older"});
    Frame frame;
    frame.title = "History of " + Site::title_of(document);
    CO_TRY(frame.foot, site.foot_of(document));
    co_return site.page(visit, std::move(frame), "history.tpl", view);
}

Answer diff_page(Site& site, const Visit& visit) {
    CO_TRY(const auto from, ids_in(visit.query, "a"));
    CO_TRY(const auto to, ids_in(visit.query, "b"));
    const auto& segment = visit.request.params.at(0);
    CO_TRY(const auto after, site.open(visit, segment, to));
    std::vector<community::ReadField> before;
    if (!from.empty()) {
        CO_TRY(auto older, site.open(visit, segment, from));
        before = std::move(older.fields);
    }
    View view;
    CO_TRY(add_head(site, view, after));
    CO_TRY(auto from_words, version_words(site, after, from));
    CO_TRY(auto to_words, version_words(site, after, after.version));
    view.set("FROM", std::move(from_words)).set("TO", std::move(to_words));
    auto left = limits::difference_shown_max;
    const auto differing = community::differences(before, after.fields);
    for (const auto& field : differing) {
        auto& part = view.part("FIELD");
        part.set("NAME", field.place.name()).set("LABEL", label_of(field.place));
        left -= std::min(left, add_changes(site, visit, part, field, left));
    }
    view.part_if("NONE", differing.empty());
    Frame frame;
    frame.title = "What changed in " + Site::title_of(after);
    CO_TRY(frame.foot, site.foot_of(after));
    co_return site.page(visit, std::move(frame), "diff.tpl", view);
}

Answer status_page(Site& site, const Visit& visit) {
    CO_TRY(const auto document, site.open(visit, visit.request.params.at(0)));
    CO_TRY(const auto all, community::revisions(site.replica, *document.kind, document.state->id));
    View view;
    CO_TRY(add_head(site, view, document));
    CO_TRY(const auto foot, site.foot_of(document));
    view.set("STATE", foot.state).set("DETAIL", foot.detail);
    CO_TRY(add_nodes(site, view, document));
    CO_TRY(add_authors(site, view, document));
    add_standing(view, all);
    add_missing(view, document);
    for (const auto& head : document.version)
        view.part("HEAD").set("UPDATE", head.hex());
    Frame frame;
    frame.title = "Status of " + Site::title_of(document);
    frame.foot = foot;
    co_return site.page(visit, std::move(frame), "status.tpl", view);
}

}  // namespace praxis::web
