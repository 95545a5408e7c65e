#pragma once
// The value of one command element in the one form that DCMTK is given: padding stripped, bytes that a text
// cannot hold replaced, length within what the VR allows (PS3.5 6.2, 9.1). Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gate/command_rules.h"
#include "mwl/gate/bytes.h"
#include "mwl/gate/command_remark.h"

namespace mwl::gate {

struct CommandElementValue {
    std::uint16_t element = 0;
    std::string bytes = {};  // without padding
    std::optional<Oddity> oddity = {};
};

CommandElementValue canonical_value(const CommandElementRule& rule, Bytes raw);

// Without padding of either kind on either side; what is no graphic character becomes "?", so that a text
// never ends before its length says.
std::string canonical_text(Bytes raw);

// Written where a message needs a UID and the peer sent none: it matches nothing.
inline constexpr std::string_view kStandInUid = "0";

}  // namespace mwl::gate
