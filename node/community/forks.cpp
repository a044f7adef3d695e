#include "node/community/forks.hpp"

#include "node/community/cuts.hpp"
#include "node/replica/errc.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <utility>

namespace praxis::community {
namespace {

namespace json = boost::json;

json::object line_of(const node::ForkedChain& chain, const node::Branch& branch) {
    json::object out;
    out["first"] = branch.first.hex();
    out["end"] = branch.end.hex();
    out["updates"] = branch.end_seq.value - chain.parted.value + 1;
    out["since"] = to_millis(branch.since);
    out["until"] = to_millis(branch.until);
    out["counts"] = branch.counts;
    return out;
}

json::object line_of(const Fork& fork) {
    json::object out;
    out["device"] = fork.chain.chain.device.hex();
    out["person"] = nullptr;
    if (fork.person) out["person"] = fork.person->hex();
    out["space"] = fork.chain.chain.space.hex();
    out["seq"] = fork.chain.parted.value;
    json::array branches;
    for (const auto& branch : fork.chain.branches)
        branches.emplace_back(line_of(fork.chain, branch));
    out["branches"] = std::move(branches);
    json::array picked;
    for (const auto& id : fork.picked_by)
        picked.emplace_back(id.hex());
    out["picked_by"] = std::move(picked);
    out["open"] = fork.open;
    return out;
}

}  // namespace

Result<std::vector<Fork>> Forks::in(const SpaceId& space) const {
    TRY(auto chains, replica_.forks(space));
    std::vector<Fork> out;
    for (auto& chain : chains) {
        Fork fork{std::move(chain), {}, {}, false};
        fork.person = replica_.governance().person_of(fork.chain.chain.device);
        std::set<UpdateId> named;
        for (const auto& pick : replica_.governance().picks_of(fork.chain.chain)) {
            fork.picked_by.push_back(pick.act);
            for (const auto& cut : pick.cuts) {
                TRY(const auto there, replica_.updates_at(cut.chain, cut.seq));
                const bool is_here = std::ranges::find(there, cut.id) != there.end();
                if (is_here && cut.seq >= fork.chain.parted) named.insert(cut.id);
            }
        }
        const auto counting = std::ranges::count_if(
            fork.chain.branches, [](const node::Branch& branch) { return branch.counts; });
        fork.open = named.empty() || std::cmp_greater(counting, named.size());
        out.push_back(std::move(fork));
    }
    return out;
}

Result<std::set<SigningKey>> Forks::open_in(const SpaceId& space) const {
    TRY(const auto chains, replica_.forked_chains(space));
    std::set<SigningKey> out;
    if (chains.empty()) return out;
    TRY(const auto forks, in(space));
    for (const auto& fork : forks) {
        if (fork.open) out.insert(fork.chain.chain.device);
    }
    return out;
}

Result<std::vector<json::object>> Forks::list() const {
    std::vector<json::object> out;
    for (const auto& space : every_space(replica_)) {
        TRY(const auto forks, in(space));
        for (const auto& fork : forks)
            out.push_back(line_of(fork));
    }
    return out;
}

Result<json::object> Forks::ways(const Request& request) const {
    TRY(const auto id, request.id<UpdateId>("update"));
    TRY(const auto all, request.optional_text("all"));
    TRY(const auto update, replica_.load(id));
    if (!update) return fail(node::NodeErrc::not_found, "update " + id.hex());
    TRY(const auto prefix, wire::decode_prefix(update->header));
    TRY(const auto forks, replica_.forks(prefix.space));
    const auto fork = std::ranges::find_if(
        forks, [&](const node::ForkedChain& each) { return each.chain == prefix.chain(); });
    if (fork == forks.end()) {
        return fail(node::NodeErrc::not_found,
                    "no fork in the chain of update " + id.hex() +
                        "; `praxis -C DIR fork list` shows all that are here");
    }
    if (prefix.seq < fork->parted) {
        return fail(node::NodeErrc::bad_request,
                    "that update is before the fork, so it picks no branch; name the last of one, "
                    "as `praxis -C DIR fork list` prints it");
    }
    const auto& governance = replica_.governance();
    if (prefix.space.bytes == replica_.network().bytes) {
        // Two branches picked there cancel each other, and nothing takes a pick back.
        if (all || !governance.picks_of(fork->chain).empty()) {
            return fail(node::NodeErrc::bad_request,
                        "in root one branch of a chain counts, and it is picked once; a key that "
                        "forked goes on when its node draws another incarnation");
        }
    }
    std::vector<governance::Cut> cuts{{fork->chain, prefix.seq, id}};
    if (all) {
        cuts.clear();
        for (const auto& branch : fork->branches)
            cuts.push_back({fork->chain, branch.end_seq, branch.end});
        std::ranges::sort(cuts);
    }
    json::array grants;
    for (const auto& grant : governance.grants_naming(fork->chain.device)) {
        json::array above;
        for (const auto& each : governance.grants_above(grant))
            above.emplace_back(each.hex());
        json::object line;
        line["grant"] = grant.hex();
        line["above"] = std::move(above);
        grants.emplace_back(std::move(line));
    }
    json::array list;
    for (const auto& cut : cuts)
        list.emplace_back(to_json(cut));
    json::object out;
    out["grants"] = std::move(grants);
    out["cuts"] = std::move(list);
    return out;
}

}  // namespace praxis::community
