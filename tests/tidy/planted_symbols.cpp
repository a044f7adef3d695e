// Reaches below every seam: symbols_check must find each of these.
#include <chrono>
#include <ctime>
#include <fcntl.h>
#include <pthread.h>
#include <random>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/time.h>

long planted_symbols() {
    timespec now{};
    timeval day{};
    long seen = clock_gettime(CLOCK_MONOTONIC, &now) + gettimeofday(&day, nullptr);
    seen += std::chrono::system_clock::now().time_since_epoch().count();
    seen += std::chrono::steady_clock::now().time_since_epoch().count();
    seen += static_cast<long>(std::random_device{}());
    seen += static_cast<long>(getrandom(&seen, 1, 0));
    seen += socket(AF_INET, SOCK_STREAM, 0);
    seen += open("/dev/null", O_RDONLY);
    pthread_t thread{};
    seen += pthread_create(
        &thread, nullptr, [](void*) -> void* { return nullptr; }, nullptr);
    return seen;
}
