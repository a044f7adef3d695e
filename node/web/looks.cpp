#include "node/web/looks.hpp"

#include "node/web/words.hpp"

#include <algorithm>

namespace praxis::web {
namespace {

using Inputs = std::vector<std::pair<std::string, std::string>>;

void add_inputs(View& form, const std::string& csrf, const Inputs& inputs) {
    auto& hidden = form.piece("HIDDEN", "hidden.tpl");
    hidden.set("CSRF", csrf);
    for (const auto& [name, value] : inputs)
        hidden.part("INPUT").set("NAME", name).set("VALUE", value);
}

/// What a person typed themselves, of all that a form holds: its name behind "set:", or the name of
/// a text alone.
std::string typed_label(const std::string& name) {
    for (const std::string_view prefix : {"set:", "add:", "more:"}) {
        if (name.starts_with(prefix)) return plain_words(name.substr(prefix.size()));
    }
    return name == "text" ? "Text" : std::string{};
}

/// The same of a form that is carried whole, with the lines beside an act: what is not shown there
/// goes on all the same.
std::string carried_label(const std::string& name) {
    for (const std::string_view line : {"reason", "line", "words"}) {
        if (name == line) return plain_words(name);
    }
    return typed_label(name);
}

/// What was typed into it, the beginning of each text.
void add_carried(View& list, const Inputs& fields) {
    for (const auto& [name, value] : fields) {
        const auto label = carried_label(name);
        if (label.empty() || value.empty()) continue;
        auto& line = list.part("TYPED");
        line.set("LABEL", label);
        const auto [beginning, all] = beginning_of(value);  // it is in the form once more
        add_paragraphs(line, beginning);
        line.part_if("MORE", !all);
    }
}

/// Whether an input of a form came back as the page had it.
bool is_as_it_was(const http::Form& form, const std::string& name, const std::string& value) {
    constexpr std::string_view set = "set:";
    if (!name.starts_with(set)) return false;
    const auto* was = form.first("was:" + name.substr(set.size()));
    return was != nullptr && *was == value;
}

}  // namespace

void add_typed(View& page, const Visit& visit) {
    auto& piece = page.piece("KEPT", "kept.tpl");
    if (!visit.session || visit.request.head.method != http::Method::post) return;
    const auto kept = kept_of(visit.request, visit.form, Way::straight);
    Inputs hidden;
    Inputs typed;
    for (const auto& input : kept.fields) {
        const auto& [name, value] = input;
        const bool is_choice_of_many = name.starts_with("add:");
        const bool is_typed = !typed_label(name).empty() && !value.empty() && !is_choice_of_many &&
                              !is_as_it_was(visit.form, name, value);
        (is_typed ? typed : hidden).push_back(input);
    }
    if (typed.empty()) return;
    if (kept.too_large) {
        piece.part("TOO_LARGE");
        return;
    }
    auto& form = piece.part("SHOWN");
    form.set("PATH", kept.path);
    for (const auto& [name, value] : typed) {
        form.part("TYPED").set("LABEL", typed_label(name)).set("NAME", name).set("VALUE", value);
    }
    add_inputs(form, visit.csrf, hidden);
}

Result<std::string> Looks::sign_in(const Visit& visit, const SignInView& view) {
    View page;
    if (!view.problem.empty()) page.part("PROBLEM").set("WORDS", view.problem);
    page.part_if("KEPT", !view.kept.path.empty() && !view.kept.too_large);
    page.part_if("TOO_LARGE", view.kept.too_large);
    auto inputs = hidden_inputs(view.kept);
    if (!view.next.empty()) inputs.emplace_back("next", view.next);
    add_inputs(page, view.csrf, inputs);
    page.set("NAME", view.name);
    Frame frame;
    frame.title = "Sign in";
    frame.place = Place::sign_in;
    return site_.html(visit, frame, "sign_in.tpl", page);
}

Result<std::string> Looks::recover(const Visit& visit, const RecoverView& view) {
    View page;
    if (!view.problem.empty()) page.part("PROBLEM").set("WORDS", view.problem);
    add_inputs(page, view.csrf, {{"next", "/me?done=password"}});
    page.set("NAME", view.name).set("LEAST", limits::password_bytes_min);
    Frame frame;
    frame.title = "Choose a new password";
    frame.place = Place::sign_in;
    return site_.html(visit, frame, "recover.tpl", page);
}

Result<std::string> Looks::confirm(const Visit& visit, const ConfirmView& view) {
    View page;
    Frame frame;
    if (view.kept.too_large) {
        frame.title = "This form is of an earlier session";
        page.part("TOO_LARGE").set("PATH", view.kept.path);
        return site_.html(visit, frame, "confirm.tpl", page);
    }
    frame.title = "Send this now?";
    auto& whole = page.part("WHOLE");
    whole.set("PATH", view.kept.path);
    add_carried(whole, view.kept.fields);
    add_inputs(whole, view.csrf, view.kept.fields);
    return site_.html(visit, frame, "confirm.tpl", page);
}

Result<std::string> Looks::prove(const Visit& visit, const ProveView& view) {
    View page;
    Frame frame;
    frame.title = "Your password, please";
    if (view.kept.too_large) {
        page.part("TOO_LARGE");
        return site_.html(visit, frame, "prove.tpl", page);
    }
    auto& whole = page.part("WHOLE");
    whole.set("PATH", view.kept.path)
        .set("ACCOUNT", view.name)
        .set("MINUTES", std::to_string(limits::proof_age_max.count()));
    if (!view.problem.empty()) whole.part("PROBLEM").set("WORDS", view.problem);
    const auto is_shown = [](const auto& field) {
        return !carried_label(field.first).empty() && !field.second.empty();
    };
    if (std::ranges::any_of(view.kept.fields, is_shown)) {
        add_carried(whole.part("FACTS"), view.kept.fields);
    }
    add_inputs(whole, view.csrf, view.kept.fields);
    return site_.html(visit, frame, "prove.tpl", page);
}

Result<std::string> Looks::me(const Visit& visit, const MeView& view) {
    View page;
    if (!view.problem.empty()) page.part("PROBLEM").set("WORDS", view.problem);
    if (!view.done.empty()) page.part("DONE").set("WORDS", view.done);
    TRY(auto shown_as, site_.person(view.person));
    page.set("NAME", view.name)
        .set("CSRF", view.csrf)
        .set("SHOWN_AS", std::move(shown_as))
        .set("LEAST", limits::password_bytes_min);
    for (const auto& session : view.sessions) {
        auto& line = page.part("SESSION");
        line.set("SESSION_ID", session.id.hex())
            .set("SINCE", minute_words(session.since))
            .set("LAST", minute_words(session.last_seen));
        line.part(session.is_this ? "THIS" : "OTHER");
    }
    Frame frame;
    frame.title = "Your account";
    frame.place = Place::me;
    return site_.html(visit, frame, "me.tpl", page);
}

}  // namespace praxis::web
