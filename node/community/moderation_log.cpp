#include "node/community/moderation_log.hpp"

#include "node/community/acts.hpp"
#include "node/replica/errc.hpp"
#include "protocol/wire/header.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::community {
namespace {

/// Newest first by the clocks of those who acted; equal on every node.
std::pair<WallTime, UpdateId> age_of(const ModerationLog::Line& line) {
    const auto age = [](const auto& entry) { return std::pair{entry.written, entry.update}; };
    if (const auto* of = std::get_if<ModerationLog::OfDocument>(&line)) return age(of->entry);
    if (const auto* author = std::get_if<QuarantineEntry>(&line)) return age(*author);
    return age(std::get<ModerationLog::Agreement>(line));
}

boost::json::object to_json(const ModerationLog::Agreement& agreement) {
    boost::json::object out;
    out["act"] = "agree";
    out["update"] = agreement.update.hex();
    out["target"] = agreement.target.hex();
    out["by"] = nullptr;
    if (agreement.by) out["by"] = agreement.by->hex();
    out["written"] = to_millis(agreement.written);
    out["reason"] = nullptr;
    if (!agreement.reason.empty()) out["reason"] = agreement.reason;
    out["space"] = agreement.space.hex();
    out["document"] = agreement.document.hex();
    return out;
}

}  // namespace

Result<void> ModerationLog::catch_up() {
    const auto note = [&](const SpaceId& in, const DocumentId& id) { documents_[in].insert(id); };
    TRY(seen_, replica_.moderated(seen_, note));
    return success();
}

Result<std::set<DocumentId>> ModerationLog::documents(const SpaceId& space) {
    TRY(catch_up());
    return documents_[space];
}

Result<void> ModerationLog::add_agreements(std::vector<Line>& to,
                                           const SpaceId& space,
                                           const DocumentId& document,
                                           const ModerationEntry& asked) const {
    const auto& governance = replica_.governance();
    for (const auto& each : governance.erasure_agreements(space)) {
        if (each.target != asked.update) continue;
        const auto by = governance.verdict_of_root(each.id).person;
        TRY(const auto update, replica_.load(each.id));
        if (!update) return fail(node::NodeErrc::not_found, "update " + each.id.hex() + " of root");
        TRY(const auto header, wire::decode_header(update->header));
        auto reason = reason_of(*update);
        if (by && by == asked.by && reason.empty()) continue;  // a steward's, with what they asked
        to.emplace_back(Agreement{
            space, document, each.id, each.target, header.written, by, std::move(reason)});
    }
    return success();
}

Result<ModerationLog::Lines> ModerationLog::read(const std::optional<SpaceId>& space) {
    TRY(catch_up());
    Lines out;
    for (const auto& [in, documents] : documents_) {
        if (space && in != *space) continue;
        for (const auto& id : documents) {
            const auto held = replica_.document(id);
            if (!held && node::is_unmerged(held.error())) {
                ++out.not_merged;
                continue;
            }
            if (!held && held.error().code == node::NodeErrc::not_found) continue;  // it waits
            if (!held) return fail(held.error());
            const auto& state = *held.value();
            auto acts = moderation_of(state.document, author_of(state, replica_.governance()));
            for (auto& entry : acts.entries) {
                if (entry.act == ModerationAct::erase) {
                    TRY(add_agreements(out.lines, in, id, entry));
                }
                std::optional<Continuation> to;
                if (!entry.taken_back) {
                    TRY(to, moves_.continuing(entry));
                }
                out.lines.emplace_back(OfDocument{in, id, std::move(entry), to});
            }
        }
    }
    for (const auto& info : replica_.governance().spaces()) {
        if (space && info.id != *space) continue;
        TRY(auto about_authors, quarantine_entries(replica_, info.id));
        for (auto& entry : about_authors)
            out.lines.emplace_back(std::move(entry));
    }
    std::ranges::sort(out.lines, std::ranges::greater{}, age_of);
    return out;
}

Result<std::vector<boost::json::object>> ModerationLog::list(const Request& request) {
    TRY(const auto space, request.optional_id<SpaceId>("space"));
    if (space && !replica_.governance().space_info(*space)) {
        return fail(Errc::not_found, "no space " + space->hex() + " here");
    }
    TRY(const auto all, read(space));
    std::vector<boost::json::object> out;
    for (const auto& each : all.lines) {
        if (const auto* author = std::get_if<QuarantineEntry>(&each)) {
            out.push_back(to_json(*author));
            continue;
        }
        if (const auto* agreement = std::get_if<Agreement>(&each)) {
            out.push_back(to_json(*agreement));
            continue;
        }
        const auto& of = std::get<OfDocument>(each);
        auto line = to_json(of.entry);
        line["space"] = of.space.hex();
        line["document"] = of.document.hex();
        if (of.entry.act == ModerationAct::move) line["to"] = to_json(of.to);
        out.push_back(std::move(line));
    }
    if (all.not_merged > 0) {
        boost::json::object rest;
        rest["not_merged"] = all.not_merged;
        out.push_back(std::move(rest));
    }
    return out;
}

}  // namespace praxis::community
