#include "tests/sim/disk/platter.hpp"

#include "protocol/base/check.hpp"

#include <algorithm>

namespace praxis::sim {
namespace {

/// What one power cut does to the changes of one file. Each way is drawn often enough that each
/// kind of damage is seen within a few cuts.
class Fate {
public:
    Fate(std::size_t changes, SeededEntropy& random)
        : way_{static_cast<Way>(random.below(ways))},
          until_{random.below(changes + 1)},
          percent_{10 + random.below(81)},
          random_{random} {}

    /// Begins with change `number`; then `keeps` is asked for each of its sectors.
    void begin(std::size_t number) {
        number_ = number;
        coin_ = toss();
        torn_ = false;
    }
    [[nodiscard]] bool keeps() {
        switch (way_) {
            case Way::all:
                return true;
            case Way::none:
                return false;
            case Way::in_order:  // up to a change, which is torn
                if (number_ == until_) torn_ = torn_ || toss();
                return number_ < until_ || (number_ == until_ && !torn_);
            case Way::whole_changes:
                return coin_;
            default:
                return toss();
        }
    }
    /// Whether a file that grew by a change that was lost is longer all the same.
    [[nodiscard]] bool grows() { return way_ != Way::none && random_.below(2) == 0; }

private:
    enum class Way { all, none, in_order, whole_changes, any_sectors };
    static constexpr std::uint64_t ways = 5;
    bool toss() { return random_.below(100) < percent_; }

    Way way_;
    std::size_t until_;
    std::uint64_t percent_;
    SeededEntropy& random_;
    std::size_t number_ = 0;
    bool coin_ = false;
    bool torn_ = false;
};

}  // namespace

std::optional<Platter::Node> Platter::find(Node folder, const std::string& name) const {
    const auto& all = names(folder);
    const auto found = all.find(name);
    return found == all.end() ? std::nullopt : std::optional{found->second};
}

const std::map<std::string, Platter::Node>& Platter::names(Node folder) const {
    PRAXIS_CHECK(is_folder(folder));
    return nodes_.at(folder).names;
}

Platter::Node Platter::make(Node folder, const std::string& name, bool is_folder) {
    PRAXIS_CHECK(!find(folder, name));
    const auto made = nodes_.size();
    nodes_.emplace_back().folder = is_folder;
    this->name(folder, {{name, made}});
    return made;
}

void Platter::rename(Node folder, const std::string& from, const std::string& to) {
    const auto node = find(folder, from);
    PRAXIS_CHECK(node.has_value());
    name(folder, {{from, std::nullopt}, {to, *node}});
}

void Platter::remove(Node folder, const std::string& name) {
    PRAXIS_CHECK(find(folder, name).has_value());
    this->name(folder, {{name, std::nullopt}});
}

void Platter::name(Node folder, std::vector<Naming> namings) {
    auto& inode = nodes_.at(folder);
    PRAXIS_CHECK(inode.folder);
    apply(inode.names, namings);
    inode.pending_names.push_back(std::move(namings));
}

void Platter::apply(std::map<std::string, Node>& names, const std::vector<Naming>& namings) {
    for (const auto& naming : namings) {
        if (naming.node) {
            names[naming.name] = *naming.node;
        } else {
            names.erase(naming.name);
        }
    }
}

Platter::Sector Platter::sector_of(const Bytes& bytes, std::size_t sector) {
    Sector out{};
    const auto from = sector * sector_bytes;
    if (from >= bytes.size()) return out;
    const auto length = std::min(sector_bytes, bytes.size() - from);
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(from), length, out.begin());
    return out;
}

/// Puts a sector into a file; of the last one only what stands before the end, `size`.
void Platter::put(Bytes& to, std::size_t sector, const Sector& content, std::size_t size) {
    const auto from = sector * sector_bytes;
    PRAXIS_CHECK(from < size);
    const auto length = std::min(sector_bytes, size - from);
    if (to.size() < from + length) to.resize(from + length);
    std::copy_n(content.begin(), length, to.begin() + static_cast<std::ptrdiff_t>(from));
}

