#include "store/memory_store.hpp"
#include "tests/sim/scenarios/disk.hpp"
#include "tests/sim/violation.hpp"

namespace praxis::sim {
namespace {

class MemoryDisk final : public Disk {
public:
    Result<Opened> open() override { return Opened{store_, lease_}; }
    void crash(Death /*death*/) override { store_.crash(); }
    void fail_next_commit(store::StoreErrc code) override { store_.fail_next_commit(code); }
    void set_full(bool full) override { store_.set_full(full); }
    bool damage(store::Table table, ByteView key, std::size_t at) override {
        return store_.damage(table, key, at);
    }
    const store::Store& store() const override { return store_; }
    bool stores(const UpdateId& update) const override { return store_has(store_, update); }
    std::uint64_t transactions() const override {
        const auto last = store_.read(
            [](const store::Reader& reader) { return store::last_transaction(reader); });
        return last.value();
    }

private:
    store::MemoryStore store_;
    store::MemoryLease lease_;
};

}  // namespace

bool store_has(const store::Store& store, const UpdateId& update) {
    const auto found = store.read([&](const store::Reader& reader) -> Result<bool> {
        TRY(const bool header, store::has_header(reader, update));
        if (!header) return false;
        TRY(const auto payload, store::find_payload(reader, update));
        return payload && payload->content.has_value();
    });
    return found && found.value();
}

bool store_has_text(const store::Store& store, std::string_view text) {
    const auto found = store.read([&](const store::Reader& reader) -> Result<bool> {
        bool there = false;
        const auto look = [&](ByteView, ByteView body) -> Result<store::Scan> {
            there = there || text_of(body).find(text) != std::string_view::npos;
            return there ? store::Scan::stop : store::Scan::go_on;
        };
        for (const auto table : store::all_tables()) {
            TRY(reader.scan(table, store::KeyRange::all(), look));
        }
        return there;
    });
    require(found.has_value(), Invariant::service, "a store cannot be read whole");
    return found.value();
}

std::unique_ptr<Disk> make_memory_disk() {
    return std::make_unique<MemoryDisk>();
}

}  // namespace praxis::sim
