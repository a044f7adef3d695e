#include "tests/property/replica_world.hpp"

#include "protocol/base/check.hpp"
#include "protocol/wire/content.hpp"

#include <algorithm>

namespace praxis::test {
namespace {

using governance::GrantAdministrator;
using governance::GrantDevice;
using governance::GrantPerson;
using governance::GrantRole;

// Keys that are nobody's device.
enum Name : std::size_t { board, north, south, alice, carol, dave, erin, names };
// Devices: two of alice's, the hosted bob, carol's that forks, dave's and erin's.
enum Device : std::size_t { alice_1, alice_2, bob, carol_1, dave_1, erin_1, nobody, devices };

constexpr KindNumber case_study{5};
constexpr int steps = 90;

}  // namespace

const std::vector<crdt::Address>& ReplicaWorld::addresses() {
    static const std::vector<crdt::Address> all{{3, {}}, {3, std::string{"fr"}}, {300, Hash{}}};
    return all;
}

ReplicaWorld::ReplicaWorld(std::uint64_t seed) : random_{seed} {
    for (std::size_t i = 0; i < names; ++i)
        people_.emplace_back(random_);
    for (std::size_t i = 0; i < devices; ++i)
        devices_.emplace_back(random_);
    devices_[carol_1].forks = true;
    random_.fill(genesis_.nonce);
    genesis_.board = {people_[board].sign.key()};
    found();
    founded_ = updates_.size() - 2;  // both spaces are; some roles may not be known
    for (int i = 0; i < steps; ++i)
        step();
}

void ReplicaWorld::found() {
    auto& known = people_[board].known;
    const auto next = [&](std::size_t who, const governance::Act& what) {
        people_[who].known = known;
        const auto id = act(people_[who], what);
        known.insert(id);
        return id;
    };
    const auto administrator = [&](Name who) {
        GrantAdministrator grant;
        grant.holder = people_[who].sign.key();
        const auto id = next(board, grant);
        grants_.push_back({id, {}, &people_[board], {}, true});
        return id;
    };
    const auto person = [&](Name who, Name by, const UpdateId& under) {
        GrantPerson grant;
        grant.under = under;
        grant.holder = people_[who].sign.key();
        grant.possession = people_[who].sign.sign(
            governance::possession_message(network(), under, grant.holder, DhKey{}));
        const auto id = next(by, grant);
        grants_.push_back({id, under, &people_[by], {}, true});
        return id;
    };
    const auto device = [&](Device what, Name who, const UpdateId& of) {
        people_[who].known = known;
        persons_[&devices_[what]] = {of, &people_[who]};
        known.insert(certify(people_[who], of, devices_[what]));
    };
    const auto north_id = administrator(north);
    const auto south_id = administrator(south);
    const auto alice_id = person(alice, north, north_id);
    device(alice_1, alice, alice_id);
    device(alice_2, alice, alice_id);
    const auto carol_id = person(carol, north, north_id);
    device(carol_1, carol, carol_id);
    const auto dave_id = person(dave, south, south_id);
    device(dave_1, dave, dave_id);
    const auto erin_id = person(erin, south, south_id);
    device(erin_1, erin, erin_id);
    GrantPerson hosted;
    hosted.under = north_id;
    hosted.form = governance::Holder::hosted;
    hosted.holder = devices_[bob].sign.key();
    hosted.dh = devices_[bob].dh.key();
    hosted.possession = devices_[bob].sign.sign(
        governance::possession_message(network(), north_id, hosted.holder, hosted.dh));
    const auto bob_id = next(north, hosted);
    persons_[&devices_[bob]] = {bob_id, &people_[north]};
    grants_.push_back({bob_id, north_id, &people_[north], {&devices_[bob]}, true});

    for (const auto policy : {governance::JoinPolicy::open, governance::JoinPolicy::invite}) {
        const auto id =
            next(north, governance::FoundSpace{north_id, same_bytes<PersonId>(alice_id), policy});
        spaces_.push_back(same_bytes<SpaceId>(id));
    }
    const auto& space = spaces_[1];
    const auto role = [&](const UpdateId& to, governance::Role what, Device holder) {
        devices_[alice_1].known = known;
        const auto under = same_bytes<UpdateId>(space);
        const auto id =
            act(devices_[alice_1], GrantRole{under, space, what, same_bytes<PersonId>(to)});
        known.insert(id);
        grants_.push_back({id, under, &devices_[alice_1], {&devices_[holder]}, false});
    };
    role(dave_id, governance::Role::moderator, dave_1);
    role(bob_id, governance::Role::member, bob);
    role(carol_id, governance::Role::member, carol_1);
    role(erin_id, governance::Role::member, erin_1);
    for (auto* group : {&people_, &devices_}) {
        for (auto& actor : *group)
            actor.known = known;
    }
}

UpdateId ReplicaWorld::certify(Actor& person, const UpdateId& id, const Actor& device) {
    GrantDevice grant;
    grant.under = id;
    grant.person = same_bytes<PersonId>(id);
    grant.holder = device.sign.key();
    grant.dh = device.dh.key();
    grant.possession =
        device.sign.sign(governance::possession_message(network(), id, grant.holder, grant.dh));
    const auto made = act(person, grant);
    grants_.push_back({made, id, &person, {&device}, false});
    return made;
}

void ReplicaWorld::step() {
    auto& by = devices_[random_.below(chance(4) ? devices : nobody)];
    const auto what = random_.below(100);
    if (what < 20) {
        learn(by);
    } else if (what < 30 || documents_.empty()) {
        create(by);
    } else if (what < 82) {
        edit(by);
    } else if (what < 90) {
        revoke(by);
    } else {
        govern(by);
    }
}

void ReplicaWorld::learn(Actor& by) {
    auto& from = any(devices_).known;
    by.known.insert(from.begin(), from.end());
}

ReplicaWorld::Ids ReplicaWorld::closure(std::vector<UpdateId> open) const {
    Ids out;
    while (!open.empty()) {
        const auto id = open.back();
        open.pop_back();
        if (!index_.contains(id) || !out.insert(id).second) continue;
        const auto& deps = at(id).header.deps;
        open.insert(open.end(), deps.begin(), deps.end());
    }
    return out;
}

UpdateId ReplicaWorld::any_id(const Ids& ids) {
    auto at = ids.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(random_.below(ids.size())));
    return *at;
}

