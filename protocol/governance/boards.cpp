#include "protocol/base/check.hpp"
#include "protocol/governance/detail/state.hpp"

// Who is on the board, and who was when an act was made: rule 3.

namespace praxis::governance {
namespace detail {

std::optional<Board> State::board_replaced_by(Lv rotation) const {
    const auto* rotate = get<RotateBoard>(rotation);
    if (rotate == nullptr) return std::nullopt;
    if (rotate->after.is_zero()) return Board{std::nullopt, genesis.k, genesis.board, {}};
    const auto before = find_as<RotateBoard>(rotate->after);
    if (!before || !pasts.happened_before(*before, rotation)) return std::nullopt;
    const auto& made = *get<RotateBoard>(*before);
    return Board{*before, made.k, made.board, {}};
}

std::set<SigningKey> State::agreed_to(Lv rotation) const {
    std::set<SigningKey> out;
    const auto replaced = board_replaced_by(rotation);
    if (!replaced) return out;
    const auto note = [&](Lv lv) {
        if (replaced->has(records[lv].chain.device)) out.insert(records[lv].chain.device);
    };
    note(rotation);
    for (const auto lv : records[rotation].endorsements) {
        if (pasts.happened_before(rotation, lv)) note(lv);
    }
    return out;
}

bool State::may_rotate(Lv lv) const {
    if (get<RotateBoard>(lv) != nullptr) return true;
    const auto* endorse = get<Endorse>(lv);
    const auto rotation = endorse != nullptr ? find_as<RotateBoard>(endorse->target) : std::nullopt;
    const auto replaced = rotation ? board_replaced_by(*rotation) : std::nullopt;
    return replaced && replaced->has(records[lv].chain.device);
}

std::vector<Lv> State::closing(Lv rotation, const Board& replaced) const {
    const auto& board = get<RotateBoard>(rotation)->board;
    std::vector<Lv> out{rotation};
    for (const auto lv : records[rotation].endorsements) {
        const auto& by = records[lv].chain.device;
        const bool stays = replaced.has(by) && std::ranges::binary_search(board, by);
        if (stays && pasts.happened_before(rotation, lv)) out.push_back(lv);
    }
    return out;
}

bool State::was_decided_before(const Board& next, Lv lv) const {
    return std::ranges::any_of(next.closing,
                               [&](Lv last) { return pasts.happened_before(lv, last); });
}

void State::renew_boards() {
    std::vector<Board> line{{std::nullopt, genesis.k, genesis.board, {}}};
    for (;;) {
        const auto& last = line.back();
        const auto after = last.rotation ? records[*last.rotation].id : UpdateId{};
        const auto some = rotations.find(after);
        if (some == rotations.end()) break;
        std::optional<Lv> next;
        std::size_t most = 0;
        for (const auto& [id, lv] : some->second) {  // ascending: among equals the first
            const auto agreed = agreed_to(lv).size();
            if (agreed < last.k || agreed <= most) continue;
            next = lv;
            most = agreed;
        }
        if (!next) break;
        const auto& rotate = *get<RotateBoard>(*next);
        line.push_back({*next, rotate.k, rotate.board, closing(*next, last)});
    }
    if (line == boards) return;
    boards = std::move(line);
    for (const auto lv : board_acts)
        plan(lv);
}

std::size_t State::board_at(Lv lv) const {
    for (std::size_t i = 1; i < boards.size(); ++i) {
        if (was_decided_before(boards[i], lv)) return i - 1;
    }
    return boards.size() - 1;
}

bool State::is_forked_under(std::size_t board, Lv lv) const {
    if (!is_forked_at(lv)) return false;
    if (board + 1 == boards.size()) return true;
    const auto& next = boards[board + 1];
    for (const auto& [seq, same_seq] : chains.at(records[lv].chain).updates) {
        if (seq > records[lv].seq) break;
        const auto seen = std::ranges::count_if(
            same_seq, [&](Lv other) { return was_decided_before(next, other); });
        if (seen > 1) return true;
    }
    return false;
}

}  // namespace detail

BoardInfo Governance::board() const {
    state_->refresh();
    const auto& now = state_->boards.back();
    BoardInfo out{{}, now.k, now.keys};
    if (now.rotation) out.rotation = state_->records[*now.rotation].id;
    return out;
}

std::vector<ProposalInfo> Governance::proposals() const {
    state_->refresh();
    std::vector<ProposalInfo> out;
    const auto& boards = state_->boards;
    for (const auto lv : state_->board_acts) {
        if (state_->get<Endorse>(lv) != nullptr || state_->stands(lv)) continue;
        ProposalInfo info;
        info.id = state_->records[lv].id;
        if (state_->get<RotateBoard>(lv) != nullptr) {
            const auto replaced = state_->board_replaced_by(lv);
            if (!replaced || replaced->rotation != boards.back().rotation) continue;
            const auto agreed = state_->agreed_to(lv);
            info.agreed.assign(agreed.begin(), agreed.end());
        } else {
            if (state_->verdicts[lv].reason != Reason::not_endorsed) continue;
            if (state_->board_at(lv) + 1 != boards.size()) continue;  // it came too late
            std::set<SigningKey> agreed{state_->records[lv].chain.device};
            for (const auto other : state_->records[lv].endorsements) {
                if (state_->stands(other)) agreed.insert(state_->records[other].chain.device);
            }
            info.agreed.assign(agreed.begin(), agreed.end());
        }
        if (info.agreed.empty()) continue;
        info.needed = boards.back().k;
        out.push_back(std::move(info));
    }
    std::ranges::sort(out, {}, &ProposalInfo::id);
    return out;
}

}  // namespace praxis::governance
