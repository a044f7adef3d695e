#include "node/community/catalogue.hpp"
#include "node/replica/errc.hpp"
#include "tests/unit/web/pages_world.hpp"

// What pages say of other nodes: real nodes of one network, whose states a test makes up.

namespace praxis::test {
namespace {

using community::PeerStatus;
using node::Whereabouts;
using State = node::Whereabouts::State;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// What other nodes confirmed, as a test says. Whoever is not named has confirmed nothing.
class FakeLinks final : public community::Links {
public:
    explicit FakeLinks(const node::Replica& replica) : replica_{replica} {}

    node::Task<Result<community::SyncReport>> sync(community::SyncRequest) override {
        co_return fail(node::NodeErrc::unreachable, "nobody answers");
    }
    Result<std::vector<Whereabouts>> where(const DocumentId& document) const override {
        std::vector<Whereabouts> out;
        for (const auto& device : replica_.governance().nodes()) {
            const bool own = device.key == replica_.node();
            const auto found = confirmed.find(device.key);
            Whereabouts line{device.key, own ? State::holds : State::unknown, std::nullopt};
            if (found != confirmed.end()) {
                line.state = found->second.contains(document) ? State::holds : State::behind;
                line.as_of = as_of;
            }
            out.push_back(line);
        }
        return out;
    }
    Result<std::set<NodeId>> lacking(const SpaceId&,
                                     const std::vector<DocumentId>& documents) const override {
        std::set<NodeId> out;
        for (const auto& device : replica_.governance().nodes()) {
            const auto found = confirmed.find(device.key);
            for (const auto& document : documents) {
                if (device.key == replica_.node()) continue;
                if (found != confirmed.end() && found->second.contains(document)) continue;
                out.insert(device.key);
            }
        }
        return out;
    }
    Result<std::vector<PeerStatus>> peers() const override { return known; }
    std::map<std::string, std::uint64_t> bytes_by_class() const override { return {}; }
    Result<std::vector<community::PeerLine>> addresses() const override {
        return std::vector<community::PeerLine>{};
    }
    node::Task<Result<community::PeerLine>> keep_peer(node::PeerAddress) override {
        co_return fail(node::NodeErrc::unreachable, "no page keeps addresses");
    }
    node::Task<Result<std::vector<node::KeptPeer>>> forget_peer(node::PeerAddress) override {
        co_return fail(node::NodeErrc::unreachable, "no page keeps addresses");
    }

    std::vector<PeerStatus> known;
    std::map<NodeId, std::set<DocumentId>> confirmed;
    WallTime as_of = from_millis(1'795'313'410'999);  // 22 November 2026, 02:10

private:
    const node::Replica& replica_;
};

class WherePages : public PagesWorld {
public:
    WherePages() {
        pages = std::make_unique<web::Pages>(
            web::Parts{desk.runtime(),
                       desk.replica("a"),
                       desk.kinds("a"),
                       links,
                       *templates,
                       std::make_shared<web::AccountFolder>(desk.folder("a")),
                       desk.seal_cost()});
        router = {};
        pages->add_to(router);
        officer = signed_in();
    }
    /// A node that has joined, and whose name is known here.
    NodeId joined(const std::string& name, const std::string& role) {
        const auto text = desk.done("a", {"invite", "--role", role}).text("invite");
        desk.done(name, {"join", text, "--node", name});
        desk.carry("a", name);
        desk.carry(name, "a");
        return desk.replica(name).node();
    }
    DocumentId thread_of(std::size_t posts) {
        const auto id = new_document(officer, "thread", {{"set:title", "Visits"}});
        for (std::size_t i = 0; i < posts; ++i) {
            const auto sent = send(officer, "/d/" + id + "/reply", {{"text", "Words."}});
            EXPECT_EQ(sent.status, 303U) << sent.body;
        }
        return DocumentId::from_hex(id).value();
    }
    std::vector<DocumentId> posts_of(const DocumentId& thread) {
        community::Catalogue catalogue{desk.replica("a"), desk.kinds("a")};
        return catalogue.answers(catalogue.open(thread).value()).value();
    }
    /// The line at the foot of a page.
    std::string foot(const std::string& path) {
        const auto page = get(stranger, path);
        EXPECT_EQ(page.status, 200U) << path;
        return page.html.with("class", "status")->text;
    }
    /// The cells of each node's line on a status page.
    std::vector<std::string> lines(const DocumentId& id) {
        std::vector<std::string> out;
        const auto page = get(stranger, "/d/" + id.hex() + "/status");
        for (const auto* row : page.html.all("tr"))
            out.push_back(row->text);
        out.erase(out.begin());  // the head
        return out;
    }

