#include "node/community/boards.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace praxis::community {
namespace {

namespace json = boost::json;

/// What a proposal would do.
struct Words {
    std::string operator()(const governance::GrantAdministrator& act) const {
        return (act.invitation ? "invite a centre by key " : "a centre by key ") + act.holder.hex();
    }
    std::string operator()(const governance::Revoke& act) const {
        return "revoke grant " + act.target.hex();
    }
    std::string operator()(const governance::Ratify& act) const {
        return "ratify, of " + act.target.hex();
    }
    std::string operator()(const governance::AgreeErasure& act) const {
        return "agree to erase what " + act.target.hex() + " asks";
    }
    std::string operator()(const governance::RotateBoard& act) const {
        std::string out = "a board of which " + std::to_string(act.k) + " of " +
                          std::to_string(act.board.size()) + " decide:";
        for (const auto& key : act.board)
            out += " " + key.hex();
        return out;
    }
    template <class Other>
    std::string operator()(const Other&) const {
        return "an act";
    }
};

json::array to_json(const std::vector<SigningKey>& keys) {
    json::array out;
    for (const auto& key : keys)
        out.emplace_back(key.hex());
    return out;
}

}  // namespace

Result<std::vector<Proposal>> open_proposals(const node::Replica& replica) {
    std::vector<Proposal> out;
    for (auto& info : replica.governance().proposals()) {
        TRY(const auto update, replica.load(info.id));
        if (!update) continue;
        TRY(const auto act, governance::decode_act(update->skeleton));
        out.push_back({std::move(info), std::visit(Words{}, act)});
    }
    return out;
}

Result<json::object> board_of(const node::Replica& replica) {
    const auto& governance = replica.governance();
    const auto board = governance.board();
    json::object out;
    out["rotation"] = nullptr;
    if (board.rotation) out["rotation"] = board.rotation->hex();
    out["need"] = board.k;
    out["keys"] = to_json(board.keys);
    TRY(const auto open, open_proposals(replica));
    json::array proposals;
    for (const auto& proposal : open) {
        json::object line;
        line["id"] = proposal.info.id.hex();
        line["what"] = proposal.what;
        line["agreed"] = to_json(proposal.info.agreed);
        line["need"] = proposal.info.needed;
        proposals.emplace_back(std::move(line));
    }
    out["proposals"] = std::move(proposals);
    return out;
}

}  // namespace praxis::community
