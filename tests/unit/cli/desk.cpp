#include "tests/unit/cli/desk.hpp"

#include "cli/root_signer.hpp"
#include "node/community/acts.hpp"
#include "node/replica/errc.hpp"
#include "protocol/wire/content.hpp"
#include "tests/support/source_path.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <unistd.h>

namespace praxis::test {

namespace json = boost::json;

std::vector<json::object> Ran::lines() const {
    std::vector<json::object> found;
    std::istringstream in{out};
    for (std::string line; std::getline(in, line);) {
        boost::system::error_code bad;
        const auto value = json::parse(line, bad);
        EXPECT_TRUE(!bad && value.is_object()) << "not a JSON line: " << line;
        if (!bad && value.is_object()) found.push_back(value.get_object());
    }
    return found;
}

json::object Ran::line() const {
    const auto all = lines();
    EXPECT_EQ(all.size(), 1U) << out << err;
    return all.empty() ? json::object{} : all.front();
}

std::string Ran::text(std::string_view name) const {
    const auto object = line();
    const auto* value = object.if_contains(name);
    EXPECT_TRUE(value != nullptr && value->is_string()) << name << " in " << out;
    return value != nullptr && value->is_string() ? std::string{value->get_string()} : "";
}

/// No session with anybody.
class Desk::NoLinks final : public community::Links {
public:
    explicit NoLinks(node::Replica& replica) : replica_{replica} {}

    node::Task<Result<community::SyncReport>> sync(community::SyncRequest) override {
        co_return fail(node::NodeErrc::unreachable, "nobody answers");
    }
    Result<std::vector<node::Whereabouts>> where(const DocumentId&) const override {
        std::vector<node::Whereabouts> out;
        for (const auto& device : replica_.governance().nodes()) {
            node::Whereabouts line;
            line.node = device.key;
            if (device.key == replica_.node()) line.state = node::Whereabouts::State::holds;
            out.push_back(line);
        }
        return out;
    }
    Result<std::set<NodeId>> lacking(const SpaceId&,
                                     const std::vector<DocumentId>& documents) const override {
        std::set<NodeId> out;
        for (const auto& device : replica_.governance().nodes()) {
            if (!documents.empty() && device.key != replica_.node()) out.insert(device.key);
        }
        return out;
    }
    Result<std::vector<community::PeerStatus>> peers() const override {
        std::vector<community::PeerStatus> out;
        for (const auto& device : replica_.governance().nodes()) {
            if (device.key != replica_.node()) out.push_back({device.key, false, {}, {}});
        }
        return out;
    }
    Result<std::vector<community::PeerLine>> addresses() const override {
        TRY(const auto kept, replica_.kept_peers());
        std::vector<community::PeerLine> out;
        for (const auto& peer : kept)
            out.push_back(line_of(peer));
        return out;
    }
    node::Task<Result<community::PeerLine>> keep_peer(node::PeerAddress peer) override {
        if (!peer.node) co_return fail(node::NodeErrc::bad_request, "nobody invited this node");
        const node::KeptPeer kept{*peer.node, peer.endpoint};
        CO_TRY(co_await replica_.keep_peer(kept));
        co_return line_of(kept);
    }
    node::Task<Result<std::vector<node::KeptPeer>>> forget_peer(node::PeerAddress peer) override {
        CO_TRY(auto removed, co_await replica_.forget_peer(std::move(peer)));
        if (removed.empty()) co_return fail(node::NodeErrc::bad_request, "no such address is kept");
        co_return removed;
    }
    std::map<std::string, std::uint64_t> bytes_by_class() const override {
        return {{"acks", 0}, {"updates", 0}};
    }

private:
    static community::PeerLine line_of(const node::KeptPeer& kept) {
        community::PeerLine line;
        line.node = kept.node;
        line.address = kept.endpoint;
        line.kept = true;
        return line;
    }

    node::Replica& replica_;
};

struct Desk::Machine {
    store::MemoryStore disk;
    std::optional<std::pair<NodeId, DhKey>> inviter;
    std::unique_ptr<community::Kinds> kinds;
    std::unique_ptr<node::Replica> replica;
    std::unique_ptr<NoLinks> links;
    std::unique_ptr<community::Handler> handler;
};

class Desk::HandlerClient final : public cli::Client {
public:
    HandlerClient(Desk& desk, community::Handler& handler) : desk_{desk}, handler_{handler} {}

