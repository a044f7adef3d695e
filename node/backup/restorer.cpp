#include "node/backup/restorer.hpp"

#include "node/backup/errc.hpp"
#include "node/replica/folder.hpp"
#include "node/replica/quota_records.hpp"
#include "node/replica/state.hpp"
#include "protocol/base/check.hpp"
#include "protocol/wire/limits.hpp"

namespace praxis::node {
namespace {

constexpr std::size_t batch_max = 1'000;  ///< items of one transaction

auto differs(std::string words) {
    return fail(BackupErrc::differs, std::move(words) + ": take another backup");
}

/// Passes an update through the verifier; one without its payload is held by its header, as one of
/// a newer version is, until a peer brings the rest.
Result<wire::AnyUpdate> check(UpdateItem item, const NetworkId& network) {
    if (!item.payload) {
        TRY(const auto id, wire::check_header(item.header.header, item.header.signature, network));
        TRY(const auto prefix, wire::decode_prefix(item.header.header));
        return wire::AnyUpdate{
            wire::NewerUpdate{id, prefix, std::move(item.header.header), item.header.signature}};
    }
    return wire::check_any({std::move(item.header.header),
                            item.header.signature,
                            std::move(item.payload->skeleton),
                            std::move(item.payload->content),
                            item.payload->content_leaf},
                           network);
}

UpdateId id_of(const wire::AnyUpdate& update) {
    return std::visit([](const auto& one) { return one.id; }, update);
}

}  // namespace

Result<void> Restorer::take(Item item) {
    if (const auto* genesis = std::get_if<GenesisItem>(&item)) return begin(*genesis);
    if (!ledger_) return differs("it does not begin with its network");
    batch_.push_back(std::move(item));
    return batch_.size() < batch_max ? Result<void>{success()} : commit();
}

Result<void> Restorer::begin(const GenesisItem& item) {
    if (ledger_) return differs("it names two networks");
    TRY(const auto genesis, governance::decode_genesis(item.genesis));
    TRY(store_.write([&](store::Writer& writer) { return begin_store(writer, genesis); }));
    TRY(ledger_,
        store_.read([&](const store::Reader& reader) { return Ledger::load(reader, genesis); }));
    return success();
}

Result<void> Restorer::commit() {
    TRY(store_.write([&](store::Writer& writer) -> Result<void> {
        for (auto& item : batch_) {
            TRY(put(writer, item));
        }
        return ledger_->settle(writer);
    }));
    batch_.clear();
    static_cast<void>(ledger_->take_new_root());
    static_cast<void>(ledger_->take_touched());
    return success();
}

Result<void> Restorer::put(store::Writer& writer, Item& item) {
    if (auto* update = std::get_if<UpdateItem>(&item)) return admit(writer, *update);
    if (const auto* local = std::get_if<LocalItem>(&item)) {
        if (is_of_quotas(local->record.name)) return success();  // of an older version
        return store::put_local(writer, local->record.name, local->record.body);
    }
    const auto& form = std::get<FormItem>(item);
    return store::put_form_answer(writer, form.token, form.answer, limits::form_tokens_max);
}

Result<void> Restorer::admit(store::Writer& writer, UpdateItem& item) {
    Said said{{}, item.applied, item.standing, item.person};
    if (!item.payload) ++found_.header_only;
    if (item.payload && !item.payload->content) ++found_.absent;
    const auto checked = check(std::move(item), governance().network());
    if (!checked) {
        return differs("update " + std::to_string(found_.updates + 1) +
                       " is refused: " + checked.error().text());
    }
    said.id = id_of(checked.value());
    TRY(const auto admission, ledger_->admit(writer, checked.value(), std::nullopt));
    if (admission.outcome != Outcome::held) {
        const auto why = admission.reason.empty() ? "it is there twice" : admission.reason;
        return differs("update " + said.id.hex() + " cannot be held: " + why);
    }
    ++found_.updates;
    said_.push_back(said);
    return success();
}

Result<Restored> Restorer::finish() {
    if (!ledger_) return differs("it holds no network");
    ledger_->doubt_everything();
    TRY(commit());
    // All of it arrives at once, and is nothing that quotas are to delay.
    TRY(store_.write([](store::Writer& writer) {
        return forget_quotas_but_of(writer, [](const SpaceId&) { return false; });
    }));
    TRY(store_.read([&](const store::Reader& reader) -> Result<void> {
        std::set<SpaceId> spaces;
        for (const auto& said : said_) {
            TRY(compare(reader, said));
            TRY(const auto columns, store::find_columns(reader, said.id));
            spaces.insert(columns->space);
        }
        TRY(count_chains(reader, spaces));
        TRY(const auto state, StoreState::read(reader, governance().network()));
        found_.state = state.summary();
        return success();
    }));
    return found_;
}

Result<void> Restorer::compare(const store::Reader& reader, const Said& said) {
    TRY(const auto columns, store::find_columns(reader, said.id));
    PRAXIS_CHECK(columns.has_value());  // admitted above
    if (columns->applied != said.applied || columns->standing != said.standing ||
        columns->person != said.person) {
        return differs("update " + said.id.hex() +
                       " is judged otherwise than when the backup was taken");
    }
    if (columns->applied == store::Applied::waiting)
        ++found_.waiting;
    else if (columns->standing == store::Standing::stands)
        ++found_.stand;
    else
        ++found_.is_void;
    return success();
}

Result<void> Restorer::count_chains(const store::Reader& reader, const std::set<SpaceId>& spaces) {
    for (const auto& space : spaces) {
        TRY(const auto chains, store::chains_of(reader, space));
        for (const auto& chain : chains) {
            TRY(const auto heads, store::heads_of(reader, chain.number));
            ++found_.chains;
            if (heads.size() > 1) ++found_.forks;
        }
    }
    return success();
}

}  // namespace praxis::node
