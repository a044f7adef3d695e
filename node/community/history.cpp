#include "node/community/history.hpp"

#include "protocol/base/fewest_moves.hpp"
#include "protocol/base/utf8.hpp"
#include "protocol/base/word_difference.hpp"
#include "protocol/wire/limits.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace praxis::community {
namespace {

using What = Change::What;

/// The places of a kind that an update's operations act on.
Result<std::vector<FieldPlace>> places_of(const node::Replica& replica,
                                          const Kind& kind,
                                          const UpdateId& id) {
    std::vector<FieldPlace> out;
    TRY(const auto update, replica.load(id));
    if (!update) return out;
    const auto skeleton = crdt::parse_skeleton(update->skeleton);
    if (!skeleton) return out;
    std::set<crdt::Address> seen;
    for (const auto& operation : skeleton.value().operations)
        seen.insert(crdt::address_of(operation));
    for (const auto& at : seen) {
        const auto* field = kind.field(at.field);
        if (field == nullptr) continue;
        const auto* language = std::get_if<std::string>(&at.key);
        out.push_back({field, language != nullptr ? *language : std::string{}});
    }
    return out;
}

void add_places(std::vector<FieldPlace>& to, std::vector<FieldPlace> more) {
    for (auto& place : more) {
        const bool known = std::ranges::any_of(
            to, [&](const FieldPlace& each) { return each.name() == place.name(); });
        if (!known) to.push_back(std::move(place));
    }
    std::ranges::sort(to, {}, [](const FieldPlace& each) {
        return std::pair{each.field->number, each.language};
    });
}

void add(std::vector<Change>& to, What what, std::u32string_view text) {
    if (!text.empty()) to.push_back({what, encode_utf8(text)});
}

/// A stretch that is the same: of a long one the ends, where they border on something.
void add_same(std::vector<Change>& to, std::u32string_view text, bool first, bool last) {
    constexpr auto context = limits::difference_context_max;
    const auto head = first ? 0 : context;
    const auto tail = last ? 0 : context;
    if (text.size() <= head + tail + context) {
        add(to, What::same, text);
        return;
    }
    add(to, What::same, text.substr(0, head));
    to.push_back({What::skipped, {}});
    add(to, What::same, text.substr(text.size() - tail));
}

std::vector<Change> text_changes(const std::string& before, const std::string& after) {
    const auto old_text = decode_utf8(before);
    const auto new_text = decode_utf8(after);
    if (!old_text || !new_text) return {};
    const std::u32string_view from = old_text.value();
    const std::u32string_view to = new_text.value();
    std::vector<Change> out;
    std::size_t done = 0;
    for (const auto& hunk : word_difference(from, to)) {
        add_same(out, to.substr(done, hunk.new_begin - done), done == 0, false);
        add(out, What::removed, from.substr(hunk.old_begin, hunk.old_end - hunk.old_begin));
        add(out, What::added, to.substr(hunk.new_begin, hunk.new_end - hunk.new_begin));
        done = hunk.new_end;
    }
    if (out.empty()) return out;
    add_same(out, to.substr(done), done == 0, true);
    return out;
}

bool is_contested(const ReadField* field) {
    return field != nullptr && !field->conflict.empty();
}

/// Values of a field, each with whose it is where that is part of it: ballots. Entries of a log may
/// be alike.
using Values = std::multiset<std::pair<PersonId, std::string>>;

/// What a field shows; none is "".
Values values_of(const ReadField* field) {
    const PersonId nobody;
    if (field == nullptr) return {{nobody, ""}};
    Values out;
    for (const auto& element : field->elements)
        out.emplace(nobody, element);
    for (const auto& one : field->conflict) {
        if (one.value.state == ReadValue::State::shown) out.emplace(nobody, one.value.text);
    }
    for (const auto& ballot : field->ballots) {
        if (!ballot.value.text.empty()) out.emplace(ballot.person, ballot.value.text);
    }
    if (field->conflict.empty()) out.emplace(nobody, field->value.text);
    return out;
}

void add_those_only_in(const Values& some,
                       const Values& others,
                       What what,
                       std::vector<Change>& to) {
    Values only;
    std::ranges::set_difference(some, others, std::inserter(only, only.end()));
    for (const auto& [person, text] : only)
        to.push_back({what, text});
}

std::vector<Change> value_changes(const ReadField* before, const ReadField* after) {
    auto old_values = values_of(before);
    auto new_values = values_of(after);
    // To have none is no value, unless it is a side of what is contested: then it can be chosen.
    if (!is_contested(before) && !is_contested(after)) {
        old_values.erase({PersonId{}, ""});
        new_values.erase({PersonId{}, ""});
    }
    std::vector<Change> out;
    add_those_only_in(old_values, new_values, What::removed, out);
    add_those_only_in(new_values, old_values, What::added, out);
    return out;
}

/// Of a list: which of its elements went elsewhere, the fewest that explain the new order.
void add_moves(std::vector<Change>& to, const ReadField& before, const ReadField& after) {
    std::map<std::string, std::uint64_t> old_places;
    for (const auto& element : before.elements)
        old_places.emplace(element, old_places.size());
    std::vector<std::string> kept;
    std::vector<Placed> places;
    for (const auto& element : after.elements) {
        const auto old = old_places.find(element);
        if (old == old_places.end()) continue;
        kept.push_back(element);
        places.push_back({old->second});
    }
    const auto stays = staying(places);
    for (std::size_t i = 0; i < kept.size(); ++i) {
        if (!stays[i]) to.push_back({What::moved, std::move(kept[i])});
    }
}

std::vector<Change> changes_of(const FieldPlace& place,
                               const ReadField* before,
                               const ReadField* after) {
    if (place.field->type != FieldType::text) {
        auto out = value_changes(before, after);
        const bool is_list = place.field->type == FieldType::list;
        if (is_list && before != nullptr && after != nullptr) add_moves(out, *before, *after);
        return out;
    }
    return text_changes(before != nullptr ? before->value.text : std::string{},
                        after != nullptr ? after->value.text : std::string{});
}

}  // namespace

