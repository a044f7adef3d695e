#include "node/community/errc.hpp"
#include "node/community/state_words.hpp"
#include "node/replica/errc.hpp"
#include "node/web/pages.hpp"
#include "node/web/words.hpp"
#include "protocol/governance/words.hpp"

// Whether another node holds the same, by eight words that people can read to one another.

namespace praxis::web {
namespace {

Result<std::string> names_of(Site& site, const std::vector<SpaceId>& spaces) {
    std::vector<std::string> names;
    for (const auto& space : spaces) {
        TRY(auto name, site.space_name(space));
        names.push_back(std::move(name));
    }
    return list_words(names);
}

Result<void> add_result(Site& site, View& view, const std::string& typed) {
    const auto compared = community::compare_state(site.replica, typed);
    if (!compared) {
        if (compared.error().code != make_error_code(community::Errc::bad_value)) {
            return fail(compared.error());
        }
        view.part("PROBLEM").set("WORDS", sentence_of(compared.error().detail));
        return success();
    }
    auto& result = view.part("RESULT");
    if (compared.value().equal) {
        result.set("VERDICT", "Equal.").set("WORDS", "That node and this one hold the same.");
    } else if (!compared.value().spaces.empty()) {
        TRY(const auto names, names_of(site, compared.value().spaces));
        result.set("VERDICT", "Equal in " + names + ".")
            .set("WORDS",
                 "If these are that node's words of that space, both hold the same there.");
    } else {
        result.set("VERDICT", "Different.")
            .set(
                "WORDS",
                "One of the two lacks something that the other has, or it came to one of them only "
                "just now. The next contact between them, direct or through others, repairs it: "
                "compare again after that. Where they still differ, compare the words of each "
                "space.");
    }
    return success();
}

}  // namespace

Answer compare_page(Site& site, const Visit& visit) {
    if (!site.reads_everything(visit)) {
        co_return fail(node::NodeErrc::not_allowed,
                       "the words of a node tell of everything it holds; only who reads every "
                       "space may see them");
    }
    const auto* typed = visit.query.first("words");
    View view;
    view.set("TYPED", typed != nullptr ? *typed : std::string{});
    if (typed != nullptr && !typed->empty()) {
        CO_TRY(add_result(site, view, *typed));
    }
    CO_TRY(const auto state, site.replica.state());
    view.set("STATE", governance::words_of(state.state));
    for (const auto& [space, hash] : state.spaces) {
        const bool is_root = space.bytes == site.replica.network().bytes;
        CO_TRY(auto name, is_root ? std::string{"Who may do what"} : site.space_name(space));
        view.part("SPACE").set("NAME", std::move(name)).set("STATE", governance::words_of(hash));
    }
    Frame frame;
    frame.title = "Compare with another node";
    frame.place = Place::sync;
    co_return site.page(visit, std::move(frame), "compare.tpl", view);
}

}  // namespace praxis::web