    Result<std::vector<json::object>> call(json::object asked) override {
        return desk_.await<std::vector<json::object>>(collect(std::move(asked)));
    }

private:
    node::Task<Result<std::vector<json::object>>> collect(json::object asked) {
        std::vector<json::object> out;
        community::Handler::Emit emit = [&out](json::object line) {
            return keep(out, std::move(line));
        };
        CO_TRY(co_await handler_.handle(std::move(asked), std::move(emit)));
        co_return out;
    }
    static node::Task<Result<void>> keep(std::vector<json::object>& out, json::object line) {
        out.push_back(std::move(line));
        co_return success();
    }

    Desk& desk_;
    community::Handler& handler_;
};

namespace {

node::Task<Result<void>> stop_of(node::Replica& replica) {
    co_await replica.stop();
    co_return success();
}

}  // namespace

Desk::Desk(std::uint64_t seed)
    : kinds_folder_{test::source_path("node/community/kinds")}, entropy_{seed}, world_{seed} {
    auto pattern = (std::filesystem::temp_directory_path() / "desk-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
    program_ = &sim::start_tasks(world_, world_.add_machine());
}

Desk::~Desk() {
    for (auto& [name, machine] : machines_)
        stop(*machine);
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
}

void Desk::stop(Machine& machine) {
    if (!machine.replica) return;
    std::optional<Result<void>> done;
    program_->tasks.spawn(keep_result(stop_of(*machine.replica), done));
    EXPECT_TRUE(world_.run_until([&] { return done.has_value(); }, std::chrono::minutes{1}));
    machine.handler.reset();
    machine.replica.reset();
}

void Desk::restart(const std::string& node) {
    stop(*find(folder(node)));
}

Ran Desk::run(std::vector<std::string> arguments) {
    std::ostringstream out;
    std::ostringstream err;
    arguments.insert(arguments.begin(), {"--kinds", kinds_folder_.string()});
    Ran ran;
    ran.exit_code = cli::run(arguments, *this, out, err);
    ran.out = out.str();
    ran.err = err.str();
    return ran;
}

Ran Desk::praxis(const std::string& node, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"-C", folder(node).string()});
    return run(std::move(arguments));
}

Ran Desk::done(const std::string& node, std::vector<std::string> arguments) {
    arguments.emplace_back("--json");
    auto ran = praxis(node, std::move(arguments));
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return ran;
}

Result<std::vector<json::object>> Desk::ask(const std::string& node, json::object request) {
    TRY(auto client, open(folder(node), kinds_folder_));
    return client->call(std::move(request));
}

std::string Desk::file(const std::string& name, const std::string& text) const {
    const auto path = root_ / name;
    std::ofstream{path} << text;
    return path.string();
}

Desk::Machine* Desk::find(const std::filesystem::path& folder) {
    const auto at = machines_.find(folder.filename().string());
    return at == machines_.end() ? nullptr : at->second.get();
}

bool Desk::damage(const std::string& node, store::Table table, ByteView key) {
    return find(folder(node))->disk.damage(table, key, 20);
}

node::Replica& Desk::replica(const std::string& node) {
    EXPECT_TRUE(open(folder(node), kinds_folder_));
    return *find(folder(node))->replica;
}

const community::Kinds& Desk::kinds(const std::string& node) {
    EXPECT_TRUE(open(folder(node), kinds_folder_));
    return *find(folder(node))->kinds;
}

community::Links& Desk::links(const std::string& node) {
    EXPECT_TRUE(open(folder(node), kinds_folder_));
    return *find(folder(node))->links;
}

