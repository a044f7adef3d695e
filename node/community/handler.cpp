#include "node/community/handler.hpp"

#include "node/community/adoption.hpp"
#include "node/community/boards.hpp"
#include "node/community/devices.hpp"
#include "node/community/forks.hpp"
#include "node/community/held_back.hpp"
#include "node/community/joining.hpp"
#include "node/community/quarantining.hpp"
#include "node/community/queue.hpp"
#include "node/community/ratifying.hpp"
#include "node/community/recovering.hpp"
#include "node/community/role_ending.hpp"
#include "node/community/space_quota.hpp"
#include "node/replica/errc.hpp"
#include "protocol/wire/limits.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <array>

namespace praxis::community {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 16> writing_actions{"document.new",
                                                           "document.new_when_member",
                                                           "document.edit",
                                                           "document.moderate",
                                                           "document.move",
                                                           "document.agree_erasure",
                                                           "document.flag",
                                                           "moderation.quarantine",
                                                           "moderation.release",
                                                           "thread.reply",
                                                           "space.join",
                                                           "space.decline",
                                                           "space.set_quota",
                                                           "root.end_role",
                                                           "root.ratify",
                                                           "root.submit"};

bool writes(std::string_view action) {
    return std::ranges::find(writing_actions, action) != writing_actions.end();
}

std::vector<json::object> one(json::object line) {
    std::vector<json::object> out;
    out.push_back(std::move(line));
    return out;
}

Result<SyncRequest> sync_request(const Request& request) {
    SyncRequest out;
    TRY(const auto seconds, request.optional_number("until_equal"));
    if (seconds) out.until_equal = std::chrono::seconds{static_cast<std::int64_t>(*seconds)};
    TRY(const auto typed, request.optional_text("peer"));
    if (!typed) return out;
    TRY(auto peer, node::parse_peer(*typed));
    out.node = peer.node;
    out.endpoint = std::move(peer.endpoint);
    return out;
}

json::object to_json(const SyncReport& report) {
    json::object out;
    out["peer"] = report.peer.hex();
    out["sent_updates"] = report.sent_updates;
    out["received_updates"] = report.received_updates;
    out["sent_bytes"] = report.sent_bytes;
    out["received_bytes"] = report.received_bytes;
    out["turns"] = report.turns;
    out["withheld"] = report.withheld;
    out["not_come"] = report.not_come;
    out["seconds"] = std::chrono::duration<double>(report.duration).count();
    return out;
}

}  // namespace

Handler::Handler(node::Replica& replica, const Kinds& kinds, Links& links)
    : replica_{replica},
      kinds_{kinds},
      documents_{replica, kinds},
      first_document_{replica, documents_},
      acts_{replica},
      roles_{replica},
      moderation_log_{replica, kinds},
      links_{links},
      reports_{replica, kinds, documents_, links} {}

json::object Handler::to_line(const Error& error) {
    json::object inner;
    inner["code"] =
        std::string{error.code.category().name()} + ":" + std::to_string(error.code.value());
    inner["words"] = node::words_of(error);
    json::object out;
    out["error"] = std::move(inner);
    return out;
}

node::Task<Result<void>> Handler::handle(json::object object, Emit emit) {
    const Request request{std::move(object)};
    CO_TRY(auto action, request.text("do"));
    if (action == "export") co_return co_await export_all(std::move(emit));
    Lines lines;
    if (writes(action)) {
        CO_TRY(auto line, co_await write(std::move(action), request));
        lines = one(std::move(line));
    } else if (action == "sync") {
        CO_TRY(auto line, co_await sync(request));
        lines = one(std::move(line));
    } else if (action == "peer.add" || action == "peer.remove") {
        CO_TRY(lines, co_await change_peers(std::move(action), request));
    } else {
        CO_TRY(lines, read(action, request));
    }
    for (auto& line : lines) {
        CO_TRY(co_await emit(std::move(line)));
    }
    co_return success();
}

