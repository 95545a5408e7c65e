#pragma once
// Messages that the tests of this folder share.

#include <stdexcept>
#include <string>
#include <string_view>

#include "mwl/hl7/message.h"

namespace mwl::hl7 {

inline constexpr std::string_view kHeader =
    "MSH|^~\\&|RIS|HOSP|MWL|RAD|20260701080000||ORM^O01|MSG00001|P|2.3.1\r";
inline constexpr std::string_view kOrder =
    "MSH|^~\\&|RIS|HOSP|MWL|RAD|20260701080000||ORM^O01|MSG00001|P|2.3.1\r"
    "PID|1||PAT001^^^HOSP||DOE^JANE\r"
    "ORC|NW|PLC1|FIL1\r"
    "OBR|1|PLC1|FIL1|CTHEAD^CT head\r";

// The message, which the test takes for granted to be readable.
inline Message parsed(std::string_view bytes) {
    auto message = Message::parse(bytes);
    if (!message) throw std::logic_error(to_string(message.problem()));
    return *std::move(message);
}

inline std::string with_segments(std::string_view segments) { return std::string(kHeader).append(segments); }

// A header whose MSH-18 names this character set.
inline std::string header_in(std::string_view msh18) {
    return std::string("MSH|^~\\&|RIS|HOSP|MWL|RAD|20260701080000||ORM^O01|1|P|2.5.1||||||")
        .append(msh18)
        .append("\r");
}

}  // namespace mwl::hl7
