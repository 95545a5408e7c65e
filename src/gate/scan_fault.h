#pragma once
// How the scanners behind the PDU gate object.

#include <optional>
#include <string>
#include <utility>

#include "mwl/gate/verdict.h"

namespace mwl::gate {

// Empty: go on. `where` may be left empty: PduGate fills in the place in the stream.
struct ScanFault {
    const GateRule* rule;  // of namespace rule, static
    std::string what;
    std::string where = {};
};

using Objection = std::optional<ScanFault>;

inline ScanFault fault(const GateRule& rule, std::string what) { return {&rule, std::move(what)}; }

}  // namespace mwl::gate
