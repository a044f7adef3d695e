#pragma once

#include "protocol/base/result.hpp"

#include <cstddef>
#include <functional>
#include <span>

namespace praxis::crypto {

inline constexpr std::size_t key_room_bytes_max = 8 * 1024;

/// Memory for a secret: zero at first, wiped when given back, in pages that are locked (not written
/// to swap), left out of cores, and have an untouchable page on either side. Move-only; one that
/// was moved from, or made by default, has no bytes. Any thread.
///
/// All rooms of a process share a few such pages of 16 KiB, which it keeps until it ends.
/// Where the system lets no more memory be locked, rooms are made all the same; see
/// `when_keys_are_not_locked`.
class KeyRoom {
public:
    KeyRoom() = default;
    /// At most `key_room_bytes_max`; takes a multiple of 32 bytes.
    explicit KeyRoom(std::size_t bytes);
    KeyRoom(KeyRoom&& other) noexcept;
    KeyRoom& operator=(KeyRoom&& other) noexcept;
    KeyRoom(const KeyRoom&) = delete;
    KeyRoom& operator=(const KeyRoom&) = delete;
    ~KeyRoom();

    /// Valid while the room is, also when it moves.
    [[nodiscard]] std::span<std::byte> bytes() { return bytes_; }
    [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }

private:
    void give_back() noexcept;
    std::span<std::byte> bytes_;
};

/// Makes the first of those pages, and calls `tell` when the system refuses to lock them or any
/// that are made later: once, on the thread that wanted room. The Error says why. For `main`,
/// before it makes a key.
void when_keys_are_not_locked(std::function<void(const Error&)> tell);

}  // namespace praxis::crypto
