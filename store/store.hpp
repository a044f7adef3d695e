#pragma once

#include "protocol/base/bytes.hpp"
#include "store/errc.hpp"
#include "store/table.hpp"

#include <functional>
#include <optional>
#include <type_traits>

namespace praxis::store {

/// Keys from `lower` up to, not including, `upper`, as unsigned bytes; an empty `upper` is no
/// bound.
struct KeyRange {
    Bytes lower;
    Bytes upper;

    [[nodiscard]] static KeyRange all() { return {}; }
    /// Every key that begins with `prefix`.
    [[nodiscard]] static KeyRange prefix(ByteView prefix);
    [[nodiscard]] bool contains(ByteView key) const;
};

/// What a visit asks of its scan.
enum class Scan { go_on, stop };

struct Entry {
    ByteView key;
    ByteView body;
};

/// A look at all tables as they were at one moment. Lent by `Store::read` to one callable.
///
/// Every view it gives dies with the callable that borrowed the reader; of a Writer, already with
/// the next `put` or `erase`. Each record's hash is checked on every read: a record that is not
/// what was written is `StoreErrc::damaged`, with table and key in the detail, never wrong data.
class Reader {
public:
    /// Runs for each entry of a scan; an error ends the scan and becomes its result.
    using Visit = std::function<Result<Scan>(ByteView key, ByteView body)>;
    using VisitKey = std::function<void(ByteView key)>;

    virtual ~Reader() = default;

    /// The body under `key`, or nullopt.
    [[nodiscard]] Result<std::optional<ByteView>> get(Table table, ByteView key) const;
    [[nodiscard]] Result<bool> contains(Table table, ByteView key) const;
    /// Visits the entries of `range` in key order until a visit says stop. A visit must not write.
    [[nodiscard]] Result<void> scan(Table table, const KeyRange& range, const Visit& visit) const;
    /// The entry with the greatest key in `range`, or nullopt.
    [[nodiscard]] Result<std::optional<Entry>> last(Table table, const KeyRange& range) const;
    /// The number of records of a table; costs the same however many there are.
    [[nodiscard]] Result<std::uint64_t> count(Table table) const;
    /// Visits the key of every record of `table` whose hash is wrong, in key order, and goes on.
    [[nodiscard]] Result<void> scan_damaged(Table table, const VisitKey& visit) const;

protected:
    /// Sees sealed values, as stored.
    using VisitSealed = std::function<Result<Scan>(ByteView key, ByteView sealed)>;

private:
    virtual Result<std::optional<ByteView>> find(Table table, ByteView key) const = 0;
    virtual Result<void> walk(Table table,
                              const KeyRange& range,
                              const VisitSealed& visit) const = 0;
    virtual Result<std::optional<Entry>> find_last(Table table, const KeyRange& range) const = 0;
    virtual Result<std::uint64_t> size(Table table) const = 0;
};

/// The one transaction that may change something; it sees its own changes.
class Writer : public Reader {
public:
    /// Puts `body` under `key`, in place of what was there. Neither may be a view that this writer
    /// gave. After an error the whole write fails with that error, whatever the callable returns.
    [[nodiscard]] Result<void> put(Table table, ByteView key, ByteView body);
    /// Removes the record, if there is one.
    [[nodiscard]] Result<void> erase(Table table, ByteView key);

private:
    virtual Result<void> replace(Table table, ByteView key, Bytes sealed) = 0;
    virtual Result<void> remove(Table table, ByteView key) = 0;
};

namespace detail {

template <class T>
struct ReadResult {
    using Type = Result<T>;
};
template <class T>
struct ReadResult<Result<T>> {
    using Type = Result<T>;
};

template <class T>
concept Awaitable = requires(T value) {
    value.await_ready();
}
|| requires(T value) {
    value.operator co_await();
}
|| requires(T value) {
    operator co_await(value);
};

template <class T>
inline constexpr bool borrows = false;
template <class T, std::size_t N>
inline constexpr bool borrows<std::span<T, N>> = true;
template <>
inline constexpr bool borrows<std::string_view> = true;
template <>
inline constexpr bool borrows<Entry> = true;
template <class T>
inline constexpr bool borrows<std::optional<T>> = borrows<T>;
template <class T>
inline constexpr bool borrows<Result<T>> = borrows<T>;

}  // namespace detail

/// Durable tables of records (store/README.md): `LmdbStore`, `MemoryStore`, `LeasedStore`.
///
/// `read` may be called from any thread, and inside another read. `write` is called by one thread
/// at a time; inside its callable neither `read` nor `write` of the same store may be called, nor
/// `write` inside a read: these are bugs and end the process where they are seen.
class Store {
public:
    using ReadFn = std::function<Result<void>(const Reader&)>;
    using WriteFn = std::function<Result<void>(Writer&)>;

    virtual ~Store() = default;

    /// Lends one consistent snapshot to `callable(const Reader&)` and gives back what it returns,
    /// as a Result. The callable is plain code, never a coroutine, and returns values, not views.
    template <class Callable>
    [[nodiscard]] auto read(Callable&& callable) const ->
        typename detail::ReadResult<std::invoke_result_t<Callable&, const Reader&>>::Type {
        using Given = std::invoke_result_t<Callable&, const Reader&>;
        static_assert(!detail::Awaitable<Given>, "a snapshot never lives across co_await");
        static_assert(!detail::borrows<Given>, "views die with the snapshot: return values");
        if constexpr (std::is_void_v<Given>) {
            return run_read([&](const Reader& reader) -> Result<void> {
                callable(reader);
                return success();
            });
        } else {
            std::optional<Given> given;
            TRY(run_read([&](const Reader& reader) -> Result<void> {
                given.emplace(callable(reader));
                return success();
            }));
            return std::move(*given);
        }
    }

    /// Runs `callable` in one transaction. Success: everything it wrote is durable, and the store's
    /// transaction number is one higher (a callable that wrote nothing costs and counts nothing).
    /// Any error: nothing changed. Errors of its own: `full`, after which the store goes on; `io`,
    /// after which the outcome is unknown until the store is opened again, and every later write
    /// is `io`: the caller ends the process.
    [[nodiscard]] Result<void> write(const WriteFn& callable) { return run_write(callable); }

private:
    virtual Result<void> run_read(const ReadFn& callable) const = 0;
    virtual Result<void> run_write(const WriteFn& callable) = 0;
};

}  // namespace praxis::store
