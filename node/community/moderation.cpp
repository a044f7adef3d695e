#include "node/community/moderation.hpp"

#include "node/community/catalogue.hpp"
#include "node/community/compose.hpp"
#include "node/community/show.hpp"
#include "node/replica/errc.hpp"
#include "protocol/base/utf8.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <set>

namespace praxis::community {
namespace {

crdt::Address log_of(ModerationAct act) {
    return {governance::moderation_fields_first, static_cast<std::uint64_t>(act)};
}

/// What takes an act back; nullopt: nothing does, it takes back itself.
std::optional<ModerationAct> undoing(ModerationAct act) {
    switch (act) {
        case ModerationAct::hide:
        case ModerationAct::erase:
            return ModerationAct::restore;
        case ModerationAct::lock:
            return ModerationAct::unlock;
        case ModerationAct::move:
            return ModerationAct::unmove;
        case ModerationAct::restore:
        case ModerationAct::unlock:
        case ModerationAct::approve:
        case ModerationAct::unmove:
            break;
        case ModerationAct::adopt:
            return ModerationAct::adopt;
    }
    return std::nullopt;
}

/// Whether an act that takes it back has it in its past.
bool is_taken_back(const crdt::Document& document,
                   const std::vector<ModerationEntry>& entries,
                   const ModerationEntry& entry) {
    const auto by = undoing(entry.act);
    return by && std::ranges::any_of(entries, [&](const ModerationEntry& other) {
               if (other.act != *by || other.update == entry.update) return false;
               const std::array version{other.update};
               const auto seen = document.at(version);
               return seen && seen.value().contains(entry.update);
           });
}

/// Those of an act that nothing takes back, in the order they stand in.
std::vector<ModerationEntry> in_force_of(const std::vector<ModerationEntry>& entries,
                                         ModerationAct act) {
    std::vector<ModerationEntry> out;
    std::ranges::copy_if(entries, std::back_inserter(out), [&](const ModerationEntry& entry) {
        return entry.act == act && !entry.taken_back;
    });
    return out;
}

/// Newest first by the clocks of those who acted; equal on every node.
auto by_age(const ModerationEntry& entry) {
    return std::pair{entry.written, entry.update};
}

}  // namespace

std::string_view word_of(ModerationAct act) {
    switch (act) {
        case ModerationAct::hide:
            return "hide";
        case ModerationAct::restore:
            return "restore";
        case ModerationAct::lock:
            return "lock";
        case ModerationAct::unlock:
            return "unlock";
        case ModerationAct::erase:
            return "erase";
        case ModerationAct::approve:
            return "approve";
        case ModerationAct::move:
            return "move";
        case ModerationAct::unmove:
            return "unmove";
        case ModerationAct::adopt:
            return "adopt";
    }
    return "";
}

std::optional<ModerationAct> moderation_act_from(std::string_view word) {
    const auto at = std::ranges::find_if(moderation_acts,
                                         [&](ModerationAct act) { return word_of(act) == word; });
    return at == moderation_acts.end() ? std::nullopt : std::optional{*at};
}

ModerationState moderation_of(const crdt::Document& document, const AuthorOf& author) {
    ModerationState out;
    const auto view = document.now();
    for (const auto act : moderation_acts) {
        for (const auto& entry : view.entries(log_of(act))) {
            const auto id = entry.id.update;
            auto& line =
                out.entries.emplace_back(ModerationEntry{act, id, entry.written, author(id), {}});
            // What is no text of ours, only a foreign program can write.
            if (entry.content && decode_utf8(text_of(*entry.content))) {
                line.reason = std::string{text_of(*entry.content)};
            }
        }
    }
    if (out.entries.empty()) return out;
    std::ranges::sort(out.entries, std::ranges::greater{}, by_age);
    for (auto& entry : out.entries)
        entry.taken_back = is_taken_back(document, out.entries, entry);
    const auto in_force = [&](ModerationAct act) { return !in_force_of(out.entries, act).empty(); };
    out.hidden = in_force(ModerationAct::hide) || in_force(ModerationAct::erase);
    out.locked = in_force(ModerationAct::lock);
    out.moved = in_force(ModerationAct::move);
    return out;
}

const ModerationEntry* ModerationState::erasure() const {
    const auto at = std::ranges::find_if(entries, [](const ModerationEntry& entry) {
        return entry.act == ModerationAct::erase && !entry.taken_back;
    });
    return at == entries.end() ? nullptr : &*at;
}

std::map<PersonId, WallTime> unapproved(const governance::Governance& governance,
                                        const node::DocumentState& state) {
    std::map<PersonId, WallTime> out;
    const auto held = in_quarantine(governance, state.space);
    if (held.empty()) return out;
    const auto author = author_of(state, governance);
    std::set<UpdateId> said;
    std::vector<std::pair<std::optional<PersonId>, crdt::View>>
        approved;  // by whom, as they saw it
    for (const auto& entry : moderation_of(state.document, author).entries) {
        said.insert(entry.update);
        if (entry.act != ModerationAct::approve) continue;
        const std::array version{entry.update};
        if (auto view = state.document.at(version)) {
            approved.emplace_back(entry.by, std::move(view).value());
        }
    }
    for (const auto& [id, by] : state.authorship) {
        const auto person = author(id);
        if (!person || !held.contains(*person) || said.contains(id)) continue;
        if (!state.document.stands(id)) continue;
        const bool by_another =
            std::ranges::any_of(approved, [&update = id, &person](const auto& one) {
                return one.first != person && one.second.contains(update);
            });
        if (by_another) continue;
        const auto at = out.emplace(*person, by.written).first;
        at->second = std::min(at->second, by.written);
    }
    return out;
}

Restraint operator|(const Restraint& one, const Restraint& other) {
    return {one.hidden || other.hidden,
            one.locked || other.locked,
            one.moved || other.moved,
            one.waits || other.waits};
}

Restraint own_restraint(const governance::Governance& governance,
                        const node::DocumentState& state) {
    const auto nobody = [](const UpdateId&) { return std::optional<PersonId>{}; };
    const auto acts = moderation_of(state.document, nobody);
    Restraint out{acts.hidden, acts.locked || acts.moved, acts.moved};
    const auto held = unapproved(governance, state);
    if (held.empty()) return out;
    const auto author = author_of(state, governance)(same_bytes<UpdateId>(state.id));
    out.waits = author && held.contains(*author);
    return out;
}

std::vector<ModerationEntry> ModerationState::adoptions() const {
    return in_force_of(entries, ModerationAct::adopt);
}

std::vector<ModerationEntry> ModerationState::moves() const {
    return in_force_of(entries, ModerationAct::move);
}

Result<Restraint> restraint_of(const node::Replica& replica,
                               const Kinds& kinds,
                               const node::DocumentState& state) {
    auto out = own_restraint(replica.governance(), state);
    const auto* kind = kinds.by_number(state.kind);
    if (kind == nullptr || !kind->answers) return out;
    const auto target = state.document.now().constant_id(address_in(*kind, kind->answers->field));
    if (!target) return out;
    const auto answered = replica.document(same_bytes<DocumentId>(*target));
    if (!answered && answered.error().code == node::NodeErrc::not_found) return out;
    if (!answered) return fail(answered.error());
    return out | own_restraint(replica.governance(), *answered.value());
}

bool may_moderate(const governance::Governance& governance,
                  const node::DocumentState& state,
                  const std::optional<PersonId>& person) {
    return person && governance.may_moderate(*person, state.space, state.id, state.kind.value);
}

bool reads_hidden(const governance::Governance& governance,
                  const node::DocumentState& state,
                  const std::optional<PersonId>& person) {
    if (!person) return false;
    return may_moderate(governance, state, person) ||
           author_of(state, governance)(same_bytes<UpdateId>(state.id)) == person;
}

crdt::Edit moderation_edit(ModerationAct act, std::string_view reason) {
    crdt::Edit out;
    out.operations.emplace_back(crdt::AppendEntry{log_of(act)});
    out.parts.push_back(copy(bytes_of(reason)));
    return out;
}

boost::json::object to_json(const ModerationEntry& entry) {
    boost::json::object out;
    out["act"] = word_of(entry.act);
    out["update"] = entry.update.hex();
    out["by"] = nullptr;
    if (entry.by) out["by"] = entry.by->hex();
    out["written"] = to_millis(entry.written);
    out["reason"] = nullptr;
    if (entry.reason) out["reason"] = *entry.reason;
    return out;
}

boost::json::array to_json(const std::vector<ModerationEntry>& entries) {
    boost::json::array out;
    for (const auto& entry : entries)
        out.push_back(to_json(entry));
    return out;
}

}  // namespace praxis::community
