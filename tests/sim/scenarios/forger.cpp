#include "tests/sim/scenarios/forger.hpp"

#include "protocol/wire/content.hpp"
#include "tests/sim/draw.hpp"

// Pen and paper: headers, signatures, good updates, and odd ones that are none of the strategies.

namespace praxis::sim {
namespace {

const community::Kind& case_study() {
    return *kinds().by_name("case_study").value();
}

}  // namespace

Forger::Forger(
    NodeWorld& town, const NodeMachine& device, SpaceId open, SpaceId closed, SeededEntropy random)
    : town_{town},
      device_{device},
      open_{open},
      closed_{closed},
      random_{random},
      stranger_{crypto::SigningPair::draw(random_)} {
    look_at_root();
}

void Forger::look_at_root() {
    head_ = wire::id_of(town_.network.root().back().header);
}

wire::Header Forger::next_header(const crypto::SigningPair& key, const SpaceId& space) {
    constexpr std::uint64_t first_incarnation = 1'000'000;
    wire::Header header;
    header.network = town_.network.id();
    header.device = key.key();
    header.space = space;
    header.incarnation = Incarnation{first_incarnation + chains_++};
    header.seq = Seq{1};
    header.kind = case_study().number;
    header.written = town_.world.clock(device_.index()).now_wall();
    header.governance = {head_};
    if (same_bytes<NetworkId>(space) == town_.network.id()) {
        header.kind = wire::kind_root;
        header.document = same_bytes<DocumentId>(space);
        header.governance = {};
        header.deps = {head_};
    }
    return header;
}

wire::SignedUpdate Forger::sign(const crypto::SigningPair& key,
                                wire::Header header,
                                Bytes skeleton,
                                Bytes content) {
    header.device = key.key();
    header.skeleton_bytes = static_cast<std::uint16_t>(skeleton.size());
    header.content_bytes = static_cast<std::uint16_t>(content.size());
    header.payload_hash =
        wire::payload_hash(wire::skeleton_leaf(skeleton), wire::content_leaf(content));
    auto bytes = wire::encode(header);
    const auto signature = key.sign(wire::signed_message(wire::id_of(bytes)));
    return {std::move(bytes), signature, std::move(skeleton), std::move(content), {}};
}

wire::SignedUpdate Forger::creation(const crypto::SigningPair& key,
                                    wire::Header header,
                                    std::string_view title,
                                    bool odd) {
    const std::vector<Setting> fields{{"title", std::string{title}},
                                      {"problem", "Somebody writes."}};
    const auto edit = community::compose_new(case_study(), fields).value();
    auto content = wire::encode_content(edit.parts, random_).value();
    if (odd) append(content, bytes_of("\x78\x01"));  // field 15, a number
    return sign(
        key, std::move(header), crdt::encode(crdt::Skeleton{edit.operations}), std::move(content));
}

std::optional<wire::SignedUpdate> Forger::retitled(const crypto::SigningPair& key,
                                                   const NodeMachine& at,
                                                   const SpaceId& space) {
    const auto documents = at.replica().documents(space, case_study().number).value();
    if (documents.empty()) return std::nullopt;
    const auto id = documents.at(random_.below(documents.size())).id;
    const auto state = at.replica().document(id).value();
    const std::vector<Setting> fields{{"title", std::string{unseen}}};
    const auto view = state->document.now();
    const auto edit = community::compose_edit(case_study(), fields, view).value();
    auto header = next_header(key, space);
    header.document = id;
    header.deps = view.version();
    if (header.deps.empty() || header.deps.size() > limits::deps_max) return std::nullopt;
    return sign(key,
                std::move(header),
                crdt::encode(crdt::Skeleton{edit.operations}),
                wire::encode_content(edit.parts, random_).value());
}

wire::SignedUpdate Forger::act(const crypto::SigningPair& key,
                               const governance::Act& act,
                               std::optional<UpdateId> after) {
    auto header = next_header(key, same_bytes<SpaceId>(town_.network.id()));
    if (after) header.deps = {*after};
    // Why, as every act may say: words of what has no effect.
    const std::vector<Bytes> why{copy(bytes_of(unseen))};
    return sign(key, header, governance::encode(act), wire::encode_content(why, random_).value());
}

UpdateId Forger::any_id() {
    UpdateId id;
    random_.fill(id.bytes);
    return id;
}

WallTime Forger::any_time() {
    return from_millis(static_cast<std::int64_t>(random_.below(1ULL << 43U)));
}

Block Forger::good() {
    const bool odd = chance(random_, 50);
    return {{odd ? "a good update with an unknown field" : "a good update",
             creation(key(), next_header(key(), open_), "A letter", odd),
             Fate::held,
             End::stands}};
}

Block Forger::odd(const NodeMachine& to) {
    constexpr std::uint64_t broken = 4;
    constexpr std::uint64_t misplaced = 4;
    constexpr std::uint64_t without = 4;
    const auto how = random_.below(broken + misplaced + without);
    if (how < broken) return malformed(how);
    if (how < broken + misplaced) return out_of_place(how - broken);
    return without_right(how - broken - misplaced, to);
}

/// What its bytes alone condemn.
Block Forger::malformed(std::uint64_t how) {
    auto header = next_header(key(), open_);
    if (how == 0) header.network = same_bytes<NetworkId>(any_id());
    Line line{"of another network", creation(key(), header, unseen), Fate::refused, End::absent};
    auto& update = line.update;
    switch (how) {
        case 0:
            break;
        case 1:
            line.name = "with half a header";
            update.header.resize(update.header.size() / 2);
            break;
        case 2:
            line.name = "with a byte behind its header";
            update.header.push_back(std::byte{0});
            break;
        default:
            line.name = "oversized";
            update = sign(key(), header, Bytes(100), Bytes(limits::payload_bytes_max));
    }
    return {std::move(line)};
}

/// What cannot be held or applied where it comes, or says that it comes from another time.
Block Forger::out_of_place(std::uint64_t how) {
    auto header = next_header(key(), open_);
    switch (how) {
        case 0:
            return {{"by a device without certificate",
                     creation(stranger_, header, unseen),
                     Fate::later,
                     End::absent}};
        case 1:
            header.seq = Seq{5};
            header.prev = any_id();
            return {{"without its predecessor",
                     creation(key(), header, unseen),
                     Fate::later,
                     End::absent}};
        case 2:
            header.document = same_bytes<DocumentId>(any_id());
            header.deps = {any_id()};
            return {{"naming what nobody has",
                     creation(key(), header, unseen),
                     Fate::held,
                     End::waits}};
        default:
            header.written = any_time();
            return {{"of another time",
                     creation(key(), header, "A late letter"),
                     Fate::held,
                     End::stands}};
    }
}

/// Well-formed and held, and void for ever or never read.
Block Forger::without_right(std::uint64_t how, const NodeMachine& to) {
    switch (how) {
        case 0:
            return {{"in a closed space",
                     creation(key(), next_header(key(), closed_), unseen),
                     Fate::held,
                     End::is_void}};
        case 1:
            return moderation(to);
        case 2: {
            const Bytes nonsense(1 + random_.below(60), std::byte{0xEE});
            return {{"with a skeleton that is none",
                     sign(key(), next_header(key(), open_), nonsense, Bytes{}),
                     Fate::held,
                     End::is_void}};
        }
        default: {
            auto header = next_header(key(), open_);
            header.kind = KindNumber{static_cast<std::uint16_t>(60'000 + random_.below(1'000))};
            return {{"of an unknown kind", creation(key(), header, unseen), Fate::held}};
        }
    }
}

Block Forger::moderation(const NodeMachine& to) {
    const auto documents = to.replica().documents(open_, {}).value();
    if (documents.empty()) return {};
    const auto id = documents.at(random_.below(documents.size())).id;
    const auto state = to.replica().document(id).value();
    auto edit = community::moderation_edit(community::ModerationAct::hide, unseen);
    auto header = next_header(key(), open_);
    header.document = id;
    header.kind = state->kind;
    header.deps = state->document.now().version();
    if (header.deps.empty() || header.deps.size() > limits::deps_max) return {};
    if (random_.below(3) == 0) {  // and a change of the document beside it
        edit.operations.emplace_back(crdt::SetLast{{33, {}}});
        edit.parts.push_back(Bytes(3, std::byte{'x'}));
    }
    return {{"an act of moderation it has no right to",
             sign(key(),
                  header,
                  crdt::encode(crdt::Skeleton{edit.operations}),
                  wire::encode_content(edit.parts, random_).value()),
             Fate::held,
             End::is_void}};
}

}  // namespace praxis::sim
