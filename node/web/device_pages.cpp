#include "node/community/certifying.hpp"
#include "node/community/devices.hpp"
#include "node/replica/errc.hpp"
#include "node/web/pages.hpp"
#include "node/web/signing.hpp"
#include "node/web/words.hpp"

#include <algorithm>

// The devices of a hosted person, who moves to a machine of their own or gives one up.

namespace praxis::web {
namespace {

using community::HeldDevice;

Result<http::Response> drawn(Site& site,
                             const Visit& visit,
                             const Said& said,
                             Frame frame,
                             const std::string& file,
                             View& view) {
    view.set("CSRF", visit.csrf);
    if (!said.problem.empty()) view.part("PROBLEM").set("WORDS", said.problem);
    frame.place = Place::me;
    frame.status = said.status;
    return site.page(visit, std::move(frame), file, view);
}

Result<void> add_device(Site& site, View& view, const HeldDevice& device) {
    auto& line = view.part("DEVICE");
    line.set("SHORT", device.info.key.hex().substr(0, name_digits))
        .set("SINCE", minute_words(device.since));
    if (device.info.hosted) {
        line.part("HOSTED");
    } else {
        TRY(auto name, site.node(device.info.key));
        line.part("OWN").set("NAME", std::move(name));
    }
    if (!device.info.stands_now) {
        line.part("ENDED").set("WHY", sentence_of(device.why));
        return success();
    }
    line.part("IN_FORCE");
    if (device.info.hosted) return success();  // ending their own key is for the administrator
    line.part("REVOKE").set("CERTIFICATE", device.info.certificate.hex());
    return success();
}

Answer show_list(Site& site, const Visit& visit, Said said) {
    View view;
    CO_TRY(const auto devices, community::Devices{site.replica}.of(visit.session->person));
    for (const auto& device : devices) {
        CO_TRY(add_device(site, view, device));
    }
    const auto done = field_of(visit.query, "done");
    view.part_if("ADDED", done == "added").part_if("REVOKED", done == "revoked");
    view.set("NAME", visit.session->name);
    Frame frame;
    frame.title = "Your devices";
    co_return drawn(site, visit, said, std::move(frame), "devices.tpl", view);
}

Answer show_add(Site& site, const Visit& visit, Said said) {
    View view;
    const auto line = community::person_line_of(site.replica, visit.session->person, {});
    if (line) {
        view.part("LINE").set("TEXT", line.value());
    } else {
        if (line.error().code.category() !=
            make_error_code(community::LineErrc::damaged).category()) {
            co_return fail(line.error());
        }
        view.part("NO_LINE").set("WHY", sentence_of(line.error().detail));
    }
    view.set("TYPED_LINE", field_of(visit.form, "line"))
        .set("TYPED_WORDS", field_of(visit.form, "words"))
        .set("NAME", visit.session->name);
    Frame frame;
    frame.title = "Add a device of yours";
    frame.bytes_max = limits::http_text_response_bytes_max;
    co_return drawn(site, visit, said, std::move(frame), "device_add.tpl", view);
}

node::Task<Result<void>> add(Site& site, const Visit& visit) {
    const auto typed = field_of(visit.form, "line");
    CO_TRY(const auto line, community::decode_device_line(typed));
    if (!are_words_of(line, field_of(visit.form, "words"))) {
        co_return fail(node::NodeErrc::bad_request,
                       "These are not the words of this line: it was changed on its way, or they "
                       "are another's. Nothing was signed; look at the new device again.");
    }
    CO_TRY(check_new_device(site.replica, line, visit.session->person));
    governance::Act act = certificate_of(line);
    // A form that is sent twice is one device, with one certificate.
    node::Replica::Before added =
        [device = line.device](const governance::Governance& known) -> std::optional<UpdateId> {
        const auto info = known.device_info(device);
        return info && info->stands_now ? std::optional{info->certificate} : std::nullopt;
    };
    auto signing = sign(site, std::move(act), {}, visit.acting(), std::move(added));
    co_return co_await std::move(signing);
}

/// The device that a form is to end.
Result<SigningKey> device_in(Site& site, const Visit& visit) {
    TRY(const auto devices, community::Devices{site.replica}.of(visit.session->person));
    const auto wanted = field_of(visit.form, "certificate");
    const auto found = std::ranges::find_if(
        devices, [&](const HeldDevice& device) { return device.info.certificate.hex() == wanted; });
    if (found == devices.end() || !found->info.stands_now || found->info.hosted) {
        return fail(node::NodeErrc::bad_request, "That is no device of yours that is in force.");
    }
    return found->info.key;
}

node::Task<Result<void>> revoke(Site& site, const Visit& visit) {
    CO_TRY(const auto device, device_in(site, visit));
    auto reason = field_of(visit.form, "reason");
    if (reason.empty()) co_return fail(node::NodeErrc::bad_request, "Say why.");
    // It may have been certified more than once: each certificate is ended.
    for (auto info = site.replica.governance().device_info(device); info && info->stands_now;
         info = site.replica.governance().device_info(device)) {
        CO_TRY(governance::Act act,
               community::ending_of_device(
                   site.replica, info->certificate, same_bytes<UpdateId>(visit.session->person)));
        auto signing = sign(site, std::move(act), reason, visit.acting());
        CO_TRY(co_await std::move(signing));
    }
    co_return success();
}

}  // namespace

Answer devices_page(Site& site, const Visit& visit) {
    return show_list(site, visit, {});
}

Answer device_form(Site& site, const Visit& visit) {
    return show_add(site, visit, {});
}

Answer device_added(Site& site, const Visit& visit) {
    auto adding = add(site, visit);
    const auto added = co_await std::move(adding);
    if (added) co_return http::redirect("/me/devices?done=added");
    auto words = said_of(added.error());
    if (!words) co_return fail(added.error());
    auto showing = show_add(site, visit, std::move(*words));
    co_return co_await std::move(showing);
}

Answer device_revoked(Site& site, const Visit& visit) {
    auto ending = revoke(site, visit);
    const auto ended = co_await std::move(ending);
    if (ended) co_return http::redirect("/me/devices?done=revoked");
    auto words = said_of(ended.error());
    if (!words) co_return fail(ended.error());
    auto showing = show_list(site, visit, std::move(*words));
    co_return co_await std::move(showing);
}

}  // namespace praxis::web
