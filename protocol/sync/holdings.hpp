#pragma once

#include "protocol/base/codec.hpp"
#include "protocol/wire/message.hpp"

#include <functional>
#include <map>

namespace praxis::sync {

enum class SyncErrc {
    bad_ack = 1,     ///< acknowledges what was not sent
    too_much,        ///< more chains or spaces than a peer may tell
    not_allowed,     ///< a message at a place where the sequence has none
    stranger_limit,  ///< a stranger sent more than a stranger may
    revoked,         ///< the other side says that our certificate was revoked, or theirs was
};
[[nodiscard]] boost::system::error_code make_error_code(SyncErrc code) noexcept;

/// A chain within a space.
struct ChainName {
    SigningKey device;
    Incarnation incarnation;
    friend auto operator<=>(const ChainName&, const ChainName&) = default;
};

/// The end of a branch as peers tell it.
struct Tip {
    Seq seq;
    wire::IdCheck check;
    friend auto operator<=>(const Tip&, const Tip&) = default;
};

/// What a node holds of one chain: a tip a branch, and how far the contents are whole.
struct ChainTips {
    std::vector<Tip> heads;     ///< ascending
    std::vector<Tip> payloads;  ///< ascending; equal to heads when every content is here
    friend bool operator==(const ChainTips&, const ChainTips&) = default;
};

/// Whether a node with known tips holds an update of ours.
enum class Verdict {
    held,     ///< it does
    lacking,  ///< nothing says it does
    ahead,    ///< it told a tip further than we know: to be asked again when we know that tip
};

/// The updates that we hold at one place of a chain.
using UpdatesAt = std::function<Result<std::vector<UpdateId>>(Seq)>;

/// Judges one update by the tips of its chain. A tip that we do not know, at a place where we hold
/// other updates, is the end of a foreign branch and says nothing. When the chain forked with us
/// (`forked_here`), only an equal tip counts. Fails only as `updates_at` does.
[[nodiscard]] Result<Verdict> judge(const std::vector<Tip>& tips,
                                    Seq seq,
                                    const UpdateId& id,
                                    bool forked_here,
                                    const UpdatesAt& updates_at);

/// What one node holds of one space, as far as another was told. A value.
class Holdings {
public:
    /// The chains told replace what was known of them; others stay. Fails with `too_much` above
    /// `limits::peer_chains_max` chains or `limits::branches_max` tips of one chain.
    [[nodiscard]] Result<void> tell(const std::vector<wire::Head>& heads,
                                    const std::vector<wire::Head>& payloads);

    /// The node sent this update, so it holds it: moves the tips that it follows.
    void extend(const ChainName& chain,
                Seq seq,
                const UpdateId& id,
                const UpdateId& prev,
                bool content_here);

    void set(const ChainName& chain, ChainTips tips) { chains_[chain] = std::move(tips); }
    /// nullptr: nothing is known of the chain.
    [[nodiscard]] const ChainTips* find(const ChainName& chain) const;
    [[nodiscard]] const std::map<ChainName, ChainTips>& chains() const { return chains_; }

    void write(ByteWriter& out) const;
    [[nodiscard]] static Result<Holdings> read(ByteReader& in);
    friend bool operator==(const Holdings&, const Holdings&) = default;

private:
    std::map<ChainName, ChainTips> chains_;
};

/// As a Frontier lists it: heads, and payload heads only where they differ (seq 0: none).
void append_tips(wire::Frontier& to, const ChainName& chain, const ChainTips& tips);

}  // namespace praxis::sync

template <>
struct boost::system::is_error_code_enum<praxis::sync::SyncErrc> : std::true_type {};