Result<void> Desk::make(const std::filesystem::path& folder,
                        const governance::Genesis& genesis,
                        const std::optional<node::Inviter>& inviter) {
    auto machine = std::make_unique<Machine>();
    if (inviter) machine->inviter.emplace(inviter->node, inviter->dh);
    const auto network = governance::network_id(genesis);
    TRY(machine->disk.write([&](store::Writer& writer) -> Result<void> {
        TRY(store::put_genesis(writer, governance::encode(genesis)));
        return store::add_document(
            writer, {same_bytes<DocumentId>(network), same_bytes<SpaceId>(network), KindNumber{0}});
    }));
    machines_[folder.filename().string()] = std::move(machine);
    return success();
}

Result<std::unique_ptr<cli::Client>> Desk::open(const std::filesystem::path& folder,
                                                const std::filesystem::path& kinds) {
    auto* machine = find(folder);
    if (machine == nullptr) return fail(node::NodeErrc::no_node, "no node in " + folder.string());
    if (!machine->replica) {
        TRY(auto loaded, community::Kinds::load(kinds));
        machine->kinds = std::make_unique<community::Kinds>(std::move(loaded));
        TRY(auto identity, node::read_identity(folder));
        TRY(machine->replica,
            node::Replica::open(program_->runtime,
                                machine->disk,
                                std::move(identity),
                                Incarnation{7},
                                machine->inviter));
        machine->links = std::make_unique<NoLinks>(*machine->replica);
        machine->handler = std::make_unique<community::Handler>(
            *machine->replica, *machine->kinds, *machine->links);
    }
    return std::unique_ptr<cli::Client>{std::make_unique<HandlerClient>(*this, *machine->handler)};
}

Result<void> Desk::read(const std::filesystem::path& folder, const store::Store::ReadFn& callable) {
    const auto* machine = find(folder);
    if (machine == nullptr) return fail(node::NodeErrc::no_node, "no node in " + folder.string());
    return machine->disk.read(callable);
}

wire::SignedUpdate Desk::sign_by_hand(const std::string& node,
                                      node::KeyFile file,
                                      const governance::Act& act,
                                      const std::string& reason,
                                      std::int64_t written) {
    const auto secret = node::read_key(folder(node), file);
    const crypto::SigningPair key{secret.value()->duplicate()};
    auto asked = cli::request("root.position");
    asked["key"] = key.key().hex();
    const auto place = ask(node, asked).value().front();
    cli::RootPlace at;
    at.network = NetworkId::from_hex(place.at("network").as_string()).value();
    at.incarnation = Incarnation{std::stoull(std::string{place.at("incarnation").as_string()})};
    at.seq = Seq{place.at("seq").to_number<std::uint64_t>()};
    at.prev = UpdateId::from_hex(place.at("prev").as_string()).value();
    for (const auto& dep : place.at("deps").as_array())
        at.deps.push_back(UpdateId::from_hex(dep.as_string()).value());
    Bytes content;
    if (!reason.empty()) {
        const std::vector<Bytes> parts{copy(bytes_of(reason))};
        content = wire::encode_content(parts, entropy_).value();
    }
    return cli::sign_act(at, key, act, from_millis(written), std::move(content));
}

json::object Desk::submit(const std::string& node, const wire::SignedUpdate& update) {
    auto asked = cli::request("root.submit");
    asked["update"] = community::to_json(update);
    const auto told = ask(node, asked);
    EXPECT_TRUE(told) << told.error().text();
    return told ? told.value().front() : json::object{};
}

WallTime Desk::now() {
    // The clock of its nodes, and never the same twice.
    return runtime().clock.now_wall() + std::chrono::minutes{++minutes_};
}

void Desk::carry(const std::string& from, const std::string& to) {
    auto& source = replica(from);
    std::vector<wire::SignedUpdate> updates;
    const auto walked = source.log({}, [&](const node::LogEntry& entry) -> Result<void> {
        TRY(auto update, source.load(entry.id));
        updates.push_back(std::move(*update));
        return success();
    });
    EXPECT_TRUE(walked);
    const auto outcomes =
        await<std::vector<node::Outcome>>(replica(to).ingest(std::move(updates), source.node()));
    ASSERT_TRUE(outcomes) << outcomes.error().text();
    for (const auto outcome : outcomes.value()) {
        EXPECT_TRUE(outcome == node::Outcome::held || outcome == node::Outcome::duplicate);
    }
}

}  // namespace praxis::test
