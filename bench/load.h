#pragma once
// What the load programs share: a bounded run of several clients and its times as one JSON object.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace mwl::bench {

struct LoadOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    int clients = 4;
    int requests = 500;  // of each client
};

// HOST:PORT [clients] [requests]; prints the usage and ends the program with 2 if they are wrong.
LoadOptions load_options(int argc, char** argv, const char* usage);

// One client: called with its number, returns what does one request; false = it failed.
using Client = std::function<std::function<bool()>(int number)>;

// Runs all clients, each in a thread, and prints
// {"what":…,"requests":…,"failed":…,"per_second":…,"ms":{"p50":…}}. Returns the program's exit code.
int run_load(const std::string& what, const LoadOptions& options, const Client& client);

}  // namespace mwl::bench
