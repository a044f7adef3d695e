#include "node/replica/author.hpp"

#include "node/replica/errc.hpp"
#include "node/replica/moderation_form.hpp"
#include "protocol/base/check.hpp"
#include "protocol/wire/content.hpp"

#include <algorithm>

namespace praxis::node {
namespace {

/// Writes updates of one key in one transaction.
class Pen {
public:
    Pen(store::Writer& writer, Ledger& ledger, const Author& author)
        : writer_{writer}, ledger_{ledger}, author_{author} {}

    /// Fills in what the chain decides, signs, checks as if it came from a stranger, admits.
    Result<UpdateId> write(wire::Header header, Bytes skeleton, std::vector<Bytes> parts) {
        header.network = ledger_.governance().network();
        header.device = author_.key.key();
        header.incarnation = author_.incarnation;
        header.written = author_.now;
        TRY(const auto end, end_of(writer_, ledger_.governance(), header.chain()));
        header.seq = end.next;
        header.prev = end.prev;
        if (header.space.bytes != header.network.bytes) {
            auto heads = ledger_.governance().heads();
            if (heads != ledger_.inherited(end.prev)) header.governance = std::move(heads);
        }
        Bytes content;
        if (!parts.empty()) {
            auto encoded = wire::encode_content(parts, author_.entropy);
            PRAXIS_CHECK(encoded.has_value());
            content = std::move(encoded.value());
        }
        header.skeleton_bytes = static_cast<std::uint16_t>(skeleton.size());
        header.content_bytes = static_cast<std::uint16_t>(content.size());
        header.payload_hash =
            wire::payload_hash(wire::skeleton_leaf(skeleton), wire::content_leaf(content));
        auto bytes = wire::encode(header);
        const auto message = wire::signed_message(wire::id_of(bytes));
        wire::SignedUpdate update{std::move(bytes),
                                  author_.key.sign(message),
                                  std::move(skeleton),
                                  std::move(content),
                                  {}};
        const auto checked = wire::check(std::move(update), header.network);
        PRAXIS_CHECK(checked.has_value());  // sizes and rights were looked at before
        TRY(const auto admission, ledger_.admit(writer_, checked.value()));
        PRAXIS_CHECK(admission.outcome == Outcome::held);
        return checked.value().id;
    }