std::vector<UpdateId> ReplicaWorld::heads_of(Ids ids) {
    if (ids.empty()) return {};
    if (const auto version = any_id(ids); chance(15) && index_.at(version) >= founded_) {
        const auto past = closure({version});
        std::erase_if(ids, [&](const auto& id) { return !past.contains(id); });
    }
    auto heads = ids;
    for (const auto& id : ids) {
        for (const auto& dep : at(id).header.deps)
            heads.erase(dep);
    }
    std::vector<UpdateId> out{heads.begin(), heads.end()};
    out.resize(std::min(out.size(), limits::deps_max));
    return out;
}

bool ReplicaWorld::in_root(const UpdateId& id) const {
    return at(id).header.space.bytes == network().bytes;
}

DocumentId ReplicaWorld::document_of(const UpdateId& id) const {
    const auto& header = at(id).header;
    return header.creates() ? same_bytes<DocumentId>(id) : header.document;
}

ReplicaWorld::Ids ReplicaWorld::known_of(const Actor& by, const DocumentId& document) const {
    Ids out;
    for (const auto& id : by.known) {
        if (document_of(id) == document) out.insert(id);
    }
    return out;
}

std::vector<UpdateId> ReplicaWorld::root_heads(const Actor& by) {
    return heads_of(known_of(by, same_bytes<DocumentId>(network())));
}

UpdateId ReplicaWorld::act(Actor& by, const governance::Act& act) {
    wire::Header header;
    header.space = same_bytes<SpaceId>(network());
    header.document = same_bytes<DocumentId>(network());
    header.deps = root_heads(by);
    const bool strays = !documents_.empty() && chance(3);
    if (strays) header.deps.push_back(any(updates_).id);  // of any space
    if (std::holds_alternative<governance::JoinHeads>(act)) header.flags = wire::flag_join;
    auto skeleton = governance::encode(act);
    if (!documents_.empty() && !skeleton.empty() && chance(5)) {
        any(skeleton) ^= std::byte(1U << random_.below(8));
    }
    const auto id = write(by, std::move(header), std::move(skeleton), {});
    if (strays && chance(80)) by.known.erase(id);
    return id;
}

void ReplicaWorld::govern(Actor& by) {
    const auto what = random_.below(10);
    const auto& to = persons_.at(&devices_[random_.below(nobody)]);
    if (what < 4) {
        GrantRole grant;
        const auto& under = any(grants_);
        grant.space = any(spaces_);
        grant.under = chance(80) ? same_bytes<UpdateId>(grant.space) : under.id;
        std::vector roles{
            governance::Role::member, governance::Role::reader, governance::Role::moderator};
        grant.role = any(roles);
        grant.holder = same_bytes<PersonId>(to.first);
        auto& signer = chance(70) ? devices_[alice_1 + random_.below(2)] : by;
        std::vector<const Actor*> holders;
        for (const auto& [device, person] : persons_) {
            if (person.first == to.first) holders.push_back(device);
        }
        grants_.push_back({act(signer, grant), grant.under, &signer, holders, false});
    } else if (what < 6) {
        auto& device = devices_[random_.below(nobody)];
        const auto& of = chance(70) ? persons_.at(&device) : to;
        certify(*of.second, of.first, device);
    } else if (what < 8) {
        act(by, governance::JoinHeads{});
    } else {
        act(by, governance::Endorse{any(grants_).id});
    }
}

