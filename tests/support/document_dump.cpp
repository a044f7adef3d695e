#include "tests/support/document_dump.hpp"

#include "protocol/base/utf8.hpp"

#include <sstream>

namespace praxis::test {
namespace {

std::string shown(const std::optional<Bytes>& content) {
    return content ? hex(*content) : "(absent)";
}

void put_ids(std::ostream& out, const std::vector<UpdateId>& ids) {
    for (const auto& id : ids)
        out << ' ' << id.hex().substr(0, 8);
    out << '\n';
}

void put_field(std::ostream& out, const crdt::View& view, const crdt::FieldId& field) {
    const auto& at = field.at;
    out << "  field " << at.field << '/' << at.key.index() << " type "
        << static_cast<int>(field.type) << '\n';
    if (const auto constant = view.constant(at)) out << "    " << shown(constant->content) << '\n';
    if (const auto constant = view.constant_id(at)) out << "    " << constant->hex() << '\n';
    if (const auto last = view.last(at)) {
        out << "    last " << last->update.hex() << ' ' << shown(last->content) << '\n';
    }
    for (const auto& value : view.multi(at))
        out << "    value " << value.update.hex() << ' ' << shown(value.content) << '\n';
    if (const auto ballot = view.ballot(at)) {
        out << "    ballot " << ballot->update.hex() << ' ' << shown(ballot->content) << '\n';
    }
    for (const auto& elements : {view.elements(at), view.strict_elements(at)}) {
        for (const auto& element : elements) {
            out << "    element " << shown(element.content);
            for (const auto& add : element.adds)
                out << ' ' << add.update.hex().substr(0, 8) << '.' << add.index;
            out << '\n';
        }
    }
    for (const auto& entry : view.entries(at)) {
        out << "    entry " << entry.id.update.hex().substr(0, 8) << '.' << entry.id.index << ' '
            << shown(entry.content) << '\n';
    }
    for (const auto& item : view.items(at)) {
        out << "    item " << item.position << ' ' << shown(item.content);
        for (const auto& insertion : item.insertions)
            out << ' ' << insertion.update.hex().substr(0, 8) << '.' << insertion.index;
        out << '\n';
    }
    if (field.type != crdt::FieldType::text) return;
    out << "    text " << view.text(at) << "\n    raw " << encode_utf8(view.raw_text(at)) << '\n';
}

void put_view(std::ostream& out, const crdt::View& view) {
    put_ids(out, view.version());
    for (const auto& field : view.fields())
        put_field(out, view, field);
}

}  // namespace

std::string dump(const node::DocumentState& state) {
    std::ostringstream out;
    const auto& document = state.document;
    out << state.id.hex() << ' ' << state.space.hex() << ' ' << state.kind.value << ", "
        << document.updates() << " updates, " << document.events() << " events, merged from "
        << document.merged_from() << ", " << document.merged_fields().size() << " fields\n";
    std::vector<UpdateId> ids;
    for (const auto& [id, author] : state.authorship) {
        out << "update " << id.hex() << " by " << author.device.hex() << ' '
            << author.incarnation.value << ' ' << author.seq.value << ' '
            << to_millis(author.written) << (document.stands(id) ? " stands" : " void")
            << (document.has_content(id) ? " whole" : " absent") << '\n';
        ids.push_back(id);
    }
    out << "now";
    put_view(out, document.now());
    for (std::size_t i = 0; i < ids.size(); i += 1 + ids.size() / 4) {
        const std::array version{ids[i], ids[ids.size() - 1 - i]};
        out << "at";
        put_view(out, document.at(version).value());
    }
    return out.str();
}

}  // namespace praxis::test