void Platter::write(Node file, std::size_t at, ByteView bytes) {
    auto& inode = nodes_.at(file);
    PRAXIS_CHECK(!inode.folder);
    if (bytes.empty()) return;
    if (inode.seen.size() < at + bytes.size()) inode.seen.resize(at + bytes.size());
    std::ranges::copy(bytes, inode.seen.begin() + static_cast<std::ptrdiff_t>(at));
    Change change;
    change.size = inode.seen.size();
    const auto last = (at + bytes.size() - 1) / sector_bytes;
    for (auto sector = at / sector_bytes; sector <= last; ++sector)
        change.sectors.emplace(sector, sector_of(inode.seen, sector));
    inode.pending.push_back(std::move(change));
}

void Platter::resize(Node file, std::size_t size) {
    auto& inode = nodes_.at(file);
    PRAXIS_CHECK(!inode.folder);
    if (size == inode.seen.size()) return;
    Change change;
    change.size = size;
    change.shrinks = size < inode.seen.size();
    inode.seen.resize(size);
    inode.pending.push_back(std::move(change));
}

void Platter::sync(Node node) {
    auto& inode = nodes_.at(node);
    if (inode.folder) {
        inode.durable_names = inode.names;
        inode.pending_names.clear();
        return;
    }
    for (const auto& change : std::exchange(inode.pending, {})) {
        for (const auto& [sector, content] : change.sectors) {
            put(inode.durable, sector, content, change.size);
            for (auto& older : inode.forgotten)
                older.sectors.erase(sector);
        }
        inode.durable.resize(change.size);
    }
}

void Platter::sync_range(Node file, std::size_t at, std::size_t length) {
    auto& inode = nodes_.at(file);
    PRAXIS_CHECK(!inode.folder && length > 0 && at + length <= inode.seen.size());
    const auto last = (at + length - 1) / sector_bytes;
    for (auto sector = at / sector_bytes; sector <= last; ++sector) {
        put(inode.durable, sector, sector_of(inode.seen, sector), inode.seen.size());
        for (auto* changes : {&inode.forgotten, &inode.pending})
            for (auto& older : *changes)
                older.sectors.erase(sector);
    }
}

void Platter::lose_sync(Node file) {
    auto& inode = nodes_.at(file);
    PRAXIS_CHECK(!inode.folder);
    for (auto& change : std::exchange(inode.pending, {}))
        inode.forgotten.push_back(std::move(change));
}

void Platter::cut_power(SeededEntropy& random) {
    for (auto& inode : nodes_) {
        if (inode.folder) {
            cut_folder(inode, random);
        } else {
            cut_file(inode, random);
        }
    }
}

void Platter::cut_file(Inode& file, SeededEntropy& random) {
    auto changes = std::exchange(file.forgotten, {});
    for (auto& change : std::exchange(file.pending, {}))
        changes.push_back(std::move(change));
    Fate fate{changes.size(), random};
    for (std::size_t number = 0; number < changes.size(); ++number) {
        const auto& change = changes[number];
        fate.begin(number);
        for (const auto& [sector, content] : change.sectors)
            if (fate.keeps()) put(file.durable, sector, content, change.size);
        if (change.shrinks) {
            if (fate.keeps()) file.durable.resize(change.size);
        } else if (change.size > file.durable.size() && fate.grows()) {
            file.durable.resize(change.size);
        }
    }
    file.seen = file.durable;
}

void Platter::cut_folder(Inode& folder, SeededEntropy& random) {
    const auto changes = std::exchange(folder.pending_names, {});
    const auto kept = random.below(changes.size() + 1);
    for (std::size_t i = 0; i < kept; ++i)
        apply(folder.durable_names, changes[i]);
    folder.names = folder.durable_names;
}

}  // namespace praxis::sim
