#pragma once
// The canonical stream: the PDUs that DCMTK reads (PS3.8 9.3). A P-DATA-TF holds one PDV.

#include <array>
#include <cstdint>
#include <string_view>

#include "mwl/gate/bytes.h"
#include "mwl/gate/pdu_gate.h"
#include "mwl/gate/pdu_state.h"

namespace mwl::gate {

// PS3.8 9.3: the length of a PDU and that of a PDV are big endian numbers of four bytes; that of a PDV counts
// its presentation context id and its message control header.
inline constexpr std::uint32_t kLengthField = 4;
inline constexpr std::uint32_t kContextAndControl = 2;
inline constexpr std::uint32_t kPdvHeader = kLengthField + kContextAndControl;

inline constexpr std::uint8_t kCommandBit = 0x01;
inline constexpr std::uint8_t kLastBit = 0x02;  // the other six are never checked (PS3.8 E.2)

// Up to four bytes.
void put_big(PduBytes& out, std::uint32_t number, std::size_t bytes);
void put_little(PduBytes& out, std::uint32_t number, std::size_t bytes);
void put_text(PduBytes& out, std::string_view text);

// Type, reserved byte and a length of `length_bytes` that close_length() fills in. Returns where it stands.
std::size_t open_length(PduBytes& out, std::uint8_t type, std::size_t length_bytes);
void close_length(PduBytes& out, std::size_t at, std::size_t length_bytes);

// Release, reject and abort: the last three of the four bytes of content.
void put_short_pdu(PduBytes& out, PduType type, std::array<std::uint8_t, 3> content);

// The largest fragment of a PDU of `max_pdu_bytes`. Even, as PS3.8 9.3.5.1 asks.
std::uint32_t fragment_bytes(std::uint32_t max_pdu_bytes) noexcept;
void put_fragment(PduBytes& out, std::uint8_t context, std::uint8_t control, Bytes fragment);

}  // namespace mwl::gate
