#include "node/web/lists.hpp"

#include "node/replica/errc.hpp"
#include "node/web/words.hpp"

namespace praxis::web {

Result<void> add_list(Site& site, View& view, const std::vector<ListLine>& lines, Spaces spaces) {
    if (lines.empty()) return success();
    auto& list = view.piece("LIST", "list_lines.tpl");
    for (const auto& each : lines) {
        const auto opened = site.catalogue.open(each.document);
        if (!opened) {
            if (!node::is_unmerged(opened.error())) continue;
            list.part("UNMERGED")
                .set("ID", each.document.hex())
                .set("WORDS", sentence_of(node::words_of(opened.error())));
            continue;
        }
        const auto& document = opened.value();
        auto& line = list.part("LINE");
        TRY(auto author, site.person(document.author));
        line.set("ID", each.document.hex())
            .set("TITLE", Site::title_of(document))
            .set("KIND", document.kind->label)
            .set("AUTHOR", std::move(author))
            .set("WRITTEN", minute_words(document.written));
        if (spaces == Spaces::named) {
            TRY(auto name, site.space_name(document.state->space));
            line.part("IN").set("SPACE", document.state->space.hex()).set("SPACE_NAME", name);
        }
        // Of a post it is the thread that was moved, which its own page says.
        const auto own = community::own_restraint(site.replica.governance(), *document.state);
        line.part_if("MOVED", own.moved);
        if (!each.what.empty()) line.part("WHAT").set("WORDS", each.what);
    }
    return success();
}

std::vector<ListLine> lines_of(const std::vector<community::News>& news) {
    std::vector<ListLine> out;
    for (const auto& each : news) {
        std::vector<std::string> what;
        if (each.is_new) what.emplace_back("new");
        if (each.changes > 0) what.push_back(count_words(each.changes, "change", "changes"));
        if (each.answers > 0)
            what.push_back(count_words(each.answers, "new answer", "new answers"));
        out.push_back({each.document, list_words(what)});
    }
    return out;
}

}  // namespace praxis::web
