#pragma once

#include "store/detail/record.hpp"
#include "store/store.hpp"

#include <deque>

namespace praxis::test {

/// A writer that counts what is read through it: a get, a last, a count or a visit is one.
class CountingWriter final : public store::Writer {
public:
    explicit CountingWriter(store::Writer& inner) : inner_{inner} {}

    [[nodiscard]] std::size_t reads() const { return reads_; }

private:
    Result<std::optional<ByteView>> find(store::Table table, ByteView key) const override {
        ++reads_;
        TRY(const auto body, inner_.get(table, key));
        if (!body) return std::optional<ByteView>{};
        return std::optional{sealed(table, key, *body)};
    }
    Result<void> walk(store::Table table,
                      const store::KeyRange& range,
                      const VisitSealed& visit) const override {
        return inner_.scan(table, range, [&](ByteView key, ByteView body) -> Result<store::Scan> {
            ++reads_;
            return visit(key, sealed(table, key, body));
        });
    }
    Result<std::optional<store::Entry>> find_last(store::Table table,
                                                  const store::KeyRange& range) const override {
        ++reads_;
        TRY(const auto found, inner_.last(table, range));
        if (!found) return std::optional<store::Entry>{};
        return std::optional{store::Entry{found->key, sealed(table, found->key, found->body)}};
    }
    Result<std::uint64_t> size(store::Table table) const override {
        ++reads_;
        return inner_.count(table);
    }
    Result<void> replace(store::Table table, ByteView key, Bytes sealed) override {
        TRY(const auto body, store::detail::unseal(table, key, sealed));
        return inner_.put(table, key, body);
    }
    Result<void> remove(store::Table table, ByteView key) override {
        return inner_.erase(table, key);
    }
    /// As a store keeps it; lives as long as this writer.
    ByteView sealed(store::Table table, ByteView key, ByteView body) const {
        return kept_.emplace_back(store::detail::seal(table, key, body));
    }

    store::Writer& inner_;
    mutable std::size_t reads_ = 0;
    mutable std::deque<Bytes> kept_;
};

}  // namespace praxis::test
