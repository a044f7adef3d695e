#include "tests/sim/scenarios/node_machine.hpp"

#include "node/community/documents.hpp"
#include "node/community/show.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace praxis::sim {

using namespace std::chrono_literals;
using node::Task;

namespace {

constexpr std::uint16_t port = 7117;

const community::Kind& case_study() {
    return *kinds().by_name("case_study").value();
}

template <class T>
void require_success(const Result<T>& result) {
    require(result.has_value(),
            Invariant::service,
            result ? std::string{} : "a node cannot open: " + result.error().text());
}

crdt::Address address(std::string_view field) {
    return community::address_of(case_study().place(field).value());
}

}  // namespace

const community::Kinds& kinds() {
    static const auto loaded = community::Kinds::load(community::Kinds::default_folder()).value();
    return loaded;
}

/// The node and what its people began, from boot to crash.
class NodeProgram final : public Program {
public:
    NodeProgram(NodeMachine& machine, node::Runtime& runtime, const Disk::Opened& disk)
        : machine_{machine},
          runtime_{runtime},
          store_{disk.store, disk.lease},
          tasks_{runtime.loop} {}

    Result<void> open(node::Runtime& runtime, const Disk::Opened& disk) {
        TRY(const auto claim, store::claim_incarnation(disk.store, disk.lease, runtime.entropy));
        TRY(node_,
            node::Node::open({runtime,
                              store_,
                              machine_.keys_.identity(),
                              claim.incarnation,
                              std::nullopt,
                              kinds(),
                              machine_.between_,
                              machine_.bounds_}));
        return success();
    }
    void start() {
        require_success(node_->listen({SimNetwork::host_of(machine_.index()), port}));
        node_->keep_dates();
        node_->keep_erasures();
        node_->keep_quotas();
        for (const auto* other : machine_.dials_) {
            require_success(node_->dial(other->id(), {SimNetwork::host_of(other->index()), port}));
        }
    }
    void begin(Task<Result<void>> task) {
        ++open_;
        tasks_.spawn(std::move(task), [this](Result<void> done) {
            --open_;
            if (!done) ++machine_.refused_;
        });
    }

    Task<Result<void>> write(node::Draft draft) {
        const bool creates = !draft.document;
        auto writing = node_->replica().author(std::move(draft));
        CO_TRY(const auto written, co_await std::move(writing));
        auto& list = machine_.acknowledged_;
        list.insert(list.end(), written.updates.begin(), written.updates.end());
        if (creates) machine_.last_created_ = written.document;
        co_return success();
    }
    Task<Result<void>> submit(std::vector<wire::SignedUpdate> updates) {
        for (auto& update : updates) {
            auto submitting = node_->replica().submit(std::move(update));
            CO_TRY(const auto id, co_await std::move(submitting));
            machine_.acknowledged_.push_back(id);
        }
        co_return success();
    }

    Task<Result<void>> ingest(std::vector<wire::SignedUpdate> updates,
                              NodeId from,
                              std::shared_ptr<std::vector<node::Outcome>> into) {
        auto ingesting = node_->replica().ingest(std::move(updates), from);
        CO_TRY(*into, co_await std::move(ingesting));
        co_return success();
    }

    NodeMachine& machine_;
    node::Runtime& runtime_;
    store::LeasedStore store_;
    std::unique_ptr<node::Node> node_;
    int open_ = 0;  // begun and not answered
    node::TaskGroup tasks_;
};

NodeMachine::NodeMachine(const governance::Genesis& genesis,
                         test::NodeKeys keys,
                         std::unique_ptr<Disk> disk)
    : keys_{std::move(keys)}, disk_{std::move(disk)} {
    const auto network = governance::network_id(genesis);
    auto opened = disk_->open();
    require_success(opened);
    require_success(opened.value().store.write([&](store::Writer& writer) -> Result<void> {
        TRY(store::put_genesis(writer, governance::encode(genesis)));
        return store::add_document(
            writer, {same_bytes<DocumentId>(network), same_bytes<SpaceId>(network), KindNumber{0}});
    }));
    disk_->crash(Death::process);
}

