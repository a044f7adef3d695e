#include "cli/invitation.hpp"

#include "node/community/root_records.hpp"
#include "node/replica/errc.hpp"
#include "protocol/governance/model.hpp"

namespace praxis::cli {
namespace {

using community::put_bytes;
using community::take_bytes;

constexpr std::size_t address_bytes_max = 255;
constexpr std::size_t names_max = 64;

Result<Bytes> write_body(const Invitation& invitation) {
    ByteWriter out;
    community::put_genesis(out, invitation.genesis);
    out.id(invitation.node);
    out.id(invitation.node_dh);
    put_bytes(out, bytes_of(invitation.address));
    out.u8(static_cast<std::uint8_t>(invitation.role));
    out.id(invitation.commons);
    out.raw(invitation.seed.expose());
    out.varint(invitation.grants.size());
    for (const auto& grant : invitation.grants) {
        out.id(grant);
    }
    TRY(community::put_root(out, invitation.root));
    return out.take();
}

Result<governance::NodeRole> role_from(std::uint8_t byte) {
    if (byte < 1 || byte > 3) return fail(Errc::out_of_range);
    return static_cast<governance::NodeRole>(byte);
}

Result<Invitation> read_body(ByteReader in) {
    Invitation out;
    TRY(out.genesis, community::take_genesis(in));
    TRY(out.node, in.id<NodeId>());
    TRY(out.node_dh, in.id<DhKey>());
    TRY(const auto address, take_bytes(in, address_bytes_max));
    out.address = text_of(address);
    TRY(const auto role, in.u8());
    TRY(out.role, role_from(role));
    TRY(out.commons, in.id<SpaceId>());
    TRY(const auto seed, in.raw(crypto::Secret32::size));
    TRY(out.seed, crypto::Secret32::from(seed));
    TRY(const auto grants, in.varint_up_to(names_max));
    for (std::size_t i = 0; i < grants; ++i) {
        TRY(const auto grant, in.id<UpdateId>());
        out.grants.push_back(grant);
    }
    TRY(out.root, community::take_root(in, governance::network_id(out.genesis)));
    TRY(in.finish());
    return out;
}

}  // namespace

Result<std::string> encode(const Invitation& invitation) {
    TRY(const auto body, write_body(invitation));
    return community::to_line(community::invitation_line, body);
}

Result<Invitation> decode_invitation(std::string_view typed) {
    TRY(const auto body, community::from_line(community::invitation_line, typed));
    auto invitation = read_body(ByteReader{body});
    if (!invitation) return fail(within("invitation", std::move(invitation).error()));
    return invitation;
}

Result<void> check_endorsed(const Invitation& invitation) {
    TRY(const auto governance, community::governance_of(invitation.genesis, invitation.root));
    for (const auto& grant : invitation.grants) {
        if (!governance.contains(grant)) continue;
        const auto verdict = governance.verdict_of_root(grant);
        if (verdict.reason == governance::Reason::not_the_board) {
            return fail(node::NodeErrc::not_allowed,
                        "this invitation is of a board that was replaced before enough of it "
                        "agreed; ask for a new one");
        }
        if (verdict.reason != governance::Reason::not_endorsed) continue;
        return fail(node::NodeErrc::not_allowed,
                    "too few of the board agreed when this invitation was written. When more did "
                    "(`praxis board endorse " +
                        grant.hex() +
                        "`), `praxis board invitation TEXT` on the inviting node gives the text "
                        "with that in it");
    }
    return success();
}

}  // namespace praxis::cli
