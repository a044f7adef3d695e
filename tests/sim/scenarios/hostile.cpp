#include "tests/sim/scenarios/hostile.hpp"

#include "protocol/wire/content.hpp"
#include "tests/sim/draw.hpp"

#include <algorithm>

namespace praxis::sim {
namespace {

constexpr std::uint64_t hostile_stream = 6;  // of the seed

SeededEntropy stream_of(std::uint64_t seed) {
    SeededEntropy root{seed};
    return root.fork(hostile_stream);
}

void flip(Bytes& bytes, Entropy& random) {
    if (bytes.empty()) return;
    const auto at = random.below(bytes.size());
    bytes[at] ^= std::byte{static_cast<unsigned char>(1 + random.below(255))};
}

const community::Kind& case_study() {
    return *kinds().by_name("case_study").value();
}

}  // namespace

Hostile::Hostile(
    NodeWorld& town, const Faults& faults, NodeMachine& device, SpaceId open, SpaceId closed)
    : town_{town},
      faults_{faults},
      device_{device},
      open_{open},
      closed_{closed},
      random_{stream_of(town.world.seed())},
      stranger_{crypto::SigningPair::draw(random_)} {}

void Hostile::write() {
    const auto honest = town_.honest();
    std::vector<Line> letter;
    if (chance(random_, 30)) {
        // Enough that what it alters of them fills a frame, with good ones behind.
        for (std::size_t i = 0, n = 1 + random_.below(12); i < n; ++i)
            add_good(letter);
        return deliver(device_, letter);
    }
    auto& to = *honest.at(random_.below(honest.size()));
    if (other_face_) letter.push_back(*std::exchange(other_face_, std::nullopt));
    add_good(letter);
    for (std::size_t i = 0, n = 1 + random_.below(6); i < n; ++i)
        add_bad(letter);
    add_good(letter);
    for (std::size_t i = letter.size(); i > 1; --i)
        std::swap(letter[i - 1], letter[random_.below(i)]);
    deliver(to, letter);
}

void Hostile::deliver(NodeMachine& to, const std::vector<Line>& letter) {
    if (!to.runs() || town_.world.paused(to.index()) || faults_.disk_may_fail(to.index())) return;
    // A node that was cut off since it was founded may not know the certificate yet.
    const bool certified =
        to.replica().governance().is_certificate_known(device_.keys().device.key());
    std::vector<wire::SignedUpdate> updates;
    for (const auto& line : letter)
        updates.push_back(line.update);
    const auto outcomes = to.deal_with(std::move(updates));
    if (outcomes.empty()) return;  // it died over it, and said nothing
    for (std::size_t i = 0; i < letter.size(); ++i) {
        const auto& line = letter[i];
        const auto id = wire::id_of(line.update.header);
        const bool is_held = line.fate == Fate::held && certified;
        const auto wanted = is_held                      ? node::Outcome::held
                            : line.fate == Fate::refused ? node::Outcome::refused
                                                         : node::Outcome::later;
        require(outcomes.at(i) == wanted,
                Invariant::isolation,
                "machine " + std::to_string(to.index()) + " was given " + line.name +
                    " among others: outcome " + std::to_string(static_cast<int>(outcomes.at(i))) +
                    ", not " + std::to_string(static_cast<int>(wanted)));
        if (line.fate != Fate::held)
            forged_.push_back(id);
        else if (!is_held)
            continue;  // and may come again
        else if (!to.is_hostile())
            to.was_told_held(id);
        else if (!is_altered_by_hostile(id))
            passed_on_.push_back(id);
    }
}

bool Hostile::all_passed_on() const {
    const auto honest = town_.honest();
    return std::ranges::all_of(honest, [&](const auto* machine) {
        return std::ranges::all_of(passed_on_,
                                   [&](const UpdateId& id) { return machine->stores(id); });
    });
}

void Hostile::require_nothing_forged() const {
    for (const auto* machine : town_.honest()) {
        const auto log = machine->log();
        for (const auto& id : forged_) {
            require(!log.contains(id),
                    Invariant::authorisation,
                    "machine " + std::to_string(machine->index()) +
                        " holds what nobody signed: " + id.hex());
        }
    }
}

void Hostile::require_kept_out() const {
    if (!device_.runs()) return;
    const auto own = device_.keys().device.key();
    const auto look = [&](const node::LogEntry& entry) -> Result<void> {
        require(entry.chain.space != closed_ || entry.chain.device == own,
                Invariant::authorisation,
                "who has no role in a closed space was given what is there: " + entry.id.hex());
        return success();
    };
    require(
        device_.replica().log({}, look).has_value(), Invariant::service, "the log cannot be read");
}

// --- what it writes ---

/// The first place of a chain of its own, so that no line depends on another.
wire::Header Hostile::next_header(const SpaceId& space) {
    constexpr std::uint64_t first_incarnation = 1'000'000;
    wire::Header header;
    header.network = town_.network.id();
    header.device = device_.keys().device.key();
    header.space = space;
    header.incarnation = Incarnation{first_incarnation + chains_++};
    header.seq = Seq{1};
    header.kind = case_study().number;
    header.written = town_.world.clock(device_.index()).now_wall();
    header.governance = {wire::id_of(town_.network.root().back().header)};
    if (same_bytes<NetworkId>(space) == town_.network.id()) {
        header.kind = wire::kind_root;
        header.document = same_bytes<DocumentId>(space);
        header.governance = {};
        header.deps = {wire::id_of(town_.network.root().back().header)};
    }
    return header;
}

wire::SignedUpdate Hostile::sign(const crypto::SigningPair& key,
                                 wire::Header header,
                                 Bytes skeleton,
                                 Bytes content) const {
    header.device = key.key();
    header.skeleton_bytes = static_cast<std::uint16_t>(skeleton.size());
    header.content_bytes = static_cast<std::uint16_t>(content.size());
    header.payload_hash =
        wire::payload_hash(wire::skeleton_leaf(skeleton), wire::content_leaf(content));
    auto bytes = wire::encode(header);
    const auto signature = key.sign(wire::signed_message(wire::id_of(bytes)));
    return {std::move(bytes), signature, std::move(skeleton), std::move(content), {}};
}

/// A case study. `odd`: its content says more than this version of the program reads, which every
/// hash and signature covers all the same.
wire::SignedUpdate Hostile::creation(wire::Header header, bool odd) {
    const std::vector<Setting> fields{{"title", "A letter"}, {"problem", "Somebody writes."}};
    const auto edit = community::compose_new(case_study(), fields).value();
    auto content = wire::encode_content(edit.parts, random_).value();
    if (odd) append(content, bytes_of("\x78\x01"));  // field 15, a number
    return sign(device_.keys().device,
                std::move(header),
                crdt::encode(crdt::Skeleton{edit.operations}),
                std::move(content));
}

wire::SignedUpdate Hostile::act(const governance::Act& act) {
    const auto root = same_bytes<SpaceId>(town_.network.id());
    return sign(device_.keys().device, next_header(root), governance::encode(act), Bytes{});
}

UpdateId Hostile::any_id() {
    UpdateId id;
    random_.fill(id.bytes);
    return id;
}

void Hostile::add_good(std::vector<Line>& letter) {
    const bool odd = chance(random_, 50);
    letter.push_back({odd ? "a good update with an unknown field" : "a good update",
                      creation(next_header(open_), odd),
                      Fate::held});
}

void Hostile::add_bad(std::vector<Line>& letter) {
    constexpr std::uint64_t broken = 9;
    constexpr std::uint64_t out_of_place = 5;
    constexpr std::uint64_t without_right = 6;
    const auto how = random_.below(broken + out_of_place + without_right);
    if (how < broken) return add_broken(letter, how);
    if (how < broken + out_of_place) return add_out_of_place(letter, how - broken);
    add_without_right(letter, how - broken - out_of_place);
}

/// What its bytes alone condemn.
void Hostile::add_broken(std::vector<Line>& letter, std::uint64_t how) {
    auto header = next_header(open_);
    if (how == 0) header.network = same_bytes<NetworkId>(any_id());
    Line line{"of another network", creation(header, false), Fate::refused};
    auto& update = line.update;
    switch (how) {
        case 0:
            break;
        case 1:
            line.name = "with a wrong signature";
            update.signature.bytes[random_.below(update.signature.bytes.size())] ^= std::byte{4};
            break;
        case 2:
            line.name = "with an altered header";
            flip(update.header, random_);
            break;
        case 3:
            line.name = "with an altered skeleton";
            flip(update.skeleton, random_);
            break;
        case 4:
            line.name = "with an altered content";
            flip(*update.content, random_);
            break;
        case 5:
            line.name = "with half a header";
            update.header.resize(update.header.size() / 2);
            break;
        case 6:
            line.name = "with a byte behind its header";
            update.header.push_back(std::byte{0});
            break;
        case 7:
            line.name = "oversized";
            update = sign(device_.keys().device,
                          next_header(open_),
                          Bytes(100),
                          Bytes(limits::payload_bytes_max));
            break;
        default:
            line.name = "signed by another key than it names";
            update.signature = stranger_.sign(wire::signed_message(wire::id_of(update.header)));
    }
    letter.push_back(std::move(line));
}

/// What cannot be held or applied where it comes.
void Hostile::add_out_of_place(std::vector<Line>& letter, std::uint64_t how) {
    auto header = next_header(open_);
    switch (how) {
        case 0: {
            auto update = creation(header, false);
            const auto read = wire::decode_header(update.header).value();
            update = sign(stranger_, read, std::move(update.skeleton), std::move(*update.content));
            letter.push_back({"by a device without certificate", std::move(update), Fate::later});
            return;
        }
        case 1:
            header.seq = Seq{5};
            header.prev = any_id();
            letter.push_back({"without its predecessor", creation(header, false), Fate::later});
            return;
        case 2: {
            header.document = same_bytes<DocumentId>(any_id());
            header.deps = {any_id()};
            letter.push_back({"naming what nobody has", creation(header, false), Fate::held});
            return;
        }
        case 3: {
            const auto first = creation(header, false);
            Line second{"a second face", creation(header, true), Fate::held};
            letter.push_back({"a first face", first, Fate::held});
            other_face_ = std::move(second);
            return;
        }
        default:
            header.written = from_millis(static_cast<std::int64_t>(random_.below(1ULL << 43U)));
            letter.push_back({"of another time", creation(header, false), Fate::held});
    }
}

/// Well-formed and held, and void for ever.
void Hostile::add_without_right(std::vector<Line>& letter, std::uint64_t how) {
    switch (how) {
        case 0:
            letter.push_back(
                {"in a closed space", creation(next_header(closed_), false), Fate::held});
            return;
        case 1: {
            governance::GrantRole grant;
            grant.under = same_bytes<UpdateId>(closed_);
            grant.space = closed_;
            grant.role = governance::Role::moderator;
            grant.holder = device_.keys().person_id;
            letter.push_back({"a right given to itself", act(grant), Fate::held});
            return;
        }
        case 2: {
            const auto honest = town_.honest();
            const auto& target = honest.at(random_.below(honest.size()))->keys();
            governance::Revoke revoke;
            revoke.under = device_.keys().administrator_grant;
            revoke.target = target.administrator_grant;
            letter.push_back({"a revocation it has no right to", act(revoke), Fate::held});
            return;
        }
        case 3: {
            if (!device_.runs()) return;
            const auto documents = device_.replica().documents(open_, {}).value();
            if (documents.empty()) return;
            const auto id = documents.at(random_.below(documents.size())).id;
            const auto state = device_.replica().document(id).value();
            auto edit = community::moderation_edit(community::ModerationAct::hide, "mine now");
            auto header = next_header(open_);
            header.document = id;
            header.kind = state->kind;
            header.deps = state->document.now().version();
            if (header.deps.empty() || header.deps.size() > limits::deps_max) return;
            if (random_.below(3) == 0) {  // and a change of the document beside it
                edit.operations.emplace_back(crdt::SetLast{{33, {}}});
                edit.parts.push_back(Bytes(3, std::byte{'x'}));
            }
            letter.push_back({"an act of moderation it has no right to",
                              sign(device_.keys().device,
                                   header,
                                   crdt::encode(crdt::Skeleton{edit.operations}),
                                   wire::encode_content(edit.parts, random_).value()),
                              Fate::held});
            return;
        }
        case 4: {
            const Bytes nonsense(1 + random_.below(60), std::byte{0xEE});
            letter.push_back({"with a skeleton that is none",
                              sign(device_.keys().device, next_header(open_), nonsense, Bytes{}),
                              Fate::held});
            return;
        }
        default: {
            auto header = next_header(open_);
            header.kind = KindNumber{static_cast<std::uint16_t>(60'000 + random_.below(1'000))};
            letter.push_back({"of an unknown kind", creation(header, false), Fate::held});
        }
    }
}

}  // namespace praxis::sim
