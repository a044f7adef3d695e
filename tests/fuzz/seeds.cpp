// Inputs that a corpus begins with: what honest nodes send, one of each kind, and requests that two
// programs read in two ways. usage: fuzz_seeds FOLDER, which gets FOLDER/F1, FOLDER/F2, ...
#include "crdt/archive.hpp"
#include "crdt/skeleton.hpp"
#include "crdt/text_archive.hpp"
#include "protocol/governance/acts.hpp"
#include "protocol/sync/peer_space.hpp"
#include "protocol/wire/content.hpp"
#include "protocol/wire/frame.hpp"
#include "tests/fuzz/signed_updates.hpp"
#include "tests/support/random_history.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace praxis::fuzz {

namespace {

/// Numbered files of one target.
class Folder {
public:
    Folder(const std::filesystem::path& root, const char* target) : path_{root / target} {
        std::filesystem::create_directories(path_);
    }
    void add(ByteView input) {
        std::ofstream file{path_ / ("seed" + std::to_string(count_++)), std::ios::binary};
        const auto text = text_of(input);
        file.write(text.data(), static_cast<std::streamsize>(text.size()));
        good_ = good_ && file.good();
    }
    /// Behind one byte that says which reader the rest is for.
    void add(std::uint8_t reader, ByteView rest) {
        Bytes input{static_cast<std::byte>(reader)};
        append(input, rest);
        add(input);
    }
    [[nodiscard]] bool good() const { return good_; }

private:
    std::filesystem::path path_;
    std::size_t count_ = 0;
    bool good_ = true;
};

Bytes random_bytes(SeededEntropy& random, std::size_t size) {
    Bytes out(size);
    random.fill(out);
    return out;
}

template <class Id>
Id id_of(unsigned char fill) {
    Id id;
    id.bytes.fill(std::byte{fill});
    return id;
}

SpaceId root() {
    return same_bytes<SpaceId>(fuzz_network());
}

/// For targets whose input is read as choices.
void add_choices(Folder& folder, std::uint64_t seed) {
    SeededEntropy random{seed};
    for (const std::size_t size : {16U, 40U, 100U, 200U, 400U})
        folder.add(random_bytes(random, size));
}

/// The sections of a file as the target reads them: as text or document, all of them.
Bytes sections_of(const Bytes& file, std::uint8_t kind) {
    const auto sealed = crdt::detail::Sealed::open(file, kind).value();
    ByteWriter out;
    std::uint64_t next = 0;
    for (const auto number : sealed.numbers()) {
        const auto bytes = sealed.section(number).value();
        out.u8(static_cast<std::uint8_t>(number - next));
        out.u16(static_cast<std::uint16_t>(bytes.size()));
        out.raw(bytes);
        next = number + 1;
    }
    return out.take();
}

void add_archives(Folder& folder) {
    constexpr std::uint8_t kind_document = 1;
    constexpr std::uint8_t kind_text = 2;
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        const testing::RandomHistory history{seed};
        crdt::Document document{history.document};
        for (const auto& update : history.updates)
            document.apply(update);
        folder.add(0, sections_of(crdt::Archive::save(document), kind_document));
    }
    crdt::Text text;
    text.type("ada", {0, 0, U"The pump broke."});
    text.type("bo", {9, 5, U"failed"});
    text.type("ada", {3, 0, U" old"});
    for (std::uint64_t position = 12; position > 8; --position)
        text.type("bo", {position, 1, {}});
    folder.add(4, sections_of(crdt::TextArchive::save(text), kind_text));
    SeededEntropy random{10};
    for (int i = 0; i < 4; ++i)
        folder.add(7, random_bytes(random, 16));
}

void add_frames(Folder& folder) {
    for (const std::size_t size : {1U, 3U, 60U, 300U}) {
        Bytes input{
            std::byte{3}, std::byte{3}, std::byte{0}, std::byte{2}, std::byte{1}, std::byte{0x85}};
        append(input, wire::frame(Bytes(size, std::byte{7})));
        append(input, wire::frame(Bytes(2, std::byte{8})));
        folder.add(input);
    }
}