    FakeLinks links{desk.replica("a")};
    Browser officer;
    Browser stranger;
};

TEST_F(WherePages, SyncSaysOfEachNodeWhatIsKnownOfIt) {
    const auto bangkok = joined("Bangkok", "centre");
    const auto tallinn = joined("Tallinn", "office");
    const auto vienna = joined("Vienna", "replica");
    const auto quito = joined("Quito", "office");
    links.known = {{bangkok, true, links.as_of, 0},
                   {tallinn, false, links.as_of, 1},
                   {vienna, false, std::nullopt, std::nullopt},
                   {quito, true, links.as_of, 1234}};
    const auto page = get(officer, "/sync");
    EXPECT_THAT(page.html.text(), HasSubstr("In contact with 2 nodes now."));
    EXPECT_THAT(page.html.text(), Not(HasSubstr("knows of no other")));
    std::vector<std::string> told;
    for (const auto* item : page.html.all("li")) {
        if (item->text.find("ontact") != std::string::npos) told.push_back(item->text);
    }
    const std::string last = "Last contact 22 November 2026, 02:10 UTC.";
    EXPECT_THAT(
        told,
        ElementsAre(AllOf(HasSubstr("Bangkok"),
                          HasSubstr("centre, always on"),
                          HasSubstr("In contact now. " + last),
                          HasSubstr("It has confirmed everything that is here.")),
                    AllOf(HasSubstr("Tallinn"),
                          HasSubstr("office, on line at times"),
                          HasSubstr(last),
                          Not(HasSubstr("In contact now")),
                          HasSubstr("1 change waits to be passed on or confirmed")),
                    AllOf(HasSubstr("Vienna"),
                          HasSubstr("a member's own copy"),
                          HasSubstr("No contact yet."),
                          HasSubstr("What it lacks is not known before the first contact.")),
                    AllOf(HasSubstr("Quito"),
                          HasSubstr("In contact now. " + last),
                          HasSubstr("1234 changes wait to be passed on or confirmed"))));
    const auto of_strangers = get(stranger, "/sync").html.text();
    EXPECT_THAT(of_strangers, HasSubstr("Something waits to be passed on or confirmed"));
    EXPECT_THAT(of_strangers, Not(HasSubstr("1234")));
    // Elsewhere the foot line says the same in short.
    EXPECT_THAT(foot("/"),
                HasSubstr("Last contact: Bangkok now, Tallinn 22 November 2026, 02:10 UTC, Vienna "
                          "never and Quito now."));
}

TEST_F(WherePages, TheFootLineSaysHowFarADocumentHasTravelled) {
    const auto bangkok = joined("Bangkok", "centre");
    const auto tallinn = joined("Tallinn", "office");
    const auto id = thread_of(0);
    const auto path = "/d/" + id.hex();
    EXPECT_THAT(foot(path), HasSubstr("Here only. It is passed on by itself at the next contact."));
    links.confirmed[tallinn] = {id};
    EXPECT_THAT(foot(path), HasSubstr("Passed on. Also at Tallinn; at no other centre yet."));
    links.confirmed[bangkok] = {id};
    EXPECT_THAT(foot(path), HasSubstr("At all nodes: here, at Bangkok and Tallinn."));
    links.confirmed[tallinn] = {};
    EXPECT_THAT(foot(path), HasSubstr("At centre. Also at Bangkok."));
    for (int i = 0; i < 7; ++i)
        links.confirmed[joined("Centre " + std::to_string(i), "centre")] = {id};
    EXPECT_THAT(foot(path), HasSubstr(" and 2 more."));
}

// A thread is at a node when its posts are: on every page the same.
TEST_F(WherePages, AThreadIsWhereItsPostsAre) {
    const auto bangkok = joined("Bangkok", "centre");
    const auto tallinn = joined("Tallinn", "office");
    const auto id = thread_of(2);
    const auto posts = posts_of(id);
    ASSERT_EQ(posts.size(), 2U);
    links.confirmed[bangkok] = {id, posts[0]};
    links.confirmed[tallinn] = {id, posts[0], posts[1]};
    const auto words = "Passed on. Also at Tallinn; at no other centre yet.";
    const auto path = "/d/" + id.hex();
    EXPECT_THAT(foot(path), HasSubstr(words));
    EXPECT_THAT(get(stranger, path + "/status").html.first("main")->text, HasSubstr(words));
    const auto told = lines(id);
    ASSERT_EQ(told.size(), 3U);
    for (const auto& line : told) {
        const bool lacks = line.find("Bangkok") != std::string::npos;
        EXPECT_THAT(line,
                    HasSubstr(lacks ? "Holds an earlier version, or not every answer to it"
                                    : "Holds this version and all 2 answers to it"));
        const bool here = line.find("this node") != std::string::npos;
        EXPECT_THAT(line, HasSubstr(here ? "As of: now" : "As of: 22 November 2026, 02:10 UTC"));
    }
    links.confirmed[bangkok].insert(posts[1]);
    EXPECT_THAT(foot(path), HasSubstr("At all nodes: here, at Bangkok and Tallinn."));
}

TEST_F(WherePages, StatusSaysOfANodeThatSaidNothingThatNothingIsKnown) {
    const auto bangkok = joined("Bangkok", "centre");
    const auto id = thread_of(0);
    const auto told = lines(id);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_THAT(told,
                testing::Contains(AllOf(HasSubstr("Has not said; nothing is known"),
                                        HasSubstr("As of: no contact yet"))));
    links.confirmed[bangkok] = {id};
    EXPECT_THAT(foot("/d/" + id.hex()), HasSubstr("At all nodes: here and at Bangkok."));
}

}  // namespace
}  // namespace praxis::test