void ReplicaWorld::revoke(Actor& by) {
    const auto& target = any(grants_);
    if (target.is_heavy && !chance(25)) return;
    governance::Revoke revoke;
    revoke.target = target.id;
    revoke.under = chance(80) ? target.under : any(grants_).id;
    for (const auto& [chain, ids] : chains_) {
        const auto& writer = chain.device;
        const bool concerned = std::ranges::any_of(
            target.devices, [&](const Actor* device) { return device->sign.key() == writer; });
        if (!chance(concerned ? 75 : 5)) continue;
        const auto& last = any(ids);
        revoke.cuts.push_back({chain, chance(93) ? at(last).header.seq : Seq{2}, last});
    }
    std::ranges::sort(revoke.cuts);
    auto& signer = chance(80) ? *target.revoker : by;
    signer.known.insert(target.id);
    for (const auto& id : closure({target.id}))
        signer.known.insert(id);
    act(signer, revoke);
}

void ReplicaWorld::create(Actor& by) {
    wire::Header header;
    header.space = any(spaces_);
    header.kind = case_study;
    const auto made = operations(header);
    auto skeleton = crdt::encode(crdt::Skeleton{made});
    auto content = wire::encode_content(parts(made), random_);
    PRAXIS_CHECK(content);
    if (chance(4)) any(skeleton) ^= std::byte(1U << random_.below(8));
    documents_.push_back(same_bytes<DocumentId>(
        write(by, std::move(header), std::move(skeleton), std::move(content.value()))));
}

void ReplicaWorld::edit(Actor& by) {
    const auto& document = any(documents_);
    const auto creation = same_bytes<UpdateId>(document);
    wire::Header header;
    header.space = at(creation).header.space;
    header.kind = at(creation).header.kind;
    header.document = document;
    auto known = known_of(by, document);
    if (known.empty()) {
        for (const auto& id : closure({creation}))
            by.known.insert(id);
        known = {creation};
    }
    header.deps = heads_of(known);
    if (chance(5)) {
        header.flags = wire::flag_join;
        write(by, std::move(header), {}, {});
        return;
    }
    const auto made = operations(header);
    auto skeleton = crdt::encode(crdt::Skeleton{made});
    auto content = wire::encode_content(parts(made), random_);
    PRAXIS_CHECK(content);
    const bool spoilt = chance(18);
    if (spoilt) spoil(header, skeleton, content.value());
    const auto id = write(by, std::move(header), std::move(skeleton), std::move(content.value()));
    if (spoilt && chance(70)) by.known.erase(id);
}

/// One of the ways in which an update can be held and mean nothing, or less than it says.
void ReplicaWorld::spoil(wire::Header& header, Bytes& skeleton, Bytes& content) {
    switch (random_.below(10)) {
        case 0:
            header.kind = KindNumber{6};
            break;
        case 1:  // into another document, or into root
            header.deps.push_back(any(updates_).id);
            break;
        case 2:  // only another document
            header.deps = {same_bytes<UpdateId>(any(documents_))};
            break;
        case 3:  // a document that is none
            header.document = same_bytes<DocumentId>(any(updates_).id);
            break;
        case 4:  // what nobody ever wrote
            header.deps.emplace_back();
            random_.fill(header.deps.back().bytes);
            break;
        case 5:
            header.space = any(spaces_);
            break;
        case 6:
            any(skeleton) ^= std::byte(1U << random_.below(8));
            break;
        case 7:
            skeleton.resize(1 + random_.below(skeleton.size()));
            break;
        case 8:  // not UTF-8, another length, or no protobuf at all
            if (!content.empty()) content[8 + random_.below(content.size() - 8)] = std::byte{0xFF};
            break;
        default:  // as governance what is none, or is not known
            header.governance = {any(updates_).id};
            break;
    }
}