    /// Empty updates until at most `limits::deps_max` heads are left.
    Result<void> join(wire::Header like, std::vector<UpdateId>& heads) {
        while (heads.size() > limits::deps_max) {
            const auto first = heads.begin() + limits::deps_max;
            auto header = like;
            header.flags = wire::flag_join;
            header.deps.assign(heads.begin(), first);
            heads.erase(heads.begin(), first);
            TRY(const auto joined, write(std::move(header), {}, {}));
            heads.insert(std::ranges::lower_bound(heads, joined), joined);
        }
        return success();
    }

private:
    store::Writer& writer_;
    Ledger& ledger_;
    const Author& author_;
};

/// Room for text and values in one update: salt, version and framing need some of the payload.
constexpr std::size_t piece_bytes_max = limits::payload_bytes_max - 1024;

/// An edit cut into updates; fails with `bad_request` when one value alone is too large.
Result<std::vector<crdt::Edit>> pieces_of(const crdt::Edit& edit) {
    auto pieces = crdt::split(edit, piece_bytes_max);
    for (const auto& piece : pieces) {
        std::size_t bytes = crdt::encode(crdt::Skeleton{piece.operations}).size() + 64;
        for (const auto& part : piece.parts)
            bytes += part.size() + 8;
        if (bytes > limits::payload_bytes_max) {
            return fail(NodeErrc::bad_request, "a single value is larger than 15 KiB; shorten it");
        }
    }
    return pieces;
}

/// The heads an act on this document builds on.
Result<std::vector<UpdateId>> base_of(const store::Reader& reader,
                                      Ledger& ledger,
                                      const Draft& draft) {
    if (!draft.document) return std::vector<UpdateId>{};
    TRY(const auto* lineage, ledger.lineage(reader, *draft.document));
    if (lineage == nullptr) return fail(NodeErrc::not_found, "document " + draft.document->hex());
    auto heads = draft.base ? lineage->version_of(*draft.base) : lineage->heads();
    if (!heads) {
        return fail(NodeErrc::not_found,
                    "the base names an update that this document has not here");
    }
    // An act of moderation builds nothing: it may name what counts for nothing, to erase that, too.
    const bool moderates = moderation_form(draft.edit.operations) == ModerationForm::act;
    const auto fits = [&](const UpdateId& id) { return moderates || lineage->stands(id); };
    if (heads->empty() || !std::ranges::all_of(*heads, fits)) {
        return fail(NodeErrc::not_allowed, "it would build on what does not stand");
    }
    return std::move(*heads);
}

Result<void> check_right(const store::Reader& reader,
                         const Ledger& ledger,
                         const Author& author,
                         const Draft& draft) {
    const ChainId chain{author.key.key(), draft.space, author.incarnation};
    TRY(const auto end, end_of(reader, ledger.governance(), chain));
    const auto moderation = moderation_form(draft.edit.operations);
    PRAXIS_CHECK(moderation != ModerationForm::bad);
    const Ledger::Subject subject{
        draft.document.value_or(DocumentId{}), draft.kind, moderation == ModerationForm::act};
    const auto verdict = ledger.foresee(chain, end, ledger.governance().heads(), subject);
    if (!verdict.stands()) return fail(NodeErrc::not_allowed, governance::text_of(verdict));
    return success();
}

/// What is remembered by this name.
Result<std::optional<Written>> remembered(const store::Reader& reader,
                                          const std::optional<Hash>& name) {
    if (!name) return std::optional<Written>{};
    auto known = find_answer(reader, *name);
    if (!known && known.error().code == store::StoreErrc::damaged) {
        // Whether it was dealt with is not known any more; one form must not stop the store.
        return fail(NodeErrc::bad_request,
                    "this form was sent before and its answer is damaged; look whether what you "
                    "wrote is there, and if not, open the form again");
    }
    return known;
}

/// The answer to a form that was dealt with before.
Result<std::optional<Written>> answered(const store::Reader& reader, const Draft& draft) {
    TRY(auto known, remembered(reader, draft.token));
    TRY(const auto last, remembered(reader, draft.form));
    if (known && is_last_of_form(*known, last)) return known;
    const auto wrote = last ? last->updates : std::vector<UpdateId>{};
    if (draft.form && wrote != draft.form_wrote) return fail(NodeErrc::stale_position, "form");
    return std::optional<Written>{};
}

Result<void> remember(store::Writer& writer, const Draft& draft, const Written& written) {
    const store::FormAnswer answer{written.document, written.updates, written.version};
    if (draft.token) {
        TRY(store::put_form_answer(writer, *draft.token, answer, limits::form_tokens_max));
    }
    if (draft.form && !written.updates.empty()) {
        TRY(store::put_form_answer(writer, *draft.form, answer, limits::form_tokens_max));
    }
    return success();
}

/// A draft that may be written: what it builds on, and the updates it becomes.
struct Plan {
    std::vector<UpdateId> heads;
    std::vector<crdt::Edit> pieces;
};

Result<Plan> plan_of(const store::Reader& reader,
                     Ledger& ledger,
                     const Author& author,
                     const Draft& draft) {
    Plan out;
    TRY(check_right(reader, ledger, author, draft));
    TRY(out.heads, base_of(reader, ledger, draft));
    TRY(out.pieces, pieces_of(draft.edit));
    return out;
}

/// Fails only as the store does.
Result<Written> carry_out(
    store::Writer& writer, Ledger& ledger, const Author& author, const Draft& draft, Plan plan) {
    Pen pen{writer, ledger, author};
    auto roots = ledger.governance().heads();
    wire::Header in_root;
    in_root.space = same_bytes<SpaceId>(ledger.governance().network());
    in_root.document = same_bytes<DocumentId>(ledger.governance().network());
    TRY(pen.join(in_root, roots));

    wire::Header header;
    header.space = draft.space;
    header.kind = draft.kind;
    if (draft.document) header.document = *draft.document;
    auto& heads = plan.heads;
    TRY(pen.join(header, heads));

    Written written;
    if (draft.document) written.document = *draft.document;
    for (const auto& piece : plan.pieces) {
        header.deps = heads;
        TRY(const auto id,
            pen.write(header, crdt::encode(crdt::Skeleton{piece.operations}), piece.parts));
        if (header.creates()) header.document = written.document = same_bytes<DocumentId>(id);
        header.flags = wire::flag_continues;
        heads = {id};
        written.updates.push_back(id);
    }
    TRY(ledger.settle(writer));
    TRY(const auto* lineage, ledger.lineage(writer, written.document));
    if (lineage != nullptr) written.version = lineage->heads();
    TRY(remember(writer, draft, written));
    return written;
}

/// The draft with one constant more, which is in no content.
Draft naming(const Draft& draft, const crdt::Address& at, const UpdateId& id) {
    auto out = draft;
    out.edit.operations.insert(out.edit.operations.begin(),
                               crdt::SetConstantId{at, same_bytes<Hash>(id)});
    return out;
}

}  // namespace

bool is_last_of_form(const Written& act, const std::optional<Written>& last) {
    return !last || act.updates == last->updates;
}

Result<std::optional<Written>> find_answer(const store::Reader& reader, const Hash& token) {
    TRY(auto known, store::find_form_answer(reader, token));
    if (!known) return std::optional<Written>{};
    return std::optional{
        Written{known->document, std::move(known->updates), std::move(known->version)}};
}

Result<Written> write_draft(store::Writer& writer,
                            Ledger& ledger,
                            const Author& author,
                            const Draft& draft) {
    TRY(auto before, answered(writer, draft));
    if (before) return std::move(*before);
    TRY(auto plan, plan_of(writer, ledger, author, draft));
    return carry_out(writer, ledger, author, draft, std::move(plan));
}

Result<Written> write_both(store::Writer& writer,
                           Ledger& ledger,
                           const Author& author,
                           const Draft& first,
                           const Draft& second,
                           const crdt::Address& names_first) {
    TRY(auto before, answered(writer, second));
    if (before) return std::move(*before);
    TRY(auto plan, plan_of(writer, ledger, author, first));
    const auto unnamed = naming(second, names_first, {});
    TRY(auto plan_of_second, plan_of(writer, ledger, author, unnamed));
    TRY(const auto written, carry_out(writer, ledger, author, first, std::move(plan)));
    PRAXIS_CHECK(!written.updates.empty());
    const auto named = naming(second, names_first, written.updates.back());
    auto pieces = pieces_of(named.edit);
    PRAXIS_CHECK(pieces.has_value());  // an id is as long as another
    plan_of_second.pieces = std::move(pieces).value();
    return carry_out(writer, ledger, author, named, std::move(plan_of_second));
}

Result<UpdateId> write_act(store::Writer& writer,
                           Ledger& ledger,
                           const Author& author,
                           const governance::Act& act,
                           std::string_view reason) {
    Pen pen{writer, ledger, author};
    wire::Header header;
    header.space = same_bytes<SpaceId>(ledger.governance().network());
    header.document = same_bytes<DocumentId>(ledger.governance().network());
    auto heads = ledger.governance().heads();
    TRY(pen.join(header, heads));
    header.deps = std::move(heads);
    std::vector<Bytes> parts;
    if (!reason.empty()) parts.push_back(copy(bytes_of(reason)));
    auto skeleton = governance::encode(act);
    constexpr std::size_t around_reason = 64;
    if (skeleton.size() + reason.size() + around_reason > limits::payload_bytes_max) {
        return fail(NodeErrc::bad_request, "an act of more than 16 KiB");
    }
    TRY(const auto id, pen.write(std::move(header), std::move(skeleton), std::move(parts)));
    TRY(ledger.settle(writer));
    return id;
}

Result<RootPosition> root_position(const store::Reader& reader,
                                   const governance::Governance& governance,
                                   const SigningKey& key,
                                   Incarnation incarnation) {
    const auto space = same_bytes<SpaceId>(governance.network());
    TRY(const auto end, end_of(reader, governance, {key, space, incarnation}));
    auto heads = governance.heads();
    if (heads.size() > limits::deps_max) heads.resize(limits::deps_max);
    return RootPosition{incarnation, end.next, end.prev, std::move(heads)};
}

}  // namespace praxis::node
