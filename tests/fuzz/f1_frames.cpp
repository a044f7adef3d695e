// F1: the frame decoder. Input: how the stream is cut into pieces, when the limit rises, then the
// stream. The same frames must come out as an oracle cuts from the whole stream at once.
#include "protocol/wire/frame.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <array>

namespace praxis::fuzz {
namespace {

/// As `Channel` does: one limit for the handshake, another from some frame on.
struct Limits {
    std::size_t before = 0;
    std::size_t after = 0;
    std::size_t frames = 0;  // before the limit changes

    [[nodiscard]] std::size_t of(std::size_t frame) const {
        return frame < frames ? before : after;
    }
};

struct Frames {
    std::vector<Bytes> bodies;
    bool refused = false;
    bool inside = false;
};

/// The oracle: looks at the whole stream.
Frames cut_whole(ByteView stream, const Limits& allowed) {
    Frames out;
    std::size_t at = 0;
    while (at + 2 <= stream.size()) {
        const auto size = std::to_integer<std::size_t>(stream[at]) * 256 +
                          std::to_integer<std::size_t>(stream[at + 1]);
        if (size == 0 || size > allowed.of(out.bodies.size())) {
            out.refused = true;
            return out;
        }
        if (at + 2 + size > stream.size()) break;
        out.bodies.emplace_back(stream.begin() + static_cast<std::ptrdiff_t>(at + 2),
                                stream.begin() + static_cast<std::ptrdiff_t>(at + 2 + size));
        at += 2 + size;
    }
    out.inside = at != stream.size();
    return out;
}

class Subject {
public:
    explicit Subject(const Limits& allowed) : allowed_{allowed}, decoder_{allowed.of(0)} {}

    void feed(ByteView piece) { decoder_.feed(piece); }

    /// Takes what has come; false when the stream is refused.
    bool take() {
        for (;;) {
            auto next = decoder_.next();
            if (!next) {
                out_.refused = true;
                return false;
            }
            if (!next.value()) return true;
            out_.bodies.push_back(std::move(*next.value()));
            decoder_.set_limit(allowed_.of(out_.bodies.size()));
        }
    }
    Frames frames() {
        out_.inside = !out_.refused && decoder_.inside();
        return std::move(out_);
    }

private:
    Limits allowed_;
    wire::FrameDecoder decoder_;
    Frames out_;
};

}  // namespace

void one_input(ByteView input) {
    constexpr std::array<std::size_t, 4> sizes{4, 64, 1024, limits::frame_bytes_max};
    Choices choices{input};
    Limits allowed;
    allowed.before = sizes.at(choices.below(sizes.size()));
    allowed.after = sizes.at(choices.below(sizes.size()));
    allowed.frames = choices.below(8);
    const auto cuts = choices.bytes(choices.below(16));
    const auto stream = choices.rest();

    Subject subject{allowed};
    std::size_t fed = 0;
    bool open = true;
    for (std::size_t piece = 0; open && fed < stream.size(); ++piece) {
        // The upper bit of a cut: nobody looks between this piece and the next.
        const auto cut = piece < cuts.size() ? std::to_integer<unsigned>(cuts[piece]) : 0x7fU;
        const auto size = std::min<std::size_t>(1 + (cut & 0x7f), stream.size() - fed);
        subject.feed(stream.subspan(fed, size));
        fed += size;
        if ((cut & 0x80) == 0 || fed == stream.size()) open = subject.take();
    }
    const auto got = subject.frames();
    const auto wanted = cut_whole(stream, allowed);
    expect(got.bodies == wanted.bodies, "the same frames come out of any split");
    expect(got.refused == wanted.refused, "a length is refused exactly when it is out of range");
    expect(got.inside == wanted.inside, "inside() says whether a frame has begun");

    Bytes again;
    for (const auto& body : got.bodies)
        append(again, wire::frame(body));
    expect(equal(again, stream.first(again.size())), "frames are written as they are read");
}

}  // namespace praxis::fuzz
