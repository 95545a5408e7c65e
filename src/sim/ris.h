#pragma once
// A RIS that listens: keeps what every status message says and answers as configured. Thread-safe.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "mwl/base/clock.h"
#include "mwl/base/log.h"
#include "mwl/hl7/ack.h"
#include "mwl/net/deadlines.h"
#include "mwl/net/tls.h"

namespace mwl::sim {

// What a status message said, as a RIS would read it.
struct ReceivedStatus {
    std::string control_id;     // MSH-10
    std::string order_control;  // ORC-1
    std::string order_status;   // ORC-5: IP, CM, DC, SC
    std::string placer;         // ORC-2.1
    std::string filler;         // ORC-3.1
    std::string accession;      // OBR-18
    std::string performed_uid;  // OBX of the performed step, if stated
    std::string digest;         // SHA-256 of the bytes: repeats must be equal
    std::string bytes;
};

struct RisOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    std::optional<hl7::AckCode> answer = hl7::AckCode::AA;  // to every message; none: it stays silent
    std::chrono::seconds late{0};                           // before each answer
    net::Tls tls{};
};

class Ris {
public:
    using OnStatus =
        std::function<void(const ReceivedStatus&)>;  // before the acknowledgement; any thread, one at a time

    Ris(const RisOptions& options, net::Deadlines& deadlines, const Clock& clock, const Log& log,
        OnStatus on_status);
    ~Ris();
    void start();
    void stop();
    std::uint16_t port() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mwl::sim