void NodeMachine::join(World& world) {
    world_ = &world;
    index_ = world.add_machine();
}

bool NodeMachine::boot() {
    const auto disk = disk_->open();
    require_success(disk);
    Result<void> opened = success();
    world_->start(index_, [&](node::Runtime& runtime) {
        auto program = std::make_unique<NodeProgram>(*this, runtime, disk.value());
        opened = program->open(runtime, disk.value());
        return program;
    });
    if (!opened) {
        const auto code = opened.error().code;
        require(code == store::StoreErrc::full || code == store::StoreErrc::io,
                Invariant::service,
                "a node cannot open: " + opened.error().text());
        crash();
        return false;
    }
    program().start();
    const auto here = log();
    for (const auto& id : acknowledged_)
        require(here.contains(id), Invariant::durability, "acknowledged and lost: " + id.hex());
    return true;
}

void NodeMachine::crash(Death death) {
    world_->crash(index_, death);
    disk_->crash(death);
}

std::vector<UpdateId> NodeMachine::replace_disk(std::unique_ptr<Disk> other) {
    require(!runs(), Invariant::service, "the disk of a running machine is taken out");
    disk_ = std::move(other);
    const auto is_there = [&](const UpdateId& id) {
        const auto held = disk_->store().read(
            [&](const store::Reader& reader) { return store::has_header(reader, id); });
        require(held.has_value(), Invariant::service, "a disk that was put in cannot be read");
        return held.value();
    };
    std::vector<UpdateId> kept;
    std::vector<UpdateId> lost;
    for (const auto& id : acknowledged_)
        (is_there(id) ? kept : lost).push_back(id);
    acknowledged_ = std::move(kept);
    return lost;
}

bool NodeMachine::must_end() const {
    return runs() && (disk_->power_failed() || node().broken().has_value());
}

NodeProgram& NodeMachine::program() const {
    return world_->program<NodeProgram>(index_);
}

node::Node& NodeMachine::node() const {
    return *program().node_;
}

node::Runtime& NodeMachine::runtime() const {
    return program().runtime_;
}

void NodeMachine::run(Task<Result<void>> task) {
    program().begin(std::move(task));
    wait();
}

void NodeMachine::begin_create(const SpaceId& space, std::vector<Setting> fields) {
    node::Draft draft;
    draft.space = space;
    draft.kind = case_study().number;
    draft.edit = community::compose_new(case_study(), fields).value();
    program().begin(program().write(std::move(draft)));
}

void NodeMachine::begin_edit(const DocumentId& id,
                             std::vector<Setting> fields,
                             std::optional<std::vector<UpdateId>> base) {
    const auto state = replica().document(id);
    require(state.has_value(), Invariant::service, "no document to edit");
    const auto view =
        base ? state.value()->document.at(*base).value() : state.value()->document.now();
    node::Draft draft;
    draft.space = state.value()->space;
    draft.document = id;
    draft.kind = case_study().number;
    auto edit = community::compose_edit(case_study(), fields, view);
    require(edit.has_value(), Invariant::service, edit ? "" : edit.error().text());
    draft.edit = std::move(edit.value());
    draft.base = base;
    program().begin(program().write(std::move(draft)));
}

void NodeMachine::begin_moderate(const DocumentId& id,
                                 community::ModerationAct act,
                                 std::optional<std::vector<UpdateId>> base) {
    const auto state = replica().document(id);
    require(state.has_value(), Invariant::service, "no document to moderate");
    node::Draft draft;
    draft.space = state.value()->space;
    draft.document = id;
    draft.kind = state.value()->kind;
    draft.edit = community::moderation_edit(act, "as the charter says");
    draft.base = std::move(base);
    program().begin(program().write(std::move(draft)));
}

