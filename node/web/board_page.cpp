#include "node/community/boards.hpp"
#include "node/web/pages.hpp"
#include "node/web/words.hpp"

// Who decides for the network, and what they have before them.

namespace praxis::web {
namespace {

std::string how_words(const governance::BoardInfo& board) {
    const auto all = board.keys.size();
    if (all == 1) return "The board has one key, which decides alone.";
    if (board.k == 1) {
        return "The board has " + std::to_string(all) + " keys, each of which decides alone.";
    }
    if (board.k == all) {
        return "The board has " + std::to_string(all) + " keys, all of which have to agree.";
    }
    return "The board has " + std::to_string(all) + " keys, of which " + std::to_string(board.k) +
           " have to agree.";
}

}  // namespace

Answer board_page(Site& site, const Visit& visit) {
    const auto board = site.replica.governance().board();
    View view;
    view.set("HOW", how_words(board));
    if (board.rotation) {
        view.part("ROTATED").set("ACT", board.rotation->hex());
    } else {
        view.part("FIRST");
    }
    for (const auto& key : board.keys)
        view.part("KEY").set("KEY_HEX", key.hex());
    CO_TRY(const auto open, community::open_proposals(site.replica));
    for (const auto& proposal : open) {
        view.part("PROPOSAL")
            .set("WHAT", proposal.what)
            .set("ID", proposal.info.id.hex())
            .set("COUNT",
                 std::to_string(proposal.info.agreed.size()) + " of " +
                     std::to_string(proposal.info.needed) + " agree.");
    }
    view.part_if("NONE", open.empty());
    Frame frame;
    frame.title = "Who decides for the network";
    frame.place = Place::spaces;
    co_return site.page(visit, std::move(frame), "board.tpl", view);
}

}  // namespace praxis::web
