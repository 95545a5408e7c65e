#pragma once
// The record of one association: who asked for what, what was answered, how it ended. Plain values without
// names or ids of patients: it is logged and kept.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mwl/base/clock.h"
#include "mwl/dataset/query_outcome.h"
#include "mwl/dicom/operations.h"

namespace mwl::dicom {

// Result of one proposed presentation context (PS3.8 Table 9-18).
enum class ContextResult : std::uint8_t {
    accepted = 0,
    user_rejection = 1,
    no_reason = 2,
    abstract_syntax_not_supported = 3,
    transfer_syntaxes_not_supported = 4,
};
const char* name_of(ContextResult result) noexcept;

struct ContextRecord {
    std::uint8_t id = 0;
    std::string abstract_syntax;
    std::vector<std::string> offered;  // transfer syntaxes
    std::string accepted;              // transfer syntax; empty if refused
    ContextResult result = ContextResult::no_reason;
};

enum class Operation : std::uint8_t { echo, find, n_create, n_set, other };
const char* name_of(Operation operation) noexcept;  // "C-ECHO", "C-FIND" …

struct OperationRecord {
    Operation kind = Operation::other;
    std::uint16_t message_id = 0;
    Instant asked;
    Instant answered;
    Status status = status::kSuccess;     // of the last response
    std::size_t answers = 0;              // pending responses sent
    std::size_t characters_replaced = 0;  // that the answer's character set could not hold
    std::string comment;                  // the Error Comment sent
    std::string note;    // never sent: the handler's, and text that was not in the declared character set
    SopInstanceUid uid;  // MPPS
    std::vector<dataset::AskedKey> keys;         // C-FIND
    std::optional<dataset::WhyEmpty> why_empty;  // C-FIND, as the handler said it
};

enum class Ending : std::uint8_t {
    released,         // A-RELEASE
    rejected,         // A-ASSOCIATE-RJ, see `rejection`
    aborted_by_peer,  // A-ABORT
    aborted_by_us,    // A-ABORT: a rule of PS3.8 or a limit was broken, see `why`
    connection_lost,  // closed or reset without a release or abort
    too_slow,         // a deadline passed: request, idle, total or sending
    stopped,          // the server stops
};
const char* name_of(Ending ending) noexcept;

struct AssociationSummary {
    // Later operations are counted, not kept.
    static constexpr std::size_t kOperationsKept = 500;

    Caller caller;  // AE titles are empty if the request was never read
    Instant opened;
    Instant closed;
    std::vector<ContextRecord> contexts;
    std::vector<OperationRecord> operations;
    std::size_t operations_in_all = 0;
    Ending ending = Ending::connection_lost;
    std::optional<Rejection> rejection;
    std::string why;  // for a person, where the ending does not say enough
};

}  // namespace mwl::dicom
