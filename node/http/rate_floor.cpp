#include "node/http/rate_floor.hpp"

#include "protocol/wire/limits.hpp"

namespace praxis::http {

void RateFloor::add(MonoTime now, std::size_t bytes) {
    constexpr std::chrono::seconds grain{1};
    if (marks_.empty() || now - marks_.back().begin >= grain) marks_.push_back({now, now, 0});
    marks_.back().last = now;
    marks_.back().bytes += bytes;
    bytes_ += bytes;
    while (bytes_ - marks_.front().bytes >= limits::http_body_window_bytes_min) {
        bytes_ -= marks_.front().bytes;
        marks_.pop_front();
    }
}

MonoTime RateFloor::deadline() const {
    const bool enough = bytes_ >= limits::http_body_window_bytes_min;
    return (enough ? marks_.front().last : begin_) + limits::http_body_window;
}

}  // namespace praxis::http
