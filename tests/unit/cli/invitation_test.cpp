#include "cli/invitation.hpp"

#include "cli/founding.hpp"
#include "protocol/base/base64url.hpp"

#include <gtest/gtest.h>

namespace praxis::cli {
namespace {

Invitation sample(SeededEntropy& entropy) {
    const auto network = found_network(entropy, from_millis(1'700'000'000'000));
    Invitation out;
    out.genesis = network.genesis;
    out.node = network.keys.device.key();
    out.node_dh = network.keys.dh.key();
    out.address = "centre.example:7400";
    out.role = governance::NodeRole::office;
    out.commons = network.commons;
    out.seed = crypto::Secret32::draw(entropy);
    out.grants = {wire::id_of(network.root.front().header)};
    out.root = network.root;
    return out;
}

TEST(Invitation, ComesBackWithEveryRecordItCarries) {
    SeededEntropy entropy{1};
    const auto invitation = sample(entropy);
    const auto text = encode(invitation);
    ASSERT_TRUE(text) << text.error().text();
    const auto back = decode_invitation(text.value());
    ASSERT_TRUE(back) << back.error().text();
    const auto& read = back.value();
    EXPECT_EQ(read.genesis, invitation.genesis);
    EXPECT_EQ(read.node, invitation.node);
    EXPECT_EQ(read.node_dh, invitation.node_dh);
    EXPECT_EQ(read.address, invitation.address);
    EXPECT_EQ(read.role, invitation.role);
    EXPECT_EQ(read.commons, invitation.commons);
    EXPECT_EQ(read.grants, invitation.grants);
    EXPECT_TRUE(equal(read.seed.expose(), invitation.seed.expose()));
    ASSERT_EQ(read.root.size(), invitation.root.size());
    const auto network = governance::network_id(invitation.genesis);
    for (std::size_t i = 0; i < read.root.size(); ++i) {
        EXPECT_EQ(read.root[i].header, invitation.root[i].header);
        EXPECT_TRUE(wire::check(read.root[i], network)) << i;
    }
}

TEST(Invitation, SurvivesAMailProgramThatBreaksLines) {
    SeededEntropy entropy{2};
    const auto text = encode(sample(entropy)).value();
    std::string broken = "  ";
    for (std::size_t i = 0; i < text.size(); ++i) {
        broken += text[i];
        if (i % 72 == 71) broken += "\r\n\t";
    }
    EXPECT_TRUE(decode_invitation(broken));
}

TEST(Invitation, AnyWrongOrMissingCharacterIsSeen) {
    SeededEntropy entropy{3};
    const auto text = encode(sample(entropy)).value();
    for (std::size_t i = 7; i < text.size(); ++i) {
        auto damaged = text;
        damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
        const auto read = decode_invitation(damaged);
        ASSERT_FALSE(read) << i;
        EXPECT_EQ(read.error().code, community::LineErrc::damaged) << i;
        EXPECT_FALSE(decode_invitation(text.substr(0, i))) << i;
    }
}

TEST(Invitation, SaysWhatATextIsThatIsNone) {
    EXPECT_EQ(decode_invitation("hello").error().code, community::LineErrc::not_such);
    EXPECT_EQ(decode_invitation("").error().code, community::LineErrc::not_such);
    EXPECT_EQ(decode_invitation("praxis-").error().code, community::LineErrc::damaged);
}

TEST(Invitation, AFewMembersFitOneLine) {
    SeededEntropy entropy{4};
    EXPECT_LE(encode(sample(entropy)).value().size(), 2048U);
}

TEST(Base64Url, HasOneFormForEachBytes) {
    SeededEntropy entropy{5};
    for (std::size_t size = 0; size < 64; ++size) {
        Bytes bytes(size);
        entropy.fill(bytes);
        const auto text = to_base64url(bytes);
        const auto back = from_base64url(text);
        ASSERT_TRUE(back);
        EXPECT_EQ(back.value(), bytes);
    }
    EXPECT_EQ(to_base64url(bytes_of("")), "");
    EXPECT_EQ(to_base64url(bytes_of("f")), "Zg");
    EXPECT_EQ(to_base64url(bytes_of("fo")), "Zm8");
    EXPECT_EQ(to_base64url(bytes_of("foo")), "Zm9v");
    EXPECT_EQ(to_base64url(bytes_of("foobar")), "Zm9vYmFy");
    EXPECT_EQ(to_base64url(bytes_of("\xFB\xFF\xFE")), "-__-");
    EXPECT_FALSE(from_base64url("Zm9"));  // spare bits set
    EXPECT_FALSE(from_base64url("Z"));
    EXPECT_FALSE(from_base64url("Zm8="));
    EXPECT_FALSE(from_base64url("Zm+8"));
}

TEST(Founding, ARoleAboveTheInvitationsIsRefused) {
    SeededEntropy entropy{6};
    const auto invitation = sample(entropy);
    const auto taken =
        accept(invitation, governance::NodeRole::centre, entropy, from_millis(1'700'000'000'000));
    ASSERT_FALSE(taken);
    EXPECT_NE(taken.error().detail.find("is for an office"), std::string::npos);
}

}  // namespace
}  // namespace praxis::cli