std::vector<crdt::Operation> ReplicaWorld::operations(const wire::Header& header) {
    std::uint64_t length = 0;
    for (const auto& id : closure(header.deps)) {
        length += at(id).raw.skeleton.size() / 12;  // a guess: positions may lie behind the end
    }
    std::vector<crdt::Operation> out;
    for (auto left = 1 + random_.below(3); left > 0; --left) {
        const auto where = any(addresses());
        const auto position = random_.below(length + 3);
        const auto what = random_.below(25);
        if (what < 8) {
            out.emplace_back(crdt::InsertText{where, position, 1 + random_.below(5)});
            length += 3;
        } else if (what < 12) {
            out.emplace_back(crdt::DeleteText{where, position, 1 + random_.below(4)});
        } else if (what < 14 && !characters_.empty()) {
            out.emplace_back(crdt::DeleteCharacters{where, any(characters_), 1 + random_.below(3)});
        } else if (what < 17) {
            out.emplace_back(crdt::SetMulti{where});
        } else if (what < 18) {
            out.emplace_back(crdt::SetLast{where});
        } else if (what < 19 || adds_.empty()) {
            out.emplace_back(crdt::AddElement{where});
        } else if (what < 20) {
            out.emplace_back(crdt::RemoveElements{where, {any(adds_)}});
        } else if (what < 22) {
            const auto person = std::next(
                persons_.begin(), static_cast<std::ptrdiff_t>(random_.below(persons_.size())));
            out.emplace_back(
                crdt::CastBallot{{where.field, same_bytes<Hash>(person->second.first)}});
        } else if (what < 23) {
            out.emplace_back(crdt::AddStrict{where});
        } else if (what < 24) {
            out.emplace_back(crdt::RemoveStrict{where, {any(adds_)}});
        } else {
            out.emplace_back(crdt::AppendEntry{where});
        }
    }
    return out;
}

std::vector<Bytes> ReplicaWorld::parts(const std::vector<crdt::Operation>& operations) {
    static const std::vector<std::string> letters{"a", "b", "\u00E9", "\u4E2D", "\U0001F600"};
    std::vector<Bytes> out;
    for (const auto& operation : operations) {
        if (!crdt::has_part(operation)) continue;
        std::string text;
        for (auto left = crdt::events_of(operation); left > 0; --left)
            text += any(letters);
        out.push_back(copy(bytes_of(text)));
    }
    return out;
}

UpdateId ReplicaWorld::write(Actor& by, wire::Header header, Bytes skeleton, Bytes content) {
    header.network = network();
    header.device = by.sign.key();
    header.incarnation = Incarnation{7};
    auto& chain = chains_[header.chain()];
    const bool forks = !documents_.empty() && chance(by.forks ? 35 : 1);
    if (!chain.empty() && !(forks && chance(20))) {
        header.prev = forks ? any(chain) : chain.back();
        header.seq = at(header.prev).header.seq.next();
    }
    header.written = from_millis(now_ + static_cast<std::int64_t>(random_.below(50)));
    now_ += 10;
    const bool elsewhere = header.space.bytes != header.network.bytes;
    if (elsewhere && header.governance.empty() && (header.seq.value == 1 || chance(70))) {
        header.governance = root_heads(by);
    }
    for (auto* ids : {&header.deps, &header.governance}) {
        std::ranges::sort(*ids);
        ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
        ids->resize(std::min(ids->size(), limits::deps_max));
    }
    header.skeleton_bytes = static_cast<std::uint16_t>(skeleton.size());
    header.content_bytes = static_cast<std::uint16_t>(content.size());
    header.payload_hash =
        wire::payload_hash(wire::skeleton_leaf(skeleton), wire::content_leaf(content));
    const bool has_content = !content.empty();
    auto bytes = wire::encode(header);
    const auto signature = by.sign.sign(wire::signed_message(wire::id_of(bytes)));
    auto checked = wire::check(
        {std::move(bytes), signature, std::move(skeleton), std::move(content), {}}, network());
    PRAXIS_CHECK(checked);
    auto& update = checked.value();
    const auto id = update.id;
    if (const auto parsed = crdt::parse_skeleton(update.raw.skeleton); parsed && elsewhere) {
        std::uint64_t event = 0;
        for (const auto& operation : parsed.value().operations) {
            const bool inserts = std::holds_alternative<crdt::InsertText>(operation);
            if (inserts) characters_.push_back({id, event});
            const bool adds = std::holds_alternative<crdt::AddElement>(operation) ||
                              std::holds_alternative<crdt::AddStrict>(operation);
            if (adds) adds_.push_back({id, event});
            event += crdt::events_of(operation);
        }
    }
    if (has_content && chance(6)) erased_.insert(id);
    chain.push_back(id);
    by.known.insert(id);
    index_[id] = updates_.size();
    updates_.push_back(std::move(update));
    return id;
}

}  // namespace praxis::test
