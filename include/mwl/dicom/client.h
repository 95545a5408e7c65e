#pragma once
// The SCU side: one association, as a simulated modality or a forwarder requests it.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mwl/base/result.h"
#include "mwl/dicom/operations.h"
#include "mwl/net/tls.h"

namespace mwl::dicom {

struct ClientOptions {
    std::string host = "127.0.0.1";  // name or IPv4 address (DCMTK has no IPv6); connecting takes at most 5 s
    std::uint16_t port = 104;
    AeTitle calling{"MWLCLIENT"};
    AeTitle called{"MWLBROKER"};
    std::vector<std::string> abstract_syntaxes{kVerificationSopClass, kWorklistSopClass, kMppsSopClass};
    std::vector<std::string> transfer_syntaxes;                        // empty: Explicit LE, Implicit LE
    std::chrono::milliseconds answer_time = std::chrono::seconds{30};  // for each response
    std::uint32_t max_pdu_bytes = 16384;
    net::Tls tls{};  // on: nothing is sent in plain text
};

struct FindResult {
    std::vector<FindItem> items;
    Status status = status::kSuccess;
    std::string error_comment;
    std::vector<dataset::Tag> offending_elements;
};

// One thread. Every operation throws NetworkError if the association is lost, too slow, or has no accepted
// context for it; a failure status is a value.
class Client {
public:
    // Connects and negotiates. A rejection is a Problem (not_allowed) whose `where` is
    // "result/source/reason".
    static Result<Client> associate(const ClientOptions& options);

    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;
    ~Client();  // aborts if still open

    // The transfer syntax accepted for an abstract syntax; empty if it was refused.
    std::string accepted(const std::string& abstract_syntax) const;

    Status echo();
    // The query has at least one element and is written in the character set that its (0008,0005) names.
    // After `cancel_after` pending responses a C-CANCEL is sent; responses that still arrive are kept too.
    FindResult find(const dataset::Dataset& query, std::optional<std::size_t> cancel_after = std::nullopt);
    MppsResponse n_create(const SopInstanceUid& uid, const dataset::Dataset& attributes);
    MppsResponse n_set(const SopInstanceUid& uid, const dataset::Dataset& modifications);

    void release();
    void abort() noexcept;

private:
    struct Impl;
    explicit Client(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace mwl::dicom
