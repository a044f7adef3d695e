#include "protocol/crypto/key_room.hpp"

#include "protocol/base/check.hpp"

#include <sodium.h>

#include <algorithm>
#include <bitset>
#include <cerrno>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace praxis::crypto {
namespace {

constexpr std::size_t place_bytes = 32;
/// With the 16 bytes that `sodium_malloc` puts before them these fill 16 KiB but for 16.
constexpr std::size_t places_a_slab = 511;
static_assert(key_room_bytes_max <= places_a_slab * place_bytes);

std::size_t places_for(std::size_t bytes) {
    return (bytes + place_bytes - 1) / place_bytes;
}

/// Pages cut into places of 32 bytes.
class Slab {
public:
    Slab() : begin_{static_cast<std::byte*>(sodium_malloc(places_a_slab * place_bytes))} {
        PRAXIS_CHECK(begin_ != nullptr);  // no memory
        sodium_memzero(begin_, places_a_slab * place_bytes);
        // sodium_malloc locks without a word of whether it could, and through mlock, of which
        // sanitizers make nothing. Locking twice is locking once.
        if (::syscall(SYS_mlock, begin_, places_a_slab * place_bytes) != 0) refused_ = errno;
    }

    /// The first of so many places side by side; nullptr when there are none.
    [[nodiscard]] std::byte* take(std::size_t places) {
        if (free_ < places) return nullptr;
        for (std::size_t at = first_free_, found = 0; at < places_a_slab; ++at) {
            found = taken_[at] ? 0 : found + 1;
            if (found < places) continue;
            const auto first = at + 1 - places;
            mark(first, places, true);
            free_ -= places;
            if (first == first_free_) first_free_ += places;
            return begin_ + first * place_bytes;
        }
        return nullptr;
    }

    void give_back(std::byte* bytes, std::size_t places) noexcept {
        sodium_memzero(bytes, places * place_bytes);
        const auto first = static_cast<std::size_t>(bytes - begin_) / place_bytes;
        mark(first, places, false);
        free_ += places;
        first_free_ = std::min(first_free_, first);
    }

    [[nodiscard]] std::byte* begin() const { return begin_; }
    /// The error with which the system refused to lock it, or 0.
    [[nodiscard]] int refused() const { return refused_; }

private:
    void mark(std::size_t first, std::size_t places, bool taken) noexcept {
        for (auto at = first; at < first + places; ++at)
            taken_[at] = taken;
    }

    std::byte* begin_;
    std::bitset<places_a_slab> taken_;
    std::size_t free_ = places_a_slab;
    std::size_t first_free_ = 0;  // none before it is
    int refused_ = 0;
};

class Slabs {
public:
    [[nodiscard]] std::byte* take(std::size_t places) {
        std::unique_lock lock{mutex_};
        if (recent_ != nullptr) {
            if (auto* bytes = recent_->take(places)) return bytes;
        }
        for (auto& [begin, slab] : slabs_) {
            if (auto* bytes = slab.take(places)) {
                recent_ = &slab;
                return bytes;
            }
        }
        recent_ = &grow();
        auto* bytes = recent_->take(places);
        const auto refused = std::exchange(refused_, std::nullopt);
        lock.unlock();
        if (refused) tell_(*refused);
        return bytes;
    }

    void give_back(std::byte* bytes, std::size_t places) noexcept {
        const std::scoped_lock lock{mutex_};
        recent_ = &std::prev(slabs_.upper_bound(bytes))->second;
        recent_->give_back(bytes, places);
    }

    void tell_with(std::function<void(const Error&)> tell) {
        std::unique_lock lock{mutex_};
        tell_ = std::move(tell);
        if (slabs_.empty()) recent_ = &grow();
        const auto refused = std::exchange(refused_, std::nullopt);
        lock.unlock();
        if (refused) tell_(*refused);
    }

private:
    Slab& grow() {
        PRAXIS_CHECK(sodium_init() >= 0);
        Slab slab;
        if (slab.refused() != 0 && tell_ && !told_) {
            told_ = true;
            refused_ = Error{{slab.refused(), boost::system::system_category()}, "mlock"};
        }
        return slabs_.emplace(slab.begin(), slab).first->second;
    }

    std::mutex mutex_;
    std::map<std::byte*, Slab, std::less<>> slabs_;
    Slab* recent_ = nullptr;  // where room was found, or made, last
    std::function<void(const Error&)> tell_;
    std::optional<Error> refused_;  // to be told, without the lock
    bool told_ = false;
};

/// Never destroyed: whoever holds a key may do so until the process ends.
Slabs& slabs() {
    static auto& all = *std::make_unique<Slabs>().release();
    return all;
}

}  // namespace

KeyRoom::KeyRoom(std::size_t bytes) {
    PRAXIS_CHECK(bytes <= key_room_bytes_max);
    if (bytes > 0) bytes_ = {slabs().take(places_for(bytes)), bytes};
}

KeyRoom::KeyRoom(KeyRoom&& other) noexcept : bytes_{std::exchange(other.bytes_, {})} {}

KeyRoom& KeyRoom::operator=(KeyRoom&& other) noexcept {
    if (this != &other) {
        give_back();
        bytes_ = std::exchange(other.bytes_, {});
    }
    return *this;
}

KeyRoom::~KeyRoom() {
    give_back();
}

void KeyRoom::give_back() noexcept {
    if (!bytes_.empty()) slabs().give_back(bytes_.data(), places_for(bytes_.size()));
}

void when_keys_are_not_locked(std::function<void(const Error&)> tell) {
    slabs().tell_with(std::move(tell));
}

}  // namespace praxis::crypto