std::vector<wire::Message> one_of_each() {
    const auto space = id_of<SpaceId>(7);
    const wire::Head head{id_of<SigningKey>(1), Incarnation{2}, Seq{3}, {}};
    SeededEntropy random{4};
    Choices choices{{}};
    return {wire::CursorWanted{},
            wire::CursorTable{Incarnation{1}, {{root(), Arrival{9}, {Arrival{2}}}}, true},
            wire::Frontier{space, {head}, {head}},
            wire::Ready{true},
            wire::Update{root(), Arrival{1}, true, choose_update(choices)},
            wire::Progress{space, Arrival{5}},
            wire::Ack{root(), Arrival{5}, {Arrival{3}}, {Arrival{4}}},
            wire::Ping{},
            wire::Pong{},
            wire::Bye{wire::ByeReason::not_member}};
}

std::vector<governance::Act> acts() {
    using namespace governance;
    const auto under = id_of<UpdateId>(1);
    const auto key = id_of<SigningKey>(2);
    const ChainId chain{key, id_of<SpaceId>(3), Incarnation{4}};
    GrantPerson hosted;
    hosted.under = under;
    hosted.holder = key;
    hosted.form = Holder::hosted;
    GrantDevice device;
    device.under = under;
    device.holder = key;
    GrantRole invited;
    invited.under = under;
    invited.holder = key;
    return {
        GrantAdministrator{Level::centre, {}, key, false},
        GrantAdministrator{Level::office, under, key, true},
        hosted,
        device,
        Endorse{under},
        FoundSpace{under, id_of<PersonId>(5), JoinPolicy::open},
        GrantRole{under, id_of<SpaceId>(6), Role::editor, id_of<PersonId>(5)},
        GrantRole{under, id_of<SpaceId>(6), Role::moderator, id_of<PersonId>(5), KindNumber{4}},
        GrantRole{under, id_of<SpaceId>(6), Role::expert, id_of<PersonId>(5), Country{{'T', 'H'}}},
        invited,
        Revoke{under, id_of<UpdateId>(7), {Cut{chain, Seq{8}, under}}},
        Ratify{under, id_of<UpdateId>(7), {Cut{chain, Seq{8}, under}}},
        HandOver{{{under, key}}},
        AgreeErasure{under, id_of<SpaceId>(3), id_of<UpdateId>(7)},
        AskToJoin{id_of<SpaceId>(3)},
        Decline{under, id_of<UpdateId>(7)},
        Quarantine{under, id_of<PersonId>(5)},
        Release{under, id_of<UpdateId>(7)},
        SetQuota{under, id_of<SpaceId>(3), {limits::quota_updates_min, 0}}};
}

void add_payloads(Folder& folder) {
    enum Reader : std::uint8_t { skeleton, content, act, genesis, messages, hello, peer_space };
    SeededEntropy random{5};
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        for (const auto& update : testing::RandomHistory{seed}.updates) {
            if (update.skeleton) folder.add(skeleton, crdt::encode(*update.skeleton));
            if (update.parts)
                folder.add(content, wire::encode_content(*update.parts, random).value());
        }
    }
    for (const auto& each : acts())
        folder.add(act, governance::encode(each));
    folder.add(genesis, governance::encode({{}, 1, {id_of<SigningKey>(1), id_of<SigningKey>(2)}}));
    for (const auto& each : one_of_each())
        folder.add(messages, wire::encode({each}, root()));
    folder.add(messages, wire::encode(one_of_each(), root()));
    folder.add(hello, wire::encode(wire::Hello{1, id_of<NodeId>(1), Incarnation{2}, 3}));
    sync::PeerSpace peer;
    peer.theirs.deal_with(Arrival{4}, false, true);
    peer.holds.set({id_of<SigningKey>(1), Incarnation{2}}, {{{Seq{3}, {}}}, {{Seq{2}, {}}}});
    folder.add(peer_space, sync::encode(peer));
}

