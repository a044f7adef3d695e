#include "node/replica/quotas.hpp"

#include "node/replica/held_update.hpp"
#include "node/replica/quota_records.hpp"

#include <algorithm>

namespace praxis::node {
namespace {

using governance::Quota;
using Days = std::chrono::duration<std::int64_t, std::ratio<86'400>>;

/// Whose quota counts what a device writes; zero: nobody's.
PersonId person_of(const governance::Governance& governance, const SigningKey& device) {
    return governance.person_of(device).value_or(PersonId{});
}

bool fits(const Quota& spent, std::uint64_t bytes, const Quota& quota) {
    if (spent.updates == 0) return true;
    return (quota.updates == 0 || spent.updates < quota.updates) &&
           (quota.bytes == 0 || spent.bytes + bytes <= quota.bytes);
}

void add(Quota& amount, std::uint64_t bytes) {
    ++amount.updates;
    amount.bytes += bytes;
}

/// A line by which an update travels, and what it costs.
struct Line {
    SigningKey device;
    Arrival arrival;
    std::uint64_t bytes = 0;
};
Result<std::optional<Line>> line_at(const store::Reader& reader, const store::ArrivalEntry& entry) {
    TRY(const auto held, load_readable(reader, entry.id));
    const bool is_payload = entry.part == store::Part::payload;
    if (is_payload == held.prefix.is_newer()) return std::optional<Line>{};
    return std::optional{Line{held.prefix.device, entry.arrival, stored_bytes(held.raw)}};
}

/// What waits in one space, while some of it is let go.
class Backlog {
public:
    using Lines = std::map<SigningKey, Arrival>;

    static Result<Backlog> load(store::Writer& writer, const SpaceId& space) {
        Backlog out{writer, space};
        TRY(each_queue(
            writer,
            space,
            [&](const SpaceId&, const SigningKey& device, const QuotaQueue& queue) -> Result<void> {
                out.queues_.emplace(device, queue);
                return success();
            }));
        return out;
    }
    [[nodiscard]] bool is_empty() const { return queues_.empty(); }

    /// Lets go what the quota of each person allows this day, in the order of arrival.
    Result<void> pass_within(const Quota& quota,
                             const governance::Governance& governance,
                             std::uint32_t day);
    /// Lets go what is withheld of these devices, each up to its line.
    Result<void> pass_up_to(const Lines& lines);

    /// Whether an update is passed on, as far as this space says.
    [[nodiscard]] Result<bool> is_passed(const UpdateId& id) const {
        Lines lines;
        TRY(note(id, lines));
        return lines.empty();
    }
    /// Adds the line of an update that is withheld.
    [[nodiscard]] Result<void> note(const UpdateId& id, Lines& lines) const;
    /// The same of all that it builds on in its document, and itself, but for what was `seen`.
    [[nodiscard]] Result<void> note_past(const UpdateId& id,
                                         std::set<UpdateId>& seen,
                                         Lines& lines) const;

    /// What is behind a line is not always what was counted: contents go and come back. So a queue
    /// ends when nothing is there.
    [[nodiscard]] Result<void> store(std::uint32_t day) {
        for (auto& [device, queue] : queues_) {
            queue.day = day;
            if (queue.withheld.updates == 0 && !all_gone_.contains(device)) {
                TRY(const bool is_behind, has_behind(device, queue.passed));
                if (is_behind) queue.withheld.updates = 1;
            }
            TRY(put_queue(writer_, space_, device, queue));
        }
        return success();
    }

private:
    Backlog(store::Writer& writer, const SpaceId& space) : writer_{writer}, space_{space} {}

    using Visit = std::function<store::Scan(const Line&, QuotaQueue&)>;
    /// Every line that is withheld and after that one, in the order of arrival.
    [[nodiscard]] Result<void> each_line(Arrival from, const Visit& visit);
    [[nodiscard]] Result<bool> has_behind(const SigningKey& device, Arrival passed) const;
    static void pass(const Line& line, QuotaQueue& queue) {
        queue.passed = line.arrival;
        queue.withheld.updates -= std::min(queue.withheld.updates, 1U);
        queue.withheld.bytes -= std::min(queue.withheld.bytes, line.bytes);
    }

