#include "node/community/catalogue.hpp"
#include "node/community/documents.hpp"
#include "tests/sim/scenarios/hostile.hpp"

#include <algorithm>

// What must be true of all it sent when the storm is over.

namespace praxis::sim {

using Verdict = node::LogEntry::Verdict;

bool Hostile::all_passed_on() const {
    const auto honest = town_.honest();
    return std::ranges::all_of(honest, [&](const auto* machine) {
        return std::ranges::all_of(passed_on_,
                                   [&](const UpdateId& id) { return machine->stores(id); });
    });
}

void Hostile::require_ends() const {
    for (auto* machine : town_.honest()) {
        require_ends_at(*machine);
        require_counted_at(*machine);
        require_powerless_at(*machine);
    }
}

void Hostile::require_ends_at(NodeMachine& machine) const {
    const auto here = "machine " + std::to_string(machine.index()) + ' ';
    const auto& replica = machine.replica();
    const community::Documents documents{machine.replica(), kinds()};
    const auto visible = documents.visible().value();
    std::set<UpdateId> shown;
    for (const auto& id : visible)
        shown.insert(same_bytes<UpdateId>(id));
    std::map<UpdateId, Verdict> verdicts;
    const auto read = replica.log({}, [&](const node::LogEntry& entry) -> Result<void> {
        require(verdicts.emplace(entry.id, entry.verdict).second,
                Invariant::idempotence,
                here + "has twice " + entry.id.hex());
        return success();
    });
    require(read.has_value(), Invariant::service, "the log cannot be read");
    for (const auto& [id, sent] : ends_) {
        const auto held = verdicts.find(id);
        if (held == verdicts.end()) continue;
        require(sent.end != End::absent,
                Invariant::authorisation,
                here + "holds what was sent " + sent.name + ": " + id.hex());
        const auto wanted = sent.end == End::is_void ? Verdict::void_
                            : sent.end == End::waits ? Verdict::waiting
                                                     : Verdict::standing;
        require(held->second == wanted,
                Invariant::authorisation,
                here + "judges otherwise what was sent " + sent.name + ": " + id.hex());
        if (sent.end == End::stands) continue;
        const auto document = same_bytes<DocumentId>(id);
        require(!shown.contains(id) && !replica.stands(document).value() &&
                    !documents.show(document, "case_study").has_value(),
                Invariant::authorisation,
                here + "shows what was sent " + sent.name + ": " + id.hex());
    }
    require(machine.exported().find(unseen) == std::string::npos,
            Invariant::authorisation,
            here + "exports words that have no effect");
}

/// What pages list and count is what stands, found again in the log.
void Hostile::require_counted_at(const NodeMachine& machine) const {
    const auto here = "machine " + std::to_string(machine.index()) + ' ';
    const auto& kind = *kinds().by_name("case_study").value();
    std::map<SpaceId, std::set<DocumentId>> standing;
    std::map<DocumentId, std::size_t> changes;
    const auto look = [&](const node::LogEntry& entry) -> Result<void> {
        if (entry.verdict != Verdict::standing || entry.kind != kind.number) return success();
        if (same_bytes<UpdateId>(*entry.document) == entry.id)
            standing[entry.chain.space].insert(*entry.document);
        else if (!entry.joins && !entry.continues && !entry.moderates)
            ++changes[*entry.document];
        return success();
    };
    require(
        machine.replica().log({}, look).has_value(), Invariant::service, "the log cannot be read");
    community::Catalogue catalogue{machine.replica(), kinds()};
    const auto spaces = machine.replica().governance().spaces();
    for (const auto& space : spaces) {
        const auto listed = catalogue.list(space.id, kind).value();
        const auto counts = catalogue.counts(space.id).value();
        const auto counted = counts.contains(kind.number) ? counts.at(kind.number) : 0;
        require(std::set<DocumentId>(listed.begin(), listed.end()) == standing[space.id] &&
                    listed.size() == counted && counted == standing[space.id].size(),
                Invariant::authorisation,
                here + "lists or counts other documents than those that stand");
        const auto may_read = [&](const DocumentId& id) -> Result<bool> {
            return catalogue.open(id).has_value();
        };
        const auto news = catalogue.news(space.id, limits::list_lines_max, may_read).value();
        for (const auto& line : news) {
            require(line.kind != &kind || (standing[space.id].contains(line.document) &&
                                           line.changes <= changes[line.document]),
                    Invariant::authorisation,
                    here + "has news of what has no effect: " + line.document.hex());
        }
    }
}

/// Nothing that it gave itself or took from others is in force.
void Hostile::require_powerless_at(const NodeMachine& machine) const {
    const auto here = "machine " + std::to_string(machine.index());
    const auto& governance = machine.replica().governance();
    const auto& keys = device_.keys();
    require(!governance.role_of(keys.person_id, closed_),
            Invariant::authorisation,
            here + " takes a role for granted that somebody gave themselves");
    const auto administrator = governance.administrator(keys.administrator.key());
    require(administrator && administrator->grant == keys.administrator_grant,
            Invariant::authorisation,
            here + " takes an administrator for another");
    for (const auto* other : town_.honest()) {
        const auto device = governance.device_info(other->keys().device.key());
        require(device && device->stands_now &&
                    governance.administrator(other->keys().administrator.key()),
                Invariant::authorisation,
                here + " takes for revoked who was not: machine " + std::to_string(other->index()));
    }
    for (const auto& former : formers_)
        require(!former.has_right_at(machine),
                Invariant::authorisation,
                here + " knows nothing of the end of a right");
}

void Hostile::require_kept_out() const {
    if (!device_.runs()) return;
    const auto own = device_.keys().device.key();
    const auto look = [&](const node::LogEntry& entry) -> Result<void> {
        require(entry.chain.space != closed_ || entry.chain.device == own,
                Invariant::authorisation,
                "who has no role in a closed space was given what is there: " + entry.id.hex());
        return success();
    };
    require(
        device_.replica().log({}, look).has_value(), Invariant::service, "the log cannot be read");
}

}  // namespace praxis::sim
