// F2: an update as it comes from a peer, decoded and verified. Input: the plaintext of a frame.
// What is accepted, and under which id, must be what a second reading of the rules says; its bytes
// stay what they were, also when it is passed on.
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/signed_updates.hpp"
#include "tests/fuzz/update_judge.hpp"

namespace praxis::fuzz {
namespace {

using Verdict = Judgement::Verdict;

RawUpdate raw_of(const wire::SignedUpdate& update) {
    RawUpdate raw{
        update.header, update.signature.view(), update.skeleton, {}, update.content_leaf.view()};
    if (update.content) raw.content = *update.content;
    return raw;
}

bool same(const wire::SignedUpdate& a, const wire::SignedUpdate& b) {
    return a.header == b.header && a.signature == b.signature && a.skeleton == b.skeleton &&
           a.content == b.content;
}

void expect_kept(const wire::Update& sent,
                 const wire::CheckedUpdate& checked,
                 const Judgement& judged) {
    expect(checked.id.bytes == judged.id, "the id is the hash of the header");
    auto wanted = sent.update;
    if (checked.header.content_bytes == 0) wanted.content.emplace();  // nothing can be absent of it
    expect(same(checked.raw, wanted), "an accepted update keeps its bytes");
    expect(wire::encode(checked.header) == sent.update.header, "a header has one encoding");

    // Passed on, it is the same to whoever gets it.
    const auto root = same_bytes<SpaceId>(fuzz_network());
    wire::Update passed{sent.space, sent.arrival, sent.gap, checked.raw};
    const auto decoded = wire::decode_messages(wire::encode({passed}, root), root);
    expect(decoded.has_value() && decoded.value().size() == 1, "what is held can be passed on");
    const auto& arrived = std::get<wire::Update>(decoded.value().front());
    const auto again = wire::check(arrived.update, fuzz_network());
    expect(again.has_value() && again.value().id == checked.id,
           "the id does not change on the way");
    expect(same(again.value().raw, checked.raw), "the bytes do not change on the way");
}

void check_one(const wire::Update& sent) {
    const auto judged = judge(raw_of(sent.update), fuzz_network().view());
    const auto got = wire::check_any(sent.update, fuzz_network());
    expect(got.has_value() == (judged.verdict != Verdict::refused),
           "an update is accepted exactly when the rules of form say so");
    if (!got) return;
    const auto of_header =
        wire::check_header(sent.update.header, sent.update.signature, fuzz_network());
    expect(of_header.has_value() && of_header.value().bytes == judged.id,
           "of an accepted update the header alone is accepted under the same id");
    if (const auto* checked = std::get_if<wire::CheckedUpdate>(&got.value())) {
        expect(judged.verdict == Verdict::accepted, "a version is what its first byte says");
        expect_kept(sent, *checked, judged);
        return;
    }
    const auto& newer = std::get<wire::NewerUpdate>(got.value());
    expect(judged.verdict == Verdict::accepted_newer, "a version is what its first byte says");
    expect(newer.id.bytes == judged.id, "the id is the hash of the header");
    expect(newer.header == sent.update.header && newer.signature == sent.update.signature,
           "a header of a newer version keeps its bytes");
}

}  // namespace

void one_input(ByteView input) {
    const auto messages = wire::decode_messages(input, same_bytes<SpaceId>(fuzz_network()));
    if (!messages) return;
    for (const auto& message : messages.value()) {
        if (const auto* update = std::get_if<wire::Update>(&message)) check_one(*update);
    }
}

}  // namespace praxis::fuzz
