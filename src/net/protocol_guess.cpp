#include "mwl/net/protocol_guess.h"

#include <algorithm>
#include <array>

#include "mwl/base/enum_names.h"

namespace mwl::net {
namespace {

constexpr std::array<std::string_view, 9> kMethods{"GET ",     "HEAD ",    "POST ",  "PUT ",  "DELETE ",
                                                   "CONNECT ", "OPTIONS ", "TRACE ", "PATCH "};

bool is_http(std::string_view bytes) noexcept {
    return std::ranges::any_of(kMethods,
                               [&](auto method) { return bytes.substr(0, method.size()) == method; });
}

// A handshake record of SSL 3.0 or any TLS (RFC 8446 5.1).
bool is_tls(std::string_view bytes) noexcept {
    return bytes.size() >= 2 && bytes[0] == 0x16 && bytes[1] == 0x03;
}

// A-ASSOCIATE-RQ: type 1, reserved 0, four bytes of length, protocol version 1 (PS3.8 9.3.2).
bool is_dicom(std::string_view bytes) noexcept {
    return bytes.size() >= 8 && bytes[0] == 0x01 && bytes[1] == 0x00 && bytes[6] == 0x00 && bytes[7] == 0x01;
}

bool is_mllp(std::string_view bytes) noexcept { return !bytes.empty() && bytes[0] == 0x0B; }

constexpr auto kProtocolNames = enum_names<WireProtocol>({
    {WireProtocol::unknown, "something unknown"},
    {WireProtocol::http, "HTTP"},
    {WireProtocol::tls, "TLS"},
    {WireProtocol::dicom, "DICOM"},
    {WireProtocol::mllp, "MLLP"},
});

}  // namespace

const char* name_of(WireProtocol protocol) noexcept { return kProtocolNames.of(protocol); }

WireProtocol looks_like(std::string_view first_bytes) noexcept {
    if (is_mllp(first_bytes)) return WireProtocol::mllp;
    if (is_tls(first_bytes)) return WireProtocol::tls;
    if (is_http(first_bytes)) return WireProtocol::http;
    if (is_dicom(first_bytes)) return WireProtocol::dicom;
    return WireProtocol::unknown;
}

}  // namespace mwl::net
