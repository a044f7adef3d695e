#include "node/community/forks.hpp"
#include "node/web/lists.hpp"
#include "node/web/pages.hpp"
#include "node/web/words.hpp"

// Chains in which two devices wrote with one key.

namespace praxis::web {
namespace {

using community::Fork;

Result<void> add_fork(Site& site, View& view, const Fork& fork) {
    TRY(auto whose, site.person(fork.person));
    auto& line = view.part("FORK");
    line.set("WHOSE", std::move(whose)).set("DEVICE", fork.chain.chain.device.hex());
    for (const auto& branch : fork.chain.branches) {
        const auto count = branch.end_seq.value - fork.chain.parted.value + 1;
        line.part("BRANCH")
            .set("COUNT_WORDS", count_words(count, "update", "updates"))
            .set("SINCE", minute_words(branch.since))
            .set("UNTIL", minute_words(branch.until))
            .set("FIRST", branch.first.hex())
            .set("END", branch.end.hex())
            .part_if("VOID", !branch.counts);
    }
    line.part_if("OPEN", fork.open && fork.picked_by.empty());
    line.part_if("AGAIN", fork.open && !fork.picked_by.empty());
    for (const auto& id : fork.picked_by)
        line.part("PICKED").set("ACT", id.hex());
    return success();
}

}  // namespace

Answer forks_page(Site& site, const Visit& visit) {
    CO_TRY(const auto space, site.space(visit, visit.request.params.at(0)));
    CO_TRY(const auto forks, community::Forks{site.replica}.in(space.id));
    CO_TRY(auto name, site.space_name(space.id));
    View view;
    view.set("SPACE", space.id.hex()).set("NAME", name);
    for (const auto& fork : forks) {
        CO_TRY(add_fork(site, view, fork));
    }
    view.part_if("NONE", forks.empty());
    Frame frame;
    frame.title = "Two devices, one key, in " + name;
    frame.place = Place::spaces;
    co_return site.page(visit, std::move(frame), "forks.tpl", view);
}

}  // namespace praxis::web