Result<std::vector<Revision>> revisions(const node::Replica& replica,
                                        const Kind& kind,
                                        const DocumentId& id) {
    std::vector<Revision> out;
    std::map<std::pair<ChainId, Seq>, std::size_t> ends_at;  // the last update of each revision
    const auto& governance = replica.governance();
    TRY(replica.log(id, [&](const node::LogEntry& entry) -> Result<void> {
        TRY(auto places, places_of(replica, kind, entry.id));
        const auto before = ends_at.find({entry.chain, Seq{entry.seq.value - 1}});
        if (entry.continues && before != ends_at.end()) {
            const auto at = before->second;
            auto& revision = out[at];
            revision.id = entry.id;
            ++revision.updates;
            if (entry.verdict != node::LogEntry::Verdict::standing) {
                revision.verdict = entry.verdict;
                revision.reason = entry.reason;
            }
            add_places(revision.places, std::move(places));
            ends_at.erase(before);
            ends_at[{entry.chain, entry.seq}] = at;
            return success();
        }
        const auto device = governance.device_info(entry.chain.device);
        ends_at[{entry.chain, entry.seq}] = out.size();
        out.push_back({entry.id,
                       entry.deps,
                       1,
                       entry.chain.device,
                       device ? std::optional{device->person} : std::nullopt,
                       entry.written,
                       entry.verdict,
                       entry.reason,
                       entry.joins,
                       entry.moderates,
                       std::move(places)});
        return success();
    }));
    std::ranges::reverse(out);
    return out;
}

std::vector<FieldDifference> differences(const std::vector<ReadField>& before,
                                         const std::vector<ReadField>& after) {
    std::vector<FieldPlace> places;
    for (const auto* side : {&before, &after}) {
        std::vector<FieldPlace> more;
        for (const auto& field : *side)
            more.push_back(field.place);
        add_places(places, std::move(more));
    }
    std::vector<FieldDifference> out;
    for (const auto& place : places) {
        const auto name = place.name();
        auto changes = changes_of(place, find_field(before, name), find_field(after, name));
        if (!changes.empty()) out.push_back({place, std::move(changes)});
    }
    return out;
}

}  // namespace praxis::community