void add_updates(Folder& folder) {
    SeededEntropy random{6};
    for (int i = 0; i < 24; ++i) {
        const auto bytes = random_bytes(random, 96);
        Choices choices{bytes};
        folder.add(wire::encode({wire::Update{root(), Arrival{1}, false, choose_update(choices)}},
                                root()));
    }
}

/// Calls of a stranger and of the member, with frames behind them.
void add_calls(Folder& folder) {
    for (std::uint8_t member = 0; member < 2; ++member) {
        for (std::uint8_t kind = 0; kind < 10; ++kind) {
            Bytes input{std::byte{2}, std::byte{member}};
            for (std::uint8_t i = 0; i < 3; ++i) {  // three frames of one message
                const std::array<std::uint8_t, 6> frame{8, 0, i, 1, kind, 1};
                for (const auto byte : frame)
                    input.push_back(static_cast<std::byte>(byte));
            }
            folder.add(input);
        }
    }
    const std::array replay{std::byte{4}, std::byte{8}, std::byte{5}, std::byte{6}, std::byte{90}};
    folder.add(replay);
}

void add_requests(Folder& folder) {
    const std::string host = "Host: localhost:8080\r\n";
    const std::string get = "GET / HTTP/1.1\r\n" + host;
    const std::string post = "POST /form HTTP/1.1\r\n" + host;
    const std::string length = "Content-Length: 5\r\n";
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    for (const auto& request :
         {get + "\r\n" + get + "\r\n",
          "HEAD /d/7?x=1 HTTP/1.1\r\n" + host + "Cookie: a=1\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n",
          "GET /d/new HTTP/1.0\r\n" + host + "\r\n",
          "POST /d/7/edit HTTP/1.1\r\n" + host + length + "\r\nhello" + get + "\r\n",
          post + length + chunked + "\r\n0\r\n\r\n",
          post + chunked + length + "\r\n0\r\n\r\n",
          post + length + "Content-Length: 6\r\n\r\nhello!",
          post + "Content-Length: 5, 5\r\n\r\nhello",
          post + "Content-Length: +5\r\n\r\nhello",
          post + "Content-Length: 18446744073709551621\r\n\r\nhello",
          post + "Content-Length : 5\r\n\r\nhello",
          post + "Transfer-Encoding: identity\r\n" + length + "\r\nhello",
          post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
          post + "Transfer-Encoding: \x0b"
                 "chunked\r\n\r\n0\r\n\r\n",
          post + chunked + "\r\n5\r\nhello\r\n0\r\n\r\n" + get + "\r\n",
          post + chunked + "\r\n5;a=b\r\nhello\r\n0\r\n\r\n",
          post + chunked + "\r\n05\r\nhello\r\n0\r\nHost: x\r\n\r\n",
          post + "X: a\nContent-Length: 5\r\n\r\nhello",
          post + "Expect: 100-continue\r\n" + length + "\r\nhello"}) {
        folder.add(0, bytes_of(request));
        Bytes pieces{std::byte{2}, std::byte{3}, std::byte{60}};
        append(pieces, bytes_of(request));
        folder.add(pieces);
    }
}

bool write_all(const std::filesystem::path& root) {
    Folder frames{root, "F1"};
    add_frames(frames);
    Folder updates{root, "F2"};
    add_updates(updates);
    Folder payloads{root, "F3"};
    add_payloads(payloads);
    Folder calls{root, "F4"};
    add_calls(calls);
    Folder texts{root, "F6"};
    add_choices(texts, 7);
    Folder values{root, "F7"};
    add_choices(values, 9);
    Folder archives{root, "F10"};
    add_archives(archives);
    Folder requests{root, "F15"};
    add_requests(requests);
    Folder records{root, "F24"};
    add_choices(records, 8);
    return frames.good() && updates.good() && payloads.good() && calls.good() && texts.good() &&
           values.good() && archives.good() && requests.good() && records.good();
}

}  // namespace
}  // namespace praxis::fuzz

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: fuzz_seeds FOLDER\n");
        return 2;
    }
    return praxis::fuzz::write_all(argv[1]) ? 0 : 1;
}
