#pragma once

#include "protocol/base/entropy.hpp"
#include "store/lmdb_store.hpp"
#include "store/memory_store.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace praxis::store::test {

/// A folder of its own that goes away with it.
class TempFolder {
public:
    TempFolder() {
        auto pattern = (std::filesystem::temp_directory_path() / "praxis-store-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) std::abort();
        path_ = pattern;
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path store() const { return path_ / "store"; }

private:
    std::filesystem::path path_;
};

inline constexpr std::uint64_t test_map_bytes = std::uint64_t{64} << 20;

inline std::unique_ptr<LmdbStore> open_lmdb(const std::filesystem::path& folder,
                                            std::uint64_t map_bytes = test_map_bytes) {
    auto opened = LmdbStore::open({folder, map_bytes, IfMissing::create});
    if (!opened) {
        ADD_FAILURE() << opened.error().text();
        std::abort();
    }
    return std::move(opened).value();
}

/// One record written in a transaction of its own.
inline Result<void> put_one(Store& store,
                            Table table,
                            std::string_view key,
                            std::string_view body) {
    return store.write(
        [&](Writer& writer) { return writer.put(table, bytes_of(key), bytes_of(body)); });
}

/// The body under a key as text, "(none)" when there is none.
inline Result<std::string> get_one(const Store& store, Table table, std::string_view key) {
    return store.read([&](const Reader& reader) -> Result<std::string> {
        TRY(const auto body, reader.get(table, bytes_of(key)));
        return body ? std::string{text_of(*body)} : std::string{"(none)"};
    });
}

/// A number of a StoreErrc, or zero for success.
template <class T>
boost::system::error_code code_of(const Result<T>& result) {
    return result ? boost::system::error_code{} : result.error().code;
}

}  // namespace praxis::store::test
