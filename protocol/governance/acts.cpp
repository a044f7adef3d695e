#include "protocol/governance/acts.hpp"

#include "protocol/base/check.hpp"
#include "protocol/base/codec.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/keys.hpp"

namespace praxis::governance {
namespace {

enum class Number : std::uint8_t {
    grant = 1,
    endorse = 2,
    found_space = 3,
    grant_role = 4,
    revoke = 5,
    hand_over = 6,
    ratify = 7,
    agree_erasure = 8,
    ask_to_join = 9,
    decline = 10,
    quarantine = 11,
    release = 12,
    set_quota = 13,
    rotate_board = 14,
    vouch = 15,
};
constexpr std::uint8_t holder_is_person = 0;
constexpr std::uint8_t holder_is_invitation = 1;

enum class ScopeForm : std::uint8_t { space = 0, kind = 1, document = 2, theme = 3, country = 4 };

template <class Enum>
void write(ByteWriter& out, Enum value) {
    out.u8(static_cast<std::uint8_t>(value));
}

/// One byte that names a value of `Enum` from `first` to `last`.
template <class Enum>
Result<Enum> read(ByteReader& in, Enum first, Enum last, const char* what) {
    TRY(const auto value, in.u8());
    if (value < static_cast<std::uint8_t>(first) || value > static_cast<std::uint8_t>(last)) {
        return fail(GovernanceErrc::bad_act, what);
    }
    return static_cast<Enum>(value);
}

struct Encoder {
    ByteWriter& out;

