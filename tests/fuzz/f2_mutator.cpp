// Random changes of a signed update end at its signature. This mutator changes one part of one
// update, lets the author count, hash and sign again, and so gets behind it.
#include "tests/fuzz/signed_updates.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                               std::size_t size,
                                               std::size_t size_max,
                                               unsigned seed);

namespace praxis::fuzz {
namespace {

void mutate(Bytes& bytes, std::size_t size_max) {
    const auto size = bytes.size();
    bytes.resize(std::max(size_max, size));
    bytes.resize(
        LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(bytes.data()), size, bytes.size()));
}

/// One update of a frame that decodes, and of anything else a new one.
wire::Update update_of(ByteView frame, SeededEntropy& random) {
    const auto messages = wire::decode_messages(frame, same_bytes<SpaceId>(fuzz_network()));
    if (messages) {
        for (const auto& message : messages.value()) {
            if (const auto* update = std::get_if<wire::Update>(&message)) return *update;
        }
    }
    Bytes choices_bytes(48);
    random.fill(choices_bytes);
    Choices choices{choices_bytes};
    return {same_bytes<SpaceId>(fuzz_network()), Arrival{1}, false, choose_update(choices)};
}

void change(wire::Update& update, SeededEntropy& random) {
    constexpr std::size_t part_max = 512;
    auto& signed_update = update.update;
    switch (random.below(6)) {
        case 0:
            mutate(signed_update.skeleton, part_max);
            break;
        case 1:
            if (!signed_update.content) signed_update.content.emplace();
            mutate(*signed_update.content, part_max);
            break;
        case 2:
            signed_update.content.reset();
            break;
        case 3: {
            Bytes fresh(48);
            random.fill(fresh);
            Choices choices{fresh};
            signed_update = choose_update(choices);
            break;
        }
        default:
            mutate(signed_update.header, limits::header_bytes_max + 64);
    }
    if (random.below(8) != 0) sign_again(signed_update);
    if (random.below(16) == 0) {  // and then something is wrong with it after all
        auto& byte = signed_update.signature.bytes.at(random.below(Signature::size));
        byte ^= static_cast<std::byte>(1 + random.below(255));
    }
}

}  // namespace
}  // namespace praxis::fuzz

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                    std::size_t size,
                                    std::size_t size_max,
                                    unsigned seed) {
    using namespace praxis;
    SeededEntropy random{seed};
    if (random.below(4) == 0) return LLVMFuzzerMutate(data, size, size_max);
    auto update = fuzz::update_of(std::as_bytes(std::span{data, size}), random);
    fuzz::change(update, random);
    const auto frame = wire::encode({std::move(update)}, same_bytes<SpaceId>(fuzz::fuzz_network()));
    if (frame.size() > size_max) return LLVMFuzzerMutate(data, size, size_max);
    std::ranges::copy(std::as_bytes(std::span{frame}),
                      std::as_writable_bytes(std::span{data, size_max}).begin());
    return frame.size();
}
