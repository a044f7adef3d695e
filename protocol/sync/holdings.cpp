#include "protocol/sync/holdings.hpp"

namespace praxis::sync {
namespace {

const char* words(int value) {
    switch (static_cast<SyncErrc>(value)) {
        case SyncErrc::bad_ack:
            return "acknowledges what was not sent";
        case SyncErrc::too_much:
            return "more than a peer may tell";
        case SyncErrc::not_allowed:
            return "a message out of sequence";
        case SyncErrc::stranger_limit:
            return "more than a stranger may send";
        case SyncErrc::revoked:
            return "the certificate was revoked";
    }
    return "unknown error";
}

/// Moves the tip that (seq, check) follows, or adds a tip when nothing covers it.
void advance(std::vector<Tip>& tips, const Tip& tip, const Tip& before, bool may_begin) {
    if (std::ranges::find(tips, tip) != tips.end()) return;
    if (const auto found = std::ranges::find(tips, before); found != tips.end()) {
        *found = tip;
        std::ranges::sort(tips);
        return;
    }
    const bool covered =
        std::ranges::any_of(tips, [&](const Tip& other) { return other.seq >= tip.seq; });
    if (covered || !may_begin || tips.size() == limits::branches_max) return;
    tips.push_back(tip);
    std::ranges::sort(tips);
}

void write_tips(ByteWriter& out, const std::vector<Tip>& tips) {
    out.varint(tips.size());
    for (const auto& tip : tips) {
        out.varint(tip.seq.value);
        out.u64(tip.check.value);
    }
}

Result<std::vector<Tip>> read_tips(ByteReader& in) {
    TRY(const auto count, in.varint_up_to(limits::branches_max));
    std::vector<Tip> tips;
    for (std::uint64_t i = 0; i < count; ++i) {
        TRY(const auto seq, in.varint());
        TRY(const auto check, in.u64());
        tips.push_back({Seq{seq}, wire::IdCheck{check}});
    }
    return tips;
}

}  // namespace

Result<Verdict> judge(const std::vector<Tip>& tips,
                      Seq seq,
                      const UpdateId& id,
                      bool forked_here,
                      const UpdatesAt& updates_at) {
    const Tip self{seq, wire::check_of(id)};
    bool ahead = false;
    for (const auto& tip : tips) {
        if (tip == self) return Verdict::held;
        if (tip.seq <= seq || forked_here) continue;
        TRY(const auto there, updates_at(tip.seq));
        if (there.empty()) ahead = true;
        for (const auto& known : there) {
            if (wire::check_of(known) == tip.check) return Verdict::held;
        }
    }
    return ahead ? Verdict::ahead : Verdict::lacking;
}

Result<void> Holdings::tell(const std::vector<wire::Head>& heads,
                            const std::vector<wire::Head>& payloads) {
    std::map<ChainName, ChainTips> told;
    for (const auto& head : heads)
        told[{head.device, head.incarnation}].heads.push_back({head.seq, head.check});
    for (auto& [name, tips] : told)
        tips.payloads = tips.heads;
    std::map<ChainName, std::vector<Tip>> differing;
    for (const auto& head : payloads) {
        auto& tips = differing[{head.device, head.incarnation}];
        if (head.seq.value != 0) tips.push_back({head.seq, head.check});
    }
    for (auto& [name, tips] : differing) {
        if (const auto found = told.find(name); found != told.end()) found->second.payloads = tips;
    }
    for (auto& [name, tips] : told) {
        if (std::max(tips.heads.size(), tips.payloads.size()) > limits::branches_max) {
            return fail(SyncErrc::too_much, "branches of a chain");
        }
        std::ranges::sort(tips.heads);
        std::ranges::sort(tips.payloads);
        chains_[name] = std::move(tips);
    }
    if (chains_.size() > limits::peer_chains_max) return fail(SyncErrc::too_much, "chains");
    return success();
}

void Holdings::extend(
    const ChainName& chain, Seq seq, const UpdateId& id, const UpdateId& prev, bool content_here) {
    if (chains_.size() >= limits::peer_chains_max && !chains_.contains(chain)) return;
    auto& tips = chains_[chain];
    const Tip tip{seq, wire::check_of(id)};
    const Tip before{Seq{seq.value - 1}, wire::check_of(prev)};
    advance(tips.heads, tip, before, true);
    if (content_here) advance(tips.payloads, tip, before, seq.value == 1);
}

const ChainTips* Holdings::find(const ChainName& chain) const {
    const auto found = chains_.find(chain);
    return found == chains_.end() ? nullptr : &found->second;
}

void Holdings::write(ByteWriter& out) const {
    out.varint(chains_.size());
    for (const auto& [name, tips] : chains_) {
        out.id(name.device);
        out.u64(name.incarnation.value);
        write_tips(out, tips.heads);
        write_tips(out, tips.payloads);
    }
}

Result<Holdings> Holdings::read(ByteReader& in) {
    Holdings holdings;
    TRY(const auto count, in.varint_up_to(limits::peer_chains_max));
    for (std::uint64_t i = 0; i < count; ++i) {
        ChainName name;
        TRY(name.device, in.id<SigningKey>());
        TRY(const auto incarnation, in.u64());
        name.incarnation = Incarnation{incarnation};
        if (!holdings.chains_.empty() && holdings.chains_.rbegin()->first >= name) {
            return fail(Errc::not_canonical, "chains");
        }
        ChainTips tips;
        TRY(tips.heads, read_tips(in));
        TRY(tips.payloads, read_tips(in));
        holdings.chains_[name] = std::move(tips);
    }
    return holdings;
}

void append_tips(wire::Frontier& to, const ChainName& chain, const ChainTips& tips) {
    const auto head = [&](const Tip& tip) {
        return wire::Head{chain.device, chain.incarnation, tip.seq, tip.check};
    };
    for (const auto& tip : tips.heads)
        to.heads.push_back(head(tip));
    if (tips.payloads == tips.heads) return;
    for (const auto& tip : tips.payloads)
        to.payloads.push_back(head(tip));
    if (tips.payloads.empty()) to.payloads.push_back(head({}));
}

boost::system::error_code make_error_code(SyncErrc code) noexcept {
    static const NamedCategory category{"praxis.sync", words};
    return {static_cast<int>(code), category};
}

}  // namespace praxis::sync