    void operator()(const JoinHeads&) const {}
    void operator()(const GrantAdministrator& act) const {
        start(Number::grant);
        write(out, act.level);
        out.id(act.under);
        out.id(act.holder);
        write(out, act.invitation ? Holder::invitation : Holder::key);
    }
    void operator()(const GrantPerson& act) const {
        start(Number::grant);
        write(out, Level::person);
        out.id(act.under);
        out.id(act.holder);
        write(out, act.form);
        if (act.form == Holder::hosted) device(act.dh, act.node);
        if (act.form != Holder::invitation) out.id(act.possession);
    }
    void operator()(const GrantDevice& act) const {
        start(Number::grant);
        write(out, Level::device);
        out.id(act.under);
        out.id(act.holder);
        out.id(act.person);
        device(act.dh, act.node);
        out.id(act.possession);
    }
    void operator()(const Endorse& act) const {
        start(Number::endorse);
        out.id(act.target);
    }
    void operator()(const FoundSpace& act) const {
        start(Number::found_space);
        out.id(act.under);
        out.id(act.steward);
        write(out, act.policy);
    }
    void operator()(const GrantRole& act) const {
        start(Number::grant_role);
        out.id(act.under);
        out.id(act.space);
        write(out, letter_of(act.role));
        write(out, act.role);
        if (const auto* person = std::get_if<PersonId>(&act.holder)) {
            out.u8(holder_is_person);
            out.id(*person);
        } else {
            out.u8(holder_is_invitation);
            out.id(std::get<SigningKey>(act.holder));
        }
        std::visit([this](const auto& scope) { this->scope(scope); }, act.scope);
        out.i64(act.until ? act.until->time_since_epoch().count() : 0);
    }
    void operator()(const Revoke& act) const {
        start(Number::revoke);
        out.id(act.under);
        out.id(act.target);
        cuts(act.cuts);
    }
    void operator()(const Ratify& act) const {
        start(Number::ratify);
        out.id(act.under);
        out.id(act.target);
        cuts(act.cuts);
    }
    void operator()(const AgreeErasure& act) const {
        start(Number::agree_erasure);
        out.id(act.under);
        out.id(act.space);
        out.id(act.target);
    }
    void operator()(const AskToJoin& act) const {
        start(Number::ask_to_join);
        out.id(act.space);
    }
    void operator()(const Decline& act) const { about(Number::decline, act.under, act.target); }
    void operator()(const Quarantine& act) const {
        start(Number::quarantine);
        out.id(act.under);
        out.id(act.person);
    }
    void operator()(const RotateBoard& act) const {
        start(Number::rotate_board);
        out.id(act.after);
        out.u8(act.k);
        out.u8(static_cast<std::uint8_t>(act.board.size()));
        for (const auto& key : act.board)
            out.id(key);
    }
    void operator()(const Vouch& act) const {
        start(Number::vouch);
        out.id(act.under);
        out.id(act.person);
        out.id(act.holder);
        device(act.dh, act.node);
    }
    void operator()(const Release& act) const { about(Number::release, act.under, act.target); }
    void operator()(const SetQuota& act) const {
        start(Number::set_quota);
        out.id(act.under);
        out.id(act.space);
        out.u32(act.quota.updates);
        out.u64(act.quota.bytes);
    }
    void operator()(const HandOver& act) const {
        start(Number::hand_over);
        out.varint(act.entries.size());
        for (const auto& entry : act.entries) {
            out.id(entry.grant);
            out.id(entry.to);
        }
    }

private:
    void start(Number number) const {
        out.u8(act_format);
        write(out, number);
    }
    void about(Number number, const UpdateId& under, const UpdateId& target) const {
        start(number);
        out.id(under);
        out.id(target);
    }
    void scope(const WholeSpace&) const { write(out, ScopeForm::space); }
    void scope(const KindNumber& kind) const {
        write(out, ScopeForm::kind);
        out.u16(kind.value);
    }
    void scope(const DocumentId& document) const {
        write(out, ScopeForm::document);
        out.id(document);
    }
    void scope(const Theme& theme) const {
        write(out, ScopeForm::theme);
        out.id(theme.id);
    }
    void scope(const Country& country) const {
        write(out, ScopeForm::country);
        for (const char letter : country.letters)
            out.u8(static_cast<std::uint8_t>(letter));
    }
    void cuts(const std::vector<Cut>& list) const {
        out.varint(list.size());
        for (const auto& cut : list) {
            out.id(cut.chain.device);
            out.id(cut.chain.space);
            out.u64(cut.chain.incarnation.value);
            out.u64(cut.seq.value);
            out.id(cut.id);
        }
    }
    void device(const DhKey& dh, NodeRole node) const {
        out.id(dh);
        write(out, node);
    }
};

auto bad(const char* why) {
    return fail(GovernanceErrc::bad_act, why);
}

Result<Act> read_grant(ByteReader& in) {
    TRY(const auto level, read(in, Level::centre, Level::device, "level"));
    TRY(const auto under, in.id<UpdateId>());
    TRY(const auto holder, in.id<SigningKey>());
    if (under.is_zero() != (level == Level::centre)) return bad("the board grants level 1 only");
    if (level == Level::device) {
        GrantDevice act{.under = under, .person = {}, .holder = holder, .dh = {}, .possession = {}};
        TRY(act.person, in.id<PersonId>());
        TRY(act.dh, in.id<DhKey>());
        TRY(act.node, read(in, NodeRole::none, NodeRole::replica, "node role"));
        TRY(act.possession, in.id<Signature>());
        return act;
    }
    TRY(const auto form, read(in, Holder::key, Holder::invitation, "holder"));
    if (level != Level::person) {
        if (form == Holder::hosted) return bad("only a person is hosted");
        return GrantAdministrator{level, under, holder, form == Holder::invitation};
    }
    GrantPerson act{.under = under, .holder = holder, .form = form, .dh = {}, .possession = {}};
    if (form == Holder::hosted) {
        TRY(act.dh, in.id<DhKey>());
        TRY(act.node, read(in, NodeRole::none, NodeRole::replica, "node role"));
    }
    if (form != Holder::invitation) {
        TRY(act.possession, in.id<Signature>());
    }
    return act;
}

Result<Act> read_space(ByteReader& in) {
    FoundSpace act;
    TRY(act.under, in.id<UpdateId>());
    TRY(act.steward, in.id<PersonId>());
    TRY(act.policy, read(in, JoinPolicy::open, JoinPolicy::invite, "join policy"));
    return act;
}

Result<Scope> read_scope(ByteReader& in) {
    TRY(const auto form, read(in, ScopeForm::space, ScopeForm::country, "scope"));
    switch (form) {
        case ScopeForm::space:
            return WholeSpace{};
        case ScopeForm::kind: {
            TRY(const auto kind, in.u16());
            return KindNumber{kind};
        }
        case ScopeForm::document: {
            TRY(const auto document, in.id<DocumentId>());
            return document;
        }
        case ScopeForm::theme: {
            TRY(const auto theme, in.id<DocumentId>());
            return Theme{theme};
        }
        case ScopeForm::country: {
            Country country;
            for (char& letter : country.letters) {
                TRY(const auto byte, in.u8());
                if (byte < 'A' || byte > 'Z') return bad("country");
                letter = static_cast<char>(byte);
            }
            return country;
        }
    }
    return bad("scope");
}

Result<Act> read_role(ByteReader& in) {
    GrantRole act;
    TRY(act.under, in.id<UpdateId>());
    TRY(act.space, in.id<SpaceId>());
    TRY(const auto letter, read(in, Letter::a, Letter::c, "letter"));
    TRY(act.role, read(in, Role::steward, Role::reader, "role"));
    if (letter != letter_of(act.role)) return bad("a role of another letter");
    TRY(const auto kind, in.u8());
    if (kind == holder_is_person) {
        TRY(act.holder, in.id<PersonId>());
    } else if (kind == holder_is_invitation) {
        TRY(act.holder, in.id<SigningKey>());
    } else {
        return bad("holder");
    }
    TRY(act.scope, read_scope(in));
    if (!may_have(act.role, act.scope)) return bad("a scope that this role has not");
    TRY(const auto until, in.i64());
    if (until != 0) act.until = std::chrono::sys_seconds{std::chrono::seconds{until}};
    return act;
}

Result<std::vector<Cut>> read_cuts(ByteReader& in) {
    std::vector<Cut> cuts;
    TRY(const auto count, in.varint_up_to(limits::payload_bytes_max));
    for (std::uint64_t i = 0; i < count; ++i) {
        Cut cut;
        TRY(cut.chain.device, in.id<SigningKey>());
        TRY(cut.chain.space, in.id<SpaceId>());
        TRY(const auto incarnation, in.u64());
        TRY(const auto seq, in.u64());
        TRY(cut.id, in.id<UpdateId>());
        cut.chain.incarnation = Incarnation{incarnation};
        cut.seq = Seq{seq};
        if (!cuts.empty() && cuts.back() >= cut) return bad("cuts do not ascend");
        cuts.push_back(cut);
    }
    return cuts;
}

Result<Act> read_revoke(ByteReader& in) {
    Revoke act;
    TRY(act.under, in.id<UpdateId>());
    TRY(act.target, in.id<UpdateId>());
    TRY(act.cuts, read_cuts(in));
    return act;
}

Result<Act> read_ratify(ByteReader& in) {
    Ratify act;
    TRY(act.under, in.id<UpdateId>());
    TRY(act.target, in.id<UpdateId>());
    TRY(act.cuts, read_cuts(in));
    if (act.cuts.empty()) return bad("nothing is ratified");
    return act;
}

Result<Act> read_hand_over(ByteReader& in) {
    HandOver act;
    TRY(const auto count, in.varint_up_to(limits::payload_bytes_max));
    if (count == 0) return bad("nothing is handed over");
    for (std::uint64_t i = 0; i < count; ++i) {
        HandOver::Entry entry;
        TRY(entry.grant, in.id<UpdateId>());
        TRY(entry.to, in.id<SigningKey>());
        if (!act.entries.empty() && act.entries.back().grant >= entry.grant) {
            return bad("grants do not ascend");
        }
        act.entries.push_back(entry);
    }
    return act;
}

Result<Act> read_agree_erasure(ByteReader& in) {
    AgreeErasure act;
    TRY(act.under, in.id<UpdateId>());
    TRY(act.space, in.id<SpaceId>());
    TRY(act.target, in.id<UpdateId>());
    return act;
}

/// A grant, and the act that this one is about.
template <class About>
Result<Act> read_about(ByteReader& in) {
    About act;
    TRY(act.under, in.id<UpdateId>());
    TRY(act.target, in.id<UpdateId>());
    return act;
}

Result<Act> read_rotation(ByteReader& in) {
    RotateBoard act;
    TRY(act.after, in.id<UpdateId>());
    TRY(act.k, in.u8());
    TRY(const auto count, in.u8());
    for (int i = 0; i < count; ++i) {
        TRY(const auto key, in.id<SigningKey>());
        act.board.push_back(key);
    }
    if (!validate(Genesis{.nonce = {}, .k = act.k, .board = act.board})) {
        return bad("a board that breaks a rule");
    }
    return act;
}

Result<Act> read_vouch(ByteReader& in) {
    Vouch act;
    TRY(act.under, in.id<UpdateId>());
    TRY(act.person, in.id<PersonId>());
    TRY(act.holder, in.id<SigningKey>());
    TRY(act.dh, in.id<DhKey>());
    TRY(act.node, read(in, NodeRole::none, NodeRole::replica, "node role"));
    return act;
}

Result<Act> read_quarantine(ByteReader& in) {
    Quarantine act;
    TRY(act.under, in.id<UpdateId>());
    TRY(act.person, in.id<PersonId>());
    return act;
}

Result<Act> read_set_quota(ByteReader& in) {
    SetQuota act;
    TRY(act.under, in.id<UpdateId>());
    TRY(act.space, in.id<SpaceId>());
    TRY(act.quota.updates, in.u32());
    TRY(act.quota.bytes, in.u64());
    if (!is_allowed(act.quota)) return bad("a quota that would silence");
    return act;
}

Result<Act> read_act(ByteReader& in) {
    TRY(const auto number, in.u8());
    switch (static_cast<Number>(number)) {
        case Number::grant:
            return read_grant(in);
        case Number::endorse: {
            TRY(const auto target, in.id<UpdateId>());
            return Endorse{target};
        }
        case Number::found_space:
            return read_space(in);
        case Number::grant_role:
            return read_role(in);
        case Number::revoke:
            return read_revoke(in);
        case Number::hand_over:
            return read_hand_over(in);
        case Number::ratify:
            return read_ratify(in);
        case Number::agree_erasure:
            return read_agree_erasure(in);
        case Number::ask_to_join: {
            TRY(const auto space, in.id<SpaceId>());
            return AskToJoin{space};
        }
        case Number::decline:
            return read_about<Decline>(in);
        case Number::set_quota:
            return read_set_quota(in);
        case Number::rotate_board:
            return read_rotation(in);
        case Number::vouch:
            return read_vouch(in);
        case Number::quarantine:
            return read_quarantine(in);
        case Number::release:
            return read_about<Release>(in);
    }
    return bad("act");
}

/// Whether the key that an act names signed for it; true where none needs to.
bool is_possession_shown(const NetworkId& network, const Act& act) {
    if (const auto* device = std::get_if<GrantDevice>(&act)) {
        const auto anchor = same_bytes<UpdateId>(device->person);
        return crypto::verify(device->holder,
                              possession_message(network, anchor, device->holder, device->dh),
                              device->possession);
    }
    if (const auto* person = std::get_if<GrantPerson>(&act);
        person != nullptr && person->form != Holder::invitation) {
        return crypto::verify(
            person->holder,
            possession_message(network, person->under, person->holder, person->dh),
            person->possession);
    }
    return true;
}

}  // namespace

Letter letter_of(Role role) {
    switch (role) {
        case Role::steward:
            return Letter::a;
        case Role::moderator:
        case Role::editor:
        case Role::desk_officer:
        case Role::focal_point:
            return Letter::b;
        case Role::member:
        case Role::reviewer:
        case Role::expert:
        case Role::observer:
        case Role::reader:
            return Letter::c;
    }
    return Letter::c;
}

bool may_write(Role role) {
    return role != Role::observer && role != Role::reader;
}

bool may_moderate(Role role) {
    return role == Role::steward || role == Role::moderator;
}

bool is_allowed(const Quota& quota) {
    return (quota.updates == 0 || quota.updates >= limits::quota_updates_min) &&
           (quota.bytes == 0 || quota.bytes >= limits::quota_bytes_min);
}

bool is_bound(const Scope& scope) {
    return std::holds_alternative<KindNumber>(scope) || std::holds_alternative<DocumentId>(scope);
}

bool covers(const Scope& scope, const DocumentId& document, std::uint16_t kind) {
    if (const auto* only = std::get_if<KindNumber>(&scope)) return only->value == kind;
    if (const auto* only = std::get_if<DocumentId>(&scope)) return *only == document;
    return true;
}

bool may_have(Role role, const Scope& scope) {
    if (std::holds_alternative<WholeSpace>(scope)) return true;
    return is_bound(scope) ? role != Role::steward : !may_moderate(role);
}

std::string_view word_of(Role role) {
    static constexpr std::array<std::string_view, 10> words{"steward",
                                                            "moderator",
                                                            "member",
                                                            "editor",
                                                            "desk-officer",
                                                            "focal-point",
                                                            "reviewer",
                                                            "expert",
                                                            "observer",
                                                            "reader"};
    return words.at(static_cast<std::size_t>(role) - 1);
}

Bytes encode(const Act& act) {
    ByteWriter out;
    std::visit(Encoder{out}, act);
    return out.take();
}

Result<Act> decode_act(ByteView skeleton) {
    ByteReader in{skeleton};
    TRY(const auto format, in.u8());
    if (format != act_format) return fail(GovernanceErrc::unknown_format);
    TRY(auto act, read_act(in));
    TRY(in.finish());
    return act;
}

Bytes possession_message(const NetworkId& network,
                         const UpdateId& anchor,
                         const SigningKey& key,
                         const DhKey& dh) {
    constexpr std::string_view tag = "praxis/possession/v1";
    Bytes message = copy(bytes_of(tag));
    message.push_back(std::byte{0});
    append(message,
           crypto::hash(tag, {network.view(), anchor.view(), key.view(), dh.view()}).view());
    return message;
}

Result<Act> act_of(const wire::CheckedUpdate& update) {
    if (update.raw.skeleton.empty()) {
        if ((update.header.flags & wire::flag_join) != 0) return JoinHeads{};
        return bad("an empty skeleton that is no join");
    }
    TRY(auto act, decode_act(update.raw.skeleton));
    if (!is_possession_shown(update.header.network, act)) {
        return fail(GovernanceErrc::bad_possession);
    }
    return act;
}

}  // namespace praxis::governance