    store::Writer& writer_;
    SpaceId space_;
    std::map<SigningKey, QuotaQueue> queues_;
    std::set<SigningKey> all_gone_;  // devices of which nothing is withheld any more
};

Result<bool> Backlog::has_behind(const SigningKey& device, Arrival passed) const {
    bool found = false;
    TRY(store::scan_arrivals(
        writer_, space_, passed, [&](const store::ArrivalEntry& entry) -> Result<store::Scan> {
            if (entry.arrival <= passed) return store::Scan::go_on;
            TRY(const auto header, store::find_header(writer_, entry.id));
            if (!header) return store::Scan::go_on;
            TRY(const auto prefix, wire::decode_prefix(header->header));
            if (prefix.device != device) return store::Scan::go_on;
            TRY(const auto line, line_at(writer_, entry));
            found = line.has_value();
            return found ? store::Scan::stop : store::Scan::go_on;
        }));
    return found;
}

Result<void> Backlog::each_line(Arrival from, const Visit& visit) {
    return store::scan_arrivals(
        writer_, space_, from, [&](const store::ArrivalEntry& entry) -> Result<store::Scan> {
            TRY(const auto line, line_at(writer_, entry));
            if (!line) return store::Scan::go_on;
            const auto at = queues_.find(line->device);
            const bool is_withheld = at != queues_.end() && line->arrival > at->second.passed;
            return is_withheld ? visit(*line, at->second) : store::Scan::go_on;
        });
}

Result<void> Backlog::pass_within(const Quota& quota,
                                  const governance::Governance& governance,
                                  std::uint32_t day) {
    std::map<SigningKey, PersonId> persons;
    std::map<PersonId, Quota> spent;
    std::set<PersonId> full;
    for (const auto& [device, queue] : queues_) {
        const auto person = person_of(governance, device);
        persons.emplace(device, person);
        if (spent.contains(person)) continue;
        TRY(const auto before, find_spent(writer_, space_, person, day));
        spent.emplace(person, before);
        if (!fits(before, 1, quota)) full.insert(person);
    }
    if (full.size() == spent.size()) return success();
    auto from = Arrival{UINT64_MAX};
    for (const auto& [device, queue] : queues_) {
        if (!full.contains(persons.at(device))) from = std::min(from, queue.passed);
    }
    TRY(each_line(from, [&](const Line& line, QuotaQueue& queue) {
        const auto& person = persons.at(line.device);
        if (full.contains(person)) return store::Scan::go_on;
        auto& its = spent.at(person);
        if (!fits(its, line.bytes, quota)) {
            full.insert(person);
            return full.size() < spent.size() ? store::Scan::go_on : store::Scan::stop;
        }
        add(its, line.bytes);
        pass(line, queue);
        return store::Scan::go_on;
    }));
    for (const auto& [person, its] : spent) {
        TRY(put_spent(writer_, space_, person, day, its));
    }
    for (auto& [device, queue] : queues_) {
        if (full.contains(persons.at(device))) continue;
        queue.withheld = {};
        all_gone_.insert(device);
    }
    return success();
}

Result<void> Backlog::pass_up_to(const Lines& lines) {
    Arrival last;
    auto from = Arrival{UINT64_MAX};
    for (const auto& [device, line] : lines) {
        last = std::max(last, line);
        from = std::min(from, queues_.at(device).passed);
    }
    TRY(each_line(from, [&](const Line& line, QuotaQueue& queue) {
        if (line.arrival > last) return store::Scan::stop;
        const auto at = lines.find(line.device);
        if (at != lines.end() && line.arrival <= at->second) pass(line, queue);
        return store::Scan::go_on;
    }));
    for (const auto& [device, line] : lines) {
        auto& passed = queues_.at(device).passed;
        passed = std::max(passed, line);
    }
    return success();
}

Result<void> Backlog::note(const UpdateId& id, Lines& lines) const {
    TRY(const auto columns, store::find_columns(writer_, id));
    TRY(const auto header, store::find_header(writer_, id));
    if (!columns || !header || columns->space != space_) return success();
    TRY(const auto prefix, wire::decode_prefix(header->header));
    const auto queue = queues_.find(prefix.device);
    const auto line = columns->payload_arrival.value_or(columns->header_arrival);
    if (queue == queues_.end() || line <= queue->second.passed) return success();
    auto& furthest = lines[prefix.device];
    furthest = std::max(furthest, line);
    return success();
}

Result<void> Backlog::note_past(const UpdateId& id, std::set<UpdateId>& seen, Lines& lines) const {
    std::vector<UpdateId> todo;
    if (seen.insert(id).second) todo.push_back(id);
    while (!todo.empty()) {
        const auto next = todo.back();
        todo.pop_back();
        TRY(note(next, lines));
        TRY(const auto stored, store::find_header(writer_, next));
        if (!stored) continue;
        TRY(const auto prefix, wire::decode_prefix(stored->header));
        if (prefix.is_newer()) continue;
        TRY(const auto header, wire::decode_header(stored->header));
        for (const auto& dep : header.deps) {
            if (seen.insert(dep).second) todo.push_back(dep);
        }
    }
    return success();
}

/// Whether others can have the document of an act.
Result<bool> is_document_passed(const store::Reader& reader,
                                const Backlog& backlog,
                                const UpdateId& act) {
    TRY(const auto columns, store::find_columns(reader, act));
    if (!columns) return true;
    return backlog.is_passed(same_bytes<UpdateId>(columns->document));
}

/// Lets go acts of moderation, and what those build on whose document others can have, whatever the
/// quota says. Leaves in `acts` the others.
Result<void> pass_moderation(const store::Reader& reader,
                             Backlog& backlog,
                             std::set<UpdateId>& acts) {
    for (;;) {
        Backlog::Lines lines;
        std::set<UpdateId> seen;
        for (auto act = acts.begin(); act != acts.end();) {
            TRY(const bool passed, is_document_passed(reader, backlog, *act));
            if (passed) {
                TRY(backlog.note_past(*act, seen, lines));
                act = acts.erase(act);
            } else {
                TRY(backlog.note(*act, lines));
                ++act;
            }
        }
        if (lines.empty()) return success();
        TRY(backlog.pass_up_to(lines));  // among it may be the creation of another's document
    }
}

std::map<SpaceId, Quota> all_in_force(const governance::Governance& governance) {
    std::map<SpaceId, Quota> out;
    for (const auto& space : governance.spaces()) {
        const auto info = governance.quota(space.id);
        if (info && !info->quota.is_none()) out.emplace(space.id, info->quota);
    }
    return out;
}

/// How many days it takes to pass on so much.
std::uint64_t days_for(std::uint64_t amount, std::uint64_t a_day) {
    return a_day == 0 ? 1 : (amount + a_day - 1) / a_day;
}

}  // namespace

void Quotas::set_day(WallTime now) {
    day_ = static_cast<std::uint32_t>(
        std::chrono::duration_cast<Days>(now.time_since_epoch()).count());
}

Result<void> Quotas::count(store::Writer& writer,
                           const governance::Governance& governance,
                           const ChainId& chain,
                           Arrival line,
                           std::uint64_t bytes) {
    const auto quota = in_force_.find(chain.space);
    if (quota == in_force_.end()) return success();
    TRY(auto queue, find_queue(writer, chain.space, chain.device));
    // On a new day what waited goes first, of the person's other devices too: `settle` lets it.
    if (!queue && settled_day_ == day_) {
        const auto person = person_of(governance, chain.device);
        TRY(auto spent, find_spent(writer, chain.space, person, day_));
        if (fits(spent, bytes, quota->second)) {
            add(spent, bytes);
            return put_spent(writer, chain.space, person, day_, spent);
        }
    }
    if (!queue) queue = QuotaQueue{day_, Arrival{line.value - 1}, {}};
    add(queue->withheld, bytes);
    return put_queue(writer, chain.space, chain.device, *queue);
}

void Quotas::note_moderation(const SpaceId& space, const UpdateId& act) {
    moderated_[space].insert(act);
}

void Quotas::know(const governance::Governance& governance) {
    in_force_ = all_in_force(governance);
}

Result<void> Quotas::take_in_force(store::Writer& writer,
                                   const governance::Governance& governance) {
    auto now = all_in_force(governance);
    for (const auto& [space, quota] : now) {
        const auto before = in_force_.find(space);
        if (before == in_force_.end() || before->second != quota) changed_.insert(space);
    }
    TRY(forget_quotas_but_of(writer, [&](const SpaceId& space) { return now.contains(space); }));
    in_force_ = std::move(now);
    return success();
}

Result<void> Quotas::settle(store::Writer& writer,
                            const governance::Governance& governance,
                            bool grew) {
    if (grew || !std::exchange(settled_, true)) {
        TRY(take_in_force(writer, governance));
    }
    auto due = std::exchange(changed_, {});
    const auto moderated = std::exchange(moderated_, {});
    const bool is_new_day = std::exchange(settled_day_, day_) != day_;
    for (const auto& [space, quota] : in_force_) {
        const auto acts = moderated.find(space);
        if (!is_new_day && !due.contains(space) && acts == moderated.end()) continue;
        TRY(pass_on(writer,
                    governance,
                    space,
                    acts == moderated.end() ? std::set<UpdateId>{} : acts->second));
    }
    return success();
}

Result<void> Quotas::pass_on(store::Writer& writer,
                             const governance::Governance& governance,
                             const SpaceId& space,
                             const std::set<UpdateId>& acts) const {
    TRY(auto backlog, Backlog::load(writer, space));
    TRY(const auto kept, kept_acts(writer, space));
    if (backlog.is_empty() && kept.empty()) return success();
    auto pending = kept;
    pending.insert(acts.begin(), acts.end());
    if (backlog.is_empty()) {
        pending.clear();
    } else {
        TRY(backlog.pass_within(in_force_.at(space), governance, day_));
        TRY(pass_moderation(writer, backlog, pending));
        TRY(backlog.store(day_));
    }
    for (const auto& act : kept) {
        if (pending.contains(act)) continue;
        TRY(forget_act(writer, space, act));
    }
    for (const auto& act : pending) {
        if (kept.contains(act)) continue;
        TRY(keep_act(writer, space, act));
    }
    return success();
}

Result<bool> Quotas::is_withheld(const store::Reader& reader, const ChainId& chain, Arrival line) {
    TRY(const auto queue, find_queue(reader, chain.space, chain.device));
    return queue && line > queue->passed;
}

Result<std::vector<Withheld>> Quotas::withheld(const store::Reader& reader,
                                               const governance::Governance& governance) {
    std::vector<Withheld> out;
    std::map<std::pair<SpaceId, PersonId>, Quota> of_person;
    TRY(each_queue(reader,
                   {},
                   [&](const SpaceId& space, const SigningKey& device, const QuotaQueue& queue)
                       -> Result<void> {
                       auto& all = of_person[{space, person_of(governance, device)}];
                       all.updates += queue.withheld.updates;
                       all.bytes += queue.withheld.bytes;
                       const WallTime day{Days{queue.day}};
                       out.push_back({space, device, queue.withheld, day + Days{1}, day});
                       return success();
                   }));
    std::erase_if(out, [&](const Withheld& each) { return !governance.quota(each.space); });
    for (auto& each : out) {
        const auto quota = governance.quota(each.space)->quota;
        const auto& all = of_person.at({each.space, person_of(governance, each.device)});
        const auto days =
            std::max(days_for(all.updates, quota.updates), days_for(all.bytes, quota.bytes));
        each.last += Days{static_cast<std::int64_t>(days)};
    }
    return out;
}

}  // namespace praxis::node
