#include "load.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace mwl::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

struct Times {
    std::vector<double> ms;
    int failed = 0;
};

Times run_client(const std::function<bool()>& request, int requests) {
    Times times;
    for (int i = 0; i < requests; ++i) {
        const auto start = Clock::now();
        if (request())
            times.ms.push_back(Milliseconds(Clock::now() - start).count());
        else
            ++times.failed;
    }
    return times;
}

double percentile(const std::vector<double>& sorted, double part) {
    if (sorted.empty()) return 0;
    return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

LoadOptions load_options(int argc, char** argv, const char* usage) {
    LoadOptions options;
    const std::string to = argc > 1 ? argv[1] : "";
    const auto colon = to.rfind(':');
    if (colon != std::string::npos) {
        options.host = to.substr(0, colon);
        options.port = static_cast<std::uint16_t>(std::strtoul(to.c_str() + colon + 1, nullptr, 10));
    }
    if (argc > 2) options.clients = std::atoi(argv[2]);
    if (argc > 3) options.requests = std::atoi(argv[3]);
    if (options.port != 0 && options.clients > 0 && options.clients <= 256 && options.requests > 0)
        return options;
    (void)std::fprintf(stderr, "usage: %s HOST:PORT [clients] [requests of each]\n", usage);
    std::exit(2);
}

int run_load(const std::string& what, const LoadOptions& options, const Client& client) {
    std::vector<Times> results(static_cast<std::size_t>(options.clients));
    const auto start = Clock::now();
    {
        std::vector<std::jthread> threads;
        for (int n = 0; n < options.clients; ++n)
            threads.emplace_back(
                [&, n] { results[static_cast<std::size_t>(n)] = run_client(client(n), options.requests); });
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    Times all;
    for (const auto& one : results) {
        all.ms.insert(all.ms.end(), one.ms.begin(), one.ms.end());
        all.failed += one.failed;
    }
    std::sort(all.ms.begin(), all.ms.end());
    std::printf(
        "{\"what\":\"%s\",\"clients\":%d,\"requests\":%zu,\"failed\":%d,\"seconds\":%.3f,\"per_second\":%.1f,"
        "\"ms\":{\"p50\":%.3f,\"p95\":%.3f,\"p99\":%.3f,\"max\":%.3f}}\n",
        what.c_str(), options.clients, all.ms.size(), all.failed, seconds,
        static_cast<double>(all.ms.size()) / seconds, percentile(all.ms, 0.5), percentile(all.ms, 0.95),
        percentile(all.ms, 0.99), percentile(all.ms, 1.0));
    return all.failed == 0 ? 0 : 1;
}

}  // namespace mwl::bench