void NodeMachine::begin_act(const crypto::SigningPair& key, const governance::Act& act) {
    const auto at = replica().root_position(key.key());
    require(at.has_value(), Invariant::service, "no position in root");
    const auto skeleton = governance::encode(act);
    wire::Header header;
    header.network = replica().network();
    header.device = key.key();
    header.space = same_bytes<SpaceId>(replica().network());
    header.incarnation = at.value().incarnation;
    header.seq = at.value().seq;
    header.prev = at.value().prev;
    header.document = same_bytes<DocumentId>(replica().network());
    header.written = world_->clock(index_).now_wall();
    header.skeleton_bytes = static_cast<std::uint16_t>(skeleton.size());
    header.payload_hash = wire::payload_hash(wire::skeleton_leaf(skeleton), Hash{});
    header.deps = at.value().deps;
    auto bytes = wire::encode(header);
    const auto signature = key.sign(wire::signed_message(wire::id_of(bytes)));
    std::vector<wire::SignedUpdate> updates;
    updates.push_back({std::move(bytes), signature, skeleton, Bytes{}, Hash{}});
    begin_take(std::move(updates));
}

void NodeMachine::begin_take(std::vector<wire::SignedUpdate> updates) {
    program().begin(program().submit(std::move(updates)));
}

void NodeMachine::wait() {
    require(world_->run_until([this] { return program().open_ == 0; }, 1min),
            Invariant::service,
            "no answer within a minute");
}

std::vector<node::Outcome> NodeMachine::deal_with(std::vector<wire::SignedUpdate> updates,
                                                  NodeId from) {
    auto outcomes = std::make_shared<std::vector<node::Outcome>>();
    program().begin(program().ingest(std::move(updates), from, outcomes));
    const auto life = world_->boots(index_);
    const auto answered = [&] {
        return !runs() || world_->boots(index_) != life || !outcomes->empty();
    };
    require(world_->run_until(answered, 1min), Invariant::service, "no answer within a minute");
    return *outcomes;
}

bool NodeMachine::ingest(std::vector<wire::SignedUpdate> updates) {
    const auto outcomes = deal_with(std::move(updates));
    const auto is_held = [](node::Outcome outcome) { return outcome == node::Outcome::held; };
    return std::ranges::all_of(outcomes, is_held);
}

DocumentId NodeMachine::create(const SpaceId& space, std::vector<Setting> fields) {
    last_created_.reset();
    begin_create(space, std::move(fields));
    wait();
    require(last_created_.has_value(), Invariant::service, "nothing was created");
    return *last_created_;
}

void NodeMachine::edit(const DocumentId& id, std::vector<Setting> fields) {
    const auto before = acknowledged_.size();
    begin_edit(id, std::move(fields));
    wait();
    require(acknowledged_.size() > before, Invariant::service, "nothing was written");
}

void NodeMachine::take(std::vector<wire::SignedUpdate> updates) {
    const auto wanted = acknowledged_.size() + updates.size();
    begin_take(std::move(updates));
    wait();
    require(acknowledged_.size() == wanted, Invariant::service, "not all of root was taken");
}

bool NodeMachine::has(const DocumentId& id) const {
    return replica().document(id).has_value();
}

std::string NodeMachine::text(const DocumentId& id, std::string_view field) const {
    const auto state = replica().document(id);
    return state ? state.value()->document.now().text(address(field)) : state.error().text();
}

std::set<std::string> NodeMachine::values(const DocumentId& id, std::string_view field) const {
    std::set<std::string> out;
    const auto state = replica().document(id);
    if (!state) return out;
    for (const auto& value : state.value()->document.now().multi(address(field)))
        out.emplace(value.content ? text_of(*value.content) : "(absent)");
    return out;
}

std::string NodeMachine::exported() const {
    const community::Documents documents{replica(), kinds()};
    std::string out;
    const auto visible = documents.visible().value();
    for (const auto& id : visible) {
        out += boost::json::serialize(documents.export_line(id).value());
        out += '\n';
    }
    return out;
}

Hash NodeMachine::state() const {
    return replica().state().value().state;
}

std::set<UpdateId> NodeMachine::log() const {
    std::set<UpdateId> out;
    const auto read = replica().log({}, [&](const node::LogEntry& entry) -> Result<void> {
        out.insert(entry.id);
        return success();
    });
    require(read.has_value(), Invariant::service, "the log cannot be read");
    return out;
}

}  // namespace praxis::sim
