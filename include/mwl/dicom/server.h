#pragma once
// The DICOM listener: Verification, Modality Worklist and MPPS as SCP (PS3.4 A, K, F). Built on DCMTK, which
// is not visible here; raw bytes pass the gates before DCMTK sees them (faults.md 3.1).

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "mwl/base/access_list.h"
#include "mwl/base/clock.h"
#include "mwl/base/log.h"
#include "mwl/dicom/operations.h"
#include "mwl/dicom/summary.h"
#include "mwl/net/deadlines.h"
#include "mwl/net/tls.h"

namespace mwl::dicom {

struct ServerOptions {
    std::string address = "::";         // numeric; "::" = every IPv6 and IPv4 address of this machine
    std::uint16_t port = 0;             // 0 = any free one
    AeTitle ae{"MWLBROKER"};            // our AE title: other called AE titles are rejected (1/1/7)
    std::size_t max_associations = 50;  // over it: RJ 2/3/2
    std::size_t max_waiting = 50;     // connections that have not asked for an association yet, beside those
    std::size_t max_per_address = 8;  // connections; over it: RJ 2/3/2; not for `trusted`
    AccessList trusted;
    net::Tls tls;  // on: no association before its handshake, which counts into request_time
    std::chrono::milliseconds request_time = std::chrono::seconds{10};  // for the whole A-ASSOCIATE-RQ
    std::chrono::milliseconds idle_time = std::chrono::seconds{60};     // for each command, each data set
    std::chrono::milliseconds total_time = std::chrono::minutes{15};    // for the association
    std::chrono::milliseconds send_time = std::chrono::seconds{30};     // until the peer takes what we send
    std::uint32_t max_pdu_bytes = 16384;                                // received; 4096 to 131072
    std::size_t max_request_bytes = 256UL * 1024;                       // of an A-ASSOCIATE-RQ
    std::size_t max_find_bytes = 256UL * 1024;                          // of a C-FIND identifier
    std::size_t max_mpps_bytes = 4UL * 1024 * 1024;                     // of an N-CREATE or N-SET data set
    std::size_t max_find_elements = 10'000;
    std::size_t max_mpps_elements = 200'000;
};

// Thread-safe. Logs DUL-1xx (upper layer), DS-4xx (data sets) and one line at each association's end.
class DicomServer {
public:
    struct Counters {
        std::uint64_t associations = 0;  // accepted
        std::uint64_t rejected = 0;      // A-ASSOCIATE-RJ sent
        std::uint64_t aborted = 0;       // A-ABORT sent by us
        std::uint64_t too_slow = 0;      // cut by a deadline
        std::uint64_t echoes = 0;
        std::uint64_t finds = 0;
        std::uint64_t find_items = 0;
        std::uint64_t n_creates = 0;
        std::uint64_t n_sets = 0;
        std::uint64_t failures = 0;  // operations answered with a failure status
        std::uint64_t characters_replaced = 0;
        std::size_t open = 0;  // connections served now
    };

    // `deadlines` and `clock` outlive the server.
    DicomServer(ServerOptions options, Handlers handlers, net::Deadlines& deadlines, const Clock& clock,
                const Log& log);
    ~DicomServer();  // stop() without grace
    DicomServer(const DicomServer&) = delete;
    DicomServer& operator=(const DicomServer&) = delete;

    // Binds, listens and returns. Throws NetworkError (address or port taken) or ConfigError (options).
    void start();

    // Finishes the operations in progress, aborts the associations, joins their threads; after `grace` their
    // sockets are cut. Has no effect while stopped. A handler must not call it.
    void stop(std::chrono::milliseconds grace = std::chrono::seconds{10});

    std::uint16_t port() const;  // 0 if not started
    Counters counters() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mwl::dicom
