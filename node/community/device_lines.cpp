#include "node/community/device_lines.hpp"

#include "node/community/root_records.hpp"
#include "node/community/state_words.hpp"
#include "protocol/base/utf8.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/governance/words.hpp"

namespace praxis::community {
namespace {

constexpr std::size_t address_bytes_max = 255;
constexpr std::size_t name_bytes_max = 1024;

Result<PersonLine> read_person(ByteReader in) {
    PersonLine out;
    TRY(out.genesis, take_genesis(in));
    TRY(out.node, in.id<NodeId>());
    TRY(out.node_dh, in.id<DhKey>());
    TRY(const auto address, take_bytes(in, address_bytes_max));
    out.address = text_of(address);
    TRY(out.commons, in.id<SpaceId>());
    TRY(out.person, in.id<PersonId>());
    TRY(out.root, take_root(in, governance::network_id(out.genesis)));
    TRY(in.finish());
    return out;
}

Result<DeviceLine> read_device(ByteReader in) {
    DeviceLine out;
    TRY(out.network, in.id<NetworkId>());
    TRY(out.person, in.id<PersonId>());
    TRY(out.device, in.id<SigningKey>());
    TRY(out.dh, in.id<DhKey>());
    TRY(out.possession, in.id<Signature>());
    TRY(const auto name, take_bytes(in, name_bytes_max));
    out.name = text_of(name);
    if (!decode_utf8(out.name)) return fail(praxis::Errc::not_canonical, "name");
    TRY(in.finish());
    return out;
}

}  // namespace

Result<std::string> encode(const PersonLine& line) {
    ByteWriter out;
    put_genesis(out, line.genesis);
    out.id(line.node);
    out.id(line.node_dh);
    put_bytes(out, bytes_of(line.address));
    out.id(line.commons);
    out.id(line.person);
    TRY(put_root(out, line.root));
    return to_line(person_line, out.view());
}

Result<PersonLine> decode_person_line(std::string_view text) {
    TRY(const auto body, from_line(person_line, text));
    auto line = read_person(ByteReader{body});
    if (!line) return fail(within("person's line", std::move(line).error()));
    return line;
}

Result<std::string> encode(const DeviceLine& line) {
    ByteWriter out;
    out.id(line.network);
    out.id(line.person);
    out.id(line.device);
    out.id(line.dh);
    out.id(line.possession);
    put_bytes(out, bytes_of(line.name));
    return to_line(device_line, out.view());
}

Result<DeviceLine> decode_device_line(std::string_view text) {
    TRY(const auto body, from_line(device_line, text));
    auto line = read_device(ByteReader{body});
    if (!line) return fail(within("device's line", std::move(line).error()));
    const auto& read = line.value();
    const auto message = governance::possession_message(
        read.network, same_bytes<UpdateId>(read.person), read.device, read.dh);
    if (!crypto::verify(read.device, message, read.possession)) {
        return fail(LineErrc::damaged,
                    "the device that this line names did not sign it; make another there with "
                    "praxis device begin");
    }
    return line;
}

std::string words_of(const DeviceLine& line) {
    return governance::words_of(crypto::hash("praxis/device-words/v1",
                                             {line.network.view(),
                                              line.person.view(),
                                              line.device.view(),
                                              line.dh.view(),
                                              bytes_of(line.name)}));
}

bool are_words_of(const DeviceLine& line, std::string_view typed) {
    std::string words;
    for (const auto& word : words_in(typed))
        words += (words.empty() ? "" : " ") + word;
    return words == words_of(line);
}

}  // namespace praxis::community
