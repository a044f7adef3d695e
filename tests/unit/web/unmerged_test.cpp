#include "node/replica/errc.hpp"
#include "node/replica/identity.hpp"
#include "tests/support/shreds.hpp"
#include "tests/unit/web/pages_fixture.hpp"

// A document that somebody made so that no node can merge it: every page but its own goes on.

namespace praxis::test {
namespace {

using testing::HasSubstr;

class Unmerged : public Pages {
protected:
    /// By the node's own device, from another disk.
    DocumentId in_shreds(KindNumber kind, crdt::Edit base = {}) {
        auto& replica = desk.replica("a");
        const auto secret = node::read_key(desk.folder("a"), node::KeyFile::device);
        const crypto::SigningPair device{secret.value()->duplicate()};
        HandChain chain{device,
                        replica.network(),
                        SpaceId::from_hex(space).value(),
                        Incarnation{1'000U + kind.value},
                        kind};
        auto updates = test::in_shreds(chain, replica.governance().heads(), std::move(base));
        const auto id = same_bytes<DocumentId>(wire::id_of(updates.front().header));
        EXPECT_TRUE(
            desk.await<std::vector<node::Outcome>>(replica.ingest(std::move(updates), NodeId{})));
        return id;
    }
    void merge_as_far_as_possible(const DocumentId& id) {
        auto asked = desk.replica("a").document(id);
        while (!asked && asked.error().code == node::NodeErrc::merging)
            asked = desk.replica("a").document(id);
        ASSERT_FALSE(asked);
        EXPECT_EQ(asked.error().code, node::NodeErrc::in_shreds);
    }
};

TEST_F(Unmerged, StopsNoPageButItsOwn) {
    const auto other = a_case("Portal");
    const auto id = in_shreds(KindNumber{5});
    const std::vector<std::string> lists{
        "/", "/spaces", "/s/" + space, "/s/" + space + "/case_study", "/sync", "/d/" + other};
    const auto expect_lists = [&](const char* when) {
        SCOPED_TRACE(when);
        for (const auto& path : lists) {
            EXPECT_EQ(get(officer, path).status, 200U) << path;
            EXPECT_EQ(get(stranger, path).status, 200U) << path;
        }
        const auto list = get(officer, lists[3]).html.text();
        EXPECT_THAT(list, HasSubstr("Portal"));
        EXPECT_THAT(list, HasSubstr("A document that cannot be shown now"));
        const auto strangers = get(stranger, lists[3]).html.text();
        EXPECT_THAT(strangers, HasSubstr("Portal"));
        EXPECT_THAT(strangers, testing::Not(HasSubstr("cannot be shown")))
            << "whether it is public cannot be seen";
    };
    expect_lists("while it is being merged");
    merge_as_far_as_possible(id);
    expect_lists("when it cannot be merged further");
    EXPECT_THAT(get(officer, "/d/" + id.hex() + "/history").html.text(),
                HasSubstr("only in a new document"));
    const auto own = get(officer, "/d/" + id.hex());
    EXPECT_EQ(own.status, 507U);
    EXPECT_THAT(own.html.text(), HasSubstr("only in a new document"));
    EXPECT_EQ(desk.praxis("a", {"case", "show", id.hex()}).exit_code, 1);
    const auto lines = desk.done("a", {"export"}).lines();
    EXPECT_EQ(std::ranges::count_if(lines, [](const auto& l) { return l.contains("not_merged"); }),
              1);
    for (const auto* command : {"status", "state", "log", "verify"})
        EXPECT_EQ(desk.praxis("a", {command}).exit_code, 0) << command;
}

TEST_F(Unmerged, StopsNoThreadAndNoNameOfANode) {
    const auto thread = new_document(officer, "thread", {{"set:title", "Visits"}});
    send(officer, "/d/" + thread + "/reply", {{"text", "In spring."}});
    const auto& kinds = desk.kinds("a");
    const auto& post = *kinds.by_name("post").value();
    const auto answers = *post.answers;
    const auto named = [&](const community::Kind& kind, std::string_view field, const Hash& what) {
        return crdt::Edit{{crdt::SetConstantId{community::address_in(kind, field), what}}, {}};
    };
    const auto of_thread = same_bytes<Hash>(DocumentId::from_hex(thread).value());
    const auto& node_kind = *kinds.by_name("node").value();
    const auto of_node = same_bytes<Hash>(desk.replica("a").node());
    const auto late = in_shreds(post.number, named(post, answers.field, of_thread));
    const community::Documents documents{desk.replica("a"), kinds};
    const auto thread_id = DocumentId::from_hex(thread).value();
    const auto early = documents.export_line(thread_id);
    ASSERT_FALSE(early) << "a thread is not exported without a post that is still being merged";
    EXPECT_EQ(early.error().code, node::NodeErrc::merging);
    merge_as_far_as_possible(late);
    EXPECT_TRUE(documents.export_line(thread_id));
    merge_as_far_as_possible(in_shreds(node_kind.number, named(node_kind, "node", of_node)));
    const auto page = get(officer, "/d/" + thread);
    ASSERT_EQ(page.status, 200U) << page.html.text();
    EXPECT_THAT(page.html.text(), HasSubstr("In spring."));
    EXPECT_THAT(page.html.text(), HasSubstr("that cannot be shown now"));
    EXPECT_EQ(get(officer, "/d/" + thread + "/status").status, 200U);
    EXPECT_EQ(get(officer, "/").status, 200U);
    const auto shown = desk.done("a", {"thread", "show", thread}).line();
    EXPECT_EQ(shown.at("posts").as_array().size(), 1U);
    EXPECT_EQ(shown.at("not_merged").to_number<int>(), 1);
    EXPECT_EQ(desk.praxis("a", {"where", thread}).exit_code, 0);
    EXPECT_EQ(desk.praxis("a", {"peer", "list"}).exit_code, 0);
}

}  // namespace
}  // namespace praxis::test
