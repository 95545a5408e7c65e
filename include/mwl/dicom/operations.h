#pragma once
// What the DICOM server asks its handlers, and what they answer. Plain values; text is UTF-8.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mwl/base/ids.h"
#include "mwl/dataset/dataset.h"
#include "mwl/dataset/query_outcome.h"
#include "mwl/dicom/status.h"
#include "mwl/net/address.h"

namespace mwl::dicom {

struct AssociationSummary;

// SOP classes served (PS3.4 A, F, K).
inline constexpr const char* kVerificationSopClass = "1.2.840.10008.1.1";
inline constexpr const char* kWorklistSopClass = "1.2.840.10008.5.1.4.31";
inline constexpr const char* kMppsSopClass = "1.2.840.10008.3.1.2.3.3";

// Who is at the other end of an association.
struct Caller {
    AeTitle calling;
    AeTitle called;
    net::PeerAddress address;
    std::string association;                     // id for logs and records, unique in this process
    std::vector<std::string> abstract_syntaxes;  // proposed, in the order of the request, each once

    // A "ping": nothing but Verification is proposed.
    bool proposes_only_verification() const noexcept;
};

// A-ASSOCIATE-RJ (PS3.8 Table 9-21). `why` is for our log, never sent.
struct Rejection {
    std::uint8_t result = 1;  // 1 permanent, 2 transient
    std::uint8_t source = 1;  // 1 service user, 2 provider (ACSE), 3 provider (presentation)
    std::uint8_t reason = 1;
    std::string why;

    static Rejection unknown_calling_ae(std::string why) { return {1, 1, 3, std::move(why)}; }
    static Rejection unknown_called_ae(std::string why) { return {1, 1, 7, std::move(why)}; }
    static Rejection unknown_application_context(std::string why) { return {1, 1, 2, std::move(why)}; }
    static Rejection protocol_version(std::string why) { return {1, 2, 2, std::move(why)}; }
    static Rejection local_limit(std::string why) { return {2, 3, 2, std::move(why)}; }
    static Rejection temporary_congestion(std::string why) { return {2, 3, 1, std::move(why)}; }
};

struct FindRequest {
    dataset::Dataset query;
};

struct FindItem {
    dataset::Dataset item;              // its (0008,0005) names the set it is written in
    bool optional_key_ignored = false;  // FF01 instead of FF00
};

struct FindAnswer {
    std::vector<FindItem> items;                   // sent in this order as pending
    Status status = status::kSuccess;              // the last response
    std::string error_comment;                     // (0000,0902), cut at 64 characters
    std::vector<dataset::Tag> offending_elements;  // (0000,0901)
    std::string note;                              // for the record, never sent: remarks on the query
    std::optional<dataset::WhyEmpty> why_empty;    // for the record, never sent
};

struct MppsRequest {
    SopInstanceUid uid;           // empty in an N-CREATE: the handler makes one
    dataset::Dataset attributes;  // the modification list in an N-SET
    std::string digest;           // SHA-256 of the data set's bytes as received, in hex
    std::string uid_fault;        // how the UID breaks PS3.5 9.1; empty if it does not
};

struct MppsResponse {
    Status status = status::kSuccess;
    std::string error_comment;              // (0000,0902), cut at 64 characters
    std::optional<std::uint16_t> error_id;  // (0000,0903)
    std::vector<dataset::Tag> attributes;   // (0000,1005) Attribute Identifier List
    SopInstanceUid uid;                     // (0000,1000); empty: as asked
    std::string note;                       // for the record, never sent: what was remarkable
};

// Called in the association's own thread, several at once. In find, n_create and n_set a StoreError becomes a
// failure status with the comment "database unavailable" (C-FIND C001, MPPS 0110), never an empty success;
// any other exception becomes one with "internal error" (C000, 0110).
struct Handlers {
    // No value: accepted. Called after the checks of the request itself, so only for our AE title; what it
    // throws is logged and becomes RJ 2/3/1 (temporary congestion).
    std::function<std::optional<Rejection>(const Caller&)> admit;
    std::function<FindAnswer(const Caller&, const FindRequest&)> find;
    std::function<MppsResponse(const Caller&, const MppsRequest&)> n_create;
    std::function<MppsResponse(const Caller&, const MppsRequest&)> n_set;
    // At the end of every association, a rejected one included; may be empty. What it throws is logged.
    std::function<void(const AssociationSummary&)> closed;
};

}  // namespace mwl::dicom