node::Task<Result<json::object>> Handler::write(std::string action, Request request) {
    if (action == "root.submit") co_return co_await acts_.submit(std::move(request));
    if (action == "space.join" || action == "space.decline") {
        Joining joining{replica_};
        auto done = action == "space.join" ? joining.ask(std::move(request))
                                           : joining.decline(std::move(request));
        co_return co_await std::move(done);
    }
    if (action == "moderation.quarantine" || action == "moderation.release") {
        Quarantines quarantines{replica_};
        auto done = action == "moderation.quarantine" ? quarantines.quarantine(std::move(request))
                                                      : quarantines.release(std::move(request));
        co_return co_await std::move(done);
    }
    if (action == "root.ratify") {
        Ratifying ratifying{replica_};
        auto done = ratifying.ratify(std::move(request));
        co_return co_await std::move(done);
    }
    if (action == "root.end_role") {
        RoleEnding roles{replica_};
        auto done = roles.end(std::move(request));
        co_return co_await std::move(done);
    }
    if (action == "space.set_quota") {
        SpaceQuota quota{replica_};
        auto done = quota.set(std::move(request));
        co_return co_await std::move(done);
    }
    // A node that runs does this by itself, and tells its operator what keeps it from it.
    static_cast<void>(co_await first_document_.write_if_due());
    Writing writing;
    CO_TRY(writing.token, request.optional_text("token"));
    if (action == "thread.reply") {
        CO_TRY(const auto thread, request.id<DocumentId>("id"));
        CO_TRY(auto text, request.text("text"));
        CO_TRY(const auto quote, request.optional_id<DocumentId>("quote"));
        co_return co_await documents_.reply(thread, std::move(text), quote, std::move(writing));
    }
    if (action == "document.moderate") {
        co_return co_await moderate(std::move(request), std::move(writing));
    }
    if (action == "document.move") {
        co_return co_await move(std::move(request), std::move(writing));
    }
    if (action == "document.agree_erasure") {
        CO_TRY(const auto id, request.id<DocumentId>("id"));
        CO_TRY(auto reason, request.text("reason"));
        std::vector<UpdateId> as_it_is;
        co_return co_await documents_.agree_to_erase(
            id, std::move(as_it_is), std::move(reason), std::move(writing));
    }
    if (action == "document.flag") {
        CO_TRY(const auto id, request.id<DocumentId>("id"));
        CO_TRY(auto reason, request.text("reason"));
        co_return co_await documents_.flag(id, std::move(reason), std::move(writing));
    }
    CO_TRY(auto settings, request.settings("set"));
    if (action == "document.new") {
        CO_TRY(auto kind, request.text("kind"));
        CO_TRY(const auto space, request.id<SpaceId>("space"));
        co_return co_await documents_.create(
            std::move(kind), space, std::move(settings), std::move(writing));
    }
    if (action == "document.new_when_member") {
        CO_TRY(auto kind, request.text("kind"));
        CO_TRY(const auto space, request.id<SpaceId>("space"));
        CO_TRY(auto token, request.text("token"));
        CO_TRY(co_await first_document_.keep(
            std::move(kind), space, std::move(settings), std::move(token)));
        co_return json::object{};
    }
    CO_TRY(const auto id, request.id<DocumentId>("id"));
    CO_TRY(auto kind, request.optional_text("kind"));
    CO_TRY(auto base, request.ids<UpdateId>("base"));
    auto expected = kind.value_or("");
    co_return co_await documents_.edit(
        id, std::move(expected), std::move(settings), std::move(base), std::move(writing));
}

node::Task<Result<json::object>> Handler::moderate(Request request, Writing writing) {
    CO_TRY(const auto id, request.id<DocumentId>("id"));
    CO_TRY(const auto word, request.text("act"));
    CO_TRY(auto reason, request.text("reason"));
    CO_TRY(auto base, request.ids<UpdateId>("base"));
    if (word == "settle") {  // locks a flag, and nothing else
        CO_TRY(const bool is_call, calls_moderators(id));
        if (!is_call) {
            co_return fail(
                Errc::bad_request,
                "that is no flag; praxis mod queue lists those that wait, each by its id");
        }
    }
    const auto act = word == "settle" ? ModerationAct::lock : moderation_act_from(word);
    if (!act) co_return fail(Errc::bad_request, "no act of moderation \"" + word + "\"");
    co_return co_await documents_.moderate(
        id, *act, std::move(reason), std::move(base), std::move(writing));
}

node::Task<Result<json::object>> Handler::move(Request request, Writing writing) {
    CO_TRY(const auto id, request.id<DocumentId>("id"));
    Destination to;
    CO_TRY(to.space, request.id<SpaceId>("to"));
    CO_TRY(to.wider, request.flag("wider"));
    CO_TRY(auto reason, request.text("reason"));
    CO_TRY(auto base, request.ids<UpdateId>("base"));
    co_return co_await documents_.move(
        id, to, std::move(reason), std::move(base), std::move(writing));
}

