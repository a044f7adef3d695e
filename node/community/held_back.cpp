#include "node/community/held_back.hpp"

#include "protocol/base/utf8.hpp"
#include "protocol/wire/content.hpp"
#include "protocol/wire/limits.hpp"

#include <boost/json/value.hpp>

#include <algorithm>

namespace praxis::community {
namespace {

/// Every part of a content that is text, a line each.
std::string words_in(const wire::SignedUpdate& update) {
    std::string out;
    if (!update.content || update.content->empty()) return out;
    const auto parts = wire::decode_content(*update.content);
    if (!parts) return out;
    for (const auto& part : parts.value()) {
        const auto text = text_of(part);
        if (text.empty() || !decode_utf8(text)) continue;
        out += (out.empty() ? "" : "\n") + std::string{text};
    }
    return out;
}

bool is_void(const node::LogEntry& entry) {
    return entry.verdict == node::LogEntry::Verdict::void_;
}

HeldBack from(const node::LogEntry& entry) {
    return {entry.id,
            entry.chain.space,
            entry.document,
            entry.kind,
            entry.written,
            entry.chain.device,
            entry.reason,
            governance::revocation_in(entry.reason),
            entry.moderates};
}

std::vector<HeldBack> in_order(std::vector<HeldBack> all) {
    std::ranges::sort(all, std::ranges::greater{}, [](const HeldBack& each) {
        return std::pair{each.written, each.update};
    });
    return all;
}

}  // namespace

Result<std::string> words_of(const node::Replica& replica, const UpdateId& id) {
    TRY(const auto update, replica.load(id));
    return update ? words_in(*update) : std::string{};
}

Result<std::vector<HeldBack>> held_back_of(const node::Replica& replica, const PersonId& person) {
    std::set<SigningKey> keys;
    for (const auto& device : replica.governance().devices_of(person))
        keys.insert(device.key);
    std::vector<HeldBack> out;
    TRY(replica.void_of(keys, [&](const node::LogEntry& entry) -> Result<void> {
        if (is_void(entry)) out.push_back(from(entry));
        return success();
    }));
    return in_order(std::move(out));
}

Result<std::vector<HeldBack>> held_back_in(const node::Replica& replica, const SpaceId& space) {
    std::vector<HeldBack> out;
    std::size_t seen = 0;
    TRY(replica.log_back(space, [&](const node::LogEntry& entry) -> Result<store::Scan> {
        if (is_void(entry)) out.push_back(from(entry));
        return ++seen < limits::held_back_scan_max ? store::Scan::go_on : store::Scan::stop;
    }));
    return in_order(std::move(out));
}

Result<std::vector<boost::json::object>> list_held_back(const node::Replica& replica,
                                                        const Request& request) {
    TRY(const auto space, request.optional_id<SpaceId>("space"));
    if (space && !replica.governance().space_info(*space)) {
        return fail(Errc::not_found, "no space " + space->hex() + " here");
    }
    const auto person = replica.person();
    if (!space && !person) return fail(Errc::not_found, "this node acts for nobody yet");
    TRY(const auto all, space ? held_back_in(replica, *space) : held_back_of(replica, *person));
    std::vector<boost::json::object> out;
    for (const auto& each : all) {
        boost::json::object line;
        line["update"] = each.update.hex();
        line["space"] = each.space.hex();
        line["document"] = nullptr;
        if (each.document) line["document"] = each.document->hex();
        line["device"] = each.device.hex();
        line["written"] = to_millis(each.written);
        line["why"] = each.why;
        TRY(auto words, words_of(replica, each.update));
        line["words"] = std::move(words);
        out.push_back(std::move(line));
    }
    return out;
}

}  // namespace praxis::community
