#include "node/community/reports.hpp"

#include "node/community/role_dates.hpp"
#include "node/community/show.hpp"
#include "node/community/space_quota.hpp"
#include "node/community/state_words.hpp"
#include "node/replica/errc.hpp"
#include "protocol/governance/words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::community {
namespace {

namespace json = boost::json;

std::string_view word_of(node::LogEntry::Verdict verdict) {
    switch (verdict) {
        case node::LogEntry::Verdict::standing:
            return "standing";
        case node::LogEntry::Verdict::void_:
            return "void";
        case node::LogEntry::Verdict::waiting:
            return "waiting";
    }
    return "waiting";
}

std::string_view word_of(node::Whereabouts::State state) {
    switch (state) {
        case node::Whereabouts::State::holds:
            return "holds";
        case node::Whereabouts::State::behind:
            return "behind";
        case node::Whereabouts::State::unknown:
            return "unknown";
    }
    return "unknown";
}

std::string_view word_of(PeerLine::State state) {
    switch (state) {
        case PeerLine::State::connected:
            return "connected";
        case PeerLine::State::dialling:
            return "dialling";
        case PeerLine::State::silent:
            return "silent";
        case PeerLine::State::unknown:
            return "unknown";
        case PeerLine::State::offline:
            return "offline";
    }
    return "offline";
}

std::string_view word_of(governance::JoinPolicy policy) {
    switch (policy) {
        case governance::JoinPolicy::open:
            return "open";
        case governance::JoinPolicy::approve:
            return "approve";
        case governance::JoinPolicy::invite:
            return "invite";
    }
    return "invite";
}

template <class Id>
json::value hex_or_null(const std::optional<Id>& id) {
    return id ? json::value(id->hex()) : json::value(nullptr);
}

std::string kind_word(const Kinds& kinds, KindNumber number) {
    if (number == wire::kind_root) return "root";
    const auto* kind = kinds.by_number(number);
    return kind != nullptr ? kind->name : std::to_string(number.value);
}

json::object to_json(const node::LogEntry& entry, const Kinds& kinds) {
    json::object out;
    out["arrival"] = entry.arrival.value;
    out["id"] = entry.id.hex();
    out["device"] = entry.chain.device.hex();
    out["space"] = entry.chain.space.hex();
    out["incarnation"] = std::to_string(entry.chain.incarnation.value);
    out["seq"] = entry.seq.value;
    out["document"] = hex_or_null(entry.document);
    out["kind"] = nullptr;
    if (entry.kind) out["kind"] = kind_word(kinds, *entry.kind);
    out["bytes"] = entry.bytes;
    out["content"] = entry.content_here ? "here" : entry.erased ? "erased" : "absent";
    out["verdict"] = word_of(entry.verdict);
    out["reason"] = entry.reason;
    return out;
}

}  // namespace

Result<json::object> Reports::whoami() const {
    json::object out;
    out["network"] = replica_.network().hex();
    out["node"] = replica_.node().hex();
    out["person"] = hex_or_null(replica_.person());
    out["commons"] = hex_or_null(replica_.commons());
    TRY(add_membership(out));
    return out;
}

Result<void> Reports::add_membership(json::object& to) const {
    TRY(const auto self, documents_.membership());
    to["member"] = word_of(self.state);
    to["why"] = self.why;
    return success();
}

Result<json::object> Reports::state(const std::optional<std::string>& compare) const {
    TRY(const auto state, replica_.state());
    json::object spaces;
    json::object space_words;
    for (const auto& [space, hash] : state.spaces) {
        spaces[space.hex()] = hash.hex();
        space_words[space.hex()] = governance::words_of(hash);
    }
    json::object out;
    out["state"] = state.state.hex();
    out["words"] = governance::words_of(state.state);
    out["updates"] = state.updates;
    out["documents"] = state.documents;
    out["spaces"] = std::move(spaces);
    out["space_words"] = std::move(space_words);
    if (compare) {
        TRY(const auto comparison, compare_state(replica_, *compare));
        json::object compared;
        compared["equal"] = comparison.equal;
        compared["spaces"] = to_json(comparison.spaces);
        out["compared"] = std::move(compared);
    }
    return out;
}

