#pragma once
// A RIS that sends: replays messages from files and reports the answer to each. One thread.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/net/deadlines.h"
#include "mwl/net/tls.h"
#include "mwl/time/zone.h"

namespace mwl::sim {

struct ReplayOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 2575;
    std::chrono::milliseconds reply_timeout{30'000};
    Zone zone;         // in which {{today}} and {{now}} of a sample are filled in
    int attempts = 1;  // for a message without an answer; senders repeat
    net::Tls tls{};
};

inline constexpr auto kApplied = "applied";

struct Sent {
    std::string file;
    std::string type;  // "ORM^O01"
    std::string control_id;
    std::string ack;  // "AA", "AE" …; empty: no answer
    // What the acknowledgement says, or why there is none. An AA without text means kApplied, as from this
    // broker.
    std::string text;
    bool is_read = true;  // false: the file could not be read, `text` says why; nothing was sent
    bool is_accepted() const noexcept { return ack == "AA" || ack == "CA"; }
    // Taken, and something is to be said about it: stale, not applied, a step that has expired.
    bool has_remark() const { return is_accepted() && text != kApplied; }
};

// Messages of a file: each begins at a line that starts with MSH. {{today}} (YYYYMMDD) and {{now}}
// (YYYYMMDDHHMM) are filled in. Throws ConfigError if the file cannot be read or holds no message.
std::vector<std::string> read_messages(const std::filesystem::path& file, const Zone& zone, Instant now);

// Sends every message of every file, in order, on one connection; `each` is called for each at once, also
// for a file that cannot be read, after which the others still follow.
void replay(const std::vector<std::filesystem::path>& files, const ReplayOptions& options, const Clock& clock,
            net::Deadlines& deadlines, const std::function<void(const Sent&)>& each);

}  // namespace mwl::sim