node::Task<Result<json::object>> Handler::sync(Request request) {
    CO_TRY(auto asked, sync_request(request));
    CO_TRY(const auto report, co_await links_.sync(std::move(asked)));
    static_cast<void>(co_await first_document_.write_if_due());
    co_return to_json(report);
}

node::Task<Result<Handler::Lines>> Handler::change_peers(std::string action, Request request) {
    CO_TRY(const auto typed, request.text("peer"));
    CO_TRY(auto peer, node::parse_peer(typed));
    Lines lines;
    if (action == "peer.add") {
        CO_TRY(auto kept, co_await links_.keep_peer(std::move(peer)));
        const std::vector<PeerLine> added{std::move(kept)};
        co_return reports_.describe(added);
    }
    CO_TRY(const auto removed, co_await links_.forget_peer(std::move(peer)));
    for (const auto& each : removed) {
        json::object line;
        line["node"] = each.node.hex();
        line["address"] = each.endpoint.text();
        lines.push_back(std::move(line));
    }
    co_return lines;
}

Result<Handler::Lines> Handler::read(std::string_view action, const Request& request) {
    if (action == "document.show") {
        TRY(const auto id, request.id<DocumentId>("id"));
        TRY(const auto kind, request.optional_text("kind"));
        TRY(auto line, documents_.show(id, kind.value_or("")));
        return one(std::move(line));
    }
    if (action == "log") {
        TRY(const auto document, request.optional_id<DocumentId>("document"));
        return reports_.log(document);
    }
    if (action == "where") {
        TRY(const auto id, request.id<DocumentId>("id"));
        TRY(auto line, reports_.where(id));
        return one(std::move(line));
    }
    if (action == "spaces") return reports_.spaces();
    if (action == "peer.list") return reports_.peers();
    if (action == "root.updates") return acts_.updates();
    if (action == "root.grants") return acts_.grants(request);
    if (action == "root.devices") return Devices{replica_}.list(request);
    if (action == "root.roles") return roles_.list(request);
    if (action == "root.role_log") return roles_.log(request);
    if (action == "root.overdue") return roles_.overdue();
    if (action == "space.charter") return list_governing(replica_, kinds_, request);
    if (action == "space.requests") return Joining{replica_}.list(request);
    if (action == "root.forks") return Forks{replica_}.list();
    if (action == "space.quota") {
        TRY(auto line, SpaceQuota{replica_}.show(request));
        return one(std::move(line));
    }
    if (action == "root.cuts") return acts_.cuts(request);
    if (action == "moderation.queue") return list_queue(replica_, kinds_, request);
    if (action == "moderation.quarantined") return Quarantines{replica_}.list(request);
    if (action == "held_back") return list_held_back(replica_, request);
    if (action == "moderation.log") return moderation_log_.list(request);

    Result<json::object> line =
        fail(Errc::bad_request, "no action \"" + std::string{action} + "\"");
    if (action == "whoami") line = reports_.whoami();
    if (action == "state") {
        TRY(const auto compare, request.optional_text("compare"));
        line = reports_.state(compare);
    }
    if (action == "verify") line = reports_.verify();
    if (action == "status") line = reports_.status();
    if (action == "root.person_line") line = Devices{replica_}.person_line(request);
    if (action == "root.new_device") line = Devices{replica_}.new_device(request);
    if (action == "root.ratifiable") line = Ratifying{replica_}.ways(request);
    if (action == "root.recovery") line = recovery_of(replica_, request);
    if (action == "root.board") line = board_of(replica_);
    if (action == "root.fork") line = Forks{replica_}.ways(request);
    if (action == "root.position") line = acts_.position(request);
    if (action == "root.administrator") line = acts_.administrator(request);
    if (action == "root.person") line = acts_.person(request);
    if (action == "root.role") line = acts_.role(request);
    if (!line) return fail(std::move(line).error());
    return one(std::move(line).value());
}

Result<bool> Handler::calls_moderators(const DocumentId& id) const {
    TRY(const auto state, replica_.document(id));
    const auto* kind = kinds_.by_number(state->kind);
    return kind != nullptr && !kind->calls_moderators_to.empty();
}

node::Task<Result<void>> Handler::export_all(Emit emit) {
    CO_TRY(const auto ids, documents_.visible());
    for (const auto& id : ids) {
        CO_TRY(auto line, documents_.export_line(id));
        CO_TRY(co_await emit(std::move(line)));
    }
    co_return success();
}

}  // namespace praxis::community