Result<std::vector<json::object>> Reports::log(std::optional<DocumentId> document) const {
    std::vector<json::object> out;
    TRY(replica_.log(document, [&](const node::LogEntry& entry) -> Result<void> {
        out.push_back(to_json(entry, kinds_));
        return success();
    }));
    if (document && out.empty()) {
        return fail(node::NodeErrc::not_found, "document " + document->hex());
    }
    return out;
}

Result<json::object> Reports::verify() const {
    TRY(const auto verified, replica_.verify());
    json::array bad;
    for (const auto& line : verified.bad)
        bad.emplace_back(line);
    json::object out;
    out["updates"] = verified.updates;
    out["bad"] = std::move(bad);
    return out;
}

Result<json::object> Reports::where(const DocumentId& id) const {
    TRY(const auto state, replica_.document(id));
    TRY(const auto nodes, links_.where(id));
    json::array lines;
    for (const auto& one : nodes) {
        TRY(const auto name, documents_.node_name(one.node));
        json::object line;
        line["node"] = one.node.hex();
        line["name"] = name ? json::value(*name) : json::value(nullptr);
        line["state"] = word_of(one.state);
        line["as_of"] = one.as_of ? json::value(to_millis(*one.as_of)) : json::value(nullptr);
        lines.emplace_back(std::move(line));
    }
    json::object out;
    out["id"] = id.hex();
    out["version"] = community::to_json(state->document.now().version());
    out["nodes"] = std::move(lines);
    TRY(const auto withheld, replica_.withheld_of(id));
    out["withheld"] = withheld;
    TRY(add_membership(out));
    return out;
}

Result<json::object> Reports::status() const {
    json::object bytes;
    for (const auto& [name, count] : links_.bytes_by_class())
        bytes[name] = count;
    json::object out;
    out["node"] = replica_.node().hex();
    out["bytes"] = std::move(bytes);
    out["broken"] = nullptr;
    if (replica_.broken()) out["broken"] = replica_.broken()->text();
    json::array withheld;
    TRY(const auto lines, SpaceQuota::withheld(replica_));
    for (const auto& line : lines)
        withheld.emplace_back(line);
    out["withheld"] = std::move(withheld);
    out["overdue"] = roles_overdue(replica_, replica_.now()).size();
    TRY(add_membership(out));
    return out;
}

Result<std::vector<json::object>> Reports::peers() const {
    TRY(const auto lines, links_.addresses());
    return describe(lines);
}

Result<std::vector<json::object>> Reports::describe(const std::vector<PeerLine>& lines) const {
    TRY(const auto known, links_.peers());
    std::vector<json::object> out;
    for (const auto& line : lines) {
        TRY(auto described, describe(line, known));
        out.push_back(std::move(described));
    }
    return out;
}

Result<json::object> Reports::describe(const PeerLine& line,
                                       const std::vector<PeerStatus>& known) const {
    TRY(const auto name, documents_.node_name(line.node));
    const auto status = std::ranges::find(known, line.node, &PeerStatus::node);
    json::object out;
    out["node"] = line.node.hex();
    out["name"] = name ? json::value(*name) : json::value(nullptr);
    out["address"] = nullptr;
    if (line.address) out["address"] = line.address->text();
    out["state"] = word_of(line.state);
    out["why"] = line.why;
    out["kept"] = line.kept;
    out["as_of"] = nullptr;
    out["waiting"] = nullptr;
    if (status != known.end()) {
        if (status->last_contact) out["as_of"] = to_millis(*status->last_contact);
        if (status->waiting) out["waiting"] = *status->waiting;
    }
    out["refused"] = line.not_taken.refused;
    out["later"] = line.not_taken.later;
    out["not_taken"] = line.not_taken.last_why;
    return out;
}

std::vector<json::object> Reports::spaces() const {
    std::vector<json::object> out;
    for (const auto& space : replica_.governance().spaces()) {
        json::object line;
        line["id"] = space.id.hex();
        line["join"] = word_of(space.policy);
        line["steward"] = space.steward.hex();
        out.push_back(std::move(line));
    }
    return out;
}

}  // namespace praxis::community
