#pragma once
// The SOP classes that are served (PS3.4 A, F, K), as one table: negotiation, dispatch and the record of an
// association read it. A new class, or a new operation of one, is a row and its handler.

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dimse.h>

#include <span>
#include <string>
#include <string_view>

#include "dicom/service.h"

namespace mwl::dicom {

// An operation that a SOP class takes. C-CANCEL is not one of them: it is looked for between two responses.
struct ServedOperation {
    T_DIMSE_Command command;
    Operation kind;
    void (*answer)(Conversation&, const Command&, OperationRecord&);
    Status without_data_set = status::kSuccess;  // the answer to a request that needs one
};

struct ServedClass {
    std::string_view uid;
    std::string_view name;     // PS3.6 Table A-1
    T_ASC_SC_ROLE peers_role;  // answered if the peer proposes roles
    std::span<const ServedOperation> operations;
};

std::span<const ServedClass> served_classes() noexcept;
const ServedClass* served_class(std::string_view uid) noexcept;  // nullptr: not served

// Echo, find …; `other` if no class takes the command.
Operation kind_of(T_DIMSE_Command command) noexcept;

// The operation that answers a request, or the status that refuses it.
struct Dispatch {
    const ServedOperation* operation = nullptr;  // nullptr: refused
    Status refusal = status::kSuccess;
    std::string comment = {};  // of a refusal: what the context would take
};

// For a request that names `sop_class` and came on an accepted context of `abstract_syntax`. Another class
// than the context's is refused first: 0122H to a C- service, 0118H to an N- service, for which PS3.7 10.1
// knows no 0122H. Then an operation that the class does not take: 0211H.
Dispatch dispatch(std::string_view abstract_syntax, T_DIMSE_Command command, std::string_view sop_class);

}  // namespace mwl::dicom
