#pragma once
// What the first bytes of a connection look like, so that a log line can say "looks like HTTP" when a
// device was pointed at the wrong port (faults.md A13). Pure.

#include <cstddef>
#include <string_view>

namespace mwl::net {

enum class WireProtocol { unknown, http, tls, dicom, mllp };

// "HTTP", "TLS", "DICOM", "MLLP", "something unknown". Static storage.
const char* name_of(WireProtocol protocol) noexcept;

// Enough bytes for every guess; more are not looked at.
constexpr std::size_t kGuessBytes = 8;

// Unknown also means "too few bytes yet".
WireProtocol looks_like(std::string_view first_bytes) noexcept;

}  // namespace mwl::net
