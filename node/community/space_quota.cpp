#include "node/community/space_quota.hpp"

#include "node/community/errc.hpp"
#include "node/community/signing.hpp"
#include "node/replica/errc.hpp"
#include "protocol/wire/limits.hpp"

#include <boost/json/value.hpp>

#include <limits>

namespace praxis::community {
namespace {

namespace json = boost::json;

Result<SpaceId> space_in(const node::Replica& replica, const Request& request) {
    TRY(const auto space, request.id<SpaceId>("space"));
    if (!replica.governance().space_info(space)) {
        return fail(Errc::not_found, "no space " + space.hex() + " here");
    }
    return space;
}

Result<governance::Quota> quota_in(const Request& request) {
    TRY(const auto updates, request.optional_number("updates"));
    TRY(const auto bytes, request.optional_number("bytes"));
    governance::Quota quota;
    if (updates.value_or(0) > std::numeric_limits<std::uint32_t>::max()) {
        return fail(Errc::bad_request, "so many updates a day are as good as no bound: give 0");
    }
    quota.updates = static_cast<std::uint32_t>(updates.value_or(0));
    quota.bytes = bytes.value_or(0);
    if (!governance::is_allowed(quota)) return fail(Errc::bad_request, least_quota_words());
    return quota;
}

}  // namespace

std::string least_quota_words() {
    return "a quota delays and silences nobody: it allows at least " +
           std::to_string(limits::quota_updates_min) + " updates and " +
           std::to_string(limits::quota_bytes_min) + " bytes a day, or 0 for no bound";
}

std::string words_of(const governance::Quota& quota) {
    std::string out;
    if (quota.updates > 0) out = std::to_string(quota.updates) + " changes";
    if (quota.bytes > 0) {
        out += (out.empty() ? "" : " and ") + std::to_string(quota.bytes) + " bytes";
    }
    return out.empty() ? "as much as they like" : out + " a day";
}

Result<json::object> SpaceQuota::show(const Request& request) const {
    TRY(const auto space, space_in(replica_, request));
    const auto info = replica_.governance().quota(space);
    json::object out;
    out["space"] = space.hex();
    out["updates"] = info ? info->quota.updates : 0;
    out["bytes"] = info ? info->quota.bytes : 0;
    out["act"] = nullptr;
    if (info) out["act"] = info->act.hex();
    return out;
}

node::Task<Result<json::object>> SpaceQuota::set(Request request) {
    CO_TRY(const auto space, space_in(replica_, request));
    CO_TRY(const auto quota, quota_in(request));
    CO_TRY(const auto said, request.optional_text("reason"));
    const auto& governance = replica_.governance();
    const auto person = replica_.person();
    const auto under =
        person ? governance.steward_grant(*person, space) : std::optional<UpdateId>{};
    if (!under) {
        co_return fail(node::NodeErrc::not_allowed,
                       "only a steward of the space sets its quota, or an administrator above it: "
                       "praxis space quota --by administrator");
    }
    governance::Act act{governance::SetQuota{*under, space, quota}};
    auto reason = said.value_or("");
    auto signing = sign_act(replica_, std::move(act), std::move(reason), {});
    CO_TRY(const auto done, co_await std::move(signing));
    json::object out;
    out["id"] = done.act.hex();
    co_return out;
}

Result<std::vector<json::object>> SpaceQuota::withheld(const node::Replica& replica) {
    TRY(const auto all, replica.withheld());
    std::vector<json::object> out;
    for (const auto& each : all) {
        const auto person = replica.governance().person_of(each.device);
        json::object line;
        line["space"] = each.space.hex();
        line["device"] = each.device.hex();
        line["person"] = nullptr;
        if (person) line["person"] = person->hex();
        line["own"] = person.has_value() && person == replica.person();
        line["updates"] = each.amount.updates;
        line["bytes"] = each.amount.bytes;
        line["next"] = to_millis(each.next);
        line["last"] = to_millis(each.last);
        out.push_back(std::move(line));
    }
    return out;
}

}  // namespace praxis::community
