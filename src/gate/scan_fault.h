#pragma once
// How the scanners behind the PDU gate say no.

#include <optional>
#include <string>

#include "mwl/gate/verdict.h"

namespace mwl::gate {

// Empty: go on. `where` may be left empty: PduGate fills in the place in the stream.
struct ScanFault {
    const PduRule* rule;  // of namespace rule, static
    std::string what;
    std::string where = {};
};

using Objection = std::optional<ScanFault>;

}  // namespace mwl::gate
