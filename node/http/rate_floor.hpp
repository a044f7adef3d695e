#pragma once

#include "protocol/base/time.hpp"

#include <cstddef>
#include <deque>

namespace praxis::http {

/// How slow a sender may be: in any `limits::http_body_window` at least
/// `limits::http_body_window_bytes_min` must come. Moments are kept to a second, in the sender's
/// favour, so that a sender of single bytes costs no memory.
class RateFloor {
public:
    explicit RateFloor(MonoTime begin) : begin_{begin} {}

    /// Bytes came. Times never go back.
    void add(MonoTime now, std::size_t bytes);

    /// When a window without enough bytes will have passed, if nothing more comes.
    [[nodiscard]] MonoTime deadline() const;

private:
    struct Mark {
        MonoTime begin;  // of its second
        MonoTime last;
        std::size_t bytes;
    };
    MonoTime begin_;
    std::deque<Mark> marks_;  // oldest first; without the first they are less than a window's bytes
    std::size_t bytes_ = 0;   // of all marks
};

}  // namespace praxis::http
